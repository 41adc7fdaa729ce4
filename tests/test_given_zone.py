"""The zones a person gives: UTC where there is one, and why where there is none."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from everyword.errors import NeedsAnswer
from everyword.readers.times.zone import (
    GIVEN,
    Given,
    LocalClock,
    Part,
    Schedule,
    schedule_of,
    schedule_words,
    utc_in,
    zone_given,
)

LONDON = zoneinfo.ZoneInfo("Europe/London")
MOVE = "Europe/London until 2023-05-05 14:30, then Europe/Berlin"
BACK = "Europe/Berlin until 2023-05-05 14:30, then Europe/London"
DAY = "Europe/London until 2023-05-05, then Europe/Berlin"


@pytest.mark.parametrize(
    ("local", "utc", "why"),
    [
        ("2024-01-15T12:00:00", "2024-01-15T12:00:00Z", ""),
        ("2024-07-15T12:00:00", "2024-07-15T11:00:00Z", ""),
        ("2024-03-31T01:30:00", None, "was not on that day (the clocks went forward)"),
        ("2024-10-27T01:30:00", None, "was twice on that day (the clocks went back)"),
    ],
)
def test_a_time_that_was_twice_or_never_has_no_utc(local: str, utc: str | None, why: str) -> None:
    found, remark = utc_in(datetime.fromisoformat(local), LONDON)

    assert found == utc
    assert remark.endswith(why) and bool(remark) is bool(why)


def test_a_time_at_the_end_of_all_days_is_said() -> None:
    found, remark = utc_in(datetime(1, 1, 1, 0, 0), zoneinfo.ZoneInfo("Asia/Tokyo"))  # noqa: DTZ001

    assert found is None and "outside of what can be counted" in remark


def test_a_zone_that_there_is_not_is_asked() -> None:
    assert zone_given(None, "a") is None
    for name in ("Europe/Nowhere", "../etc/passwd", "", "x" * 5000, "Europe/London until"):
        with pytest.raises(NeedsAnswer) as asked:
            zone_given(name, "a")
        assert asked.value.key == "zone"
        assert "everyword zone set" in str(asked.value)
        assert "until 2023-05-05 14:30, then" in str(asked.value)


def test_one_zone_says_what_it_always_said() -> None:
    when = LocalClock("Europe/London", "a", "the phone").when("t", "2024-07-15T12:00", "minute")

    assert (when.zone, when.utc, when.basis) == ("Europe/London", "2024-07-15T11:00:00Z", GIVEN)


@pytest.mark.parametrize(
    ("schedule", "local", "zone", "utc", "basis"),
    [
        (MOVE, "2023-05-05T14:30:59", "Europe/London", "2023-05-05T13:30:59Z",
         f"{GIVEN}: Europe/London until 2023-05-05 14:30"),
        (MOVE, "2023-05-05T15:00:00", None, None,
         f"{GIVEN}; this time was not on the phone's clock (its zone changed over it)"),
        (MOVE, "2023-05-05T15:30:00", "Europe/Berlin", "2023-05-05T13:30:00Z",
         f"{GIVEN}: Europe/Berlin from 2023-05-05 14:30"),
        (BACK, "2023-05-05T13:29:59", "Europe/Berlin", "2023-05-05T11:29:59Z",
         f"{GIVEN}: Europe/Berlin until 2023-05-05 14:30"),
        (BACK, "2023-05-05T14:00:00", None, None,
         f"{GIVEN}; the zone changed about this time: Europe/Berlin or Europe/London is not said"),
        (BACK, "2023-05-05T14:31:00", "Europe/London", "2023-05-05T13:31:00Z",
         f"{GIVEN}: Europe/London from 2023-05-05 14:30"),
        (DAY, "2023-05-04T23:59:59", "Europe/London", "2023-05-04T22:59:59Z",
         f"{GIVEN}: Europe/London until 2023-05-05"),
        (DAY, "2023-05-05T12:00:00", None, None,
         f"{GIVEN}; the zone changed about this time: Europe/London or Europe/Berlin is not said"),
        (DAY, "2023-05-06T00:00:00", "Europe/Berlin", "2023-05-05T22:00:00Z",
         f"{GIVEN}: Europe/Berlin from 2023-05-05"),
        # The clocks of both went back, or the zone's own did, near the change.
        (DAY, "2024-10-27T02:30:00", "Europe/Berlin", None,
         f"{GIVEN}: Europe/Berlin from 2023-05-05;"
         " this time was twice on that day (the clocks went back)"),
        ("Europe/London until 2023-03-26 00:30, then Europe/Berlin", "2023-03-26T02:30:00",
         "Europe/Berlin", None, f"{GIVEN}: Europe/Berlin from 2023-03-26 00:30;"
         " this time was not on that day (the clocks went forward)"),
        ("Europe/London until 2023-05-05, then Europe/Lisbon", "2023-05-05T12:00:00",
         "+01:00", "2023-05-05T11:00:00Z",
         f"{GIVEN}: Europe/London or Europe/Lisbon, alike at this time"),
        (f"{DAY} [phone: Pixel]", "2023-05-06T12:00:00", "Europe/Berlin", "2023-05-06T10:00:00Z",
         f"{GIVEN} for the phone Pixel: Europe/Berlin from 2023-05-05"),
        ("Europe/London [phone: Pixel]", "2023-05-06T12:00:00", "Europe/London",
         "2023-05-06T11:00:00Z", f"{GIVEN} for the phone Pixel"),
    ],
    ids=range(14),
)  # fmt: skip
def test_which_part_of_a_schedule_counts(
    schedule: str, local: str, zone: str | None, utc: str | None, basis: str
) -> None:
    when = LocalClock(schedule, "a", "the phone").when("t", local, "second")

    assert (when.zone, when.utc, when.basis) == (zone, utc, basis)
    assert when.local == local


@pytest.mark.parametrize(
    "typed",
    [
        "Europe/London UNTIL 2023-05-05 then Europe/Berlin",
        "  Europe/London until 2023-05-05 ; Europe/Berlin ",
        "Europe/London till 2023-05-05, and then Europe/Berlin",
        "Europe/London until 2023-05-05,Europe/Berlin",
    ],
)
def test_what_a_tired_person_types_is_the_same_schedule(typed: str) -> None:
    assert schedule_words(schedule_of(typed)) == DAY


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Europe/London, Europe/Berlin", "until when it was Europe/London"),
        ("Europe/London until 2023-05-05", "which zone came after"),
        ("Europe/London until 2023-02-30, then Europe/Berlin", "day"),
        ("Europe/London until 5 May, then Europe/Berlin", "is not a zone"),
        (f"{DAY} until 2023-05-04, then Asia/Tokyo", "does not come after"),
        ("Europe/London until 2023-05-05, then Europe/Nowhere", "not the name of a time zone"),
        ("Europe/London until 2023-10-29 01:30, then Europe/Berlin", "was twice on that day"),
        ("Europe/London until 2023-03-26 01:30, then Europe/Berlin", "was not on that day"),
        ("then then then", "does not say until when it was then"),
        ("Asia/Tokyo until 0001-01-01 00:30, then Europe/Berlin", "outside of what can be counted"),
        ("Europe/London until 9999-12-31 23:30, then Asia/Tokyo", "cannot be counted"),
    ],
    ids=range(11),
)
def test_words_that_are_no_schedule_say_why(typed: str, why: str) -> None:
    with pytest.raises(NeedsAnswer, match=why):
        zone_given(typed, "a")


ZONES = ["Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]


@some.composite
def schedules(draw: some.DrawFn) -> Schedule:
    days = sorted(draw(some.sets(some.dates(date(1990, 1, 1), date(2040, 1, 1)), max_size=5)))
    clock = some.none() | some.times().map(lambda each: f"T{each.hour:02}:{each.minute:02}")
    untils = [f"{day}{draw(clock) or ''}" for day in days]
    zones = [draw(some.sampled_from(ZONES)) for _ in range(len(days) + 1)]
    phone = draw(some.none() | some.text(min_size=1, max_size=20).map(str.strip))
    return Schedule(tuple(map(Part, zones, [*untils, None])), phone)


def _is_clear(schedule: Schedule) -> bool:
    try:
        Given(schedule)
    except ValueError:
        return False
    return True


@for_all(schedules().filter(_is_clear))
def test_a_schedule_printed_reads_back(schedule: Schedule) -> None:
    assert schedule_of(schedule_words(schedule)) == schedule


@for_all(schedules().filter(_is_clear), some.datetimes(datetime(1985, 1, 1), datetime(2045, 1, 1)))  # noqa: DTZ001
def test_utc_is_given_only_where_one_zone_alone_can_have_been_meant(
    schedule: Schedule, local: datetime
) -> None:
    """Told backwards: the moment that is said, shown in the zone that counted then, is `local`."""
    local = local.replace(microsecond=0)
    told = Given(schedule).at(local)
    if told.utc is None:
        return
    moment = datetime.fromisoformat(told.utc)
    assert moment.utcoffset() == timedelta()
    names = {part.zone for part in schedule.parts}
    shown = {moment.astimezone(zoneinfo.ZoneInfo(name)).replace(tzinfo=None) for name in names}
    assert local in shown
    if told.zone in names and all("T" in (part.until or "T") for part in schedule.parts):
        assert told.zone == _zone_at(schedule, moment)


def _zone_at(schedule: Schedule, moment: datetime) -> str:
    """The zone of a phone at a moment of UTC, found the plain way: change after change."""
    for one, _ in pairwise(schedule.parts):
        assert one.until is not None
        end = datetime.fromisoformat(one.until).replace(tzinfo=zoneinfo.ZoneInfo(one.zone))
        if moment < end.astimezone(UTC) + timedelta(minutes=1):
            return one.zone
    return schedule.parts[-1].zone
