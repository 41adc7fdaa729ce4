"""Text of a content stream: glyph by glyph, those in a box left out and the pen moved as far."""

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Operator, String

from everyword.redact.fonts import Uncertain
from everyword.redact.geometry import number
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
                pen.down(x, y)
            case "Tm":
                a, b, c, d, e, f = (number(each) for each in operands)
                pen.put((a, b, c, d, e, f))
            case "T*":
                pen.down(0.0, -state.leading)
            case _:
                self._string(operands, name)
                return
        self.of.out.append((operands, Operator(name)))

    def _string(self, operands: list[Any], name: str) -> None:
        """Tj, TJ, ' and " as TJ, after what the last two set and move."""
        state, pen, out = self.of.state, self.of.pen, self.of.out
        if name == '"':
            state.word, state.apart = number(operands[0]), number(operands[1])
            out.append(([operands[0]], Operator("Tw")))
            out.append(([operands[1]], Operator("Tc")))
        if name in ("'", '"'):
            pen.down(0.0, -state.leading)
            out.append(([], Operator("T*")))
        shown = list(operands[0]) if name == "TJ" else [operands[-1]]
        kept = self._kept(shown)
        if kept:
            out.append(([Array(kept)], Operator("TJ")))

    def _kept(self, shown: list[Any]) -> list[Any]:
        state = self.of.state
        if state.font is None or self.of.state.face is None:
            self._unread(state.problem or "it shows text without a font")
            return shown
        try:
            return self._walked(shown)
        except Uncertain as reason:
            self._unread(str(reason))
            return shown

    def _unread(self, reason: str) -> None:
        """Where nothing on this page has to go, text of an odd font may stay as it is."""
        if self.of.areas.is_exact or self.of.is_off:
            raise Uncertain(reason)
        if self.of.state.face is not None:
            self.of.shared.copier.font_is_unread(self.of.state.face)

    def _walked(self, shown: list[Any]) -> list[Any]:
        state, pen, font = self.of.state, self.of.pen, self.of.state.font
        if font is None:
            raise Uncertain("it shows text without a font")
        _, used = self.of.shared.copier.font(self.of.state.face)
        kept: list[Any] = []
        run, gap, gone = bytearray(), 0.0, 0
        is_off = self.of.is_off
        for item in shown:
            if not isinstance(item, String):
                shift = number(item)
                gap += shift
                self._move(-shift / 1000 * state.size)
                continue
            for glyph in font.split(bytes(item)):
                moves = advance(state, glyph)
                if is_off or self.of.areas.takes(covered(state, pen, glyph)):
                    gap -= moves / state.size * 1000 if state.size else 0.0
                    gone += 1
                else:
                    if gap:
                        _close(kept, run)
                        kept.append(round(gap, 3))
                        gap = 0.0
                    run += glyph.code
                    if used is not None:
                        used.add(glyph.code)
                self._move(moves)
        _close(kept, run)
        if gap:
            kept.append(round(gap, 3))
        if gone and state.mode >= CLIPS:
            raise Uncertain("letters that cut out a picture lie under a box")
        self.of.shared.gone += gone
        return kept

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
