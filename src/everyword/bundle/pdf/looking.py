"""Where on a page nothing is printed: looked for on small pictures of its lower and upper edge.

A picture is as fine as the number is large: eleven points for the height of a number, whatever
the size of the page. The page is shown with its forms and marks, as a viewer shows it.
"""

import ctypes
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import pypdfium2.raw as raw
from msgspec import Struct

from everyword.bundle.pdf.corners import empty_corner
from everyword.bundle.pdf.shapes import CLEAR, LIGHT, SIZE, Place, Sheet, size_on

WIDEST = 60_000
"""Points of a picture across: a page that calls itself a hundred kilometres wide is looked at
as coarsely as that takes."""
DARK = bytes(value < LIGHT for value in range(256))
WORD = 4
"""Points of a row are stored in so many at once: no row has any that nobody filled."""
WHITE, BLACK = 0xFFFFFFFF, 0xFF000000
PAINTED = bytes(value > 0 for value in range(256))
"""What is not as black as the ground is painted."""
MOST_OBJECTS = 50
"""Drawings of a page of which one must be text, for the page to be known to have words."""


class Strip(Struct, frozen=True):
    """The places across a page, at one height, where something is printed: from and to, in points
    from the left as shown."""

    inked: tuple[tuple[float, float], ...]

    def under(self, place: Place, clear: float) -> float:
        """How much of a place's width is printed on."""
        first, last = place.x - clear, place.x + place.width + clear
        return sum(max(0.0, min(last, b) - max(first, a)) for a, b in self.inked)


class Wanted(Struct, frozen=True):
    """A page, from 0, and the places for a number on it, best first, or the one it is known to
    have; `corners` are the places for an exhibit's label."""

    page: int
    sheet: Sheet
    tried: tuple[Place, ...]
    corners: tuple[Place, ...] = ()


class Found(Struct, frozen=True):
    """Where the number of a page goes, and the exhibit's label, if there is room for one.

    `words` is whether there is text on the page for sure.
    """

    place: Place
    corner: Place | None = None
    words: bool = False


class Search:
    """Looks at pages of an open pypdfium2 document, one after the other."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        # The library forgets a font with the last page that has it: one page stays open, because
        # the next one mostly has the same fonts.
        self._kept: Any = None

    def find(self, wanted: Wanted) -> Found:
        page = raw.FPDF_LoadPage(self._pdf, wanted.page)
        if not page:  # such a page shows nothing, so nothing is in the way
            return Found(wanted.tried[0])
        if self._pdf.formenv is not None:
            raw.FORM_OnAfterLoadPage(page, self._pdf.formenv)
        place, corner = wanted.tried[0], None
        if len(wanted.tried) > 1:
            place = _find_place(self._pdf, page, wanted.sheet, wanted.tried)
        if wanted.corners:
            corner = empty_corner(self._pdf[wanted.page], wanted.sheet, wanted.corners, place)
        self.close()
        self._kept = page
        return Found(place, corner, _has_words(page))

    def close(self) -> None:
        if self._kept is None:
            return
        if self._pdf.formenv is not None:
            raw.FORM_OnBeforeClosePage(self._kept, self._pdf.formenv)
        raw.FPDF_ClosePage(self._kept)
        self._kept = None


def _find_place(pdf: Any, page: Any, sheet: Sheet, candidates: Sequence[Place]) -> Place:
    best: tuple[float, Place] | None = None
    clear = CLEAR * size_on(sheet.width, sheet.height) / SIZE
    for row in (candidates[:3], candidates[3:]):
        printed, painted = look(pdf, page, sheet, row[0])
        for place in row:
            ink = printed.under(place, clear)
            if ink == 0:
                return msgspec.structs.replace(place, under=painted.under(place, clear) == 0)
            if best is None or ink < best[0]:
                best = (ink, place)
    assert best is not None  # there are always six candidates
    return msgspec.structs.replace(best[1], plate=True)


def _has_words(page: Any) -> bool:
    """Whether one of the first drawings of a page is a text that takes up room."""
    edges = tuple(ctypes.c_float() for _ in range(4))
    refs = tuple(ctypes.byref(edge) for edge in edges)
    for number in range(min(raw.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        each = raw.FPDFPage_GetObject(page, number)
        is_text = raw.FPDFPageObj_GetType(each) == raw.FPDF_PAGEOBJ_TEXT
        if is_text and raw.FPDFPageObj_GetBounds(each, *refs):
            left, low, right, high = (edge.value for edge in edges)
            if right > left and high > low:
                return True
    return False


def look(pdf: Any, page: Any, sheet: Sheet, place: Place) -> tuple[Strip, Strip]:
    """What is printed at the height of a place, over the whole width of an open page; and what is
    painted there on a black ground: it is not black, and may be as white as paper."""
    size = size_on(sheet.width, sheet.height)
    scale = min(SIZE / size, WIDEST / sheet.width)
    clear = CLEAR * size / SIZE
    first = max(0, math.floor((place.y - clear) * scale))
    last = math.ceil((place.y + place.height + clear) * scale)
    whole = (math.ceil(sheet.width * scale), math.ceil(sheet.height * scale))
    rows = max(1, min(last, whole[1]) - first)
    width = -(-whole[0] // WORD) * WORD
    bitmap = raw.FPDFBitmap_CreateEx(width, rows, raw.FPDFBitmap_Gray, None, 0)
    try:
        strips = []
        for ground, counts in ((WHITE, DARK), (BLACK, PAINTED)):
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, rows, ground)
            grey = _drawn(pdf, page, bitmap, (0, -first, *whole))
            strips.append(Strip(_inked(grey, ground, counts, whole[0], rows, scale)))
        return strips[0], strips[1]
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _drawn(pdf: Any, page: Any, bitmap: Any, where: tuple[int, int, int, int]) -> bytes:
    """The points of a picture of the page, of which the bitmap holds a part."""
    raw.FPDF_RenderPageBitmap(bitmap, page, *where, 0, raw.FPDF_ANNOT)
    if pdf.formenv is not None:
        raw.FPDF_FFLDraw(pdf.formenv, bitmap, page, *where, 0, raw.FPDF_ANNOT)
    size = raw.FPDFBitmap_GetStride(bitmap) * raw.FPDFBitmap_GetHeight(bitmap)
    return ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), size)


def _inked(
    grey: bytes, ground: int, counts: bytes, width: int, rows: int, scale: float
) -> tuple[tuple[float, float], ...]:
    if grey == _blank(ground & 0xFF, len(grey)):
        return ()
    stride, columns = len(grey) // rows, 0
    inked = grey.translate(counts)
    for row in range(0, len(inked), stride):
        columns |= int.from_bytes(inked[row : row + stride])
    return tuple((a / scale, b / scale) for a, b in _runs(columns.to_bytes(stride)[:width]))


@lru_cache(4)
def _blank(shade: int, size: int) -> bytes:
    return bytes([shade]) * size


def _runs(inked: bytes) -> list[tuple[int, int]]:
    runs = []
    start = inked.find(1)
    while start >= 0:
        end = inked.find(0, start)
        if end < 0:
            end = len(inked)
        runs.append((start, end))
        start = inked.find(1, end)
    return runs
