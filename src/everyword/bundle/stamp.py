"""Page numbers on the pages: upright as shown, inside the visible part, where nothing is printed.

A place is looked for on a small picture of the page's lower and upper edge. The numbers share one
embedded font, taken from a sheet the typesetter made.
"""

import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2
import typst
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Page, Pdf

from everyword.bundle.typeset import closed

SIZE = 11.0
EDGE = 26.0
"""From the edge of the page to the number, in points: printers do not reach the last 12."""
CLEAR = 3.0
LIGHT = 200
"""Grey level, of 255, below which a point counts as ink."""
PLACES = (
    ("bottom", 1.0),
    ("bottom", 0.5),
    ("bottom", 0.0),
    ("top", 1.0),
    ("top", 0.5),
    ("top", 0.0),
)
SIGNS = "0123456789"
TOO_LARGE = 20_000
"""Points; a picture even of the edge of such a page would fill the memory (a hostile page may
call itself a hundred kilometres wide)."""
AROUND = b"\x00\t\n\x0c\r []<>(){}/%"
FONT = "/EverywordStamp"


class Place(Struct, frozen=True):
    """Where a number goes, in points from the top left of the page as shown; `plate` whether it
    must have a white ground because no place was empty."""

    x: float
    y: float
    width: float
    height: float
    plate: bool = False


class Sheet(Struct, frozen=True):
    """The visible part of a page: its box in the page's own space, and how it is turned.

    `hidden` is how far its upper left corner as shown lies inside the whole page's.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int
    hidden: tuple[float, float] = (0.0, 0.0)

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def matrix(self, x: float, y: float) -> tuple[float, ...]:
        """From upright text at a place as shown to the page's own space."""
        match self.turn:
            case 90:
                return (0, 1, -1, 0, self.left + y, self.bottom + x)
            case 180:
                return (-1, 0, 0, -1, self.right - x, self.bottom + y)
            case 270:
                return (0, -1, 1, 0, self.right - y, self.top - x)
            case _:
                return (1, 0, 0, 1, self.left + x, self.top - y)


def region(sheet: Sheet, place: Place) -> tuple[float, float, float, float]:
    """The whole points around a number: what to give to pdftotext -x -y -W -H, which counts from
    the corner of the whole page, the part that is cut off included."""
    left, top = place.x + sheet.hidden[0], place.y + sheet.hidden[1]
    x, y = math.floor(left - 1), math.floor(top - 1)
    right, below = math.ceil(left + place.width + 1), math.ceil(top + place.height + 1)
    return (float(x), float(y), float(right - x), float(below - y))


def sheet_of(page: Page) -> Sheet:
    """What a viewer shows of the page: its crop box, as far as it lies on the page."""
    media = _box(page.obj.get(Name.MediaBox)) or (0.0, 0.0, 612.0, 792.0)
    crop = _box(page.obj.get(Name.CropBox)) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = media
    turn = page.obj.get(Name.Rotate, 0)
    turn = int(turn) % 360 if _is_number(turn) else 0
    west, south = left - media[0], bottom - media[1]
    east, north = media[2] - right, media[3] - top
    hidden = {90: (south, west), 180: (east, south), 270: (north, east)}
    return Sheet(left, bottom, right, top, turn, hidden.get(turn, (west, north)))


def _is_number(value: Any) -> bool:
    try:
        return float(value) == float(value)
    except (TypeError, ValueError):
        return False


