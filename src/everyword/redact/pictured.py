"""Words in the points of a picture: found as tesseract reads them, and painted over.

A machine reads the picture, so a word it does not make out stays: whoever prints the picture says
so. What was painted over is read once more, and again until nothing of the words is read there.
"""

import unicodedata
from collections.abc import Sequence

from msgspec import Struct
from PIL import Image, ImageDraw

from everyword import ocr
from everyword.redact.finding import marks_of
from everyword.redact.geometry import Rect, View, touches
from everyword.redact.marks import Mark, Word
from everyword.redact.profiles import Profile
from everyword.redact.seen import Letter

TRIES = 3
WIDTH = 480.0
"""Points a picture is taken to be wide: the distances of letters are known for pages."""
SMALL = 1200
"""Pixels: a smaller picture is read enlarged, because its letters are too few points high."""
EDGE = 2
"""Pixels that a box is wider than its words on each side."""
BLACK = (0, 0, 0)
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
    areas = {_pixels(mark, seen, size) for mark in marks_in(seen, size, words, rules)}
    return sorted(each for each in areas if not any(_is_in(each, other) for other in areas))


def _is_in(area: Area, other: Area) -> bool:
    """A part of another: a word may be found in more than one order of the lines."""
    if area == other:
        return False
    starts, ends = zip(area[:2], other[:2], strict=True), zip(area[2:], other[2:], strict=True)
    return all(a >= b for a, b in starts) and all(a <= b for a, b in ends)


def marks_in(
    seen: Sequence[ocr.Seen], size: tuple[int, int], words: Sequence[Word], rules: Profile
) -> list[Mark]:
    """The boxes of the words, in points of a page as wide as WIDTH."""
    scale = WIDTH / size[0]
    high = size[1] * scale
    view = View((0.0, 0.0, WIDTH, high), 0)
    letters: list[Letter] = []
    for at, word in enumerate(seen):
        if at and word.line != seen[at - 1].line:
            letters.append(Letter("\n", None, None))
        elif at:
            letters.append(Letter(" ", None, None))
        letters += _letters(word, scale, high)
    return marks_of(1, view, letters, words, rules)


def _letters(word: ocr.Seen, scale: float, high: float) -> list[Letter]:
    """Each letter as wide as the others; where lines run to the left, as wide as the word."""
    top, foot = high - word.top * scale, high - (word.top + word.height) * scale
    backwards = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in word.text)
    wide = word.width * scale / (1 if backwards else max(1, len(word.text)))
    letters = []
    for at, sign in enumerate(word.text):
        left = word.left * scale + (0 if backwards else at * wide)
        box = (left, foot, left + wide, top)
        letters.append(Letter(sign, box, box))
    return letters


def _pixels(mark: Mark, seen: Sequence[ocr.Seen], size: tuple[int, int]) -> Area:
    scale = WIDTH / size[0]
    high = size[1] * scale
    left, foot, right, top = mark.rect
    area = [left / scale, (high - top) / scale, right / scale, (high - foot) / scale]
    for word in seen:
        box: Rect = (
            word.left * scale,
            high - (word.top + word.height) * scale,
            (word.left + word.width) * scale,
            high - word.top * scale,
        )
        if touches(mark.rect, box):
            area = [
                min(area[0], word.left),
                min(area[1], word.top),
                max(area[2], word.left + word.width),
                max(area[3], word.top + word.height),
            ]
    return (
        max(0, int(area[0]) - EDGE),
        max(0, int(area[1]) - EDGE),
        min(size[0], int(area[2]) + 1 + EDGE),
        min(size[1], int(area[3]) + 1 + EDGE),
    )
