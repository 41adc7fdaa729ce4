"""The calendar file against RFC 5545, read back by our own reader."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from everyword.model import Event, source_of_bytes
from everyword.readers import calendar_ics
from everyword.schedules.calendar_out import NEUTRAL, Entry, calendar

MADE = dt.datetime(2026, 5, 1, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
ENTRY = Entry("case/D1", dt.date(2026, 12, 31), "Form E; see 1, 2\\3", "35 days\nbefore", "Hall, 2")


def test_the_whole_file_with_titles() -> None:
    assert calendar([ENTRY], MADE, titles=True).decode() == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//everyword//EN\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:b81509d1fc1340cece2ee2a50f53c1aa\r\n"
        "DTSTAMP:20260501T103000Z\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"
        "SUMMARY:Form E\\; see 1\\, 2\\\\3\r\nDESCRIPTION:35 days\\nbefore\r\n"
        "LOCATION:Hall\\, 2\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_without_titles_it_says_nothing() -> None:
    data = calendar([ENTRY, Entry("case/H1", dt.date(2026, 5, 2), "Court")], MADE, titles=False)

    for word in (b"everyword", b"Form", b"days", b"Hall", b"Court", b"case", b"D1", b"H1"):
        assert word not in data
    assert data.count(f"SUMMARY:{NEUTRAL}\r\n".encode()) == 2


def events(data: bytes) -> list[Event]:
    found = calendar_ics.read(source_of_bytes("a.ics", data), {})
    return [each for each in found if isinstance(each, Event)]


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(title=WORDS, note=WORDS, place=WORDS, day=st.dates(max_value=dt.date(9999, 12, 30)))
def test_lines_are_folded_between_letters_and_read_back(
    title: str, note: str, place: str, day: dt.date
) -> None:
    data = calendar([Entry("k", day, title, note, place)], MADE, titles=True)

    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    for line in lines:
        line.decode()
    assert len([line for line in lines if line.startswith(b"BEGIN:")]) == 2
    (found,) = events(data)
    assert found.when.local == day.isoformat() and found.when.precision == "day"


def test_the_words_come_back_as_they_were() -> None:
    title = "Anhörung; „Müller“, 10\\2 " + "שמיעה בבית המשפט " * 9 + "😀" * 30
    data = calendar([Entry("k", dt.date(2026, 5, 2), title)], MADE, titles=True)
    (found,) = events(data)

    assert found.title == title


def test_a_line_is_as_long_as_it_may_be_and_no_longer() -> None:
    lines = calendar([Entry("k", dt.date(2026, 5, 2), "x" * 300)], MADE, titles=True).split(b"\r\n")

    assert max(map(len, lines)) == 75


def test_the_same_entry_has_the_same_uid_and_others_have_others() -> None:
    def uid(key: str, title: str) -> bytes:
        data = calendar([Entry(key, dt.date(2026, 5, 2), title)], MADE, titles=True)
        return next(line for line in data.split(b"\r\n") if line.startswith(b"UID:"))

    assert uid("k", "a") == uid("k", "b") != uid("l", "a")
