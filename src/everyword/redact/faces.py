"""What the codes of a content stand for: each string read by the font it is shown in.

It belongs to the search that trusts no reader, and shares no code with what takes things out.
"""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

Table = dict[bytes, str]
"""The letters of a font's codes."""
Faces = dict[str, list[Table | None]]
"""By the name in the content: each table of that name; None where codes are letters themselves."""
DEEPEST = 50
SAME_LINE = 0.01
MOVES = re.compile(
    rb"(?<![^\s\])>])(?:([-+]?(?:\d+\.?\d*|\.\d+))\s+)?"
    rb"(Td|TD|Tm|cm|T\*|'|\"|BT|Q)(?=[\s(\[</]|$)"
)
"""What moves to another line, and the number before it: how far up."""
TOKENS = re.compile(
    rb"\(((?:[^()\\]|\\.)*)\)|<([\da-fA-F\s]{2,})>|/([^\s/\[\](){}<>%]+)\s+[-+.\d]+\s+Tf\b"
    rb"|(?<![^\s\])>])([qQ])(?=\s|$)",
    re.S,
)


def faces_of(pdf: Pdf) -> dict[tuple[int, int], Faces]:
    """The fonts of each content by its number. Left out are contents of which not every font
    says what its codes stand for: those are to be read in every way."""
    found: dict[tuple[int, int], Faces] = {}
    odd: set[tuple[int, int]] = set()
    for content, resources in _contents(pdf):
        faces = _faces(resources)
        if faces is None:
            odd.add(content)
            continue
        known = found.setdefault(content, {})
        for name, tables in faces.items():
            known.setdefault(name, []).extend(each for each in tables if each not in known[name])
    return {content: faces for content, faces in found.items() if content not in odd}


def _contents(pdf: Pdf) -> Iterator[tuple[tuple[int, int], Any]]:
    """Number of each content that is drawn with fonts, and its resources."""
    for page in pdf.pages:
        held, resources = page.obj.get(Name.Contents), _inherited(page.obj)
        for each in held if isinstance(held, pikepdf.Array) else (held,):
            if isinstance(each, Stream):
                yield each.objgen, resources
    for obj in pdf.objects:
        if isinstance(obj, Stream) and isinstance(obj.get(Name.Resources), Dictionary):
            yield obj.objgen, obj.Resources


def _inherited(page: Any) -> Any:
    for _ in range(DEEPEST):
        if not isinstance(page, Dictionary):
            return None
        if Name.Resources in page:
            return page.Resources
        page = page.get(Name.Parent)
    return None


def _faces(resources: Any) -> Faces | None:
    if not isinstance(resources, Dictionary):
        return None
    states = resources.get(Name.ExtGState)
    if isinstance(states, Dictionary):
        for key in list(states.keys()):
            if isinstance(states[key], Dictionary) and Name.Font in states[key]:
                return None  # a font is chosen without its name
    fonts = resources.get(Name.Font)
    if not isinstance(fonts, Dictionary):
        return {}
    faces: Faces = {}
    for key in list(fonts.keys()):
        font = fonts[key]
        if not isinstance(font, Dictionary):
            return None
        says = isinstance(font.get(Name.ToUnicode), Stream)
        tables: list[Table | None] = [table_of(font)] if says else []
        if font.get(Name.Subtype) != Name.Type0:
            tables.append(None)
        if not tables or tables[0] == {}:
            return None
        faces[str(key)[1:]] = tables
    return faces


def read_by_fonts(content: bytes, faces: Faces) -> Iterator[str]:
    """All that a content shows, one after the other; once for each table that a name may mean."""
    runs: list[tuple[str, bytes | None]] = []
    font, saved, height, done = "", list[str](), Height(), 0
    for match in TOKENS.finditer(content):
        literal, figures, name, sign = (part or b"" for part in match.groups())
        if name:
            font = re.sub(
                r"#([\da-fA-F]{2})", lambda it: chr(int(it[1], 16)), name.decode("latin-1")
            )
        elif sign == b"q":
            saved.append(font)
        elif sign == b"Q":
            font = saved.pop() if saved else ""
        else:
            if height.is_new_line(content[done : match.start()]):
                runs.append((font, None))
            runs.append((font, unhexed(figures) if figures else unescaped(literal)))
            done = match.end()
    every = [table for tables in faces.values() for table in tables] or [None]
    meant = [(codes, faces.get(name, every)) for name, codes in runs]
    for at in range(max((len(tables) for _, tables in meant), default=0)):
        yield "".join(_read(codes, tables[min(at, len(tables) - 1)]) for codes, tables in meant)


class Height:
    """How high the line is on which a content writes, as far as can be told without its page.

    Letters of one word may be drawn one by one, but numbers below each other are not one number.
    """

    def __init__(self) -> None:
        self._moved, self._line, self._last = 0.0, 0.0, 0.0

    def is_new_line(self, between: bytes) -> bool:
        """Whether what stands between two shown strings leads to another line."""
        for number, sign in MOVES.findall(between):
            match sign:
                case b"Q":
                    self._moved = 0.0
                case b"BT":
                    self._line = 0.0
                case b"cm":
                    self._moved += float(number or 0)
                case b"Tm":
                    self._line = float(number or 0)
                case b"Td" | b"TD":
                    self._line += float(number or 0)
                case _:
                    self._line -= 1.0
        now = self._moved + self._line
        is_new, self._last = abs(now - self._last) > SAME_LINE, now
        return is_new


def _read(codes: bytes | None, table: Table | None) -> str:
    if codes is None:
        return "\n"
    if table is None:
        return codes.decode("latin-1")
    length = max(map(len, table), default=1)
    parts = (codes[at : at + length] for at in range(0, len(codes), length))
    return "".join(table.get(part, " ") for part in parts)


def unhexed(figures: bytes) -> bytes:
    plain = b"".join(figures.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))


def unescaped(literal: bytes) -> bytes:
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(match: "re.Match[bytes]") -> bytes:
        sign = match[1]
        if sign[:1] in b"01234567":
            return bytes([int(sign, 8) & 255])
        return signs.get(sign, b"" if sign in b"\r\n" else sign)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.S)


def table_of(font: Any) -> Table:
    """The letters of a font's codes."""
    try:
        text = bytes(font.ToUnicode.read_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return {}
    found: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.S):
        for code, letters in re.findall(rb"<([\da-fA-F\s]+)>\s*<([\da-fA-F\s]*)>", block):
            found[unhexed(code)] = unhexed(letters).decode("utf-16-be", "replace")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.S):
        ranges = re.findall(rb"<([\da-fA-F]+)>\s*<([\da-fA-F]+)>\s*<([\da-fA-F]+)>", block)
        for low, high, start in ranges:
            first, last, letter = int(low, 16), int(high, 16), int(start, 16)
            for code in range(first, min(last, first + 70_000) + 1):
                number = letter + code - first
                if number < 0xD800:
                    found[code.to_bytes(len(unhexed(low)))] = chr(number)
    return found
