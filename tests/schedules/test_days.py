"""Days counted: the examples that rules of court print, and a second way day by day."""

import datetime as dt
import itertools
from bisect import bisect_left, bisect_right

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.days import Roll, Rule, Unit, Way, by_name, count, named_rules
from everyword.schedules.holidays import closed, of_days

D = dt.date
ONE = dt.timedelta(days=1)
PRINTED: dict[str, tuple[str, int, Way, bool, D, D]] = {
    "3 days before a Friday": ("ew-family", 3, "before", False, D(2023, 10, 20), D(2023, 10, 16)),
    "3 days before a Monday": ("ew-family", 3, "before", False, D(2025, 10, 20), D(2025, 10, 14)),
    "28 days after, clear": ("ew-family", 28, "after", True, D(2025, 10, 1), D(2025, 10, 30)),
    "within 14 days": ("ew-family", 14, "after", False, D(2025, 10, 2), D(2025, 10, 16)),
    "14 days before a Friday": ("ew-family", 14, "before", False, D(2026, 10, 16), D(2026, 10, 1)),
    "answer within 30 days": ("on-family", 30, "after", False, D(2025, 10, 1), D(2025, 10, 31)),
    "and in November": ("on-family", 30, "after", False, D(2025, 11, 1), D(2025, 12, 1)),
    "motion on Friday": ("on-family", 4, "before", False, D(2026, 5, 15), D(2026, 5, 11)),
    "motion on Monday": ("on-family", 4, "before", False, D(2026, 5, 11), D(2026, 5, 5)),
    "motion on Tuesday": ("on-family", 4, "before", False, D(2026, 5, 12), D(2026, 5, 6)),
    "motion on Wednesday": ("on-family", 4, "before", False, D(2026, 5, 13), D(2026, 5, 7)),
    "motion on Thursday": ("on-family", 4, "before", False, D(2026, 5, 14), D(2026, 5, 8)),
    "expires on New Year's Day": (
        "on-family", 30, "after", False, D(2025, 12, 2), D(2026, 1, 2)
    ),
    "last day on a Sunday": ("us-federal", 7, "after", False, D(2026, 12, 20), D(2026, 12, 28)),
    "last day before a holiday": (
        "us-federal", 14, "before", False, D(2026, 9, 21), D(2026, 9, 4)
    ),
}  # fmt: skip
"""Rule, number, way, with clear days asked for, from, and the day the rule's text prints."""


@pytest.mark.parametrize("name", PRINTED)
def test_the_examples_that_rules_of_court_print(name: str) -> None:
    id, number, way, clear, start, expected = PRINTED[name]
    rule = by_name(id, number, "days", way)
    if clear:
        rule = Rule(number, "days", way, True, rule.short, rule.roll, rule.place, id)

    assert count(rule, start, closed(rule.place or "")).day == expected


@pytest.mark.parametrize(
    ("number", "way", "start", "expected"),
    [
        (1, "after", D(2026, 1, 31), D(2026, 2, 28)),
        (1, "after", D(2024, 1, 31), D(2024, 2, 29)),
        (2, "after", D(2017, 7, 31), D(2017, 9, 30)),
        (12, "after", D(2024, 2, 29), D(2025, 2, 28)),
        (1, "before", D(2026, 3, 31), D(2026, 2, 28)),
        (14, "before", D(2026, 1, 15), D(2024, 11, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(
    number: int, way: Way, start: D, expected: D
) -> None:
    found = count(Rule(number, "months", way), start)

    assert found.day == expected
    assert ("its last day" in found.steps[-1]) == (start.day != expected.day)


DAYS = st.dates(D(2024, 6, 1), D(2025, 12, 31))
FIRST = D(2023, 1, 1)
WEEK = [(FIRST + n * ONE).weekday() < 5 for n in range(1800)]
SHUT = st.sets(st.dates(D(2024, 1, 1), D(2026, 12, 31)), min_size=1, max_size=40)


@settings(max_examples=1000)
@given(
    start=DAYS,
    shut=SHUT,
    number=st.integers(0, 60),
    way=st.sampled_from(["before", "after"]),
    unit=st.sampled_from(["days", "business days"]),
    clear=st.booleans(),
    short=st.integers(0, 10),
    roll=st.sampled_from(["no", "next", "previous"]),
)
def test_a_second_way_over_all_days(
    start: D,
    shut: set[D],
    number: int,
    way: Way,
    unit: Unit,
    clear: bool,
    short: int,
    roll: Roll,
) -> None:
    """With running sums of the days that count, looked up instead of walked."""
    outer = [(D(2023, 1, 2), "x"), (D(2027, 12, 30), "x")]
    found = count(
        Rule(number, unit, way, clear, short, roll),
        start,
        of_days("made", [*outer, *((day, "x") for day in shut)]),
    )

    closed_ones = {(day - FIRST).days for day in shut}
    is_open = [day not in closed_ones and on for day, on in enumerate(WEEK)]
    skips = unit == "business days" or number <= short
    sums = list(itertools.accumulate(is_open if skips else [True] * len(WEEK)))
    at, wanted = (start - FIRST).days, number + clear
    if way == "after":
        day = max(bisect_left(sums, sums[at] + wanted), at)
    else:
        day = min(bisect_right(sums, sums[at - 1] - wanted), at)
    while roll != "no" and not is_open[day]:
        day += 1 if roll == "next" else -1
    assert (found.day - FIRST).days == day


@given(start=DAYS, number=st.integers(1, 300), way=st.sampled_from(["before", "after"]))
def test_plain_and_clear_days_differ_by_one(start: D, number: int, way: Way) -> None:
    plain, clear = (count(Rule(number, "days", way, each), start).day for each in (False, True))

    assert abs((clear - start).days) == abs((plain - start).days) + 1 == number + 1


@given(start=DAYS, number=st.integers(0, 40))
def test_what_was_left_out_and_what_counted_make_all_the_days(start: D, number: int) -> None:
    list_ = closed("england-wales")
    found = count(Rule(number, "business days", "after"), start, list_)

    assert (found.day - start).days == number + len(found.left_out)
    assert all(list_.why(day) == why for day, why in found.left_out)
    assume(number)
    assert list_.why(found.day) is None


REFUSED: dict[str, Rule] = {
    "no list": Rule(3, "business days"),
    "no list to roll by": Rule(3, roll="next"),
    "no list for a short one": Rule(3, short=5),
    "clear weeks": Rule(3, "weeks", clear=True),
    "too far": Rule(20_001),
    "before the calendar": Rule(20_000, "months"),
    "weeks before the calendar": Rule(20_000, "weeks"),
    "below zero": Rule(-1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_counted_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        count(REFUSED[name], D(150, 1, 1))
    assert len(refused.value.lines()) == 3


def test_a_rule_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(WrongUsage, match="ew-family"):
        by_name("mars", 3, "days", "before")
    for each in named_rules().values():
        assert each.words and each.source and (each.place is None or closed(each.place))


def test_a_last_day_at_a_weekend_is_said() -> None:
    assert "weekend" in count(Rule(1), D(2026, 5, 4)).remarks[0]
