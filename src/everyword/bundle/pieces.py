"""From the values of a plan to what the template prints: one function for each kind of page."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from everyword.bundle.convert import BadPicture, Prepared, prepare
from everyword.bundle.lettering import Para, paragraphs
from everyword.bundle.plan import (
    Attached,
    Document,
    Facts,
    Line,
    Picture,
    Row,
    Slip,
    Table,
    Text,
    Transcript,
    Unusable,
)
from everyword.bundle.typeset import BATCH, Piece
from everyword.model import Source

T = TypeVar("T")
PAGE = (460.0, 700.0)
"""Room for a picture on a page of its own, in points, for both sizes of paper."""
SMALL = (170.0, 130.0)
"""Room for a picture that a message carries."""


class Printer:
    """Makes pieces, and remembers what has to be said about them.

    `unprinted` are the code points no font has; `findings` are plain sentences.
    """

    def __init__(self) -> None:
        self.unprinted: dict[str, set[int]] = {}
        self.findings: list[str] = []
        self.unusable: set[str] = set()
        self._key = ""

    def words(self, text: str) -> list[Para]:
        return paragraphs(text, self.unprinted.setdefault(self._key, set()))

    def front(self, key: str, kind: str, title: str, data: dict[str, Any]) -> Piece:
        """A piece of the front matter: cover, contents, chronology."""
        self._key = key
        body = {"kind": kind, "running": None, "exhibit": None, "title": self.words(title)}
        return Piece(key, body | data, 1)

    def pieces(self, document: Document) -> Iterator[Piece]:
        """The pieces of a document that is not given as a PDF."""
        self._key = document.key
        match document.content:
            case Transcript() as content:
                yield from self._transcript(document, content)
            case Table() as content:
                yield from self._table(document, content)
            case Text() as content:
                yield from self._text(document, content)
            case Picture() as content:
                yield from self._picture(document, content)
            case Slip(facts=facts):
                yield self._piece(document, {"kind": "slip", "facts": self._facts(facts)})
            case Unusable(reason=reason, facts=facts):
                yield self.unusable_page(document, reason, facts)

    def unusable_page(self, document: Document, reason: str, facts: Facts) -> Piece:
        """The page that names a document which could not be used, and why."""
        self._key = document.key
        self.unusable.add(document.key)
        data = {"kind": "unusable", "reason": self.words(reason), "facts": self._facts(facts)}
        return self._piece(document, data)

    def _piece(
        self,
        document: Document,
        data: dict[str, Any],
        weight: int = 1,
        pictures: dict[str, bytes] | None = None,
    ) -> Piece:
        running = " · ".join(part for part in (document.mark, document.title) if part)
        head = {
            "exhibit": self.words(document.mark) if document.mark else None,
            "title": self.words(document.title),
            "running": self.words(_shortened(running)),
        }
        return Piece(document.key, head | data, weight, pictures or {})

    def _facts(self, facts: Facts) -> list[list[list[Para]]]:
        return [[self.words(label), self.words(value)] for label, value in facts]

    def _transcript(self, document: Document, content: Transcript) -> Iterator[Piece]:
        barred = any(not line.chosen for line in content.lines)
        chunks = _chunks(content.lines, [_weight(line) for line in content.lines])
        for number, chunk in enumerate(chunks):
            pictures: dict[str, bytes] = {}
            data = {
                "kind": "transcript",
                "opening": number == 0,
                "barred": barred,
                "facts": self._facts(content.facts),
                "lines": [self._line(document, line, pictures) for line in chunk],
                "left_out_after": content.left_out_after if number == len(chunks) - 1 else 0,
            }
            weight = sum(_weight(line) for line in chunk) + 1
            yield self._piece(document, data, weight, pictures)

    def _line(self, document: Document, line: Line, pictures: dict[str, bytes]) -> dict[str, Any]:
        return {
            "anchor": line.anchor,
            "number": line.number,
            "when": self.words(line.when),
            "sender": self.words(line.sender),
            "text": self.words(line.text) if line.text or not line.attachments else [],
            "system": line.system,
            "chosen": line.chosen,
            "left_out": line.left_out,
            "attachments": [
                self._attached(document, line, attached, pictures) for attached in line.attachments
            ],
        }

    def _attached(
        self, document: Document, line: Line, attached: Attached, pictures: dict[str, bytes]
    ) -> dict[str, Any]:
        sha = attached.sha256
        data: dict[str, Any] = {
            "name": self.words(attached.name),
            "present": attached.present,
            "sha256": [sha[n : n + 8] for n in range(0, len(sha), 8)] if sha else None,
            "picture": None,
            "trouble": None,
        }
        if attached.picture is None:
            return data
        try:
            shown = prepare(attached.picture, *SMALL)[0]
        except BadPicture as fault:
            words = f"This picture could not be shown: {fault}."
            self.findings.append(
                f"{document.title}, message {line.number}: {attached.name} could not be shown:"
                f" {fault}"
            )
            return data | {"trouble": self.words(words)}
        scale = min(SMALL[0] / shown.width, SMALL[1] / shown.height, 1.0)
        name = f"{document.key}-{line.number}-{len(pictures)}.svg"
        return data | {
            "picture": _kept(name, shown, pictures),
            "width": round(shown.width * scale, 2),
        }

    def _table(self, document: Document, content: Table) -> Iterator[Piece]:
        rows = content.rows
        chunks = _chunks(rows, [1 + sum(map(len, row.cells)) // 200 for row in rows])
        for number, chunk in enumerate(chunks):
            data = {
                "kind": "counted",
                "opening": number == 0,
                "facts": self._facts(content.facts),
                "align": list(content.align.ljust(len(content.columns), "l")),
                "size": 12 if len(content.columns) <= 5 else 10,
                "widths": _widths(content),
                "columns": [self.words(column) for column in content.columns],
                "rows": [
                    {"anchor": row.anchor, "cells": self._cells(row, len(content.columns))}
                    for row in chunk
                ],
            }
            yield self._piece(document, data, len(chunk) + 1)

    def _cells(self, row: Row, columns: int) -> list[list[Para]]:
        return [self.words(cell) for cell in _filled(row.cells, columns)]

    def _text(self, document: Document, content: Text) -> Iterator[Piece]:
        first = content.first
        chunks = _chunks(content.lines, [1 + len(line) // 800 for line in content.lines])
        for number, chunk in enumerate(chunks):
            data = {
                "kind": "plain",
                "opening": number == 0,
                "facts": self._facts(content.facts),
                "lines": [
                    {"number": n, "text": self.words(line)} for n, line in enumerate(chunk, first)
                ],
            }
            first += len(chunk)
            yield self._piece(document, data, len(chunk) // 2 + 1)

    def _picture(self, document: Document, content: Picture) -> Iterator[Piece]:
        try:
            prepared = prepare(content.source, *PAGE)
        except BadPicture as fault:
            self.findings.append(f"{document.title}: could not be used: {fault}")
            facts = (("File", content.source.base), *content.facts)
            yield self.unusable_page(document, f"Reason: {fault}.", facts)
            return
        for number, shown in enumerate(prepared, 1):
            facts = content.facts if number == 1 else ()
            if len(prepared) > 1:
                facts = (("Picture", f"{number} of {len(prepared)} in this file"), *facts)
            pictures: dict[str, bytes] = {}
            data = {
                "kind": "picture",
                "picture": _kept(f"{document.key}-{number}.svg", shown, pictures),
                "width": shown.width,
                "height": shown.height,
                "facts": self._facts(facts),
            }
            yield self._piece(document, data, 1, pictures)


def file_facts(source: Source) -> Facts:
    """What can be said of a file that is not shown."""
    return (("File", source.base), ("Size", f"{source.size:,} bytes"))


def _kept(name: str, shown: Prepared, pictures: dict[str, bytes]) -> str:
    """Document keys may hold any character; a file name of the typesetter's may not."""
    safe = "".join(c if c.isalnum() and c.isascii() else f"_{ord(c):x}_" for c in name[:-4])
    pictures[f"{safe}.svg"] = shown.svg
    return f"{safe}.svg"


