"""Pictures inside a PDF: carried into the copy without their side data, with parts painted over.

Painting changes the stored samples themselves, whatever their colours mean, so that nothing lies
under the box. A picture whose samples cannot be had makes the page a picture (`Uncertain`).
"""

import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, StreamDecodeLevel
from PIL import Image, JpegImagePlugin

from everyword.redact.copying import Copier, decoded
from everyword.redact.fonts import Uncertain
from everyword.redact.geometry import Rect

KEPT = ("/Width", "/Height", "/BitsPerComponent", "/Decode", "/ImageMask", "/Interpolate", "/Matte")
PARAMETERS = "/K /Columns /Rows /BlackIs1 /EncodedByteAlign /EndOfLine /EndOfBlock /ColorTransform"
MOST_PIXELS = 120_000_000
POINTS = frozenset(range(0xC0, 0xD0)) - {0xC8} | {0xDB, 0xDD}
"""Markers of a JPEG that its points need: sizes, tables, restarts."""
JP2 = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")
JP2_HEADER = (b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef")


def carried(copier: Copier, image: Any, spaces: Any, cuts: Sequence[Rect], deep: int = 0) -> Any:
    """The picture in the copy. `cuts` are parts of the unit square; `spaces` its named colours."""
    width, height = int(image.get(Name.Width, 0)), int(image.get(Name.Height, 0))
    if width < 1 or height < 1 or width * height > MOST_PIXELS or deep > 2:
        raise Uncertain("a picture is damaged or too large")
    keys: dict[str, Any] = {key: image[key] for key in KEPT if key in image}
    keys = {key: copier.colour(value) for key, value in keys.items()}
    keys |= {"/Type": Name.XObject, "/Subtype": Name.Image}
    space = image.get(Name.ColorSpace)
    if isinstance(space, Name) and isinstance(spaces, Dictionary) and str(space) in spaces:
        space = spaces[str(space)]
    if space is not None:
        keys["/ColorSpace"] = copier.colour(space)
    if image.get(Name("/SMaskInData"), 0) != 0 and cuts:
        raise Uncertain("a picture carries its mask inside")
    for key in ("/SMask", "/Mask"):
        mask = image.get(Name(key))
        if isinstance(mask, Stream):
            keys[key] = carried(copier, mask, spaces, cuts, deep + 1)
        elif isinstance(mask, Array):
            keys[key] = copier.colour(mask)
    areas = [area for cut in cuts if (area := _pixels(cut, width, height)) is not None]
    return _stream(copier, image, keys, areas, width, height)


def _pixels(cut: Rect, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Columns and rows (from the top) a part of the unit square touches."""
    bit = 1e-6  # of a point: what sums are wrong by is no further column
    left = max(0, math.floor(cut[0] * width + bit))
    right = min(width, math.ceil(cut[2] * width - bit))
    top = max(0, math.floor((1 - cut[3]) * height + bit))
    below = min(height, math.ceil((1 - cut[1]) * height - bit))
    return (left, top, right, below) if right > left and below > top else None


def _stream(
    copier: Copier,
    image: Any,
    keys: dict[str, Any],
    areas: list[tuple[int, int, int, int]],
    width: int,
    height: int,
) -> Any:
    make = copier.target.make_stream
    last = filters(image)[-1:]
    if last == ["/DCTDecode"] and len(filters(image)) == 1:
        parameters = _parameters(copier, image)
        data = stripped(bytes(image.read_raw_bytes()))
        if not areas:
            return make(data, {**keys, **parameters, "/Filter": Name.DCTDecode})
        painted = _painted_jpeg(data, areas)
        if painted is not None:
            return make(painted, {**keys, **parameters, "/Filter": Name.DCTDecode})
    elif last and last[0] in ("/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode"):
        return _packed(copier, image, keys, areas, last[0])
    try:
        samples = bytearray(image.read_bytes(StreamDecodeLevel.all))
    except pikepdf.PdfError:
        raise Uncertain("a picture is packed in a way that cannot be opened") from None
    size = _paint(samples, image, keys, areas, width, height)
    return make(bytes(samples[:size]), keys)


def filters(image: Any) -> list[str]:
    listed = image.get(Name.Filter)
    short = {"/DCT": "/DCTDecode", "/CCF": "/CCITTFaxDecode", "/Fl": "/FlateDecode"}
    names = [str(each) for each in listed] if isinstance(listed, Array) else [str(listed)]
    return [short.get(name, name) for name in names if name != "None"]


def _parameters(copier: Copier, image: Any) -> dict[str, Any]:
    given = image.get(Name.DecodeParms)
    if isinstance(given, Array):
        given = given[-1] if len(given) else None
    if not isinstance(given, Dictionary):
        return {}
    kept = {key: copier.colour(given[key]) for key in PARAMETERS.split() if key in given}
    tables = given.get(Name.JBIG2Globals)
    if isinstance(tables, Stream):
        common = decoded(tables)
        if has_notes(common):
            raise Uncertain("a picture may hold more than its points")
        kept["/JBIG2Globals"] = copier.target.make_stream(common)
    return {"/DecodeParms": Dictionary(kept)} if kept else {}


def _packed(
    copier: Copier, image: Any, keys: dict[str, Any], areas: Sequence[object], name: str
) -> Any:
    """Fax, JBIG2 and JPEG 2000: as they are where nothing in them goes."""
    if areas or len(filters(image)) != 1:
        raise Uncertain("a picture is packed in a way that cannot be painted on")
    data = bytes(image.read_raw_bytes())
    if name == "/JPXDecode":
        data = stripped_jpx(data)
        if Name("/SMaskInData") in image:
            keys["/SMaskInData"] = image[Name("/SMaskInData")]
    if name == "/JBIG2Decode" and has_notes(data):
        raise Uncertain("a picture may hold more than its points")
    return copier.target.make_stream(
        data, {**keys, **_parameters(copier, image), "/Filter": Name(name)}
    )


def _painted_jpeg(data: bytes, areas: Sequence[tuple[int, int, int, int]]) -> bytes | None:
    """With the same tables, so that the rest stays as near as it can; None: not grey or RGB."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format != "JPEG" or picture.mode not in ("L", "RGB"):
                return None
            tables = getattr(picture, "quantization", None)
            sampling = JpegImagePlugin.get_sampling(picture)
            painted = picture.copy()
    except (OSError, ValueError, Image.DecompressionBombError):
        raise Uncertain("a picture is damaged") from None
    for area in areas:
        painted.paste(0, area)
    stream = io.BytesIO()
    painted.save(stream, "JPEG", qtables=tables, subsampling=max(0, sampling))
    return stream.getvalue()


def _paint(
    samples: bytearray,
    image: Any,
    keys: dict[str, Any],
    areas: Sequence[tuple[int, int, int, int]],
    width: int,
    height: int,
) -> int:
    """Overwrites whole samples, row by row; returns how many bytes belong to the picture."""
    bits = 1 if image.get(Name.ImageMask) else int(image.get(Name.BitsPerComponent, 8))
    row = len(samples) // height
    parts = components(keys.get("/ColorSpace"), bool(image.get(Name.ImageMask)))
    if parts is None:
        parts = max(1, row * 8 // (bits * width))
    used = (parts * bits * width + 7) // 8
    if areas and used * height > len(samples):
        raise Uncertain("a picture is shorter than it says")
    for left, top, right, below in areas:
        first, last = left * parts * bits, right * parts * bits
        for line in range(top, below):
            _blank(samples, line * used * 8 + first, line * used * 8 + last)
    return used * height


def _blank(samples: bytearray, first: int, last: int) -> None:
    """Sets the bits from `first` to before `last` to nought."""
    low, high = -(-first // 8), last // 8
    if low > high:  # both within one byte
        keep = (0xFF << (8 - first % 8) & 0xFF) | (0xFF >> last % 8)
        samples[high] &= keep
        return
    samples[low:high] = bytes(high - low)
    if first % 8:
        samples[low - 1] &= 0xFF << (8 - first % 8) & 0xFF
    if last % 8:
        samples[high] &= 0xFF >> last % 8


def components(space: Any, is_mask: bool) -> int | None:
    """How many numbers make one point; None where the space does not say."""
    if is_mask:
        return 1
    plain = {"/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3}
    plain |= {"/DeviceCMYK": 4, "/CMYK": 4, "/Indexed": 1, "/I": 1, "/Separation": 1, "/Lab": 3}
    name = space[0] if isinstance(space, Array) and len(space) else space
    if not isinstance(name, Name):
        return None
    if str(name) == "/ICCBased" and len(space) > 1:
        return int(space[1].get(Name.N, 0)) or None
    if str(name) == "/DeviceN" and len(space) > 1:
        return len(space[1])
    return plain.get(str(name))


def stripped(data: bytes) -> bytes:
    """A JPEG without Exif, XMP, comments, previews and anything after its end."""
    if data[:2] != b"\xff\xd8":
        raise Uncertain("a picture is damaged")
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 2 <= len(data):
        code = data[at + 1]
        if data[at] != 0xFF:
            raise Uncertain("a picture is damaged")
        if code == 0xFF:
            at += 1
            continue
        if code == 0xD9:
            break
        stop = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        segment = data[at:stop]
        if code == 0xDA:
            stop = _end_of_scan(data, stop)
            out += data[at:stop]
        elif code == 0xE0 and segment[4:9] == b"JFIF\0":
            out += segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0"  # without its small picture
        elif code == 0xEE and segment[4:9] == b"Adobe":
            out += segment[:2] + b"\0\x0e" + segment[4:16]
        elif code in POINTS:
            out += segment
        at = stop
    if len(out) < 4:
        raise Uncertain("a picture is damaged")
    return bytes(out + b"\xff\xd9")


def _end_of_scan(data: bytes, at: int) -> int:
    """The next marker that is not part of the packed points."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at
    return len(data)


def stripped_jpx(data: bytes) -> bytes:
    """A JPEG 2000 without its XML and private boxes, its comments and its colour profile."""
    if data[:4] == b"\xff\x4f\xff\x51":
        return _without_comments(data)
    out = bytearray()
    for kind, body in _boxes(data):
        if kind == b"jp2h":
            body = b"".join(
                _box(inner, part)
                for inner, part in _boxes(body)
                if inner in JP2_HEADER and not (inner == b"colr" and part[:1] != b"\1")
            )
            if b"colr" not in body:
                raise Uncertain("a picture has colours of its own")
        if kind == b"jp2c":
            body = _without_comments(body)
        if kind in JP2:
            out += _box(kind, body)
    return bytes(out)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or len(data) - at
        if size < head:
            raise Uncertain("a picture is damaged")
        yield kind, data[at + head : at + size]
        at += size


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


def _without_comments(code: bytes) -> bytes:
    """The packed points of a JPEG 2000; a comment between them is made empty where it stands."""
    out, at, part = bytearray(code), 2, 0
    while at + 4 <= len(code) and code[at : at + 2] != b"\xff\xd9":
        mark, size = code[at + 1], int.from_bytes(code[at + 2 : at + 4])
        if code[at] != 0xFF or (size < 2 and mark != 0x93):
            raise Uncertain("a picture is damaged")
        if mark == 0x90:  # a part begins: at its end the next one, or the end of all
            length = int.from_bytes(code[at + 6 : at + 10])
            part = at + length if length else len(code)
        if mark == 0x93:  # its points
            if part <= at:
                raise Uncertain("a picture is damaged")
            at = part
            continue
        if mark == 0x64:
            out[at + 6 : at + 2 + size] = bytes(max(0, min(size - 4, len(code) - at - 6)))
        at += 2 + size
    return bytes(out[: at + 2])


def has_notes(data: bytes) -> bool:
    """Whether a JBIG2 holds more than points (an extension), or cannot be followed."""
    at = 0
    while at + 11 <= len(data):
        kind, count = data[at + 4] & 63, data[at + 5] >> 5
        number = int.from_bytes(data[at : at + 4])
        skip = 1
        if count == 7:
            count = int.from_bytes(data[at + 5 : at + 9]) & 0x1FFFFFFF
            skip = 4 + (count + 8) // 8
        skip += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        skip += 4 if data[at + 4] & 64 else 1
        size = int.from_bytes(data[at + 5 + skip : at + 9 + skip])
        at += 9 + skip + size
        if kind == 62 or size == 0xFFFFFFFF or at > len(data):
            return True
    return data[at:].strip(b"\0\r\n") != b""
