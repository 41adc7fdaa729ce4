"""OFX and QFX bank statements: bank accounts, credit cards, the cash side of investment accounts.

Where from: the download of a bank's web page, for Quicken or Money; OFX 1 (SGML) and 2 (XML), see
https://financialdataexchange.org/ofx. The bank made it; anybody can edit it.

Times: DTPOSTED, the day the bank booked the payment, which may be days after it was made (DTUSER,
where given, stands in the reference). A date stays a day. A time without an offset stays without
a zone: the standard says UTC, banks write local time or a made-up noon.

Amounts: signed as written, negative leaves the account. A point or a comma parts the decimals;
1,234 alone may be either and is a Problem, never a choice. `currency` is CURSYM of the payment's
CURRENCY, else CURDEF of the statement; of a payment made in another money (ORIGCURRENCY) the amount
is what the account was charged.

Words: payee is NAME. The reference is MEMO, then every other field of the payment with its OFX name
(TRNTYPE, FITID, CHECKNUM ...), so that nothing of it is lost. Account numbers are as written, also
where the bank has masked them.

Letters: a byte order mark, else UTF-8 where every byte of the file is, else what the header names.
Where it names nothing that is known, the answer `encoding` decides; until then U+FFFD stands there.

Records: each <STMTTRN> is one, counted from 1 through the file. Balances belong to no payment;
they, investment business, positions, lists of accounts are skipped with their words and line.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import (
    Answers,
    Locator,
    Payment,
    Problem,
    Reading,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.bank import ofx_values
from everyword.readers.bank.ofx_tokens import CODE_PAGES, Letters, Tag, tags

NAME, TITLE, VERSION = "bank_ofx", "OFX bank statement", 1

MAX_FIELDS, MAX_SIZE = 2000, 4 * 1024 * 1024
"""More fields or letters than this in one payment is damage; they are not held."""

_START = re.compile(r"\ufeff?\s*+(?:OFXHEADER\s*:|(?:<[?!][^>]*+>\s*+)*+<OFX[\s>])", re.I)
_FRAME = re.compile(
    r"OFX|.*MSGSRSV[0-9]|.*TRNRS|(?:CC|INV|LOAN)?STMTRS|ACCTINFORS|SECLIST|BALLIST"
    r"|(?:BANK|INV|LOAN)TRANLISTP?|INVPOSLIST|INVBANKTRAN|LOANTRANLIST"
)
"""Tags that only hold others. Where one begins or ends, whatever was not closed ends too."""
_FRAME_WORDS = frozenset(
    ("TRNUID", "CLTCOOKIE", "DTSTART", "DTEND", "DTASOF", "SUBACCTFUND", "DTACCTUP", "MKTGINFO")
)
"""Words of a frame that say nothing of a payment."""
_ACCOUNTS = frozenset(("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "LOANACCTFROM"))
_STATUS = frozenset(("SONRS", "STATUS"))
_ALWAYS = frozenset(("STMTTRN", "STMTTRNP", "LEDGERBAL", "AVAILBAL", "BAL", "INVBAL"))
"""What begins anew even where the one before was not closed."""
_WITHIN = frozenset(("PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO"))
_LABELS = {
    "LEDGERBAL": "ledger balance",
    "AVAILBAL": "available balance",
    "BAL": "balance",
    "INVBAL": "balances of an investment account",
    "ACCTINFO": "an account in a list of accounts",
    "STMTTRNP": "a pending payment, not booked",
}


class _Unit(Struct):
    """One aggregate while its fields arrive: (aggregate within it or "", name, value)."""

    name: str
    line: int
    last: int
    fields: list[tuple[str, str, str | None]]
    within: str = ""
    size: int = 0
    left_out: int = 0

    def add(self, tag: Tag) -> None:
        if len(self.fields) >= MAX_FIELDS or self.size > MAX_SIZE:
            self.left_out += 1
            return
        self.size += len(tag.value or "")
        self.fields.append((self.within, tag.name, tag.value))


def recognises(source: Source) -> bool:
    """The OFX header, or <OFX> as the first tag."""
    try:
        head = source.head(8192)
    except (OSError, BadArchive):
        return False
    code = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head[:2], "utf-8")
    return _START.match(head.decode(code, "replace")) is not None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    answered = answers.get("encoding")
    known = tuple(dict.fromkeys(("cp1252", *CODE_PAGES.values())))
    if answered is not None and answered not in known:
        question = f"which alphabet is it in, where it does not say? {answered} is not one of them"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=known)
    statement = _Statement(source.name)
    nothing = True
    try:
        with source.open() as stream:
            letters = Letters(stream, answered)
            if letters.aside is not None:
                yield Skipped((Locator(source.name, 1, 1, "line"),), letters.aside)
            if letters.problem is not None:
                yield Problem(whole(source), letters.problem)
            for tag in tags(stream, letters):
                for reading in statement.take(tag):
                    nothing = False
                    yield reading
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    for reading in statement.end():
        nothing = False
        yield reading
    if not statement.ended:
        yield Problem(whole(source), "the file ends without </OFX>: it may have been cut short")
    elif nothing:
        yield Problem(whole(source), "there is no statement in the file")


@lru_cache(maxsize=1024)
def _is_frame(name: str) -> bool:
    return _FRAME.fullmatch(name) is not None


class _Statement:
    """Where in the file the tags have come to: whose account, which money, which payment."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._account: str | None = None
        self._currency: str | None = None
        self._unit: _Unit | None = None
        self._number = 0
        self.ended = False

    def take(self, tag: Tag) -> Iterator[Reading]:
        unit = self._unit
        if tag.closes:
            if unit is not None and (tag.name == unit.name or _is_frame(tag.name)):
                unit.last = tag.line
                yield from self._close()
            elif unit is not None and tag.name == unit.within:
                unit.within = ""
            self.ended = tag.name == "OFX"
            return
        if unit is not None:
            unit.last = tag.line
        is_frame = _is_frame(tag.name)
        if is_frame or tag.name in _ALWAYS:
            yield from self._close()
        if is_frame:
            self._enter(tag)
        elif self._unit is None:
            yield from self._begin(tag)
        elif tag.name in _WITHIN:
            self._unit.within = tag.name
        else:
            self._unit.add(tag)

    def end(self) -> Iterator[Reading]:
        if self._unit is not None and self._unit.name == "STMTTRN":
            self._number += 1
            what = "the file ends inside this payment: not read"
            yield Problem((self._record(),), f"{what} ({_words(self._unit)})")
        elif self._unit is not None:
            yield from self._close()

    def _enter(self, tag: Tag) -> None:
        if tag.name.endswith("STMTRS"):
            self._account = self._currency = None

    def _begin(self, tag: Tag) -> Iterator[Reading]:
        """A tag inside a frame: a word of the frame, or the beginning of something."""
        value = tag.value.strip() if tag.value is not None else None
        if tag.name == "CURDEF":
            self._currency = value or None
        elif tag.name in _FRAME_WORDS:
            return
        elif value == "" or tag.name in _ALWAYS or tag.name in _ACCOUNTS:
            self._unit = _Unit(tag.name, tag.line, tag.line, [])
        else:
            shown = "a value longer than any may be" if value is None else value[:200]
            where = (Locator(self._path, tag.line, tag.line, "line"),)
            yield Skipped(where, f"not understood: {tag.name} {shown}")

    def _close(self) -> Iterator[Reading]:
        unit, self._unit = self._unit, None
        if unit is None:
            return
        if unit.name == "STMTTRN":
            self._number += 1
            yield from self._payment(unit)
        elif unit.name in _ACCOUNTS:
            self._account = _one(unit, "ACCTID")
        elif unit.name in _STATUS:
            if (_one(unit, "SEVERITY") or "").strip().upper() == "ERROR":
                yield Problem(self._lines(unit), f"the bank answered with an error: {_words(unit)}")
        elif unit.fields:
            label = _LABELS.get(unit.name, f"not a payment of a bank or card account: {unit.name}")
            of = f" (account {self._account}, {self._currency})" if "BAL" in unit.name else ""
            yield Skipped(self._lines(unit), f"{label}: {_words(unit)}{of}")

    def _payment(self, unit: _Unit) -> Iterator[Reading]:
        where = (self._record(),)
        try:
            when, amount = _when_and_amount(unit)
        except ofx_values.Unreadable as fault:
            yield Problem(where, f"{fault} ({_words(unit)})")
            return
        currency = _one(unit, "CURSYM", "CURRENCY") or self._currency
        payee = _one(unit, "NAME") or _one(unit, "NAME", "PAYEE")
        reference = _reference(unit, "PAYEE" if _one(unit, "NAME") is None else "")
        yield Payment(where, when, self._account, amount, currency, payee, reference, None)
        if any(value is not None and "\ufffd" in value for _, _, value in unit.fields):
            yield Problem(where, "some of its bytes are no letters: shown as U+FFFD")

    def _record(self) -> Locator:
        return Locator(self._path, self._number, self._number, "record")

    def _lines(self, unit: _Unit) -> tuple[Locator, ...]:
        return (Locator(self._path, unit.line, unit.last, "line"),)


