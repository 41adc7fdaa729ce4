"""What the regular sums a person names come to in a month; what is short, where all is known."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from everyword.case.store import Case
from everyword.schedules.entering import entries
from everyword.schedules.household import BudgetLine
from everyword.schedules.lacking import usable
from everyword.schedules.sums import Sum, added, figure, money, monthly, monthly_words, rounded
from everyword.schedules.table import Row


class Budget(Struct):
    """The lines, and their sums by way and currency: each line rounded, then added."""

    lines: list[BudgetLine]
    sums: dict[tuple[str, str], Sum]
    notes: list[str]

    def currencies(self) -> list[str]:
        return sorted({currency for _, currency in self.sums})

    def sum(self, way: str, currency: str) -> Sum:
        return self.sums.get((way, currency), Sum())

    def figures(self) -> dict[str, dict[str, str]]:
        """Where a part is not known there is no figure."""
        return {
            f"{way} {currency}": {
                "known": figure(each.known, currency),
                "not known": str(each.unknown),
            }
            for (way, currency), each in sorted(self.sums.items())
        }


def budget_of(case: Case) -> Budget:
    notes = list[str]()
    lines = list(usable(case.work, entries(case.work, "budget", BudgetLine), notes).values())
    sums = dict[tuple[str, str], Sum]()
    for line in lines:
        amount = line.amount
        if amount is not None:
            amount = rounded(monthly(amount, line.every, line.times), line.currency)
        items = tuple(cite.item for cite in line.cites)
        sums.setdefault((line.way, line.currency), Sum()).add(amount, items, (line.id,))
    return Budget(lines, sums, notes)


def budget_facts(budget: Budget) -> list[tuple[str, str]]:
    if not budget.lines:
        return []
    words = (
        "weekly x 52 / 12, two-weekly x 26 / 12, half-monthly x 2; each line rounded to the"
        " smallest coin, a half upwards, then added"
    )
    return [("A month of a regular sum", words)]


def budget_rows(budget: Budget, paid: Callable[[BudgetLine], str]) -> Iterator[Row]:
    """Each line with what was `paid` by the statements, the sums, and the difference.

    What is short is said only where all of it is known.
    """
    for line in budget.lines:
        yield _row(line, paid(line))
    for currency in budget.currencies():
        into, out = budget.sum("in", currency), budget.sum("out", currency)
        items = tuple(dict.fromkeys((*into.items, *out.items)))
        said = (*into.said, *out.said)
        cells = ("regular", *_difference(into, out), currency)
        yield Row(cells, items, said, total=True)


def _row(line: BudgetLine, paid: str) -> Row:
    how = f"{money(line.amount)} every {line.every}"
    if line.amount is None:
        month = money(None)
    else:
        month = money(rounded(monthly(line.amount, line.every, line.times), line.currency))
        if line.every != "month":
            how += f", {monthly_words(line.every, line.times)}"
    ways = (month, "") if line.way == "in" else ("", month)
    items = tuple(cite.item for cite in line.cites)
    return Row(
        ("regular", f"{line.what}: {how}{paid}", *ways, "", line.currency), items, (line.id,)
    )


def _difference(into: Sum, out: Sum) -> tuple[str, str, str, str]:
    """What it is, in, out, and what is left or short."""
    left = added(into.known, -out.known)
    net = Sum(left, into.count + out.count, into.unknown + out.unknown)
    what = "a month, all regular sums"
    if not net.unknown:
        what += ": short" if left < 0 else ": left"
    return what, into.words(), out.words(), net.words(is_net=True)
