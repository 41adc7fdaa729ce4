"""Which months of which account are covered by statements in the case, and which are missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.schedules.asking import listed
from everyword.schedules.counting import Money
from everyword.schedules.coverage import Asked, Link, MonthCell, asked, cells, stretches
from everyword.schedules.entering import whole_day
from everyword.schedules.ledger import Line
from everyword.schedules.months_picture import drawing
from everyword.schedules.running import Break, Runs, Span, told
from everyword.schedules.sums import money
from everyword.schedules.table import Picture, Row, Schedule
from everyword.schedules.unlisted import unlisted

COLUMNS: Final = ("Account", "Whose", "Month", "Statements", "Days covered", "Lines")
MOST_DRAWN: Final = 24


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """So many `months` up to the day `on` (today), to within so many weeks (`within`)."""

    on: str | None = None
    months: int = 12
    within: int = 4


class _Grid(Struct):
    """What is known of every account. `items`: the payments of a month of an account."""

    cells: dict[str, list[MonthCell]]
    items: dict[tuple[str, str], list[str]]
    breaks: list[Break]
    links: list[Link]
    undated: int


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage."""
    counted = Money(case)
    on = whole_day(options.on) if options.on else case.now[:10]
    days = asked(on, max(1, options.months), max(0, options.within))
    grid = _grid(counted, days)
    other = list(_unlisted(counted))
    titles = _titles(counted, grid.cells)
    rows = [row for key in grid.cells for row in _rows(case, counted, grid, key, titles[key])]
    rows += other
    notes = [*counted.remarks(), *told(grid.breaks, counted.files), *_links(grid, counted)]
    if grid.undated:
        notes.append(f"{grid.undated:,} payments without a day: no month is covered by them")
    return Schedule(
        "statements",
        f"Statements of each account, {days.count} months to {day_words(days.to)}",
        _facts(days),
        COLUMNS,
        "lllllr",
        tuple(rows),
        tuple(dict.fromkeys(notes)),
        tuple(_pictures(grid, titles)),
        {
            "months": {
                titles[key]: {each.month: each.state for each in found}
                for key, found in grid.cells.items()
            },
            "not listed": [row.cells[0] for row in other],
        },
    )


def _titles(counted: Money, keys: Iterable[str]) -> dict[str, str]:
    """Of each account; two that are called alike are told apart."""
    found = dict[str, str]()
    for key in keys:
        title, number = counted.books.shown(key), 2
        while title in found.values():
            title, number = f"{counted.books.shown(key)} ({number})", number + 1
        found[key] = title
    return found


def _facts(days: Asked) -> tuple[tuple[str, str], ...]:
    return (
        (
            "Asked for",
            f"{day_words(days.first)} to {day_words(days.last)}: {days.count} months to within"
            f" {days.weeks} weeks of {day_words(days.to)}",
        ),
        (
            "Covered",
            "from the first to the last line of a file; between two files where the second opens"
            " with the balance the first closed with and no whole month lies between; and the days"
            " a person says a statement covers",
        ),
        (
            "Stated balances",
            "a statement reaches from its opening balance (that of a first of a month: from that"
            " day; else from the day after) to its closing balance",
        ),
        ("No line", "the month lies inside a file that has no balances, and has no line in it"),
    )


def _grid(counted: Money, days: Asked) -> _Grid:
    runs, items, undated = Runs(), defaultdict[tuple[str, str], list[str]](list), 0
    for line in counted.lines(as_in_files=True):
        runs.see(line)
        undated += not line.is_dated
        if line.item not in counted.once and len(line.day) >= 7:
            items[line.account, line.day[:7]].append(line.item)
    spans, breaks = runs.found()
    by_account = defaultdict[str, list[Span]](list)
    for span in (*spans, *counted.balances().spans()):
        by_account[span.account].append(span)
    found, links = dict[str, list[MonthCell]](), list[Link]()
    for key in counted.asked_for():
        said = [x for x in counted.statements.values() if counted.books.resolved(x.account) == key]
        covered, broken = stretches(by_account[key], said)
        links += broken
        found[key] = list(cells(days, covered, *counted.life(key)))
    return _Grid(found, items, breaks, links, undated)


def _rows(case: Case, counted: Money, grid: _Grid, key: str, title: str) -> Iterator[Row]:
    people = case.work.people()
    whose = [printed_name(people[id], people) for id in counted.books.whose(key) if id in people]
    said = (key,) if key in counted.accounts else ()
    periods = {
        id: x for id, x in counted.statements.items() if counted.books.resolved(x.account) == key
    }
    for cell in grid.cells[key]:
        here = {id: x for id, x in periods.items() if x.first[:7] <= cell.month <= x.last[:7]}
        items = [*grid.items.get((key, cell.month), ())]
        cited = [cite.item for x in here.values() for cite in x.cites]
        days = "; ".join(f"{first} to {last}" for first, last in cell.days)
        broken = any(x.account == key and x.day[:7] == cell.month for x in grid.breaks)
        state = cell.state + (", balance does not run" if broken else "")
        count = f"{len(items):,}" if items else ""
        words = " and ".join(whose) or "not said"
        yield Row(
            (title, words, cell.month, state, days, count),
            tuple(dict.fromkeys((*items, *cited))),
            (*said, *here),
        )


def _unlisted(counted: Money) -> Iterator[Row]:
    """Accounts that payments name and nobody listed."""
    lines: Iterable[Line] = counted.lines()
    for each in unlisted(lines, listed(counted), counted.between):
        seen = "; ".join(counted.books.shown(account) for account in each.seen_in)
        words = f"not listed: {each.words}"
        count = f"{len(each.items):,}"
        yield Row(
            (words, "not said", "", f"named in payments of {seen}", "", count), tuple(each.items)
        )


def _links(grid: _Grid, counted: Money) -> Iterator[str]:
    for each in grid.links:
        closing, opening = each.differ
        yield (
            f"{counted.books.shown(each.account)}: {counted.files[each.first.source][1]} closes"
            f" with {money(closing)} on {each.first.last}; {counted.files[each.second.source][1]}"
            f" opens with {money(opening)} on {each.second.first}"
        )


def _pictures(grid: _Grid, titles: dict[str, str]) -> Iterator[Picture]:
    """At most MOST_DRAWN accounts in one."""
    keys = list(grid.cells)
    breaks = frozenset((titles[x.account], x.day[:7]) for x in grid.breaks if x.account in titles)
    for at in range(0, len(keys), MOST_DRAWN):
        rows = {titles[key]: grid.cells[key] for key in keys[at : at + MOST_DRAWN]}
        lacking = [
            f"{title}: {', '.join(each.month for each in found if each.state == 'missing')}"
            for title, found in rows.items()
            if any(each.state == "missing" for each in found)
        ]
        words = f"Missing: {'; '.join(lacking)}" if lacking else "No month is missing"
        yield Picture(f"Months of each account. {words}.", drawing(rows, breaks))
