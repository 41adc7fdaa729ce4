"""The page labels of a PDF: what a viewer shows as the number of each page.

Read with pikepdf, and not with the library that displays: that one ends the whole program at a
tree of labels that leads back to itself.
"""

from typing import Any

import pikepdf

DEEPEST = 20
MOST = 100_000
LONGEST = 100
"""Characters of a label that are kept."""
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def labels_of(pdf: pikepdf.Pdf, count: int) -> tuple[str, ...]:
    """One for each page; where the file says nothing, the number of the page from 1."""
    stretches = dict(_stretches(pdf.Root.get("/PageLabels")))
    if not stretches:
        return tuple(str(number) for number in range(1, count + 1))
    made: list[str] = []
    style, prefix, first, begun = "/D", "", 1, 0
    for page in range(count):
        if page in stretches:
            style, prefix, first = _said(stretches[page])
            begun = page
        made.append((prefix + _number(style, first + page - begun))[:LONGEST])
    return tuple(made)


def _stretches(root: Any) -> list[tuple[int, Any]]:
    """The page each stretch begins on, from 0, and what is said of it."""
    found: list[tuple[int, Any]] = []
    seen: set[tuple[int, int]] = set()
    waiting = [(root, 0)]
    while waiting and len(found) < MOST and len(seen) < MOST:
        node, depth = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or depth > DEEPEST:
            continue
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        numbers: Any = node.get("/Nums")
        if isinstance(numbers, pikepdf.Array):
            pairs = zip(range(0, len(numbers), 2), range(1, len(numbers), 2), strict=False)
            found += [
                (int(numbers[a]), numbers[b]) for a, b in pairs if isinstance(numbers[a], int)
            ]
        kids: Any = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting += [(kid, depth + 1) for kid in reversed(list(kids)[:MOST])]
    return found


def _said(stretch: Any) -> tuple[str, str, int]:
    """Style, prefix and first number."""
    if not isinstance(stretch, pikepdf.Dictionary):
        return "/D", "", 1
    first: Any = stretch.get("/St", 1)
    prefix = stretch.get("/P", "")
    return (
        str(stretch.get("/S", "")),
        str(prefix) if isinstance(prefix, pikepdf.String | str) else "",
        first if isinstance(first, int) and 0 < first < 10_000_000 else 1,
    )


def _number(style: str, number: int) -> str:
    match style:
        case "/D":
            return str(number)
        case "/r" | "/R":
            said = _roman(number)
        case "/a" | "/A":
            repeated = min((number - 1) // 26 + 1, LONGEST)
            said = chr(ord("a") + (number - 1) % 26) * repeated
        case _:
            return ""
    return said.upper() if style in ("/R", "/A") else said


def _roman(number: int) -> str:
    if number > 4000:
        return str(number)
    said = ""
    for value, letters in ROMAN:
        while number >= value:
            said, number = said + letters, number - value
    return said
