"""In and out by month and kind, with the items each figure was counted from.

A kind is what a person said of a payee. Of several rules that fit a payment the one with most
letters counts; where two with equally many say different kinds, none does and that is said. A rule
for one payment comes before all of them.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import Struct

from everyword.schedules.household import KindRule
from everyword.schedules.ledger import Line, fits
from everyword.schedules.sums import NO_CURRENCY, Sum

NO_KIND: Final = "no kind said"
TWO_KINDS: Final = "two kinds fit"
NO_MONTH: Final = ""
MONTH: Final = 7
REMEMBERED: Final = 4096


class Cell(NamedTuple):
    """One figure's place: month ("2024-03", or NO_MONTH), way, kind and currency."""

    month: str
    way: str
    kind: str
    currency: str


class Flows(Struct):
    """`cells`: what was counted. `between`: by currency, what went between own accounts and is not
    in `cells`. `unknown`: of each payee and way without a kind, what it comes to."""

    cells: dict[Cell, Sum] = {}
    between: dict[str, Sum] = {}
    unknown: dict[tuple[str, str], Sum] = {}

    def months(self) -> list[str]:
        """In order; what has no month last."""
        found = {cell.month for cell in self.cells}
        return sorted(found, key=lambda month: (month == NO_MONTH, month))

    def total(
        self, currency: str, way: str, month: str | None = None, kind: str | None = None
    ) -> Sum:
        whole = Sum()
        for cell, each in self.cells.items():
            if (
                (cell.currency, cell.way) == (currency, way)
                and month in (None, cell.month)
                and kind in (None, cell.kind)
            ):
                whole.add(each.known, each.items)
        return whole


class Kinds:
    """What kind a payment is of, by what a person said."""

    def __init__(self, rules: Iterable[KindRule]) -> None:
        said = list(rules)
        self._of_item = {each.item.item: each.kind for each in said if each.item is not None}
        self._rules = [each for each in said if each.pattern is not None]
        self.of_payee = lru_cache(REMEMBERED)(self._find)

    def of(self, line: Line) -> str:
        own = self._of_item.get(line.item)
        return own or self.of_payee(line.payee or line.reference or "", line.way)

    def _find(self, payee: str, way: str) -> str:
        most, found = -1, set[str]()
        for rule in self._rules:
            if rule.way in (None, way) and fits(rule.pattern or "", payee):
                letters = sum(sign.isalnum() for sign in rule.pattern or "")
                if letters > most:
                    most, found = letters, {rule.kind}
                elif letters == most:
                    found.add(rule.kind)
        return found.pop() if len(found) == 1 else TWO_KINDS if found else NO_KIND


def flows(lines: Iterable[Line], kinds: Kinds, between: frozenset[str]) -> Flows:
    """`between`: the items that a person said went from one own account to another."""
    found = Flows()
    for line in lines:
        currency = line.currency or NO_CURRENCY
        if line.item in between:
            found.between.setdefault(currency, Sum()).add(line.amount, (line.item,))
            continue
        kind = kinds.of(line)
        cell = Cell(
            line.day[:MONTH] if len(line.day) >= MONTH else NO_MONTH, line.way, kind, currency
        )
        found.cells.setdefault(cell, Sum()).add(line.amount, (line.item,))
        if kind in (NO_KIND, TWO_KINDS):
            who = (line.payee or line.reference or "", line.way)
            found.unknown.setdefault(who, Sum()).add(None, (line.item,))
    return found
