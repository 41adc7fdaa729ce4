"""Pictures of nights as SVG: a month, a year, and bars for each month.

Patterns and letters, never colours: they are to be read on a copy in black and white. Each picture
has a title and a description for those who hear it read. Nothing is loaded from anywhere.
"""

import calendar
import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

PATTERNS = ("lines", "dots", "cross", "across", "grid", "down")
"""One for each person, in turn."""
_DEFS = """<defs>
<pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M-1,1 l2,-2 \
M0,5 l5,-5 M4,6 l2,-2" stroke="#000" stroke-width="0.8" fill="none"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" \
r="0.8" fill="#000"/></pattern>
<pattern id="cross" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M0,0 l5,5 M0,5 \
l5,-5" stroke="#000" stroke-width="0.6" fill="none"/></pattern>
<pattern id="across" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0,2 h4" \
stroke="#000" stroke-width="0.8" fill="none"/></pattern>
<pattern id="grid" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0,2 h4 M2,0 v4" \
stroke="#000" stroke-width="0.5" fill="none"/></pattern>
<pattern id="down" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M2,0 v4" \
stroke="#000" stroke-width="0.8" fill="none"/></pattern>
</defs>"""
_LETTERS = "ABCDEF"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_FONT = "font-family='Noto Sans, DejaVu Sans, sans-serif'"
_WIDE = 640
_EMPTY = "An empty half: not known; a box without halves: not counted."
_ALIKE = " More than six people: some patterns stand twice."


class Mark(Struct, frozen=True):
    """A night in a picture: whose it is by the terms, and with whom it is said to have been.

    Both are places in the list of people, None where it is not known; `open` and `disputed` are
    nights that the terms leave open, or of which two things are said.
    """

    ordered: int | None = None
    had: int | None = None
    open: bool = False
    disputed: bool = False
    not_had: bool = False


class Bar(Struct, frozen=True):
    """A month: nights by the terms, and those said to have been, by how they are known."""

    name: str
    ordered: int
    cited: int
    said: int
    disputed: int
    unknown: int


def words(text: str) -> str:
    """Text for a picture: escaped, without control characters; right-to-left words stay apart."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") or c == " ")
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in kept):
        kept = f"\u2068{kept}\u2069"
    return escape(kept, {'"': "&quot;"})


def month(
    title: str, said: str, first: dt.date, marks: Mapping[dt.date, Mark], people: Sequence[str]
) -> str:
    """A month as a page of a calendar; the upper half of a night is the order, the lower what is
    said to have been. `first`: any day of the month."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    side, top, high = 10, 60, 62
    wide = (_WIDE - 2 * side) // 7
    parts = [_text(side, 26, title, 17, bold=True)]
    for place, name in enumerate(_DAYS):
        parts.append(_text(side + place * wide + 4, top - 8, name, 12))
    for row, week in enumerate(weeks):
        for place, day in enumerate(week):
            x, y = side + place * wide, top + row * high
            parts.append(_rect(x, y, wide, high))
            if day.month == first.month:
                parts += _large(x, y, wide, high, day, marks.get(day))
    below = top + len(weeks) * high + 22
    parts += _legend(side, below, people)
    return _svg(title, said, _WIDE, below + _legend_height(people), parts)


def _large(x: int, y: int, wide: int, high: int, day: dt.date, mark: Mark | None) -> list[str]:
    parts = []
    if mark is not None:
        left, half = x + 26, (high - 8) // 2
        for at, (whose, sign) in enumerate(_halves(mark)):
            above = y + 4 + at * half
            parts.append(_rect(left, above, wide - 30, half - 2, _fill(whose)))
            letter = sign or (_LETTERS[whose % 6] if whose is not None else "")
            if letter:
                middle = left + (wide - 30) // 2
                parts.append(_rect(middle - 9, above + 4, 18, half - 10, "#fff", border=False))
                parts.append(_text(middle, above + half - 9, letter, 13, middle=True, bold=True))
    parts.append(_text(x + 4, y + 16, str(day.day), 12))
    return parts


def _halves(mark: Mark) -> tuple[tuple[int | None, str], tuple[int | None, str]]:
    """Pattern and sign of the upper and of the lower half."""
    above = (mark.ordered, "?" if mark.open else "")
    sign = "!" if mark.disputed else "x" if mark.not_had else ""
    return above, (mark.had, sign)


def year(
    title: str, said: str, number: int, marks: Mapping[dt.date, Mark], people: Sequence[str]
) -> str:
    """Twelve months; each night a small box, its upper half the order, its lower what was."""
    side, top, cell, gap = 10, 44, 20, 14
    parts = [_text(side, 26, title, 17, bold=True)]
    wide, high = 7 * cell + gap, 6 * cell + 38
    for place in range(12):
        x, y = side + place % 6 * wide, top + place // 6 * high
        parts.append(_text(x, y + 12, calendar.month_name[place + 1], 12, bold=True))
        for column, name in enumerate(_DAYS):
            parts.append(_text(x + column * cell + 3, y + 26, name, 8))
        weeks = calendar.Calendar().monthdatescalendar(number, place + 1)
        for row, week in enumerate(weeks):
            for column, day in enumerate(week):
                if day.month == place + 1:
                    parts += _small(x + column * cell, y + 30 + row * cell, cell, marks.get(day))
    below = top + 2 * high + 16
    parts += _legend(side, below, people)
    return _svg(title, said, 6 * wide + 2 * side, below + _legend_height(people), parts)


