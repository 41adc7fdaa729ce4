"""Statement, Scott schedule and list of exhibits: who says what, where it stands, what it cites."""

import tomllib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle import plan
from everyword.bundle.pages.drafts import (
    FORMS,
    CaptionSpec,
    Drafts,
    ScottSpec,
    StatementSpec,
    form_of,
    of_paper,
    with_drafts,
)
from everyword.bundle.spec import Spec, to_toml
from everyword.errors import NotFound, WrongUsage
from everyword.rules.records import profiles

TEXT = plan.Text((), ("words",))
PAPERS = plan.Plan(
    "T",
    (),
    (
        plan.Section("A", "Orders", (plan.Document("d1", "Order", "1 May 2024", None, TEXT),)),
        plan.Section(
            "B",
            "Exhibits",
            (
                plan.Document("d2", "Chat", "2 May 2024", "AB1", TEXT, origin=("ab" * 32,)),
                plan.Document("d3", "Bank", "", "AB2", TEXT),
            ),
        ),
    ),
)
KEYS = {"order.pdf": "d1", "AB1": "d2", "AB2": "d3", "chat.txt": "d2"}
FACTS = {
    "F2": plan.ChronologyRow(
        1, "1 May 2024", "Sam came.", "agreed", (plan.Cite("d2", "AB1", "m"),)
    ),
    "F1": plan.ChronologyRow(2, "2 May 2024", "Sam left.", "disputed", ()),
}


def drafted(facts: dict[str, plan.ChronologyRow] | None = None, **given: Any) -> plan.Plan:
    wanted = {"court": "", "caption": None, "statement": None, "scott": None, "exhibit_list": False}
    return with_drafts(PAPERS, Drafts(**{**wanted, **given}, keys=KEYS, facts=facts))


def statement(made: plan.Plan) -> plan.Statement:
    (found,) = [d.content for d in made.documents if isinstance(d.content, plan.Statement)]
    return found


def test_a_new_section_comes_first_and_the_letters_go_on() -> None:
    made = drafted(statement=StatementSpec("Alex Morgan", paragraphs=("One.",)), exhibit_list=True)
    assert [(each.letter, each.title) for each in made.sections] == [
        ("A", "Statements"), ("B", "Orders"), ("C", "Exhibits"),
    ]  # fmt: skip
    assert [each.title for each in made.sections[2].documents] == [
        "List of exhibits", "Chat", "Bank",
    ]  # fmt: skip
    within = drafted(statement=StatementSpec("A", paragraphs=("One.",), section="Orders"))
    assert [len(each.documents) for each in within.sections] == [2, 2]


def test_nothing_asked_for_is_nothing_changed() -> None:
    assert drafted() == PAPERS


def test_paragraphs_cite_what_they_mention_in_each_way_of_writing_it() -> None:
    words = (
        "# The fall",
        "I refer to AB1.",
        "See [AB2, page 7] and [AB2].",
        "The order [order.pdf, page 2] stands [sic].",
        "Nothing is called [AB9] here, nor [lost.pdf, page 3].",
    )
    made = drafted(statement=StatementSpec("Alex Morgan", paragraphs=words))
    found = statement(made).paragraphs
    assert [each.heading for each in found] == ["The fall", "", "", ""]
    assert [[(c.document, c.words, c.page) for c in each.cites] for each in found] == [
        [("d2", "AB1", 1)], [("d3", "AB2", 7), ("d3", "AB2", 1)], [("d1", "Order", 2)], [],
    ]  # fmt: skip
    assert found[1].text == "See [AB2] and [AB2]." and found[2].text.endswith("stands [sic].")
    assert [each.partition("[")[2].partition("]")[0] for each in made.findings] == [
        "AB9", "lost.pdf",
    ]  # fmt: skip
    assert next(iter(of_paper(statement(made)))).document == "d2"


def test_an_exhibit_no_paragraph_mentions_is_told_and_not_a_finding() -> None:
    made = drafted(statement=StatementSpec("Alex", paragraphs=("I refer to AB1.",)))
    assert made.findings == ()
    assert [each.rpartition(" ")[2] for each in made.notes if "mentions" in each] == ["AB2"]


def test_facts_are_paragraphs_in_their_order_unless_named() -> None:
    made = drafted(FACTS, statement=StatementSpec("Alex"))
    assert [each.text for each in statement(made).paragraphs] == [
        "1 May 2024: Sam came.", "2 May 2024: Sam left.",
    ]  # fmt: skip
    assert statement(made).paragraphs[0].cites == FACTS["F2"].cites
    both = drafted(FACTS, statement=StatementSpec("Alex", paragraphs=("Own.",), facts=("F1",)))
    assert [each.text for each in statement(both).paragraphs] == ["Own.", "2 May 2024: Sam left."]


