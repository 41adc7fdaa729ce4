"""Support as a table: each sum due and each payment in order of time, with what stands after it.

Counted twice, side by side: without the payments that are disputed, and with them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from everyword.case.dates import day_words, read_span
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules.arrears import NONE, Ledger, Line, Met
from everyword.schedules.arrears_picture import drawn
from everyword.schedules.dues import months_on
from everyword.schedules.orders import exact_day, orders
from everyword.schedules.sums_shown import money
from everyword.schedules.support_account import Account, Options, account
from everyword.schedules.support_dues import ALIGN as DUES_ALIGN
from everyword.schedules.support_dues import COLUMNS as DUES
from everyword.schedules.support_dues import due_rows
from everyword.schedules.support_rules import words_of
from everyword.schedules.table import Picture, Row, Schedule

__all__ = ["Options", "make"]

NAME: Final = "support"
COLUMNS: Final = ("No.", "Day", "What", "Due", "Received", "Interest", "Unpaid", "Interest owed")
DAY: Final = DUES.index("Day")
STATE: Final = DUES.index("How met")
ALLOWED: Final = "If allowed"
"""The column of what would be owed if the disputed payments were allowed."""


def make(case: Case, options: Options) -> Schedule:
    """Count it. Raises WrongUsage, NotFound where it is not clear what is asked, or not known."""
    if options.summary and (options.dues or options.since or options.to):
        raise WrongUsage(
            problem="A summary has a line for each whole year.",
            remedy="Leave out --summary, or  --dues, --from and --to",
        )
    found = account(case, options)
    by, to = _names(case, found)
    more = (ALLOWED,) if found.allowed is not found.ledger else ()
    if options.dues:
        first, last = (day.isoformat() for day in _stretch(options))
        rows = tuple(row for row in due_rows(found) if first <= row.cells[DAY] <= last)
        columns, align = DUES, DUES_ALIGN
    else:
        shown = _years(found) if options.summary else tuple(_lines(found, _stretch(options)))
        names = ("Year", *COLUMNS[3:]) if options.summary else COLUMNS
        columns = (*names, *more)
        align = ("l" if options.summary else "rll") + "r" * (5 + len(more))
        rows = (*shown, _total(found, len(names) - 5))
    day = day_words(found.as_of.isoformat())
    return Schedule(
        NAME,
        f"Support due from {by} to {to}: due, received and unpaid to {day}",
        tuple(_facts(case, found, options)),
        columns,
        align,
        rows,
        tuple(_notes(case, found)),
        (Picture(f"What was unpaid on each day, to {day}, in {found.between.currency}.",
                 drawn(found.ledger, found.allowed, found.between.currency)),),
        _figures(found, options),
    )  # fmt: skip


def _names(case: Case, found: Account) -> tuple[str, str]:
    people = case.work.people()
    by, to = (printed_name(people[x], people) if x in people else x for x in found.between[:2])
    return by, to


def _stretch(options: Options) -> tuple[dt.date, dt.date]:
    first = dt.date.fromisoformat(read_span(options.since).first) if options.since else dt.date.min
    last = dt.date.fromisoformat(read_span(options.to).last) if options.to else dt.date.max
    return first, last


# Lines


def _paired(found: Account) -> Iterator[tuple[Line | None, Line]]:
    """Each line without what is disputed, beside the same with it; None where only that has it."""
    disputed = {each.id for each in found.counted.payments if each.is_disputed}
    own = iter(found.ledger.lines)
    for line in found.allowed.lines:
        is_apart = line.kind == "payment" and line.of in disputed
        yield (None if is_apart else next(own)), line


def _lines(found: Account, stretch: tuple[dt.date, dt.date]) -> Iterator[Row]:
    currency = found.between.currency
    cites = found.cites
    more = found.allowed is not found.ledger
    for number, (own, other) in enumerate(_paired(found), 1):
        if not stretch[0] <= other.day <= stretch[1]:
            continue
        due = other.amount if other.kind == "due" else NONE
        paid = own.amount if own and own.kind == "payment" else NONE
        cells = (
            str(number),
            other.day.isoformat(),
            _what(own, other, currency),
            _sum(due, currency),
            _sum(paid, currency),
            _sum(own.interest, currency) if own else "",
            str(money(own.principal, currency)) if own else "",
            str(money(own.owed_interest, currency)) if own else "",
            *([str(money(other.principal + other.owed_interest, currency))] if more else []),
        )
        items = tuple(each.item for each in cites.get(other.of, ()))
        yield Row(cells, items, (other.of,) if other.of else ())


def _sum(amount: Fraction, currency: str) -> str:
    return str(money(amount, currency)) if amount else ""


def _what(own: Line | None, other: Line, currency: str) -> str:
    """The line in words; what a payment met, so that it can be followed by hand."""
    line = own or other
    met = "; ".join(_met(each, line.kind == "due", currency) for each in line.met)
    ahead = f"paid ahead: {money(line.ahead, currency)}" if line.ahead else ""
    match line.kind:
        case "due":
            share = f", {line.share}" if line.share else ""
            words = f"{line.of} falls due{share}"
        case "payment" if own is None:
            amount = money(other.amount, currency)
            words = f"{line.of}, {amount}, is disputed: counted in the last column only"
        case "payment":
            words = f"{line.of} received"
        case "end":
            words = "the last day counted"
    return "; ".join(part for part in (words, met, ahead) if part)


def _met(met: Met, is_due: bool, currency: str) -> str:
    amount = money(met.amount, currency)
    if is_due:
        return f"{amount} of it from {met.payment}"
    return f"{amount} for {met.due.day if met.due else 'interest'}"


def _total(found: Account, before: int) -> Row:
    ledger, currency = found.ledger, found.between.currency
    sums = [ledger.due, ledger.paid, ledger.interest, ledger.principal, ledger.owed_interest]
    if found.allowed is not ledger:
        sums.append(found.allowed.principal + found.allowed.owed_interest)
    words = ("",) * (before - 1)
    return Row((*words, "Total", *(str(money(each, currency)) for each in sums)), total=True)


def _years(found: Account) -> tuple[Row, ...]:
    """A line for each calendar year: what came in it, and what stands at its end."""
    currency, more = found.between.currency, found.allowed is not found.ledger
    cites = found.cites
    rows = []
    for year in sorted({each.day.year for each in found.ledger.lines}):
        lines = [each for each in found.ledger.lines if each.day.year == year]
        other = [each for each in found.allowed.lines if each.day.year <= year][-1]
        sums = [
            sum((each.amount for each in lines if each.kind == "due"), NONE),
            sum((each.amount for each in lines if each.kind == "payment"), NONE),
            sum((each.interest for each in lines), NONE),
            lines[-1].principal,
            lines[-1].owed_interest,
            *([other.principal + other.owed_interest] if more else []),
        ]
        said = tuple(dict.fromkeys(each.of for each in lines if each.of))
        items = tuple(dict.fromkeys(x.item for id in said for x in cites.get(id, ())))
        rows.append(Row((str(year), *(str(money(x, currency)) for x in sums)), items, said))
    return tuple(rows)


# What stands above and below


def _facts(case: Case, found: Account, options: Options) -> Iterator[tuple[str, str]]:
    """The summary, then what it rests on."""
    by, to = _names(case, found)
    yield "Who pays, who is paid", f"{by} ({found.between.by}), {to} ({found.between.to})"
    known = orders(case.work)
    for id in dict.fromkeys(each.order for each in found.terms):
        order = known[id]  # an order is not removed while a term stands under it
        court = f", {order.court}" if order.court else ""
        yield f"Order {id}", f"{order.title}{court}, {read_span(order.day).words}"
    for each in found.terms:
        yield f"Term {each.id}", _term_words(found, each.id)
    pairs = zip(_results(found, found.ledger), _results(found, found.allowed), strict=True)
    for (label, amount), (_, other) in pairs:
        beside = f"; {other} if the disputed payments are allowed" if amount != other else ""
        yield label, amount + beside
    yield "Sums due", _kept_words(found)
    if options.issued:
        yield from _split(found, exact_day(options.issued, "--issued"))
    for words in _assumptions(found):
        yield "Stated", words


def _term_words(found: Account, id: str) -> str:
    term = next(each for each in found.terms if each.id == id)
    words = f" “{term.words}”" if term.words else ""
    start = f"from {term.from_day}, in place of {term.replaces}; " if term.replaces else ""
    rhythm = "once" if term.every == "once" else f"every {term.every}"
    conditions = "".join(f"; on condition: {each}" for each in term.conditions)
    return (
        f"{term.amount} {term.currency} {rhythm}, {start}first on {term.first}{conditions}{words}"
    )


def _results(found: Account, ledger: Ledger) -> Iterator[tuple[str, str]]:
    def shown(amount: Fraction) -> str:
        return f"{money(amount, found.between.currency)} {found.between.currency}"

    yield "Due", shown(ledger.due)
    yield "Received", shown(ledger.paid)
    yield "Unpaid", shown(ledger.principal)
    if found.rule is not None:
        yield "Interest accrued", shown(ledger.interest)
        yield "Interest met by payments", shown(ledger.interest_paid)
        yield "Interest owed", shown(ledger.owed_interest)
        yield "Unpaid and interest owed", shown(ledger.principal + ledger.owed_interest)
    if ledger.ahead or found.allowed.ahead:
        yield "Paid ahead of what is due", shown(ledger.ahead)


def _kept_words(found: Account) -> str:
    """How many sums were met in full by their day, later, in part, or not at all."""
    states = [row.cells[STATE] for row in due_rows(found)]
    count = Counter("later" if each.endswith("later") else each for each in states)
    return (
        f"{len(states)}: {count['in full by the day']} met in full by the day, {count['later']} in"
        f" full later, {count['in part']} in part, {count['not met']} not at all"
    )


def _split(found: Account, issued: dt.date) -> Iterator[tuple[str, str]]:
    """What fell due longer before the issue than the place lets be enforced without permission."""
    months = found.rules.split_months or 12
    day = months_on(issued, -months)
    for ledger, words in ((found.ledger, ""), (found.allowed, " if the disputed are allowed")):
        before = ledger.unpaid_before(day)
        currency = found.between.currency
        yield (
            f"Issued {issued}{words}",
            f"{money(before, currency)} {currency} of what is unpaid fell due before {day}"
            f" ({months} months earlier), {money(ledger.principal - before, currency)} {currency}"
            " on that day or later",
        )
        if found.allowed is found.ledger:
            return


def _assumptions(found: Account) -> Iterator[str]:
    yield f"All sums are in {found.between.currency}, counted to the end of {found.as_of}."
    if not found.is_chosen:
        yield (
            "No rules were chosen: the oldest unpaid sum is met first, and no interest is counted"
            " but by a rate you gave. Without interest the whole is the same in any order."
        )
    yield from words_of(found.rules, found.rule, tuple(found.rates))
    if found.payments_by is not found.rules:
        yield f"What a payment meets was chosen apart: {found.payments_by.title}."
    if found.reckoning.words:
        yield f"The order's own words on interest: “{found.reckoning.words}”"
    yield (
        "A sum due monthly falls due on the day of the month of the first one, or on the last day"
        " of a shorter month; a sum is governed by the term in force on its due day, and no part"
        " of a period is reckoned unless a term says so."
    )
    yield (
        "Sums are exact; each figure is rounded for itself, halves up. A night counts from the due"
        " day; the day of a payment is not counted."
    )


def _notes(case: Case, found: Account) -> Iterator[str]:
    """What was not counted, and what is said beside."""
    yield from found.left_out
    for each in found.counted.left_out:
        yield f"{each.id} is not counted: {each.why}."
    for payment in found.counted.payments:
        if payment.exchange:
            rate = payment.exchange
            told = f" ({rate.source})" if rate.source else ""
            yield (
                f"{payment.id}: {payment.amount} {payment.currency} at {rate.rate}"
                f" {rate.currency} for 1 {payment.currency}, the rate of {rate.day} as you gave"
                f" it{told}."
            )
        if not payment.cites:
            yield f"{payment.id} has no item: it is your own word."
    yield from found.told
    for term in found.terms:
        for said in term.marks:
            day = f", the sum of {said.day}" if said.day else ""
            words = f": {said.words}" if said.words else ""
            yield f"Said of {term.id}{day}: {said.state}{words}. No figure follows from it."
    yield from _promises(case, found)


def _promises(case: Case, found: Account) -> Iterator[str]:
    """What the payer promised or planned with a day: shown, and no part of any figure."""
    for fact in case.work.facts().values():
        is_theirs = found.between.by in (fact.by, *fact.who)
        if fact.due and fact.kind in ("planned", "said") and is_theirs:
            due = read_span(fact.due).words
            yield f"Promised or planned, not counted as due: {fact.id}, for {due}: {fact.sentence}"


def _figures(found: Account, options: Options) -> dict[str, Any]:
    """For a program: results, and each product the interest is the sum of."""
    currency = found.between.currency

    def of(ledger: Ledger) -> dict[str, str]:
        return {
            label: str(money(amount, currency))
            for label, amount in (
                ("due", ledger.due),
                ("received", ledger.paid),
                ("unpaid", ledger.principal),
                ("interest", ledger.interest),
                ("interest_met", ledger.interest_paid),
                ("interest_owed", ledger.owed_interest),
                ("ahead", ledger.ahead),
            )
        }

    return {
        "currency": currency,
        "as_of": found.as_of.isoformat(),
        "rules": found.rules.id,
        "undisputed": of(found.ledger),
        "allowed": of(found.allowed),
        "unpaid": [
            {"term": x.due.term, "day": x.due.day.isoformat(), "left": str(money(x.left, currency))}
            for x in found.ledger.unpaid
        ],
        "interest": [_product(line, currency) for line in found.ledger.lines if line.pieces],
    }


def _product(line: Line, currency: str) -> list[dict[str, str]]:
    return [
        {
            "on": str(money(each.on, currency)),
            "from": each.over.first.isoformat(),
            "to": each.over.last.isoformat(),
            "percent": str(each.over.percent),
            "share": each.over.words,
            "amount": str(money(each.amount, currency, more=4)),
        }
        for each in line.pieces
    ]
