"""A holiday list of one's own, as a calendar file or TOML."""

import datetime as dt

import pytest

from everyword.errors import WrongUsage
from everyword.schedules.holidays_given import LARGEST, read

EVENT = (
    "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{last}\r\n"
    "SUMMARY:{title}\r\n{more}END:VEVENT\r\n"
)


def ics(*events: tuple[str, str, str, str]) -> bytes:
    parts = [
        EVENT.format(n=n, first=first, last=last, title=title, more=more)
        for n, (first, last, title, more) in enumerate(events)
    ]
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()


def test_a_calendar_of_whole_days() -> None:
    found = read(
        "bank.ics",
        ics(
            ("20261225", "20261226", "Christmas Day", ""),
            ("20261228", "20261230", "שני ימים", ""),
            ("20260501", "20260502", "", "RRULE:FREQ=YEARLY;COUNT=2\r\n"),
        ),
    )

    assert found.why(dt.date(2026, 12, 25)) == "Christmas Day"
    assert found.why(dt.date(2026, 12, 28)) == found.why(dt.date(2026, 12, 29)) == "שני ימים"
    assert found.why(dt.date(2026, 12, 30)) is None
    assert found.why(dt.date(2026, 5, 1)) and found.why(dt.date(2027, 5, 1)) == "Saturday"
    assert "every holiday from 2026 to 2027" in found.place.unsure[0]


def test_what_is_cancelled_is_no_holiday() -> None:
    found = read(
        "bank.ics",
        ics(
            ("20261224", "20261225", "off", "STATUS:CANCELLED\r\n"),
            ("20261225", "20261226", "Christmas Day", ""),
        ),
    )

    assert found.why(dt.date(2026, 12, 24)) is None


def test_toml_is_read_with_its_mark_of_order() -> None:
    text = 'first = 2026-01-01\nlast = 2026-12-31\nday = [{name = "Ünal", date = 2026-05-05}]'

    assert read("mine.toml", text.encode("utf-8-sig")).why(dt.date(2026, 5, 5)) == "Ünal"


NO_LIST = {
    "empty": b"",
    "noise": bytes(range(128, 256)),
    "a chat": b"13/03/2024, 21:07 - Alex: hello\n",
    "too large": b" " * (LARGEST + 1),
    "no events": ics(),
    "times of day": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    b"DTSTART:20260501T100000\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "for ever": ics(("20260501", "20260502", "x", "RRULE:FREQ=YEARLY\r\n")),
    "a year long": ics(("20260101", "20270101", "x", "")),
}


@pytest.mark.parametrize("name", NO_LIST)
def test_what_is_no_list_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        read("given", NO_LIST[name])
    assert len(refused.value.lines()) == 3
