"""Fonts, colours and settings carried into the copy: only the keys that show something on a page.

What is not listed here stays behind: metadata, private data of programs, thumbnails, names.
"""

import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from everyword.redact.fonts import Uncertain, names_of
from everyword.redact.typefaces import without_names

COLOURS = frozenset(
    [
        "/N",
        "/Alternate",
        "/Range",
        "/WhitePoint",
        "/BlackPoint",
        "/Gamma",
        "/Matrix",
        "/FunctionType",
        "/Domain",
        "/Size",
        "/BitsPerSample",
        "/Order",
        "/Encode",
        "/Decode",
        "/C0",
        "/C1",
        "/Functions",
        "/Bounds",
        "/ShadingType",
        "/ColorSpace",
        "/Background",
        "/BBox",
        "/AntiAlias",
        "/Coords",
        "/Extend",
        "/Function",
        "/BitsPerCoordinate",
        "/BitsPerComponent",
        "/BitsPerFlag",
        "/VerticesPerRow",
        "/PatternType",
        "/Shading",
    ]
)
SETTINGS = frozenset(
    [
        "/LW",
        "/LC",
        "/LJ",
        "/ML",
        "/D",
        "/RI",
        "/OP",
        "/op",
        "/OPM",
        "/FL",
        "/SM",
        "/SA",
        "/BM",
        "/CA",
        "/ca",
        "/AIS",
        "/TK",
        "/TR",
        "/TR2",
    ]
)
FONT = frozenset(
    [
        "/Type",
        "/Subtype",
        "/BaseFont",
        "/FirstChar",
        "/LastChar",
        "/Widths",
        "/Encoding",
        "/FontMatrix",
        "/FontBBox",
        "/W",
        "/DW",
        "/W2",
        "/DW2",
        "/CIDToGIDMap",
        "/CIDSystemInfo",
        "/BaseEncoding",
        "/Differences",
        "/Registry",
        "/Ordering",
        "/Supplement",
        "/CMapName",
        "/WMode",
        "/UseCMap",
    ]
)
DESCRIPTOR = frozenset(
    [
        "/Type",
        "/FontName",
        "/Flags",
        "/FontBBox",
        "/ItalicAngle",
        "/Ascent",
        "/Descent",
        "/Leading",
        "/CapHeight",
        "/XHeight",
        "/StemV",
        "/StemH",
        "/AvgWidth",
        "/MaxWidth",
        "/MissingWidth",
        "/FontFile",
        "/FontFile2",
        "/FontFile3",
        "/Length1",
        "/Length2",
        "/Length3",
        "/Subtype",
    ]
)
DEEPEST = 30


