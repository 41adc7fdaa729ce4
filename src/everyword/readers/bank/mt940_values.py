"""What the fields of MT940 and MT942 say: statement lines, balances, words to the owner."""

import re
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from everyword.model import When
from everyword.readers.bank.balance import Figure
from everyword.readers.bank.ofx_values import Unreadable

_LINE = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4}|[ ]{4})?(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?"
    r"(?P<amount>[0-9]{1,25}(?:,[0-9]{0,6})?)(?P<rest>(?:[^0-9,.].*)?)",
    re.S,
)
_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9]{1,25}),([0-9]{0,6})\s*")
_CENTURY = 80
"""SWIFT: years from 80 on are of the nineteen-hundreds."""

_STRUCTURED = re.compile(r"[0-9]{3}([^\w\s/:+-])(?=\n?[0-9]{2}|\n?\1[0-9]{2})")
_SEPA = re.compile(
    r"(?:EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|MDAT|SQTP|MTLG)[+:]"
)
_LABEL = re.compile(r"/([A-Z]{3,5})/")
_NAME_KEYS = ("NAME", "NAMECP")
_SHAPED = re.compile(r"/(?:TRTP|IBAN|BIC|NAME|REMI|EREF|CSID|MARF|CNTP|BENM|ORDP|PREF|RTYP)/")


class Entry(Struct, frozen=True):
    """A statement line. `rest` is type, references and supplementary details as they stand."""

    when: When
    amount: Decimal
    expected: bool
    reversal: bool
    rest: str


class Words(Struct, frozen=True):
    """What :86: says: the payee where it is labelled as one, and all the words."""

    payee: str | None
    text: str


def entry(text: str, cut: bool) -> Entry:
    """A :61: field. Raises Unreadable."""
    match = _LINE.fullmatch(text) or _LINE.fullmatch(text.replace("\n", "", 1))
    if match is None:
        raise Unreadable("the statement line is not of a form known here")
    if cut and not match["rest"].strip():
        raise Unreadable("the file ends inside this payment: not read")
    if "," not in match["amount"]:
        raise Unreadable(f"the amount {match['amount']} has no decimal comma")
    amount = Decimal(match["amount"].replace(",", "."))
    if match["mark"] in ("D", "RC", "ED"):
        amount = amount.copy_negate()
    mark = match["mark"]
    said = f"{match['value']}{match['entry'] or ''}"
    rest = match["rest"].lstrip("\n")
    when = _when(said, match["value"], (match["entry"] or "").strip())
    return Entry(when, amount, mark[0] == "E", mark[0] == "R", rest)


def _when(said: str, value: str, entry_date: str) -> When:
    year = _year(value[:2])
    valued = _day(year, int(value[2:4]), int(value[4:]))
    if valued is None and not 1 <= int(value[2:4]) <= 12:
        raise Unreadable(f"the value date {value} is not a day")
    if entry_date:
        booked = _nearest(year, int(value[2:4]), entry_date, valued)
        if booked is None:
            raise Unreadable(f"the booking date {entry_date} is not a day")
        of = valued.isoformat() if valued else f"{value}, which is no day of the calendar"
        basis = f"the booking date in the file; its year from the value date {of}"
        return When(said, booked.isoformat(), "day", None, None, basis)
    if valued is not None:
        basis = "the value date in the file; no booking date is given"
        return When(said, valued.isoformat(), "day", None, None, basis)
    if value[2:4] == "02" and value[4:] in ("29", "30"):
        basis = "the value date is no day of the calendar (some banks count 30 days a month)"
        return When(said, f"{year}-02", "month", None, None, basis)
    raise Unreadable(f"the value date {value} is not a day")


def _year(figures: str) -> int:
    return int(figures) + (1900 if int(figures) >= _CENTURY else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(year: int, month: int, entry_date: str, valued: date | None) -> date | None:
    """The booking day next to the value date: 0102 beside 241231 is of 2025."""
    near = valued or date(year, month, 28)
    days = [_day(near.year + step, int(entry_date[:2]), int(entry_date[2:])) for step in (-1, 0, 1)]
    known = [day for day in days if day is not None]
    best = min(known, key=lambda day: abs(day - near), default=None)
    return best if best is not None and abs(best - near) <= timedelta(days=190) else None


def balance(text: str) -> Figure:
    """A :60:, :62:, :64: or :65: field. Raises Unreadable."""
    match = _BALANCE.fullmatch(text)
    if match is None:
        raise Unreadable("the balance is not of a form known here")
    amount = Decimal(f"{match[4]}.{match[5] or '0'}") if match[5] else Decimal(match[4])
    day = match[2]
    iso = f"{_year(day[:2])}-{day[2:4]}-{day[4:]}"
    return Figure(amount.copy_negate() if match[1] == "D" else amount, match[3], iso)


def words(text: str) -> Words:
    """An :86: field: subfields ?20 and so on, labels like /REMI/, or free words."""
    sign = _STRUCTURED.match(text)
    if sign is not None:
        return _subfields(text, sign[1])
    return Words(_labelled(text), text)


def _subfields(text: str, sign: str) -> Words:
    """The purpose (20 to 29, 60 to 63) put together as the standard has it, then the others.

    A subfield that begins with a key like SVWZ+ begins a new part.

    Lines are 65 letters because the form is; where one ends says nothing, so it joins nothing.
    """
    code = text[:3]
    body = text[3:].replace("\n", "")
    parts = re.split(re.escape(sign) + r"([0-9]{2})", body)
    purpose, payee = "", ""
    others = [f"{code}{parts[0]}"]
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        if "20" <= key <= "29" or "60" <= key <= "63":
            purpose += f" | {value}" if purpose and _SEPA.match(value) else value
        elif key in ("32", "33"):
            payee += value
        elif value:
            others.append(f"{sign}{key} {value}")
    text = " | ".join((purpose, *others)) if purpose else " | ".join(others)
    return Words(payee or None, text)


def _labelled(text: str) -> str | None:
    """The name behind /NAME/, or the third part of /CNTP/account/bank/name/."""
    flat = text.replace("\n", "")
    if not _SHAPED.search(flat):
        return None
    found = list(_LABEL.finditer(flat))
    for at, label in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(flat)
        value = flat[label.end() : end]
        if label[1] in _NAME_KEYS and value:
            return value
        if label[1] == "CNTP":
            # The parts may be empty, which looks like the next label: count signs instead.
            parts = flat[label.end() :].split("/")
            return (parts[2] or None) if len(parts) > 4 else None
    return None
