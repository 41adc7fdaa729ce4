"""What pikepdf sees on single pages: notes, redaction marks, characters without a shape."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from everyword.rules.facts import File, Page
from everyword.rules.structure import BROKEN, bounded

COMMENTS = {
    "/Text": "a note",
    "/FreeText": "typed words on top of the page",
    "/Highlight": "highlighting",
    "/Underline": "underlining",
    "/StrikeOut": "striking out",
    "/Squiggly": "a wavy line",
    "/Ink": "a drawing",
    "/Stamp": "a stamp",
    "/Caret": "an insertion mark",
    "/Square": "a box",
    "/Circle": "a circle",
    "/Line": "a line",
    "/Polygon": "a shape",
    "/PolyLine": "a line",
}
MOST_NOTES = 5000
MOST_BYTES = 20_000_000
"""Of a page's contents; more is not searched for missing shapes."""
ZERO = re.compile(rb"\x00\x00|<(?:\s*[0-9A-Fa-f]{4})*?\s*0000|\\000\\000|\\000\x00|\x00\\000")
"""Where the two-byte code 0 may stand, which is the sign for "no shape": worth a real look."""
SHOWS = ("Tj", "TJ", "'", '"')


def read_marks(file: File, pdf: pikepdf.Pdf) -> None:
    """Adds to the pages, which were read before. A damaged page costs only what is on it."""
    for facts in file.pages:
        try:
            page = pdf.pages[facts.number - 1]
            _notes(page, facts)
            facts.no_shape = _without_shape(page)
        except BROKEN:
            facts.left_out = facts.left_out or "Its notes and characters cannot be read."


def _notes(page: pikepdf.Page, facts: Page) -> None:
    notes: Any = page.obj.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    found: list[str] = []
    for place, note in enumerate(notes):
        if place >= MOST_NOTES:
            facts.left_out = f"Only {MOST_NOTES} of its notes were looked at."
            break
        if not isinstance(note, pikepdf.Dictionary):
            continue
        kind = str(note.get("/Subtype", ""))
        facts.redact_marks += kind == "/Redact"
        if kind in COMMENTS:
            found.append(COMMENTS[kind])
    facts.comments = tuple(dict.fromkeys(found))


def _without_shape(page: pikepdf.Page) -> int:
    """Characters drawn with the code that stands for "not in this font"."""
    fonts = _two_byte_fonts(page)
    if not fonts:
        return 0
    contents: Any = page.obj.get("/Contents", ())
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    data = [bounded(part, MOST_BYTES) for part in parts if isinstance(part, pikepdf.Stream)]
    if sum(map(len, data)) >= MOST_BYTES or not any(ZERO.search(part) for part in data):
        return 0
    count, is_two_byte = 0, False
    for step in pikepdf.parse_content_stream(page):
        name = str(step.operator)
        if name == "Tf" and len(step.operands):
            is_two_byte = str(step.operands[0]) in fonts
        elif is_two_byte and name in SHOWS:
            count += sum(_zeros(bytes(each)) for each in _strings(step.operands))
    return count


def _two_byte_fonts(page: pikepdf.Page) -> set[str]:
    """Fonts whose codes are the numbers of their shapes, two bytes each."""
    fonts: Any = page.resources.get("/Font", {}) if "/Resources" in page else {}
    return {
        name
        for name, font in fonts.items()
        if font.get("/Subtype") == "/Type0"
        and font.get("/Encoding") in ("/Identity-H", "/Identity-V")
    }


def _strings(operands: Any) -> Iterator[pikepdf.String]:
    for each in operands:
        if isinstance(each, pikepdf.String):
            yield each
        elif isinstance(each, pikepdf.Array):
            yield from (part for part in each if isinstance(part, pikepdf.String))


def _zeros(data: bytes) -> int:
    return sum(data[at : at + 2] == b"\x00\x00" for at in range(0, len(data) - 1, 2))