class Copier:
    """Copies into one new PDF; a thing used twice is copied once."""

    def __init__(self, target: Pdf) -> None:
        self.target = target
        self._made: dict[tuple[int, int, str], Any] = {}
        self._fonts: dict[tuple[int, int], tuple[Any, Any, set[bytes] | None]] = {}
        self._odd = 0

    def colour(self, obj: Any) -> Any:
        """A colour space, shading, pattern of a shading, or function."""
        return self._plain(obj, COLOURS, "colour")

    def settings(self, obj: Any) -> Any:
        """A graphics state without its font and mask."""
        return self._plain(obj, SETTINGS | COLOURS, "settings")

    def _plain(self, obj: Any, keys: frozenset[str], kind: str, depth: int = 0) -> Any:
        if depth > DEEPEST:
            raise Uncertain("something is nested without end")
        if not isinstance(obj, (Array, Dictionary, Stream)):
            return obj if not isinstance(obj, pikepdf.Object) else _atom(obj)
        mark = (*obj.objgen, kind)
        if obj.is_indirect and mark in self._made:
            return self._made[mark]
        if isinstance(obj, Array):
            made: Any = Array([self._plain(each, keys, kind, depth + 1) for each in obj])
            if obj.is_indirect:
                made = self.target.make_indirect(made)
        else:
            kept = {
                key: self._plain(obj[key], keys, kind, depth + 1)
                for key in obj.keys()  # noqa: SIM118 - a PDF dictionary iterates over something else
                if key in keys and obj[key] is not None
            }
            if isinstance(obj, Stream):
                data = decoded(obj)
                if kind == "descriptor":
                    data = without_names(data)
                    kept |= {"/Length1": len(data)} if "/Length2" not in kept else {}
                made = self.target.make_stream(data, kept)
            else:
                made = Dictionary(kept)
                if obj.is_indirect:
                    made = self.target.make_indirect(made)
        if obj.is_indirect:
            self._made[mark] = made
        return made

    def font(self, obj: Any) -> tuple[Any, "set[bytes] | None"]:
        """A place for the font in the copy, and the set to which its used codes are added."""
        mark = tuple(obj.objgen) if obj.is_indirect else (-1, self._number())
        if mark not in self._fonts:
            place = self.target.make_indirect(Dictionary(Type=Name.Font))
            self._fonts[mark] = (place, obj, set())
        place, _, used = self._fonts[mark]
        return place, used

    def _number(self) -> int:
        self._odd += 1
        return self._odd

    def font_is_unread(self, obj: Any) -> None:
        """Its codes cannot be told apart: all of it is kept."""
        for mark, (place, font, _) in list(self._fonts.items()):
            if font.objgen == obj.objgen:
                self._fonts[mark] = (place, font, None)

    def fonts(self) -> list[tuple[Any, Any, "set[bytes] | None"]]:
        """Place, font, used codes; to be filled in when every page is done."""
        return list(self._fonts.values())

    def fill_font(self, place: Any, font: Any, used: "set[bytes] | None") -> None:
        """The font with the letters still in use; drawings of Type 3 are put in by the caller."""
        kept = self._plain_font(font)
        for key in kept.keys():  # noqa: SIM118
            place[key] = kept[key]
        coded = kept.get(Name.Encoding)
        if used is not None and isinstance(coded, Dictionary) and Name.Differences in coded:
            names = {code: name for code, name in names_of(font).items() if bytes([code]) in used}
            listed = [each for code in sorted(names) for each in (code, Name(names[code]))]
            place.Encoding = Dictionary(Type=Name.Encoding, Differences=Array(listed))
            if Name.BaseEncoding in coded:
                place.Encoding.BaseEncoding = coded.BaseEncoding
        below = font.get(Name.DescendantFonts)
        if isinstance(below, Array) and len(below):
            made = self._plain_font(below[0])
            place.DescendantFonts = Array([self.target.make_indirect(made)])
        table = font.get(Name.ToUnicode)
        if isinstance(table, Stream):
            data = decoded(table)
            if used is not None:
                data = narrowed(data, used)
            if data:
                place.ToUnicode = self.target.make_stream(data)
        elif isinstance(table, Name) and str(table).startswith("/Identity"):
            place.ToUnicode = table

    def _plain_font(self, font: Any) -> Any:
        kept = Dictionary(
            {
                key: self._plain(font[key], FONT, "font")
                for key in font.keys()  # noqa: SIM118
                if key in FONT and font[key] is not None
            }
        )
        descriptor = font.get(Name.FontDescriptor)
        if isinstance(descriptor, Dictionary):
            made = self._plain(_direct(descriptor), DESCRIPTOR, "descriptor")
            kept.FontDescriptor = self.target.make_indirect(made)
            if any(key in made for key in ("/FontFile2", "/FontFile3", "/FontFile")):
                kept.BaseFont = made.FontName = Name(f"/F{self._number()}")  # Georgia is a name too
        return kept


def _direct(obj: Any) -> Any:
    return Dictionary({key: obj[key] for key in obj.keys()})  # noqa: SIM118


def _atom(obj: Any) -> Any:
    """A name or a string as a new object of no document."""
    if isinstance(obj, Name):
        return Name(str(obj))
    if isinstance(obj, pikepdf.String):
        return pikepdf.String(bytes(obj))
    return obj


def decoded(stream: Any) -> bytes:
    """The bytes a stream stands for. Raises Uncertain where they cannot be had."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        raise Uncertain("a part of it is packed in a way that cannot be opened") from None


def narrowed(table: bytes, used: set[bytes]) -> bytes:
    """A table of letters (ToUnicode) with the codes in use only; empty where none is left."""
    known: dict[bytes, bytes] = {}
    code = rb"<([\da-fA-F\s]+)>"
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        for one, letters in re.findall(code + rb"\s*<([\da-fA-F\s]*)>", block):
            known[_bytes(one)] = b"".join(letters.split())
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for low, high, rest in re.findall(
            code + rb"\s*" + code + rb"\s*(<[^>]*>|\[[^\]]*\])", block
        ):
            _range(known, _bytes(low), _bytes(high), rest)
    kept = sorted((each, known[each]) for each in used if each in known)
    if not kept:
        return b""
    length = len(kept[0][0])
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CMapName /R def /CMapType 2 def 1 begincodespacerange",
        b"<" + b"00" * length + b"> <" + b"ff" * length + b"> endcodespacerange",
    ]
    for start in range(0, len(kept), 100):
        part = kept[start : start + 100]
        lines.append(b"%d beginbfchar" % len(part))
        lines += [b"<%s> <%s>" % (each.hex().encode(), letters) for each, letters in part]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)


def _bytes(figures: bytes) -> bytes:
    plain = b"".join(figures.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))


def _range(known: dict[bytes, bytes], low: bytes, high: bytes, rest: bytes) -> None:
    first, last = int.from_bytes(low), int.from_bytes(high)
    if last < first or last - first > 70_000:
        return
    listed = re.findall(rb"<([\da-fA-F\s]*)>", rest)
    for number in range(first, last + 1):
        at = number - first
        if rest.startswith(b"["):
            letters = b"".join(listed[at].split()) if at < len(listed) else None
        else:
            start = b"".join(listed[0].split()) if listed else b""
            letters = b"%0*x" % (len(start), int(start, 16) + at) if start else None
        if letters is not None:
            known[number.to_bytes(len(low))] = letters
