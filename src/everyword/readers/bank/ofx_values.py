"""Dates and amounts as OFX writes them (OFX 2.3, sections 3.2.8 and 3.2.9), without guessing."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from everyword.model import Precision, When

_DATE = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})"
    r"(?:([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:[.,][0-9]{1,6})?)?)?"
    r"\s*(\[[^\]]*\]?)?"
)
_OFFSET = re.compile(r"\[([+-]?)([0-9]{1,2})(?:\.(00?|25|50?|75))?(?::[^\]]*)?\]")
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,30}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})")
_GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]{1,12}|(?:\.[0-9]{3})+,[0-9]{1,12}"
    r"|(?:,[0-9]{3}){2,9}|(?:\.[0-9]{3}){2,9})"
)
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

DAY_BASIS = "the date in the file; it has no time of day"
LOCAL_BASIS = "date and time in the file; zone not given (the OFX standard then means UTC)"
ZONE_BASIS = "date, time and offset in the file"


class Unreadable(Exception):
    """Why a value is not what it should be, in plain words."""


def amount(text: str) -> Decimal:
    """The sum, signed as written. Raises Unreadable, also where two readings are possible."""
    text = text.strip()
    if _EITHER.fullmatch(text):
        whole, part = text.split(",")
        raise Unreadable(f"the amount {text} can be read as {whole}{part} or as {whole}.{part}")
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _GROUPED.fullmatch(text):
        point = max(text.rfind(","), text.rfind("."))
        if text.count(text[point]) > 1:  # 1,234,567: only groups of thousands
            return Decimal(re.sub("[.,]", "", text))
        return Decimal(re.sub("[.,]", "", text[:point]) + "." + text[point + 1 :])
    raise Unreadable(f"the amount {text[:40]!r} is not a sum of money")


def when(text: str) -> When:
    """The time of a payment. Raises Unreadable."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise Unreadable(f"the date {text.strip()[:40]!r} is not a date")
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    try:
        date(year, month, day)
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # as written
    except ValueError:
        raise Unreadable(f"the date {text.strip()[:40]!r} is not a date") from None
    if match[4] is None:
        basis = (
            DAY_BASIS if match[7] is None else f"{DAY_BASIS}; the offset {match[7]} says nothing"
        )
        return When(text, moment.date().isoformat(), "day", None, None, basis)
    precision: Precision = "second" if match[6] else "minute"
    local = moment.isoformat()
    if match[7] is None:
        return When(text, local, precision, None, None, LOCAL_BASIS)
    zone, utc = _zoned(match[7], moment)
    basis = (
        ZONE_BASIS if zone else f"date and time in the file; its zone {match[7][:40]} is not known"
    )
    return When(text, local, precision, zone, utc, basis)


def _zoned(words: str, moment: datetime) -> tuple[str | None, str | None]:
    """An offset in hours, with quarters as decimals; anything else is no offset."""
    match = _OFFSET.fullmatch(words)
    if match is None:
        return None, None
    minutes = int(match[2]) * 60 + {"25": 15, "5": 30, "50": 30, "75": 45}.get(match[3] or "", 0)
    if minutes > 14 * 60:
        return None, None
    sign = "-" if match[1] == "-" else "+"
    zone = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    offset = timezone(timedelta(minutes=-minutes if sign == "-" else minutes))
    try:
        utc = moment.replace(tzinfo=offset).astimezone(UTC)
    except OverflowError:
        return zone, None
    return zone, f"{utc.replace(tzinfo=None).isoformat()}Z"