def test_a_scott_schedule_has_the_facts_named_and_leaves_the_others_columns_empty() -> None:
    made = drafted(FACTS, scott=ScottSpec(("F1", "F2")))
    (schedule,) = [d.content for d in made.documents if isinstance(d.content, plan.ScottSchedule)]
    assert [(each.number, each.when, each.words) for each in schedule.allegations] == [
        (1, "2 May 2024", "Sam left."), (2, "1 May 2024", "Sam came."),
    ]  # fmt: skip
    assert {(each.response, each.response_cites) for each in schedule.allegations} == {("", ())}


def test_facts_that_are_not_there_stop_it() -> None:
    with pytest.raises(NotFound):
        drafted(FACTS, scott=ScottSpec(("F9",)))
    with pytest.raises(WrongUsage):
        drafted(None, scott=ScottSpec(("F1",)))
    with pytest.raises(WrongUsage):
        drafted(None, statement=StatementSpec("Alex"))


def test_the_list_has_each_exhibit_whole_with_its_files() -> None:
    made = drafted(exhibit_list=True)
    (listed,) = [d.content for d in made.documents if isinstance(d.content, plan.ExhibitList)]
    assert [(each.mark, each.title, each.date, each.files) for each in listed.exhibits] == [
        ("AB1", "Chat", "2 May 2024", ("ab" * 32,)), ("AB2", "Bank", "", ()),
    ]  # fmt: skip
    assert all(cite.whole for each in listed.exhibits for cite in each.cites)


@pytest.mark.parametrize("court", [each.id for each in profiles()])
def test_every_court_has_words_or_an_oath_and_a_word_between_parties(court: str) -> None:
    form = form_of(court)
    assert bool(form.truth) != (form.kind == "affidavit")
    caption = CaptionSpec("Court", "1", (), (("Alex", "Applicant"), ("Sam", "Respondent")))
    made = drafted(court=court, caption=caption, statement=StatementSpec("A B", paragraphs=("x",)))
    assert made.caption is not None and made.caption.between == form.between
    assert statement(made).kind == f"First {form.kind} of A B"
    assert bool(statement(made).truth) == bool(form.truth)
    assert any("check the words" in each for each in made.notes) == bool(form.truth)


def test_places_named_are_those_of_the_records() -> None:
    assert set(FORMS) == {each.jurisdiction for each in profiles()} - {"any"}


def test_what_a_person_says_goes_before_what_a_court_is_thought_to_want() -> None:
    said = StatementSpec(
        "Alex Jo Morgan", "the mother", 12, "affidavit", opening="O.", paragraphs=("x",),
        truth="T.", sworn=True, made="2026-05-03",
    )  # fmt: skip
    made = drafted(court="ew-family-financial", statement=said)
    found = statement(made)
    assert (found.kind, found.opening, found.truth, found.sworn) == (
        "Affidavit no. 12 of Alex Jo Morgan", "O.", "T.", True,
    )  # fmt: skip
    assert dict(found.corner) == {
        "On behalf of": "the mother",
        "Initials and name": "A J Morgan",
        "Statement no.": "12",
        "Exhibits": "AB1 to AB2",
        "Made on": "3 May 2026",
    }
    assert not any("check the words" in each for each in made.notes)


def test_another_kind_than_usual_borrows_no_words() -> None:
    given = StatementSpec("Alex", kind="affidavit", paragraphs=("x",))
    made = statement(drafted(court="ew-family-financial", statement=given))
    assert (made.truth, made.sworn) == ("", True)
    plain = drafted(court="ca-on", statement=msgspec.structs.replace(given, kind="statement"))
    assert (statement(plain).truth, statement(plain).sworn) == ("", False)
    assert any("truth = " in each for each in plain.notes)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LISTS = st.lists(WORDS, max_size=3).map(tuple)


@given(
    st.builds(StatementSpec, WORDS, WORDS, paragraphs=LISTS, sworn=st.none() | st.booleans()),
    st.builds(
        CaptionSpec, WORDS, matter=LISTS, parties=st.lists(st.tuples(WORDS, WORDS)).map(tuple)
    ),
    st.builds(ScottSpec, LISTS, WORDS),
)
def test_a_description_with_drafts_is_read_back(
    statement: StatementSpec, caption: CaptionSpec, scott: ScottSpec
) -> None:
    spec = Spec(caption=caption, statement=statement, scott=scott, exhibit_list=True)
    assert msgspec.convert(tomllib.loads(to_toml(spec)), Spec) == spec


@given(st.lists(WORDS, min_size=1, max_size=5).map(tuple))
def test_no_words_of_a_person_are_lost(paragraphs: tuple[str, ...]) -> None:
    made = statement(drafted(statement=StatementSpec("Alex", paragraphs=paragraphs)))
    shown = "".join(each.heading + each.text for each in made.paragraphs)
    own = [each for each in paragraphs if not each.startswith("# ")]
    assert all(each.replace("[", "").split(", page")[0] in shown.replace("[", "") for each in own)
