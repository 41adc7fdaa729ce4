"""The payments of a case as a stream, in order of time, each with every place it stands in."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from everyword.model import Payment, Reading, Skipped

_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)


class Stand(Struct, frozen=True, gc=False):
    """A place of a payment: the sealed object, the path of the file in it, its first line there."""

    source: str
    path: str
    first: int


class Paid(Struct, frozen=True):
    """One payment. `stands` has the places in sources that somebody said are theirs."""

    id: str
    payment: Payment
    stands: tuple[Stand, ...]


def paid(run: Any) -> Iterator[Paid]:
    """Those without a time last. One without `stands` is only in what nobody has confirmed yet.

    What is locked is not in the index and so not here. Streams: a long ledger costs no memory.
    """
    apart = {row[0] for row in run("SELECT source FROM apart")}
    for which in ("sort > ''", "sort = ''"):
        sql = (
            "SELECT id, body, (SELECT json_group_array(json_array(p.source, p.path, p.first))"
            " FROM place p WHERE p.item = n) FROM item INDEXED BY item_sort"
            f" WHERE kind = 'payment' AND {which} ORDER BY sort, n"
        )
        for id, body, places in run(sql):
            reading = _unpack.decode(body)
            assert isinstance(reading, Payment)
            stands = msgspec.json.decode(places, type=list[tuple[str, str, int]])
            yield Paid(id, reading, tuple(Stand(*each) for each in stands if each[0] not in apart))


class Told(Struct, frozen=True):
    """A balance that a statement states beside its payments, in the reader's words."""

    id: str
    words: str
    stands: tuple[Stand, ...]


def balances(run: Any) -> Iterator[Told]:
    """In the order of their sources' lines; without what nobody has confirmed."""
    apart = {row[0] for row in run("SELECT source FROM apart")}
    sql = (
        "SELECT id, body, (SELECT json_group_array(json_array(p.source, p.path, p.first))"
        " FROM place p WHERE p.item = n) FROM item"
        " WHERE kind = 'skipped' AND reader GLOB 'bank_*' AND words LIKE '%balance%' ORDER BY n"
    )
    for id, body, places in run(sql):
        reading = _unpack.decode(body)
        assert isinstance(reading, Skipped)
        stands = msgspec.json.decode(places, type=list[tuple[str, str, int]])
        left = tuple(Stand(*each) for each in stands if each[0] not in apart)
        if left:
            yield Told(id, reading.what, left)
