"""What is said of nights: three series apart, and what nobody said is not known."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from everyword.case.decided import CiteTo
from everyword.schedules.contact_nights import (
    Had,
    Night,
    happened,
    longest_gap,
    tally,
)
from everyword.schedules.contact_pattern import DAY, Window
from everyword.schedules.contact_terms import Visit

D = dt.date
WINDOW = Window(D(2026, 1, 1), D(2026, 1, 31))
CITES = (CiteTo("abc"),)


def nights(person: str | None = "P2", *days: int) -> list[Night]:
    return [Night(day, person if day.day in days else None, "C1") for day in WINDOW.days]


def visit(day: int, *states: str, **more: Any) -> Visit:
    return Visit(f"V{day}", f"2026-01-{day:02}", more.pop("person", "P2"), states, **more)  # type: ignore[arg-type]


def test_the_three_series_stay_apart_and_the_rest_is_not_known() -> None:
    said = happened(
        [
            visit(2, "used", nights=2, cites=CITES),
            visit(9, "used", nights=1),
            visit(16, "used", nights=2, disputed=True, cites=CITES),
            visit(23, "missed", nights=2, cites=CITES),
        ],
        nights("P2", 2, 3, 9, 10, 16, 17, 23, 24),
        WINDOW,
    )

    counted = tally("P2", nights("P2", 2, 3, 9, 10), said)

    assert counted.ordered == 4
    assert counted.had == {"cited": 2, "said": 1, "disputed": 2}
    assert counted.not_had == {"cited": 2, "said": 0, "disputed": 0}
    assert counted.unknown == 31 - 7


def test_a_used_day_of_which_no_nights_are_said_gives_none() -> None:
    assert happened([visit(2, "used")], nights("P2", 2, 3), WINDOW) == {}


def test_nights_as_ordered_are_those_the_terms_give_in_a_row() -> None:
    said = happened([visit(2, "used", as_ordered=True)], nights("P2", 2, 3, 9), WINDOW)

    assert list(said) == [D(2026, 1, 2), D(2026, 1, 3)]


def test_a_night_said_to_have_been_with_two_people_is_disputed_and_chosen_for_neither() -> None:
    both = [visit(2, "used", nights=1), visit(2, "used", nights=1, person="P1", cites=CITES)]

    (found,) = happened(both, nights(), WINDOW).values()

    assert (found.person, found.basis) == (None, "disputed")


def test_missed_says_not_with_whom_the_night_was() -> None:
    (found,) = happened([visit(2, "missed", nights=1)], nights("P2", 2), WINDOW).values()

    assert found == Had(D(2026, 1, 2), None, ("V2",), "said", "P2")
    other = tally("P1", nights("P2", 2), {found.day: found})
    assert other.unknown == 31


def test_the_longest_gap_is_between_recorded_days_and_says_what_it_touches() -> None:
    visits = [
        visit(5, "used", nights=1),
        visit(9, "missed"),
        visit(20, "used"),
        visit(22, "used"),
        visit(12, "used", disputed=True),
    ]

    gap = longest_gap("P2", visits, WINDOW)

    assert gap is not None
    assert (gap.first, gap.last, gap.days, gap.recorded) == (D(2026, 1, 7), D(2026, 1, 19), 13, 2)
    assert not gap.open_start and not gap.open_end
    nobody = longest_gap("P1", visits, WINDOW)
    assert nobody is not None and nobody.days == 31 and nobody.open_start and nobody.open_end


def test_every_day_recorded_leaves_no_gap() -> None:
    assert longest_gap("P2", [visit(1, "used", nights=30)], WINDOW) is None


@given(st.sets(st.integers(1, 31)))
def test_the_longest_gap_agrees_with_walking_from_day_to_day(used: set[int]) -> None:
    best = run = 0
    for day in range(1, 32):
        run = 0 if day in used else run + 1
        best = max(best, run)

    gap = longest_gap("P2", [visit(day, "used") for day in used], WINDOW)

    assert (gap.days if gap else 0) == best


@given(st.lists(st.tuples(st.integers(1, 28), st.booleans(), st.booleans(), st.integers(0, 3),
                          st.sampled_from(["P1", "P2"])), max_size=8))  # fmt: skip
def test_each_night_is_in_one_series_or_not_known(
    said: list[tuple[int, bool, bool, int, str]],
) -> None:
    visits = [
        visit(day, "used" if used else "missed", nights=n, person=who, cites=CITES if cited else ())
        for day, used, cited, n, who in said
    ]
    found = happened(visits, nights(), WINDOW)

    for person in ("P1", "P2"):
        counted = tally(person, nights(), found)
        assert 0 <= counted.unknown <= 31
        assert sum(counted.had.values()) + sum(counted.not_had.values()) + counted.unknown == 31
    for day, each in found.items():
        claims = {
            (v.person, "used" in v.states)
            for v in visits
            if D.fromisoformat(v.day) <= day < D.fromisoformat(v.day) + (v.nights or 0) * DAY
        }
        with_them = {who for who, used in claims if used}
        without = {who for who, used in claims if not used}
        clash = len(with_them) > 1 or with_them & without
        assert (each.basis == "disputed") == bool(clash)
