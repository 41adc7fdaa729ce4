"""Words that are in a PDF and not to be seen: under boxes, without colour, outside the page."""

from typing import Any

import pypdfium2.raw as raw

from everyword.rules.facts import Covered, Picture
from everyword.rules.objects import Drawn, Text
from everyword.rules.places import as_shown, shared
from everyword.rules.report import Box

MOST_BOXES = 200
MOST_LOOKED = 20
"""Suspicions looked at on a page, each on a sharper picture of it."""
SHARP = 1.5
LARGEST = 3000
"""Pixels along the longer side of the sharper picture."""
SHADES = 12
"""A place with fewer shades than this between its darkest and lightest is of one colour."""
SCANNED = 0.3
"""Of the page's area: with pictures on so much, unseen text is the text layer of a scan."""
TINY = 1.0


def covered_on(
    page: Any, text: Any, drawn: Drawn, shown: Box, pictures: tuple[Picture, ...]
) -> tuple[Covered, ...]:
    """What a reader does not see and a program that copies the text does."""
    found = [*_outside(text, drawn, shown)]
    suspected = [*_under(page, drawn), *_unseen(drawn, pictures)]
    picture: Any = None
    for box, how in suspected[:MOST_LOOKED]:
        words = " ".join(text.get_text_bounded(*box).split())
        if sum(sign.isalnum() for sign in words) < 2:
            continue
        if picture is None:
            picture = _Sharp(page, shown)
        if picture.is_plain(box):
            found.append(Covered(box, words, how))
    return tuple(found)


def _under(page: Any, drawn: Drawn) -> list[tuple[Box, str]]:
    """Boxes drawn over words, as shapes of the page or as notes laid upon it."""
    found = []
    for box in drawn.boxes[:MOST_BOXES]:
        for each in drawn.texts:
            if each.place > box.place:
                break
            if each.is_shown and _is_over(box.box, each.box):
                found.append((shared(box.box, each.box), "covered-text"))
                break
    for area in _notes(page):
        found += [
            (shared(area, each.box), "covered-text")
            for each in drawn.texts
            if _is_over(area, each.box)
        ][:1]
    return found


def _notes(page: Any) -> list[Box]:
    """The places of notes that may hide what is below; the picture shows whether they do."""
    kinds = (
        raw.FPDF_ANNOT_SQUARE,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_STAMP,
        raw.FPDF_ANNOT_POLYGON,
    )
    found: list[Box] = []
    for number in range(min(MOST_BOXES, raw.FPDFPage_GetAnnotCount(page))):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        box = raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(note) in kinds and raw.FPDFAnnot_GetRect(note, box):
            found.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(note)
    return found


def _unseen(drawn: Drawn, pictures: tuple[Picture, ...]) -> list[tuple[Box, str]]:
    is_scan = sum(each.share for each in pictures) >= SCANNED
    return [
        (each.box, "hidden-text")
        for each in drawn.texts
        if each.letters >= 2 and ((not each.is_shown and not is_scan) or _is_faint(each))
    ]


def _is_faint(each: Text) -> bool:
    return each.is_shown and (each.is_white or each.size < TINY)


def _outside(text: Any, drawn: Drawn, shown: Box) -> list[Covered]:
    """Words beyond the edge of what is shown, one finding for a page."""
    left, bottom, right, top = shown
    far = [
        each
        for each in drawn.texts
        if each.box[2] < left or each.box[0] > right or each.box[3] < bottom or each.box[1] > top
    ]
    said = [" ".join(text.get_text_bounded(*each.box).split()) for each in far[:50]]
    words = " ".join(part for part in said if part)
    if sum(sign.isalnum() for sign in words) < 2:
        return []
    return [Covered(far[0].box, words, "hidden-text")]


def _is_over(box: Box, text: Box) -> bool:
    """The box hides the whole height of the text and some of its length."""
    both = shared(box, text)
    high, wide = both[3] - both[1], both[2] - both[0]
    if high <= 0 or wide <= 0:
        return False
    return high >= 0.7 * (text[3] - text[1]) and wide >= min(4.0, 0.8 * (text[2] - text[0]))


class _Sharp:
    """A page as a picture, sharp enough to see whether anything stands at a place."""

    def __init__(self, page: Any, shown: Box) -> None:
        wide, high = page.get_size()
        self._scale = min(SHARP, LARGEST / max(wide, high, 1.0))
        self._page, self._shown = page, shown
        self._image = page.render(scale=self._scale).to_pil().convert("RGB")

    def is_plain(self, box: Box) -> bool:
        """Of one colour, all of it."""
        left, bottom, right, top = as_shown(box, self._shown, int(self._page.get_rotation()))
        scale, high = self._scale, self._image.height
        place = (
            max(0, round(left * scale)),
            max(0, round(high - top * scale)),
            min(self._image.width, round(right * scale)),
            min(high, round(high - bottom * scale)),
        )
        if place[2] - place[0] < 1 or place[3] - place[1] < 1:
            return False
        inner = (
            place
            if min(place[2] - place[0], place[3] - place[1]) < 6
            else (place[0] + 1, place[1] + 1, place[2] - 1, place[3] - 1)
        )
        ranges = self._image.crop(inner).getextrema()
        return all(most - least < SHADES for least, most in ranges)
