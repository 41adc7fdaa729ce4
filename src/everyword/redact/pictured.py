"""Words in the points of a picture: found as tesseract reads them, and painted over.

A machine reads the picture, so a word it does not make out stays: whoever prints the picture says
so. What was painted over is read once more, and again until nothing of the words is read there.
"""

import unicodedata
from collections.abc import Sequence

import msgspec
import pypdfium2
from msgspec import Struct
from PIL import Image, ImageDraw

from everyword import ocr
from everyword.redact.finding import marks_of
from everyword.redact.geometry import Rect, View, join, touches
from everyword.redact.marks import Mark, Word
from everyword.redact.profiles import Profile
from everyword.redact.seen import Letter, picture

TRIES = 3
WIDTH = 480.0
"""Points a picture is taken to be wide: the distances of letters are known for pages."""
SMALL = 1200
"""Pixels: a smaller picture is read enlarged, because its letters are too few points high."""
EDGE = 2
"""Pixels that a box is wider than its words on each side."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
DOTS = 300
"""Dots an inch at which a page is read."""
Area = tuple[int, int, int, int]
"""Left, top, right and below, in pixels from the upper left corner."""


class StillThere(Exception):
    """A word is still read in a picture after it was painted over."""


class Painted(Struct, frozen=True):
    """The picture without the words, what is read in it now, and how many boxes it has."""

    image: Image.Image
    seen: tuple[ocr.Seen, ...]
    boxes: int


def read(program: ocr.Program, image: Image.Image, spoken: str) -> list[ocr.Seen]:
    """The words of a picture of any size, in its own pixels. Raises NotRead."""
    times = 2 if max(image.size) < SMALL else 1
    large = image
    if times > 1:
        size = (image.width * times, image.height * times)
        large = image.resize(size, Image.Resampling.LANCZOS)
    return [
        ocr.Seen(
            each.text,
            each.left // times,
            each.top // times,
            -(-each.width // times),
            -(-each.height // times),
            each.sure,
            each.line,
        )
        for each in ocr.read(program, large, spoken)
    ]


def painted(
    program: ocr.Program, image: Image.Image, spoken: str, words: Sequence[Word], rules: Profile
) -> Painted:
    """The picture with every word that is found in it painted over.

    Raises NotRead where it cannot be read, StillThere where a word does not go.
    """
    boxes = 0
    for _ in range(TRIES + 1):
        seen = read(program, image, spoken)
        areas = areas_of(seen, image.size, words, rules)
        if not areas:
            return Painted(image, tuple(seen), boxes)
        image = image.convert("RGB")
        pen = ImageDraw.Draw(image)
        for left, top, right, below in areas:
            pen.rectangle((left, top, right - 1, below - 1), fill=BLACK)
        boxes += len(areas)
    raise StillThere


def areas_of(
    seen: Sequence[ocr.Seen], size: tuple[int, int], words: Sequence[Word], rules: Profile
) -> list[Area]:
    """What is to be painted over: whole words as tesseract has them, with what hangs on them."""
    scale = WIDTH / size[0]
    found = marks_in(seen, scale, size[1] * scale, words, rules)
    areas = {_pixels(mark.rect, scale, size) for mark in found}
    return sorted(each for each in areas if not any(_is_in(each, other) for other in areas))


def _is_in(area: Area, other: Area) -> bool:
    """A part of another: a word may be found in more than one order of the lines."""
    if area == other:
        return False
    starts, ends = zip(area[:2], other[:2], strict=True), zip(area[2:], other[2:], strict=True)
    return all(a >= b for a, b in starts) and all(a <= b for a, b in ends)


def _pixels(rect: Rect, scale: float, size: tuple[int, int]) -> Area:
    left, foot, right, top = (side / scale for side in rect)
    return (
        max(0, int(left) - EDGE),
        max(0, int(size[1] - top) - EDGE),
        min(size[0], int(right) + 1 + EDGE),
        min(size[1], int(size[1] - foot) + 1 + EDGE),
    )


def marks_in(
    seen: Sequence[ocr.Seen], scale: float, high: float, words: Sequence[Word], rules: Profile
) -> list[Mark]:
    """The boxes of the words in a picture that is so many points high; `scale` points a pixel."""
    letters: list[Letter] = []
    boxes: list[Rect] = []
    for at, word in enumerate(seen):
        left, foot = word.left * scale, high - (word.top + word.height) * scale
        boxes.append((left, foot, left + word.width * scale, high - word.top * scale))
        if at:
            sign = " " if word.line == seen[at - 1].line else "\n"
            letters.append(Letter(sign, None, None))
        letters += _letters(word.text, boxes[-1])
    wide = max((box[2] for box in boxes), default=1.0)
    found = marks_of(1, View((0.0, 0.0, wide, high), 0), letters, words, rules)
    return [_whole(mark, boxes) for mark in found]


def _letters(text: str, box: Rect) -> list[Letter]:
    """Each letter as wide as the others; where lines run to the left, as wide as the word."""
    left, foot, right, top = box
    wide = (right - left) / max(1, len(text))
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
        return [Letter(sign, box, box) for sign in text]
    parts = [(left + at * wide, foot, left + (at + 1) * wide, top) for at in range(len(text))]
    return [Letter(sign, part, part) for sign, part in zip(text, parts, strict=True)]


def _whole(mark: Mark, boxes: Sequence[Rect]) -> Mark:
    """Where a letter stands in a word is only worked out: all of the word is covered."""
    rect = mark.rect
    for box in boxes:
        if touches(mark.rect, box):
            rect = join(rect, box)
    return msgspec.structs.replace(mark, rect=rect)


class Eyes(Struct, frozen=True):
    """What pictures on the pages of a PDF are read with; `known` are pages from 1 that hold the
    words of their pictures already."""

    program: ocr.Program
    spoken: str
    known: frozenset[int] = frozenset()


def marks_on(
    eyes: Eyes,
    page: "pypdfium2.PdfPage",
    number: int,
    view: View,
    typed: Sequence[Letter],
    words: Sequence[Word],
    rules: Profile,
) -> list[Mark]:
    """The boxes of words in the pictures of a page; what is `typed` on it is not read.

    Raises NotRead.
    """
    image = picture(page, DOTS / 72)
    across, down = image.width / view.width, image.height / view.height
    pen = ImageDraw.Draw(image)
    for letter in typed:
        if letter.box is not None and not letter.invisible:
            x, y, wide, high = view.shown(letter.box)
            ends = ((x + wide) * across, (y + high) * down)
            pen.rectangle((x * across, y * down, *ends), fill=WHITE)
    scale = view.width / image.width
    found = marks_in(read(eyes.program, image, eyes.spoken), scale, view.height, words, rules)
    return [_on_page(mark, number, view) for mark in found]


def _on_page(mark: Mark, number: int, view: View) -> Mark:
    left, foot, right, top = mark.rect
    rect = view.own(left, view.height - top, right - left, top - foot)
    return msgspec.structs.replace(mark, page=number, rect=rect, is_pictured=True)
