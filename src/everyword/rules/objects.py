"""What is drawn on a page, one piece after the other: texts, pictures and boxes, with pypdfium2.

Places are in the page's own space, in points; forms inside forms are followed to a depth.
"""

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as raw
from msgspec import Struct

from everyword.rules.report import Box

MOST = 30_000
DEEPEST = 8
OPAQUE = 230
"""Of 255: less lets what lies below show through."""
INVISIBLE = 3
"""The text render mode of a layer of searchable text under a scan."""
LETTER = 0.5
"""The width of a letter, roughly, as a part of its size."""
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Text(Struct, frozen=True):
    """A stretch of text: its size, the way it runs in degrees, roughly how many letters."""

    place: int
    box: Box
    size: float
    angle: float
    letters: float
    font: int
    is_shown: bool
    is_white: bool


class Filled(Struct, frozen=True):
    """An upright rectangle of one opaque colour."""

    place: int
    box: Box


class Image(Struct, frozen=True):
    box: Box
    dpi: float


class Drawn(Struct, frozen=True):
    """Everything on a page in the order it is drawn; `fonts`: name and whether it is enclosed."""

    texts: list[Text]
    boxes: list[Filled]
    images: list[Image]
    fonts: dict[int, tuple[str, bool]]
    is_whole: bool


def drawn_on(page: Any) -> Drawn:
    drawn = Drawn([], [], [], {}, True)
    places = 0
    for place, (each, kind, matrix) in enumerate(_pieces(page)):
        places = place
        if place >= MOST:
            break
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            _add_text(drawn, place, each, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            _add_image(drawn, each, matrix)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _add_box(drawn, place, each, matrix)
    if places >= MOST:
        return Drawn(drawn.texts, drawn.boxes, drawn.images, drawn.fonts, False)
    return drawn


def _pieces(page: Any) -> Iterator[tuple[Any, int, Matrix]]:
    for number in range(raw.FPDFPage_CountObjects(page)):
        yield from _opened(raw.FPDFPage_GetObject(page, number), PLAIN, 0)


def _opened(each: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """A piece, or the pieces of a form, with the way from their space to the page's."""
    kind = raw.FPDFPageObj_GetType(each)
    if kind != raw.FPDF_PAGEOBJ_FORM:
        yield each, kind, matrix
    elif depth < DEEPEST:
        inner = _times(_matrix(each), matrix)
        for number in range(raw.FPDFFormObj_CountObjects(each)):
            yield from _opened(raw.FPDFFormObj_GetObject(each, number), inner, depth + 1)


_MATRIX = raw.FS_MATRIX()
_SIDES = tuple(ctypes.c_float() for _ in range(4))
_COLOUR = tuple(ctypes.c_uint() for _ in range(4))


def _matrix(each: Any) -> Matrix:
    if not raw.FPDFPageObj_GetMatrix(each, _MATRIX):
        return PLAIN
    m = _MATRIX
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(a: Matrix, b: Matrix) -> Matrix:
    """First `a`, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _bounds(each: Any, matrix: Matrix) -> Box | None:
    if not raw.FPDFPageObj_GetBounds(each, *_SIDES):
        return None
    left, bottom, right, top = (side.value for side in _SIDES)
    if matrix is PLAIN:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _colour(each: Any) -> tuple[int, int, int, int]:
    """Red, green, blue and how opaque, 0 to 255; black where the piece does not say."""
    if not raw.FPDFPageObj_GetFillColor(each, *_COLOUR):
        return 0, 0, 0, 255
    red, green, blue, alpha = (part.value for part in _COLOUR)
    return red, green, blue, alpha


def _add_text(drawn: Drawn, place: int, each: Any, matrix: Matrix) -> None:
    box = _bounds(each, matrix)
    if box is None:
        return
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(each, size)
    a, b, c, d, _, _ = _times(_matrix(each), matrix)
    points = abs(size.value) * math.hypot(c, d)
    if not math.isfinite(points):
        return
    font = _font(drawn, each)
    length = max(box[2] - box[0], box[3] - box[1])
    red, green, blue, alpha = _colour(each)
    drawn.texts.append(
        Text(
            place,
            box,
            points,
            math.degrees(math.atan2(b, a)) if math.copysign(1, a * d - b * c) > 0 else math.inf,
            length / max(0.1, points * LETTER),
            font,
            raw.FPDFTextObj_GetTextRenderMode(each) != INVISIBLE and alpha > 0,
            min(red, green, blue) >= 250,
        )
    )


def _font(drawn: Drawn, each: Any) -> int:
    handle = raw.FPDFTextObj_GetFont(each)
    key = ctypes.cast(handle, ctypes.c_void_p).value or 0
    if key and key not in drawn.fonts:
        room = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(handle, room, 200)
        name = room.value.decode("utf-8", "replace")
        drawn.fonts[key] = name, raw.FPDFFont_GetIsEmbedded(handle) == 1
    return key


def _add_image(drawn: Drawn, each: Any, matrix: Matrix) -> None:
    box = _bounds(each, matrix)
    across, down = ctypes.c_uint(), ctypes.c_uint()
    if box is None or not raw.FPDFImageObj_GetImagePixelSize(each, across, down):
        return
    a, b, c, d, _, _ = _times(_matrix(each), matrix)
    wide, high = math.hypot(a, b) / 72, math.hypot(c, d) / 72
    if wide > 0 and high > 0 and across.value and down.value:
        drawn.images.append(Image(box, max(across.value / wide, down.value / high)))


def _add_box(drawn: Drawn, place: int, each: Any, matrix: Matrix) -> None:
    """Kept where it could hide something: filled, opaque, upright, over 4 points each way."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(each, fill, stroke) or fill.value == 0:
        return
    corners = raw.FPDFPath_CountSegments(each)
    box = _bounds(each, matrix)
    if box is None or not 4 <= corners <= 6 or min(box[2] - box[0], box[3] - box[1]) <= 4:
        return
    kinds = {
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(each, number))
        for number in range(corners)
    }
    if raw.FPDF_SEGMENT_BEZIERTO not in kinds and _colour(each)[3] >= OPAQUE:
        drawn.boxes.append(Filled(place, box))
