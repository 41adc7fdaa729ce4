"""The content of a page written again without what lies in its boxes; the rest stays in place.

Letters go one by one, and the pen is moved by as much; pictures are painted over in their samples;
forms drawn on the page are copied for each use that needs it. Layers that are switched off,
comments and hidden marks are left behind. Where a place is not certain, `Uncertain` is raised.
"""

import re
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Operator, Stream

from everyword.redact.areas import Areas
from everyword.redact.copying import decoded
from everyword.redact.drawing import COUNTS, Path, clipped
from everyword.redact.fonts import Uncertain
from everyword.redact.geometry import Matrix, holds, number, times
from everyword.redact.layers import Layers
from everyword.redact.resources import PLAIN_RUNS, Resources, Shared
from everyword.redact.showing import Show
from everyword.redact.state import Pen, State
from everyword.redact.tidying import tidied

DEEPEST = 12
SIMPLE = frozenset(["J", "j", "M", "d", "ri", "i", "g", "G", "rg", "RG", "k", "K", "d0", "d1"])
PAINTS = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"])
TEXT = frozenset(
    ["Tc", "Tw", "Tz", "TL", "Ts", "Tr", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", '"', "BT", "ET"]
)
SHAPES = re.compile(rb"\b(?:T[jJ]|Do|BI|[cvy])\b|[\'\"]")
"""In a soft mask: letters, pictures and curves, whose shape shows whatever is drawn through it."""
MARKS = frozenset(["BMC", "BDC", "EMC"])


class Rewriter:
    """One content stream (a page's, or that of a form on it) on its way into the copy."""

    def __init__(
        self, shared: Shared, areas: Areas, layers: Layers, resources: Resources, deep: int = 0
    ) -> None:
        self.shared, self.areas, self.layers = shared, areas, layers
        self.resources, self.deep = resources, deep
        self.out: list[Any] = []
        self.path = Path()
        self.saved: list[State] = []
        self.dark: list[bool] = []
        """For each open mark, whether it switches its content off."""
        self.pen = Pen()

    @property
    def is_off(self) -> bool:
        return any(self.dark)

    def rewrite(self, stream: Any, state: State) -> bytes:
        """The new content. Raises Uncertain."""
        self.state = state
        try:
            steps = pikepdf.parse_content_stream(stream)
        except (pikepdf.PdfError, TypeError, ValueError):
            raise Uncertain("its content cannot be read") from None
        self.shared.spend(len(steps))
        for step in steps:
            if isinstance(step, ContentStreamInlineImage):
                self._inline(step)
                continue
            try:
                self._step(list(step.operands), str(step.operator))
            except (TypeError, ValueError, IndexError, KeyError, AttributeError):
                raise Uncertain("its content is damaged") from None
        for _ in self.saved:
            self._put([], "Q")
        return pikepdf.unparse_content_stream(tidied(self.out))

    def _put(self, operands: list[Any], name: str) -> None:
        self.out.append((operands, Operator(name)))

    def _step(self, operands: list[Any], name: str) -> None:
        if name in COUNTS:
            self.path.add(self.state, operands, name)
        elif name in ("W", "W*"):
            self.path.clip = Operator(name)
        elif name in PAINTS:
            self._paint(name)
        elif name in TEXT:
            Show(self).step(operands, name)
        elif name in MARKS:
            self._mark(operands, name)
        elif name in SIMPLE:
            self._put([self.shared.copier.colour(each) for each in operands], name)
        else:
            self._other(operands, name)

    def _other(self, operands: list[Any], name: str) -> None:
        match name:
            case "q":
                if len(self.saved) > 5000:
                    raise Uncertain("its content is nested without end")
                self.saved.append(self.state.kept())
                self._put([], "q")
            case "Q":
                if self.saved:
                    self.state = self.saved.pop()
                    self._put([], "Q")
            case "cm":
                a, b, c, d, e, f = (number(each) for each in operands)
                self.state.matrix = times((a, b, c, d, e, f), self.state.matrix)
                self._put(operands, "cm")
            case "w":
                self.state.line = number(operands[0])
                self._put(operands, "w")
            case "gs":
                self._settings(str(operands[0]))
            case "cs" | "CS":
                self._put([self.resources.space(operands[0])], name)
            case "sc" | "SC" | "scn" | "SCN":
                self._colour(operands, name)
            case "Tf":
                self._font(operands)
            case "sh":
                self._shade(str(operands[0]))
            case "Do":
                self._draw(str(operands[0]))

    def _paint(self, name: str) -> None:
        path, self.path = self.path, Path()
        kept = path.kept(self.state, self.areas, self.is_off)
        if kept:
            self.out += kept
            if path.clip is not None:
                self.out.append(([], path.clip))
            self._put([], "n" if self.is_off else name)
        if path.clip is not None:
            clipped(self.state, path)

    def _mark(self, operands: list[Any], name: str) -> None:
        if name == "EMC":
            if self.dark:
                self.dark.pop()
            return
        off = False
        if name == "BDC" and operands[0] == Name.OC and isinstance(operands[1], Name):
            off = self.layers.is_off(self.resources.named("/Properties", str(operands[1])))
        if off:
            self.shared.count("layer that was switched off")
        self.dark.append(off)

    def _settings(self, name: str) -> None:
        given = self.resources.named("/ExtGState", name)
        if not isinstance(given, Dictionary):
            return
        made = self.shared.copier.settings(given)
        font = given.get(Name.Font)
        if isinstance(font, Array) and len(font) == 2:
            self._use_font(font[0], number(font[1]))
            place, _ = self.shared.copier.font(font[0])
            made = Dictionary({key: made[key] for key in made.keys()})  # noqa: SIM118
            made.Font = Array([place, font[1]])
        if Name.LW in given:
            self.state.line = number(given.LW)
        mask = given.get(Name.SMask)
        if mask is not None:
            made = Dictionary({key: made[key] for key in made.keys()})  # noqa: SIM118
            made.SMask = self._mask(mask)
        self._put([self.resources.add("/ExtGState", made)], "gs")

    def _mask(self, mask: Any) -> Any:
        if not isinstance(mask, Dictionary) or not isinstance(mask.get(Name.G), Stream):
            return Name("/None")
        if self.areas.boxes and SHAPES.search(decoded(mask.G)):
            raise Uncertain("letters or pictures cut out what is drawn")
        form = self.form(mask.G)
        made = Dictionary(Type=Name.Mask, S=Name(str(mask.get(Name.S, "/Alpha"))))
        made.G = form
        for key in ("/BC", "/TR"):
            if key in mask:
                made[key] = self.shared.copier.colour(mask[key])
        return made

    def _colour(self, operands: list[Any], name: str) -> None:
        if operands and isinstance(operands[-1], Name):
            pattern = self.resources.named("/Pattern", str(operands[-1]))
            if pattern is None:
                return
            new = self.resources.add("/Pattern", self.shared.pattern(self, pattern))
            operands = [*operands[:-1], new]
        self._put(operands, name)

    def _font(self, operands: list[Any]) -> None:
        obj = self.resources.named("/Font", str(operands[0]))
        self._use_font(obj, number(operands[1]))
        if obj is not None:
            place, _ = self.shared.copier.font(obj)
            self._put([self.resources.add("/Font", place), operands[1]], "Tf")

    def _use_font(self, obj: Any, size: float) -> None:
        self.state.size, self.state.font, self.state.problem = size, None, ""
        self.state.face = obj
        try:
            self.state.font = self.shared.read_font(obj)
        except Uncertain as reason:
            self.state.problem = str(reason)

    def _shade(self, name: str) -> None:
        shading = self.resources.named("/Shading", name)
        if shading is None or self.is_off:
            return
        if shading.get(Name.ShadingType, 1) not in PLAIN_RUNS and self.areas.boxes:
            raise Uncertain("it has a colour run that may hold a picture")
        self._put([self.resources.add("/Shading", self.shared.copier.colour(shading))], "sh")

    def _draw(self, name: str) -> None:
        obj = self.resources.named("/XObject", name)
        if not isinstance(obj, Stream):
            return
        if self.is_off or self.layers.is_off(obj.get(Name.OC)):
            if not self.is_off:
                self.shared.count("layer that was switched off")
            return
        if obj.get(Name.Subtype) == Name.Image:
            made = self.shared.image(obj, self.resources, self.areas, self.state)
        elif obj.get(Name.Subtype) == Name.Form:
            made = self.form(obj)
        else:
            return
        if made is not None:
            self._put([self.resources.add("/XObject", made)], "Do")

    def form(self, obj: Any) -> Any:
        """A form in the copy, rewritten for this place if any of it may have to go."""
        if self.deep >= DEEPEST:
            raise Uncertain("forms are drawn inside one another without end")
        return self.shared.form(self, obj)

    def within(self, matrix: Matrix) -> State:
        """The settings a form begins with."""
        state = self.state.kept()
        state.matrix = times(matrix, state.matrix)
        return state

    def _inline(self, step: ContentStreamInlineImage) -> None:
        if self.is_off:
            return
        box = self.shared.place(self.state)
        if any(holds(each, box) for each in self.areas.boxes):
            return
        made = self.shared.inline(step, self.resources, self.areas, self.state)
        if made is not None:
            self._put([self.resources.add("/XObject", made)], "Do")
