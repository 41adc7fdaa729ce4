"""SWIFT MT940 (statement) and MT942 (interim report) files.

Where from: the business or "SWIFT" download of a bank's web page, often `.sta`, `.940` or `.txt`.
The bank made it; anybody can edit it.

Times: the booking date, a day; it is written without a year, which is that of the nearest value
date. Where there is no booking date, the value date, and the basis says so.

Amounts: C comes in, D leaves (negative); RC takes a credit back (negative), RD a debit (positive).
The comma parts the decimals, always; an amount without one is a Problem. `currency` is that of the
opening balance, in an MT942 that of :34F:.

Words: payee is subfield ?32 with ?33, or what is labelled /NAME/; free words name nobody. The
reference has the words of :86: (subfields of the purpose put together with nothing between, the
others behind them with their numbers; free words line by line), then type and references of :61:.

Lines: a payment is :61: with the :86: lines that follow it. Heads, balances, brackets are skipped
with their words. Opening balance + payments = closing balance is checked, and that a statement
begins with what the one before it ended with; what does not fit is a Problem on the balance's line.

Left out: expected payments of an MT942 (EC, ED) are skipped with their words.
"""

import re
from collections.abc import Iterator

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
from everyword.readers.bank import mt940_values
from everyword.readers.bank.balance import Chain, Figure, Statement
from everyword.readers.bank.letters import head_text, letters_of, lines
from everyword.readers.bank.mt940_lines import Field, fields
from everyword.readers.bank.ofx_values import Unreadable

NAME, TITLE, VERSION = "bank_mt940", "SWIFT bank statement (MT940, MT942)", 2

