"""Terms worked out: published figures, odd calendars, and a second computation day by day."""

import calendar
import datetime as dt
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.schedules.contact_nights import hours, ordered
from everyword.schedules.contact_pattern import (
    DAY,
    Block,
    Holidays,
    Stretch,
    Window,
    odd_times,
    stretches,
)
from everyword.schedules.contact_terms import LAYERS, Layer, Term

D = dt.date
LOCAL = dt.datetime.fromisoformat
WEEKEND = Term(
    "C1", "alternate weekends", "P2", "weekly", "Europe/London",
    begins="18:00", length=2, ends="18:00",
)  # fmt: skip
OTHER = msgspec.structs.replace(
    WEEKEND, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", anchor="2021-01-01"
)
ODD_FRIDAYS = msgspec.structs.replace(WEEKEND, rrule="FREQ=MONTHLY;BYDAY=1FR,3FR,5FR")


def year(number: int) -> Window:
    return Window(D(number, 1, 1), D(number, 12, 31))


def nights(term: Term, window: Window, *lists: Holidays) -> list[D]:
    found, _ = stretches(term, {each.id: each for each in lists}, window)
    return [night.day for night in ordered(found, window) if night.person is not None]


@pytest.mark.parametrize(("number", "one", "two"), [(2025, 52, 52), (2026, 52, 52), (2027, 52, 53)])
def test_alternate_weekends_give_the_nights_that_were_published(
    number: int, one: int, two: int
) -> None:
    later = msgspec.structs.replace(OTHER, anchor="2021-01-08")

    assert {len(nights(OTHER, year(number))), len(nights(later, year(number)))} == {one, two}


def test_the_last_weekend_of_2027_loses_its_second_night_to_the_next_year() -> None:
    first = msgspec.structs.replace(OTHER, anchor="2027-01-01")

    found = nights(first, year(2027))

    assert len(found) == 53 and found[-1] == D(2027, 12, 31)


@pytest.mark.parametrize(("number", "count"), [(2024, 56), (2025, 56), (2026, 56), (2027, 57)])
def test_first_third_and_fifth_give_the_nights_that_were_published(number: int, count: int) -> None:
    assert len(nights(ODD_FRIDAYS, year(number))) == count


def test_a_fifth_friday_is_followed_by_a_first_one() -> None:
    found = nights(ODD_FRIDAYS, year(2026))

    assert {D(2026, 1, 30), D(2026, 2, 6)} <= {*found}


def test_fridays_and_saturdays_counted_give_other_weekends() -> None:
    """A month whose first Saturday is the 1st: the weekend begins in the month before."""
    saturdays = msgspec.structs.replace(WEEKEND, rrule="FREQ=MONTHLY;BYDAY=1SA", before=1)
    fridays = msgspec.structs.replace(WEEKEND, rrule="FREQ=MONTHLY;BYDAY=1FR")
    august = Window(D(2026, 7, 25), D(2026, 8, 15))

    assert nights(saturdays, august) == [D(2026, 7, 31), D(2026, 8, 1)]
    assert nights(fridays, august) == [D(2026, 8, 7), D(2026, 8, 8)]


def test_thanksgiving_in_odd_years_and_28_december_in_even_ones() -> None:
    thanksgiving = msgspec.structs.replace(
        WEEKEND, rrule="FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=4TH", anchor="2025-11-27"
    )
    noon = msgspec.structs.replace(
        WEEKEND, rrule="FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=28", anchor="2024-12-28",
        begins="12:00", ends="12:00", length=3,
    )  # fmt: skip
    decade = Window(D(2024, 1, 1), D(2030, 12, 31))

    assert [d for d in nights(thanksgiving, decade) if d.weekday() == 3] == [
        D(2025, 11, 27), D(2027, 11, 25), D(2029, 11, 22)
    ]  # fmt: skip
    assert [d.year for d in nights(noon, decade) if d.day == 28] == [2024, 2026, 2028, 2030]


