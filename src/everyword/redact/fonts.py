"""How the bytes of a shown string fall into glyphs, and how far each glyph moves the pen.

Where a font does not say this with certainty `Uncertain` is raised, and the page becomes a picture.
"""

import ctypes
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Stream

from everyword.redact.geometry import Matrix, Rect, moved, number, numbers_of, rect_of

MOST_WIDTHS = 70_000
UP, DOWN = 0.75, -0.2
"""Of the size of the letters: what is compared with a box."""


class Uncertain(Exception):
    """Why the page's content cannot be rewritten with certainty, in plain words."""


class Glyph(Struct, frozen=True):
    """One glyph of a string: its bytes, how far it moves the pen and what it covers, for size 1."""

    code: bytes
    move: float
    box: Rect
    is_space: bool


class Font(Struct, frozen=True):
    """A font as far as places matter. `split` raises Uncertain."""

    split: Callable[[bytes], list[Glyph]]
    vertical: bool = False
    type3: bool = False


def font_of(obj: Any) -> Font:
    """Raises Uncertain when first used, so that a page without boxes can keep such a font."""
    if not isinstance(obj, Dictionary):
        raise Uncertain("a font is missing")
    try:
        kind = obj.get(Name.Subtype)
        if kind == Name.Type0:
            return _composite(obj)
        if kind == Name.Type3:
            return _drawn(obj)
        return _simple(obj)
    except (TypeError, ValueError, AttributeError, IndexError, pikepdf.PdfError) as fault:
        raise Uncertain("a font is damaged") from fault


def _simple(obj: Any) -> Font:
    widths = obj.get(Name.Widths)
    if isinstance(widths, Array) and len(widths) <= 256:
        first = int(obj.get(Name.FirstChar, 0))
        descriptor = obj.get(Name.FontDescriptor)
        missing = descriptor.get(Name.MissingWidth, 0) if isinstance(descriptor, Dictionary) else 0
        moves = {first + at: number(each) / 1000 for at, each in enumerate(widths)}
        rest: float | None = number(missing) / 1000
    else:
        moves, rest = measured(obj), None
    return Font(lambda text: [_single(code, moves, rest) for code in text])


def _single(code: int, moves: dict[int, float], rest: float | None) -> Glyph:
    move = moves.get(code, rest)
    if move is None:
        raise Uncertain("a font does not say how wide a letter is")
    return Glyph(bytes([code]), move, (min(0.0, move), DOWN, max(0.0, move), UP), code == 32)


def measured(obj: Any) -> dict[int, float]:
    """Widths of a font that does not give them (one of the fourteen), as viewers have them."""
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1)
        font.BaseFont = Name(str(obj.get(Name.BaseFont, "/Helvetica")))
        encoding = obj.get(Name.Encoding)
        if isinstance(encoding, Name):
            font.Encoding = encoding
        elif isinstance(encoding, Dictionary):
            copied = Dictionary(Type=Name.Encoding)
            if isinstance(encoding.get(Name.BaseEncoding), Name):
                copied.BaseEncoding = encoding.BaseEncoding
            listed = encoding.get(Name.Differences)
            if isinstance(listed, Array):
                copied.Differences = Array(
                    [each if isinstance(each, Name) else int(each) for each in listed]
                )
            font.Encoding = copied
        page = pdf.add_blank_page(page_size=(400, 5200))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        rows = [f"BT /F 10 Tf 9 {20 * code} Td <41{code:02x}41> Tj ET" for code in range(256)]
        page.obj.Contents = pdf.make_stream("\n".join(rows).encode())
        stream = io.BytesIO()
        pdf.save(stream)
    return _advances(stream.getvalue())


def _advances(data: bytes) -> dict[int, float]:
    """Each code stands between two letters A; row 65 has three of them."""
    starts: dict[int, list[float]] = {}
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        for index in range(text.count_chars()):
            if raw.FPDFText_IsGenerated(text.raw, index) == 1:
                continue
            raw.FPDFText_GetCharOrigin(text.raw, index, ctypes.byref(x), ctypes.byref(y))
            starts.setdefault(round(y.value / 20), []).append(x.value)
        text.close()
    letter = (max(starts[65]) - min(starts[65])) / 2 if len(starts.get(65, ())) == 3 else 0.0
    if letter <= 0:
        return {}
    return {
        code: (max(at) - min(at) - letter) / 10
        for code, at in starts.items()
        if len(at) >= 2 and max(at) > min(at)
    }


def _drawn(obj: Any) -> Font:
    """Type 3: each glyph is a drawing; what it covers is what it says, or what the font says."""
    matrix = numbers_of(obj.get(Name.FontMatrix), 6)
    if matrix is None:
        raise Uncertain("a font of drawings has no matrix")
    a, b, c, d = matrix[:4]
    space: Matrix = (a, b, c, d, 0.0, 0.0)
    if abs(b) > 1e-9 or abs(c) > 1e-9:
        raise Uncertain("a font of drawings is slanted")
    first = int(obj.get(Name.FirstChar, 0))
    moves = {first + at: number(each) * a for at, each in enumerate(obj.Widths)}
    drawings, names = obj.get(Name.CharProcs), names_of(obj)
    whole = rect_of(obj.get(Name.FontBBox))

    def split(text: bytes) -> list[Glyph]:
        glyphs = []
        for code in text:
            drawing = drawings.get(names.get(code, "/.notdef"))
            box = _extent(drawing) or (whole if whole and whole[2] > whole[0] else None)
            if drawing is not None and box is None:
                raise Uncertain("a font of drawings does not say how large they are")
            covered = moved(space, box) if box else (0.0, 0.0, 0.0, 0.0)
            glyphs.append(Glyph(bytes([code]), moves.get(code, 0.0), covered, code == 32))
        return glyphs

    return Font(split, type3=True)


