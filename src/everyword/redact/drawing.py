"""Lines and shapes of a content stream: those under a box go, those that only cross it stay.

A straight line or a plain frame that crosses a box tells nothing of what was under it. A curve or
a shape of many corners may be a letter or a signature: then the page becomes a picture.
"""

from typing import Any

from pikepdf import Operator

from everyword.redact.areas import Areas
from everyword.redact.fonts import Uncertain
from everyword.redact.geometry import Rect, around, at, grown, holds, meet
from everyword.redact.state import State

Step = tuple[list[Any], Operator]
PLAIN = 8
"""Corners of a shape that may cross a box."""
COUNTS = {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "h": 0, "re": 4}


class Path:
    """A path while it is drawn: its parts, and the box around each."""

    def __init__(self) -> None:
        self.parts: list[tuple[list[Step], list[tuple[float, float]], bool]] = []
        self.clip: Operator | None = None

    def add(self, state: State, operands: list[Any], name: str) -> None:
        numbers = [float(each) for each in operands]
        if len(numbers) != COUNTS[name]:
            return  # a viewer leaves out what it cannot read
        if name in ("m", "re") or not self.parts:
            self.parts.append(([], [], False))
        steps, points, _curved = self.parts[-1]
        if name == "re":
            x, y, width, height = numbers
            pairs = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
        else:
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points += [at(state.matrix, *pair) for pair in pairs]
        steps.append((operands, Operator(name)))
        if name in ("c", "v", "y"):
            self.parts[-1] = (steps, points, True)

    def box(self) -> Rect | None:
        points = [point for _, listed, _ in self.parts for point in listed]
        return around(points) if points else None

    def kept(self, state: State, areas: Areas, is_off: bool) -> list[Step]:
        """The steps that stay. Raises Uncertain."""
        pen = max(abs(each) for each in state.matrix[:4]) * state.line / 2
        out: list[Step] = []
        for steps, points, curved in self.parts:
            if not points:
                continue
            box = grown(around(points), 0.01)
            near = areas.near(grown(box, pen))
            if self.clip is None and (is_off or any(holds(each, box) for each in near)):
                continue
            if near and (curved or len(points) > PLAIN):
                raise Uncertain("a drawing runs under a box")
            out += steps
        return out


def clipped(state: State, path: Path) -> None:
    """The clip after W: at most the box around the path."""
    box = path.box()
    nothing = (0.0, 0.0, 0.0, 0.0)
    state.clip = (meet(state.clip, box) or nothing) if box else nothing