def _small(x: int, y: int, cell: int, mark: Mark | None) -> list[str]:
    parts, half = [], (cell - 2) // 2
    if mark is not None:
        for at, (whose, sign) in enumerate(_halves(mark)):
            if whose is not None:
                parts.append(_rect(x, y + at * half, cell - 2, half, _fill(whose), border=False))
            if sign:
                above = y + (at + 1) * half - 1
                parts.append(_text(x + (cell - 2) // 2, above, sign, 9, middle=True, bold=True))
    parts.append(_rect(x, y, cell - 2, cell - 2))
    if mark is not None:
        half_way = f"M{x},{y + half} h{cell - 2}"
        parts.append(f'<path d="{half_way}" stroke="#777" stroke-width="0.4"/>')
    return parts


def bars(title: str, said: str, months: Sequence[Bar]) -> str:
    """For each month two bars: nights by the terms, and nights said to have been, in layers."""
    side, base, high = 40, 230, 170
    most = max([1, *(each.ordered for each in months), *(_had(each) for each in months)])
    step = max(40, min(90, (_WIDE - side - 10) // max(1, len(months))))
    parts = [_text(10, 26, title, 17, bold=True)]
    for share in (0, 1):
        y = base - share * high
        parts.append(
            f'<path d="M{side},{y} h{step * len(months)}" stroke="#000" stroke-width="0.6"/>'
        )
        parts.append(_text(side - 6, y + 4, str(most * share), 11, end=True))
    for place, each in enumerate(months):
        x, width = side + place * step + 6, (step - 12) // 2
        parts += _bar(x, base, width, high / most, ((each.ordered, "#fff"),))
        kinds = ((each.cited, "lines"), (each.said, "dots"), (each.disputed, "cross"))
        layers = tuple((nights, f"url(#{name})") for nights, name in kinds)
        parts += _bar(x + width, base, width, high / most, layers)
        parts.append(_text(x + width, base + 16, each.name, 10, middle=True))
        figures = f"{each.ordered}/{_had(each)}"
        parts.append(_text(x + width, base + 30, figures, 10, middle=True))
        if each.unknown:
            parts.append(_text(x + width, base + 43, f"({each.unknown})", 9, middle=True))
    keys = (
        ("#fff", "by the terms"),
        ("url(#lines)", "said to have been, cited"),
        ("url(#dots)", "said, nothing cited"),
        ("url(#cross)", "disputed"),
    )
    below = base + 62
    for place, (fill, name) in enumerate(keys):
        parts += _key(side + place % 2 * 280, below + place // 2 * 20, fill, name)
    what = "under each month: by the terms / said to have been (nights nothing is known of)"
    parts.append(_text(side, below + 52, what, 11))
    return _svg(title, said, max(_WIDE, side + step * len(months) + 10), below + 62, parts)


def _had(each: Bar) -> int:
    return each.cited + each.said + each.disputed


def _bar(
    x: int, base: int, width: int, unit: float, layers: Iterable[tuple[int, str]]
) -> list[str]:
    parts, above = [], float(base)
    for nights, fill in layers:
        if nights:
            above -= nights * unit
            parts.append(_rect(x, round(above, 2), width, round(nights * unit, 2), fill))
    return parts


def _legend(x: int, y: int, people: Sequence[str]) -> list[str]:
    parts = []
    for place, name in enumerate(people):
        label = f"{_LETTERS[place % 6]}  {name}"
        parts += _key(x + place % 2 * 310, y + place // 2 * 20, _fill(place), label)
    below = y + (len(people) + 1) // 2 * 20
    halves = "Upper half: by the terms (? left open). Lower half: said to have been"
    parts.append(_text(x, below + 4, f"{halves} (! disputed, x said not to have been).", 11))
    parts.append(_text(x, below + 20, f"{_EMPTY}{_ALIKE if len(people) > 6 else ''}", 11))
    return parts


def _legend_height(people: Sequence[str]) -> int:
    return (len(people) + 1) // 2 * 20 + 32


def _key(x: int, y: int, fill: str, name: str) -> list[str]:
    return [_rect(x, y - 11, 22, 14, fill), _text(x + 30, y, name, 12)]


def _fill(whose: int | None) -> str:
    return "none" if whose is None else f"url(#{PATTERNS[whose % len(PATTERNS)]})"


def _rect(
    x: float, y: float, wide: float, high: float, fill: str = "none", border: bool = True
) -> str:
    stroke = ' stroke="#000" stroke-width="0.6"' if border else ""
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{fill}"{stroke}/>'


def _text(
    x: float,
    y: float,
    text: str,
    size: int,
    *,
    middle: bool = False,
    end: bool = False,
    bold: bool = False,
) -> str:
    anchor = "middle" if middle else "end" if end else "start"
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}"{weight} {_FONT}>'
        f"{words(text)}</text>"
    )


def _svg(title: str, said: str, wide: int, high: int, parts: Iterable[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" '
            f'height="{high}" role="img">',
            f"<title>{words(title)}</title>",
            f"<desc>{words(said)}</desc>",
            _DEFS,
            f'<rect width="{wide}" height="{high}" fill="#fff"/>',
            *parts,
            "</svg>",
        )
    )
