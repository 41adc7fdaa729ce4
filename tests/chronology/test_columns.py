"""The court's columns: what kind of fact it is shows; private notes are nowhere."""

import msgspec

from everyword.bundle.of_case import Spec, plan_of_case
from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.chronology.columns import as_json, cells, themes
from everyword.chronology.rows import rows
from tests.case.conftest import case as case
from tests.case.conftest import first
from tests.case.conftest import words as words

SECRET = "Herbstnebel"


def fill(case: Case) -> None:
    case.add_person("Sam Carter", None, ("Sam",))
    case.set_exhibit_prefix("AB")
    case.add_exhibit("Messages", (first(case),), 0)
    quote = CiteTo(first(case), quote="send money", lines=(1, 1))
    case.add_fact(
        "Alex said that money would come.", "2024-03-13", "disputed", (quote,),
        kind="said", by="P1", issues=("money", "trust"), notes=SECRET, response="It was a gift.",
    )  # fmt: skip
    case.add_fact("Sam moves to Leeds.", "2024-05", "alleged", (), kind="planned", notes=SECRET)
    case.add_fact("Sam paid.", "2024-04", "agreed", (), kind="happened", issues=("money",))


def test_a_plan_or_a_claim_is_never_shown_as_done(case: Case) -> None:
    fill(case)

    assert list(cells(case, rows(case.work.facts().values()))) == [
        ("1", "13 March 2024", "Alex said that money would come.", "AB1, lines 1 to 1",
         "disputed; said by Sam Carter", "It was a gift.", ""),
        ("2", "April 2024", "Sam paid.", "no document", "agreed", "", ""),
        ("3", "May 2024", "Sam moves to Leeds.", "no document", "alleged; planned", "", ""),
    ]  # fmt: skip


def test_private_notes_are_in_no_table_and_no_plan(case: Case) -> None:
    fill(case)
    found = rows(case.work.facts().values())
    plan = plan_of_case(case, Spec(), "1 June 2025")

    assert len(plan.chronology) == 3
    for shown in (plan, [as_json(row) for row in found], list(cells(case, found))):
        assert SECRET.encode() not in msgspec.json.encode(shown)
    status = "disputed; said by Sam Carter. Response: It was a gift."
    assert plan.chronology[0].status == status


def test_issues_are_listed_in_the_order_of_their_first_row(case: Case) -> None:
    fill(case)

    found = [
        (theme.tag, [row.number for row in theme.rows], theme.period)
        for theme in themes(rows(case.work.facts().values()))
    ]
    assert found == [
        ("money", [1, 2], "13 March 2024 to April 2024"),
        ("trust", [1], "13 March 2024"),
    ]
