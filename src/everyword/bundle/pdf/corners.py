"""An empty corner for an exhibit's label: the upper ones first, never where the number is."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from everyword.bundle.pdf.shapes import CLEAR, LIGHT, TOO_LARGE, Place, Sheet

Colour = tuple[int, int, int, int]
WHITE, BLACK = (255, 255, 255, 255), (0, 0, 0, 255)


def empty_corner(page: Any, sheet: Sheet, tried: Sequence[Place], taken: Place) -> Place | None:
    """The first place where nothing is printed, or None. `page` is an open pypdfium2 page."""
    if max(sheet.width, sheet.height) > TOO_LARGE:
        return tried[0]
    for place in tried:
        if not _overlap(place, taken) and _is_empty(page, sheet, place):
            painted = any(map(any, _rows(page, sheet, place, BLACK)))
            return msgspec.structs.replace(place, under=not painted)
    return None


def _overlap(one: Place, other: Place) -> bool:
    across = one.x < other.x + other.width + CLEAR and other.x < one.x + one.width + CLEAR
    down = one.y < other.y + other.height + CLEAR and other.y < one.y + one.height + CLEAR
    return across and down


def _is_empty(page: Any, sheet: Sheet, place: Place) -> bool:
    return all(point >= LIGHT for row in _rows(page, sheet, place) for point in row)


def _rows(page: Any, sheet: Sheet, place: Place, ground: Colour = WHITE) -> Iterator[bytes]:
    """The grey points of the place and a little around it, at one point each."""
    left, above = max(0, math.floor(place.x - CLEAR)), max(0, math.floor(place.y - CLEAR))
    right = max(0, math.floor(sheet.width - place.x - place.width - CLEAR))
    below = max(0, math.floor(sheet.height - place.y - place.height - CLEAR))
    image = page.render(
        grayscale=True,
        crop=(left, below, right, above),
        may_draw_forms=True,
        fill_color=ground,
    )
    grey = bytes(image.buffer)
    for row in range(image.height):
        yield grey[row * image.stride : row * image.stride + image.width]
    image.close()
