"""Word's .docx and .docm: the words of a document in their order (ECMA-376, part 1, chapter 17).

Tracked changes are both there: [+put in+] and [-taken out-]. Hidden words stand as [hidden: ...],
the words of a text box behind the paragraph it hangs on; headers, footers, notes and comments
behind the document, each with its mark.
"""

import re

from msgspec import Struct

from everyword.readers.office.drawn import Drawn
from everyword.readers.office.parts import Link, Paper, Parts

_TAKEN = frozenset(("w:t", "w:delText", "m:t"))
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n",
          "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}  # fmt: skip
_CHANGES = {"w:ins": "+", "w:moveTo": "+", "w:del": "-", "w:moveFrom": "-"}
_NOTES = {"w:footnote": "footnote", "w:endnote": "endnote", "w:comment": "comment"}
_REFERENCES = {
    "w:footnoteReference": "footnote",
    "w:endnoteReference": "endnote",
    "w:commentReference": "comment",
}
_ADDRESS = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')
INSERTED = "tracked insertions, shown as [+...+]: {n}"
DELETED = "tracked deletions, shown as [-...-]: {n}"
MARKS = "tracked changes of paragraph ends, rows or cells, not shown: {n}"
MAX_PEOPLE = 20
_LATER = ("header", "footer", "footnotes", "endnotes", "comments")


class _Cell(Struct):
    paragraphs: int = 0


class _Row(Struct):
    cells: int = 0


class _Field(Struct):
    code: str = ""
    said: bool = False
    """Its code is over: what comes now is shown."""


