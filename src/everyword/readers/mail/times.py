"""The times of mails: the Date a sender's program wrote, and what zone it says.

A date is read only where it is written as mail programs write it (RFC 5322 and its older forms):
day, English name of the month, year; then no order has to be guessed.
"""

import re
from datetime import datetime, timedelta, timezone

from everyword.model import Precision, When
from everyword.readers.times.zone import zone_given

BASIS = "Date of the mail: the clock of the sender's computer, with its zone"
NO_ZONE = "Date of the mail: the clock of the sender's computer; zone not given"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_CLOCK = r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ZONE = r"\s*+([+-]\s?[0-9]{2}:?[0-9]{2}|[A-Za-z]{1,5}(?![A-Za-z]))?"
_DATE = re.compile(
    rf"(?:([A-Za-z]{{3,9}})\.?,?\s*+)?([0-9]{{1,2}})[\s-]+([A-Za-z]{{3,9}})\.?,?[\s-]+([0-9]{{2,4}}),?\s++"
    rf"{_CLOCK}{_ZONE}"
)
_ASCTIME = re.compile(
    rf"([A-Za-z]{{3,9}}),?\s++([A-Za-z]{{3,9}})\s++([0-9]{{1,2}})\s++{_CLOCK}\s++(?:[A-Z]{{3,4}}\s++)?([0-9]{{4}}){_ZONE}"
)
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})[T ]{_CLOCK}(Z|{_ZONE[4:]})?")
_NAMED = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
          "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}  # fmt: skip
"""Names of zones that the standard gives a meaning; no others are believed."""


class Clock:
    """Reads the Date of mails; `zone` is what a person says the sender's zone is, where none is."""

    def __init__(self, zone: str | None, path: str) -> None:
        self._given = zone_given(zone, path)

    def when(self, text: str | None, received: str | None) -> When:
        if text is None or not text.strip():
            return When(None, None, "none", None, None, "the mail has no Date" + _server(received))
        found = _parts(text)
        if found is None:
            basis = "the Date of the mail is not written as mails write it; not read"
            return When(text, None, "none", None, None, basis + _server(received))
        weekday, year, month, day, clock, zone, notes = found
        hour, minute, second = clock
        try:
            moment = datetime(  # noqa: DTZ001 (its zone is looked at below)
                year, month, day, int(hour), int(minute), int(second or 0)
            )
        except ValueError:
            basis = "the Date of the mail is not a time that exists"
            return When(text, None, "none", None, None, basis + _server(received))
        if weekday and _DAYS[moment.weekday()] != weekday[:3].lower():
            notes += "; the day of the week written beside it was another"
        precision: Precision = "second" if second else "minute"
        return self._zoned(text, moment, precision, zone, notes)

    def _zoned(
        self, text: str, moment: datetime, precision: Precision, written: str | None, notes: str
    ) -> When:
        local = moment.isoformat()
        if written is None and self._given is not None:
            told = self._given.at(moment)
            basis = f"{NO_ZONE[:-14]}{told.basis}{notes}"
            return When(text, local, precision, told.zone, told.utc, basis)
        if written is None:
            return When(text, local, precision, None, None, NO_ZONE + notes)
        offset = _offset(written)
        if offset is None:
            basis = f"{NO_ZONE[:-14]}zone written as {written}, which has no one meaning; not used"
            return When(text, local, precision, None, None, basis + notes)
        try:
            utc = (moment - timedelta(minutes=offset)).isoformat() + "Z"
        except OverflowError:
            utc = None
        if re.fullmatch(r"-\s?00:?00", written):
            notes = "; written -0000: it is UTC, the sender's own zone is not said" + notes
        zone = timezone(timedelta(minutes=offset))
        return When(text, local, precision, _offset_name(zone), utc, BASIS + notes)


def _offset_name(zone: timezone) -> str:
    return datetime(2000, 1, 1, tzinfo=zone).isoformat()[19:]


def _server(received: str | None) -> str:
    if received is None:
        return ""
    return f"; the topmost Received line, written by the last server, says: {received[:100]}"


_Found = tuple[str | None, int, int, int, tuple[str, str, str | None], str | None, str]


def _parts(text: str) -> _Found | None:
    """Day of the week, year, month, day, clock, zone as written, and what to say of it."""
    text = text.strip()
    if match := _DATE.match(text):
        weekday, day, name, year = match[1], match[2], match[3], match[4]
        clock, zone = (match[5], match[6], match[7]), match[8]
    elif match := _ASCTIME.match(text):
        weekday, name, day, year = match[1], match[2], match[3], match[7]
        clock, zone = (match[4], match[5], match[6]), match[8]
    elif match := _ISO.match(text):
        clock = (match[4], match[5], match[6])
        notes = "" if not text[match.end() :].strip() else "; words after it were not read"
        zone = match[7].strip() if match[7] else None
        return None, int(match[1]), int(match[2]), int(match[3]), clock, zone, notes
    else:
        return None
    rest = text[match.end() :].strip()
    if rest[:2].lower() in ("am", "pm") or (zone or "").lower() in ("am", "pm"):
        return None
    if weekday and weekday[:3].lower() not in _DAYS:
        return None
    month = name[:3].lower()
    if month not in _MONTHS or (len(name) > 3 and name.lower() not in _FULL):
        return None
    notes = "" if not rest or rest.startswith("(") else f"; not read of it: {rest[:40]}"
    if len(year) < 4:
        notes += "; its year has two or three digits, read as the mail standard says"
    return weekday, _year(year), _MONTHS.index(month) + 1, int(day), clock, zone, notes


_FULL = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "sept",
    ]
)


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(written) == 3 else year


def _offset(written: str) -> int | None:
    """Minutes east of UTC."""
    if written[0] not in "+-":
        hours = _NAMED.get(written.lower())
        return None if hours is None else hours * 60
    digits = re.sub(r"[^0-9]", "", written)
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 15 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (-1 if written[0] == "-" else 1)


def filetime(units: int, basis: str) -> When:
    """Units of 100 nanoseconds since 1601 in UTC, as Windows keeps times."""
    text = str(units)
    try:
        moment = datetime(1601, 1, 1) + timedelta(microseconds=units // 10)  # noqa: DTZ001 (UTC is said below)
    except OverflowError:
        return When(text, None, "none", None, None, f"{basis}; it is not a time that exists")
    local = moment.isoformat()[:19]
    return When(text, local, "second", "UTC", f"{local}Z", basis)
