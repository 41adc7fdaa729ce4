"""What was unpaid over time, drawn as plain SVG: steps of one line, another where interest is owed.

Readable in black and white: the lines differ by their strokes, and each is named beside its end.
"""

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from typing import Final

from everyword.schedules.arrears import Ledger
from everyword.schedules.sums_shown import money

WIDE, HIGH = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 84, 20, 30, 40
STROKES: Final = ('stroke-width="1.6"', 'stroke-width="1.2" stroke-dasharray="5 3"')
Steps = list[tuple[dt.date, Fraction]]


def drawn(ledger: Ledger, allowed: Ledger, currency: str) -> str:
    """The picture: unpaid sums; dashed, with interest, or with the disputed payments allowed."""
    lines: list[tuple[str, Steps]] = [("unpaid", _steps(ledger, False))]
    if any(each.owed_interest for each in ledger.lines):
        lines.append(("unpaid and interest owed", _steps(ledger, True)))
    elif allowed is not ledger:
        lines.append(("unpaid if the disputed payments are allowed", _steps(allowed, False)))
    first, last = lines[0][1][0][0], ledger.as_of
    most = max((amount for _, steps in lines for _, amount in steps), default=Fraction(0))
    top = _rounded_up(most)
    days = max((last - first).days, 1)

    def x(day: dt.date) -> str:
        return f"{LEFT + (WIDE - LEFT - RIGHT) * (day - first).days / days:.1f}"

    def y(amount: Fraction) -> str:
        return f"{HIGH - BOTTOM - float((HIGH - TOP - BOTTOM) * amount / top):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}"'
        ' font-family="Liberation Sans, Arial, sans-serif" font-size="11" fill="#000">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
    ]
    for part in range(5):
        amount = top * part / 4
        parts.append(
            f'<path d="M{LEFT} {y(amount)}H{WIDE - RIGHT}" stroke="#999" stroke-width="0.5"/>'
            f'<text x="{LEFT - 6}" y="{y(amount)}" text-anchor="end" dy="4">'
            f"{money(amount, currency)}</text>"
        )
    for day, anchor in _marks(first, last):
        parts.append(
            f'<path d="M{x(day)} {HIGH - BOTTOM}v5" stroke="#000" stroke-width="0.5"/>'
            f'<text x="{x(day)}" y="{HIGH - BOTTOM + 18}" text-anchor="{anchor}">{day}</text>'
        )
    for number, (name, steps) in enumerate(lines):
        path = f"M{x(steps[0][0])} {y(steps[0][1])}" + "".join(
            f"H{x(day)}V{y(amount)}" for day, amount in steps[1:]
        )
        stroke = STROKES[number]
        parts.append(f'<path d="{path}H{x(last)}" fill="none" stroke="#000" {stroke}/>')
        at = LEFT + 10 + 250 * number
        parts.append(f'<path d="M{at} 14h30" stroke="#000" {stroke}/>')
        parts.append(f'<text x="{at + 36}" y="18">{name} ({currency})</text>')
    return "".join([*parts, "</svg>"])


def _steps(ledger: Ledger, with_interest: bool) -> Steps:
    """What stands at the end of each day that has a line; before the first one, nothing."""
    found: dict[dt.date, Fraction] = {}
    for each in ledger.lines:
        found[each.day] = each.principal + (each.owed_interest if with_interest else 0)
    steps = list(found.items())
    return [(steps[0][0], Fraction(0)), *steps]


def _rounded_up(most: Fraction) -> Fraction:
    """A round number that holds the highest step: 1, 2, 4 or 10 of a power of ten."""
    step = Fraction(1)
    while True:
        for times in (1, 2, 4):
            if most <= step * times:
                return step * times
        step *= 10


def _marks(first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """Both ends, and at most six first days of years or months between them."""
    whole = [dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    if not whole:
        whole = [dt.date(first.year, month, 1) for month in range(first.month + 1, last.month + 1)]
    inside = [each for each in whole if first < each < last]
    inside = inside[:: max(1, -(-len(inside) // 6))]
    span = (last - first).days / 6
    kept = [each for each in inside if (each - first).days > span and (last - each).days > span]
    marks = [(first, "start"), *((each, "middle") for each in kept), (last, "end")]
    return [one for one, two in pairwise([*marks, marks[-1]]) if one is two or one[0] != two[0]]
