"""Whose account it is: people, currencies, and rules that were said of the orders."""

from decimal import Decimal
from pathlib import Path

import pytest

from everyword.case.people import join
from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from everyword.schedules import orders, payments
from everyword.schedules.kinds import make
from everyword.schedules.orders import GivenRate, Order, Reckoning, Term
from everyword.schedules.payments import Payment
from everyword.schedules.proposals import proposals
from everyword.schedules.support_account import Options, account, all_between
from tests.cases_made import Ticking, make_case
from tests.schedules.test_proposals import people


def term(order: str, by: str = "P2", currency: str = "GBP") -> Term:
    return Term("", order, "support", by, "P1", Decimal(10), currency, "week", first="2024-05-03")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), write=True)
    people(case)
    for title in ("one", "two"):
        orders.add_order(case, Order("", title, "2024"))
        orders.add_term(case, term(f"O{len(orders.orders(case.work))}"))
    return case


MAY = Options(as_of="2024-05-31")


def test_terms_of_several_orders_are_one_account(case: Case) -> None:
    with case:
        assert account(case, MAY).ledger.due == 100
        assert account(case, Options(as_of="2024-05-31", order="O2")).ledger.due == 50


def test_people_who_are_one_have_one_account(case: Case) -> None:
    with case:
        case.add_person("Alexander Quill", None, ())
        orders.add_term(case, term("O1", "P3"))
        payments.add(case, Payment("", "2024-05-04", Decimal(7), "GBP", "P3", "P1"))
        assert len(all_between(case.work)) == 2
        join(case, "P2", "P3")
        found = account(case, MAY)

        assert len(all_between(case.work)) == 1
        assert (found.ledger.due, found.ledger.paid) == (150, 7)


def test_what_is_asked_must_be_one_account(case: Case) -> None:
    with case:
        orders.add_term(case, term("O1", currency="EUR"))
        with pytest.raises(WrongUsage, match="--currency"):
            account(case, MAY)
        with pytest.raises(NotFound):
            account(case, Options(order="O7"))


def test_rules_that_differ_between_orders_are_asked_about(case: Case) -> None:
    with case:
        assert not account(case, MAY).is_chosen
        orders.change_order(case, "O1", reckoning=Reckoning("us-ca"))
        assert account(case, MAY).rules.id == "us-ca"
        said = Reckoning("ca-on", rates=(GivenRate(Decimal(3)),))
        orders.change_order(case, "O2", reckoning=said)
        with pytest.raises(WrongUsage, match="--order"):
            account(case, MAY)
        found = account(case, Options(as_of="2024-05-31", order="O2"))
        assert found.rule is not None and found.ledger.owed_interest > 0


def test_of_several_orders_a_payment_counts_for_the_one_it_was_said_to_be_for(case: Case) -> None:
    with case:
        for order in ("O1", "O2", None):
            payments.add(
                case, Payment("", "2024-05-04", Decimal(7), "GBP", "P2", "P1", order=order)
            )
        found = account(case, Options(as_of="2024-05-31", order="O2"))

        assert account(case, MAY).ledger.paid == 21
        assert found.ledger.paid == 7
        assert [each.why for each in found.counted.left_out] == [
            "it was for O1", "for which order it was is not said",
        ]  # fmt: skip
        with pytest.raises(NotFound):
            payments.change(case, "R1", order="O9")


def test_a_term_ends_where_another_takes_its_place_that_is_not_counted(case: Case) -> None:
    with case:
        unknown = orders.varied(case, "T1", "2024-05-17", amount=None)
        orders.keep_term(case, unknown)
        found = account(case, MAY)
        assert [each.id for each in found.terms] == ["T1", "T2"]
        assert found.ledger.due == 20 + 50

        other = orders.varied(case, "T2", "2024-05-17", currency="EUR", amount=Decimal(9))
        orders.keep_term(case, other)
        assert account(case, Options(as_of="2024-05-31", currency="GBP")).ledger.due == 40
        with pytest.raises(WrongUsage, match="rhythm"):
            orders.change_term(case, "T1", first="2024-05-04")


def test_a_person_who_was_taken_out_is_named_by_the_number(case: Case) -> None:
    with case:
        case.remove("person", "P2")
        made = make(case, "support", {"as_of": "2024-05-31"})
        assert made.title.startswith("Support due from P2")
        assert next(iter(proposals(case))).papers == ()
