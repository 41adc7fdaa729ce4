"""Every text a file can hold, wherever it is: the search that trusts no reader.

The bytes as they lie there, packed streams opened whether the file still refers to them or not,
every string and name of every object in each of its codings, what pages and pictures say, and
files inside. It shares no code with what takes things out.
Places that end in "data" hold the format's own numbers beside what a person reads.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel
from PIL import ExifTags, Image

from everyword.redact.faces import (
    Height,
    Table,
    faces_of,
    read_by_fonts,
    table_of,
    unescaped,
    unhexed,
)

MOST_OPENED = 64 << 20
"""Bytes of one packed stream."""
MOST_IN_ALL = 1 << 30
DEEPEST = 4
Text = tuple[str, str]
"""Where, and what it says there."""
CODES, TABLES = "glyph codes", "font data"
"""What places end in where bytes are read as letters though fonts say what they stand for; and
where a font's own tables lie, which count through the figures."""
LOOSE = ("packed data", "file data")
FACES = (b"\0\1\0\0", b"true", b"OTTO", b"\1\0\4", b"%!PS-AdobeFont", b"%!FontType1")
PLAIN = re.compile(rb"[\x20-\x7e\x80-\xff\t\r\n]{2,}")
IN_NOISE = re.compile(rb"[\x20-\x7e\t]{10,}")
"""Packed or drawn data holds short words by chance: there only longer runs are text."""
WIDE = re.compile(rb"(?:[\x00-\x06][\x00-\xff]){4,}")
NARROW = re.compile(rb"(?:[\x00-\xff][\x00-\x06]){4,}")
SYNTAX = frozenset(
    """
    Type Page Pages Kids Parent Count Catalog Root Size Info Prev Length Filter FlateDecode
    Font DCTDecode Subtype Image Form XObject Resources Contents MediaBox CropBox Rotate
    Annots Annot Link Rect Border Dest Fit XYZ Outlines First Last Next Title PageLabels Nums
    Group Transparency Width Height ColorSpace BitsPerComponent Name BaseFont Encoding
    Differences Widths FirstChar LastChar FontDescriptor FontName FontBBox FontMatrix
    CharProcs ToUnicode Descent Ascent Flags Matrix BBox Pattern Shading Function Domain Range
    Decode Mask SMask Box Order Encode Bounds Functions Coords Extend Background Alternate
    Index Indexed Device Lab Separation Intent Text Leading Ordering Registry Supplement
    Identity Interpolate Action URI Luminosity Alpha Normal StemV StemH CapHeight XHeight
    MissingWidth ItalicAngle WinAnsiEncoding MacRomanEncoding StandardEncoding BaseEncoding
    DescendantFonts FontFile ToUnicode CIDToGIDMap CIDSystemInfo CMapName UseCMap WMode
    ExtGState Properties ImageMask DecodeParms Columns Rows BlackIs1 ColorTransform ProcSet
    WhitePoint BlackPoint Gamma Matrix DeviceGray DeviceRGB DeviceCMYK DeviceN CalGray CalRGB
    ICCBased PatternType PaintType TilingType XStep YStep ShadingType FunctionType UserUnit
    AntiAlias BitsPerCoordinate BitsPerFlag VerticesPerRow CIDInit CMapType CMap Identity TrueType
    CIDFontType C Type Multiply Screen Overlay Darken Lighten Difference Exclusion Hue Color
    Perceptual Saturation RelativeColorimetric AbsoluteColorimetric Matte JBIG2Globals
    """.split()  # noqa: SIM905 - a list of one name a line would fill two screens
)
"""Words of the format itself: a child may be called Page."""
SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<([\da-fA-F\s]{2,})>", re.S)


def texts_of(data: bytes, name: str, deep: int = 0) -> Iterator[Text]:
    """Everything that can be read in a file of any kind, one after the other."""
    yield "file name", name
    if b"%PDF-" in data[:1024]:
        yield from _loose(data)
        yield from _objects(data, deep)
        yield from _pages(data)
    elif data[:2] == b"PK" and deep < DEEPEST:
        yield from _members(data, deep)
    else:
        yield from _coded("text", data)
        yield from picture_facts(data)


