"""Call logs as tables (CSV, semicolons, tabs): of phone apps and of telephone companies.

Where from: the export of a call log app, or the itemised list of calls on a company's web page.
Each has its own columns; anybody can edit the file.

Which column is which is proposed from the headings (a dozen languages) and read only after a person
has confirmed it, once: `columns`, as date=1,time=2,number=3,kind=4,seconds=5, or yes. The unit of
the length is a part of it: seconds, minutes, mmss (1:05 is a minute and five seconds) or hhmm.

Times: the clock of the phone or company; no zone is written where the file has none, and `zone` can
be answered. Figures of twelve or thirteen digits are milliseconds since 1970 UTC. The order of day
and month is shown by the file or asked (`date_order`).

People: the number as the file has it. Which side called is said by the column `kind` (incoming,
missed, dialled, in many languages; a word not known here is a Problem) or by `from` and `to`. A
call that went out and lasted 0 seconds is not said to be answered or not.

Lines: what the other columns say stands behind the basis of the time, with their headings. Lines
before the heading, the heading and blank lines are skipped with their words.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Call,
    Direction,
    Locator,
    Problem,
    Reading,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.bank.dates import Orders, is_date
from everyword.readers.bank.letters import (
    Letters,
    alphabets_where,
    ask_alphabet,
    head_text,
    letters_of,
    lines,
    marked,
)
from everyword.readers.bank.ofx_values import Unreadable
from everyword.readers.calls.mapping import Calls, find, is_moment, settle
from everyword.readers.calls.words import LENGTHS, kind_of, seconds_of
from everyword.readers.tables import table as csv_table
from everyword.readers.tables.table import Row
from everyword.readers.times.zone import LocalClock

NAME, TITLE, VERSION = "calls_csv", "table of calls (CSV)", 2

HEAD = 65536
MOST_DOUBTS = 50
CLOCK = "clock of the phone or company"
EPOCH_BASIS = "milliseconds since 1970 UTC, written by the phone"
_EPOCH = re.compile(r"\d{12,13}", re.ASCII)
_START = datetime(1970, 1, 1)  # noqa: DTZ001 (the Z is written by us)


def recognises(source: Source) -> bool:
    """A heading with a day, a number and a length or kind of call, and rows that fit it."""
    try:
        text = head_text(source)
        if text is None or text[:1] in "<{[" or text.startswith("%PDF"):
            return False
        known = _has_table(source)
        return known(text) or bool(alphabets_where(source, known))
    except (OSError, BadArchive):
        return False


def _has_table(source: Source) -> Callable[[str], bool]:
    """A bill with a sum beside each call is one of payments as well: that reader asks."""
    whole = source.size <= HEAD
    return lambda text: find(text, whole) is not None and csv_table.find(text, whole) is None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every row in file order. Raises NeedsAnswer (columns, date_order, encoding, zone)."""
    letters = letters_of(source, answers)
    data = source.head(HEAD)
    table = find(data[marked(data)[0] :].decode(letters.name, "replace"), source.size <= HEAD)
    if table is None and (others := alphabets_where(source, _has_table(source))):
        raise ask_alphabet(source, others)
    if table is None:
        yield Problem(whole(source), "no heading of a table of calls was found")
        return
    table = settle(table, answers.get("columns"), source.name)
    try:
        log = _Log(source.name, table, answers)
        log.look(_rows(source, letters, table))
        if letters.problem is not None:
            yield Problem(whole(source), letters.problem)
        for line in lines(source, letters):
            if line.number >= table.first:
                break
            words = "longer than any line" if line.text is None else line.text[:400]
            where = (Locator(source.name, line.number, line.number, "line"),)
            yield Skipped(where, f"before the heading: {words}" if words.strip() else "blank")
        for row in _rows(source, letters, table):
            yield from log.take(row)
        for doubt in log.doubts():
            yield Problem(whole(source), doubt)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")


def _rows(source: Source, letters: Letters, table: Calls) -> Iterator[Row]:
    found = (line for line in lines(source, letters) if line.number >= table.first)
    return csv_table.rows(found, table.mark, len(table.names))