def test_mothers_day_is_the_second_sunday_of_may() -> None:
    term = msgspec.structs.replace(
        WEEKEND, rrule="FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", begins=None, ends=None, length=1
    )

    assert nights(term, Window(D(2024, 1, 1), D(2026, 12, 31))) == [
        D(2024, 5, 12), D(2025, 5, 11), D(2026, 5, 10)
    ]  # fmt: skip


def test_the_two_two_five_five_gives_each_night_to_one() -> None:
    one, two = (
        msgspec.structs.replace(WEEKEND, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", anchor=anchor,
                                id=id, person=who, begins="17:00", ends="17:00", length=length)
        for anchor, id, who, length in (
            ("2026-01-05", "C1", "P1", 2), ("2026-01-12", "C3", "P1", 2))
    )  # fmt: skip
    rest = [
        msgspec.structs.replace(one, id=f"C{n}", person=who, rrule=rule, anchor=anchor, length=long)
        for n, who, rule, anchor, long in (
            (5, "P2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-01-07", 2),
            (6, "P2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-01-14", 2),
            (7, "P1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-09", 3),
            (8, "P2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-16", 3),
        )
    ]
    window = Window(D(2026, 1, 5), D(2026, 12, 6))  # 24 whole fortnights
    found = [each for term in (one, two, *rest) for each in stretches(term, {}, window)[0]]

    by_order = ordered(found, window)

    assert all(night.person and not night.over for night in by_order)
    assert [sum(n.person == who for n in by_order) for who in ("P1", "P2")] == [168, 168]
    assert hours(found, window, "Europe/London")["P1"] > Fraction(49, 100)


def test_a_night_when_the_clocks_change_is_one_night_and_its_end_is_on_the_wall() -> None:
    spring = Window(D(2026, 3, 27), D(2026, 3, 30))
    term = msgspec.structs.replace(OTHER, anchor="2026-03-27")
    found, _ = stretches(term, {}, spring)

    assert [each.end for each in found] == [LOCAL("2026-03-29T18:00")]
    assert nights(term, spring) == [D(2026, 3, 27), D(2026, 3, 28)]
    # 27 to 30 March has 95 hours: 6 + 24 + 17 of them are the weekend's, for one hour is not there.
    assert hours(found, spring, "Europe/London")["P2"] == Fraction(47, 95)
    early = msgspec.structs.replace(found[0], start=LOCAL("2026-03-29T01:30"))
    assert "was not on that day" in str(odd_times(early))
    twice = msgspec.structs.replace(found[0], end=LOCAL("2026-10-25T01:30"))
    assert "was twice" in str(odd_times(twice)) and odd_times(found[0]) is None


