"""Page numbers on the pages: upright as shown, inside the visible part, where nothing is printed.

The numbers share one embedded font, taken from a sheet the typesetter made.
"""

import io
import math
import re
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import pikepdf
import typst
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Page, Pdf

from everyword.bundle.pages.typeset import closed
from everyword.bundle.pdf.shapes import SIZE, Place, Sheet, size_on

EDGE = 26.0
"""From the edge of the page to the number, in points: printers do not reach the last 12."""
PLACES = (
    ("bottom", 1.0),
    ("bottom", 0.5),
    ("bottom", 0.0),
    ("top", 1.0),
    ("top", 0.5),
    ("top", 0.0),
)
CORNERS = (3, 5, 0, 2)
"""Of the places for numbers: above right and left, below right and left."""
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.- /()"
"""What a page label may be made of."""
ROOM = "00000"
"""There must be room for so long a number, so that pages can be looked at before they have one."""
SIZES = 256
"""Shapes of pages of which the places are kept in mind."""
OPENING = {"q": "q", "BT": "BT", "BMC": "BMC", "BDC": "BMC"}
CLOSING = {"Q": "q", "ET": "BT", "EMC": "BMC"}
STATES = re.compile(rb"[qQ](?<=[\x00\s<>\[\]{}][qQ])(?=[\x00\s<>\[\]{}/])")
BACKSLASH = 0x5C
FIGURE = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)")
PROBE = b"\n/EverywordEnd MP"
LONGEST_READ = 4_000_000
"""Bytes of a page's drawing that are read word by word."""
FONT = "/EverywordStamp"


def region(sheet: Sheet, place: Place) -> tuple[float, float, float, float]:
    """The whole points around a number: what to give to pdftotext -x -y -W -H, which counts from
    the corner of the whole page, the part that is cut off included."""
    left, top = place.x + sheet.hidden[0], place.y + sheet.hidden[1]
    x, y = math.floor(left - 1), math.floor(top - 1)
    right, below = math.ceil(left + place.width + 1), math.ceil(top + place.height + 1)
    return (float(x), float(y), float(right - x), float(below - y))


