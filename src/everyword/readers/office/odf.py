"""OpenDocument: .odt, .ods and .odp (OASIS ODF 1.3), the words in their order.

Runs of blanks are one, as the format says. Tracked changes: [+put in+] and [-taken out-]; notes and
comments stand where they hang. A cell shows its words as the program last showed them; a date
among them has the day the file keeps behind it, largest part first, where the words differ.
"""

import re

from msgspec import Struct

from everyword.readers.office.parts import Paper

MAX_REPEAT = 64
"""Times that an equal cell or row is shown; the rest is said."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PARAGRAPHS = frozenset(("text:p", "text:h"))
FORMULAS = "cells with formulas, of which the value last worked out is shown: {n}"
INSERTED = "tracked insertions, shown as [+...+]: {n}"
DELETED = "tracked deletions, shown as [-...-]: {n}"
REPEATS = "equal rows or cells more, not shown: {n}"


class _Row(Struct):
    times: int
    hidden: bool
    filled: bool = False
    gap: int = 0
    """Empty cells since the last filled one."""


class _Cell(Struct):
    times: int
    value: str | None
    paragraphs: int = 0


class _Held(Struct):
    """What was open when something began that has lines of its own."""

    pieces: list[str]
    depth: int
    cells: list[_Cell]
    rows: list[_Row]


def _times(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 1


class Text:
    """Gathers the words of content.xml or styles.xml; for .ods and .odp a text a table or slide."""

    def __init__(self, paper: Paper, kind: str) -> None:
        self._paper, self._kind = paper, kind
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._path: list[str] = []
        self._depth = self._skip = 0
        self._blank = False
        self._held: list[_Held] = []
        self._cells: list[_Cell] = []
        self._rows: list[_Row] = []
        self._taken_out: dict[str, str] = {}
        self._change = ""
        self._addresses: list[str] = []
        self._who: list[str] = []
        self._unseen: set[str] = set()
        self._style = ""

    def over(self) -> list[str]:
        """All texts; what stands in none of the tables or slides goes last."""
        while self._held:  # it broke off in the middle
            self._pieces.append(self._aside_ends())
        rest = "".join(self._pieces)
        return [*self._texts, rest] if rest.strip() or not self._texts else self._texts

    def _add(self, text: str) -> None:
        self._pieces.append(self._paper.take(text))

    def words(self, text: str) -> None:
        last = self._path[-1] if self._path else ""
        if last in ("dc:creator", "dc:date"):
            self._who.append(text[:200])
        elif last == "svg:desc" and text.strip():
            self._add(f"[picture: {text.strip()}]")
        elif self._depth and not self._skip:
            shown = _BLANKS.sub(" ", text)
            if self._blank and shown.startswith(" "):
                shown = shown[1:]
            if shown:
                self._blank = shown.endswith(" ")
                self._add(shown)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name in _PARAGRAPHS:
            self._line_begins()
            self._depth += 1
            self._blank = True
        elif (begin := _OPENERS.get(name)) is not None:
            begin(self, attributes)
        elif name.startswith("form:"):
            self._field(attributes)

    def close(self, name: str) -> None:
        self._path.pop()
        if name in _PARAGRAPHS:
            self._depth -= 1
            if not self._cells:
                self._add("\n")
        elif (end := _CLOSERS.get(name)) is not None:
            end(self)

    def _line_begins(self) -> None:
        if self._cells:
            if self._cells[-1].paragraphs:
                self._add("\n")
            self._cells[-1].paragraphs += 1

    # Signs, links, fields.

    def _spaces(self, attributes: dict[str, str]) -> None:
        self._add(" " * min(_times(attributes.get("text:c")), 10_000))

    def _tab(self, attributes: dict[str, str]) -> None:
        self._add("\t")
        self._blank = False

    def _break(self, attributes: dict[str, str]) -> None:
        self._add("\n")
        self._blank = True

    def _link(self, attributes: dict[str, str]) -> None:
        self._addresses.append(attributes.get("xlink:href", ""))

    def _link_ends(self) -> None:
        address = self._addresses.pop()
        bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address).rstrip("/")
        if address and not address.startswith("#") and bare not in "".join(self._pieces[-20:]):
            self._add(f" <{address}>")

    def _field(self, attributes: dict[str, str]) -> None:
        value = attributes.get("form:current-value") or attributes.get("form:value")
        if value:
            self._add(f"[field {attributes.get('form:name', '?')}: {value}]\n")

    def _pass(self, attributes: dict[str, str]) -> None:
        self._skip += 1

    def _pass_ends(self) -> None:
        self._skip -= 1

    def _list(self, attributes: dict[str, str]) -> None:
        self._paper.say("the numbers or dots of lists are made by the program and not shown")

    # Notes, comments, text boxes, tracked changes: each has lines of its own.

    def _aside(self, attributes: dict[str, str]) -> None:
        self._held.append(_Held(self._pieces, self._depth, self._cells, self._rows))
        self._pieces, self._depth, self._cells, self._rows = [], 0, [], []

    def _aside_ends(self) -> str:
        inner, held = "".join(self._pieces), self._held.pop()
        self._pieces, self._depth = held.pieces, held.depth
        self._cells, self._rows = held.cells, held.rows
        self._blank = False
        return inner

    def _note_ends(self) -> None:
        inner = self._aside_ends().removesuffix("\n")
        self._pieces.append(f"[note: {inner}]")

    def _comment(self, attributes: dict[str, str]) -> None:
        self._who = []
        self._aside(attributes)

    def _comment_ends(self) -> None:
        inner = self._aside_ends().removesuffix("\n")
        self._pieces.append(f"[comment, {', '.join(self._who)}: {inner}]")
        self._who = []

    def _box_ends(self) -> None:
        inner = self._aside_ends()
        if self._depth and inner:  # in the middle of a paragraph
            inner = f"[text box: {inner.removesuffix(chr(10))}]"
        self._pieces.append(inner)

    def _region(self, attributes: dict[str, str]) -> None:
        named = (value for key, value in attributes.items() if key.endswith(":id"))
        self._change = attributes.get("text:id") or next(named, "")
        self._who = []

    def _region_ends(self) -> None:
        if self._who:
            self._paper.say(f"a change by {', '.join(self._who)}")
        self._who = []

    def _deletion_ends(self) -> None:
        inner = self._aside_ends().removesuffix("\n")
        self._taken_out[self._change] = self._taken_out.get(self._change, "") + inner

    def _taken(self, attributes: dict[str, str]) -> None:
        inner = self._taken_out.pop(attributes.get("text:change-id", ""), None)
        if inner is not None:
            self._paper.count(DELETED)
            self._pieces.append(f"[-{inner}-]")
            self._blank = False

    def lost_changes(self) -> None:
        """Deletions whose place in the text is not said."""
        for inner in self._taken_out.values():
            self._paper.count(DELETED)
            self._pieces.append(f"[-{inner}-]\n")
        self._taken_out.clear()

    def _put_in(self, attributes: dict[str, str]) -> None:
        self._paper.count(INSERTED)
        self._add("[+")

    def _put_in_ends(self, attributes: dict[str, str]) -> None:
        self._add("+]")
        self._blank = False

    def _hidden(self, attributes: dict[str, str]) -> None:
        self._paper.count("hidden text, shown as [hidden: ...]: {n}")
        self._add(f"[hidden: {attributes.get('text:string-value', '')}]")
        self._skip += 1

    def _section(self, attributes: dict[str, str]) -> None:
        if attributes.get("text:display", "true") != "true":
            self._paper.count("hidden sections, whose words are shown: {n}")

    # Tables.

    def _style_named(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("style:name", "")

    def _style_of_table(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:display") == "false":
            self._unseen.add(self._style)

    def _table(self, attributes: dict[str, str]) -> None:
        if self._kind == "ods" and self._path.count("table:table") == 1:
            name = attributes.get("table:name", "")
            self._add(f"[sheet] {name}\n")
            if attributes.get("table:style-name") in self._unseen:
                self._paper.say(f'sheet "{name}" is hidden; its words are shown')

    def _table_ends(self) -> None:
        if self._kind == "ods" and "table:table" not in self._path:
            self._text_over()

    def _text_over(self) -> None:
        self._texts.append("".join(self._pieces))
        self._pieces = []

    def _column(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:visibility", "visible") != "visible":
            times = _times(attributes.get("table:number-columns-repeated"))
            self._paper.count("hidden columns, whose words are shown: {n}", times)

    def _row(self, attributes: dict[str, str]) -> None:
        self._aside(attributes)
        times = _times(attributes.get("table:number-rows-repeated"))
        hidden = attributes.get("table:visibility", "visible") != "visible"
        self._rows = [_Row(times, hidden)]

    def _row_ends(self) -> None:
        row = self._rows[0]
        inner = self._aside_ends()
        if not row.filled:
            return
        if row.hidden:
            self._paper.count("hidden rows, whose words are shown: {n}", row.times)
        many = min(row.times, MAX_REPEAT)
        if row.times > many:
            self._paper.count(REPEATS, row.times - many)
        self._line_begins()
        end = "" if self._cells else "\n"
        self._pieces.append(inner + end)
        for _ in range(many - 1):
            self._add(("" if end else "\n") + inner + end)

    def _cell(self, attributes: dict[str, str]) -> None:
        rows = self._rows
        self._aside(attributes)
        times = _times(attributes.get("table:number-columns-repeated"))
        self._rows, self._cells = rows, [_Cell(times, _kept(attributes))]
        if "table:formula" in attributes:
            self._paper.count(FORMULAS)

    def _cell_ends(self) -> None:
        cell = self._cells[0]
        inner = self._aside_ends()
        value = cell.value or ""
        if not inner:
            inner = self._paper.take(value)
        elif _DAY.match(value) and value not in inner:
            inner += self._paper.take(f" [{value}]")
        if not self._rows:
            self._pieces.append(inner)
            return
        row = self._rows[-1]
        if not inner:
            row.gap += cell.times
            return
        if row.gap > MAX_REPEAT:
            self._paper.count("wide gaps between cells, shown as one tab: {n}")
            row.gap = 1 - row.filled
        many = min(cell.times, MAX_REPEAT)
        if cell.times > many:
            self._paper.count(REPEATS, cell.times - many)
        self._pieces.append("\t" * (row.gap + row.filled) + inner)
        for _ in range(many - 1):
            self._add("\t" + inner)
        row.filled, row.gap = True, 0

    # Slides.

    def _page(self, attributes: dict[str, str]) -> None:
        if self._kind == "odp":
            self._add(f"[slide] {attributes.get('draw:name', '')}\n")

    def _page_ends(self) -> None:
        if self._kind == "odp":
            self._text_over()

    def _notes(self, attributes: dict[str, str]) -> None:
        self._add("[notes]\n")


def _kept(attributes: dict[str, str]) -> str | None:
    """The value of a cell that the file keeps beside the words."""
    if (day := attributes.get("office:date-value")) is not None:
        return day.replace("T", " ")
    for key in ("office:time-value", "office:value", "office:string-value"):
        if (value := attributes.get(key)) is not None:
            return value
    return attributes.get("office:boolean-value")


_OPENERS = {
    "text:s": Text._spaces, "text:tab": Text._tab, "text:line-break": Text._break,
    "text:a": Text._link, "text:note-body": Text._aside, "office:annotation": Text._comment,
    "draw:text-box": Text._aside, "text:changed-region": Text._region,
    "text:deletion": Text._aside, "text:change": Text._taken, "text:change-start": Text._put_in,
    "text:change-end": Text._put_in_ends, "text:hidden-text": Text._hidden,
    "text:section": Text._section, "table:table": Text._table, "table:table-row": Text._row,
    "table:table-column": Text._column, "table:table-cell": Text._cell,
    "table:covered-table-cell": Text._cell, "draw:page": Text._page, "text:list": Text._list,
    "presentation:notes": Text._notes, "style:style": Text._style_named,
    "style:table-properties": Text._style_of_table, "office:binary-data": Text._pass,
    "text:note-citation": Text._pass,
}  # fmt: skip
_CLOSERS = {
    "text:a": Text._link_ends, "text:note-body": Text._note_ends,
    "office:annotation": Text._comment_ends, "draw:text-box": Text._box_ends,
    "text:changed-region": Text._region_ends, "text:deletion": Text._deletion_ends,
    "text:hidden-text": Text._pass_ends, "table:table": Text._table_ends,
    "table:table-row": Text._row_ends, "table:table-cell": Text._cell_ends,
    "table:covered-table-cell": Text._cell_ends, "draw:page": Text._page_ends,
    "office:binary-data": Text._pass_ends, "text:note-citation": Text._pass_ends,
}  # fmt: skip
