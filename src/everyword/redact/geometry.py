"""Boxes and matrices of PDF pages; points, as (left, bottom, right, top) and (a, b, c, d, e, f)."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from pikepdf import Array, Dictionary

Rect = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
TOUCHED = 0.2
FAR = 1e7
"""Beyond every page; coordinates outside are cut to it, so that sums stay finite."""


class View(Struct, frozen=True):
    """What a viewer shows of a page: its box in the page's own space, and how it is turned."""

    box: Rect
    turn: int

    @property
    def width(self) -> float:
        left, bottom, right, top = self.box
        return top - bottom if self.turn % 180 else right - left

    @property
    def height(self) -> float:
        left, bottom, right, top = self.box
        return right - left if self.turn % 180 else top - bottom

    def inside(self, x: float, y: float) -> tuple[float, float]:
        """A point as shown, from the upper left corner down, in the page's own space."""
        left, bottom, right, top = self.box
        match self.turn:
            case 90:
                return left + y, bottom + x
            case 180:
                return right - x, bottom + y
            case 270:
                return right - y, top - x
            case _:
                return left + x, top - y

    def shown(self, rect: Rect) -> tuple[float, float, float, float]:
        """x, y, width, height as shown of a box of the page's own space."""
        left, bottom, right, top = self.box
        x0, y0, x1, y1 = rect
        match self.turn:
            case 90:
                return y0 - bottom, x0 - left, y1 - y0, x1 - x0
            case 180:
                return right - x1, y0 - bottom, x1 - x0, y1 - y0
            case 270:
                return top - y1, right - x1, y1 - y0, x1 - x0
            case _:
                return x0 - left, top - y1, x1 - x0, y1 - y0

    def own(self, x: float, y: float, width: float, height: float) -> Rect:
        """The page's own box of one given as shown."""
        return around([self.inside(x, y), self.inside(x + width, y + height)])

    def upright(self, x: float, y: float) -> Matrix:
        """From upright drawing at a point as shown (its lower left) to the page's own space."""
        at = self.inside(x, y)
        a, b, c, d = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}.get(
            self.turn, (1, 0, 0, 1)
        )
        return (a, b, c, d, *at)

    def outside(self) -> tuple[Rect, ...]:
        """The four parts of the plane that nobody is shown."""
        left, bottom, right, top = self.box
        return (
            (-FAR, -FAR, left, FAR),
            (right, -FAR, FAR, FAR),
            (-FAR, -FAR, FAR, bottom),
            (-FAR, top, FAR, FAR),
        )


def inherited(page: Any, key: str) -> Any:
    """A value of a page or of what stands above it in the tree of pages."""
    for _ in range(50):
        if key in page:
            return page[key]
        page = page.get("/Parent")
        if not isinstance(page, Dictionary):
            break
    return None


def view_of(page: Any) -> View:
    """The crop box as far as it lies on the page; a damaged box is a letter page, as in viewers."""
    media, crop, turn = (inherited(page, key) for key in ("/MediaBox", "/CropBox", "/Rotate"))
    whole = rect_of(media) or (0.0, 0.0, 612.0, 792.0)
    part = rect_of(crop) or whole
    box = meet(whole, part)
    if box is None or box[2] - box[0] < 1 or box[3] - box[1] < 1:
        box = whole
    try:
        turned = int(turn or 0) % 360
    except (TypeError, ValueError, OverflowError):
        turned = 0
    return View(box, turned if turned % 90 == 0 else 0)


def rect_of(value: Any) -> Rect | None:
    """A box of a PDF with its corners in order, or None where it is none."""
    numbers = numbers_of(value, 4)
    if numbers is None:
        return None
    x0, y0, x1, y1 = numbers
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def numbers_of(value: Any, count: int) -> tuple[float, ...] | None:
    if not isinstance(value, Array) or len(value) != count:
        return None
    try:
        return tuple(number(each) for each in value)
    except (TypeError, ValueError):
        return None


def number(value: Any) -> float:
    """A number of a PDF as a float within bounds; raises TypeError or ValueError otherwise."""
    found = float(value)
    if found != found:
        raise ValueError("not a number")
    return max(-FAR, min(FAR, found))


def times(first: Matrix, then: Matrix) -> Matrix:
    """`first`, and afterwards `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[tuple[float, float]]) -> Rect:
    """The smallest upright box around some points."""
    listed = list(points)
    xs, ys = [x for x, _ in listed], [y for _, y in listed]
    return (min(xs), min(ys), max(xs), max(ys))


def moved(matrix: Matrix, rect: Rect) -> Rect:
    """The upright box around a box after a matrix."""
    x0, y0, x1, y1 = rect
    return around(at(matrix, x, y) for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)))


def back(matrix: Matrix) -> Matrix | None:
    """The inverse, or None where everything falls on one line."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if abs(size) < 1e-12:
        return None
    a, b, c, d = d / size, -b / size, -c / size, a / size
    return (a, b, c, d, -(e * a + f * c), -(e * b + f * d))


def meet(one: Rect, other: Rect) -> Rect | None:
    """What two boxes share; None where they share no area."""
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    x1, y1 = min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def join(one: Rect, other: Rect) -> Rect:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def grown(rect: Rect, by: float) -> Rect:
    return (rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by)


def holds(outer: Rect, inner: Rect) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def share(part: Rect, whole: Rect) -> float:
    """How much of `whole` lies in `part`, 0 to 1; lines count by length, points by being in."""
    if part[2] < whole[0] or part[0] > whole[2] or part[3] < whole[1] or part[1] > whole[3]:
        return 0.0  # nearly every letter of a page
    spans = []
    for low, high in ((0, 2), (1, 3)):
        length = whole[high] - whole[low]
        common = min(part[high], whole[high]) - max(part[low], whole[low])
        if length < 1e-6:
            spans.append(1.0 if common >= 0 else 0.0)
        else:
            spans.append(max(0.0, common) / length)
    return spans[0] * spans[1]


def touches(box: Rect, letter: Rect) -> bool:
    """Whether a letter counts as lying under a box: from a fifth of it on."""
    return share(box, letter) >= TOUCHED
