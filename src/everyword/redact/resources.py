"""What content is drawn with: named anew in the copy, and only what is used."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import ContentStreamInlineImage, Dictionary, Name, Pdf, Stream

from everyword.redact.areas import Areas
from everyword.redact.copying import Copier
from everyword.redact.fonts import Font, Uncertain, font_of, names_of
from everyword.redact.geometry import (
    FAR,
    SAME,
    Matrix,
    Rect,
    View,
    back,
    holds,
    meet,
    moved,
    numbers_of,
    rect_of,
)
from everyword.redact.images import carried
from everyword.redact.layers import Layers
from everyword.redact.state import State

if TYPE_CHECKING:
    from everyword.redact.content import Rewriter

UNIT: Rect = (0.0, 0.0, 1.0, 1.0)
PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern", "/G", "/RGB", "/CMYK")
MOST_STEPS = 12_000_000
"""Of all pages together; a page of a book has some thousands."""
PLAIN_RUNS = (2, 3)
"""Shadings that run along a line or a circle; the others may hold a picture."""
MOST_IN_CELL = 40
"""Steps of a pattern that is only a hatching."""
EVERYWHERE = View((-FAR, -FAR, FAR, FAR), 0)


class Resources:
    """The names of one content stream: as given, and as they are in the copy."""

    def __init__(self, copier: Copier, given: Any, outer: "Resources | None" = None) -> None:
        self.copier, self.outer = copier, outer
        self.given = given if isinstance(given, Dictionary) else None
        self.made: dict[str, dict[str, Any]] = {}
        self._known: dict[tuple[str, int, int], str] = {}
        for name in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
            space = self.named("/ColorSpace", name)
            if space is not None:
                self.made.setdefault("/ColorSpace", {})[name] = copier.colour(space)

    def named(self, kind: str, name: str) -> Any:
        """What a name stands for; a form without names of its own uses those of its page."""
        if self.given is None:
            return self.outer.named(kind, name) if self.outer else None
        group = self.given.get(kind)
        return group.get(name) if isinstance(group, Dictionary) else None

    def add(self, kind: str, obj: Any) -> Name:
        """A new name of no meaning."""
        mark = (kind, *obj.objgen)
        if obj.is_indirect and mark in self._known:
            return Name(self._known[mark])
        group = self.made.setdefault(kind, {})
        name = f"/{kind[1]}{len(group)}"
        group[name] = obj
        if obj.is_indirect:
            self._known[mark] = name
        return Name(name)

    def space(self, given: Any) -> Name:
        name = str(given)
        space = self.named("/ColorSpace", name)
        if space is None or name in PLAIN_SPACES:
            return Name(name if name in PLAIN_SPACES else "/DeviceGray")
        return self.add("/ColorSpace", self.copier.colour(space))

    def spaces(self) -> Any:
        """The named colour spaces as given."""
        if self.given is None:
            return self.outer.spaces() if self.outer else None
        return self.given.get(Name.ColorSpace)

    def as_dictionary(self) -> Any:
        return Dictionary({kind: Dictionary(group) for kind, group in self.made.items() if group})


class Shared:
    """What all pages of one copy have in common."""

    def __init__(self, target: Pdf) -> None:
        self.target = target
        self.copier = Copier(target)
        self.gone = 0
        self.left_out: Counter[str] = Counter()
        self.painted: set[tuple[int, int]] = set()
        self.whole: set[tuple[int, int]] = set()
        """Pictures drawn with a box on them, and without one."""
        self._steps = 0
        self._fonts: dict[tuple[int, int], Font] = {}
        self._forms: dict[tuple[int, int], Any] = {}
        self._images: dict[tuple[int, int], Any] = {}

    def spend(self, steps: int) -> None:
        """Raises Uncertain when content asks for more work than any page of paper."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise Uncertain("its content is larger than that of any page of paper")

    def count(self, what: str) -> None:
        self.left_out[what] += 1

    def read_font(self, obj: Any) -> Font:
        mark = obj.objgen if isinstance(obj, Dictionary) else (0, 0)
        if mark == (0, 0):
            return font_of(obj)
        if mark not in self._fonts:
            self._fonts[mark] = font_of(obj)
        return self._fonts[mark]

    def place(self, state: State) -> Rect:
        """Where a picture stands on the page."""
        return moved(state.matrix, UNIT)

    def image(self, obj: Any, resources: Resources, areas: Areas, state: State) -> Any:
        """The picture in the copy, painted over where it must be; None where nothing is seen."""
        place = self.place(state)
        shown = meet(areas.view.box, state.clip)
        seen = meet(shown, place) if shown else None
        if seen is None or any(holds(box, place) for box in areas.boxes):
            return None
        if back(state.matrix) is None:
            return None  # on one line: nobody sees it
        cuts = _cuts(place, seen, areas, state.matrix)
        if obj.is_indirect:
            (self.painted if areas.near(place) else self.whole).add(obj.objgen)
        if cuts or not obj.is_indirect:
            return carried(self.copier, obj, resources.spaces(), cuts)
        if obj.objgen not in self._images:
            self._images[obj.objgen] = carried(self.copier, obj, resources.spaces(), ())
        return self._images[obj.objgen]

    def inline(
        self, step: ContentStreamInlineImage, resources: Resources, areas: Areas, state: State
    ) -> Any:
        """A picture inside the content, taken out of it."""
        try:
            keys = {key: value for key, value in step.iimage.obj.items() if key != "/Length"}
            obj = self.target.make_stream(step.iimage.read_raw_bytes(), keys)
        except (pikepdf.PdfError, NotImplementedError, ValueError, AttributeError):
            raise Uncertain("a small picture in it cannot be read") from None
        return self.image(obj, resources, areas, state)

    def form(self, rewriter: "Rewriter", obj: Any) -> Any:
        """A form in the copy; made once where nothing of it has to go."""
        matrix, box = _matrix(obj), rect_of(obj.get(Name.BBox))
        if box is None:
            return None
        state = rewriter.within(matrix)
        place = moved(state.matrix, box)
        state.clip = meet(state.clip, place) or (0.0, 0.0, 0.0, 0.0)
        concerned = rewriter.areas.concern(place)
        if not concerned and obj.is_indirect and obj.objgen in self._forms:
            return self._forms[obj.objgen]
        inner = type(rewriter)(
            self,
            rewriter.areas,
            rewriter.layers,
            Resources(self.copier, obj.get(Name.Resources), rewriter.resources),
            rewriter.deep + 1,
        )
        made = self.target.make_stream(inner.rewrite(obj, state))
        made.Type, made.Subtype = Name.XObject, Name.Form
        made.BBox, made.Matrix = pikepdf.Array(box), pikepdf.Array(matrix)
        made.Resources = inner.resources.as_dictionary()
        group = group_of(self.copier, obj)
        if group is not None:
            made.Group = group
        if not concerned and obj.is_indirect:
            self._forms[obj.objgen] = made
        return made

    def fill_drawings(
        self, place: Any, font: Any, used: "set[bytes] | None", layers: Layers, make: Any
    ) -> None:
        """The drawings of a Type 3 font that are still in use."""
        drawings, made = font.get(Name.CharProcs), Dictionary()
        resources = Resources(self.copier, font.get(Name.Resources))
        for code, name in names_of(font).items():
            drawing = drawings.get(name) if isinstance(drawings, Dictionary) else None
            if isinstance(drawing, Stream) and (used is None or bytes([code]) in used):
                inner = make(self, Areas(EVERYWHERE, ()), layers, resources, 1)
                made[name] = self.target.make_stream(
                    inner.rewrite(drawing, State(SAME, EVERYWHERE.box))
                )
        place.CharProcs = made
        place.Resources = resources.as_dictionary()

    def pattern(self, rewriter: "Rewriter", obj: Any) -> Any:
        """A pattern in the copy. Raises Uncertain: it holds letters, or pictures beside boxes."""
        if not isinstance(obj, Stream):
            kind = obj.get(Name.Shading).get(Name.ShadingType, 1)
            if kind not in PLAIN_RUNS and rewriter.areas.boxes:
                raise Uncertain("it has a colour run that may hold a picture")
            return self.copier.colour(obj)
        inner = type(rewriter)(
            self,
            Areas(EVERYWHERE, ()),
            rewriter.layers,
            Resources(self.copier, obj.get(Name.Resources), rewriter.resources),
            rewriter.deep + 1,
        )
        if rewriter.deep > 8:
            raise Uncertain("patterns are drawn inside one another without end")
        data = inner.rewrite(obj, State(SAME, EVERYWHERE.box))
        used = {str(operator) for _, operator in inner.out}
        drawn = {"Do", "sh", "c", "v", "y"} & used or len(inner.out) > MOST_IN_CELL
        if "TJ" in used or (drawn and rewriter.areas.boxes):
            raise Uncertain("letters or pictures are part of a pattern")
        made = self.target.make_stream(data)
        for key in ("/PatternType", "/PaintType", "/TilingType", "/XStep", "/YStep"):
            made[key] = obj.get(key, 1)
        made.BBox = self.copier.colour(obj.BBox)
        made.Matrix = pikepdf.Array(_matrix(obj))
        made.Resources = inner.resources.as_dictionary()
        return made


