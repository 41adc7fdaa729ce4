"""Each sum due: what met it, when, and what was said of it."""

from decimal import Decimal
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.schedules import orders, payments
from everyword.schedules.kinds import make
from everyword.schedules.orders import Mark, Order, Term
from everyword.schedules.payments import Payment
from tests.cases_made import Ticking, make_case
from tests.schedules.test_proposals import people


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), write=True)
    people(case)
    orders.add_order(case, Order("", "Order", "2024"))
    term = Term("", "O1", "support", "P2", "P1", Decimal(100), "GBP", "week", first="2024-05-03")
    orders.add_term(case, term)
    for day, amount in (("2024-05-01", "100"), ("2024-05-11", "60"), ("2024-05-14", "80")):
        payments.add(case, Payment("", day, Decimal(amount), "GBP", "P2", "P1"))
    said = orders.mark(case, "T1", Mark("not known", "2024-05-24", "the post was late"))
    orders.keep_term(case, said)
    return case


def test_each_sum_has_what_met_it(case: Case) -> None:
    with case:
        made = make(case, "support", {"as_of": "2024-05-24", "dues": True})

    assert [row.cells[1:] for row in made.rows] == [
        ("2024-05-03", "T1", "R1: 100.00 on 2024-05-03",
         "in full by the day", "", "100.00", "0.00"),
        ("2024-05-10", "T1", "R2: 60.00 on 2024-05-11; R3: 40.00 on 2024-05-14",
         "in full 4 days later", "", "100.00", "0.00"),
        ("2024-05-17", "T1", "R3: 40.00 on 2024-05-17", "in part", "", "100.00", "60.00"),
        ("2024-05-24", "T1", "", "not met", "not known: the post was late", "100.00", "100.00"),
    ]  # fmt: skip
    assert made.rows[1].said == ("T1", "R2", "R3")
    assert (
        "Sums due",
        "4: 1 met in full by the day, 1 in full later, 1 in part, 1 not at all",
    ) in (made.facts)
