"""Pages of given PDFs are looked at as soon as each PDF is open, while the others are opened.

That can be done before anybody knows the number of a page: what is looked for is room for any
number of five digits. The PDF is looked at as the PDF library writes it, as its pages will stand in
the bundle. Where that might show something else than the page in the bundle does (a form, layers),
and where a PDF is large, it is looked at later, in the bundle; the result is the same.
"""

import io
from typing import Any

import msgspec
from pikepdf import Name, ObjectStreamMode, Pdf, StreamDecodeLevel

from everyword.bundle.pdf.apart import Apart, Asked, Opening
from everyword.bundle.pdf.assemble import Assembly
from everyword.bundle.pdf.looking import Found, Wanted
from everyword.bundle.pdf.shapes import Place, Sheet
from everyword.bundle.pdf.stamp import places, room, sheet_of

LARGE = 4 << 20
"""Bytes; what has more, as a file, is looked at in the bundle."""
MOST = 16 << 20
"""Bytes of PDFs in memory that wait to be looked at."""


class Ahead:
    """What is found on the pages of PDFs, by PDF and page in it, from 0."""

    def __init__(self, apart: Apart) -> None:
        self.apart = apart
        self._asked: dict[int, tuple[Pdf, int, Asked[Found]]] = {}
        self._sheets: dict[int, list[Sheet]] = {}

    def look(self, pdf: Pdf, size: int) -> None:
        """Begins to look at all pages of a PDF whose file has that many bytes."""
        held = sum(size for _, size, asked in self._asked.values() if not asked.is_answered)
        is_plain = not (pdf.is_encrypted or {Name.AcroForm, Name.OCProperties} & pdf.Root.keys())
        if id(pdf) in self._asked or size > LARGE or held + size > MOST or not is_plain:
            return
        sheets = self._sheets[id(pdf)] = [sheet_of(page) for page in pdf.pages]
        items = [wanted_on(number, sheet) for number, sheet in enumerate(sheets)]
        data = _as_written(pdf)
        self._asked[id(pdf)] = pdf, len(data), self.apart.ask(Opening("look", data), items, Found)

    def has(self, pdf: Pdf) -> bool:
        return id(pdf) in self._asked

    def sheets(self, assembly: Assembly) -> list[Sheet]:
        """The pages of a bundle."""
        sheets = []
        for number, page in enumerate(assembly.pdf.pages):
            source, place = assembly.origin(number)
            known = self._sheets.get(id(source))
            sheets.append(known[place] if known is not None else sheet_of(page))
        return sheets

    def found(self, pdf: Pdf, page: int) -> Found | None:
        """None where the page ends every process. Waits until it was looked at."""
        return self._asked[id(pdf)][2].answers()[page]


def _as_written(pdf: Pdf) -> bytes:
    """The PDF as the library writes it, but without the marks for screen readers: they are many
    objects, of which nothing is displayed. Nothing is packed, as it is thrown away again."""
    tree = pdf.Root.get(Name.StructTreeRoot)
    if tree is not None:
        del pdf.Root.StructTreeRoot
    try:
        out = io.BytesIO()
        pdf.save(
            out,
            object_stream_mode=ObjectStreamMode.generate,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=False,
            fix_metadata_version=False,
            static_id=True,
        )
        return out.getvalue()
    finally:
        if tree is not None:
            pdf.Root.StructTreeRoot = tree


def wanted_on(page: int, sheet: Sheet, label: str = "", **more: Any) -> Wanted:
    """What to ask about a page on which room for a number is looked for."""
    return Wanted(page, sheet, tuple(places(sheet, room(label))), **more)


def settled(found: Place, sheet: Sheet, label: str) -> Place:
    """Where a number goes, of the place where there is room for more."""
    wide, own = places(sheet, room(label)), places(sheet, label)
    at = next(n for n, each in enumerate(wide) if (each.x, each.y) == (found.x, found.y))
    return msgspec.structs.replace([*own][at], plate=found.plate, under=found.under)
