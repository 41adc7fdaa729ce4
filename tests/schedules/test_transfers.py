"""Payments that may be one sum between two own accounts."""

import datetime as dt

from hypothesis import given, settings

from everyword.case.decided import CiteTo
from everyword.schedules.household import Transfer
from everyword.schedules.ledger import Line
from everyword.schedules.transfers import NEAR, confirmed, proposals
from tests.schedules.ledgers import ledgers, line


def said(one: str, two: str, same: bool = True) -> Transfer:
    return Transfer("M1", CiteTo(one), CiteTo(two), same)


OUT = line(1, "2024-01-05", -10000, "to saver")
INTO = line(2, "2024-01-08", 10000, "from current", "saver")


def test_out_of_one_and_into_the_other() -> None:
    (found,) = proposals([OUT, INTO], [])
    assert (found.out, found.into, found.others) == (OUT, INTO, 0)

    early = line(1, "2024-01-05", 10000, account="saver")
    (found,) = proposals([early, line(2, "2024-01-06", -10000)], [])
    assert found.into is early


def test_not_the_same_account_sum_currency_or_week() -> None:
    for other in (
        line(2, "2024-01-08", 10000),
        line(2, "2024-01-08", 10001, account="saver"),
        line(2, "2024-01-08", -10000, account="saver"),
        line(2, "2024-01-08", 10000, account="saver", currency="EUR"),
        line(2, "2024-01-10", 10000, account="saver"),
        line(2, "2024-01", 10000, account="saver"),
    ):
        assert list(proposals([OUT, other], [])) == []


def test_what_was_answered_is_not_asked_again() -> None:
    assert list(proposals([OUT, INTO], [said("i1", "i2")])) == []
    assert list(proposals([OUT, INTO], [said("i2", "i1", same=False)])) == []
    third = line(3, "2024-01-08", 10000, account="card")
    (found,) = proposals([OUT, INTO, third], [said("i1", "i2", same=False)])
    assert found.into is third


def test_where_two_fit_it_is_said() -> None:
    again = line(2, "2024-01-06", -10000, "to saver")
    (found,) = proposals([OUT, again, INTO], [])

    assert found.out is again and found.others == 1


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_each_line_once_and_each_pair_fits(lines: list[Line]) -> None:
    found = list(proposals(lines, []))
    used = [each.item for pair in found for each in (pair.out, pair.into)]

    assert len(used) == len({*used})
    for pair in found:
        days = [dt.date.fromisoformat(each.day) for each in (pair.out, pair.into)]
        assert pair.out.amount == -pair.into.amount < 0
        assert pair.out.account != pair.into.account and pair.out.currency == pair.into.currency
        assert abs(days[0] - days[1]) <= NEAR


def test_half_a_transfer_is_none() -> None:
    whole, broken = confirmed([said("a", "b"), said("c", "d"), said("e", "f", False)], {*"abcef"})

    assert whole == {"a", "b"} and [each.one.item for each in broken] == ["c"]
