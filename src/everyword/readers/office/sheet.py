"""Excel's .xlsx and .xlsm: the cells of every sheet, row by row (ECMA-376, part 1, chapter 18).

A row is a line, its cells parted by tabs, a tab for every empty cell before a filled one. Empty
rows are not shown. Numbers stand as the file keeps them; a number in a cell that shows a time
stands as that time.
"""

import re
from collections.abc import Callable

from everyword.readers.office.cells import Kind, kind_of, shown
from everyword.readers.office.drawn import Drawn
from everyword.readers.office.parts import Link, Paper, Parts

MAX_SHEETS = 1000
MAX_SHARED = 5_000_000
MAX_STYLES = 100_000
WIDEST = 64
"""Empty cells in a row that are shown as tabs; a wider gap is one tab."""
MAX_KNOWN = 100_000
"""Numbers whose times are kept at hand."""
ROUNDED = (
    "numbers stand as the file keeps them: without the rounding and the currency or % sign that"
    " their cells show"
)
NO_TIME = "cells that show a time but hold no number of one are shown as they are"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.ASCII)
FORMULAS = "cells with formulas, of which the value last worked out is shown: {n}"


class Shared:
    """xl/sharedStrings.xml: the words that cells point to."""

    def __init__(self, paper: Paper) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._taking = self._phonetic = False
        self._paper = paper
        self._size = 0

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self._phonetic = self._phonetic or name == "x:rPh"
        self._taking = name == "x:t" and not self._phonetic

    def close(self, name: str) -> None:
        self._taking = False
        if name == "x:rPh":
            self._phonetic = False
        elif name == "x:si" and len(self.texts) < MAX_SHARED:
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def words(self, text: str) -> None:
        if self._taking and self._size < 1 << 28:
            self._size += len(text)
            self._pieces.append(text)


class Styles:
    """xl/styles.xml: what kind of number each style of a cell shows."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._kinds: dict[int, Kind] = {}
        self._cells = False

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "x:numFmt" and len(self._codes) < MAX_STYLES:
            self._codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "x:cellXfs":
            self._cells = True
        elif name == "x:xf" and self._cells and len(self._numbers) < MAX_STYLES:
            self._numbers.append(_whole(attributes.get("numFmtId")))

    def close(self, name: str) -> None:
        self._cells = self._cells and name != "x:cellXfs"

    def words(self, text: str) -> None:
        pass

    def kind(self, style: int) -> Kind:
        found = self._kinds.get(style)
        if found is None:
            number = self._numbers[style] if 0 <= style < len(self._numbers) else 0
            found = self._kinds[style] = kind_of(number, self._codes)
        return found


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


class Book:
    """xl/workbook.xml: the sheets in their order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "x:sheet":
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), attributes.get("r:id", ""), state))
        elif name == "x:workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def close(self, name: str) -> None:
        pass

    def words(self, text: str) -> None:
        pass


class Sheet:
    """One worksheet's cells, as lines."""

    def __init__(self, paper: Paper, shared: Shared, styles: Styles, book: Book, name: str) -> None:
        self._paper, self._shared, self._styles, self._book = paper, shared, styles, book
        self._name = name
        self._lines: list[str] = []
        self._row: list[str] = []
        self._number = self._at = 0
        self._column = 0
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._hidden_rows: list[int] = []
        self._phonetic = False
        self._numbers: dict[tuple[str, int], str] = {}

    @property
    def text(self) -> str:
        return "".join(self._lines)

    def words(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self._into = None
        if name == "x:c":
            self._cell(attributes)
        elif name == "x:v" or (name == "x:t" and not self._phonetic):
            self._into = self._value
        elif name == "x:f":
            self._formula = self._into = []
        elif name == "x:row":
            number = _whole(attributes.get("r")) or self._number + 1
            self._number, self._at, self._row = number, 0, []
            if attributes.get("hidden") in ("1", "true"):
                self._hidden_rows.append(number)
        elif name == "x:rPh":
            self._phonetic = True
        elif name == "x:col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", "?"), attributes.get("max", "?")
            self._paper.say(
                f'hidden columns {first} to {last} of sheet "{self._name}"; their words are shown'
            )
        elif name in _PAGE:
            self._into = self._value = []

    def close(self, name: str) -> None:
        self._into = None
        if name == "x:c":
            self._cell_ends()
        elif name == "x:row":
            self._row_ends()
        elif name == "x:rPh":
            self._phonetic = False
        elif name in _PAGE:
            if said := "".join(self._value):
                self._lines.append(self._paper.take(f"[{name[2:]}] {said}\n"))
            self._value = []
        elif name == "x:worksheet":
            self._hidden_said()

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._at = _column(match[1]) if match else self._at + 1
        self._kind = attributes.get("t", "n")
        self._style = _whole(attributes.get("s"))
        self._value, self._formula = [], None

    def _cell_ends(self) -> None:
        text = self._shown("".join(self._value))
        self._value = []
        if self._formula is not None:
            self._paper.count(FORMULAS)
            if not text and self._formula:
                text = "=" + "".join(self._formula)
                self._paper.count("formulas never worked out, which stand as formulas: {n}")
        if not text:
            return
        last = self._column if self._row else 0
        gap = self._at - last - (not self._row)
        if gap > WIDEST or gap < 0:
            self._paper.count("wide gaps between cells, shown as one tab: {n}")
            gap = 1
        elif self._row and gap == 0:
            gap = 1
        self._row.append("\t" * gap + text)
        self._column = self._at

    def _shown(self, raw: str) -> str:
        if self._kind == "s":
            number = _whole(raw) if raw.isdecimal() else -1
            if not 0 <= number < len(self._shared.texts):
                self._paper.count("cells whose words are not in the file: {n}")
                return "\ufffd"
            return self._shared.texts[number]
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        if self._kind != "n" or not raw:
            return raw
        known = self._numbers.get((raw, self._style))
        if known is None:
            known = self._number_shown(raw)
            if len(self._numbers) < MAX_KNOWN:
                self._numbers[(raw, self._style)] = known
        return known

    def _number_shown(self, raw: str) -> str:
        kind = self._styles.kind(self._style)
        if kind == "general":
            return raw
        if kind == "number":
            self._paper.say(ROUNDED)
            return raw
        time = shown(raw, kind, self._book.from_1904)
        if time is None:
            self._paper.say(NO_TIME)
            return raw
        self._paper.say("dates and times of cells stand largest part first (2024-04-03)")
        return time

    def _row_ends(self) -> None:
        if self._row:
            self._lines.append(self._paper.take("".join(self._row) + "\n"))
        self._row = []

    def _hidden_said(self) -> None:
        rows = self._hidden_rows
        if rows:
            runs = f"{rows[0]:,}" + (
                f" to {rows[-1]:,} ({len(rows):,} of them)" if rows[1:] else ""
            )
            self._paper.say(f'hidden rows {runs} of sheet "{self._name}"; their words are shown')


