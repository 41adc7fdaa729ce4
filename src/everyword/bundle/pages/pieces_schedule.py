"""Counted schedules for the template: the figures, what each was counted from, drawings, notes."""

from collections.abc import Iterator, Sequence
from typing import Any

from everyword.bundle.pages.lettering import Para
from everyword.bundle.pages.pieces_court import Words, cites_data
from everyword.bundle.pages.pieces_table import LONG_ROW, MOST, UPRIGHT, Shape, shape_of
from everyword.bundle.pages.typeset import BATCH
from everyword.bundle.plan import Caption, CountedRow, CountedSchedule, Row, Table

EVIDENCE = "Evidence and page"


def counted_data(
    content: CountedSchedule, key: str, printer: Words
) -> Iterator[tuple[dict[str, Any], int, dict[str, bytes]]]:
    """The data of each piece, its weight, and its drawings by name."""
    shape, columns = _shape(content), len(content.columns) + 1
    drawings = {f"{key} {n}.svg": each for n, each in enumerate(content.drawings, 1)}
    step = BATCH // 2
    for at in range(0, max(len(content.rows), 1), step):
        chunk, closing = content.rows[at : at + step], at + step >= len(content.rows)
        data = {
            "kind": "schedule",
            "flipped": columns > UPRIGHT,
            "opening": at == 0,
            "caption": None if content.caption == Caption() else printer.caption(content.caption),
            "facts": _pairs(content.facts, printer) if at == 0 else [],
            "align": [*content.align, "l"],
            "size": shape.size,
            "widths": shape.widths,
            "columns": [printer.words(each, shape.run) for each in (*content.columns, EVIDENCE)],
            "rows": [_row(number, row, shape.run, printer) for number, row in enumerate(chunk, at)],
            "notes": [printer.words(each) for each in content.notes] if closing else [],
            "drawings": [
                {"name": name, "alt": each.words, "words": printer.words(each.words)}
                for name, each in drawings.items()
                if closing
            ],
        }
        pictures = {name: each.svg.encode() for name, each in drawings.items() if closing}
        yield data, len(chunk) + 1, pictures


def _pairs(facts: Sequence[tuple[str, str]], printer: Words) -> list[list[list[Para]]]:
    return [[printer.words(label), printer.words(words)] for label, words in facts]


def _row(number: int, row: CountedRow, run: int, printer: Words) -> dict[str, Any]:
    return {
        "anchor": f"row {number + 1}",
        "cells": [printer.words(cell, run) for cell in row.cells],
        "cites": cites_data(row.cites, printer, run),
        "total": row.total,
        "long": sum(map(len, row.cells)) > LONG_ROW / max(len(row.cells), 1) or len(row.cites) > 12,
    }


def _shape(content: CountedSchedule) -> Shape:
    """That of the same table with its evidence as a last column."""
    assert len(content.columns) < MOST, "no schedule has as many columns"
    rows = tuple(
        Row("", (*row.cells, "\n".join(dict.fromkeys(cite.words for cite in row.cites))))
        for row in content.rows
    )
    return shape_of(Table((), (*content.columns, EVIDENCE), content.align + "l", rows))
