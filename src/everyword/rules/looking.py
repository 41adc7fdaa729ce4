"""Each page of a PDF as it is shown, read once with pypdfium2: text, picture, links.

Slow things are done once a page; very large or crowded pages are looked at in part, and it is said.
"""

import ctypes
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from everyword.rules.covering import covered_on
from everyword.rules.facts import File, Page, Picture
from everyword.rules.landing import bookmarks_of, links_on
from everyword.rules.objects import Drawn, Text, drawn_on
from everyword.rules.places import shared_area, shown_box
from everyword.rules.report import Box

MOST_PAGES = 20_000
AT_ONCE = 200
"""Pages before the file is opened again: the library keeps the pictures it has unpacked."""
MOST_TEXT = 60_000
"""Characters kept of a page."""
MOST_TEXT_IN_ALL = 200_000_000
STRIP = 0.13
"""Of the height: where the number of a page, its head and its foot stand."""
LOOK = 0.2
LARGEST_LOOK = 400
"""Pixels along the longer side of the small picture each page is judged by."""
PAPER = 190
"""Lighter than this, of 255, is paper; a page is mostly paper where half of it is."""
TYPED = 80
"""Letters a page has at least, to be called typed."""


def look(file: File, password: str, told: Callable[[int, int], None]) -> None:
    """Fills in the pages and bookmarks of a file that can be opened."""
    pages: list[Page] = []
    room, count = MOST_TEXT_IN_ALL, 1
    while len(pages) < count:
        # Forms are not set up: with fields that lead to each other that takes minutes. Their values
        # are drawn all the same where the file has their appearance.
        try:
            pdf = pypdfium2.PdfDocument(file.path, password=password or None)
        except (pypdfium2.PdfiumError, OSError) as fault:
            file.fault = f"It cannot be displayed ({fault})."
            return
        with pdf:
            if not pages:
                count = _count(file, len(pdf))
                file.bookmarks = bookmarks_of(pdf, file)
            for number in range(len(pages), min(count, len(pages) + AT_ONCE)):
                label = file.labels[number] if number < len(file.labels) else str(number + 1)
                page = _page(pdf, Page(number + 1, label), min(room, MOST_TEXT))
                room -= len(page.text)
                pages.append(page)
                told(number + 1, count)
    file.pages = tuple(pages)


def _count(file: File, pages: int) -> int:
    if pages > MOST_PAGES:
        file.left_out += (f"Of {pages} pages the first {MOST_PAGES} were looked at.",)
    return min(pages, MOST_PAGES)


def _page(pdf: Any, facts: Page, room: int) -> Page:
    try:
        page = pdf[facts.number - 1]
    except pypdfium2.PdfiumError:
        facts.is_drawn = False
        return facts
    try:
        text = page.get_textpage()
        try:
            _read(facts, pdf, page, text, room)
        finally:
            text.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError):
        facts.is_drawn = False
    finally:
        page.close()
    return facts


def _read(facts: Page, pdf: Any, page: Any, text: Any, room: int) -> None:
    facts.width, facts.height = page.get_size()
    whole = text.get_text_range()
    facts.text = whole[:room]
    if len(whole) > room:
        facts.left_out = f"Only {room} of {len(whole)} characters were kept."
    shown = shown_box(page)
    facts.edges = "\n".join(text.get_text_bounded(*strip) for strip in _strips(page, shown))
    facts.body = max(0, _ink(whole) - _ink(facts.edges))
    drawn = drawn_on(page)
    if not drawn.is_whole:
        facts.left_out = "There is so much on it that only a part was looked at."
    _measure(facts, page, drawn, shown)
    facts.covered = covered_on(page, text, drawn, shown, facts.pictures)
    facts.links = links_on(pdf, page, text, shown, number=facts.number)
    _picture(facts, page)


def _ink(text: str) -> int:
    return len("".join(text.split()))


