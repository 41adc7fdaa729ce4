"""Pages and places on them, as numbers: what both the first process and its children need."""

from msgspec import Struct

SIZE = 11.0
CLEAR = 3.0
LIGHT = 200
"""Grey level, of 255, below which a point counts as ink."""
LARGE = 842.0
"""Points: the short side of A3. On larger pages the number grows, because they are shown and
printed smaller."""
TOO_LARGE = 20_000
"""Points; a picture even of the edge of such a page would fill the memory (a hostile page may
call itself a hundred kilometres wide)."""


class Place(Struct, frozen=True):
    """Where a number goes, in points from the top left of the page as shown.

    `plate` is whether it must have a white ground because no place was empty; `under` whether it
    may be drawn before all else, because the page paints nothing there, not even in white.
    """

    x: float
    y: float
    width: float
    height: float
    plate: bool = False
    under: bool = False


class Sheet(Struct, frozen=True):
    """The visible part of a page: its box in the page's own space, and how it is turned.

    `hidden` is how far its upper left corner as shown lies inside the whole page's.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int
    hidden: tuple[float, float] = (0.0, 0.0)

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def matrix(self, x: float, y: float) -> tuple[float, ...]:
        """From upright text at a place as shown to the page's own space."""
        match self.turn:
            case 90:
                return (0, 1, -1, 0, self.left + y, self.bottom + x)
            case 180:
                return (-1, 0, 0, -1, self.right - x, self.bottom + y)
            case 270:
                return (0, -1, 1, 0, self.right - y, self.top - x)
            case _:
                return (1, 0, 0, 1, self.left + x, self.top - y)


def size_on(width: float, height: float, length: float = 0.0) -> float:
    """The size of a number: small pages get small ones, very large ones large ones; a long label,
    `length` wide at size 1, still fits."""
    usual = SIZE * max(1.0, min(width, height) / LARGE)
    return min(usual, height / 6, width / 8, width / (length + 5))
