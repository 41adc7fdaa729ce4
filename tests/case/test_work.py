"""Decisions: the state is the list folded; nothing ever leaves the list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.decided import CiteTo, Exhibit, Fact, Said
from everyword.case.quotes import cited, following
from everyword.case.work import Work
from everyword.index import database

AT = "2025-06-01T10:00:00Z"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    connection = database.connect(tmp_path / "case.db", bytes(32))
    yield Work(connection)
    connection.close()


def fact(id: str, sentence: str) -> Fact:
    return Fact(id, sentence, "2024-03", "alleged", (CiteTo("k3v9", page=3, quote="q"),))


def test_a_change_is_the_state_and_undo_brings_the_one_before_back(work: Work) -> None:
    work.decide(AT, "fact", "F1", fact("F1", "first"))
    change = work.decide(AT, "fact", "F1", fact("F1", "second"))
    assert work.facts() == {"F1": fact("F1", "second")}

    work.undo(AT, change)
    assert work.facts() == {"F1": fact("F1", "first")}
    assert len(work.decisions) == 3


def test_an_undo_can_be_undone(work: Work) -> None:
    first = work.decide(AT, "fact", "F1", fact("F1", "first"))
    work.undo(AT, first)
    assert work.facts() == {}
    work.undo(AT, len(work.decisions))

    assert work.facts() == {"F1": fact("F1", "first")}


def test_a_removed_thing_is_gone_and_its_label_not_given_again(work: Work) -> None:
    work.decide(AT, "exhibit", "AB1", Exhibit("AB1", "t", ("k",)))
    work.decide(AT, "exhibit", "AB2", Exhibit("AB2", "t", ("k",)))
    work.decide(AT, "exhibit", "AB2", None)

    assert list(work.exhibits()) == ["AB1"]
    assert work.next_number("exhibit", "AB") == "AB3"


def test_newest_skips_what_is_undone_and_other_kinds(work: Work) -> None:
    work.decide(AT, "fact", "F1", fact("F1", "first"))
    second = work.decide(AT, "fact", "F2", fact("F2", "second"))
    work.decide(AT, "said", "object", Said("own-device"))
    work.undo(AT, second)

    newest = work.newest("fact")
    assert newest is not None and newest.subject == "F1"
    assert work.newest("exhibit") is None


def test_a_snapshot_restores_every_decision(work: Work, tmp_path: Path) -> None:
    work.decide(AT, "fact", "F1", fact("F1", "words\nin two lines 😀"))
    work.undo(AT, 1)
    work.undo(AT, 2)
    work.decide(AT, "said", "o", Said("own-device", "Alex", {"date_order": "dmy"}))
    connection = database.connect(tmp_path / "other.db", bytes(32))
    other = Work(connection)

    other.restore(work.snapshot())

    assert other.decisions == work.decisions
    assert other.facts() == work.facts() and other.said("o") == work.said("o")
    assert Work(connection).decisions == work.decisions
    connection.close()


def test_a_source_nobody_spoke_of_is_not_said(work: Work) -> None:
    assert work.said("o") == Said("not said", None, {})


def test_what_stands_is_the_newest_of_each_thing_that_was_not_taken_away(work: Work) -> None:
    work.decide(AT, "fact", "F1", fact("F1", "first"))
    work.decide(AT, "fact", "F1", fact("F1", "second"))
    work.decide(AT, "fact", "F2", fact("F2", "gone"))
    work.decide(AT, "fact", "F2", None)
    undone = work.decide(AT, "order", "O1", {"id": "O1"})
    work.undo(AT, undone)

    assert [(each.act, each.subject, each.n) for each in work.present()] == [("fact", "F1", 2)]


def test_any_kind_of_decision_that_cites_follows_its_items(work: Work) -> None:
    cite = CiteTo("old", page=3, quote="q")
    data = {"id": "O1", "cites": [cite], "inner": {"cite": cite, "item": "old"}}
    work.decide(AT, "order", "O1", data)
    (kept,) = work.present()

    assert set(cited(kept.data)) == {"old"}
    assert list(cited(following(kept.data, {"old": "new"}))) == ["new", "new"]
    assert following(kept.data, {"old": "new"})["inner"]["item"] == "old"  # no cite: no quote in it
    assert following(kept.data, {}) == kept.data
