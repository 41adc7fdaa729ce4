"""Pages of a finished bundle that are a given page, to the byte, with nothing but a number more.

A given page was displayed before: it has words on it, and paints nothing where the number went.
Where its drawing stands unchanged in the finished file, right behind a drawing that is a number
and nothing else, there is nothing to display again. Whatever is not exactly so is not `carried`
and is read as any other page. Written against the finished file alone: the code that puts numbers
on pages is not used here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Name, Stream

Region = tuple[float, float, float, float]
NUMBER = re.compile(
    rb"/Artifact BMC\nq (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) cm 0 g\n"
    rb"BT (/\w+) [\d.]+ Tf <((?:[0-9a-f]{4})+)> Tj ET\nQ\nEMC\n"
)
UPRIGHT = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""How text is turned on a page that is shown turned."""
AROUND = 2.0
"""Points from the edge of a region to the number in it, at most."""
HELD = ("/Font", "/XObject", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading", "/Properties")
"""What a drawing may call by a name."""


class Carried:
    """Compares pages; remembers what the letters of a font mean."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Mapping[str, str]] = {}

    def is_same(self, page: Any, given: Any, label: str, region: Region) -> bool:
        """Whether the `page` of the finished file is the page of the given file, with a number
        at its region, in points from the upper left corner of the whole page as shown."""
        try:
            number, *drawings = page.Contents
            return (
                _raw(drawings) == _raw(given.Contents)
                and _has_all(page.Resources, given.Resources)
                and self._is_number(page, number.read_bytes(), label, region)
            )
        except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
            return False  # an odd page is looked at in the other way

    def _is_number(self, page: Any, drawing: bytes, label: str, region: Region) -> bool:
        found = NUMBER.fullmatch(drawing)
        if found is None or Name.UserUnit in page:
            return False
        *turned, across, up = map(float, found.groups()[:6])
        turn = int(page.get(Name.Rotate, 0)) % 360
        x, y = _as_shown(page, turn, across, up)
        left, top, _, height = region
        is_there = 0 <= x - left <= AROUND and 0 <= top + height - y <= AROUND
        letters = self._letters(page.Resources.Font[found[7].decode()])
        codes = found[8].decode()
        printed = "".join(letters[codes[at : at + 4]] for at in range(0, len(codes), 4))
        return is_there and tuple(turned) == UPRIGHT[turn] and printed == label

    def _letters(self, font: Any) -> Mapping[str, str]:
        """Code -> letter, as the font in the file says it to everybody who copies text."""
        known = self._fonts.get(font.objgen) if font.is_indirect else None
        if known is None:
            words = font.ToUnicode.read_bytes().decode("latin-1").lower()
            pairs = re.findall(r"<([0-9a-f]{4})>\s*<([0-9a-f]{4})>\s*\n", words)
            known = self._fonts[font.objgen] = {code: chr(int(sign, 16)) for code, sign in pairs}
        return known


def _raw(drawings: Any) -> list[bytes]:
    """Raises AttributeError where something in the list is no drawing."""
    listed = [drawings] if isinstance(drawings, Stream) else drawings
    return [each.read_raw_bytes() for each in listed]


def _has_all(here: Any, there: Any) -> bool:
    """Whether all that the given page's drawing may call by name is there under this name."""
    for kind, listed in there.items():
        if kind in HELD and not set(listed.keys()) <= set(here[kind].keys()):
            return False
    return True


def _as_shown(page: Any, turn: int, across: float, up: float) -> tuple[float, float]:
    """A point of the page's own space, from the upper left corner as shown."""
    left, bottom, right, top = _box(page.MediaBox.unparse(resolved=True))
    match turn:
        case 90:
            return up - bottom, across - left
        case 180:
            return right - across, up - bottom
        case 270:
            return top - up, right - across
        case _:
            return across - left, top - up


@lru_cache(256)
def _box(words: bytes) -> tuple[float, float, float, float]:
    """Left, bottom, right and top; raises ValueError. Most pages have one of a few boxes."""
    one, two, three, four = map(float, words.strip(b"[] ").split())
    return min(one, three), min(two, four), max(one, three), max(two, four)
