"""Calendars: words come back through folds and escapes, times are the file's own or none."""

import contextlib
import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Event, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import calendar_ics, claiming
from everyword.readers.ics.rules import WEEKDAYS, Work, moments, rule_of
from everyword.readers.ics.windows import PLACES
from everyword.readers.ics.zones import place
from tests.case_files import FOLDER, as_lines

CASES = sorted((FOLDER / "calendar_ics").iterdir())
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
BERLIN = b"""BEGIN:VTIMEZONE
TZID:%b
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(calendar_ics.read(source_of_bytes("a.ics", data), answers))


def events(readings: list[Reading]) -> list[Event]:
    return [each for each in readings if isinstance(each, Event)]


def problems(readings: list[Reading]) -> str:
    return "; ".join(each.what for each in readings if isinstance(each, Problem))


def entry(*lines: str, around: bytes = b"") -> bytes:
    inner = "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", ""))
    return b"BEGIN:VCALENDAR\n" + around + inner.encode() + b"END:VCALENDAR\n"


def only(data: bytes, **answers: str) -> Event:
    (found,) = events(read(data, **answers))
    return found


def input_of(case: Path) -> bytes:
    return next(path for path in case.iterdir() if path.suffix in (".ics", ".vcs")).read_bytes()


def escaped(words: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", words)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.integers(1, 75))
def test_words_come_back_through_folds_and_escapes(
    told: list[tuple[str, str, str]], fold: int
) -> None:
    lines = ["BEGIN:VCALENDAR"]
    for title, words, place_ in told:
        lines += ["BEGIN:VEVENT", f"SUMMARY:{escaped(title)}", f"LOCATION:{escaped(place_)}"]
        lines += [f"DESCRIPTION:{escaped(words)}\\n{escaped(words)}", "END:VEVENT"]
    folded = []
    for line in lines:
        raw, at = line.encode(), max(fold, 12)
        folded.append(b"\r\n ".join(raw[i : i + at] for i in range(0, len(raw), at)))
    found = events(read(b"\r\n".join(folded) + b"\r\nEND:VCALENDAR"))

    assert [(each.title, each.text, each.place) for each in found] == [
        (title, f"{words}\n{words}", place_) for title, words, place_ in told
    ]


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)).map(  # noqa: DTZ001 (local)
    lambda moment: moment.replace(microsecond=0)
)


@settings(deadline=None, max_examples=40)
@given(MOMENTS, st.sampled_from(("Europe/Berlin", "W. Europe Standard Time", "ours")))
def test_rules_of_the_file_give_the_time_the_database_gives(moment: datetime, name: str) -> None:
    there = moment.replace(tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
    around = BERLIN.replace(b"%b", name.encode())
    event = only(entry(f'DTSTART;TZID="{name}":{moment:%Y%m%dT%H%M%S}', around=around))
    assert event.when.local == moment.isoformat()
    before = moment.year < 1996  # the clocks went back in September then
    if event.when.utc is None:
        shifted = there.utcoffset() != there.replace(fold=1).utcoffset()
        assert shifted or (before and "the zone database says" in event.when.basis)
    elif name != "ours":
        assert event.when.utc == there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert before or event.when.zone == "Europe/Berlin"
    else:
        shown = datetime.fromisoformat(event.when.utc)
        offset = moment.replace(tzinfo=UTC) - shown
        assert offset in (timedelta(hours=1), timedelta(hours=2))
        assert event.when.zone == f"+0{int(offset.total_seconds()) // 3600}:00"


def test_the_moment_the_clocks_change_is_the_new_time() -> None:
    around = BERLIN.replace(b"%b", b"ours")
    for text, utc in (("20240331T030000", "01:00:00"), ("20240331T015959", "00:59:59")):
        event = only(entry(f"DTSTART;TZID=ours:{text}", around=around))
        assert event.when.utc == f"2024-03-31T{utc}Z"


def brute(freq: str, interval: int, days: list[str], start: datetime) -> list[datetime]:
    """Every day looked at one by one: slow, and plainly what the words of the rule say."""
    found = []
    for number in range(1200):
        day = start + timedelta(days=number)
        weeks = (day - timedelta(day.weekday()) - start + timedelta(start.weekday())).days // 7
        months = (day.year - start.year) * 12 + day.month - start.month
        steps = {"DAILY": number, "WEEKLY": weeks, "MONTHLY": months}[freq]
        named = WEEKDAYS[day.weekday()]
        last = (day + timedelta(7)).month != day.month
        fits = {named, f"{(day.day - 1) // 7 + 1}{named}", f"-1{named}" if last else ""} & set(days)
        if steps % interval == 0 and (fits if days else _as_start(freq, day, start)):
            found.append(day)
    return found


def _as_start(freq: str, day: datetime, start: datetime) -> bool:
    same = {"WEEKLY": day.weekday() == start.weekday(), "MONTHLY": day.day == start.day}
    return same.get(freq, True)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(("DAILY", "WEEKLY", "MONTHLY")),
    st.integers(1, 4),
    st.lists(st.sampled_from(WEEKDAYS), max_size=3, unique=True),
    st.lists(st.sampled_from(("1MO", "2TU", "-1SU", "-1FR")), max_size=2, unique=True),
    MOMENTS,
)
def test_rules_give_the_days_their_words_say(
    freq: str, interval: int, days: list[str], numbered: list[str], start: datetime
) -> None:
    wanted = [*days, *(numbered if freq == "MONTHLY" else [])]
    text = f"FREQ={freq};INTERVAL={interval}" + (f";BYDAY={','.join(wanted)}" if wanted else "")
    expected = brute(freq, interval, wanted, start)
    given_ = moments(rule_of(text), start, Work(100_000))
    assert list(islice(given_, len(expected))) == expected


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", ["1997-05-12", "1998-05-11"]),
        ("FREQ=YEARLY;BYYEARDAY=1,-1", "1997-01-01", ["1997-01-01", "1997-12-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2024-01-31", ["2024-01-31", "2024-02-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2024-01-31", ["2024-01-31", "2024-03-31"]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13", ["1998-02-13", "1998-03-13"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05", ["1997-08-05", "1997-08-10"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05", ["1997-08-05", "1997-08-17"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29",
         ["1997-09-29", "1997-10-30"]),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", ["1997-05-19", "1998-05-18"]),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
         ["1996-11-05", "2000-11-07"]),
    ],
)  # fmt: skip
def test_examples_of_the_standard(rule: str, start: str, expected: list[str]) -> None:
    found = moments(rule_of(rule), datetime.fromisoformat(start), Work(100_000))
    assert [each.date().isoformat() for each in islice(found, 2)] == expected


def test_hours_within_a_day() -> None:
    start = datetime.fromisoformat("1997-09-02T09:00:00")
    found = moments(rule_of("FREQ=HOURLY;INTERVAL=3;BYMINUTE=0,20"), start, Work(1000))
    assert [each.strftime("%H:%M") for each in islice(found, 4)] == [
        "09:00",
        "09:20",
        "12:00",
        "12:20",
    ]


def test_a_series_without_end_is_cut_and_says_so() -> None:
    event = only(entry("DTSTART:20240401T180000Z", "RRULE:FREQ=DAILY"))
    assert (len(event.occurrences), event.more) == (1000, True)
    event = only(entry("DTSTART:20240401T180000Z", "RRULE:FREQ=DAILY;COUNT=1000"))
    assert (len(event.occurrences), event.more) == (1000, False)


SIXTY = ",".join(map(str, range(60)))


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=SECONDLY;BYHOUR=3;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", 1),
        (f"FREQ=YEARLY;BYDAY=MO;BYSETPOS=1;BYHOUR=0;BYMINUTE={SIXTY};BYSECOND={SIXTY}", 20),
    ],
    ids=["no_day", "no_such_day", "no_second", "seldom"],
)
def test_a_rule_that_gives_next_to_nothing_does_not_hold_up(rule: str, most: int) -> None:
    readings = read(entry("DTSTART:20240402T180000Z", f"RRULE:{rule}"))
    (event,) = events(readings)
    assert len(event.occurrences) <= most
    assert ("too much work" in problems(readings)) is event.more


def test_a_file_of_costly_rules_is_read_to_its_end() -> None:
    one = "BEGIN:VEVENT\nDTSTART:20240402T180000Z\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n"
    readings = read(b"BEGIN:VCALENDAR\n" + (one + "END:VEVENT\n").encode() * 400)
    assert len(events(readings)) == 400


@pytest.mark.parametrize(
    ("lines", "left", "told"),
    [
        (("EXDATE:20240403T160000Z",), 2, ""),
        (("EXDATE;TZID=Europe/Paris:20240403T180000",), 2, ""),
        (("EXDATE;TZID=Nowhere:20240403T180000",), 3, "could not be matched"),
        (("EXDATE:20240403T180000",), 3, "could not be matched"),
        (("EXDATE;TZID=Europe/Berlin:20240403T170000",), 3, "not among its days"),
        (("EXDATE;VALUE=DATE:20240403",), 2, "takes out its day"),
        (("RDATE;TZID=Europe/Berlin:20240501T090000",), 4, ""),
        (("RDATE:20240501T090000Z,20240501T100000Z",), 5, ""),
        (("EXRULE:FREQ=DAILY;INTERVAL=2",), 1, ""),
    ],
)
def test_days_taken_out_and_added(lines: tuple[str, ...], left: int, told: str) -> None:
    around = BERLIN.replace(b"%b", b"Europe/Berlin")
    start = "DTSTART;TZID=Europe/Berlin:20240402T180000"
    readings = read(entry(start, "RRULE:FREQ=DAILY;COUNT=3", *lines, around=around))
    (event,) = events(readings)
    assert len(event.occurrences) == left
    assert told in problems(readings) if told else not problems(readings)


def test_a_moved_day_is_an_event_of_its_own_and_no_longer_in_the_series() -> None:
    moved = "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20240403T180000Z\nDTSTART:20240405T190000Z\n"
    series = "BEGIN:VEVENT\nUID:s\nDTSTART:20240402T180000Z\nRRULE:FREQ=DAILY;COUNT=3\n"
    other = series.replace("UID:s", "UID:t")
    for order in ((moved, series, other), (series, other, moved)):
        text = "".join(f"{each}END:VEVENT\n" for each in order)
        found = events(read(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n".encode()))
        by = {each.text or str(len(each.occurrences)): each for each in found}
        assert by["2"].occurrences == ("2024-04-02T18:00:00", "2024-04-04T18:00:00")
        assert len(by["3"].occurrences) == 3
        (single,) = (each for each in found if each.text)
        assert "in place of the day 2024-04-03T18:00:00" in single.text
        assert single.when.local == "2024-04-05T19:00:00"


@pytest.mark.parametrize(
    ("lines", "until", "utc"),
    [
        (("DTSTART;VALUE=DATE:20240401", "DTEND;VALUE=DATE:20240403"), "2024-04-02", None),
        (("DTSTART;VALUE=DATE:20240401", "DTEND;VALUE=DATE:20240401"), "2024-04-01", None),
        (("DTSTART;VALUE=DATE:20240401", "DURATION:P1W"), "2024-04-07", None),
        (("DTSTART;VALUE=DATE:20240401",), None, None),
        (("DTSTART;VALUE=DATE:20240401", "DURATION:PT1H"), None, None),
        (("DTSTART:20240330T220000Z", "DURATION:PT8H"), "2024-03-31T06:00:00",
         "2024-03-31T06:00:00Z"),
        (("DTSTART;TZID=Europe/London:20240330T220000", "DURATION:P1D"), "2024-03-31T22:00:00",
         "2024-03-31T21:00:00Z"),
        (("DTSTART;TZID=Europe/London:20240330T220000", "DURATION:PT24H"), "2024-03-31T23:00:00",
         "2024-03-31T22:00:00Z"),
        (("DTSTART:20240330T220000", "DURATION:PT8H"), "2024-03-31T06:00:00", None),
    ],
)  # fmt: skip
def test_when_it_ends(lines: tuple[str, ...], until: str | None, utc: str | None) -> None:
    event = only(entry(*lines))
    assert (event.until and event.until.local) == until
    assert (event.until and event.until.utc) == utc


@pytest.mark.parametrize(
    ("line", "local", "zone", "utc"),
    [
        ("DTSTART:20240403T200700Z", "2024-04-03T20:07:00", "UTC", "2024-04-03T20:07:00Z"),
        ("DTSTART;TZID=UTC:20240403T200700", "2024-04-03T20:07:00", "UTC", "2024-04-03T20:07:00Z"),
        ("DTSTART:20240403T2207+0200", "2024-04-03T22:07:00", "+02:00", "2024-04-03T20:07:00Z"),
        ("DTSTART:2024-04-03T20:07:00", "2024-04-03T20:07:00", None, None),
        ("DTSTART;VALUE=DATE:20240403T000000", "2024-04-03", None, None),
        ("DTSTART;VALUE=DATE:20240403T100000", None, None, None),
        ("DTSTART;TZID=Romance Standard Time:20240403T100000", "2024-04-03T10:00:00",
         "Romance Standard Time", None),
        ("DTSTART;TZID=localtime:20240403T100000", "2024-04-03T10:00:00", "localtime", None),
        ("DTSTART;TZID=../../etc/passwd:20240403T100000", "2024-04-03T10:00:00",
         "../../etc/passwd", None),
        ("DTSTART;TZID=EST:20240403T100000", "2024-04-03T10:00:00", "EST", None),
        ("DTSTART;TZID=Asia/Tokyo:20240403T100000", "2024-04-03T10:00:00", "Asia/Tokyo",
         "2024-04-03T01:00:00Z"),
        ("DTSTART;TZID=Asia/Tokyo:20240403T100000Z", None, None, None),
        ("DTSTART:20240403T240000", None, None, None),
        ("DTSTART:03/04/2024 10:00", None, None, None),
        ("DTSTART:99991231T235959Z", "9999-12-31T23:59:59", "UTC", "9999-12-31T23:59:59Z"),
        ("DTSTART;TZID=Asia/Tokyo:00010101T000000", "0001-01-01T00:00:00", "Asia/Tokyo", None),
    ],
)  # fmt: skip
def test_when_it_begins(line: str, local: str | None, zone: str | None, utc: str | None) -> None:
    readings = read(entry(line))
    (event,) = events(readings)
    assert (event.when.local, event.when.zone, event.when.utc) == (local, zone, utc)
    assert bool(problems(readings)) is (local is None)
    assert event.when.text == line.rpartition("T:" if "PT:" in line else ":")[2] or ":" in (
        event.when.text or ""
    )


def test_names_of_windows_are_places_there_are() -> None:
    assert [name for name, there in PLACES.items() if place(there) is None] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cut_anywhere_every_record_is_told(case: Path) -> None:
    data = input_of(case)
    for cut in range(15, len(data), 1 + len(data) // 80):
        source = source_of_bytes("a.ics", data[:cut])
        if calendar_ics.recognises(source):
            readings = list(calendar_ics.read(source, {}))
            told = {
                place_.first for each in readings for place_ in each.where
                if place_.unit == "record"
            }  # fmt: skip
            assert told == set(range(1, max(told) + 1))


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(CASES), st.data())
def test_damage_costs_problems_only(case: Path, data: st.DataObject) -> None:
    raw = bytearray(input_of(case))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = source_of_bytes("a.ics", bytes(raw))
    if calendar_ics.recognises(source):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(read(bytes(raw)))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"DESCRIPTION:" + b"x" * 10_000_000, "too long"),
        (b"DESCRIPTION:x" + b"\n y" * 1_100_000, "too long"),
        (b"x" * 10_000_000, "no property"),
        (b"SUMMARY" + b";a" * 300_000, "no property"),
        (b'SUMMARY;CN="' + b'a"b' * 300_000 + b":x", ""),
        (b"COMMENT:a\n" * 6000, "too many"),
        (b"BEGIN:X\n" * 100_000, "does not end"),
        (b"RDATE:" + b"20240101," * 90_000, ""),
        (b"RRULE:FREQ=DAILY\n" * 3000, "too many to work out"),
        (b"RRULE:FREQ=DAILY;BYMONTHDAY=" + b"1," * 400_000 + b"1", ""),
    ],
    ids=["line", "folds", "junk", "kinds", "quotes", "many", "deep", "dates", "rules", "numbers"],
)
def test_whatever_is_too_large_is_named(line: bytes, told: str) -> None:
    start = b"BEGIN:VEVENT\nSUMMARY:Before\nDTSTART;VALUE=DATE:20240101\n"
    after = b"BEGIN:VEVENT\nSUMMARY:After\nEND:VEVENT\nEND:VCALENDAR\n"
    readings = read(b"BEGIN:VCALENDAR\n" + start + line + b"\nEND:VEVENT\n" + after)
    assert told in problems(readings)
    assert [each.title for each in events(readings)] == ["Before", "After"]


def test_a_file_inside_of_any_size_is_counted_and_not_held() -> None:
    inside = b"ATTACH;ENCODING=BASE64;VALUE=BINARY:" + b"\n ".join([b"A" * 74] * 200_000)
    readings = read(b"BEGIN:VEVENT\n" + inside + b"\nEND:VEVENT\n")
    (skipped,) = (each for each in readings if isinstance(each, Skipped))
    assert "11,100,0" in skipped.what
    assert only(b"BEGIN:VEVENT\n" + inside + b"\nEND:VEVENT\n").text == ""


@pytest.mark.parametrize(
    ("data", "ours"),
    [
        (b"BEGIN:VCALENDAR\r\n", True),
        (b"\xef\xbb\xbf\n begin:vcalendar \n", True),
        (b"BEGIN:VEVENT\n", True),
        (b"BEGIN:VCARD\r\nBEGIN:VCALENDAR\n", False),
        (b"SUMMARY:x\nBEGIN:VCALENDAR\n", False),
        (b"BEGIN:VCALENDARS\n", False),
        (b"", False),
    ],
)
def test_only_what_begins_as_one(data: bytes, ours: bool) -> None:
    assert calendar_ics.recognises(source_of_bytes("a.ics", data)) is ours
    taken = [each.NAME for each in claiming(source_of_bytes("a.ics", data))]
    assert (taken == ["calendar_ics"]) is ours


@pytest.mark.parametrize(("key", "answer"), [("encoding", "klingon"), ("zone", "Madrid")])
def test_an_answer_that_is_none_is_asked_for(key: str, answer: str) -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(entry("DTSTART:20240403T100000"), **{key: answer})
    assert asked.value.key == key
