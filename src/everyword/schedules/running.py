"""Running balances: where the balances a bank wrote do not follow from the lines between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec import Struct

from everyword.schedules.ledger import Line
from everyword.schedules.sums import added, money

MOST_TOLD: Final = 20


class _Step(NamedTuple):
    first: int
    day: str
    amount: Decimal
    balance: Decimal | None
    item: str


class Break(Struct, frozen=True):
    """Between the items `before` and `after` of a file the balance should be `expected`."""

    account: str
    source: str
    before: str
    after: str
    day: str
    expected: Decimal
    stated: Decimal


class Span(Struct, frozen=True):
    """What one file has of one account: its days (ISO), and the balances around them.

    `opening`, `closing`: before the first line and after the last; None without balances.
    `runs`: balances are written and fit the lines throughout.
    """

    account: str
    source: str
    first: str
    last: str
    opening: Decimal | None
    closing: Decimal | None
    runs: bool
    months: frozenset[str]
    """Those with a line."""
    last_item: str = ""


class Runs:
    """Takes lines as they come; keeps of each only what the balances need."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, str, str], list[_Step]] = defaultdict(list)

    def see(self, line: Line) -> None:
        for stand in line.stands:
            step = _Step(stand.first, line.day, line.amount, line.balance, line.item)
            self._steps[line.account, stand.source, stand.path].append(step)

    def found(self) -> tuple[list[Span], list[Break]]:
        spans, breaks = list[Span](), list[Break]()
        for (account, source, _), steps in self._steps.items():
            ordered, own = _in_order(account, source, steps)
            breaks += own
            span = _span(account, source, ordered, not own)
            if span is not None:
                spans.append(span)
        return spans, breaks


def told(breaks: Sequence[Break], files: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """In words. `files`: of each source, its SHA-256 and its name."""
    for each in breaks[:MOST_TOLD]:
        yield (
            f"balance does not run in {files[each.source][1]}, between {each.before} and"
            f" {each.after} ({each.day}): it should be {money(each.expected)} and is"
            f" {money(each.stated)}; a line may be missing or altered"
        )
    if len(breaks) > MOST_TOLD:
        yield f"{len(breaks) - MOST_TOLD:,} more balances that do not run"


def of(lines: Iterable[Line]) -> tuple[list[Span], list[Break]]:
    runs = Runs()
    for line in lines:
        runs.see(line)
    return runs.found()


def _in_order(account: str, source: str, steps: list[_Step]) -> tuple[list[_Step], list[Break]]:
    """From old to new: by the days of the file, else whichever way the balances run better."""
    down = sorted(steps, key=lambda step: step.first)
    days = [step.day for step in down if len(step.day) == 10]
    if days and days[0] != days[-1]:
        ordered = down if days[0] < days[-1] else down[::-1]
        return ordered, _breaks(account, source, ordered)
    ways = [(each, _breaks(account, source, each)) for each in (down, down[::-1])]
    return min(ways, key=lambda way: len(way[1]))


def _breaks(account: str, source: str, steps: Sequence[_Step]) -> list[Break]:
    found = list[Break]()
    at: Decimal | None = None
    before = ""
    for step in steps:
        if at is not None:
            at = added(at, step.amount)
            if step.balance is not None and step.balance != at:
                found.append(Break(account, source, before, step.item, step.day, at, step.balance))
        if step.balance is not None:
            at = step.balance
        before = step.item
    return found


def _span(account: str, source: str, steps: Sequence[_Step], fits: bool) -> Span | None:
    days = [step.day for step in steps if len(step.day) == 10]
    if not days:
        return None
    first, last = steps[0], steps[-1]
    opening = None if first.balance is None else added(first.balance, -first.amount)
    has_balances = all(step.balance is not None for step in steps)
    return Span(
        account,
        source,
        min(days),
        max(days),
        opening,
        last.balance,
        has_balances and fits,
        frozenset(day[:7] for day in days),
        last.item,
    )
