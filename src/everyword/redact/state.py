"""What a content stream has set when it draws something: matrices, clip, and the text settings."""

from typing import Any

import msgspec
from msgspec import Struct

from everyword.redact.fonts import Font, Glyph
from everyword.redact.geometry import SAME, Matrix, Rect, moved, times


class State(Struct):
    """Saved by q and put back by Q."""

    matrix: Matrix
    clip: Rect
    line: float = 1.0
    font: Font | None = None
    face: Any = None
    """The font as it is in the file."""
    problem: str = ""
    """Why the font cannot be read, if so."""
    size: float = 0.0
    apart: float = 0.0
    word: float = 0.0
    wide: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def kept(self) -> "State":
        return msgspec.structs.replace(self)


class Pen(Struct):
    """Where text stands; lives from BT to ET."""

    text: Matrix = SAME
    start: Matrix = SAME
    waiting: list[Any] = []
    """Moves that were read and not written, because no letter has followed yet."""
    is_lost: bool = False
    """Letters went, so that what is written stands elsewhere."""
    is_blind: bool = False
    """Letters of an odd font were shown: where the pen stands is not known."""

    def begin(self) -> None:
        self.text = self.start = SAME
        self.waiting, self.is_lost, self.is_blind = [], False, False

    def put(self, matrix: Matrix) -> None:
        self.text = self.start = matrix

    def down(self, x: float, y: float) -> None:
        self.put(times((1.0, 0.0, 0.0, 1.0, x, y), self.start))

    def on(self, x: float, y: float) -> None:
        self.text = times((1.0, 0.0, 0.0, 1.0, x, y), self.text)


def covered(state: State, pen: Pen, glyph: Glyph) -> Rect:
    """The place of a glyph in the page's own space."""
    size = state.size
    letter: Matrix = (size * state.wide, 0.0, 0.0, size, 0.0, state.rise)
    return moved(times(times(letter, pen.text), state.matrix), glyph.box)


def advance(state: State, glyph: Glyph) -> float:
    """How far a glyph moves the pen along the line, before the horizontal scale."""
    return glyph.move * state.size + state.apart + (state.word if glyph.is_space else 0.0)
