"""What was said to be a payment: its money in the order's, and one item is one payment."""

from decimal import Decimal
from fractions import Fraction

import pytest

from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules import payments
from everyword.schedules.payments import Exchange, Payment, in_currency
from tests.cases_made import Ticking, make_case
from tests.schedules.test_proposals import people


@pytest.fixture
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("p") / "case"
    case = Case.open(folder, make_case(folder), Ticking(), write=True)
    people(case)
    return case


PAID = Payment("", "2024-05-03", Decimal("10.10"), "EUR", "P2", "P1")


def test_the_rate_is_the_one_the_person_gave() -> None:
    paid = Payment("R1", "2024-05-03", Decimal("10.10"), "EUR", "P2", "P1",
                   exchange=Exchange(Decimal("0.8567"), "GBP", "2024-05-03"))  # fmt: skip

    assert in_currency(paid) == Fraction("10.10") * Fraction("0.8567")
    assert in_currency(PAID) == Fraction("10.10")


def test_numbers_are_never_used_again(case: Case) -> None:
    with case:
        assert payments.add(case, PAID).id == "R1"
        case.remove("payment", "R1")
        assert payments.add(case, PAID).id == "R2"
        assert [*payments.payments(case.work)] == ["R2"]


def test_what_cannot_be_is_refused(case: Case) -> None:
    replaced = (
        {"day": "2024-05"},
        {"currency": None},
        {"currency": "euro"},
        {"amount": Decimal(0)},
        {"by": None},
        {"by": "P1"},
        {"exchange": Exchange(Decimal(1), "GBP", "May")},
    )
    with case:
        for change in replaced:
            with pytest.raises(WrongUsage):
                payments.add(case, Payment(**({x: getattr(PAID, x) for x in PAID.__struct_fields__}
                                              | change)))  # fmt: skip
        assert payments.payments(case.work) == {}
