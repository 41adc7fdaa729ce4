"""In and out by month and kind, what the regular sums come to, and what is short."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from everyword.case.dates import day_words, read_span
from everyword.case.people import person_id
from everyword.case.store import Case
from everyword.errors import NotFound
from everyword.schedules.budgeting import Budget, budget_facts, budget_of, budget_rows
from everyword.schedules.counting import Money
from everyword.schedules.flows import NO_KIND, NO_MONTH, TWO_KINDS, Cell, Flows, flows
from everyword.schedules.lacking import many
from everyword.schedules.ledger import Line
from everyword.schedules.running import Runs, told
from everyword.schedules.shown_currency import Rates
from everyword.schedules.sums import Sum, figure, money
from everyword.schedules.table import Row, Schedule
from everyword.schedules.whole_months import covered, paid_words

COLUMNS: Final = ("Month", "Kind", "In", "Out", "Difference", "Currency")


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """`since`, `until`: days, months or years. `accounts`: those alone; else all but those that are
    wholly the other side's. `whose`: those of this person alone. `to`: the sums in this currency,
    too, by the rates kept; `rates`: by these instead, "EUR=0.86@2026-05-01"."""

    since: str | None = None
    until: str | None = None
    accounts: tuple[str, ...] = ()
    whose: str | None = None
    to: str | None = None
    rates: tuple[str, ...] = ()


class _Period(Struct):
    """The days asked for; what has no day is in none, and is counted here."""

    first: str
    last: str
    is_whole: bool
    undated: int = 0
    outside: int = 0

    def has(self, line: Line) -> bool:
        if self.is_whole:
            return True
        if not line.day:
            self.undated += 1
            return False
        span = read_span(line.day)
        is_in = self.first <= span.first and span.last <= self.last
        self.outside += not is_in
        return is_in


def make(case: Case, options: Options) -> Schedule:
    """Raises NotFound, WrongUsage."""
    counted = Money(case)
    chosen = _Chosen(case, counted, options)
    period = _period(options)
    runs = Runs()
    found = flows(_watched(counted, runs, chosen, period), counted.kinds, counted.between)
    budget = budget_of(case)
    rates = Rates.of(case, options.to, options.rates)
    spans, breaks = runs.found()
    spans += [each for each in counted.balances().spans() if chosen.has(each.account)]
    months = covered(counted, spans, [month for month in found.months() if month])
    rows = [*_months(found), *_whole(found), *_between(found)]
    rows += budget_rows(budget, lambda line: paid_words(found, line, months.months))
    rows += _converted(found, rates)
    notes = [
        *counted.remarks(),
        *_lacking(found, period),
        *months.words(counted.books),
        *told(breaks, counted.files),
        *budget.notes,
        *rates.notes,
    ]
    return Schedule(
        "money",
        "Household money: in and out by month and kind",
        (
            ("Counted", chosen.words(counted)),
            ("Days", _period_words(options)),
            ("Kinds", "what the person said of a payee; of several rules that fit the longest"),
            *budget_facts(budget),
            *rates.facts(),
        ),
        COLUMNS,
        "llrrrl",
        tuple(rows),
        tuple(dict.fromkeys(notes)),
        figures=_figures(found, budget),
    )


class _Chosen:
    """Which accounts are counted."""

    def __init__(self, case: Case, counted: Money, options: Options) -> None:
        self._books = counted.books
        self._only = {counted.books.resolved(each) for each in options.accounts}
        self._whose = person_id(case, options.whose) if options.whose else None
        self._other = {p.id for p in case.work.people().values() if p.side == "other"}
        if options.accounts:
            for _ in counted.lines():
                pass  # so that the accounts of the sources are known
            there = {*counted.books.all()}
            for typed in options.accounts:
                if counted.books.resolved(typed) not in there:
                    raise NotFound(thing="account", name=typed, command="everyword account list")

    def has(self, account: str) -> bool:
        whose = self._books.whose(account)
        if self._only and account not in self._only:
            return False
        if self._whose:
            return self._whose in whose
        return bool(self._only) or not whose or not self._other >= {*whose}

    def words(self, counted: Money) -> str:
        keys = [key for key in counted.books.all() if key in counted.books.seen]
        named = [counted.books.shown(key) for key in keys if self.has(key)]
        left = [counted.books.shown(key) for key in keys if not self.has(key)]
        words = "; ".join(named) or "no account"
        return words + (f". Not counted: {'; '.join(left)}" if left else "")


def _watched(counted: Money, runs: Runs, chosen: _Chosen, period: _Period) -> Iterator[Line]:
    """The lines that are counted; the balances are looked at as the files have them."""
    for line in counted.lines(as_in_files=True):
        if chosen.has(line.account):
            runs.see(line)
            if line.item not in counted.once and period.has(line):
                yield line


def _period(options: Options) -> _Period:
    first = read_span(options.since).first if options.since else "0001-01-01"
    last = read_span(options.until).last if options.until else "9999-12-31"
    return _Period(first, last, not options.since and not options.until)


def _period_words(options: Options) -> str:
    if not options.since and not options.until:
        return "all there are"
    since = (
        f"from {day_words(read_span(options.since).first)}" if options.since else "from the first"
    )
    until = f"to {day_words(read_span(options.until).last)}" if options.until else "to the last"
    return f"{since} {until}"


def _row(month: str, kind: str, into: Sum, out: Sum, currency: str, is_total: bool = False) -> Row:
    """One line of in and out; what goes out is printed without its sign."""
    whole = Sum()
    for each in (into, out):
        whole.add(each.known)
    return Row(
        (
            month,
            kind,
            money(into.known) if into.count else "",
            money(-out.known) if out.count else "",
            money(whole.known),
            currency,
        ),
        (*into.items, *out.items),
        total=is_total,
    )


def _months(found: Flows) -> Iterator[Row]:
    """Of each month each kind, then the month."""
    for month in found.months():
        words = month or "no month known"
        cells = [cell for cell in found.cells if cell.month == month]
        for currency in sorted({cell.currency for cell in cells}):
            kinds = sorted({cell.kind for cell in cells if cell.currency == currency}, key=_last)
            for kind in kinds:
                ways = [found.cells.get(Cell(month, way, kind, currency), Sum()) for way in WAYS]
                yield _row(words, kind, ways[0], ways[1], currency)
            sums = [found.total(currency, way, month) for way in WAYS]
            yield _row(words, "all kinds", sums[0], sums[1], currency, True)


WAYS: Final = ("in", "out")


def _last(kind: str) -> tuple[bool, str]:
    """What has no kind stands last."""
    return kind in (NO_KIND, TWO_KINDS), kind


def _whole(found: Flows) -> Iterator[Row]:
    """All months, by kind and in all."""
    for currency in currencies(found):
        cells = [cell for cell in found.cells if cell.currency == currency]
        for kind in sorted({cell.kind for cell in cells}, key=_last):
            sums = [found.total(currency, way, None, kind) for way in WAYS]
            yield _row("all months", kind, sums[0], sums[1], currency, True)
        sums = [found.total(currency, way) for way in WAYS]
        yield _row("all months", "all kinds", sums[0], sums[1], currency, True)


def currencies(found: Flows) -> list[str]:
    return sorted({cell.currency for cell in found.cells})


def _between(found: Flows) -> Iterator[Row]:
    for currency, each in sorted(found.between.items()):
        words = f"between own accounts, in neither ({many(len(each.items), 'payment')})"
        yield Row(("all months", words, "", "", money(each.known), currency), tuple(each.items))


def _converted(found: Flows, rates: Rates) -> Iterator[Row]:
    """All of it in the currency asked for."""
    if rates.to is None:
        return
    into, out = (
        rates.converted({each: found.total(each, way) for each in currencies(found)})
        for way in WAYS
    )
    out.known = -out.known
    difference = Sum(into.known, into.count + out.count, into.unknown + out.unknown)
    difference.known = into.known - out.known
    words = [each.words() for each in (into, out)]
    words.append(difference.words(is_net=True))
    yield Row(("all months", "all, converted", *words, rates.to), total=True)


def _lacking(found: Flows, period: _Period) -> Iterator[str]:
    no_kind = sum(len(each.items) for each in found.unknown.values())
    if no_kind:
        yield (
            f"{many(no_kind, 'payment')} without a kind: say what the payees are for"
            " (everyword account ask)"
        )
    undated = sum(len(each.items) for cell, each in found.cells.items() if cell.month == NO_MONTH)
    if undated:
        yield f"{many(undated, 'payment')} without a month: counted under “no month known”"
    if period.undated:
        yield f"{many(period.undated, 'payment')} without a day: not counted where days are asked"
    if period.outside:
        yield f"{many(period.outside, 'payment')} outside the days asked for: not counted"


def _figures(found: Flows, budget: Budget) -> dict[str, object]:
    """The sums, as decimal strings."""
    return {
        "in": {each: figure(found.total(each, "in").known, each) for each in currencies(found)},
        "out": {each: figure(-found.total(each, "out").known, each) for each in currencies(found)},
        "between": {each: figure(sums.known, each) for each, sums in sorted(found.between.items())},
        "budget": budget.figures(),
    }