def _strips(page: Any, box: Box) -> tuple[Box, Box]:
    """The strips along the top and the bottom as shown, in the page's own space."""
    left, bottom, right, top = box
    high, wide = (top - bottom) * STRIP, (right - left) * STRIP
    below, above = (left, bottom, right, bottom + high), (left, top - high, right, top)
    west, east = (left, bottom, left + wide, top), (right - wide, bottom, right, top)
    turns = ((above, below), (west, east), (below, above), (east, west))
    return turns[int(page.get_rotation()) // 90 % 4]


def _measure(facts: Page, page: Any, drawn: Drawn, shown: Box) -> None:
    area = max(1.0, (shown[2] - shown[0]) * (shown[3] - shown[1]))
    facts.pictures = tuple(
        Picture(image.box, image.dpi, shared_area(image.box, shown) / area)
        for image in drawn.images
    )
    facts.fonts = tuple(sorted(set(drawn.fonts.values())))
    texts = [each for each in drawn.texts if each.is_shown and shared_area(each.box, shown) > 0]
    letters = sum(each.letters for each in texts)
    if letters < TYPED:
        return
    facts.type_size = _middle(texts, letters)
    facts.turned = _turned(texts, letters, page.get_rotation())
    by_font: Counter[int] = Counter()
    for each in texts:
        by_font[each.font] += round(each.letters)
    often = [font for font, count in by_font.items() if count >= letters / 10]
    facts.typefaces = tuple(sorted({drawn.fonts[font][0] for font in often if font}))


def _middle(texts: list[Text], letters: float) -> float:
    passed = 0.0
    for each in sorted(texts, key=lambda each: each.size):
        passed += each.letters
        if passed >= letters / 2:
            return each.size
    return 0.0


def _turned(texts: list[Text], letters: float, rotation: int) -> str:
    """The way most of the letters run as shown, where it is another than left to right."""
    ways: Counter[str] = Counter()
    for each in texts:
        ways[_way(each.angle - rotation)] += round(each.letters)
    way, count = ways.most_common(1)[0]
    return way if way and count > letters * 0.6 else ""


def _way(angle: float) -> str:
    if angle != angle or angle in (float("inf"), float("-inf")):
        return "mirrored"
    quarter = round(angle / 90) % 4
    return ("", "upwards", "upside down", "downwards")[quarter]


def _picture(facts: Page, page: Any) -> None:
    """Blank, mostly paper, equal to another: seen in a small grey picture."""
    longest = max(facts.width, facts.height, 1.0)
    scale = min(LOOK, LARGEST_LOOK / longest)
    image = page.render(scale=scale, grayscale=True)
    pixels = image.to_pil()
    wide, high = pixels.size
    strip = min(high // 3, round(high * STRIP))
    body = pixels.crop((0, strip, wide, high - strip))
    darkest, lightest = body.getextrema()
    own = re.sub(r"\s+", "", re.sub(_own_number(facts.label), "", facts.text))
    is_bare = raw.FPDFPage_GetAnnotCount(page) == 0
    facts.is_blank = lightest - darkest <= 2 and facts.body == 0 and not own and is_bare
    light = sum(body.histogram()[PAPER:])
    facts.is_paper = light * 2 >= body.width * body.height
    digest = hashlib.sha256(body.tobytes())
    digest.update(repr((pixels.size, own)).encode("utf-8", "replace"))
    facts.likeness = digest.digest()


def _own_number(label: str) -> str:
    """The label where it stands by itself."""
    return rf"(?<![\w.]){re.escape(label)}(?![\w])"


def boxes_of(page: Any, start: int, length: int) -> list[Box]:
    """Where a stretch of a page's text stands, from its place in the text."""
    text = page.get_textpage()
    try:
        count = raw.FPDFText_CountRects(text, start, length)
        sides = [ctypes.c_double() for _ in range(4)]
        found: list[Box] = []
        for number in range(max(0, min(count, 20))):
            raw.FPDFText_GetRect(text, number, *sides)
            left, top, right, bottom = (side.value for side in sides)
            found.append((left, bottom, right, top))
        return found
    finally:
        text.close()
