"""Readings as the index keeps them, column by column: made where they are read.

Of a long chat the child makes them, while the program puts in what came before: two processors
work. What comes in small numbers is made from its readings here.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from everyword.accounting import Wheres, where_at, wheres_of
from everyword.index.folding import folded
from everyword.index.words import columns_of, likeness
from everyword.model import Message, Reading

_pack = msgspec.msgpack.Encoder().encode


class Rows(Struct, tag="rows", array_like=True, gc=False):
    """Readings of one reader that follow each other; each column has one value for each.

    `folded` is None where it is as `words`. `others` are those readings themselves, by their place
    in the columns, that are no message, or one with files.
    """

    reader: str | None
    wheres: Wheres
    kinds: list[str]
    sorts: list[str]
    locals: list[str]
    threads: list[str | None]
    handles: list[str | None]
    twins: list[bytes | None]
    bodies: list[bytearray]
    words: list[str]
    folded: list[str | None]
    others: dict[int, Reading]

    def put(self, at: int, reading: Reading) -> None:
        """Another reading in the place of one of the others; it stands where that one did."""
        for column, values in zip(
            self.columns, rows_of([reading], self.reader).columns, strict=True
        ):
            column[at] = values[0]
        self.others[at] = reading

    def only(self, places: Sequence[int]) -> "Rows":
        """Those that stand there."""
        columns = [[column[at] for at in places] for column in self.columns]
        wheres = [where_at(self.wheres, at) for at in places]
        others = {new: self.others[at] for new, at in enumerate(places) if at in self.others}
        return Rows(self.reader, wheres, *columns, others)  # type: ignore[call-arg, arg-type]  # each as it was

    @property
    def columns(self) -> tuple[list[Any], ...]:
        return (
            self.kinds,
            self.sorts,
            self.locals,
            self.threads,
            self.handles,
            self.twins,
            self.bodies,
            self.words,
            self.folded,
        )


def rows_of(readings: Sequence[Reading], reader: str | None) -> Rows:
    """At least one reading."""
    kinds, sorts, locals, threads, handles, words = zip(
        *[columns_of(each) for each in readings], strict=True
    )
    return Rows(
        reader,
        wheres_of(readings),
        list(kinds),
        list(sorts),
        list(locals),
        list(threads),
        list(handles),
        [likeness(each, reader) for each in readings],
        # SQLite takes a bytearray at once; for bytes it first looks for an adapter.
        [bytearray(_pack(each)) for each in readings],
        list(words),
        [_search(each) for each in words],
        others_of(readings),
    )


def others_of(readings: Sequence[Reading]) -> dict[int, Reading]:
    """Those that are no message, or one with files, by their place."""
    return {
        at: each
        for at, each in enumerate(readings)
        if type(each) is not Message or each.attachments
    }


def _search(words: str) -> str | None:
    form = folded(words)
    return None if form is words else form
