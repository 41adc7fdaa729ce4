"""People: one handle is one person."""

import msgspec
import pytest

from everyword.bundle.of_case import Spec, plan_of_case
from everyword.case import people
from everyword.case.asking import questions
from everyword.case.decided import Tie
from everyword.case.store import Case
from everyword.chronology import columns
from everyword.chronology.rows import rows
from everyword.errors import NotFound, WrongUsage
from tests.case.conftest import first


def test_a_handle_is_one_persons(case: Case) -> None:
    sam = case.add_person("Sam Carter", "father", ("Sam",))
    with pytest.raises(WrongUsage, match="already a handle of Sam Carter"):
        case.add_person("Samuel", None, ("Sam",))

    assert case.change_person(sam.id, handles=("Sam", "Sammy")).handles == ("Sam", "Sammy")
    assert case.person_of("Sammy") == case.work.people()[sam.id]
    with pytest.raises(NotFound, match="everyword person list"):
        case.change_person("P9", name="Nobody")


def test_an_old_person_loads_and_ties_lead_to_people_in_time(case: Case) -> None:
    old = {"id": "P1", "name": "Sam Carter", "role": None, "handles": ["Sam"]}
    case.work.decide(case.now, "person", "P1", old)
    alex = case.add_person("Alex Morgan", None, (), ties=(Tie("spouse", "P1", "2010", "2024-03"),))

    assert (case.work.people()["P1"].hidden, alex.ties[0].to) == (False, "P1")
    for tie in (Tie("spouse", "P9"), Tie("spouse", None, "2024", "2023"), Tie("x", None, "3/4/24")):
        with pytest.raises((NotFound, WrongUsage)):
            case.change_person("P2", ties=(tie,))
    with pytest.raises(WrongUsage):
        case.change_person("P2", born="soon")


def test_a_joined_person_is_found_under_all_names_and_undo_parts_them(case: Case) -> None:
    case.add_person("Robert Carter", None, ("Sam",), aliases=("Dad",))
    case.add_person("Bob Carter", None, ("Alex",), aliases=("Bobby",))
    case.add_fact("S.", "2024", "alleged", (), kind="said", by="P2", who=("P2", "P1"))
    one = people.join(case, "Robert Carter", "P2")

    assert one.aliases == ("Dad", "Bob Carter", "Bobby") and one.handles == ("Sam", "Alex")
    assert list(case.work.people()) == ["P1"]
    assert people.person_id(case, "bobby") == people.person_id(case, "P2") == "P1"
    assert case.person_of("Alex") == one
    fact = case.work.facts()["F1"]
    assert (fact.by, fact.who) == ("P1", ("P1",))
    with pytest.raises(WrongUsage, match="one person already"):
        people.join(case, "P1", "P2")
    case.undo("person")
    assert list(case.work.people()) == ["P1", "P2"]
    assert case.work.facts()["F1"].who == ("P2", "P1")


def test_to_keep_apart_ends_a_join(case: Case) -> None:
    case.add_person("Robert Carter", None, ())
    case.add_person("Bob Carter", None, ())
    people.join(case, "P2", "P1")
    people.keep_apart(case, "P1", "P2")

    assert list(case.work.people()) == ["P1", "P2"]
    assert list(questions(case)) == []


def test_a_hidden_person_is_a_role_or_initials_wherever_the_case_speaks(case: Case) -> None:
    case.add_person("Ann Lee", "the neighbour", (), aliases=("Ann", "Anna"), hidden=True)
    case.add_person("José Núñez", None, ("Sam",), hidden=True)
    known = case.work.people()

    text = "ANN LEE, Anna and Joann met José Núñez; Ann's door."
    assert people.without_hidden(text, known) == (
        "the neighbour, the neighbour and Joann met J.N.; the neighbour's door."
    )
    case.add_fact("Ann Lee saw it.", "2024", "alleged", (), kind="said", by="P1",
                  response="Ann was away.")  # fmt: skip
    case.set_exhibit_prefix("AB")
    case.add_exhibit("Messages", (first(case),), 5)
    plan = plan_of_case(case, Spec(), "")
    (row,) = plan.chronology
    assert row.event == "the neighbour saw it."
    assert row.status == "alleged; said by the neighbour. Response: the neighbour was away."
    assert b"N\xc3\xba\xc3\xb1ez" not in msgspec.json.encode(plan.sections)
    assert any("P1 is shown as the neighbour" in note for note in plan.notes)
    (cells,) = columns.cells(case, rows(case.work.facts().values()))
    assert "Ann" not in " ".join(cells)
