"""What is printed on the pages of a finished bundle, read by another library than wrote it."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct

FINE = 100
"""Device units a point, when a place as shown is turned into the page's own space."""
TOO_LARGE = 20_000
"""Points; a picture of such a page would fill the memory."""
AROUND = 50
"""Points; what begins farther away from a number cannot reach it."""
LONGEST = 200
"""Letters at the place of a number; more are read with the whole page."""
LOOK = 0.2
"""Scale at which a page is looked at to see whether there is anything on it."""


class ToRead(Struct, frozen=True):
    """A page, from 0, with the number that must stand on it in a region as shown; `ours` where
    it must hold searchable text."""

    page: int
    label: str
    stamp: tuple[float, float, float, float]
    ours: bool


class Reader:
    """Reads what is printed on the pages of an open PDF, one after the other."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        # The library forgets a font with the last page that has it: one page stays open.
        self._kept: Any = None
        # A page of its own, after all others and in memory only, to read single words on.
        self._empty = raw.FPDFPage_New(pdf, len(pdf), 100, 100)
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._refs = tuple(ctypes.byref(edge) for edge in self._edges)
        self._letters = (ctypes.c_ushort * LONGEST)()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        if self._empty:
            raw.FPDF_ClosePage(self._empty)
            raw.FPDFPage_Delete(self._pdf, len(self._pdf) - 1)

    def said(self, wanted: ToRead) -> list[str]:
        """What is wrong with a page."""
        try:
            page = self._pdf[wanted.page]
            area = _on_page(page, wanted.stamp)
            chosen = self._chosen(page, area)
            if chosen and not self._is_right(page, chosen, area, wanted.label):
                page.close()  # with what was chosen it is not whole any more
                page, chosen = self._pdf[wanted.page], []
            said = [] if chosen else list(_read_page(page, wanted, area))
        except pypdfium2.PdfiumError:
            return [f"Page {wanted.label} cannot be displayed."]
        if self._kept is not None:
            self._kept.close()
        self._kept = page
        return said

    def _chosen(self, page: Any, area: tuple[float, ...]) -> list[Any]:
        """The texts at and around the number, and one other of the page.

        Reading the whole of a page takes three times as long as opening it. Empty where the whole
        must be read: there is no other text, or a drawing with texts of its own is near.
        """
        left, low, right, high = self._edges
        west, south, east, north = area
        here, other = [], None
        handle = page.raw
        for number in range(raw.FPDFPage_CountObjects(handle) if self._empty else 0):
            each = raw.FPDFPage_GetObject(handle, number)
            is_sure = raw.FPDFPageObj_GetBounds(each, *self._refs)
            is_near = not is_sure or (
                left.value < east + AROUND
                and right.value > west - AROUND
                and low.value < north + AROUND
                and high.value > south - AROUND
            )
            if other is not None and not is_near:
                continue
            kind = raw.FPDFPageObj_GetType(each)
            if kind == raw.FPDF_PAGEOBJ_FORM and is_near:
                return []
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if is_near:
                    here.append(each)
                else:
                    other = each
        return [] if other is None else [other, *here]

    def _is_right(self, page: Any, chosen: list[Any], area: tuple[float, ...], label: str) -> bool:
        """Whether these texts, moved to the empty page, are the number where it must stand, and
        more. False where that is not sure."""
        for each in chosen:
            raw.FPDFPage_RemoveObject(page.raw, each)
            raw.FPDFPage_InsertObject(self._empty, each)
        text = raw.FPDFText_LoadPage(self._empty)
        try:
            left, low, right, high = area
            place = (left, high, right, low)
            count = raw.FPDFText_GetBoundedText(text, *place, self._letters, LONGEST)
            if not text or count >= LONGEST:
                return False
            printed = bytes(self._letters)[: 2 * count].decode("utf-16-le", "replace")
            more = raw.FPDFText_CountChars(text) - len(label)
            return printed.strip("\0 \r\n") == label and more > 0
        finally:
            raw.FPDFText_ClosePage(text)
            for each in chosen:
                raw.FPDFPage_RemoveObject(self._empty, each)
                raw.FPDFPageObj_Destroy(each)


def _read_page(page: Any, wanted: ToRead, area: tuple[float, ...]) -> Iterator[str]:
    """The same, from all that is on the page."""
    text = page.get_textpage()
    stamp = str(text.get_text_bounded(*area)).strip()
    if stamp != wanted.label:
        yield f"Page {wanted.label}: the number printed on the page reads back as {stamp!r}."
    signs = text.count_chars() - len(wanted.label)
    if wanted.ours and signs <= 0:
        yield f"Page {wanted.label} has no text that can be searched."
    if signs <= 0 and _is_blank(page, wanted.stamp):
        yield f"Page {wanted.label} is blank apart from its number."
    text.close()


def _on_page(page: Any, region: tuple[float, float, float, float]) -> tuple[float, ...]:
    """A region as shown, in the page's own space: left, bottom, right, top."""
    x, y, width, height = region
    across, down = _cut_off(page)
    x, y = x - across, y - down
    corners = [_point(page, x, y), _point(page, x + width, y + height)]
    (left, right), (bottom, top) = (sorted(values) for values in zip(*corners, strict=True))
    return left, bottom, right, top


def _cut_off(page: Any) -> tuple[float, float]:
    """How far the visible part of the page, as shown, begins inside the whole page."""
    whole, seen = page.get_mediabox(), page.get_cropbox()
    left: float = max(0.0, seen[0] - whole[0])
    below: float = max(0.0, seen[1] - whole[1])
    right: float = max(0.0, whole[2] - seen[2])
    above: float = max(0.0, whole[3] - seen[3])
    turns = ((left, above), (below, left), (right, below), (above, right))
    return turns[int(page.get_rotation()) // 90 % 4]


def _point(page: Any, x: float, y: float) -> tuple[float, float]:
    wide, high = page.get_size()
    across, up = ctypes.c_double(), ctypes.c_double()
    size = (round(wide * FINE), round(high * FINE))
    at = (round(x * FINE), round(y * FINE))
    raw.FPDF_DeviceToPage(page, 0, 0, *size, 0, *at, ctypes.byref(across), ctypes.byref(up))
    return across.value, up.value


def _is_blank(page: Any, stamp: tuple[float, float, float, float]) -> bool:
    """Nothing but one colour outside the page number."""
    if max(page.get_size()) > TOO_LARGE:
        return False
    image = page.render(scale=LOOK, grayscale=True, may_draw_forms=True).to_pil()
    across, down = _cut_off(page)
    x, y = round((stamp[0] - across) * LOOK), round((stamp[1] - down) * LOOK)
    width, height = round(stamp[2] * LOOK), round(stamp[3] * LOOK)
    shade = image.getpixel((0, 0))
    image.paste(shade, (x - 1, y - 1, x + width + 2, y + height + 2))
    darkest, lightest = image.getextrema()
    return bool(lightest - darkest <= 2)