class _Log:
    def __init__(self, path: str, table: Calls, answers: Answers) -> None:
        self._path, self._table = path, table
        self._orders, self._order = Orders(), answers.get("date_order")
        self._clock = LocalClock(answers.get("zone"), path, CLOCK)
        self._doubts: dict[str, tuple[int, int]] = {}
        self._has_zone = answers.get("zone") is not None
        self._unit = next((role for role in LENGTHS if role in table.columns), "")
        used = set(table.columns.values())
        self._others = [at for at in range(len(table.names)) if at not in used]

    def look(self, rows: Iterator[Row]) -> None:
        """First pass: every day that will be read. Raises NeedsAnswer."""
        for row in rows:
            if row.cells and csv_table.same_width(row.cells, len(self._table.names)):
                text = self._date(row.cells)
                if is_date(text):
                    self._orders.see(text)
        self._orders.settle(self._order, self._path)

    def take(self, row: Row) -> Iterator[Reading]:
        where = (Locator(self._path, row.first, row.last, "line"),)
        cells = row.cells
        words = row.text if len(row.text) <= 400 else row.text[:400] + " ..."
        if cells is None:
            yield Problem(where, f"{row.what} ({words})")
        elif not any(cell.strip() for cell in cells):
            yield Skipped(where, "blank")
        elif cells == self._table.names:
            yield Skipped(where, f"the heading: {words}")
        elif not csv_table.same_width(cells, len(self._table.names)):
            what = f"it has {len(cells)} cells, the heading {len(self._table.names)}"
            yield Problem(where, f"{what} ({words})")
        elif not is_moment(self._cell(cells, "date")):
            yield Problem(where, f"it has no day that can be read ({words})")
        else:
            try:
                yield from self._call(where, cells)
            except Unreadable as fault:
                yield Problem(where, f"{fault} ({words})")

    def _call(self, where: tuple[Locator, ...], cells: list[str]) -> Iterator[Reading]:
        kind = self._cell(cells, "kind")
        known = kind_of(kind, self._table.is_router)
        direction, answered, state = known or (None, None, "")
        notes = [state or kind] if state or (kind and known is None) else []
        time = self._cell(cells, "time")
        if lost := time.strip() and self._date(cells) == self._cell(cells, "date"):
            notes.append(f"time: {time}")
        names = self._table.names
        notes += [f"{names[at].strip()}: {cells[at]}" for at in self._others if cells[at].strip()]
        length = self._cell(cells, self._unit) if self._unit else ""
        seconds = seconds_of(length, self._unit) if length else None
        if direction == "out" and seconds:
            answered = True
        sender, to = self._sides(cells, direction)
        if length and seconds is None:
            notes.append(f"length: {length}")
        yield Call(where, self._when(cells, notes), sender, to, direction, seconds, answered)
        if lost:
            self._note(f"{time[:60]!r} is no time of day that is known here", where)
        if kind and known is None:
            self._note(f"{kind[:60]!r} does not say whether a call came in or went out", where)
        if length and seconds is None:
            self._note(f"{length[:60]!r} is no length of a call", where)

    def _note(self, what: str, where: tuple[Locator, ...]) -> None:
        if what not in self._doubts and len(self._doubts) >= MOST_DOUBTS:
            what = "other words that say nothing known here"
        count, first = self._doubts.get(what, (0, where[0].first))
        self._doubts[what] = (count + 1, first)

    def doubts(self) -> Iterator[str]:
        """Words of rows that were read but for them."""
        for what, (count, first) in self._doubts.items():
            yield f"{what} ({count:,} rows, the first in line {first})"

    def _sides(
        self, cells: list[str], direction: Direction | None
    ) -> tuple[str | None, tuple[str, ...]]:
        sender, to = self._cell(cells, "from") or None, self._cell(cells, "to")
        number = self._cell(cells, "number")
        if number and direction == "out":
            return sender, (to or number,)
        if number and sender is None:
            # Without a word on who called, the number stands as the other side's all the same.
            return number, ((to,) if to else ())
        return sender, ((to,) if to else ())

    def _when(self, cells: list[str], notes: list[str]) -> When:
        text = self._date(cells)
        bare = text.strip()
        if _EPOCH.fullmatch(bare):
            local = (_START + timedelta(seconds=int(bare) // 1000)).isoformat()
            told = "; ".join([EPOCH_BASIS, *notes])
            return When(text, local, "second", "UTC", f"{local}Z", told)
        when = self._orders.read(text)
        if self._has_zone and when.zone is None and when.local and when.precision != "day":
            when = self._clock.when(text, when.local, when.precision)
        basis = "; ".join([when.basis, *notes])
        return When(text, when.local, when.precision, when.zone, when.utc, basis)

    def _date(self, cells: list[str]) -> str:
        """The day, and behind a blank the time of day where it has a column of its own."""
        day, time = self._cell(cells, "date"), self._cell(cells, "time")
        joined = f"{day.strip()} {time.strip()}"
        return joined if time.strip() and is_date(joined) else day

    def _cell(self, cells: list[str], role: str) -> str:
        at = self._table.columns.get(role)
        return cells[at] if at is not None and at < len(cells) else ""
