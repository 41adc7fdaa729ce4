"""Lists of holidays read from calendars: odd entries give no day, and that is said."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.schedules import contact_entry, contact_lists
from everyword.schedules.contact_terms import HolidayList
from tests.cases_made import Quiet, Ticking, make_case

D = dt.date
EVENTS = (
    ("Half term", "DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:20260221"),
    ("Training day", "DTSTART:20260105T090000", "DTEND:20260105T150000"),
    ("Every spring", "DTSTART;VALUE=DATE:20260401", "RRULE:FREQ=YEARLY;COUNT=2"),
    ("Called off", "DTSTART;VALUE=DATE:20260501", "STATUS:CANCELLED"),
    ("Long ago", "DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:00010103"),
    ("For ever", "DTSTART;VALUE=DATE:20200101", "DTEND;VALUE=DATE:20990101"),
    ("Without a day", "DTEND;VALUE=DATE:20260601"),
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\nSUMMARY:{title}\n" + "\n".join(lines) + "\nEND:VEVENT\n"
        for number, (title, *lines) in enumerate(EVENTS)
    )
    path = tmp_path / "school.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n")
    with Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), True) as opened:
        for received in opened.add([path], Said(), lambda row, fresh: None, Quiet()):
            assert received.error is None
        yield opened


def test_each_entry_gives_its_days_or_is_named(case: Case) -> None:
    cites = contact_entry.of_calendar(case, "school.ics", None)
    assert len(cites) == len(EVENTS)

    found, notes = contact_lists.read(case, HolidayList("H1", "School", ("2026-07-20",), cites))

    days = [(str(each.first), str(each.last), each.title) for each in found.blocks]
    assert days == [
        ("2026-01-05", "2026-01-05", "Training day"),
        ("2026-02-16", "2026-02-20", "Half term"),
        ("2026-04-01", "2026-04-01", "Every spring"),
        ("2026-07-20", "2026-07-20", "School"),
        ("2027-04-01", "2027-04-01", "Every spring"),
    ]
    said = " ".join(notes)
    assert all(
        words in said
        for words in ("is cancelled", "0001-01-01 is outside", "longer than a year", "has no day")
    )
    assert "taken to cover the days from the first to the last" in said


def test_only_what_is_titled_so_is_taken(case: Case) -> None:
    (cite,) = contact_entry.of_calendar(case, "school.ics", "HALF")

    found, _ = contact_lists.read(case, HolidayList("H1", "School", (), (cite,), "2026-01-01"))

    assert [each.title for each in found.blocks] == ["Half term"]
    inside, beside, beyond = (D(2026, 2, 18), D(2026, 1, 1), D(2026, 1, 2))
    assert [found.has(day) for day in (inside, beside, beyond)] == [True, False, None]
