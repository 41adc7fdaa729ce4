"""Numbers in cells that are times: which they are says the format of the cell (ECMA-376, 18.8.30).

A workbook counts days from 1900 (with a 29th of February 1900 that never was) or from 1904.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

Kind = Literal["date", "clock", "span", "number", "general"]
_BUILT_IN: dict[int, Kind] = {
    0: "general", **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "clock"), 46: "span", 49: "general",
}  # fmt: skip
_NOT_A_SIGN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]{0,60}\]|General|Standard|AM/PM|A/P', re.I
)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LAST = 2_958_466
"""The day after 9999-12-31, counted from 1900."""
_DAY = 86_400_000


def kind_of(number: int, codes: Mapping[int, str]) -> Kind:
    """What a cell with the format of this number shows."""
    code = codes.get(number)
    if code is None:
        return _BUILT_IN.get(number, "number")
    code = code.split(";", 1)[0][:500]
    if code.strip().lower() in ("general", "standard", "@", ""):
        return "general"
    signs = _NOT_A_SIGN.sub("", code).lower()
    if _SPAN.search(signs):
        return "span"
    if re.search(r"[yde]", signs) or ("m" in signs and not re.search("[hs]", signs)):
        return "date" if not re.search(r"[#?0]", re.sub(r"\.0+", "", signs)) else "number"
    return "clock" if re.search("[hs]", signs) else "number"


def shown(raw: str, kind: Kind, from_1904: bool) -> str | None:
    """A time in digits, largest part first; None where the number is no time that exists."""
    if _NUMBER.fullmatch(raw) is None:
        return None
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return None
    if abs(value) >= _LAST:
        return None
    thousandths = int((value * _DAY).to_integral_value())
    if kind == "span":
        return ("-" if thousandths < 0 else "") + _clock(abs(thousandths))
    if thousandths < 0:
        return None
    days, rest = divmod(thousandths, _DAY)
    if kind == "clock" and days == 0:
        return _clock(rest)
    day = _day(days, from_1904)
    return None if day is None else f"{day} {_clock(rest)}" if rest or kind == "clock" else day


def _day(days: int, from_1904: bool) -> str | None:
    if from_1904:
        begin = datetime(1904, 1, 1)  # noqa: DTZ001 (a calendar day has no zone)
    elif days == 60:
        return "1900-02-29"  # as the program shows it
    elif days == 0:
        return "1900-01-00"  # as above
    else:
        begin = datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001 (as above)
    try:
        return (begin + timedelta(days=days)).date().isoformat()
    except OverflowError:
        return None


def _clock(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = f".{rest:03}" if rest else ""
    return f"{hours:02}:{minutes:02}:{seconds:02}{parts}"
