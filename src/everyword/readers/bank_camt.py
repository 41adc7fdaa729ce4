"""ISO 20022 bank files: camt.052 (report), camt.053 (statement), camt.054 (notification).

Where from: the business, "CAMT" or "XML" download of a bank's web page. All versions; which one is
not asked, the names of the elements are enough. The bank made it; anybody can edit it.

Times: BookgDt, the day the bank booked the entry, a day or a moment with its offset; where it is
missing, ValDt, and the basis says so. An entry with neither is a payment without a time.

Amounts: signed by CdtDbtInd, negative leaves the account; so also in a reversal (RvslInd), which
is named in the reference. Only booked entries are payments; pending, future and information ones
are skipped with their words.

An entry with several transactions (TxDtls) is one payment for each transaction where these have
amounts in the entry's money that come to exactly the entry's; then each names the whole. Otherwise
it is one payment, of the entry's amount, with the words of all transactions. So no sum is counted
twice. What stands in a statement and a notification stands in two files, and is read twice.

Words: payee is the name of the other side: of the two parties the one whose account is not the
statement's own, else the creditor of a debit and the debtor of a credit. The reference is the
remittance text, then every other field of entry and transaction with its ISO name (EndToEndId,
UETR, IBAN, addresses, charges ...). `account` is the IBAN or other number of the account.

Records: each <Ntry> is one, counted from 1 through the file. Heads and balances are skipped with
their words and lines. Opening balance + booked entries = closing balance is checked, that a
statement begins with what the one before ended with, and the number of entries where it is given.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Locator,
    Payment,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers.bank import camt_units
from everyword.readers.bank.balance import Chain, Figure, Statement, plain
from everyword.readers.bank.camt_parse import STATEMENTS, Event, events
from everyword.readers.bank.camt_units import Leaf, Unit, said
from everyword.readers.bank.letters import head_text
from everyword.readers.bank.ofx_values import Unreadable

NAME, TITLE, VERSION = "bank_camt", "ISO 20022 bank statement (camt)", 1

MAX_SEEN = 10_000
"""Statements whose names are remembered, to say when one stands twice in a file."""
_ROOT = re.compile(r"<(?:[\w.-]{1,30}:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)")
_OTHER = re.compile(r"<!doctype html|<html|<svg", re.I)
_UNITS = frozenset(("Ntry", "Bal", "TxsSummry", "GrpHdr"))
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_BALANCES = {
    "OPBD": "opening balance", "PRCD": "closing balance of the day before",
    "CLBD": "closing balance", "ITBD": "interim balance", "OPAV": "opening available balance",
    "CLAV": "closing available balance", "ITAV": "interim available balance",
    "FWAV": "forward available balance", "INFO": "balance for information", 
    "XPCD": "expected balance",
}  # fmt: skip
_NOT_BOOKED = {
    "PDNG": "pending, not booked", "FUTR": "in the future, not booked",
    "INFO": "for information, not booked",
}  # fmt: skip
_OWN_WORDS = ("RmtInf Ustrd", "AddtlTxInf", "AddtlNtryInf")
_SAID = frozenset(("Amt", "CdtDbtInd", "BookgDt Dt", "BookgDt DtTm", "BookgDt", "Sts", "Sts Cd"))


def recognises(source: Source) -> bool:
    """XML with a camt root: BkToCstmrStmt, BkToCstmrAcctRpt or BkToCstmrDbtCdtNtfctn."""
    try:
        text = head_text(source)
    except (OSError, BadArchive):
        return False
    if text is None or not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    return _ROOT.search(text) is not None and _OTHER.search(text[:1000]) is None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    file = _File(source.name)
    try:
        for event in events(source):
            yield from file.take(event)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    yield from file.end()
    if not file.statements:
        yield Problem(whole(source), "there is no statement in the file")


class _File:
    """Where in the file the elements have come to: whose account, which entry."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._unit: Unit | None = None
        self._number = 0
        self._chain = Chain()
        self._seen: set[tuple[str | None, str]] = set()
        self._in_statement = False
        self.statements = 0
        self._reset()

    def _reset(self) -> None:
        self._head: list[Leaf] = []
        self._head_lines: tuple[int, int] | None = None
        self._account: str | None = None
        self._account_said = False
        self._statement = Statement()
        self._opening: tuple[Figure, Unit, str] | None = None
        self._closing: list[tuple[Figure, Unit]] = []
        self._entries = 0
        self._promised: tuple[str, Unit] | None = None

    def take(self, event: Event) -> Iterator[Reading]:
        if event.kind == "damage":
            yield from self._damage(event)
        elif event.kind == "open":
            yield from self._opens(event)
        elif self._unit is not None:
            if self._unit.take(event):
                unit, self._unit = self._unit, None
                yield from self._closes(unit)
        elif event.name in STATEMENTS and self._in_statement:
            yield from self._end_statement()

    def end(self) -> Iterator[Reading]:
        if self._in_statement:
            yield from self._end_statement()

    def _opens(self, event: Event) -> Iterator[Reading]:
        unit = self._unit
        if event.name in STATEMENTS and (unit is None or unit.name in _UNITS):
            if unit is not None:
                yield from self._broken("it is not closed before the next statement begins")
            if self._in_statement:
                yield from self._end_statement()
            self._in_statement = True
            self.statements += 1
        elif unit is not None and unit.name == "Ntry" == event.name:
            yield from self._broken("it is not closed before the next begins")
            self._unit = Unit(event)
        elif unit is not None:
            unit.take(event)
        elif event.name in _UNITS:
            if event.name == "Ntry" and not self._in_statement:
                self._in_statement = True
                self.statements += 1
            yield from self._flush_head()
            self._unit = Unit(event)
        elif self._in_statement:
            self._unit = Unit(event)

    def _closes(self, unit: Unit) -> Iterator[Reading]:
        if unit.name == "Ntry":
            self._number += 1
            self._entries += 1
            yield from self._entry(unit)
        elif unit.name == "Bal":
            yield from self._balance(unit)
        elif unit.name == "GrpHdr":
            yield Skipped(self._lines(unit), f"head of the message: {unit.words()}")
        elif unit.name == "TxsSummry":
            promised = said(unit.groups[0], "TtlNtries NbOfNtries")
            if promised is not None:
                self._promised = (promised, unit)
            yield Skipped(self._lines(unit), f"summary: {unit.words()}")
        else:
            self._to_head(unit)

    def _to_head(self, unit: Unit) -> None:
        for leaf in unit.leaves:
            path = leaf.path if leaf.path == unit.name else f"{unit.name} {leaf.path}"
            if len(self._head) < 1000:
                self._head.append(Leaf(path, leaf.words, leaf.currency))
        first = self._head_lines[0] if self._head_lines else unit.first
        self._head_lines = (first, unit.last)
        if unit.name == "Acct":
            group = unit.groups[0]
            own = said(group, "Id IBAN") or next(
                (leaf.words for leaf in group if leaf.path.startswith("Id ") and _is_id(leaf)), None
            )
            self._account = self._account or own

    def _flush_head(self) -> Iterator[Reading]:
        lines, self._head_lines = self._head_lines, None
        if lines is None:
            return
        head, self._head = self._head, []
        words = ", ".join(leaf.shown[:300] for leaf in head)
        yield Skipped(
            (Locator(self._path, *lines, "line"),), f"about the statement: {words}"[:3000]
        )
        name = said(head, "Id")
        if name is None or len(self._seen) >= MAX_SEEN:
            return
        if (self._account, name) in self._seen:
            what = f"statement {name} of this account stands more than once in the file"
            yield Problem((Locator(self._path, *lines, "line"),), f"{what}: its payments too")
        self._seen.add((self._account, name))

    def _balance(self, unit: Unit) -> Iterator[Reading]:
        group = unit.groups[0]
        code = said(group, "Tp CdOrPrtry Cd", "Tp Cd", "Tp CdOrPrtry Prtry", "Tp Prtry", "Tp")
        label = _BALANCES.get(code or "", f"balance {code or ''}".strip())
        try:
            figure = camt_units.figure(unit)
        except Unreadable as fault:
            yield Problem(self._lines(unit), f"{label}: {fault} ({unit.words()})")
            return
        if code in _CLOSING:
            self._closing.append((figure, unit))
            return
        if code in _OPENING and (
            self._opening is None or (self._opening[2], code) == ("PRCD", "OPBD")
        ):
            self._opening = (figure, unit, code)
            self._statement.open(figure)
        yield Skipped(self._lines(unit), f"{label} {figure.words}")

    def _end_statement(self) -> Iterator[Reading]:
        yield from self._flush_head()
        opening = self._opening[0] if self._opening else None
        if self._opening is not None and opening is not None:
            fault = self._chain.at_opening(self._account, opening)
            if fault is not None:
                yield Problem(self._lines(self._opening[1]), fault)
        for at, (closing, unit) in enumerate(self._closing):
            fault = self._statement.fault(closing)
            if fault is None:
                words = f"closing balance {closing.words}; {self._statement.verdict(closing)}"
                yield Skipped(self._lines(unit), words)
            else:
                yield Problem(self._lines(unit), fault)
            if opening is not None and at == len(self._closing) - 1:
                fault = self._chain.at_closing(self._account, opening, closing)
                if fault is not None:
                    yield Problem(self._lines(unit), fault)
        if self._promised is not None and self._promised[0] != str(self._entries):
            said_so, unit = self._promised
            what = (
                f"the statement says that it has {said_so[:40]} entries; {self._entries} are there"
            )
            yield Problem(self._lines(unit), what)
        self._in_statement = False
        self._reset()

    def _damage(self, event: Event) -> Iterator[Reading]:
        self._statement.lose("a part of the statement is damaged")
        if self._unit is not None:
            yield from self._broken(event.words or "")
        else:
            where = (Locator(self._path, event.line, event.line, "line"),)
            yield Problem(where, f"{event.words}; read on behind it where that is possible")

    def _broken(self, why: str) -> Iterator[Reading]:
        unit, self._unit = self._unit, None
        assert unit is not None
        self._statement.lose("a part of the statement is damaged")
        if unit.name == "Ntry":
            self._number += 1
            self._entries += 1
            words = unit.words()
            what = f"this entry was not read: {why}" + (f" ({words})" if words else "")
            yield Problem((self._record(),), what)
        else:
            yield Problem(self._lines(unit), f"{unit.name[:40]}: not read: {why}")

    def _entry(self, unit: Unit) -> Iterator[Reading]:
        where = (self._record(),)
        group = unit.groups[0]
        status = said(group, "Sts Cd", "Sts", "Sts Prtry") or "BOOK"
        if status in _NOT_BOOKED:
            yield Skipped(where, f"{_NOT_BOOKED[status]}: {unit.words()}")
            return
        sign = said(group, "CdtDbtInd") or ""
        try:
            if status != "BOOK":
                raise Unreadable(f"its status {status[:40]} is not known")
            when = camt_units.when(unit)
            total, currency = camt_units.amount(group, sign, "Amt")
        except Unreadable as fault:
            self._statement.lose("an entry of it could not be read")
            yield Problem(where, f"{fault} ({unit.words()})")
            return
        self._statement.add(total, currency)
        for amount, payee, reference in self._parts(unit, total, currency, sign):
            yield Payment(where, when, self._account, amount, currency, payee, reference, None)
        if unit.left_out:
            what = f"it has more words than are held: {unit.left_out:,} fields were left out"
            yield Problem(where, what)
        if any(leaf.words is None or "\ufffd" in leaf.words for leaf in unit.leaves):
            yield Problem(where, "some of its bytes are no letters, or too many: shown as U+FFFD")

    def _parts(
        self, unit: Unit, total: Decimal, currency: str | None, sign: str
    ) -> Iterator[tuple[Decimal, str | None, str | None]]:
        """One payment for each transaction, or one for the entry."""
        own, *details = unit.groups
        reversal = said(own, "RvslInd") in ("true", "1")
        shares = None if unit.left_out else camt_units.shares(unit, total, currency, sign)
        if shares is None:
            names = {_payee(group, sign, reversal, self._account) for group in details}
            payee = names.pop() if len(names) == 1 else None
            yield total, payee, _reference(details, own, payee, None)
            return
        money = f" {currency}" if currency else ""
        for at, (share, group) in enumerate(zip(shares, details, strict=True), 1):
            side = "DBIT" if share < 0 else "CRDT" if share > 0 else sign
            payee = _payee(group, side, reversal, self._account)
            of = f"transaction {at:,} of {len(details):,} of an entry of {plain(total)}{money}"
            yield share, payee, _reference([group], own, payee, of)

    def _record(self) -> Locator:
        return Locator(self._path, self._number, self._number, "record")

    def _lines(self, unit: Unit) -> tuple[Locator, ...]:
        return (Locator(self._path, unit.first, unit.last, "line"),)