def _bytes(where: str, data: bytes, codes: str | None = None) -> Iterator[Text]:
    """Runs of letters in one-byte and two-byte codings, and figures between < and >.

    `codes` is what figures between < and > are called where fonts say what they stand for.
    """
    is_noise = _is_noise(data)
    if _is_face(data):
        where = codes = f"{where}, {TABLES}"
    data = re.sub(rb"/([A-Za-z]+)(?![\w#+-])", _without_syntax, data)
    for run in (IN_NOISE if is_noise else PLAIN).findall(data):
        yield where, run.decode("latin-1")
        if not run.isascii():
            yield where, run.decode("utf-8", "ignore")
    if is_noise or b"\0" in data:
        for order, pattern in (("utf-16-be", WIDE), ("utf-16-le", NARROW)):
            runs = [run.decode(order, "replace") for run in pattern.findall(data)]
            yield where, "\n".join(runs)
    for figures in re.findall(rb"<([\da-fA-F\s]{4,})>", data):
        run = unhexed(figures)
        # Longer codes in bytes that no object says the font of; objects are read by themselves.
        is_coded = where in LOOSE and b"\0" in run and not run.startswith(b"\xfe\xff")
        yield from _coded(codes or f"{where}, {CODES if is_coded else 'hex'}", run)


def _is_face(data: bytes) -> bool:
    return data.startswith(FACES) or b"begincmap" in data


def _without_syntax(match: "re.Match[bytes]") -> bytes:
    return b"/" if match[1].decode("ascii") in SYNTAX else match[0]


def _is_noise(data: bytes) -> bool:
    part = data[:20_000]
    return len(part.translate(None, bytes(range(32, 127)) + b"\r\n\t")) > 0.1 * len(part)


def _coded(where: str, data: bytes) -> Iterator[Text]:
    """One run of bytes in each coding a text may be in."""
    yield where, data.decode("latin-1")
    if not data.isascii():
        yield where, data.decode("utf-8", "ignore")
    if b"\0" in data or data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        yield where, data.decode("utf-16-be", "ignore")
        yield where, data.decode("utf-16-le", "ignore")


def _loose(data: bytes) -> Iterator[Text]:
    """The bytes as they lie there, and whatever is packed in them, referred to or not: earlier
    versions too."""
    left, start = MOST_IN_ALL, 0
    for match in re.finditer(rb"stream\r?\n", data):
        if match.start() < start or data[max(0, match.start() - 3) : match.start()] == b"end":
            continue
        opener = zlib.decompressobj()
        try:
            packed = data[match.end() : match.end() + MOST_OPENED]
            opened = opener.decompress(packed, MOST_OPENED)
        except zlib.error:
            continue
        left -= len(opened)
        if left < 0:
            break
        yield from _bytes("packed data", opened)
        if opener.eof:
            yield from _bytes("file data", data[start : match.end()])
            start = match.end() + len(packed) - len(opener.unused_data)
    yield from _bytes("file data", data[start:])


def _objects(data: bytes, deep: int) -> Iterator[Text]:
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return
    with pdf:
        tables = [table_of(each) for each in pdf.objects if _is_font(each)]
        faces = faces_of(pdf)
        for obj in [*pdf.objects, pdf.trailer]:
            yield from _object(obj, tables, deep, faces.get(obj.objgen))


def _is_font(obj: Any) -> bool:
    return isinstance(obj, Dictionary) and isinstance(obj.get(Name.ToUnicode), Stream)


def _object(
    obj: Any, tables: list[Table], deep: int, faces: dict[str, list[Table | None]] | None
) -> Iterator[Text]:
    where = f"object {obj.objgen[0]}"
    yield from _values(obj, where)
    if not isinstance(obj, Stream):
        return
    try:
        opened = bytes(obj.read_bytes(StreamDecodeLevel.generalized))
    except (pikepdf.PdfError, RuntimeError):
        opened = bytes(obj.read_raw_bytes())
    if obj.get(Name.Subtype) == Name.Image:
        yield from picture_facts(opened, where)
        return
    codes = None if faces is None else f"{where}, {CODES}"
    yield from _bytes(f"{where} data", opened, codes)
    if obj.get(Name.Type) == Name.EmbeddedFile and deep < DEEPEST:
        yield from texts_of(opened, f"{where}, a file inside", deep + 1)
    if b"Tj" in opened or b"TJ" in opened or b"'" in opened or b'"' in opened:
        place = TABLES if _is_face(opened) else "shown text" if codes is None else CODES
        yield from _shown(f"{where}, {place}", opened, tables)
        for text in () if faces is None else read_by_fonts(opened, faces):
            yield f"{where}, shown text", text


