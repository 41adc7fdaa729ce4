"""Drafts of an account: what was answered stays answered, and nothing is a fact unasked."""

from pathlib import Path

import msgspec
import pytest

from everyword.case import obtained, telling
from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.case.telling import Draft
from everyword.errors import NotFound, WrongUsage
from everyword.index.store import Query
from tests.case.conftest import add

TEXT = "Tom left on Monday. He took the car. Kate said it was hers. He took the car.\n"


@pytest.fixture
def account(case: Case, tmp_path: Path) -> str:
    """The id of an account sealed as a text."""
    (tmp_path / "account.txt").write_text(TEXT)
    add(case, tmp_path / "account.txt")
    return next(iter(case.index.find(Query(kind="document")))).id


def draft(item: str, quote: str, **more: object) -> Draft:
    start = TEXT.index(quote)
    made = Draft("", CiteTo(item, quote=quote), start, start + len(quote), "happened")
    return msgspec.structs.replace(made, **more)


def some(item: str) -> list[Draft]:
    return [
        draft(item, "Tom left on Monday.", who=(("Tom", "my husband"),)),
        draft(item, "He took the car.", who=(("Tom", "my husband"),), after="0"),
        draft(item, "Kate said it was hers.", kind="said", who=(("Kate",),)),
    ]


def test_drafts_have_ids_that_stay_and_are_no_facts(case: Case, account: str) -> None:
    new, before = telling.keep(case, some(account))

    assert [each.id for each in new] == ["D1", "D2", "D3"] and before == []
    assert new[1].after == "D1"
    assert case.work.facts() == {}
    telling.remove(case, ["D3"])
    assert telling.keep(case, some(account))[0][0].id == "D4"


def test_a_quote_that_does_not_stand_there_is_not_kept(case: Case, account: str) -> None:
    wrong = msgspec.structs.replace(
        some(account)[0], cite=CiteTo(account, quote="Tom left on Mondey.")
    )

    with pytest.raises(WrongUsage, match="do not stand in it"):
        telling.keep(case, [*some(account)[1:], wrong])
    assert telling.drafts(case) == {}


def test_yes_makes_a_fact_of_the_words_and_cites_them(case: Case, account: str) -> None:
    tom, kate = (case.add_person(name, None, ()) for name in ("Tom", "Kate"))
    telling.keep(case, some(account))

    one = telling.confirm(case, "D1", known_from="own").fact
    two = telling.confirm(case, "D2", sentence="The car was taken.").fact
    three = telling.confirm(case, "D3").fact

    assert (one.sentence, one.status, one.who) == ("Tom left on Monday.", "alleged", (tom.id,))
    assert one.cites[0].quote == "Tom left on Monday." and one.known_from == "own"
    assert two.when == "after F1" and two.cites[0].quote == "He took the car."
    assert (three.kind, three.by) == ("said", kate.id)
    found = telling.drafts(case)
    assert [found[id].answer for id in ("D1", "D2", "D3")] == ["yes", "changed", "yes"]
    with pytest.raises(WrongUsage, match="the fact F1 already"):
        telling.confirm(case, "D1")
    with pytest.raises(WrongUsage, match="already"):
        telling.answer(case, ["D1"], "no")


def test_nobody_becomes_a_person_of_the_case_unasked(case: Case, account: str) -> None:
    telling.keep(case, some(account))

    made = telling.confirm(case, "D1")
    assert made.unknown == ("Tom",) and made.fact.who == ()
    assert case.work.people() == {}
    for name in ("Tom", "my husband"):
        case.add_person(name, None, ())  # which of two it is, is not guessed
    assert telling.as_fact(case, "D2").fact.who == ()


def test_a_claim_needs_who_makes_it(case: Case, account: str) -> None:
    telling.keep(case, [draft(account, "Tom left on Monday.", kind="claimed by")])

    with pytest.raises(WrongUsage, match="A claim needs the person"):
        telling.confirm(case, "D1")
    assert case.work.facts() == {} and telling.drafts(case)["D1"].answer == "open"


def test_what_was_answered_is_not_proposed_again(case: Case, account: str, tmp_path: Path) -> None:
    telling.keep(case, some(account))
    telling.confirm(case, "D1")
    telling.answer(case, ["D2"], "no")
    telling.answer(case, ["D3"], "private")
    assert telling.keep(case, some(account))[0] == []

    (tmp_path / "longer.txt").write_text(f"It rained.  \n{TEXT}")
    add(case, tmp_path / "longer.txt")
    longer = next(x for x in case.index.find(Query(kind="document")) if x.id != account).id
    told = [
        msgspec.structs.replace(
            each,
            cite=CiteTo(longer, quote=each.quote),
            start=each.start + 13,
            end=each.end + 13,
        )
        for each in some(account)
    ]
    second = msgspec.structs.replace(told[1], start=75, end=90)  # the same words once more
    new, before = telling.keep(case, [*told, second])
    assert [each.answer for each in before] == ["yes", "no", "private"]
    assert [(each.id, each.quote) for each in new] == [("D4", "He took the car.")]


def test_a_cut_made_elsewhere_in_the_same_place_is_the_same_draft(case: Case, account: str) -> None:
    telling.keep(case, some(account))
    telling.answer(case, ["D1"], "no")

    part = draft(account, "Tom left on")
    assert telling.answered_before(case, [part])[0] == telling.drafts(case)["D1"]
    other = draft(account, "was hers. He took the car")
    assert telling.answered_before(case, [other]) == [None]


def test_every_answer_can_be_taken_back(case: Case, account: str) -> None:
    telling.keep(case, some(account))
    telling.answer(case, ["D2"], "no")
    telling.confirm(case, "D1")
    telling.confirm(case, "D2")

    assert telling.undo(case) == ["draft D2 is no again; the fact F2 is taken out"]
    assert telling.undo(case) == ["draft D1 is open again; the fact F1 is taken out"]
    assert case.work.facts() == {}
    assert telling.undo(case) == ["draft D2 is open again"]
    assert len(telling.undo(case)) == 3 and telling.drafts(case) == {}
    with pytest.raises(NotFound):
        telling.undo(case)
    assert len(case.work.history("draft", "D2")) == 3, "and all of it stays in the list"


def test_a_draft_whose_fact_was_taken_out_can_be_confirmed_again(case: Case, account: str) -> None:
    telling.keep(case, some(account))
    telling.confirm(case, "D1")
    case.remove("fact", "F1")

    assert telling.confirm(case, "D1").fact.id == "F2"


def test_drafts_of_a_locked_account_are_counted_not_shown(case: Case, account: str) -> None:
    telling.keep(case, some(account))
    obtained.answer(case, obtained.named(case, account), {"child": "from"})

    assert telling.drafts(case) == {} and telling.hidden(case) == 3
    with pytest.raises(NotFound):
        telling.confirm(case, "D1")
