"""What a viewer reads and shows of a page: letters with their places, those nobody sees, pictures.

Places are in the page's own space. The reading is pdfium's.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct
from PIL import Image

from everyword.redact.geometry import Rect, View, holds, join, meet

LOOK = 2.0
"""Pixels a point when it is looked at whether a letter is seen."""
FLAT = 4
"""Steps of grey, of 255, by which a place must differ in itself to show anything."""
MOST_PIXELS = 36_000_000
INVISIBLE = 3
"""The text mode that paints nothing: what programs that read scans write."""


class Letter(Struct, frozen=True):
    """One letter as a viewer takes it from the page; `box` is None where the viewer made it up
    (gaps and line ends)."""

    char: str
    box: Rect | None
    row: Rect | None
    """The same, as high as letters of this size can be."""
    invisible: bool = False
    judged: bool = True
    """False: the viewer may only lack the font, so that not seeing it says nothing."""
    unknown: bool = False
    """The file does not say which letter it is."""


@contextmanager
def opened(data: bytes) -> Iterator["pypdfium2.PdfDocument"]:
    """The document with its form fields drawn."""
    document = pypdfium2.PdfDocument(data)
    try:
        if document.get_formtype() in (raw.FORMTYPE_ACRO_FORM, raw.FORMTYPE_XFA_FOREGROUND):
            document.init_forms()
        yield document
    finally:
        document.close()


def letters(page: "pypdfium2.PdfPage", with_rows: bool = True) -> list[Letter]:
    """In reading order; without rows, each letter is its own."""
    text = page.get_textpage()
    sides = [ctypes.c_double() for _ in range(4)]
    try:
        return [_letter(text.raw, at, sides, with_rows) for at in range(text.count_chars())]
    finally:
        text.close()


def _letter(text: object, index: int, sides: list[ctypes.c_double], with_rows: bool) -> Letter:
    code = raw.FPDFText_GetUnicode(text, index)
    char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    if raw.FPDFText_IsGenerated(text, index) == 1:
        return Letter(char, None, None)
    if not raw.FPDFText_GetCharBox(text, index, *(ctypes.byref(each) for each in sides)):
        return Letter(char, None, None)
    left, right, bottom, top = (each.value for each in sides)
    box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    piece = raw.FPDFText_GetTextObject(text, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(piece) if piece else 0
    judged = code < 0x250 or not piece or _is_embedded(piece)
    unknown = raw.FPDFText_HasUnicodeMapError(text, index) == 1 or char == "\ufffd"
    row = _row(text, index, box) if with_rows else box
    return Letter(char, box, row, mode == INVISIBLE, judged, unknown)


def _is_embedded(piece: object) -> bool:
    return bool(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(piece)) == 1)


def _row(text: object, index: int, box: Rect) -> Rect:
    """The letter's box, made as high as its line; only for lines along the sides of the page."""
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetMatrix(text, index, matrix):
        return box
    raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    size = raw.FPDFText_GetFontSize(text, index)
    up = (matrix.c * size, matrix.d * size)
    if min(abs(up[0]), abs(up[1])) > 0.05 * math.hypot(*up) or not all(map(math.isfinite, up)):
        return box
    ends = [(x.value + part * up[0], y.value + part * up[1]) for part in (-0.22, 0.74)]
    if abs(up[0]) < abs(up[1]):
        low, high = sorted(end[1] for end in ends)
        return join(box, (box[0], low, box[2], high))
    low, high = sorted(end[0] for end in ends)
    return join(box, (low, box[1], high, box[3]))


def picture(page: "pypdfium2.PdfPage", scale: float) -> Image.Image:
    """The page as shown, as RGB; a very large page in fewer pixels."""
    width, height = page.get_size()
    scale = min(scale, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
    shown: Image.Image = page.render(scale=scale, draw_annots=True).to_pil()
    return shown.convert("RGB")


def hidden(page: "pypdfium2.PdfPage", view: View, found: list[Letter]) -> set[int]:
    """Which letters leave no mark on the page: white, covered, invisible, too small, cut away.

    A letter of a scan's text layer counts with its whole word, because its place is rough.
    """
    grey = picture(page, LOOK).convert("L")
    across, down = grey.width / view.width, grey.height / view.height
    out: set[int] = set()
    for group in _groups(found):
        boxes = [box for index in group if (box := found[index].box) is not None]
        if not boxes:
            continue
        box = boxes[0]
        for more in boxes[1:]:
            box = join(box, more)
        if meet(box, view.box) is None and not holds(view.box, box):
            out.update(group)
            continue
        x, y, width, height = view.shown(box)
        area = (
            max(0, math.floor(x * across)),
            max(0, math.floor(y * down)),
            min(grey.width, math.ceil((x + width) * across) + 1),
            min(grey.height, math.ceil((y + height) * down) + 1),
        )
        if area[2] <= area[0] or area[3] <= area[1]:
            out.update(group)
            continue
        low, high = grey.crop(area).getextrema()
        if isinstance(low, (int, float)) and isinstance(high, (int, float)) and high - low <= FLAT:
            out.update(group)
    return out


def _groups(found: list[Letter]) -> Iterator[list[int]]:
    word: list[int] = []
    for index, letter in enumerate(found):
        if not is_ink(letter):
            if word:
                yield word
            word = []
        elif letter.invisible:
            word.append(index)
        elif letter.judged:
            yield [index]
    if word:
        yield word


def is_ink(letter: Letter) -> bool:
    """A letter that ought to leave a mark."""
    return letter.box is not None and unicodedata.category(letter.char)[0] not in ("Z", "C", "M")
