"""Typesetting: template data in, finished pages out, with the page each thing landed on.

Everything stays in memory. Words reach the typesetter as the strings of a JSON file, never as
markup; it sees our fonts and our template and nothing else, no folder, no network, no clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst
from msgspec import Struct

from everyword.bundle.pages.lettering import FAMILIES, FONT_FOLDER, SERIF

TEMPLATE = Path(__file__).parent / "templates" / "bundle.typ"
PARTS = ("words.typ", "front.typ", "talk.typ", "kinds.typ", "court.typ")
BATCH = 400
"""Lines typeset in one go. The typesetter remembers what it did: memory grows with this."""
BATCH_BYTES = 16_000_000
FORGET = 11
"""The typesetter drops what the last ten runs did not use."""


class Look(Struct, frozen=True):
    """How a court wants pages to look: "serif" has the widths of Times, "sans" those of Arial.

    `points` is the size of plain words. `letters`: the labels of pages hold letters ("A12").
    """

    font: Literal["sans", "serif"] = "sans"
    points: int = 12
    letters: bool = False


class Piece(Struct, frozen=True):
    """A run of pages for the template; `document` is the key it belongs to."""

    document: str
    data: dict[str, Any]
    weight: int
    pictures: dict[str, bytes] = {}


class Mark(Struct, frozen=True):
    """Where something landed: page counts from 1 within the sheets.

    Of a picture that a message carries also its upper left corner, in points as shown.
    """

    kind: str
    id: str
    page: int
    x: float = 0.0
    y: float = 0.0


class Sheets(Struct, frozen=True):
    """One typeset PDF; `pieces` are the keys in order, with the first page of each."""

    pdf: bytes
    pieces: tuple[tuple[str, int], ...]
    marks: tuple[Mark, ...]


PLAIN = Look()


def typeset(
    pieces: Iterable[Piece], paper: str, digits: int = 1, look: Look = PLAIN
) -> Iterator[Sheets]:
    """The pages of the pieces, in order, in as many PDFs as keep memory low."""
    batch: list[Piece] = []
    for piece in pieces:
        if batch and _is_full([*batch, piece]):
            yield compile_pieces(batch, paper, digits, look)
            _forget()
            batch = []
        batch.append(piece)
    if batch:
        yield compile_pieces(batch, paper, digits, look)


def _is_full(batch: list[Piece]) -> bool:
    size = sum(len(data) for piece in batch for data in piece.pictures.values())
    return sum(piece.weight for piece in batch) > BATCH or size > BATCH_BYTES


def compile_pieces(
    pieces: list[Piece],
    paper: str,
    digits: int,
    look: Look = PLAIN,
    standards: Sequence[Any] = (),
    alone: bool = False,
) -> Sheets:
    """The pages of the pieces as one tagged PDF; `digits` is the length of the longest label.

    `alone`: they are no part of a bundle, and have page numbers of their own.
    """
    files = _files(pieces, paper, digits, look, alone)
    # The pages are set while the question is answered; the second run only writes them down.
    found = typst.query(files, "<marks>", field="value", one=True, **closed())
    marks = msgspec.json.decode(found, type=list[Mark])
    pdf = typst.compile(files, timestamp=0, pdf_standards=list(standards), **closed())
    firsts = [mark.page for mark in marks if mark.kind == "piece"]
    keys = (piece.document for piece in pieces)
    return Sheets(pdf, tuple(zip(keys, firsts, strict=True)), tuple(marks))


def _files(
    pieces: list[Piece], paper: str, digits: int, look: Look, alone: bool
) -> dict[str, bytes]:
    data = {
        "title": "Pages of a bundle",
        "paper": paper,
        "digits": digits,
        "letters": look.letters,
        "points": look.points,
        "alone": alone,
        "families": [SERIF, *FAMILIES] if look.font == "serif" else FAMILIES,
        "pieces": [piece.data for piece in pieces],
    }
    files = {name: (TEMPLATE.parent / name).read_bytes() for name in PARTS}
    files |= {"main.typ": TEMPLATE.read_bytes(), "data.json": msgspec.json.encode(data)}
    for piece in pieces:
        files.update(piece.pictures)
    return files


@cache
def closed() -> dict[str, Any]:
    """The settings that shut the typesetter in: our fonts, and a root with only templates in it."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )
    return {"font_paths": fonts, "root": str(TEMPLATE.parent)}


def _forget() -> None:
    for _ in range(FORGET):
        typst.compile({"main.typ": b""}, **closed())
