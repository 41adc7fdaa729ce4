"""The places of a page where something has to go, quick to ask."""

import math
from collections.abc import Iterable

from everyword.redact.geometry import FAR, Rect, View, grown, holds, meet, share

BAND = 40.0
MOSTLY = 0.5
"""A glyph of which so much lies in a box goes."""


class Areas:
    """The boxes of a page, the letters nobody sees, and what lies outside of the page."""

    def __init__(self, view: View, boxes: Iterable[Rect], unseen: Iterable[Rect] = ()) -> None:
        self.view = view
        self.boxes = tuple(boxes)
        self.unseen = tuple(unseen)
        self.outside = view.outside()
        self.is_exact = bool(self.boxes or self.unseen)
        self._bands: dict[int, list[Rect]] = {}
        self._points: dict[int, list[tuple[float, float]]] = {}
        for rect in self.boxes:
            for band in range(*_span(rect)):
                self._bands.setdefault(band, []).append(rect)
        for left, bottom, right, top in self.unseen:
            x, y = (left + right) / 2, (bottom + top) / 2
            self._points.setdefault(_span((x, y, x, y))[0], []).append((x, y))

    def takes(self, glyph: Rect) -> bool:
        """Whether a glyph goes: mostly in a box, one that nobody sees, or outside of the page."""
        low, high = _span(glyph)
        for band in range(low, min(high, low + 100)):
            if any(share(rect, glyph) >= MOSTLY for rect in self._bands.get(band, ())):
                return True
            for x, y in self._points.get(band, ()):
                if glyph[0] <= x <= glyph[2] and glyph[1] <= y <= glyph[3]:
                    return True
        return any(holds(part, glyph) for part in self.outside)

    def near(self, rect: Rect) -> list[Rect]:
        """The boxes that share area with `rect`."""
        return [box for box in self.boxes if meet(box, rect) is not None]

    def concern(self, rect: Rect) -> bool:
        """Whether anything within `rect` may have to go."""
        if not holds(self.view.box, rect):
            return True
        wide = grown(rect, 0.1)
        return any(meet(box, wide) is not None for box in (*self.boxes, *self.unseen))


def _span(rect: Rect) -> tuple[int, int]:
    low, high = max(-FAR, rect[1]), min(FAR, rect[3])
    first = math.floor(low / BAND)
    return first, min(math.floor(high / BAND) + 1, first + 2000)