def _shortened(title: str, most: int = 60) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"


def _weight(line: Line) -> int:
    return 1 + len(line.text) // 600 + len(line.attachments)


def _chunks(things: Sequence[T], weights: list[int]) -> list[list[T]]:
    """The things in runs that are typeset in one go; one empty run for no things at all."""
    chunks: list[list[T]] = [[]]
    filled = 0
    for thing, weight in zip(things, weights, strict=True):
        if chunks[-1] and filled + weight > BATCH:
            chunks.append([])
            filled = 0
        chunks[-1].append(thing)
        filled += weight
    return chunks


def _filled(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """As many cells as columns: what is too many shares the last one, so that none is lost."""
    if len(cells) > columns > 0:
        cells = (*cells[: columns - 1], " | ".join(cells[columns - 1 :]))
    return cells + ("",) * (columns - len(cells))


def _widths(content: Table) -> list[float]:
    """A narrow column takes what it needs (0); wide ones share the rest by their longest cell.

    By its root: four times the words get twice the width, and short columns keep room for a word.
    """
    widths: list[float] = []
    for n, column in enumerate(content.columns):
        cells = [row.cells[n] for row in content.rows if n < len(row.cells)]
        longest = max((len(cell) for cell in [column, *cells]), default=0)
        widths.append(0 if longest <= 18 else min(longest, 60) ** 0.5)
    return widths
