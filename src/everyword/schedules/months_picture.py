"""The months of each account as a drawing: patterns, not colours, so that a copy can be read."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from everyword.schedules.coverage import MonthCell, State

MONTHS: Final = ("J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D")
LEFT: Final = 190
CELL: Final = 34
HIGH: Final = 30
TOP: Final = 52
LONGEST: Final = 26
NARROWEST: Final = 480
IN_LINE: Final = 3
"""Signs explained on one line of the legend."""
FONT: Final = 'font-family="Noto Sans, DejaVu Sans, sans-serif"'
LEGEND: Final[tuple[tuple[State, str], ...]] = (
    ("whole", "whole month"),
    ("part", "part of it"),
    ("no line", "no line in it"),
    ("missing", "missing"),
    ("not asked", "not asked for"),
)
PATTERNS: Final = (
    '<defs><pattern id="part" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke="#000" stroke-width="1"/></pattern>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle cx="3" cy="3" r="1" fill="#000"/></pattern></defs>'
)


def drawing(rows: Mapping[str, Sequence[MonthCell]], breaks: frozenset[tuple[str, str]]) -> str:
    """SVG. `rows`: of each account, by its title, the months asked for; `breaks`: title and month
    in which a balance does not run, marked with "!"."""
    months = [cell.month for cell in next(iter(rows.values()), ())]
    width = max(LEFT + len(months) * CELL + 12, NARROWEST)
    height = TOP + len(rows) * HIGH + 66
    parts = [*_heads(months)]
    for number, (title, cells) in enumerate(rows.items()):
        y = TOP + number * HIGH
        parts.append(_text(LEFT - 8, y + HIGH * 0.62, _cut(title), 12, "end"))
        for place, cell in enumerate(cells):
            x = LEFT + place * CELL
            parts += _box(x, y, cell.state)
            if (title, cell.month) in breaks:
                parts.append(_mark(x, y))
    parts += _legend(TOP + len(rows) * HIGH + 14)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{PATTERNS}{"".join(parts)}</svg>'
    )


def _heads(months: Sequence[str]) -> list[str]:
    """The letter of each month, and its year over the first of it."""
    parts, year = list[str](), ""
    for place, month in enumerate(months):
        middle = LEFT + place * CELL + CELL / 2 - 2
        parts.append(_text(middle, TOP - 8, MONTHS[int(month[5:7]) - 1], 12, "middle"))
        if month[:4] != year:
            year = month[:4]
            parts.append(_text(LEFT + place * CELL, TOP - 28, year, 12, "start"))
    return parts


def _box(x: float, y: float, state: State) -> list[str]:
    """One month: full, hatched, dotted, crossed out, or a thin line."""
    wide, high = CELL - 4, HIGH - 4
    fill = {"whole": "#000", "part": "url(#part)", "no line": "url(#dots)"}.get(state, "#fff")
    thin = ' stroke-dasharray="2 3"' if state == "not asked" else ""
    box = (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{fill}" stroke="#000"'
        f' stroke-width="{0.5 if thin else 1.2}"{thin}/>'
    )
    if state != "missing":
        return [box]
    cross = (
        f'<path d="M{x},{y} l{wide},{high} M{x},{y + high} l{wide},{-high}" stroke="#000"'
        ' stroke-width="1.2"/>'
    )
    return [box, cross]


def _mark(x: float, y: float) -> str:
    """On a white disc, so that it can be seen on any pattern."""
    middle, level = x + CELL / 2 - 2, y + HIGH / 2 - 2
    disc = f'<circle cx="{middle}" cy="{level}" r="8" fill="#fff" stroke="#000"/>'
    return disc + _text(middle, level + 4.5, "!", 13, "middle")


def _legend(y: float) -> list[str]:
    signs = [("".join(_box(0, 0, state)), words) for state, words in LEGEND]
    signs.append((_mark(0, 0), "balance does not run"))
    parts = list[str]()
    for number, (sign, words) in enumerate(signs):
        x, level = 10 + number % IN_LINE * 155, y + number // IN_LINE * 24
        parts.append(f'<g transform="translate({x},{level}) scale(0.6)">{sign}</g>')
        parts.append(_text(x + 23, level + 12, words, 11, "start"))
    return parts


def _text(x: float, y: float, words: str, size: int, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" {FONT} text-anchor="{anchor}"'
        f' direction="ltr">{escape(words)}</text>'
    )


def _cut(title: str) -> str:
    """What fits beside the boxes; the table has the whole. No signs that are no text."""
    clean = "".join(sign for sign in title if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"
