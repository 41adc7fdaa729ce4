"""The box as it is drawn: black, with the reason in white letters that a reader sees."""

from functools import lru_cache

from pikepdf import Dictionary, Name, String, unparse_content_stream
from pikepdf import Operator as Op

from everyword.redact.fonts import measured
from everyword.redact.geometry import Rect, View

LARGEST, SMALLEST = 8.0, 3.5
MARGIN = 1.5
SHORT = "R"
"""Printed where no reason fits."""


@lru_cache(maxsize=1)
def _widths() -> dict[int, float]:
    return measured(Dictionary(BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))


def font() -> Dictionary:
    """Of the labels: one of the fourteen that every viewer has."""
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


def fitted(view: View, rect: Rect, label: str) -> str:
    """The label as it can be printed in this box: whole, its first words, or R."""
    _, _, width, height = view.shown(rect)
    words = label.split()
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count])
        if _is_printable(text) and _size(text, width, height) >= SMALLEST:
            return text
    return SHORT


def _is_printable(text: str) -> bool:
    try:
        return all(byte >= 32 for byte in text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _length(text: str) -> float:
    known = _widths()
    return sum(known.get(byte, 0.6) for byte in text.encode("cp1252"))


def _size(text: str, width: float, height: float) -> float:
    wide = (width - 2 * MARGIN) / max(0.1, _length(text))
    return min(LARGEST, height * 0.8, wide)


def drawn(view: View, rect: Rect, text: str, name: Name) -> bytes:
    """The drawing of one box, upright as the page is shown."""
    x, y, width, height = view.shown(rect)
    size = max(0.5, _size(text, width, height))
    left = max(0.0, (width - _length(text) * size) / 2)
    steps = [
        ([], Op("q")),
        (list(view.upright(x, y + height)), Op("cm")),
        ([0], Op("g")),
        ([0, 0, width, height], Op("re")),
        ([], Op("f")),
        ([1], Op("g")),
        ([], Op("BT")),
        ([name, size], Op("Tf")),
        ([left, (height - size * 0.7) / 2], Op("Td")),
        ([String(text.encode("cp1252"))], Op("Tj")),
        ([], Op("ET")),
        ([], Op("Q")),
    ]
    return unparse_content_stream(steps)  # type: ignore[arg-type]  # plain numbers are operands
