"""Tables on paper: how wide a column is, how large the letters, and when there are too many."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from everyword.bundle.pages.lettering import LONGEST_RUN, Para
from everyword.bundle.plan import Row, Table

_WIDTHS = (
    dict.fromkeys(map(chr, range(32, 127)), 0.76)
    | dict.fromkeys(" .,;:il|'!()[]fjtrI/-", 0.34)
    | dict.fromkeys("abcdeghknopqsuvxyz0123456789", 0.56)
    | dict.fromkeys("MW@%mw", 1.04)
)
"""Letter -> its width, for letters of size 1, in the widest of our fonts or a little more."""
Words = Callable[[str, int], list[Para]]
UPRIGHT, MOST = 6, 12
"""Columns that fit the paper upright, and lying on its side; more are printed row by row."""
LONG_ROW = 900
"""Letters; a shorter row is kept together on one page."""
ROOM = (460.0, 650.0)
"""Points between the margins, upright and on its side, on the narrower of both sizes of paper."""
INSET = 9.1
RUNS = (LONGEST_RUN, 14, 11, 8, 5)
"""Letters after which a word may break: as many as the columns have room for."""
DAY = "30 September"
"""What a column of several words has room for on one line."""


class Shape(Struct, frozen=True):
    """Of a whole table: size of letters, widths of columns in points, where a word may break."""

    size: int
    widths: list[float]
    run: int


def table_data(
    content: Table, shape: Shape, rows: Sequence[Row], first: int, words: Words
) -> dict[str, Any]:
    """One run of rows for the template, counted from `first`."""
    columns, run = len(content.columns), shape.run
    return {
        "kind": "records" if columns > MOST else "counted",
        "flipped": UPRIGHT < columns <= MOST,
        "align": list(content.align.ljust(columns, "l")),
        "size": shape.size,
        "widths": shape.widths,
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


def _filled(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """As many cells as columns: what is too many shares the last one, so that none is lost."""
    if len(cells) > columns > 0:
        cells = (*cells[: columns - 1], " | ".join(cells[columns - 1 :]))
    return cells + ("",) * (columns - len(cells))


def shape_of(content: Table) -> Shape:
    """Each column has room for its longest word; what is left goes where most is to be said."""
    columns = len(content.columns)
    size = 12 if columns <= 8 else 10
    if columns == 0 or columns > MOST:
        return Shape(size, [1.0] * columns, LONGEST_RUN)
    room = ROOM[columns > UPRIGHT] - columns * INSET
    filled = [_filled(row.cells, columns) for row in content.rows]
    cells = [[name, *(row[n] for row in filled)] for n, name in enumerate(content.columns)]
    for run in RUNS:
        least = [_least(column, run, size) for column in cells]
        if sum(least) <= room:
            break
    wanted = [
        max(sum(points(cell, size) for cell in column) / len(column) - own, 0.0)
        for column, own in zip(cells, least, strict=True)
    ]
    spare = max(room - sum(least), 0.0) / (sum(wanted) or 1.0)
    shared = [own + spare * more for own, more in zip(least, wanted, strict=True)]
    return Shape(size, [round(width + INSET, 1) for width in shared], run)


def _least(column: Sequence[str], run: int, size: int) -> float:
    """Room for the longest word, as far as it is not broken, and for a day of the month."""
    words = {word[:run] for cell in column for word in cell.split()}
    longest = max((points(word, size) for word in words), default=0.0)
    line = max((points(each, size) for cell in column for each in cell.split("\n")), default=0.0)
    return max(longest, min(line, points(DAY, size)))


def points(text: str, size: int) -> float:
    """About how wide a text is: rather too much than too little."""
    return size * sum(_WIDTHS.get(letter, 1.04) for letter in text)
