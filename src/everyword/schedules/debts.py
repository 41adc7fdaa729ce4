"""What is owed and what is owned, in whose name, what was put in, and what was sold or given."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from everyword.case.dates import read_span
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.schedules.entering import entries
from everyword.schedules.household import Contribution, Debt, Disposal, Property
from everyword.schedules.lacking import kept_back, usable
from everyword.schedules.shown_currency import Rates
from everyword.schedules.sums import Sum, added, figure, money
from everyword.schedules.table import Row, Schedule

COLUMNS: Final = (
    *("Part", "Id", "What", "Whose", "In the name of"),
    *("Since", "Figure of", "Amount", "Currency"),
)
PARTS: Final = ("owed", "owned", "put in", "gone")
JOINT: Final = " and "


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """`to`, `rates`: as for the schedule of money."""

    to: str | None = None
    rates: tuple[str, ...] = ()


class Listed(Struct, frozen=True):
    """One entry as a line; `amount` None is "not known"."""

    part: str
    id: str
    what: str
    whose: str
    in_name: str
    since: str
    on: str
    amount: Decimal | None
    currency: str
    items: tuple[str, ...]

    @property
    def row(self) -> Row:
        cells = (
            *(self.part, self.id, self.what, self.whose, self.in_name),
            *(self.since, self.on, money(self.amount), self.currency),
        )
        return Row(cells, self.items, (self.id,))


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage."""
    notes = list(kept_back(case))
    lines = list(listed(case, notes))
    rates = Rates.of(case, options.to, options.rates)
    rows = [each.row for part in PARTS for each in lines if each.part == part]
    rows += _sums(lines, rates)
    return Schedule(
        "debts",
        "Debts, property, contributions and disposals",
        (
            ("Figures", "as entered, each of its own day; what is not known is never counted"),
            *rates.facts(),
        ),
        COLUMNS,
        "lllllllrl",
        tuple(rows),
        tuple(dict.fromkeys([*notes, *rates.notes, *_not_known(lines)])),
        figures={part: _figures(lines, part) for part in PARTS},
    )


def listed(case: Case, notes: list[str]) -> Iterator[Listed]:
    """All entries that may be shown, in the order of the parts."""
    work, names = case.work, _Names(case)
    for debt in usable(work, entries(work, "asset", Debt), notes).values():
        yield _debt(debt, names)
    owned = usable(work, entries(work, "asset", Property), notes)
    for thing in owned.values():
        basis = f" ({thing.basis})" if thing.basis else ""
        yield Listed(
            "owned",
            thing.id,
            thing.what + basis,
            names.of(thing.whose),
            names.of(thing.in_name),
            _day(thing.since),
            _day(thing.on),
            thing.value,
            thing.currency,
            tuple(cite.item for cite in thing.cites),
        )
    for each in usable(work, entries(work, "asset", Contribution), notes).values():
        yield _put_in(each, names, owned)
    for gone in usable(work, entries(work, "asset", Disposal), notes).values():
        yield _gone(gone, names)


class _Names:
    """People as they may be printed."""

    def __init__(self, case: Case) -> None:
        self._people, self._work = case.work.people(), case.work

    def of(self, ids: Sequence[str]) -> str:
        roots = dict.fromkeys(self._work.root_of(id) for id in ids)
        return JOINT.join(
            printed_name(self._people[id], self._people) if id in self._people else id
            for id in roots
        )


def _debt(debt: Debt, names: _Names) -> Listed:
    more = [f"to {debt.to}"] if debt.to else []
    more += [f"for {debt.purpose}"] if debt.purpose else []
    more += [f"on {debt.property}"] if debt.property else []
    return Listed(
        "owed",
        debt.id,
        ", ".join((debt.what, *more)),
        names.of(debt.whose),
        names.of(debt.in_name),
        _day(debt.since),
        _day(debt.on),
        debt.amount,
        debt.currency,
        tuple(cite.item for cite in debt.cites),
    )


def _put_in(each: Contribution, names: _Names, owned: Mapping[str, Property]) -> Listed:
    thing = owned.get(each.property)
    into = f"{each.property} {thing.what}" if thing else f"{each.property} (not in this table)"
    items = tuple(cite.item for cite in each.cites)
    what, by, day = f"{each.what}, into {into}", names.of((each.by,)), each.day or ""
    return Listed("put in", each.id, what, by, "", "", day, each.amount, each.currency, items)


def _gone(gone: Disposal, names: _Names) -> Listed:
    more = [f"to {gone.to}"] if gone.to else []
    if gone.worth is not None:
        more.append(f"said to be worth {money(gone.worth, gone.currency)}")
    what = f"{gone.kind}: {', '.join((gone.what, *more))}"
    by = names.of((gone.by,)) if gone.by else ""
    items = tuple(cite.item for cite in gone.cites)
    day = gone.day or ""
    return Listed("gone", gone.id, what, by, "", "", day, gone.amount, gone.currency, items)


def _day(typed: str | None) -> str:
    return read_span(typed).words if typed else ""


def sums_of(lines: Sequence[Listed], part: str, whose: str | None = None) -> dict[str, Sum]:
    """By currency."""
    found = dict[str, Sum]()
    for each in lines:
        if each.part == part and whose in (None, each.whose):
            one = found.setdefault(each.currency, Sum())
            one.add(each.amount, each.items, (each.id,))
    return dict(sorted(found.items()))


def _total(part: str, what: str, whose: str, sum_: Sum, currency: str, net: bool = False) -> Row:
    cells = (part, "", what, whose, "", "", "", sum_.words(is_net=net), currency)
    return Row(cells, tuple(sum_.items), tuple(sum_.said), total=True)


def _sums(lines: Sequence[Listed], rates: Rates) -> Iterator[Row]:
    """Of each part, by whose it is, in all; and what is owned less what is owed."""
    for part in PARTS:
        owners = dict.fromkeys(each.whose for each in lines if each.part == part)
        for whose in owners if len(owners) > 1 else ():
            for currency, each in sums_of(lines, part, whose).items():
                yield _total(part, f"all {part}", whose or "not said", each, currency)
        whole = sums_of(lines, part)
        for currency, each in whole.items():
            yield _total(part, f"all {part}", "", each, currency)
        if rates.to is not None and whole:
            yield _total(part, f"all {part}, converted", "", rates.converted(whole), rates.to)
    owned, owed = sums_of(lines, "owned"), sums_of(lines, "owed")
    for currency in sorted(owned.keys() & owed.keys()):
        one, two = owned[currency], owed[currency]
        net = Sum(
            added(one.known, -two.known),
            one.count + two.count,
            one.unknown + two.unknown,
            [*one.items, *two.items],
            [*one.said, *two.said],
        )
        yield _total("", "owned less owed", "", net, currency, net=True)


def _not_known(lines: Sequence[Listed]) -> Iterator[str]:
    unknown = [each.id for each in lines if each.amount is None]
    if unknown:
        yield f"amount not known, and not counted: {', '.join(unknown)}"


def _figures(lines: Sequence[Listed], part: str) -> dict[str, Any]:
    return {
        currency: {"known": figure(each.known, currency), "not known": each.unknown}
        for currency, each in sums_of(lines, part).items()
    }
