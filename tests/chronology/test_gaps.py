"""Each thing that is missing or cannot be so is listed once, in words that blame nobody."""

from pathlib import Path

import pytest

from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.chronology.gaps import Gap, gaps
from everyword.index.store import Query
from tests.case.conftest import add, first
from tests.case.conftest import case as case
from tests.case.conftest import words as words


def found(case: Case) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.kind, each.about) for each in gaps(case)]


def said(case: Case, kind: str) -> list[str]:
    return [each.words for each in gaps(case) if each.kind == kind]


def cite(case: Case, quote: str = "money") -> tuple[CiteTo, ...]:
    return (CiteTo(first(case), quote=quote),)


def test_a_whole_fact_has_no_gap(case: Case) -> None:
    case.add_fact("Alex said that money would come.", "2024-03-13", "agreed", cite(case))

    assert list(gaps(case)) == []


def test_what_a_fact_lacks_is_said_once(case: Case) -> None:
    case.add_person("Sam Carter", None, ("Sam",), side="other")
    case.add_person("Alex Morgan", None, ("Alex",), side="mine")
    case.add_fact("Alex kept the car.", "2024", "alleged", cite(case), kind="claimed by", by="P1")
    case.add_fact("Sam kept it.", "2024", "alleged", cite(case), kind="claimed by", by="P2")
    case.add_fact("Money is to come.", "2024", "alleged", cite(case), kind="planned")
    case.add_fact("Sam sold it.", "2024", "alleged", ())

    assert found(case) == [
        ("no response", ("F1",)), ("no due date", ("F3",)), ("no document", ("F4",)),
    ]  # fmt: skip
    assert said(case, "no response") == ["F1 is claimed by Sam Carter; no response is written down"]
    case.change_fact("F1", response="It was hers.")
    case.change_fact("F3", due="2024-04")
    case.change_fact("F4", cites=cite(case))
    assert found(case) == []


def test_what_only_a_child_says_is_said_and_one_more_voice_ends_it(case: Case) -> None:
    case.add_person("Rowan", "son", ("Sam",), child=True)
    sam = [each.id for each in case.index.find(Query()) if each.id != first(case)]
    case.add_fact("It was agreed.", "2024-03-14", "alleged", (CiteTo(sam[0]),), kind="happened")
    case.add_fact("Told by a child.", "2024-03-14", "alleged", (), known_from="P1")

    assert said(case, "child") == [
        f"{id} rests on the words of Rowan alone, a child" for id in ("F1", "F2")
    ]
    case.change_fact("F1", cites=(CiteTo(sam[0]), *cite(case)))
    assert [each.about for each in gaps(case) if each.kind == "child"] == [("F2",)]


@pytest.mark.parametrize(
    ("one", "two", "shown"),
    [
        (("Sam paid 200.00.", "2024-03"), ("Sam  paid 250.00.", "2024-03-05"),
         "F1 and F2 read as one thing: with 200.00, and with 250.00"),
        (("Sam paid 200.00.", "2024-03"), ("Sam paid 250.00.", "2024-04"), None),
        (("Sam came.", "2024-03-01"), ("Sam came.", "2024-03-02"), None),
        (("Sam came.", "2024-03-01"), ("Sam came.", "2024-03-01"), None),
        (("Sam paid 5.", "after F9"), ("Sam paid 6.", "not known"), None),
        (("Sam came at 5.", "2024-03-01T17:00"), ("Sam came at 6.", "2024-03-01T18:00"), None),
    ],
    ids=["figures", "two months", "two days", "the same twice", "no dates", "two times"],
)  # fmt: skip
def test_two_figures_for_one_thing(
    case: Case, one: tuple[str, str], two: tuple[str, str], shown: str | None
) -> None:
    for sentence, when in (one, two):
        fact = {"id": "", "sentence": sentence, "when": when, "status": "alleged", "cites": []}
        id = case.work.next_number("fact", "F")
        case.work.decide(case.now, "fact", id, fact | {"id": id})

    assert said(case, "two values") == ([shown] if shown else [])


def test_two_dates_are_two_events_unless_one_item_carries_both(case: Case) -> None:
    for when in ("2024-03-01", "2024-03-09"):
        case.add_fact("Sam came.", when, "alleged", cite(case))
    assert said(case, "two values") == [
        "F1 and F2 read as one thing: dated 1 March 2024, and 9 March 2024"
    ]
    case.change_fact("F2", when="2024-03-01", place="Larkford")
    case.change_fact("F1", place="Leeds")
    assert said(case, "two values") == ["F1 and F2 read as one thing: at Leeds, and at Larkford"]


@pytest.mark.parametrize(
    ("sentence", "when", "shown"),
    [
        ("Rowan, 7 years old, was there.", "2022-06-01",
         ["F1 says 7; by the date of birth Rowan was 5 to 6 then"]),
        ("Rowan, 6 years old, was there.", "2022-06-01", []),
        ("Rowan turned 5.", "2021", []),
        ("Rowan was there.", "2015", ["F1 is dated 2015; Rowan was born 2016"]),
        ("Rowan, aged 90, was there.", "not known", []),
    ],
    ids=["too old", "fits", "a year", "before birth", "no date"],
)  # fmt: skip
def test_an_age_against_the_birth(case: Case, sentence: str, when: str, shown: list[str]) -> None:
    case.add_person("Rowan", None, (), born="2016")
    case.add_fact(sentence, when, "alleged", cite(case), who=("P1",))

    assert said(case, "two values") == shown


def test_words_on_both_sides_stand_together(case: Case) -> None:
    case.add_fact("Money was to come.", "2024", "disputed", cite(case, "I will send"),
                  response="No.", response_cites=cite(case, "money"))  # fmt: skip

    assert said(case, "said and answered") == [
        "F1 has words on both sides: “I will send”; in response: “money”"
    ]


def test_a_file_that_was_sent_and_is_not_here(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Robin.txt"
    path.write_text("15/03/2024, 09:00 - Robin: IMG-7.jpg (file attached)\n")
    add(case, path)
    (item,) = case.items_only_in(case.index.source(path.name))
    assert found(case) == []
    case.add_fact("Robin sent a picture.", "2024-03-15", "agreed", (CiteTo(item),))

    assert said(case, "attachment") == [f"{item} came with IMG-7.jpg, which is not here"]


def test_order_knowledge_and_people_taken_out_are_there_too(case: Case) -> None:
    case.add_person("Sam Carter", None, ())
    case.add_fact("One.", "2024-04-01", "agreed", cite(case), who=("P1",))
    case.add_fact("Two.", "2024-03-01, after F1", "agreed", cite(case))
    case.remove("person", "P1")

    assert found(case) == [("person", ("F1", "P1")), ("order", ("F2", "F1"))]
    for each in gaps(case):
        assert isinstance(each, Gap)
        assert not {"lie", "lied", "false", "liar", "score"} & set(each.words.split())