def _when_and_amount(unit: _Unit) -> tuple[When, Decimal]:
    if unit.left_out:
        raise ofx_values.Unreadable(f"it has more than {MAX_FIELDS:,} fields, or too long ones")
    found: dict[str, str] = {}
    for within, name, value in unit.fields:
        if value is None:
            raise ofx_values.Unreadable(f"its {name} is longer than any value may be")
        if within or name not in ("DTPOSTED", "TRNAMT") or not value.strip():
            continue
        if found.setdefault(name, value).strip() != value.strip():
            raise ofx_values.Unreadable(f"it has two {name}: {found[name]} and {value}")
    for name, what in (("DTPOSTED", "date"), ("TRNAMT", "amount")):
        if name not in found:
            raise ofx_values.Unreadable(f"the payment has no {what}")
    return ofx_values.when(found["DTPOSTED"]), ofx_values.amount(found["TRNAMT"])


def _one(unit: _Unit, wanted: str, inside: str = "") -> str | None:
    for within, name, value in unit.fields:
        if name == wanted and within == inside and value:
            return value
    return None


def _reference(unit: _Unit, payee_in: str) -> str | None:
    memos, others = [], []
    for within, name, value in unit.fields:
        taken = (within, name) in (("", "DTPOSTED"), ("", "TRNAMT"), (payee_in, "NAME"))
        if taken or not value or (within, name) == ("CURRENCY", "CURSYM"):
            continue
        if (within, name) == ("", "MEMO"):
            memos.append(value)
        else:
            others.append(f"{within} {name} {value}".strip() if within else f"{name} {value}")
    return " | ".join(memos + others) or None


def _words(unit: _Unit) -> str:
    """The fields that say something, for a person who looks for the place; not for reading."""
    said = [(name, "..." if value is None else value) for _, name, value in unit.fields]
    words = ", ".join(f"{name} {value[:200]}" for name, value in said if value.strip())
    return words if len(words) <= 600 else words[:600] + " ..."
