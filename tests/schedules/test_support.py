"""The table is the ledger: every line once, both counts beside each other, sums that add up."""

from decimal import Decimal
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.schedules import orders, payments
from everyword.schedules.kinds import make
from everyword.schedules.orders import Order, Term
from everyword.schedules.payments import Payment
from tests.cases_made import Ticking, make_case
from tests.schedules.test_proposals import people


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), write=True)
    people(case)
    orders.add_order(case, Order("", "Order", "2022-12"))
    term = Term("", "O1", "support", "P2", "P1", Decimal(100), "GBP", "month", first="2023-01-31")
    orders.add_term(case, term)
    for day, amount, disputed in (
        ("2023-02-01", "80", False),
        ("2023-03-01", "130", True),
        ("2023-03-01", "20", False),
        ("2024-01-01", "2000", False),
    ):
        payments.add(
            case,
            Payment("", day, Decimal(amount), "GBP", "P2", "P1", is_disputed=disputed),
        )
    return case


def test_each_line_stands_once_and_the_sums_follow(case: Case) -> None:
    with case:
        made = make(case, "support", {"as_of": "2024-02-10"})
    said = [row.said for row in made.rows]

    assert said.count(("T1",)) == 13 and [x for x in said if x != ("T1",)] == [
        ("R1",), ("R2",), ("R3",), ("R4",), (), (),
    ]  # fmt: skip
    total = made.rows[-1].cells
    at = {name: made.columns.index(name) for name in made.columns}
    due = sum(Decimal(row.cells[at["Due"]] or 0) for row in made.rows[:-1])
    paid = sum(Decimal(row.cells[at["Received"]] or 0) for row in made.rows[:-1])
    assert (Decimal(total[at["Due"]]), Decimal(total[at["Received"]])) == (due, paid)
    assert made.figures["undisputed"]["ahead"] == "800.00"
    assert made.figures["allowed"]["ahead"] == "930.00"
    assert ("Paid ahead of what is due", "800.00 GBP; 930.00 GBP if the disputed payments are"
            " allowed") in made.facts  # fmt: skip


def test_a_word_of_ones_own_is_said_to_be_one(case: Case) -> None:
    with case:
        made = make(case, "support", {"as_of": "2024-02-10"})

    assert "R1 has no item: it is your own word." in made.notes


def test_a_summary_has_a_line_for_each_year(case: Case) -> None:
    with case:
        made = make(case, "support", {"as_of": "2024-02-10", "summary": "true"})

    assert [row.cells[0] for row in made.rows] == ["2023", "2024", "Total"]
    assert made.rows[0].said == ("T1", "R1", "R3")


def test_before_anything_was_due_there_is_nothing(case: Case) -> None:
    with case:
        made = make(case, "support", {"as_of": "2022-01-01"})

    assert made.figures["undisputed"]["due"] == "0.00"
    assert any("after the last day counted" in note for note in made.notes)
