"""The grid: unknown stays unknown; known and said not to be known stand side by side."""

import pytest

from everyword.case import knowledge
from everyword.case.decided import CiteTo, Knew
from everyword.case.store import Case
from everyword.chronology.knowledge import UNKNOWN, cell_words, clashes, grid
from tests.case.conftest import case as case
from tests.case.conftest import first
from tests.case.conftest import words as words


@pytest.fixture
def told(case: Case) -> Case:
    for name in ("Alex Morgan", "Sam Carter", "Robin Reed"):
        case.add_person(name, None, ())
    case.add_fact("Sam took a loan.", "2024-03-13", "alleged", ())
    case.add_fact("Sam sold the car.", "2024-01", "alleged", ())
    case.add_fact("Of this nobody says a word.", "2024-02", "alleged", ())
    return case


def knew(case: Case, person: str, fact: str, when: str, **more: object) -> Knew:
    return knowledge.add(case, Knew("", person, fact, when, **more))  # type: ignore[arg-type]


def test_a_cell_has_the_earliest_time_and_unknown_stays_unknown(told: Case) -> None:
    knew(told, "P1", "F1", "not known", how="saw a letter")
    knew(told, "P1", "F1", "2024-05-01", how="told", told_by="P2")
    knew(told, "P1", "F1", "about 2024-04", how="heard it")
    knew(told, "P2", "F2", "2024-01")
    found, people = grid(told), told.work.people()

    assert [each.id for each in found.people] == ["P1", "P2"]
    cells = {
        line.fact.id: [cell_words(cell, people) for cell in line.cells] for line in found.lines
    }
    assert cells == {
        "F2": [UNKNOWN, "January 2024"],
        "F1": ["about April 2024, heard it", UNKNOWN],
    }


def test_known_and_said_not_to_be_known_are_listed_with_both_quotes(told: Case) -> None:
    yes = CiteTo(first(told), quote="I will send")
    no = CiteTo(first(told), quote="money")
    knew(told, "P1", "F1", "2024-03-20", how="told", told_by="P2", cites=(yes,))
    knew(told, "P1", "F1", "2024-06-01", knows=False, cites=(no,))

    (clash,) = clashes(told)
    assert clash.facts == ("F1", "K1", "K2")
    assert clash.words == (
        "Alex Morgan and F1: known (20 March 2024, told, told by Sam Carter): “I will send”;"
        " said not to know it (1 June 2024): “money”."
    )
    (line,) = grid(told).lines
    shown = cell_words(line.cells[0], told.work.people())
    assert shown.endswith("told by Sam Carter; said not to know, 1 June 2024")


def test_not_to_know_before_one_learned_of_it_is_no_contradiction(told: Case) -> None:
    no = CiteTo(first(told), quote="money")
    knew(told, "P1", "F1", "2024-03-20")
    knew(told, "P1", "F1", "2024-03-15", knows=False, cites=(no,))

    assert list(clashes(told)) == []


def test_known_before_it_was_is_said_unless_it_was_planned(told: Case) -> None:
    knew(told, "P1", "F1", "2024-02")
    (clash,) = clashes(told)
    assert clash.words == (
        "Alex Morgan is said to have known F1 (February 2024) before its date (13 March 2024)."
    )
    told.change_fact("F1", kind="planned")
    assert list(clashes(told)) == []
