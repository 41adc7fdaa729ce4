"""A counted table as every kind of schedule hands it on: to the screen, to paper, to a program."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct


class Row(Struct, frozen=True):
    """One line: its cells, the full ids of the items its figures were counted from, and the ids of
    what the person entered for it (T1). `total`: it adds up lines above it.
    """

    cells: tuple[str, ...]
    items: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    total: bool = False


class Picture(Struct, frozen=True):
    """A drawing as SVG, readable in black and white; `words` are read out instead of it."""

    words: str
    svg: str


class Schedule(Struct, frozen=True):
    """A table of figures that can be counted again by hand.

    `facts`: what was counted and by which rule, as label and words; they stand above the table.
    `align` has l or r for each column. `notes` stand below: what is not known, what was left out.
    `figures` are the results for a program; amounts are decimal strings.
    """

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    align: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    figures: dict[str, Any] = {}

    def __post_init__(self) -> None:
        assert len(self.align) == len(self.columns), self.name
        assert all(len(row.cells) == len(self.columns) for row in self.rows), self.name


def items_of(schedules: Iterable[Schedule]) -> Iterator[str]:
    """Every item that a figure of them was counted from, once, in the order of the lines."""
    rows = (row for schedule in schedules for row in schedule.rows)
    yield from dict.fromkeys(item for row in rows for item in row.items)
