"""Fonts, colours and settings carried into the copy: only the keys that show something on a page.

What is not listed here stays behind: metadata, private data of programs, thumbnails, names.
"""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from everyword.redact.fonts import Uncertain, names_of
from everyword.redact.narrowing import composite, narrowed, simple_widths
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
        "/CapHeight",
        "/XHeight",
        "/StemV",
        "/StemH",
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
        self._fonts: dict[bytes, tuple[Any, Any, set[bytes] | None]] = {}
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
        mark = _mark(obj)
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
        place, _ = self.font(obj)
        self._fonts[_mark(obj)] = (place, obj, None)

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
        if used is not None and Name.DescendantFonts not in font:
            simple_widths(place, used)
        if isinstance(below, Array) and len(below):
            made = self._plain_font(below[0])
            if used is not None:
                composite(self.target, font, made, used)
            if Name.BaseFont in made:
                place.BaseFont = Name(str(made.BaseFont))
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
                kept.BaseFont = Name(f"/F{self._number()}")  # Georgia is a name too
            made.FontName = kept.get(Name.BaseFont, Name.F)
        return kept


def _mark(font: Any) -> bytes:
    """The same for the same font, also where it is written into the list of names itself."""
    return b"%d %d" % font.objgen if font.is_indirect else bytes(font.unparse())


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
