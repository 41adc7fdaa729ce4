"""Text of a content stream: glyph by glyph, those in a box left out and the pen moved as far."""

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Operator, String

from everyword.redact.fonts import Uncertain
from everyword.redact.geometry import Matrix, number
from everyword.redact.state import advance, covered

if TYPE_CHECKING:
    from everyword.redact.content import Rewriter

CLIPS = 4
"""From this text mode on letters are clips as well."""


class Show:
    """The text operators, on behalf of the stream that is rewritten."""

    def __init__(self, rewriter: "Rewriter") -> None:
        self.of = rewriter

    def step(self, operands: list[Any], name: str) -> None:
        state, pen = self.of.state, self.of.pen
        match name:
            case "BT" | "ET":
                pen.begin()
            case "Tc":
                state.apart = number(operands[0])
            case "Tw":
                state.word = number(operands[0])
            case "Tz":
                state.wide = number(operands[0]) / 100
            case "TL":
                state.leading = number(operands[0])
            case "Ts":
                state.rise = number(operands[0])
            case "Tr":
                state.mode = int(operands[0])
            case "Td" | "TD":
                x, y = number(operands[0]), number(operands[1])
                if name == "TD":
                    state.leading = -y
                    self.of.out.append(([-y], Operator("TL")))
                self._down(x, y)
                return
            case "Tm":
                a, b, c, d, e, f = (number(each) for each in operands)
                pen.put((a, b, c, d, e, f))
                pen.waiting, pen.is_lost, pen.is_blind = [(operands, Operator("Tm"))], False, False
                return
            case "T*":
                self._down(0.0, -state.leading)
                return
            case _:
                self._string(operands, name)
                return
        self.of.out.append((operands, Operator(name)))

    def _down(self, x: float, y: float) -> None:
        """Written only when a letter follows: where one stood that went is a trace of it."""
        self.of.pen.down(x, y)
        self.of.pen.waiting.append(([x, y], Operator("Td")))

    def _string(self, operands: list[Any], name: str) -> None:
        """Tj, TJ, ' and " as TJ, after what the last two set and move."""
        state, out = self.of.state, self.of.out
        if name == '"':
            state.word, state.apart = number(operands[0]), number(operands[1])
            out.append(([operands[0]], Operator("Tw")))
            out.append(([operands[1]], Operator("Tc")))
        if name in ("'", '"'):
            self._down(0.0, -state.leading)
        shown = list(operands[0]) if name == "TJ" else [operands[-1]]
        kept, place = self._kept(shown)
        if kept:
            self._go_to(place)
            out.append(([Array(kept)], Operator("TJ")))

    def _go_to(self, place: Matrix) -> None:
        """To the next letter that stays; straight there once others went before it."""
        pen, out = self.of.pen, self.of.out
        if not pen.is_lost:
            out += pen.waiting
        elif pen.is_blind:
            raise Uncertain("letters lie under a box beside some of an odd font")
        else:
            out.append(([round(each, 6) for each in place], Operator("Tm")))
        pen.waiting = []

    def _kept(self, shown: list[Any]) -> tuple[list[Any], Matrix]:
        """What is still shown, and where it begins."""
        state, begin = self.of.state, self.of.pen.text
        if state.font is None or self.of.state.face is None:
            self._unread(state.problem or "it shows text without a font")
            return shown, begin
        try:
            return self._walked(shown)
        except Uncertain as reason:
            self._unread(str(reason))
            return shown, begin

    def _unread(self, reason: str) -> None:
        """Where nothing on this page has to go, text of an odd font may stay as it is."""
        if self.of.areas.is_exact or self.of.is_off:
            raise Uncertain(reason)
        self.of.pen.is_blind = True
        if self.of.state.face is not None:
            self.of.shared.copier.font_is_unread(self.of.state.face)

    def _walked(self, shown: list[Any]) -> tuple[list[Any], Matrix]:
        state, pen, font = self.of.state, self.of.pen, self.of.state.font
        if font is None:
            raise Uncertain("it shows text without a font")
        _, used = self.of.shared.copier.font(self.of.state.face)
        kept: list[Any] = []
        first, begin = None, pen.text
        run, gap, gone = bytearray(), 0.0, 0
        for item in shown:
            if not isinstance(item, String):
                shift = number(item)
                gap += shift
                self._move(-shift / 1000 * state.size)
                continue
            for glyph in font.split(bytes(item)):
                moves = advance(state, glyph)
                if self.of.is_off or self.of.areas.takes(covered(state, pen, glyph)):
                    gap -= moves / state.size * 1000 if state.size else 0.0
                    gone += 1
                else:
                    first = first or pen.text
                    if gap and (kept or run):
                        _close(kept, run)
                        kept.append(round(gap, 3))
                    gap = 0.0
                    run += glyph.code
                    if used is not None:
                        used.add(glyph.code)
                self._move(moves)
        _close(kept, run)
        if not gone:
            return shown, begin
        if state.mode >= CLIPS:
            raise Uncertain("letters that cut out a picture lie under a box")
        pen.is_lost = True
        self.of.shared.gone += gone
        return kept, first or begin

    def _move(self, along: float) -> None:
        state, pen = self.of.state, self.of.pen
        if state.font is not None and state.font.vertical:
            pen.on(0.0, along)
        else:
            pen.on(along * state.wide, 0.0)


def _close(kept: list[Any], run: bytearray) -> None:
    if run:
        kept.append(String(bytes(run)))
        run.clear()