_PAGE = frozenset(f"x:{which}{what}" for which in ("odd", "even", "first")
                  for what in ("Header", "Footer"))  # fmt: skip


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Remarks:
    """Comments on cells, of the older and the newer kind."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._authors: list[str] = []
        self._pieces: list[str] = []
        self._into: Callable[[str], None] | None = None
        self._author: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self._into = None
        if name == "x:author":
            self._author = []
            self._into = self._author.append
        elif name == "x:comment":
            number = attributes.get("authorId", "")
            index = _whole(number) if number.isdecimal() else len(self._authors)
            by = self._authors[index] if index < len(self._authors) else ""
            said = f"{attributes.get('ref', '?')}{', ' if by else ''}{by}"
            self._pieces.append(self._paper.take(f"[comment at {said}] "))
        elif name == "xtc:threadedComment":
            said = f"{attributes.get('ref', '?')}, {attributes.get('dT', '')}".rstrip(", ")
            self._pieces.append(self._paper.take(f"[comment at {said}] "))
        elif name in ("x:t", "xtc:text"):
            self._into = self._words

    def close(self, name: str) -> None:
        self._into = None
        if name == "x:author":
            self._authors.append("".join(self._author))
        elif name in ("x:comment", "xtc:threadedComment"):
            self._pieces.append("\n")

    def words(self, text: str) -> None:
        if self._into is not None:
            self._into(text)

    def _words(self, text: str) -> None:
        self._pieces.append(self._paper.take(text))


def read_sheets(parts: Parts, main: str, paper: Paper) -> None:
    """One text for each sheet, in the order of the tabs."""
    book, shared, styles = Book(), Shared(paper), Styles()
    if main.endswith(".bin"):
        paper.say("a workbook of the binary kind (.xlsb): kept, its cells were not read")
        return
    paper.feed(parts.get(main), book, "the list of sheets")
    links = parts.links(main, paper)
    by_kind = {link.kind: link for link in links}
    for kind, handler in (("sharedStrings", shared), ("styles", styles)):
        if kind in by_kind:
            paper.feed(parts.get(by_kind[kind].target), handler, by_kind[kind].target)
    paths = {link.identity: link for link in links}
    for name, identity, state in book.sheets[:MAX_SHEETS]:
        link = paths.get(identity)
        if state != "visible":
            paper.say(f'sheet "{name}" is hidden; its words are shown')
        sheet = Sheet(paper, shared, styles, book, name)
        rest = _sheet(parts, link, sheet, name, paper)
        paper.texts.append(paper.take(f"[sheet] {name}\n") + sheet.text + rest)
    if len(book.sheets) > MAX_SHEETS:
        paper.fault(f"{len(book.sheets) - MAX_SHEETS:,} sheets more than are read were left")
    if not book.sheets:
        paper.fault("no sheet was found in it")
    if parts.inside("xl/pivotcache/", "xl/externallinks/"):
        paper.say("copies of other tables kept inside (pivot tables, links) were not read")


def _sheet(parts: Parts, link: Link | None, sheet: Sheet, name: str, paper: Paper) -> str:
    """Tells the sheet its cells; gives back the words around them."""
    part = parts.get(link.target) if link else None
    if link is None or part is None:
        paper.fault(f'sheet "{name}": its part is missing from the file')
        return ""
    if link.kind == "chartsheet":
        sheet = Sheet(paper, Shared(paper), Styles(), Book(), name)
    paper.feed(part, sheet, f'sheet "{name}"')
    said = []
    for near in parts.links(link.target, paper):
        handler: Remarks | Drawn
        if near.kind in ("comments", "threadedComment"):
            handler = Remarks(paper)
        elif near.kind == "drawing":
            handler = Drawn(paper)
        else:
            continue
        paper.feed(parts.get(near.target), handler, near.target)
        said.append(handler.text)
        if near.kind == "drawing":
            said += _charts(parts, near.target, paper)
    return "".join(said)


def _charts(parts: Parts, drawing: str, paper: Paper) -> list[str]:
    said = []
    for link in parts.links(drawing, paper):
        if link.kind == "chart":
            drawn = Drawn(paper)
            paper.feed(parts.get(link.target), drawn, link.target)
            said.append(f"[chart]\n{drawn.text}" if drawn.text.strip() else "")
    return said