def names_of(obj: Any) -> dict[int, str]:
    """The glyph names by code, from /Differences."""
    encoding = obj.get(Name.Encoding)
    listed = encoding.get(Name.Differences) if isinstance(encoding, Dictionary) else None
    names: dict[int, str] = {}
    code = 0
    for each in listed if isinstance(listed, Array) else ():
        if isinstance(each, Name):
            names[code] = str(each)
            code += 1
        else:
            code = int(each)
    return names


def _extent(drawing: Any) -> Rect | None:
    if not isinstance(drawing, Stream):
        return None
    match = re.search(rb"((?:[-+.\d]+\s+){6})d1\b", drawing.read_bytes()[:400])
    if match is None:
        return None
    numbers = [float(each) for each in match[1].split()]
    x0, y0, x1, y1 = numbers[2:]
    if x0 == x1 or y0 == y1:
        return None
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _composite(obj: Any) -> Font:
    below = obj.DescendantFonts[0]
    cids, vertical = codes_of(obj)
    moves = _vertical(below) if vertical else widths_of(below.get(Name.W))
    default = number(below.get(Name.DW, 1000)) / 1000
    if vertical:
        ends = numbers_of(below.get(Name.DW2), 2) or (880.0, -1000.0)
        default = ends[1] / 1000

    def split(text: bytes) -> list[Glyph]:
        glyphs = []
        for code, cid in cids(text):
            move = moves.get(cid, default)
            across = (
                (-0.5, move, 0.5, 0.0) if vertical else (min(0.0, move), DOWN, max(0, move), UP)
            )
            glyphs.append(Glyph(code, move, across, code == b" "))
        return glyphs

    return Font(split, vertical)


def codes_of(obj: Any) -> tuple[Callable[[bytes], list[tuple[bytes, int]]], bool]:
    """How a string falls into codes and glyphs' numbers, and whether it runs down the page."""
    encoding = obj.get(Name.Encoding)
    if isinstance(encoding, Stream):
        return _embedded(encoding)
    if encoding in (Name("/Identity-H"), Name("/Identity-V")):
        return _two_bytes, encoding == Name("/Identity-V")
    raise Uncertain("the letters of a font are coded by a table that is not in the file")


def _two_bytes(text: bytes) -> list[tuple[bytes, int]]:
    return [
        (text[at : at + 2], int.from_bytes(text[at : at + 2].ljust(2, b"\0")))
        for at in range(0, len(text), 2)
    ]


def widths_of(listed: Any) -> dict[int, float]:
    """/W: first [w w w]  or  first last w."""
    moves: dict[int, float] = {}
    items = list(listed) if isinstance(listed, Array) else []
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            for offset, each in enumerate(items[at + 1]):
                moves[first + offset] = number(each) / 1000
            at += 2
        else:
            last, width = int(items[at + 1]), number(items[at + 2]) / 1000
            if last - first > MOST_WIDTHS:
                raise ValueError("range of widths")
            moves.update(dict.fromkeys(range(first, last + 1), width))
            at += 3
    return moves


def _vertical(below: Any) -> dict[int, float]:
    """/W2: first [w x y ...]  or  first last w x y; only how far down each one goes."""
    moves: dict[int, float] = {}
    listed = below.get(Name.W2)
    items = list(listed) if isinstance(listed, Array) else []
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            for offset, each in enumerate(list(items[at + 1])[::3]):
                moves[first + offset] = number(each) / 1000
            at += 2
        else:
            last = min(int(items[at + 1]), first + MOST_WIDTHS)
            moves.update(dict.fromkeys(range(first, last + 1), number(items[at + 2]) / 1000))
            at += 5
    return moves


def _embedded(stream: Any) -> tuple[Callable[[bytes], list[tuple[bytes, int]]], bool]:
    """A table of codes inside the file: lengths of codes and which glyph each one is."""
    text = stream.read_bytes()
    if b"usecmap" in text or Name.UseCMap in stream or len(text) > 2_000_000:
        raise Uncertain("the letters of a font are coded by a table that is not in the file")
    lengths = {len(pair[0]) // 2 for pair in _pairs(text, b"codespacerange")}
    if len(lengths) != 1:
        raise Uncertain("the codes of a font have different lengths")
    (length,) = lengths
    cids: dict[int, int] = {}
    for block in re.findall(rb"begincidrange(.*?)endcidrange", text, re.S):
        for low, high, cid in re.findall(rb"<([\da-fA-F]+)>\s*<([\da-fA-F]+)>\s*(\d+)", block):
            first, last = int(low, 16), min(int(high, 16), int(low, 16) + MOST_WIDTHS)
            cids.update({code: int(cid) + code - first for code in range(first, last + 1)})
    for block in re.findall(rb"begincidchar(.*?)endcidchar", text, re.S):
        for code, cid in re.findall(rb"<([\da-fA-F]+)>\s*(\d+)", block):
            cids[int(code, 16)] = int(cid)

    def codes(shown: bytes) -> list[tuple[bytes, int]]:
        parts = [shown[at : at + length] for at in range(0, len(shown), length)]
        return [(part, cids.get(int.from_bytes(part), 0)) for part in parts]

    return codes, stream.get(Name.WMode, 0) == 1 or b"/WMode 1 def" in text


def _pairs(text: bytes, word: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    for block in re.findall(rb"begin" + word + rb"(.*?)end" + word, text, re.S):
        found += re.findall(rb"<([\da-fA-F]+)>\s*<([\da-fA-F]+)>", block)
    return found
