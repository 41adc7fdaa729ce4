"""What in a case looks like a payment under its orders: bank lines, receipts, notes.

Nothing is counted by being proposed. What was said to be a payment, or not to be one, is not
proposed again.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from everyword.case.decided import Person
from everyword.case.people import names_of
from everyword.case.store import Case
from everyword.index.store import Entry, Query
from everyword.model import Document, Payment
from everyword.schedules import matching
from everyword.schedules.dues import DAY, Due
from everyword.schedules.matching import BankLine, Proposal
from everyword.schedules.orders import Term, is_locked
from everyword.schedules.payments import Payment as Said
from everyword.schedules.sums_shown import money
from everyword.schedules.support_account import Between, all_between, falling

SIGNS: Final = {
    "GBP": "£", "USD": "$", "EUR": "€", "CAD": "$", "AUD": "$", "NZD": "$", "HKD": "$",
    "INR": "₹", "JPY": "¥", "PLN": "zł", "TRY": "₺", "UAH": "₴", "RUB": "₽", "ILS": "₪",
}  # fmt: skip
"""What stands beside a sum for its currency, besides the three letters."""


class Paper(NamedTuple):
    """A receipt, letter or note with the sum of a due and a name in it; the day is not known of a
    paper, and is the one a note says it is about.
    """

    item: str
    day: str | None
    amount: Decimal
    title: str
    page: int


class Proposed(NamedTuple):
    """Of one payer, payee and currency."""

    between: Between
    lines: tuple[Proposal, ...]
    papers: tuple[Paper, ...]


def proposals(case: Case) -> Iterator[Proposed]:
    """For each pair of people with money terms: what looks like a payment, the oldest first."""
    used = {cite.item for each in case.work.state("payment", Said).values() for cite in each.cites}
    lines = [each for each in bank_lines(case) if each.item not in used]
    people = case.work.people()
    for between, found in _terms(case).items():
        today = dt.date.fromisoformat(case.now[:10])
        sums = falling(case, found, today + matching.AFTER * DAY)[1]
        by, to = (_names(people[x]) if x in people else () for x in between[:2])
        yield Proposed(
            between,
            tuple(matching.proposed(lines, sums, between.currency, by, to)),
            tuple(_papers(case, sums, between.currency, (*by, *to), used)),
        )


def _terms(case: Case) -> dict[Between, list[Term]]:
    """Those whose amount is known and may be used."""
    return {
        between: [x for x in found if x.amount is not None and not is_locked(case.work, x.cites)]
        for between, found in all_between(case.work).items()
    }


def _names(person: Person) -> tuple[str, ...]:
    return (*names_of(person), *person.handles)


def bank_lines(case: Case) -> Iterator[BankLine]:
    """Every line of an account that has a day, in order of time."""
    for entry in case.index.find(Query(kind="payment")):
        if (line := bank_line(entry)) is not None:
            yield line


def bank_line(entry: Entry) -> BankLine | None:
    """None where it is no payment, or has no whole day."""
    reading = entry.reading
    if not isinstance(reading, Payment) or reading.when.precision not in (
        "day",
        "minute",
        "second",
    ):
        return None
    day = dt.date.fromisoformat((reading.when.local or "")[:10])
    words = " ".join(part for part in (reading.payee, reading.reference) if part)
    return BankLine(entry.id, day, reading.amount, reading.currency, words)


def _papers(
    case: Case, sums: Sequence[Due], currency: str, names: Sequence[str], used: set[str]
) -> Iterator[Paper]:
    """Documents and notes in which a due sum stands, and one of the names."""
    if not names:
        return
    is_name = re.compile("|".join(rf"(?<!\w){re.escape(x.casefold())}(?!\w)" for x in names if x))
    seen: set[str] = set()
    for amount in sorted({each.amount for each in sums}):
        sum = money(amount, currency)
        if amount != Fraction(sum):
            continue
        written = re.compile("|".join(_written(sum, currency)))
        for entry in _with_words(case, sum):
            reading = entry.reading
            if entry.id in used | seen or not isinstance(reading, Document):
                continue
            page = next((n for n, x in enumerate(reading.text, 1) if written.search(x)), 0)
            if page and is_name.search("\n".join(reading.text).casefold()):
                seen.add(entry.id)
                day = reading.when.local if reading.when.precision != "none" else None
                yield Paper(entry.id, day and day[:10], sum, reading.title or "", page)


def _with_words(case: Case, sum: Decimal) -> Iterator[Entry]:
    """The documents that have the figures of a sum, as search has them: 1100 or 1,100."""
    whole = f"{sum:f}".partition(".")[0]
    for figures in dict.fromkeys((whole, f"{int(whole):,}")):
        yield from case.index.find(Query(words=f'"{figures}"', kind="document"))


def _written(sum: Decimal, currency: str) -> Iterator[str]:
    """The ways a sum is written: with a point or a comma, thousands apart or not; without the
    small coins only beside its currency."""
    whole, _, rest = f"{sum:f}".partition(".")
    grouped = f"{int(whole):,}"
    for figures, point in (
        (whole, "."),
        (whole, ","),
        (grouped, "."),
        (grouped.replace(",", "."), ","),
        (grouped.replace(",", " "), ","),
    ):
        if rest:
            yield rf"(?<![\d.,]){re.escape(figures + point + rest)}(?!\d|[.,]\d)"
        if not rest.strip("0"):
            sign = "|".join(map(re.escape, {currency, SIGNS.get(currency, currency)}))
            yield rf"(?:{sign})\s?{re.escape(figures)}(?!\d|[.,]\d)"
            yield rf"(?<![\d.,]){re.escape(figures)}\s?(?:{sign})"
