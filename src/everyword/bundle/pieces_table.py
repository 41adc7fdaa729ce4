"""Tables on paper: how wide a column is, how large the letters, and when there are too many."""

from collections.abc import Callable, Sequence
from typing import Any

from everyword.bundle.lettering import Para
from everyword.bundle.plan import Row, Table

Words = Callable[[str, int], list[Para]]
UPRIGHT, MOST = 6, 12
"""Columns that fit the paper upright, and lying on its side; more are printed row by row."""
LONG_ROW = 900
"""Letters; a shorter row is kept together on one page."""


def table_data(content: Table, rows: Sequence[Row], first: int, words: Words) -> dict[str, Any]:
    """One run of rows for the template, counted from `first`."""
    columns = len(content.columns)
    run = 20 if columns <= 4 else 8 if columns < UPRIGHT else 5
    if columns > MOST:
        run = 20
    data: dict[str, Any] = {
        "kind": "records" if columns > MOST else "counted",
        "flipped": UPRIGHT < columns <= MOST,
        "align": list(content.align.ljust(columns, "l")),
        "size": 12 if columns <= 8 else 10,
        "widths": _widths(content),
        "columns": [words(column, run) for column in content.columns],
        "rows": [
            {
                "anchor": row.anchor,
                "number": number,
                "long": sum(map(len, row.cells)) > LONG_ROW / max(columns, 1),
                "cells": [words(cell, run) for cell in _filled(row.cells, columns)],
            }
            for number, row in enumerate(rows, first)
        ],
    }
    return data


def _filled(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """As many cells as columns: what is too many shares the last one, so that none is lost."""
    if len(cells) > columns > 0:
        cells = (*cells[: columns - 1], " | ".join(cells[columns - 1 :]))
    return cells + ("",) * (columns - len(cells))


def _widths(content: Table) -> list[float]:
    """A narrow column takes what it needs (0); wide ones share the rest by their longest line.

    By a little less than its length: a column of few words keeps room for one of them.
    """
    widths: list[float] = []
    for n, column in enumerate(content.columns):
        cells = [row.cells[n] for row in content.rows if n < len(row.cells)]
        longest = max(
            (len(line) for cell in [column, *cells] for line in cell.split("\n")), default=0
        )
        widths.append(0 if longest <= 18 else min(longest, 60) ** 0.75)
    # Too many narrow columns would not fit beside each other either.
    return [width or 6.0 for width in widths] if len(widths) > UPRIGHT else widths
