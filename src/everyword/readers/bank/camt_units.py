"""One entry, balance or head of a camt file: its leaves with their paths, and what they say."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

from msgspec import Struct

from everyword.model import Precision, When
from everyword.readers.bank.balance import Figure, added
from everyword.readers.bank.camt_parse import Event
from everyword.readers.bank.ofx_values import Unreadable

MAX_LEAVES, MAX_SIZE = 200_000, 8 * 1024 * 1024
"""Leaves and letters of one entry; a batch of salaries has thirty leaves for each."""

_WRAPPERS = frozenset(
    ("NtryDtls", "Refs", "RltdPties", "RltdAgts", "RmtInf", "Strd", "Pty", "FinInstnId", "PstlAdr")
) | frozenset(("AmtDtls", "CdOrPrtry", "Fmly", "Domn"))
_DATE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_AMOUNT = re.compile(r"[0-9]{1,30}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12}")


_SECOND: Precision = "second"


class Leaf(Struct, frozen=True, gc=False):
    """An element with words and no elements inside; `path` from the unit down, blanks between."""

    path: str
    words: str | None
    currency: str | None

    @property
    def shown(self) -> str:
        """Its path without the levels that say nothing, then its words."""
        names = [name for name in self.path.split(" ") if name not in _WRAPPERS]
        money = f"{self.currency} " if self.currency else ""
        words = "a value longer than any may be" if self.words is None else self.words
        return f"{' '.join(names)} {money}{words}"


class Unit:
    """One element while it is read. `groups[0]` is its own, each further one a TxDtls."""

    def __init__(self, event: Event) -> None:
        self.name, self.first, self.last = event.name, event.line, event.line
        self.groups: list[list[Leaf]] = [[]]
        self.left_out = 0
        self._path: list[str] = []
        self._inside = 0
        self._leaf = True
        self._size = self._count = 0

    def take(self, event: Event) -> bool:
        """True when this event closed the unit."""
        self.last = event.line
        if event.kind == "open":
            self._path.append(event.name)
            self._leaf = True
            if event.name == "TxDtls" and not self._inside:
                self._inside = len(self._path)
                self._count += 1
                if self._count <= MAX_LEAVES:
                    self.groups.append([])
                else:
                    self.left_out += 1
            return False
        if not self._path:
            if self._leaf and event.words:
                self.groups[0].append(Leaf(self.name, event.words, event.currency))
            return True
        if (self._leaf and event.words != "") or event.words is None:
            self._keep(event)
        if len(self._path) == self._inside:
            self._inside = 0
        self._path.pop()
        self._leaf = False
        return False

    def _keep(self, event: Event) -> None:
        self._count += 1
        self._size += len(event.words or "")
        if self._count > MAX_LEAVES or self._size > MAX_SIZE:
            self.left_out += 1
            return
        path = " ".join(self._path[self._inside :] if self._inside else self._path)
        self.groups[-1 if self._inside else 0].append(Leaf(path, event.words, event.currency))

    @property
    def leaves(self) -> Iterable[Leaf]:
        return (leaf for group in self.groups for leaf in group)

    def words(self) -> str:
        """For a person who looks for the place."""
        text, rest = "", 0
        for leaf in self.leaves:
            if len(text) < 600:
                text += f", {leaf.shown[:200]}" if text else leaf.shown[:200]
            else:
                rest += 1
        return text + (f" and {rest:,} more" if rest else "")


def leaf(group: list[Leaf], *paths: str) -> Leaf | None:
    """The first of these paths that is there."""
    for path in paths:
        for each in group:
            if each.path == path:
                return each
    return None


def said(group: list[Leaf], *paths: str) -> str | None:
    found = leaf(group, *paths)
    return found.words or None if found is not None else None


def amount(group: list[Leaf], sign: str | None, *paths: str) -> tuple[Decimal, str | None]:
    """Signed: DBIT leaves the account. Raises Unreadable."""
    every = [each for each in group if each.path == paths[0]]
    if len(every) > 1:
        raise Unreadable(f"it has {len(every)} amounts")
    found = leaf(group, *paths)
    if found is None or not found.words:
        raise Unreadable("it has no amount")
    if not _AMOUNT.fullmatch(found.words):
        raise Unreadable(f"the amount {found.words[:40]!r} is not a sum of money")
    value = Decimal(found.words.replace(",", "."))
    if sign not in ("CRDT", "DBIT"):
        raise Unreadable("it does not say whether money comes in or leaves (CdtDbtInd)")
    return (value.copy_negate() if sign == "DBIT" else value), found.currency


def figure(unit: Unit) -> Figure:
    """A balance. Raises Unreadable."""
    group = unit.groups[0]
    value, currency = amount(group, said(group, "CdtDbtInd"), "Amt")
    day = said(group, "Dt Dt", "Dt DtTm", "Dt")
    return Figure(value, currency, day[:10] if day else None)


def shares(unit: Unit, total: Decimal, currency: str | None, sign: str) -> list[Decimal] | None:
    """What each transaction of an entry has of it, or None: they do not come to the entry.

    All in the money of the entry, each with its own sign or else the entry's, and exact.
    """
    found: list[Decimal] = []
    for group in unit.groups[1:]:
        own = said(group, "CdtDbtInd") or sign
        try:
            value, money = amount(group, own, "Amt", "AmtDtls TxAmt Amt")
        except Unreadable:
            return None
        if money is not None and money != currency:
            return None
        found.append(value)
    together = Decimal(0)
    for each in found:
        together = added(together, each)
    return found if len(found) > 1 and together == total else None


def when(unit: Unit) -> When:
    """The booking date, else the value date, else none. Raises Unreadable."""
    group = unit.groups[0]
    booked = said(group, "BookgDt Dt", "BookgDt DtTm", "BookgDt")
    valued = said(group, "ValDt Dt", "ValDt DtTm", "ValDt")
    text = booked or valued
    if text is None:
        return When(None, None, "none", None, None, "it has no booking date and no value date")
    what = "the booking date" if booked else "the value date; no booking date is given"
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        moment = datetime.fromisoformat(f"{match[1]}T{match[2] or '00:00:00'}")
    except ValueError:
        raise Unreadable(f"the date {text[:40]!r} is not a date") from None
    if not match[2]:
        offset = f"; the offset {match[3]} says nothing" if match[3] else ""
        basis = f"{what}, as the file has it; it has no time of day{offset}"
        return When(text, match[1], "day", None, None, basis)
    return _moment(text, moment, match[3], what)


def _moment(text: str, moment: datetime, offset: str | None, what: str) -> When:
    local = moment.isoformat()
    basis = f"{what} and time, as the file has them"
    if offset is None:
        return When(text, local, _SECOND, None, None, f"{basis}; zone not given")
    offset = "+00:00" if offset == "Z" else offset
    try:
        aware = datetime.fromisoformat(f"{local}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return When(text, local, _SECOND, None, None, f"{basis}; its offset is none")
    utc = f"{aware.replace(tzinfo=None).isoformat()}Z"
    return When(text, local, _SECOND, offset, utc, f"{basis}, with the offset")
