"""A table in a text file: what parts its columns, where its heading stands, and its rows."""

import re
from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from everyword.readers.bank import dates as bank_dates
from everyword.readers.bank.amounts import Decimals
from everyword.readers.bank.letters import Line
from everyword.readers.bank.ofx_values import Unreadable
from everyword.readers.tables.words import role_of

MARKS = (";", "\t", ",", "|")
MOST_BEFORE = 40
"""Lines that may stand before the heading."""
MOST_COLUMNS = 300
MAX_ROW_LINES, MAX_ROW = 64, 256 * 1024
"""Lines and letters of one row; a quote that closes later than this is a stray one."""
_SAMPLE = 20
_CENTS = re.compile(r"[-+]?[0-9][0-9.,]{0,14}[.,][0-9]{2}", re.ASCII)


class Table(Struct, frozen=True):
    """`first` is the line of the heading (0: there is none), `names` its cells, `sample` rows."""

    mark: str
    first: int
    names: list[str]
    sample: list[list[str]]


class Row(Struct, frozen=True, gc=False):
    """`cells` None where the row cannot be taken apart, and `what` why. `ended`: by a line end."""

    first: int
    last: int
    cells: list[str] | None
    text: str
    ended: bool
    what: str = ""


def find(text: str, complete: bool) -> Table | None:
    """The table in the first letters of a file; None where there is none like a bank's."""
    end = "\n" if "\n" in text else "\r"
    lines = text.split(end)
    if not complete and len(lines) > 1:
        lines.pop()  # it may be cut
    lines = [line.removesuffix("\r") for line in lines]
    best: Table | None = None
    for mark in MARKS:
        table = _with(mark, lines)
        if table is not None and (best is None or len(table.names) > len(best.names)):
            best = table
    return best or next(filter(None, (_headless(mark, lines) for mark in MARKS)), None)


def _with(mark: str, lines: list[str]) -> Table | None:
    for at, line in enumerate(lines[: MOST_BEFORE + 1]):
        if mark not in line or len(line) > 10_000:
            continue
        names = split(line, mark)
        if names is None or len(names) > MOST_COLUMNS or not _heads(names):
            continue
        rest = (Line(number, each, True) for number, each in enumerate(lines[at + 1 :], 1))
        sample = []
        for row in rows(rest, mark, len(names)):
            if row.cells is not None and any(cell.strip() for cell in row.cells):
                sample.append(row.cells)
            if len(sample) >= _SAMPLE:
                break
        fitting = [cells for cells in sample if _fits(names, cells)]
        if fitting:  # the first one: a heading further down may be the same one again
            return Table(mark, at + 1, names, fitting)
    return None


def _headless(mark: str, lines: list[str]) -> Table | None:
    """Rows only, as some banks give them: a day first, words, and sums with a minus among them."""
    sample = [split(line, mark) for line in lines if line.strip() and len(line) < 10_000][:_SAMPLE]
    rows = [cells for cells in sample if cells is not None and 3 <= len(cells) <= 12]
    if len(rows) < max(2, len(sample)) or len({len(cells) for cells in rows}) > 1:
        return None
    sums = sums_of(rows)
    minus = any(cells[at].strip(' "').startswith("-") for cells in rows for at in sums)
    if not (minus and words_of(rows) and all(bank_dates.is_date(cells[0]) for cells in rows)):
        return None
    return Table(mark, 0, [""] * len(rows[0]), rows)


def sums_of(rows: list[list[str]]) -> list[int]:
    """The columns that have a sum with cents in every row."""
    return [
        at
        for at in range(1, len(rows[0]))
        if all(_CENTS.fullmatch(cells[at].strip()) for cells in rows)
    ]


def words_of(rows: list[list[str]]) -> list[int]:
    """The columns that have letters in every row."""
    return [
        at
        for at in range(1, len(rows[0]))
        if all(any(map(str.isalpha, cells[at])) for cells in rows)
    ]


def _heads(names: list[str]) -> bool:
    roles = [role_of(name) for name in names]
    dated = "date" in roles or "value" in roles
    return dated and ("amount" in roles or "out" in roles or "in" in roles)


def _fits(names: list[str], cells: list[str]) -> bool:
    """A date under a heading of dates, a sum of money under one of amounts."""
    if not same_width(cells, len(names)):
        return False
    by_role: dict[str, list[str]] = {}
    for name, cell in zip(names, cells, strict=False):
        by_role.setdefault(role_of(name) or "", []).append(cell)
    dates = [*by_role.get("date", ()), *by_role.get("value", ())]
    sums = [cell for role in ("amount", "out", "in") for cell in by_role.get(role, ())]
    return any(map(bank_dates.is_date, dates)) and any(map(is_sum, sums))


def is_sum(cell: str) -> bool:
    decimals = Decimals()
    decimals.choice = "point"
    try:
        decimals.read(cell)
    except Unreadable:
        return False
    return True


def same_width(cells: list[str], width: int) -> bool:
    """As many cells as the heading; empty ones behind the last do not count."""
    if len(cells) == width:
        return True
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])


def split(text: str, mark: str) -> list[str] | None:
    """The cells of a row; None where a quote in it is not closed."""
    if '"' not in text:
        return text.split(mark)
    cells: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            closing = _closing(text, at + 1)
            if closing < 0:
                return None
            cell = text[at + 1 : closing].replace('""', '"')
            end = text.find(mark, closing + 1)
            cell += text[closing + 1 : end if end >= 0 else len(text)].rstrip(" ")
        else:
            end = text.find(mark, at)
            cell = text[at : end if end >= 0 else len(text)]
        cells.append(cell)
        if end < 0:
            return cells
        at = end + 1


def _closing(text: str, at: int) -> int:
    while True:
        at = text.find('"', at)
        if at < 0 or not text.startswith('"', at + 1):
            return at
        at += 2


def rows(lines: Iterator[Line], mark: str, width: int) -> Iterator[Row]:
    """Every line is in exactly one row. A stray quote costs its own line only."""
    waiting: deque[Line] = deque()
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        if line.text is None:
            what = "a line longer than any row: not read"
            yield Row(line.number, line.number, None, "", line.ended, what)
            continue
        cells = split(line.text, mark)
        if cells is not None:
            yield Row(line.number, line.number, cells, line.text, line.ended)
            continue
        held = [line]
        text = line.text
        while len(held) < MAX_ROW_LINES and len(text) < MAX_ROW:
            more = waiting.popleft() if waiting else next(lines, None)
            if more is None:
                break
            held.append(more)
            if more.text is None:
                break
            text += "\n" + more.text
            if more.text.count('"') % 2:
                cells = split(text, mark)
                if cells is not None:
                    break
        if cells is not None and same_width(cells, width):
            yield Row(line.number, held[-1].number, cells, text, held[-1].ended)
        else:
            waiting.extendleft(reversed(held[1:]))
            what = "a quote in it is not closed: its cells cannot be told apart"
            yield Row(line.number, line.number, None, line.text, line.ended, what)