def _is_id(leaf: Leaf) -> bool:
    return leaf.path.rpartition(" ")[2] not in ("Cd", "Prtry", "Issr") and bool(leaf.words)


def _payee(group: list[Leaf], sign: str, reversal: bool, account: str | None) -> str | None:
    """The name of the other side."""
    accounts = {}
    for side in ("Cdtr", "Dbtr"):
        accounts[side] = said(
            group, f"RltdPties {side}Acct Id IBAN", f"RltdPties {side}Acct Id Othr Id"
        )
    own = [side for side, number in accounts.items() if number and number == account]
    # What was reversed went the other way: its creditor is still the other side.
    other = "Cdtr" if (sign == "DBIT") != reversal else "Dbtr"
    if len(own) == 1:
        other = "Dbtr" if own[0] == "Cdtr" else "Cdtr"
    return said(group, f"RltdPties {other} Nm", f"RltdPties {other} Pty Nm")


def _reference(
    details: list[list[Leaf]], own: list[Leaf], payee: str | None, of: str | None
) -> str | None:
    """Remittance text, then every other field; several transactions are numbered."""
    parts: list[str] = []
    for at, group in enumerate((*details, own), 1):
        texts = [leaf.words for leaf in group if leaf.path in _OWN_WORDS and leaf.words]
        others = [leaf.shown for leaf in group if not _is_said(leaf, payee, group is own)]
        if len(details) > 1 and group is not own:
            parts.append(f"transaction {at:,}:")
        parts += [*texts, *others]
    return " | ".join((*parts, of) if of else parts) or None


def _is_said(leaf: Leaf, payee: str | None, is_entry: bool) -> bool:
    """Whether the payment or the text before already has it."""
    if leaf.path in _OWN_WORDS and leaf.words:
        return True
    if is_entry:
        return leaf.path in _SAID or (leaf.path == "RvslInd" and leaf.words in ("false", "0"))
    return leaf.path.endswith(" Nm") and leaf.words == payee and "Ultmt" not in leaf.path
