"""Places on a page: what of it is shown, and where a place of its own space is then."""

from typing import Any

from everyword.rules.report import Box


def shown_box(page: Any) -> Box:
    """What of the page's own space is shown: the crop box, inside the media box."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    box = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return box if box[0] < box[2] and box[1] < box[3] else media


def as_shown(box: Box, shown: Box, rotation: int) -> Box:
    """A box of the page's own space as shown: left, bottom, right, top from the lower left."""
    left, bottom, right, top = shown
    a, b, c, d = box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom
    wide, high = right - left, top - bottom
    turns: dict[int, Box] = {
        90: (b, wide - c, d, wide - a),
        180: (wide - c, high - d, wide - a, high - b),
        270: (high - d, a, high - b, c),
    }
    return turns.get(rotation % 360, (a, b, c, d))


def shared(a: Box, b: Box) -> Box:
    """What two boxes share; upside down where they share nothing."""
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def shared_area(a: Box, b: Box) -> float:
    left, bottom, right, top = shared(a, b)
    return max(0.0, right - left) * max(0.0, top - bottom)
