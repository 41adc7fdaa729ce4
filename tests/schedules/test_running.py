"""A line that is not there any more shows in the balances around it."""

from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from everyword.schedules.ledger import Line
from everyword.schedules.running import of, told
from tests.schedules.ledgers import line


def statement(
    amounts: list[int], opening: int = 1000, is_new_first: bool = False
) -> Iterator[Line]:
    """One line a day, each with the balance after it."""
    rows, balance = [], opening
    for number, pence in enumerate(amounts):
        balance += pence
        rows.append((f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}", pence, balance))
    for number, (day, pence, after) in enumerate(reversed(rows) if is_new_first else rows, 1):
        yield line(number, day, pence, balance=after)


AMOUNTS = st.lists(st.integers(-9999, 9999).filter(bool), min_size=3, max_size=30)


@given(AMOUNTS, st.booleans(), st.data())
def test_one_line_out_of_the_middle_is_one_break(
    amounts: list[int], is_new_first: bool, data: st.DataObject
) -> None:
    lines = list(statement(amounts, is_new_first=is_new_first))
    spans, breaks = of(lines)
    assert breaks == [] and spans[0].runs and spans[0].opening == Decimal(10)

    place = data.draw(st.integers(1, len(lines) - 2))
    gone = lines.pop(place)
    (span,), (found,) = of(lines)
    assert not span.runs
    assert {found.before, found.after} == {lines[place - 1].item, lines[place].item}
    assert abs(found.stated - found.expected) == abs(gone.amount)


def test_a_day_with_several_lines_runs_either_way() -> None:
    rows = [line(1, "2024-01-01", 100, balance=300), line(2, "2024-01-01", 200, balance=200)]

    assert of(rows)[1] == []


def test_lines_without_a_balance_are_added_until_the_next() -> None:
    rows = [
        line(1, "2024-01-01", 100, balance=100),
        line(2, "2024-01-02", 50),
        line(3, "2024-01-03", -20, balance=130),
    ]
    assert of(rows)[1] == [] and not of(rows)[0][0].runs
    rows[2] = line(3, "2024-01-03", -20, balance=131)
    (found,) = of(rows)[1]
    assert list(told([found], {"current": ("", "bank.csv")})) == [
        "balance does not run in bank.csv, between i2 and i3 (2024-01-03): it should be 1.30 and"
        " is 1.31; a line may be missing or altered"
    ]


def test_two_files_are_two_runs() -> None:
    one = line(1, "2024-01-01", 100, balance=100, source="a")
    two = line(2, "2024-01-02", 100, balance=900, source="b")

    assert of([one, two])[1] == [] and len(of([one, two])[0]) == 2