class Words:
    """Gathers the words of one part; `text` when it is over."""

    def __init__(self, paper: Paper, links: tuple[Link, ...]) -> None:
        self._paper = paper
        self._links = {each.identity: each for each in links}
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._held: list[tuple[list[str], list[_Cell], list[_Row]]] = []
        self._boxes: list[str] = []
        self._cells: list[_Cell] = []
        self._rows: list[_Row] = []
        self._fields: list[_Field] = []
        self._anchors: list[str | None] = []
        self._put = 0
        self._choices: list[list[int]] = []
        self._mute = 0
        self._hidden = self._hides = self._taking = False
        self._tick: bool | None = None
        self._pick = 0
        self.people: dict[str, None] = {}

    @property
    def text(self) -> str:
        while self._held:  # it broke off in the middle
            self._box_ends()
        self._boxes_out()
        return "".join(self._pieces)

    def _add(self, text: str) -> None:
        if not self._mute:
            kept = self._paper.take(text)
            self._put += len(kept)
            self._pieces.append(kept)

    def words(self, text: str) -> None:
        if not self._taking:
            if self._fields and self._path and self._path[-1] == "w:instrText":
                self._fields[-1].code = (self._fields[-1].code + text)[:4000]
            return
        if self._hidden and not self._hides:
            self._hides = True
            self._paper.count("hidden text, shown as [hidden: ...]: {n}")
            self._add("[hidden: ")
        self._add(text)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name in _TAKEN:
            self._taking = True
        elif name in _SIGNS:
            if parent == "w:r":
                self._add(_SIGNS[name])
        elif name in _CHANGES:
            self._change(name, parent, attributes)
        elif (begin := _OPENERS.get(name)) is not None:
            begin(self, attributes)
        elif name in _REFERENCES:
            self._add(f"[{_REFERENCES[name]} {attributes.get('w:id', '?')}]")
        elif name in _NOTES:
            self._note(_NOTES[name], attributes)

    def close(self, name: str) -> None:
        self._path.pop()
        if name in _TAKEN:
            self._taking = False
        elif name in _CHANGES:
            if not self._path or self._path[-1] not in _NO_WORDS:
                self._add(f"{_CHANGES[name]}]")
        elif (end := _CLOSERS.get(name)) is not None:
            end(self)

    # Tracked changes and notes.

    def _change(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        who = f"{attributes.get('w:author', '?')} {attributes.get('w:date', '')}".strip()
        if len(self.people) < MAX_PEOPLE:
            self.people[who] = None
        if parent in _NO_WORDS:
            self._paper.count(MARKS)
            return
        self._paper.count(INSERTED if _CHANGES[name] == "+" else DELETED)
        self._add(f"[{_CHANGES[name]}")

    def _note(self, what: str, attributes: dict[str, str]) -> None:
        if attributes.get("w:type") in (None, "normal"):
            said = [f"{what} {attributes.get('w:id', '?')}"]
            said += [attributes[key] for key in ("w:author", "w:date") if attributes.get(key)]
            self._add(f"[{', '.join(said)}] ")

    # Paragraphs, runs, tables, boxes.

    def _paragraph(self, attributes: dict[str, str]) -> None:
        if self._cells:
            if self._cells[-1].paragraphs:
                self._add("\n")
            self._cells[-1].paragraphs += 1

    def _paragraph_ends(self) -> None:
        if not self._cells:
            self._add("\n")
        if not self._held:
            self._boxes_out()

    def _boxes_out(self) -> None:
        boxes, self._boxes = self._boxes, []
        self._pieces += boxes

    def _run(self, attributes: dict[str, str]) -> None:
        self._hidden = self._hides = False

    def _run_ends(self) -> None:
        if self._hides:
            self._add("]")
        self._hidden = self._hides = False

    def _vanish(self, attributes: dict[str, str]) -> None:
        if self._path[-3:-1] == ["w:r", "w:rPr"]:
            self._hidden = attributes.get("w:val", "1") not in ("0", "false", "off")

    def _row(self, attributes: dict[str, str]) -> None:
        self._rows.append(_Row())

    def _row_ends(self) -> None:
        self._rows.pop()
        self._add("\n")

    def _cell(self, attributes: dict[str, str]) -> None:
        if self._rows:
            if self._rows[-1].cells:
                self._add("\t")
            self._rows[-1].cells += 1
        self._cells.append(_Cell())

    def _cell_ends(self) -> None:
        self._cells.pop()

    def _box(self, attributes: dict[str, str]) -> None:
        self._held.append((self._pieces, self._cells, self._rows))
        self._pieces, self._cells, self._rows = [], [], []

    def _box_ends(self) -> None:
        inner = "".join(self._pieces)
        self._pieces, self._cells, self._rows = self._held.pop()
        if inner:
            self._boxes.append(f"[text box]\n{inner}")

    # The same thing drawn twice, for newer and for older programs.

    def _choice(self, attributes: dict[str, str]) -> None:
        if self._choices:
            self._choices[-1].append(self._put)

    def _choice_ends(self) -> None:
        if self._choices:
            self._choices[-1][0] += self._put - self._choices[-1].pop()

    def _fallback(self, attributes: dict[str, str]) -> None:
        self._mute += bool(self._choices and self._choices[-1][0]) or bool(self._mute)

    def _fallback_ends(self) -> None:
        self._mute = max(0, self._mute - 1)

    def _alternatives(self, attributes: dict[str, str]) -> None:
        self._choices.append([0])

    def _alternatives_end(self) -> None:
        self._choices.pop()

    # Links, fields, forms, pictures.

    def _link(self, attributes: dict[str, str]) -> None:
        link = self._links.get(attributes.get("r:id", ""))
        self._anchors.append(link.target if link and link.outside else None)

    def _link_ends(self) -> None:
        self._address(self._anchors.pop())

    def _address(self, address: str | None) -> None:
        if address:
            bare = re.sub(r"^(?:mailto:|tel:|https?://)", "", address).rstrip("/")
            if bare not in "".join(self._pieces[-20:]):
                self._add(f" <{address}>")

    def _field(self, attributes: dict[str, str]) -> None:
        match attributes.get("w:fldCharType"):
            case "begin":
                self._fields.append(_Field())
                self._tick = None
            case "separate" if self._fields:
                self._fields[-1].said = True
            case "end" if self._fields:
                self._code_over(self._fields.pop().code)

    def _simple(self, attributes: dict[str, str]) -> None:
        self._anchors.append(attributes.get("w:instr", "")[:4000])

    def _simple_ends(self) -> None:
        self._code_over(self._anchors.pop() or "")

    def _code_over(self, code: str) -> None:
        found = _ADDRESS.match(code)
        self._address(found[1] if found else None)

    def _checked(self, attributes: dict[str, str]) -> None:
        if "w:checkBox" in self._path:
            self._tick = attributes.get("w:val", "1") not in ("0", "false", "off")

    def _default(self, attributes: dict[str, str]) -> None:
        if "w:checkBox" in self._path and self._tick is None:
            self._checked(attributes)

    def _box_to_tick_ends(self) -> None:
        self._add("[x]" if self._tick else "[ ]")
        self._tick = None

    def _list(self, attributes: dict[str, str]) -> None:
        self._pick = 0

    def _picked(self, attributes: dict[str, str]) -> None:
        if "w:ddList" in self._path:
            number = attributes.get("w:val", "0")
            self._pick = int(number) if number.isdecimal() and len(number) < 5 else 0

    def _entry(self, attributes: dict[str, str]) -> None:
        if "w:ddList" in self._path:
            if self._pick == 0:
                self._add(attributes.get("w:val", ""))
            self._pick -= 1

    def _drawing(self, attributes: dict[str, str]) -> None:
        if said := (attributes.get("descr") or "").strip():
            self._add(f"[picture: {said}]")

    def _numbered(self, attributes: dict[str, str]) -> None:
        self._paper.say("the numbers or dots of lists are made by the program and not shown")

    def _strange(self, attributes: dict[str, str]) -> None:
        number = attributes.get("w:char", "")
        if re.fullmatch(r"[0-9A-Fa-f]{1,5}", number):
            self._add(chr(int(number, 16)).encode("utf-8", "replace").decode())
            self._paper.count("signs of a picture font, which may look different: {n}")

    def _chunk(self, attributes: dict[str, str]) -> None:
        self._paper.count("other documents taken into this one, not read: {n}")


_NO_WORDS = frozenset(("w:rPr", "w:trPr", "w:tcPr", "w:numPr", "w:pPr", "m:ctrlPr"))
_OPENERS = {
    "w:p": Words._paragraph, "w:r": Words._run, "w:vanish": Words._vanish, "w:tr": Words._row,
    "w:tc": Words._cell, "w:txbxContent": Words._box, "mc:AlternateContent": Words._alternatives,
    "mc:Choice": Words._choice, "mc:Fallback": Words._fallback, "w:hyperlink": Words._link,
    "w:fldChar": Words._field, "w:fldSimple": Words._simple, "w:checked": Words._checked,
    "w:default": Words._default, "w:ddList": Words._list, "w:result": Words._picked,
    "w:listEntry": Words._entry, "wp:docPr": Words._drawing, "w:numPr": Words._numbered,
    "w:sym": Words._strange, "w:altChunk": Words._chunk,
}  # fmt: skip
_CLOSERS = {
    "w:p": Words._paragraph_ends, "w:r": Words._run_ends, "w:tr": Words._row_ends,
    "w:tc": Words._cell_ends, "w:txbxContent": Words._box_ends,
    "mc:AlternateContent": Words._alternatives_end, "mc:Choice": Words._choice_ends,
    "mc:Fallback": Words._fallback_ends, "w:hyperlink": Words._link_ends,
    "w:fldSimple": Words._simple_ends, "w:checkBox": Words._box_to_tick_ends,
}  # fmt: skip


def read_word(parts: Parts, main: str, paper: Paper) -> None:
    """The document, then what stands around it."""
    links = parts.links(main, paper)
    body = Words(paper, links)
    if parts.get(main) is None:
        paper.fault("the part with the words of the document is missing")
    paper.feed(parts.get(main), body, "the document")
    pieces, people = [body.text], dict(body.people)
    for kind in _LATER:
        for link in links:
            if link.kind == kind and not link.outside:
                other = Words(paper, parts.links(link.target, paper))
                paper.feed(parts.get(link.target), other, link.target)
                people.update(other.people)
                label = f"[{kind}]\n" if kind in ("header", "footer") else ""
                pieces.append(label + other.text if other.text.strip() else "")
    for link in links:
        if link.kind in ("diagramData", "chart") and not link.outside:
            drawn = Drawn(paper)
            paper.feed(parts.get(link.target), drawn, link.target)
            label = "diagram" if link.kind == "diagramData" else "chart"
            pieces.append(f"[{label}]\n{drawn.text}" if drawn.text.strip() else "")
    if people:
        paper.name_all("changes by (the date as the program wrote it)", list(people))
    if parts.get("word/glossary/document.xml"):
        paper.say("building blocks kept with the document (glossary) were not read")
    paper.texts.append("".join(pieces))