def _values(obj: Any, where: str) -> Iterator[Text]:
    """Strings and names of one object; not of those it refers to."""
    waiting = [(obj, True)]
    while waiting:
        value, is_top = waiting.pop()
        if isinstance(value, pikepdf.Object) and value.is_indirect and not is_top:
            continue
        if isinstance(value, (Dictionary, Stream)):
            for key in value.keys():  # noqa: SIM118
                if str(key)[1:] not in SYNTAX:
                    yield where, str(key)
                waiting.append((value[key], False))
        elif isinstance(value, Array):
            waiting += [(each, False) for each in value]
        elif isinstance(value, Name) and str(value)[1:] not in SYNTAX:
            yield where, str(value)
        elif isinstance(value, pikepdf.String):
            yield where, str(value)
            yield from _coded(where, bytes(value))
            if "%" in str(value):
                yield where, unquote(str(value))  # an address: Rowan%20Fox


def _shown(where: str, content: bytes, tables: list[Table]) -> Iterator[Text]:
    """What the text of a content says, in plain codes and through every font of the file."""
    lines, done, height = [b""], 0, Height()
    for match in SHOWN.finditer(content):
        if height.is_new_line(content[done : match.start()]):
            lines.append(b"")
        literal, figures = match.groups()
        lines[-1] += unhexed(figures) if figures else unescaped(literal or b"")
        done = match.end()
    joined = b"".join(lines)
    for codec in ("latin-1", *(("utf-8",) if not joined.isascii() else ()), *_wide(joined)):
        yield where, "\n".join(line.decode(codec, "ignore") for line in lines)
    for table in tables:
        length = max(map(len, table), default=1)
        yield where, "\n".join(_through(line, table, length) for line in lines)


def _wide(data: bytes) -> tuple[str, ...]:
    is_wide = b"\0" in data or data[:2] in (b"\xfe\xff", b"\xff\xfe")
    return ("utf-16-be", "utf-16-le") if is_wide else ()


def _through(line: bytes, table: Table, length: int) -> str:
    codes = (line[at : at + length] for at in range(0, len(line), length))
    return "".join(table.get(code, " ") for code in codes)


def _pages(data: bytes) -> Iterator[Text]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    with document:
        for number in range(len(document)):
            try:
                text = document[number].get_textpage()
            except pypdfium2.PdfiumError:
                continue
            yield f"page {number + 1}", text.get_text_range()
            text.close()


def _members(data: bytes, deep: int) -> Iterator[Text]:
    """Files in a zip, and so in the papers of office programs; their marks are taken away."""
    left = MOST_IN_ALL
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.infolist()[:5000]:
                yield "file name", member.filename
                if member.file_size > min(left, MOST_OPENED) or member.flag_bits & 1:
                    yield member.filename, "not searched: it is too large or locked"
                    continue
                left -= member.file_size
                inner = packed.read(member)
                yield from texts_of(inner, member.filename, deep + 1)
                if inner[:1] == b"<":
                    plain = re.sub(r"<[^>]*>", "", inner.decode("utf-8", "ignore"))
                    yield member.filename, plain
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        return


def picture_facts(data: bytes, where: str = "picture") -> Iterator[Text]:
    """What a picture carries beside its points; a place is said as GPS."""
    if data[:2] not in (b"\xff\xd8", b"\x89P", b"II", b"MM", b"RI", b"GI"):
        return
    try:
        with Image.open(io.BytesIO(data)) as picture:
            facts = picture.getexif()
            place = facts.get_ifd(ExifTags.IFD.GPSInfo)
            known = [*facts.items(), *facts.get_ifd(ExifTags.IFD.Exif).items()]
            said = [f"{key}: {value}" for key, value in picture.info.items()]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return
    if place.get(2) or place.get(4):
        yield where, f"GPS {place.get(1)} {place.get(2)} {place.get(3)} {place.get(4)}"
    for _, value in known:
        if isinstance(value, bytes):
            yield from _coded(where, value)
        else:
            yield where, str(value)
    yield where, "\n".join(said)