MOST_BEFORE = 8
"""Lines of words that may stand before the first field: some banks put their own head there."""
MOST_ASIDE, MOST_WORDS = 20, 100
"""Heads named in one reading; :86: fields of one payment, more than which is damage."""
_FIRST = re.compile(r"(?:\{[^\n]{0,400}\})?(?:\{4:)?:([0-9]{2}[A-Z]?):")
_SURE = re.compile(
    r"^:61:[0-9]{6}(?:[0-9]{4}| {4})?(?:R?[CD]|E[CD])[A-Z]?\s?[0-9]"
    r"|^:6[02][FM]:[CD][0-9]{6}[A-Z]{3}[0-9]",
    re.M,
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z-]{1,40}:\s|<|[{\[]\s*[\"{\[]")
_FLOOR = re.compile(r"([A-Z]{3})[CD]?[0-9]++,?[0-9]*+\s*")
_TAGS = {
    "13": "time of the report", "13D": "time of the report", "20": "reference of the statement",
    "21": "related reference", "25": "account", "25P": "account", "28": "number of the statement",
    "28C": "number of the statement", "34F": "floor limit", "64": "available balance",
    "65": "forward available balance", "90C": "number and sum of credits",
    "90D": "number and sum of debits", "NS": "the bank's own words",
}  # fmt: skip


def recognises(source: Source) -> bool:
    """A field like :20: after a few lines at most, and a balance or statement line of the form."""
    try:
        text = head_text(source)
    except (OSError, BadArchive):
        return False
    if text is None:
        return False
    start = [line for line in text.replace("\r", "\n").split("\n", 40) if line.strip()]
    for line in start[: MOST_BEFORE + 1]:
        if _FIRST.match(line):
            return _SURE.search(text.replace("\r", "\n").replace("{4::", "\n:")) is not None
        if _HEADER.match(line):
            return False
    return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    letters = letters_of(source, answers)
    if letters.problem is not None:
        yield Problem(whole(source), letters.problem)
    file = _File(source.name)
    try:
        for field in fields(lines(source, letters)):
            yield from file.take(field)
    except BadArchive as fault:
        yield from file.flush()
        yield Problem(whole(source), f"not read to the end: {fault}")
        return
    yield from file.flush()
    if file.is_open:
        what = "the file ends before the closing balance: it may have been cut short"
        yield Problem(whole(source), what)


class _File:
    """Where the fields have come to: whose account, which money, which payment."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._account: str | None = None
        self._currency: str | None = None
        self._statement = Statement()
        self._chain = Chain()
        self._line: Field | None = None
        self._words: list[Field] = []
        self._aside: list[tuple[Field, str]] = []
        self.is_open = False

    def take(self, field: Field) -> Iterator[Reading]:
        if field.tag in ("86", "NS") and self._line is not None:
            self._tell(field)
            return
        yield from self._payment()
        if field.tag == "61":
            yield from self._skipped()
            self._line = field
        elif field.tag[:2] in ("60", "62") and len(field.tag) == 3:
            yield from self._balance(field)
        elif field.tag in ("25", "25P") and self._account is not None:
            yield from self._skipped()
            what = f"a second account in one statement, not read (:{field.tag}: {_shown(field)})"
            yield Problem(self._where(field, field), what)
        else:
            self._head(field)
            if len(self._aside) >= MOST_ASIDE:
                yield from self._skipped()

    def _tell(self, field: Field) -> None:
        if len(self._words) >= MOST_WORDS:
            self._words[-1].last, self._words[-1].long = field.last, True
        else:
            self._words.append(field)

    def flush(self) -> Iterator[Reading]:
        yield from self._payment()
        yield from self._skipped()

    def _where(self, first: Field, last: Field) -> tuple[Locator, ...]:
        return (Locator(self._path, first.first, last.last, "line"),)

    def _head(self, field: Field) -> None:
        """Whatever is no payment and no balance to be checked."""
        if field.tag == "20":
            self._account = self._currency = None
            self._statement = Statement()
        elif field.tag in ("25", "25P"):
            self._account = field.text or None
        elif field.tag == "34F" and self._currency is None:
            match = _FLOOR.fullmatch(field.text)
            self._currency = match[1] if match else None
        label = _TAGS.get(field.tag)
        if field.tag == "-":
            words = "end of a message, or brackets around it"
        elif field.tag == "":
            words = f"outside every field: {_shown(field)}" if field.text.strip() else "blank"
        elif field.tag == "86":
            words = f"words about the statement :86: {_shown(field)}"
        else:
            words = f"{label or 'not understood'} :{field.tag}: {_shown(field)}"
        self._aside.append((field, words))

    def _skipped(self) -> Iterator[Reading]:
        """Heads that follow each other are one reading: every word of them, once."""
        run, self._aside = self._aside, []
        if run:
            what = "; ".join(words for _, words in run)
            yield Skipped(self._where(run[0][0], run[-1][0]), what)

    def _balance(self, field: Field) -> Iterator[Reading]:
        yield from self._skipped()
        opens = field.tag[:2] == "60"
        label = "opening balance" if opens else "closing balance"
        label = label if field.tag[2] == "F" else f"interim {label}"
        try:
            figure = mt940_values.balance(field.text)
        except Unreadable as fault:
            self._statement, self.is_open = Statement(), opens
            what = f"{label}: {fault} (:{field.tag}: {_shown(field)})"
            yield Problem(self._where(field, field), what)
            return
        fault_words = self._open(figure) if opens else self._close(figure)
        words = f"{label} {figure.words}"
        if fault_words is not None:
            yield Problem(self._where(field, field), fault_words)
        elif opens:
            yield Skipped(self._where(field, field), words)
        else:
            verdict = self._statement.verdict(figure)
            yield Skipped(self._where(field, field), f"{words}; {verdict}")
        if not opens:
            self._statement = Statement()

    def _open(self, figure: Figure) -> str | None:
        self._currency, self.is_open = figure.currency, True
        self._statement.open(figure)
        return self._chain.at_opening(self._account, figure)

    def _close(self, figure: Figure) -> str | None:
        self.is_open = False
        opening = self._statement.opening
        fault = self._statement.fault(figure)
        chained = None
        if opening is not None:
            chained = self._chain.at_closing(self._account, opening, figure)
        return "; ".join(each for each in (fault, chained) if each) or None

    def _payment(self) -> Iterator[Reading]:
        field, self._line = self._line, None
        if field is None:
            return
        told, self._words = self._words, []
        where = self._where(field, told[-1] if told else field)
        try:
            if field.long or any(each.long for each in told):
                raise Unreadable("it has more words than any payment")
            entry = mt940_values.entry(field.text, field.cut)
        except Unreadable as fault:
            self._statement.lose("a payment in it could not be read")
            yield Problem(where, f"{fault} (:61: {_shown(field)})")
            return
        said = [mt940_values.words(each.text) for each in told if each.tag == "86"]
        own = [f"NS {each.text}" for each in told if each.tag == "NS"]
        parts = (*_together(said), entry.rest, *own)
        reference = " | ".join(part for part in parts if part) or None
        if entry.expected:
            yield Skipped(where, f"expected, not booked: {entry.amount:f} {reference or ''}"[:600])
            return
        if entry.reversal:
            reference = " | ".join(each for each in (reference, "reversal") if each)
        payee = next((each.payee for each in said if each.payee), None)
        self._statement.add(entry.amount, None)
        yield Payment(
            where, entry.when, self._account, entry.amount, self._currency, payee, reference, None
        )


def _together(said: list[mt940_values.Words]) -> list[str]:
    """Several :86: fields of one payment are its lines."""
    text = "\n".join(each.text for each in said)
    return [text] if text else []


def _shown(field: Field) -> str:
    words = field.text.replace("\n", " / ")
    return words if len(words) <= 300 else words[:300] + " ..."
