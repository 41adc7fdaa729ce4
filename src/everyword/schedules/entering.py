"""Entries of the household's money: checked before they are kept, and found again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, Literal, TypeVar, cast

import msgspec
from msgspec import Struct

from everyword.case.dates import read_span
from everyword.case.decided import CiteTo
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.case.people import person_id
from everyword.case.work import Work
from everyword.errors import WrongUsage
from everyword.model import Payment
from everyword.schedules.household import (
    PREFIXES,
    AccountEntry,
    AssetEntry,
    BudgetEntry,
    Contribution,
    Cost,
    Debt,
    Property,
    Repaid,
    StatementSaid,
)
from everyword.schedules.sums import added

S = TypeVar("S", bound=Struct)
MoneyAct = Literal["account", "budget", "asset", "cost"]
KINDS: Final[dict[MoneyAct, Any]] = {
    "account": AccountEntry,
    "budget": BudgetEntry,
    "asset": AssetEntry,
    "cost": Cost,
}
_PEOPLE: Final = ("whose", "in_name", "who")


def entries(work: Work, act: MoneyAct, kind: type[S]) -> dict[str, S]:
    """Those of one kind by their ids, to be shown: without quotes of what is locked."""
    found = work.shown(act, cast(type[Struct], KINDS[act]))
    return {id: each for id, each in found.items() if isinstance(each, kind)}


def kept(work: Work, act: MoneyAct, id: str) -> Any:
    """One as it is kept, to be kept again, changed. Raises NotFound."""
    return named(work.state(act, cast(type[Struct], KINDS[act])), act, id)


def add(case: Deciding, act: MoneyAct, entry: S) -> S:
    """The entry with its number. Raises WrongUsage, NotFound, Refused: only what holds is kept."""
    number = case.work.next_number(act, PREFIXES[type(entry)])
    return keep(case, act, msgspec.structs.replace(entry, id=number))


def keep(case: Deciding, act: MoneyAct, entry: S) -> S:
    """A new state of an entry; what it was before stays in the list of decisions."""
    entry = checked(case, entry)
    case.work.decide(case.now, act, cast(Any, entry).id, entry)
    return entry


def checked(case: Deciding, entry: S) -> S:
    """Dates read, items are there, people are known; with whole ids of items and people."""
    changes = {
        field: _checked(case, field, value)
        for field in entry.__struct_fields__
        if (value := getattr(entry, field)) not in (None, ())
    }
    match entry:
        case Contribution(property=owned) | Debt(property=str(owned)):
            if owned not in entries(case.work, "asset", Property):
                named(dict[str, object](), "asset", owned)
        case StatementSaid(first=first, last=last) if first > last:
            raise WrongUsage(
                problem=f"The stretch from {first} to {last} runs backwards.",
                remedy="Put the earlier day after --from.",
            )
        case Cost(order=str(order)):
            orders = {each.subject for each in case.work.present() if each.act == "order"}
            named(dict.fromkeys(orders), "order", order)
    return msgspec.structs.replace(entry, **changes)


def _checked(case: Deciding, field: str, value: Any) -> Any:
    match field:
        case "cites" | "asked_cites":
            return checked_cites(case, value)
        case "one" | "two" | "item" if isinstance(value, CiteTo):
            return checked_cites(case, (value,))[0]
        case "by":
            return person_id(case, value)
        case "since" | "closed" | "on":
            read_span(value)
        case "answered":
            return msgspec.structs.replace(value, cites=checked_cites(case, value.cites))
        case "repaid":
            return tuple(
                msgspec.structs.replace(each, cites=checked_cites(case, each.cites))
                for each in value
            )
        case _ if field in _PEOPLE:
            return tuple(dict.fromkeys(person_id(case, each) for each in value))
    return value


def whole_day(typed: str) -> str:
    """A day and nothing wider, as ISO. Raises WrongUsage."""
    span = read_span(typed)
    if span.first != span.last:
        raise WrongUsage(problem=f"This is not a day: {typed}", remedy="Write it like 2024-03-01.")
    return span.first


def days_before(day: str, other: str) -> int:
    """From one ISO day to the other."""
    return (dt.date.fromisoformat(other) - dt.date.fromisoformat(day)).days


def payment_of(case: Deciding, cites: Iterable[CiteTo]) -> Payment | None:
    """The one payment that is cited, where it is one."""
    found = [case.index.item(cite.item).reading for cite in cites]
    payments = [each for each in found if isinstance(each, Payment)]
    return payments[0] if len(payments) == 1 else None


def used_beyond(case: Deciding, fresh: Repaid) -> list[str]:
    """Payments that meet more, all costs together, than they were: in words."""
    told = []
    for cite in fresh.cites:
        entry = case.index.item(cite.item)
        if not isinstance(entry.reading, Payment):
            continue
        whole, parts = abs(entry.reading.amount), fresh.amount
        for cost in entries(case.work, "cost", Cost).values():
            for each in cost.repaid:
                if entry.id in {cite.item for cite in each.cites}:
                    parts = added(parts, each.amount)
        if parts > whole:
            told.append(f"{entry.id} was {whole:f} and is put to costs of {parts:f} in all.")
    return told
