"""One card: from its properties to a contact."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from everyword.model import NO_TIME, Contact, Locator, Problem, Reading, Skipped, When
from everyword.readers.times.zone import is_time
from everyword.readers.vcard.lines import BINARY, Property, parts, plain, words_of

BASIS = "when the entry was last changed (REV), by the program that made it"
_HANDLES = ("TEL", "EMAIL", "IMPP")
_MESSENGERS = re.compile(
    r"X-(?:JABBER|SKYPE|SKYPE-USERNAME|AIM|ICQ|MSN|YAHOO|QQ|SIP|GOOGLE-TALK|GADUGADU|GROUPWISE|"
    r"SIGNAL|TELEGRAM|WHATSAPP|MATRIX|WECHAT|VIBER)"
)
_QUIET = ("VERSION", "PRODID", "UID", "REV", "FN")
_REV = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def card(
    where: tuple[Locator, ...], held: list[Property], encoding: str | None, whole: bool
) -> Iterator[Reading]:
    """The contact, then what of it was left out or could not be read."""
    names: dict[str, str] = {}
    handles: list[str] = []
    lines: list[str] = []
    when, unknown = NO_TIME, 0
    after: list[Reading] = []
    for each in held:
        if each.too_long:
            after.append(Problem(where, f"{each.name}: {each.size:,} bytes, too long to read"))
            continue
        if each.name in BINARY and not each.raw:
            after.append(Skipped(where, f"{each.name}: {_about(each)}, not read"))
            continue
        value, lost = words_of(each, encoding)
        unknown += lost
        if each.name == "REV":
            when = _changed(value)
        names.setdefault(each.name, value)
        if each.name in _HANDLES or _MESSENGERS.fullmatch(each.name):
            handle = _handle(plain(value))
            if handle and handle not in handles:
                handles.append(handle)
        if each.name not in _QUIET or (each.name == "FN" and names["FN"] != value):
            lines.append(f"{_label(each)}: {plain(value)}")
    yield Contact(where, when, _name(names), tuple(handles), "\n".join(lines))
    yield from after
    if unknown:
        what = (
            f"letters of {unknown} of its lines are not UTF-8 and are shown as U+FFFD; if you know "
            "the alphabet: --answer encoding=cp1252 (or another)"
        )
        yield Problem(where, what)
    if not whole:
        yield Problem(where, "this card does not end; what there is of it was read")


def _name(names: dict[str, str]) -> str | None:
    """FN, else the parts of N as people say them, else what is there."""
    if full := plain(names.get("FN", "")):
        return full
    family, given, middle, before, after = (*parts(names.get("N", "")), *[""] * 5)[:5]
    told = " ".join(each for each in (before, given, middle, family, after) if each)
    return told or plain(names.get("NICKNAME", "")) or plain(names.get("ORG", "")) or None


def _handle(value: str) -> str:
    """`tel:+44-20` is a number written as an address of the web."""
    scheme, _, rest = value.partition(":")
    return rest if scheme.lower() in ("tel", "mailto") and rest else value


def _label(each: Property) -> str:
    group = f"{each.group}." if each.group else ""
    types = ", ".join(each.types())
    return f"{group}{each.name} ({types})" if types else f"{group}{each.name}"


def _about(each: Property) -> str:
    size = each.size * 3 // 4 if each.coding == "BASE64" else each.size
    types = ", ".join(each.types())
    return f"about {size:,} bytes ({types})" if types else f"about {size:,} bytes"


def _changed(value: str) -> When:
    match = _REV.fullmatch(value.strip())
    if match is None:
        return When(value, None, "none", None, None, f"not a time in the form of {BASIS}")
    year, month, day, hour, minute, second, zone = match.groups()
    local = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}" if hour else "")
    if not is_time(local):
        return When(value, None, "none", None, None, f"there is no such day or time; {BASIS}")
    if hour is None:
        return When(value, local, "day", None, None, BASIS)
    if second is None:
        local = local[:-3]
    if zone is None:
        return When(value, local, "second" if second else "minute", None, None, BASIS)
    known = "UTC" if zone == "Z" else f"{zone[:3]}:{zone[-2:]}"
    try:
        there = datetime.fromisoformat(local + ("+00:00" if zone == "Z" else known))
        utc = there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return When(value, None, "none", None, None, f"there is no such day or time; {BASIS}")
    return When(value, local, "second" if second else "minute", known, utc, BASIS)
