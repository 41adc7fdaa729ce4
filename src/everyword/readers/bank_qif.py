"""Quicken Interchange Format (QIF) files: bank accounts, credit cards, cash.

Where from: the "Quicken" download of a bank, or the export of a money program. Plain text; anybody
can edit it.

Times: the day of the entry as the bank or the person keeping the books wrote it; a date stays a
day. The order of day and month is shown by the dates of the file or asked (`date_order`). A year of
two figures is 1970 to 2069.

Amounts: signed as written, negative leaves the account. Point or comma as the amounts of the file
show it, else asked (`decimal`). The money (currency) is not in the file.

Words: payee is P. The reference is M, then every other line of the record with its letter (N, L, C,
A ...), the parts of a split (S, E, $) too: a split is one payment, its parts are never counted.
`account` is the name of the !Account above, or what an "Opening Balance" record names.

Lines: a payment is its lines with the ^. Opening balances, headers, categories, securities, prices
and investment business are skipped with their words.
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
    When,
    whole,
)
from everyword.readers.bank.amounts import Decimals
from everyword.readers.bank.dates import Orders
from everyword.readers.bank.letters import Letters, head_text, letters_of, lines
from everyword.readers.bank.ofx_values import Unreadable
from everyword.readers.bank.qif_records import Record, records

NAME, TITLE, VERSION = "bank_qif", "Quicken file (QIF)", 2

_START = re.compile(r"\s{0,200}!(?:type:[a-z ]+|account|option:|clear:)", re.I)
_MONEY = re.compile(r"!type:\s*(?:bank|ccard|cash|oth a|oth l)\s*")
_AMOUNTS = "TU$"


def recognises(source: Source) -> bool:
    """The first line with words begins with !Type:, !Account or !Option:."""
    try:
        text = head_text(source)
    except (OSError, BadArchive):
        return False
    return text is not None and _START.match(text) is not None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    letters = letters_of(source, answers)
    if letters.problem is not None:
        yield Problem(whole(source), letters.problem)
    file = _File(source.name)
    try:
        file.look(source, letters, answers)
        for record in records(lines(source, letters)):
            yield from file.take(record)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    if file.nothing:
        yield Problem(whole(source), "there is no account entry in the file")


class _File:
    """What the file shows of dates and amounts, and whose account is being read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._orders, self._decimals = Orders(), Decimals()
        self._account: str | None = None
        self._named: list[str | None] = []
        self.nothing = True

    def look(self, source: Source, letters: Letters, answers: Answers) -> None:
        """First pass: every date and amount that will be read. Raises NeedsAnswer."""
        for record in records(lines(source, letters)):
            if not _is_money(record):
                continue
            for line in record.lines:
                if line[:1] == "D":
                    self._orders.see(line[1:])
                elif line[:1] in _AMOUNTS and line[:1]:
                    self._decimals.see(line[1:])
        self._orders.settle(answers.get("date_order"), self._path)
        self._decimals.settle(answers.get("decimal"), self._path)

    def take(self, record: Record) -> Iterator[Reading]:
        where = (Locator(self._path, record.first, record.last, "line"),)
        if record.is_header:
            self._enter(record.header)
            yield Skipped(where, f"header {record.words()}")
        elif record.is_blank:
            yield Skipped(where, "blank")
        elif record.long:
            yield Problem(where, "it has more lines or words than any entry: not read")
        elif not record.header:
            yield Skipped(where, f"words before the first header: {record.words()}")
        elif record.header.startswith("!account"):
            self._named.append(_one(record, "N") or None)
            yield Skipped(where, f"an account: {record.words()}")
        elif not _MONEY.fullmatch(record.header):
            yield Skipped(where, f"no entry of an account ({record.header}): {record.words()}")
        elif not record.closed:
            yield Problem(where, f"the file ends inside this entry: not read ({record.words()})")
        else:
            yield self._entry(record, where)

    def _enter(self, header: str) -> None:
        """An account stands right above its entries; of a list of accounts none is taken."""
        if header.startswith("!account"):
            self._named = []
        elif _MONEY.fullmatch(header):
            self.nothing = False
            self._account = self._named[0] if len(self._named) == 1 else None
            self._named = []

    def _entry(self, record: Record, where: tuple[Locator, ...]) -> Reading:
        category = (_one(record, "L") or "").strip()
        if (_one(record, "P") or "").strip().lower() == "opening balance" and category[:1] == "[":
            self._account = self._account or category.strip("[]") or None
            return Skipped(where, f"opening balance: {record.words()}")
        try:
            when, amount = self._when_and_amount(record)
        except Unreadable as fault:
            return Problem(where, f"{fault} ({record.words()})")
        payee = _one(record, "P") or None
        return Payment(where, when, self._account, amount, None, payee, _reference(record), None)

    def _when_and_amount(self, record: Record) -> tuple[When, Decimal]:
        found = {
            letter: [line[1:] for line in record.lines if line[:1] == letter and line[1:].strip()]
            for letter in "DTU"
        }
        for letter, what in (("D", "date"), ("T", "amount")):
            values = found[letter] or (found["U"] if letter == "T" else [])
            if not values:
                raise Unreadable(f"the entry has no {what}")
            if len({value.strip() for value in values}) > 1:
                raise Unreadable(f"it has two {what}s: {values[0].strip()}, {values[1].strip()}")
        when = self._orders.read(found["D"][0])
        sums = {self._decimals.read(text)[0] for text in (*found["T"], *found["U"])}
        if len(sums) > 1:
            raise Unreadable("its amounts T and U are not the same")
        return when, sums.pop()


def _is_money(record: Record) -> bool:
    return _MONEY.fullmatch(record.header) is not None and not record.is_header


def _one(record: Record, letter: str) -> str | None:
    return next((line[1:] for line in record.lines if line[:1] == letter), None)


def _reference(record: Record) -> str | None:
    """M first, then the other lines as they stand, with a blank behind their letter."""
    memos, others = [], []
    payee_taken = False
    for line in record.lines:
        letter, words = line[:1], line[1:]
        if letter == "P" and not payee_taken:
            payee_taken = True
        elif letter == "M" and words:
            memos.append(words)
        elif letter not in "DTU" and words.strip():
            others.append(f"{letter} {words}")
    return " | ".join((*memos, *others)) or None