def sheet_of(page: Page) -> Sheet:
    """What a viewer shows of the page: its crop box, as far as it lies on the page."""
    obj = page.obj
    media = box_of(obj.get("/MediaBox")) or (0.0, 0.0, 612.0, 792.0)
    crop = box_of(obj.get("/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = media
    turn = turn_of(page)
    if media == (left, bottom, right, top):
        return Sheet(left, bottom, right, top, turn)
    west, south = left - media[0], bottom - media[1]
    east, north = media[2] - right, media[3] - top
    hidden = {90: (south, west), 180: (east, south), 270: (north, east)}
    return Sheet(left, bottom, right, top, turn, hidden.get(turn, (west, north)))


def turn_of(page: Page) -> int:
    """Clockwise: 0, 90, 180 or 270. What is no quarter turn counts as the one before."""
    turn = page.obj.get("/Rotate", 0)
    return int(float(turn) / 90) % 4 * 90 if _is_number(turn) else 0


def _is_number(value: Any) -> bool:
    try:
        return float(value) == float(value)
    except (TypeError, ValueError):
        return False


def box_of(value: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(value, Array):
        return None
    try:  # most pages have the same few boxes, and each figure of one is an object to the library
        x, y, right, top = _figures(value.unparse(resolved=True)) or map(float, value)
    except (TypeError, ValueError):  # not four, or not all of them numbers
        return None
    box = (min(x, right), min(y, top), max(x, right), max(y, top))
    return box if box[2] - box[0] >= 1 and box[3] - box[1] >= 1 else None


@lru_cache(SIZES)
def _figures(box: bytes) -> tuple[float, ...]:
    """The numbers of a box as it is written; none where it holds anything else."""
    words = box.strip(b"[] ").split()
    return tuple(map(float, words)) if all(map(FIGURE.fullmatch, words)) else ()


def size_of(sheet: Sheet, label: str = "") -> float:
    """Small pages get small numbers, very large ones large numbers; a long label still fits."""
    return size_on(sheet.width, sheet.height, _length(label))


@lru_cache(SIZES)
def _length(label: str) -> float:
    """How wide a label is at size 1."""
    widths = _lettering().widths
    return sum(widths[sign] for sign in label)


def room(label: str) -> str:
    """The words for which there must be room on a page that gets a label: the longer ones."""
    return label if _length(label) > _length(ROOM) else ROOM


def places(sheet: Sheet, label: str) -> Iterator[Place]:
    """The places for a number, best first."""
    return iter(_places(sheet.width, sheet.height, _length(label)))


@lru_cache(SIZES)
def _places(across: float, down: float, length: float) -> tuple[Place, ...]:
    size, usual = size_on(across, down, length), size_on(across, down)
    edge = EDGE * usual / SIZE
    width, height = size * length, 0.73 * usual
    tops = {"bottom": down - edge - height, "top": edge}
    rest = across - 2 * edge - width
    return tuple(Place(edge + at * rest, tops[side], width, height) for side, at in PLACES)


def corners(sheet: Sheet, label: str) -> tuple[Place, ...]:
    """The places for an exhibit's label, best first; none where it has a sign that the numbers'
    font has not."""
    try:
        candidates = list(places(sheet, label))
    except KeyError:
        return ()
    return tuple(candidates[number] for number in CORNERS)


class Stamper:
    """Writes numbers; every page of the bundle refers to the one font."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.codes = _lettering().codes
        made = pikepdf.open(io.BytesIO(_lettering().pdf))
        self.font = pdf.copy_foreign(made.make_indirect(_font(made)))
        self.save = pdf.make_stream(b"q\n")
        self._served: set[tuple[int, int]] = set()

    def stamp(self, page: Page, sheet: Sheet, label: str, place: Place, ours: bool) -> None:
        """`ours`: the page is known to leave nothing open, or it was seen to by `isolate`.

        That is of no matter to a number `under` the drawing: it comes first.
        """
        if not (ours or place.under):
            isolate(self.pdf, page)
        size = size_of(sheet, label)
        matrix = " ".join(_figure(n) for n in sheet.matrix(place.x, place.y + place.height))
        signs = b"".join(self.codes[sign] for sign in label).hex()
        plate = ""
        if place.plate:
            wide, high = place.width + 4, place.height + 4
            plate = f"1 g -2 -2 {_figure(wide)} {_figure(high)} re f 0 g\n"
        text = f"BT {FONT} {_figure(size)} Tf <{signs}> Tj ET"
        drawing = f"/Artifact BMC\nq {matrix} cm 0 g\n{plate}{text}\nQ\nEMC\n".encode()
        self._give_font(page)
        if place.under:
            page.obj.Contents = Array([self.pdf.make_stream(drawing), *_streams(page)])
        else:
            last = self.pdf.make_stream(b"\nQ\n" + drawing)
            page.obj.Contents = Array([self.save, *_streams(page), last])

    def _give_font(self, page: Page) -> None:
        """Pages often share one dictionary: the font under its own name is of no harm to others."""
        resources = page.obj.get(Name.Resources)
        if not isinstance(resources, Dictionary):
            resources = page.obj.Resources = Dictionary()
        if resources.is_indirect and resources.objgen in self._served:
            return
        fonts = resources.get(Name.Font)
        if isinstance(fonts, Dictionary):
            fonts[FONT] = self.font
        else:
            resources.Font = Dictionary({FONT: self.font})
        self._served.add(resources.objgen)


def _streams(page: Page) -> list[Any]:
    """What is drawn on the page; the list may hold anything."""
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def isolate(pdf: Pdf, page: Page) -> bool:
    """A page that does not put its drawing state back would move, turn or swallow our number.

    Such a page's content is wrapped as a whole; what it shows stays the same. True where it was.
    """
    try:
        content = b"\n".join(part.read_bytes() for part in _streams(page))
    except pikepdf.PdfError:  # cannot be unpacked: what is read of it must not run on either
        content = b"("
    if _looks_closed(content) or _is_closed(pdf, content):
        return False
    whole = pdf.make_stream(content)
    whole.Type, whole.Subtype = Name.XObject, Name.Form
    whole.BBox = page.obj.get(Name.MediaBox, Array([0, 0, 612, 792]))
    for key in (Name.Resources, Name.Group):
        if key in page.obj:
            whole[key] = page.obj[key]
    page.obj.Resources = Dictionary(XObject=Dictionary(EverywordPage=whole))
    page.obj.Contents = pdf.make_stream(b"/EverywordPage Do")
    return True


def _looks_closed(content: bytes) -> bool:
    """Whether all that is opened is closed, by counting: quick, and sure for most pages."""
    bare = _without_texts(content)
    if bare is None or b"%" in bare or b"\\" in bare:
        return False
    count = bare.count
    return (
        b"BI" not in bare
        and count(b"<") == count(b">")
        and count(b"[") == count(b"]")
        and count(b"BT") == count(b"ET")
        and count(b"BMC") + count(b"BDC") == count(b"EMC")
        and _is_restored(bare)
    )


def _without_texts(content: bytes) -> bytes | None:
    """What stands outside of (texts); None where a text holds brackets or has no end.

    What is escaped neither begins nor ends a text; outside of texts a backslash is no word of the
    language. To look at the brackets only is faster than to look at each backslash.
    """
    first, *texts = _at_brackets(content)
    outside = [first]
    for text in texts:
        end = text.find(b")")
        while end > 0 and _is_escaped(text, end):
            end = text.find(b")", end + 1)
        if end < 0:
            return None
        outside.append(text[end + 1 :])
    bare = b" ".join(outside)
    return None if b")" in bare else bare


def _at_brackets(content: bytes) -> list[bytes]:
    """Split at each ( that is not escaped."""
    parts: list[bytes] = []
    run: list[bytes] = []
    for part in content.split(b"("):
        run.append(part)
        if not _is_escaped(part, len(part)):
            parts.append(b"~".join(run) if len(run) > 1 else part)
            run = []
    return [*parts, b"~".join(run)] if run else parts


def _is_escaped(content: bytes, at: int) -> bool:
    """Whether an odd number of backslashes stands right before a place."""
    before = at
    while before > 0 and content[before - 1] == BACKSLASH:
        before -= 1
    return (at - before) % 2 == 1


def _is_restored(bare: bytes) -> bool:
    """Whether each `q` (save) has its `Q` (restore)."""
    depth = 0
    for sign in STATES.findall(b" " + bare + b" "):
        depth += 1 if sign == b"q" else -1
        if depth < 0:
            return False
    return depth == 0


def _is_closed(pdf: Pdf, content: bytes) -> bool:
    """The same, read word by word."""
    if len(content) > LONGEST_READ:
        return False
    depths = dict.fromkeys(("q", "BT", "BMC"), 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            steps = list(pikepdf.parse_content_stream(pdf.make_stream(content + PROBE)))
    except (pikepdf.PdfError, UserWarning, TypeError, ValueError):  # whatever it stumbles over
        return False
    last = steps.pop() if steps else None
    if last is None or str(last.operator) != "MP" or list(last.operands) != [Name.EverywordEnd]:
        return False  # something was still open and took our words in
    for step in steps:
        if isinstance(step, pikepdf.ContentStreamInlineImage):
            return False  # one shorter than it says swallows what follows
        word = str(step.operator)
        opened, closed_by = OPENING.get(word), CLOSING.get(word)
        if opened:
            depths[opened] += 1
        if closed_by:
            depths[closed_by] -= 1
            if depths[closed_by] < 0:
                return False
    return not any(depths.values())


def _figure(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


class _Lettering(Struct, frozen=True):
    """A small PDF that holds the font; the code of each sign in it, and its width at size 1."""

    pdf: bytes
    codes: dict[str, bytes]
    widths: dict[str, float]


@cache
def _lettering() -> _Lettering:
    """Liberation Sans with the signs of a page label."""
    markup = (
        "#set page(width: auto)\n"
        '#set text(font: "Liberation Sans", size: 10pt, kerning: false, ligatures: false)\n'
        f'#"{SIGNS}"'
    )
    data = typst.compile({"main.typ": markup.encode()}, timestamp=0, **closed())
    with pikepdf.open(io.BytesIO(data)) as made:
        shown = b""
        for step in pikepdf.parse_content_stream(made.pages[0], operators="Tj TJ"):
            (words,) = step.operands
            parts = list(words) if isinstance(words, Array) else [words]
            shown += b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        codes = {sign: shown[2 * n : 2 * n + 2] for n, sign in enumerate(SIGNS)}
        widths = _widths(_font(made).DescendantFonts[0])
    sizes = {sign: widths[int.from_bytes(code)] / 1000 for sign, code in codes.items()}
    return _Lettering(data, codes, sizes)


def _font(made: Pdf) -> Any:
    (font,) = made.pages[0].obj.Resources.Font.values()
    return font


def _widths(font: Any) -> dict[int, float]:
    """The widths of a font as PDF lists them: first code, then one width for each."""
    widths: dict[int, float] = {}
    steps = iter(font.W)
    for first in steps:
        following = next(steps)
        if isinstance(following, Array):
            widths |= {int(first) + n: float(width) for n, width in enumerate(following)}
        else:
            width = float(next(steps))
            widths |= dict.fromkeys(range(int(first), int(following) + 1), width)
    return widths