def _matrix(obj: Any) -> Matrix:
    numbers = numbers_of(obj.get(Name.Matrix), 6)
    if numbers is None:
        return SAME
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def group_of(copier: Copier, obj: Any) -> Any:
    """How the colours of a page or form mix with what is below."""
    group = obj.get(Name.Group)
    if not isinstance(group, Dictionary):
        return None
    made = Dictionary(Type=Name.Group, S=Name.Transparency)
    for key in ("/I", "/K"):
        if isinstance(group.get(key), bool):
            made[key] = group[key]
    if Name.CS in group:
        made.CS = copier.colour(group.CS)
    return made


def _cuts(place: Rect, seen: Rect, areas: Areas, matrix: Matrix) -> list[Rect]:
    """Parts of the unit square to paint over: under boxes, and what no viewer shows."""
    inverse = back(matrix)
    if inverse is None:
        return []
    cuts = [moved(inverse, box) for box in areas.near(place)]
    if seen != place:
        left, bottom, right, top = moved(inverse, seen)
        parts: list[Rect] = [(0.0, 0.0, left, 1.0), (right, 0.0, 1.0, 1.0)]
        parts += [(0.0, 0.0, 1.0, bottom), (0.0, top, 1.0, 1.0)]
        cuts += [part for part in parts if part[2] - part[0] > 0.01 and part[3] - part[1] > 0.01]
    return cuts