def _box(value: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(value, Array) or len(value) != 4 or not all(map(_is_number, value)):
        return None
    x, y, right, top = (float(number) for number in value)
    box = (min(x, right), min(y, top), max(x, right), max(y, top))
    return box if box[2] - box[0] >= 1 and box[3] - box[1] >= 1 else None


def size_of(sheet: Sheet) -> float:
    """Small pages get small numbers."""
    return min(SIZE, sheet.height / 6, sheet.width / 8)


def places(sheet: Sheet, label: str) -> Iterator[Place]:
    """The places for a number, best first."""
    size = size_of(sheet)
    edge = EDGE * size / SIZE
    width, height = 0.556 * size * len(label), 0.73 * size
    for side, across in PLACES:
        x = edge + across * (sheet.width - 2 * edge - width)
        y = sheet.height - edge - height if side == "bottom" else edge
        yield Place(x, y, width, height)


def find_places(
    pdf: Any, numbers: Sequence[int], sheets: Sequence[Sheet], labels: Sequence[str]
) -> dict[int, Place]:
    """An empty place on each of these pages of an open pypdfium2 document."""
    return {n: _find_place(pdf, n, sheets[n], labels[n]) for n in numbers}


def _find_place(pdf: Any, number: int, sheet: Sheet, label: str) -> Place:
    best: tuple[float, Place] | None = None
    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:  # such a page shows nothing, so nothing is in the way
        return next(places(sheet, label))
    candidates = list(places(sheet, label))
    if max(sheet.width, sheet.height) > TOO_LARGE:
        return candidates[0]
    for strip in (candidates[:3], candidates[3:]):
        look = _Strip(page, sheet, strip[0])
        for place in strip:
            ink = look.ink(place)
            if ink == 0:
                page.close()
                return place
            if best is None or ink < best[0]:
                best = (ink, place)
    page.close()
    assert best is not None  # there are always six candidates
    place = best[1]
    return Place(place.x, place.y, place.width, place.height, plate=True)


class _Strip:
    """A picture, one grey byte a point, of a page's full width around one height."""

    def __init__(self, page: Any, sheet: Sheet, place: Place) -> None:
        self.from_top = max(0, math.floor(place.y - CLEAR))
        below = max(0, math.floor(sheet.height - place.y - place.height - CLEAR))
        image = page.render(
            grayscale=True,
            crop=(0, below, 0, self.from_top),
            may_draw_forms=True,
            fill_color=(255, 255, 255, 255),
        )
        self.width, self.height, self.stride = image.width, image.height, image.stride
        self.grey = bytes(image.buffer)
        image.close()

    def ink(self, place: Place) -> int:
        first = max(0, math.floor(place.x - CLEAR))
        last = min(self.width, math.ceil(place.x + place.width + CLEAR))
        rows = (
            self.grey[row * self.stride + first : row * self.stride + last]
            for row in range(self.height)
        )
        dark = (row for row in rows if row and min(row) < LIGHT)
        return sum(255 - point for row in dark for point in row if point < LIGHT)


class Stamper:
    """Writes numbers; every page of the bundle refers to the one font."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.font, self.codes = _font(pdf)
        self.save = pdf.make_stream(b"q\n")

    def stamp(self, page: Page, sheet: Sheet, label: str, place: Place, ours: bool) -> None:
        if not ours:
            isolate(self.pdf, page)
        size = size_of(sheet)
        matrix = " ".join(_figure(n) for n in sheet.matrix(place.x, place.y + place.height))
        signs = b"".join(self.codes[sign] for sign in label).hex()
        plate = ""
        if place.plate:
            wide, high = place.width + 4, place.height + 4
            plate = f"1 g -2 -2 {_figure(wide)} {_figure(high)} re f 0 g\n"
        text = f"BT {FONT} {_figure(size)} Tf <{signs}> Tj ET"
        drawing = f"q {matrix} cm 0 g\n{plate}{text}\nQ\n"
        resources = _own_resources(page)
        fonts = resources.get(Name.Font)
        fonts = Dictionary(dict(fonts)) if isinstance(fonts, Dictionary) else Dictionary()
        fonts[FONT] = self.font
        resources.Font = fonts
        contents = page.obj.get(Name.Contents)
        old = list(contents) if isinstance(contents, Array) else [contents] if contents else []
        last = self.pdf.make_stream(b"\nQ\n" + drawing.encode())
        page.obj.Contents = Array([self.save, *old, last])


def _own_resources(page: Page) -> Any:
    """Pages often share one dictionary: what we add must be on this page only."""
    resources = page.obj.get(Name.Resources)
    own = Dictionary(dict(resources)) if isinstance(resources, Dictionary) else Dictionary()
    page.obj.Resources = own
    return own


def isolate(pdf: Pdf, page: Page) -> None:
    """A page that does not put its drawing state back would move, turn or colour our number.

    Such a page's content is wrapped as a whole; what it shows stays the same.
    """
    contents = page.obj.get(Name.Contents)
    parts = list(contents) if isinstance(contents, Array) else [contents] if contents else []
    try:
        content = b"\n".join(part.read_bytes() for part in parts)
    except pikepdf.PdfError:  # cannot be unpacked, so cannot be wrapped either
        return
    if _is_balanced(content):
        return
    whole = pdf.make_stream(content)
    whole.Type, whole.Subtype = Name.XObject, Name.Form
    whole.BBox = page.obj.get(Name.MediaBox, Array([0, 0, 612, 792]))
    for key in (Name.Resources, Name.Group):
        if key in page.obj:
            whole[key] = page.obj[key]
    page.obj.Resources = Dictionary(XObject=Dictionary(EverywordPage=whole))
    page.obj.Contents = pdf.make_stream(b"/EverywordPage Do")


def _is_balanced(content: bytes) -> bool:
    """Whether each `q` (save) has its `Q` (restore). A letter inside a text may be taken for one:
    then the page is wrapped without need, which changes nothing."""
    steps = []
    for sign, step in ((b"q", 1), (b"Q", -1)):
        place = content.find(sign)
        while place >= 0:
            before, after = content[place - 1 : place] or b" ", content[place + 1 : place + 2]
            if before in AROUND and (after or b" ") in AROUND:
                steps.append((place, step))
            place = content.find(sign, place + 1)
    depth = 0
    for _, step in sorted(steps):
        depth += step
        if depth < 0:
            return False
    return depth == 0


def _figure(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _font(pdf: Pdf) -> tuple[Any, dict[str, bytes]]:
    """Liberation Sans with the signs of a page label, and the code of each sign in it."""
    markup = f'#set text(font: "Liberation Sans", size: 10pt, kerning: false)\n#"{SIGNS}"'.encode()
    made = pikepdf.open(io.BytesIO(typst.compile({"main.typ": markup}, timestamp=0, **closed())))
    fonts = made.pages[0].obj.Resources.Font
    (name,) = fonts.keys()
    shown = b""
    for step in pikepdf.parse_content_stream(made.pages[0], operators="Tj TJ"):
        (words,) = step.operands
        parts = list(words) if isinstance(words, Array) else [words]
        shown += b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    font = pdf.copy_foreign(made.make_indirect(fonts[name]))
    codes = {sign: shown[2 * n : 2 * n + 2] for n, sign in enumerate(SIGNS)}
    return font, codes
