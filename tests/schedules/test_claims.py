"""What of a shared cost is claimed, late, paid and open."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from everyword.case.decided import CiteTo
from everyword.schedules.claims import claim, part_of
from everyword.schedules.household import Answered, Cost, Repaid

TRIP = Cost(
    "C1", "trip", Decimal("121.01"), "GBP", "2024-03-01", "1/2", notice_days=30, pay_days=14
)


def repaid(day: str, amount: str) -> Repaid:
    return Repaid(day, Decimal(amount), (CiteTo("p"),))


def test_the_odd_penny_stays_with_who_paid() -> None:
    assert claim(TRIP, "2024-03-02").claimed == Decimal("60.50")
    assert part_of(Decimal("100.00"), "1/3", "GBP") == Decimal("33.33")
    assert part_of(Decimal("101"), "1/2", "JPY") == Decimal("50")


@given(st.decimals("0.01", 10**7, places=2), st.integers(1, 9), st.integers(1, 9))
def test_a_part_is_never_more_than_its_share(amount: Decimal, over: int, under: int) -> None:
    share = Fraction(min(over, under), max(over, under))
    part = Fraction(part_of(amount, str(share), "GBP"))

    assert part <= Fraction(amount) * share < part + Fraction(1, 100)


def test_the_last_day_to_ask_is_the_last() -> None:
    assert claim(TRIP, "2024-03-31").ask_by == "2024-03-31"
    assert claim(TRIP, "2024-03-31").asked_late is None
    assert claim(TRIP, "2024-04-02").asked_late == 2
    assert claim(replace(TRIP, asked="2024-03-31"), "2025-01-01").asked_late is None
    assert claim(replace(TRIP, asked="2024-04-01"), "2025-01-01").asked_late == 1


def test_asked_answered_paid_in_part_and_paid() -> None:
    asked = replace(TRIP, asked="2024-03-10")
    answered = replace(asked, answered=Answered("2024-03-12", "refused"))
    part = replace(answered, repaid=(repaid("2024-03-20", "20.00"),))
    whole = replace(part, repaid=(*part.repaid, repaid("2024-04-01", "40.50")))

    assert [claim(each, "2024-05-01").state for each in (TRIP, asked, answered, part, whole)] == [
        *("not asked", "asked", "refused", "paid in part", "paid"),
    ]
    assert claim(part, "2024-05-01").open == Decimal("40.50")
    found = claim(whole, "2024-05-01")
    assert (found.open, found.pay_by, found.paid_late) == (Decimal(0), "2024-03-24", 8)
    assert found.items == ["p"]


def test_as_it_stood_on_a_day() -> None:
    whole = replace(
        TRIP,
        asked="2024-03-10",
        answered=Answered("2024-03-12", "agreed"),
        repaid=(repaid("2024-04-01", "60.50"),),
    )

    assert claim(whole, "2024-03-09").state == "not asked"
    assert claim(whole, "2024-03-11").state == "asked"
    assert claim(whole, "2024-03-31").open == Decimal("60.50")
    assert claim(whole, "2024-04-01").open == Decimal(0)


def test_too_much_is_said_and_owes_nothing() -> None:
    found = claim(replace(TRIP, repaid=(repaid("2024-03-02", "61.00"),)), "2024-05-01")

    assert (found.open, found.over, found.state) == (Decimal(0), Decimal("0.50"), "paid")


def test_a_cost_that_is_not_known_claims_nothing_known() -> None:
    found = claim(replace(TRIP, amount=None, repaid=(repaid("2024-03-02", "5"),)), "2024-05-01")

    assert (found.claimed, found.open, found.over) == (None, None, Decimal(0))