def test_a_leap_day_is_a_night_and_a_yearly_29_february_comes_in_leap_years_only() -> None:
    term = msgspec.structs.replace(WEEKEND, rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", length=1)

    assert nights(term, Window(D(2023, 1, 1), D(2028, 12, 31))) == [D(2024, 2, 29), D(2028, 2, 29)]
    assert year(2024).count == 366


TERM_DATES = Holidays(
    "H1",
    (Block(D(2026, 2, 16), D(2026, 2, 20), "half term"), Block(D(2026, 3, 30), D(2026, 4, 10))),
    Window(D(2026, 1, 5), D(2026, 5, 1)),
)
MIDWEEK = msgspec.structs.replace(
    WEEKEND, rrule="FREQ=WEEKLY;BYDAY=WE", length=1, ends="08:00", only="term", holidays="H1"
)


def test_midweek_in_term_leaves_the_holidays_out() -> None:
    found = nights(MIDWEEK, Window(D(2026, 2, 1), D(2026, 3, 1)), TERM_DATES)

    assert found == [D(2026, 2, 4), D(2026, 2, 11), D(2026, 2, 25)]


def test_where_the_list_of_holidays_ends_the_night_is_left_open_and_said() -> None:
    window = Window(D(2026, 4, 27), D(2026, 5, 10))
    found, _ = stretches(MIDWEEK, {"H1": TERM_DATES}, window)

    nights_ = {night.day: night for night in ordered(found, window)}

    assert nights_[D(2026, 4, 29)].person == "P2"
    assert nights_[D(2026, 5, 6)].person is None
    assert "H1 does not say which" in str(nights_[D(2026, 5, 6)].unclear)


def test_half_of_an_odd_number_of_nights_leaves_the_middle_one_open() -> None:
    half = msgspec.structs.replace(
        WEEKEND, layer="school holiday", holidays="H1", part="first", begins=None, ends=None
    )
    found, _ = stretches(half, {"H1": TERM_DATES}, Window(D(2026, 2, 1), D(2026, 3, 1)))
    by_order = ordered(found, Window(D(2026, 2, 16), D(2026, 2, 20)))

    assert [night.person for night in by_order] == ["P2", "P2", None, None, None]
    assert "whose the middle is" in str(by_order[2].unclear)
    said = msgspec.structs.replace(half, middle="first")
    assert nights(said, Window(D(2026, 2, 1), D(2026, 3, 1)), TERM_DATES) == [
        D(2026, 2, 16), D(2026, 2, 17), D(2026, 2, 18)
    ]  # fmt: skip


@pytest.mark.parametrize("middle", [None, "first", "second"])
@pytest.mark.parametrize("days", [1, 2, 5, 6])
@pytest.mark.parametrize("timed", [False, True])
def test_the_halves_of_a_holiday_share_its_nights_and_none_twice(
    middle: str | None, days: int, timed: bool
) -> None:
    block = Holidays("H1", (Block(D(2026, 7, 20), D(2026, 7, 19) + days * DAY),))
    clocks = {"begins": "10:00", "ends": "18:00", "length": 0} if timed else {}
    window = Window(D(2026, 7, 1), D(2026, 7, 31))
    whole, one, two = (
        msgspec.structs.replace(
            WEEKEND, layer="school holiday", holidays="H1", part=part, middle=middle,
            **({"begins": None, "ends": None} | clocks),
        )
        for part in ("all", "first", "second")
    )  # fmt: skip
    every = set(nights(whole, window, block))
    first, second = (set(nights(each, window, block)) for each in (one, two))

    assert not first & second
    assert len(every - first - second) == (len(every) % 2 if middle is None else 0)


def test_a_count_and_an_end_in_the_rule_are_kept() -> None:
    three = msgspec.structs.replace(OTHER, rrule=OTHER.rrule + ";COUNT=3", anchor="2026-01-02")
    until = msgspec.structs.replace(OTHER, rrule=OTHER.rrule + ";UNTIL=20260130T180000Z",
                                    anchor="2026-01-02")  # fmt: skip

    assert len(nights(three, year(2026))) == len(nights(until, year(2026))) == 6


def test_the_stronger_layer_owns_the_night_and_the_other_is_kept_beside_it() -> None:
    home = Term("C9", "lives with", "P1", "default", "Europe/London")
    holiday = msgspec.structs.replace(
        WEEKEND, id="C2", layer="date", dates=("2026-01-03",), person="P1", begins=None, ends=None,
        length=1,
    )  # fmt: skip
    window = Window(D(2026, 1, 1), D(2026, 1, 5))
    terms = (home, msgspec.structs.replace(OTHER, anchor="2026-01-02"), holiday)
    found = [each for term in terms for each in stretches(term, {}, window)[0]]

    by_order = ordered(found, window)

    assert [night.term for night in by_order] == ["C9", "C1", "C2", "C9", "C9"]
    assert by_order[2].over == ("C1", "C9")


def test_two_terms_of_one_layer_leave_the_night_open() -> None:
    two = msgspec.structs.replace(OTHER, id="C2", person="P1")
    found = [e for t in (OTHER, two) for e in stretches(t, {}, year(2026))[0]]

    clear = {night.person for night in ordered(found, year(2026))}

    assert clear == {None}


# The second computation: nothing of the above, one day after the other.


def day_by_day(terms: list[Term], blocks: tuple[Block, ...], window: Window) -> list[str | None]:
    """Whose each night is, asked of each term anew for each night."""
    found: list[str | None] = []
    for number in range(window.count):
        night = window.first + number * DAY
        giving = [each for each in terms if gives(each, blocks, night)]
        top = max((LAYERS.index(each.layer) for each in giving), default=None)
        owners = {each.person for each in giving if LAYERS.index(each.layer) == top}
        found.append(owners.pop() if len(owners) == 1 else None)
    return found


def gives(term: Term, blocks: tuple[Block, ...], night: D) -> bool:
    if not term.rrule and not term.dates and not term.holidays:
        return in_force(term, night)
    if term.holidays and not term.only:
        return any(covers(term, each.first, each.last, night) for each in blocks)
    for back in range(-3, term.length + 4):
        counted = night - back * DAY
        begins = counted - term.before * DAY
        if not counts(term, counted):
            continue
        if term.only and (term.only == "holidays") != any(
            each.first <= begins <= each.last for each in blocks
        ):
            continue
        last = counted if term.begins else begins + (term.length - 1) * DAY
        if covers(term, counted if term.begins else begins, last, night):
            return True
    return False


def in_force(term: Term, day: D) -> bool:
    return (term.since or "") <= day.isoformat() <= (term.until or "9")


def covers(term: Term, first: D, last: D, night: D) -> bool:
    """Whether what begins by the first and ends by the last of these days has the night."""
    begins = first - term.before * DAY if term.begins else first
    if not in_force(term, begins) or (term.years and begins.year % 2 != (term.years == "odd")):
        return False
    if term.begins is None:
        return first <= night <= last
    ends = last + (term.length - (0 if term.holidays and not term.only else term.before)) * DAY
    start, end = LOCAL(f"{begins}T{term.begins}"), LOCAL(f"{ends}T{term.ends}")
    return start <= dt.datetime.combine(night + DAY, dt.time()) < end


def counts(term: Term, day: D) -> bool:
    if day.isoformat() in term.dates:
        return True
    if term.rrule is None or day.isoformat() < str(term.anchor):
        return False
    rule = dict(part.split("=") for part in term.rrule.split(";"))
    anchor = D.fromisoformat(str(term.anchor))
    codes = rule.get("BYDAY", "").split(",")
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()]
    if rule["FREQ"] == "DAILY":
        return (day - anchor).days % int(rule["INTERVAL"]) == 0
    if rule["FREQ"] == "WEEKLY":
        weeks = ((day - day.weekday() * DAY) - (anchor - anchor.weekday() * DAY)).days // 7
        return code in codes and weeks % int(rule.get("INTERVAL", "1")) == 0
    nth = (day.day - 1) // 7 + 1
    last = calendar.monthrange(day.year, day.month)[1] - day.day < 7
    return f"{nth}{code}" in codes or (last and f"-1{code}" in codes)


