"""Every figure of the household once, with its sort and kind, for the headings of a form."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from everyword.case.dates import day_words, read_span
from everyword.case.people import person_id, printed_name
from everyword.case.store import Case
from everyword.schedules.counting import Money
from everyword.schedules.entering import entries
from everyword.schedules.household import (
    BudgetLine,
    Contribution,
    Cost,
    Debt,
    Disposal,
    Property,
)
from everyword.schedules.lacking import usable
from everyword.schedules.layouts import NOT_SAID
from everyword.schedules.running import Runs
from everyword.schedules.stated import Stated
from everyword.schedules.sums import NO_CURRENCY, money, monthly, monthly_words, rounded

Sort = Literal["owned", "owed", "account", "income", "spending", "put in", "gone", "cost"]


class Figure(Struct, frozen=True):
    """`amount` as it is printed and added (what is owed: negative), None: not known. `exact`: of a
    regular sum, before it is rounded. `whose`: ids; nobody named: empty."""

    sort: Sort
    kind: str
    words: str
    of: str
    amount: Decimal | None
    currency: str
    whose: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    exact: Fraction | None = None


def figures_of(case: Case, whose: str | None) -> tuple[list[Figure], list[str]]:
    """All, or those of one person and of nobody named; and what is to be said. Raises NotFound."""
    counted, notes = Money(case), list[str]()
    found = [*_accounts(counted), *_entered(case, notes), *_regular(case, notes)]
    notes = [*counted.remarks(), *notes]
    if whose is None:
        return found, notes
    person = person_id(case, whose)
    own = [each for each in found if not each.whose or person in _roots(case, each)]
    if len(own) < len(found):
        notes.append(f"{len(found) - len(own)} figures are another person's: not in this table")
    joint = sum(len(_roots(case, each)) > 1 for each in own)
    if joint:
        notes.append(f"{joint} figures are of several people: whole, no share is worked out")
    return own, notes


def _roots(case: Case, each: Figure) -> set[str]:
    return {case.work.root_of(id) for id in each.whose}


def _accounts(counted: Money) -> Iterator[Figure]:
    """The last balance that a statement has of each account."""
    runs, currencies = Runs(), dict[str, str | None]()
    for line in counted.lines(as_in_files=True):
        runs.see(line)
        currencies.setdefault(line.account, line.currency)
    last = counted.balances().last()
    for span in runs.found()[0]:
        if span.closing is not None and span.last >= _day_of(last, span.account):
            last[span.account] = Stated(span.account, span.closing, span.last, span.last_item)
    for key in counted.asked_for():
        said, found = counted.accounts.get(key), last.get(key)
        currency = currencies.get(key) or (said.currency if said else None) or NO_CURRENCY
        yield Figure(
            "account",
            (said.kind if said else None) or NOT_SAID,
            counted.books.shown(key),
            day_words(found.day) if found else "",
            found.amount if found else None,
            currency,
            counted.books.whose(key),
            (found.item,) if found else (),
            (key,) if said else (),
        )


def _day_of(last: Mapping[str, Stated], account: str) -> str:
    return last[account].day if account in last else ""


def _entered(case: Case, notes: list[str]) -> Iterator[Figure]:
    work = case.work
    for thing in usable(work, entries(work, "asset", Property), notes).values():
        items = tuple(cite.item for cite in thing.cites)
        yield Figure(
            "owned",
            thing.kind or NOT_SAID,
            thing.what,
            _day(thing.on),
            thing.value,
            thing.currency,
            thing.whose,
            items,
            (thing.id,),
        )
    for debt in usable(work, entries(work, "asset", Debt), notes).values():
        items = tuple(cite.item for cite in debt.cites)
        owed = None if debt.amount is None else -debt.amount
        to = f" to {debt.to}" if debt.to else ""
        yield Figure(
            "owed",
            debt.kind or NOT_SAID,
            f"owed: {debt.what}{to}",
            _day(debt.on),
            owed,
            debt.currency,
            debt.whose,
            items,
            (debt.id,),
        )
    yield from _happened(case, notes)


def _happened(case: Case, notes: list[str]) -> Iterator[Figure]:
    """Contributions, disposals and costs."""
    work = case.work
    for each in usable(work, entries(work, "asset", Contribution), notes).values():
        items = tuple(cite.item for cite in each.cites)
        words = f"{each.what}, into {each.property}, by {_name(case, each.by)}"
        yield Figure(
            "put in", "", words, _day(each.day), each.amount, each.currency, (), items, (each.id,)
        )
    for gone in usable(work, entries(work, "asset", Disposal), notes).values():
        items = tuple(cite.item for cite in gone.cites)
        words = f"{gone.kind}: {gone.what}" + (f" to {gone.to}" if gone.to else "")
        yield Figure(
            "gone",
            gone.kind,
            words,
            _day(gone.day),
            gone.amount,
            gone.currency,
            (),
            items,
            (gone.id,),
        )
    for cost in usable(work, entries(work, "cost", Cost), notes).values():
        items = tuple(cite.item for cite in cost.cites)
        yield Figure(
            "cost",
            cost.kind or NOT_SAID,
            cost.what,
            _day(cost.day),
            cost.amount,
            cost.currency,
            (),
            items,
            (cost.id,),
        )


def _regular(case: Case, notes: list[str]) -> Iterator[Figure]:
    """A month of each regular sum."""
    lines = usable(case.work, entries(case.work, "budget", BudgetLine), notes)
    for line in lines.values():
        exact = None if line.amount is None else monthly(line.amount, line.every, line.times)
        amount = None if exact is None else rounded(exact, line.currency)
        how = "" if line.every == "month" else f", {monthly_words(line.every, line.times)}"
        yield Figure(
            "income" if line.way == "in" else "spending",
            line.kind or NOT_SAID,
            f"{line.what}: {money(line.amount)} every {line.every}{how}",
            "",
            amount,
            line.currency,
            (),
            tuple(cite.item for cite in line.cites),
            (line.id,),
            exact,
        )


def _day(typed: str | None) -> str:
    return read_span(typed).words if typed else ""


def _name(case: Case, id: str) -> str:
    people, root = case.work.people(), case.work.root_of(id)
    return printed_name(people[root], people) if root in people else id
