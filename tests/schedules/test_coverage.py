"""Months covered by statements, against a count day by day."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.schedules.coverage import Asked, asked, cells, stretches
from everyword.schedules.household import StatementSaid
from everyword.schedules.running import Span


def span(
    first: str, last: str, opening: str | None = None, closing: str | None = None, **more: object
) -> Span:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    months = {
        (days[0] + dt.timedelta(n)).isoformat()[:7] for n in range((days[1] - days[0]).days + 1)
    }
    values = {"runs": opening is not None, "months": frozenset(months), **more}
    return Span(
        "A1",
        first,
        first,
        last,
        None if opening is None else Decimal(opening),
        None if closing is None else Decimal(closing),
        bool(values["runs"]),
        frozenset(values["months"]),  # type: ignore[call-overload]
    )


def states(days: Asked, spans: list[Span], *said: StatementSaid, since: str | None = None) -> str:
    letters = {"whole": "w", "part": "p", "no line": "n", "missing": "m", "not asked": "-"}
    covered, _ = stretches(spans, said)
    return "".join(letters[each.state] for each in cells(days, covered, since, None))


def test_twelve_months_to_within_four_weeks() -> None:
    days = asked("2025-06-15", 12, 4)

    assert (days.first, days.last) == ("2024-06-16", "2025-05-18")
    assert len(days.months()) == 13 and days.months()[-1] == "2025-06"
    assert asked("2024-06-30", 6, 0).first == "2024-01-01"
    assert asked("2024-03-31", 1, 0).first == "2024-03-01"  # the last of February and a day


def test_whole_part_missing_and_not_asked() -> None:
    days = asked("2024-06-30", 6, 4)

    assert states(days, [span("2024-02-10", "2024-04-30")]) == "mpwwmm"
    assert states(days, [span("2024-01-01", "2024-06-02")]) == "wwwwww"
    assert states(days, [], since="2024-05-01") == "----mm"


def test_a_balance_that_goes_on_joins_two_files() -> None:
    days = asked("2024-04-30", 3, 0)
    joined = [
        span("2024-02-01", "2024-02-27", "0", "50"),
        span("2024-03-03", "2024-04-30", "50", "9"),
    ]
    apart = [joined[0], span("2024-03-03", "2024-04-30", "51", "9")]

    assert states(days, joined) == "www"
    assert states(days, apart) == "ppw"
    assert stretches(apart, [])[1][0].differ == (Decimal(50), Decimal(51))
    assert stretches(joined, [])[1] == []


def test_no_month_is_covered_by_two_equal_balances_around_it() -> None:
    days = asked("2024-04-30", 3, 0)
    spans = [span("2024-02-01", "2024-02-29", "0", "0"), span("2024-04-01", "2024-04-30", "0", "0")]

    assert states(days, spans) == "wmw"


def test_a_month_without_a_line_is_whole_where_a_balance_runs_through() -> None:
    days, few = asked("2024-04-30", 3, 0), frozenset({"2024-02", "2024-04"})

    assert states(days, [span("2024-02-01", "2024-04-30", "0", "5", months=few)]) == "www"
    assert states(days, [span("2024-02-01", "2024-04-30", months=few)]) == "wnw"
    said = StatementSaid("S1", "A1", "2024-03-01", "2024-03-31")
    assert states(days, [span("2024-02-01", "2024-04-30", months=few)], said) == "www"


def test_what_a_person_says_a_statement_covers() -> None:
    said = StatementSaid("S1", "A1", "2024-03-01", "2024-03-15")

    assert states(asked("2024-04-30", 3, 0), [], said) == "mpm"


DAYS = st.integers(0, 150)
ZERO = dt.date(2024, 1, 1)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=5), st.integers(1, 6), st.integers(0, 6)
)
def test_as_counted_day_by_day(stretch: list[tuple[int, int]], months: int, weeks: int) -> None:
    spans = [
        span((ZERO + dt.timedelta(a)).isoformat(), (ZERO + dt.timedelta(a + b)).isoformat())
        for a, b in stretch
    ]
    days = asked("2024-05-20", months, weeks)
    covered, _ = stretches(spans, [])
    for each in cells(days, covered, None, None):
        needed, there, at = 0, 0, dt.date(int(each.month[:4]), int(each.month[5:]), 1)
        while at.isoformat()[:7] == each.month:
            if days.first <= at.isoformat() <= days.last:
                needed += 1
                there += any(x.first <= at.isoformat() <= x.last for x in spans)
            at += dt.timedelta(1)
        want = "not asked" if not needed else "missing" if not there else "part"
        want = "whole" if needed and needed == there else want
        assert each.state == want
