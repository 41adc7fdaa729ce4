"""Running balances: what fits is said to fit, what does not names both figures."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from everyword.readers.bank.balance import Chain, Column, Figure, Statement, added, plain

SUMS = st.decimals(-(10**6), 10**6, places=2)


def figure(amount: str | Decimal, day: str | None = None, money: str = "EUR") -> Figure:
    return Figure(Decimal(amount), money, day)


@given(SUMS, st.lists(SUMS, max_size=6), SUMS)
def test_a_statement_fits_or_both_figures_are_named(
    opening: Decimal, payments: list[Decimal], off: Decimal
) -> None:
    statement = Statement()
    statement.open(figure(opening))
    for amount in payments:
        statement.add(amount, "EUR")
    closing = figure(opening + sum(payments) + off)
    fault = statement.fault(closing)
    if off == 0:
        assert fault is None and "it fits" in statement.verdict(closing)
    else:
        assert fault is not None
        assert closing.words in fault and plain(off) in fault
        assert plain(opening + sum(payments)) in fault


def test_what_cannot_be_checked_is_said() -> None:
    statement = Statement()
    assert statement.fault(figure("5")) is None
    assert "no opening balance" in statement.verdict(figure("5"))
    statement.open(figure("5"))
    assert "in EUR" in statement.verdict(figure("9", money="USD"))
    statement.add(Decimal(1), "USD")
    assert statement.fault(figure("7")) is None
    assert "USD" in statement.verdict(figure("7"))


def test_a_hostile_sum_is_exact() -> None:
    assert added(Decimal(10**40), Decimal("0.01")) == Decimal("1" + "0" * 40 + ".01")


def test_statements_follow_each_other() -> None:
    chain = Chain()
    assert chain.at_opening("A", figure("1", "2024-01-01")) is None
    assert chain.at_closing("A", figure("1", "2024-01-01"), figure("5", "2024-01-31")) is None
    assert chain.at_opening("B", figure("9", "2024-02-01")) is None
    fault = chain.at_opening("A", figure("6", "2024-03-01"))
    assert fault is not None and "5 EUR" in fault and "6 EUR" in fault
    assert chain.at_opening("A", figure("5", "2024-02-01")) is None


def test_statements_may_go_from_new_to_old() -> None:
    for amount, wrong in (("5", False), ("4", True)):
        chain = Chain()
        chain.at_closing("A", figure("5", "2024-02-01"), figure("7", "2024-02-29"))
        assert chain.at_opening("A", figure("1", "2024-01-01")) is None
        fault = chain.at_closing("A", figure("1", "2024-01-01"), figure(amount, "2024-01-31"))
        assert (fault is not None) is wrong


def column(rows: list[tuple[Decimal, Decimal | None]]) -> list[str]:
    found = Column()
    for line, (amount, balance) in enumerate(rows, 1):
        found.see(line, amount, balance)
    return list(found.faults())


def account(amounts: list[Decimal]) -> list[tuple[Decimal, Decimal | None]]:
    balance, rows = Decimal(100), []
    for amount in amounts:
        balance += amount
        rows.append((amount, balance))
    return rows


@given(st.lists(SUMS, min_size=2, max_size=8), st.booleans(), st.data())
def test_a_column_fits_from_old_to_new_and_back(
    amounts: list[Decimal], back: bool, data: st.DataObject
) -> None:
    rows = account(amounts)
    left_out = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    rows = [(a, None if at in left_out else b) for at, (a, b) in enumerate(rows)]
    assert column(rows[::-1] if back else rows) == []


def test_the_line_where_it_stops_fitting_is_named() -> None:
    rows = account([Decimal(each) for each in (1, 2, 3, 4, 5)])
    gone = [*rows[:2], *rows[3:]]
    assert column(gone) == [
        "the balance stops fitting: line 3 says 110, but with line 2 (103) and the amounts between "
        "it comes to 107"
    ]
    (back,) = column(gone[::-1])
    assert "line 3 says 103" in back


def test_turned_signs_and_a_column_of_something_else_are_said() -> None:
    rows = [(-amount, balance) for amount, balance in account([Decimal(n) for n in (1, 2, 4, 8)])]
    (turned,) = column(rows)
    assert "every sign is turned round" in turned
    (other,) = column([(Decimal(1), Decimal(n)) for n in (5, 9, 23, 77)])
    assert "does not follow" in other


def test_an_unread_line_is_not_a_break() -> None:
    found = Column()
    found.see(1, Decimal(1), Decimal(1))
    found.lose()
    found.see(3, Decimal(1), Decimal(9))
    assert list(found.faults()) == []