_codes = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
_days = st.dates(D(2023, 6, 1), D(2026, 6, 1))
_clocks = st.sampled_from(["00:00", "08:30", "12:00", "18:00", "23:59"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    match draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"])):
        case "DAILY":
            return f"FREQ=DAILY;INTERVAL={draw(st.integers(1, 21))}"
        case "WEEKLY":
            days = ",".join(draw(st.lists(_codes, min_size=1, max_size=3, unique=True)))
            return f"FREQ=WEEKLY;INTERVAL={draw(st.integers(1, 3))};BYDAY={days}"
    numbers = draw(st.lists(st.sampled_from([-1, 1, 2, 3, 4, 5]), min_size=1, unique=True))
    day = draw(_codes)
    return f"FREQ=MONTHLY;BYDAY={','.join(f'{number}{day}' for number in numbers)}"


@st.composite
def any_term(draw: st.DrawFn) -> Term:
    layer: Layer = draw(st.sampled_from(LAYERS))
    person = draw(st.sampled_from(["P1", "P2", "P3"]))
    base = Term("C1", "w", person, layer, "Europe/London")
    if layer == "default":
        return base
    length, before = draw(st.integers(1, 9)), draw(st.integers(0, 2))
    whole = draw(st.booleans())
    begins, ends = (None, None) if whole else (draw(_clocks), draw(_clocks))
    kind = draw(st.sampled_from(["all", "all", "term", "holidays", "each"]))
    only = kind if kind in ("term", "holidays") else None
    if kind == "each":
        return msgspec.structs.replace(
            base, holidays="H1", before=before, begins=begins, length=length, ends=ends,
            years=draw(st.sampled_from([None, "odd", "even"])),
        )  # fmt: skip
    rule = draw(st.none() | rules())
    dates = tuple(day.isoformat() for day in draw(st.lists(_days, max_size=4, unique=True)))
    since = draw(st.none() | _days.map(D.isoformat))
    return msgspec.structs.replace(
        base, rrule=rule, anchor=draw(_days).isoformat() if rule else None, dates=dates,
        length=length, before=before, begins=begins, ends=ends, since=since,
        years=draw(st.sampled_from([None, "odd", "even"])) if rule or dates else None,
        **({"only": only, "holidays": "H1"} if only and (rule or dates) else {}),
    )  # fmt: skip


@st.composite
def any_blocks(draw: st.DrawFn) -> tuple[Block, ...]:
    found = draw(st.lists(st.tuples(_days, st.integers(0, 20)), max_size=4))
    return tuple(Block(first, first + length * DAY) for first, length in found)


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(any_term(), min_size=1, max_size=4),
    any_blocks(),
    st.dates(D(2023, 6, 1), D(2026, 6, 1)),
    st.integers(1, 40),
)
def test_a_second_computation_agrees_on_random_calendars(
    terms: list[Term], blocks: tuple[Block, ...], first: D, count: int
) -> None:
    terms = [msgspec.structs.replace(each, id=f"C{n}") for n, each in enumerate(terms)]
    window = Window(first, first + (count - 1) * DAY)
    lists = {"H1": Holidays("H1", blocks, Window(D(2000, 1, 1), D(2100, 1, 1)))}
    found = [each for term in terms for each in stretches(term, lists, window)[0]]

    by_order = [night.person for night in ordered(found, window)]

    assert by_order == day_by_day(terms, blocks, window)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(any_term().filter(lambda t: t.holidays is None), min_size=1, max_size=4),
    st.dates(D(2024, 2, 1), D(2026, 6, 1)),
)
def test_shares_of_time_agree_with_counting_every_quarter_of_an_hour(
    terms: list[Term], first: D
) -> None:
    terms = [
        msgspec.structs.replace(
            each, zone="UTC", ends="23:45" if each.ends == "23:59" else each.ends,
            begins="23:45" if each.begins == "23:59" else each.begins,
        )
        for each in terms
    ]  # fmt: skip
    window = Window(first, first + 6 * DAY)
    found: list[Stretch] = [each for term in terms for each in stretches(term, {}, window)[0]]
    counted: dict[str | None, int] = {}
    for number in range(7 * 96):
        at = dt.datetime.combine(first, dt.time()) + dt.timedelta(minutes=15 * number)
        there = [each for each in found if each.start <= at < each.end]
        top = max((LAYERS.index(each.layer) for each in there), default=-1)
        owners = {each.person for each in there if LAYERS.index(each.layer) == top}
        who = owners.pop() if len(owners) == 1 else None
        counted[who] = counted.get(who, 0) + 1

    assert hours(found, window, "UTC") == {k: Fraction(v, 7 * 96) for k, v in counted.items()}
