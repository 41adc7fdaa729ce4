"""Money of a plan month by month, against adding it up line by line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.cash import table, words
from everyword.schedules.plan_entry import PlanEntry


def entry(month: str, way: str, amount: str | None, currency: str = "EUR") -> PlanEntry:
    known = Decimal(amount) if amount is not None else None
    return PlanEntry("L1", "cash", "x", month=month, way=way, amount=known, currency=currency)  # type: ignore[arg-type]


def test_months_without_a_line_are_there_and_what_is_not_known_is_no_zero() -> None:
    made = table(
        [
            entry("2026-05", "in", "400"),
            entry("2026-05/2026-07", "out", "120.50"),
            entry("2026-07", "in", None),
            entry("2026-09", "in", "1000"),
            entry("2026-05", "in", "70", "GBP"),
            PlanEntry("L9", "take", "x"),
        ]
    )

    assert [row.cells for row in made.rows] == [
        ("2026-05", "EUR", "400.00", "120.50", "279.50", "279.50"),
        ("2026-06", "EUR", "0.00", "120.50", "-120.50", "159.00"),
        ("2026-07", "EUR", "0.00 and 1 not known", "120.50", "-120.50 and 1 not known",
         "38.50 and 1 not known"),
        ("2026-08", "EUR", "0.00", "0.00", "0.00", "38.50 and 1 not known"),
        ("2026-09", "EUR", "1,000.00", "0.00", "1,000.00", "1,038.50 and 1 not known"),
        ("2026-05", "GBP", "70.00", "0.00", "70.00", "70.00"),
    ]  # fmt: skip
    assert made.notes[1] == "1 of 5 amounts are not known; they are in no sum."


LINES = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.integers(0, 5),
        st.sampled_from(["in", "out"]),
        st.none() | st.decimals(0, 9999, places=2).map(str),
    ),
    min_size=1,
    max_size=12,
)


@given(LINES)
def test_a_second_way_line_by_line(lines: list[tuple[int, int, str, str | None]]) -> None:
    """In whole cents; what is left at the end is everything that came in less what went out."""
    entries = [
        entry(f"2026-{first:02}/{2026 + (first + more - 1) // 12}-{(first + more - 1) % 12 + 1:02}",
              way, amount)
        for first, more, way, amount in lines
    ]  # fmt: skip
    cents, unknown = 0, 0
    for _, more, way, amount in lines:
        if amount is None:
            unknown += more + 1
        else:
            cents += (more + 1) * int(amount.replace(".", "")) * (1 if way == "in" else -1)
    made = table(entries)
    last = words(Decimal(cents).scaleb(-2), unknown)

    assert made.rows[-1].cells[5] == last
    months = [row.cells[0] for row in made.rows]
    assert months == sorted(set(months)) and len(months) <= 17


def test_nothing_planned_is_said() -> None:
    with pytest.raises(WrongUsage):
        table([PlanEntry("L1", "take", "x")])
