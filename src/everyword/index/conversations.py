"""The messages of a conversation in order of time, looked up once however often it is printed."""

from array import array
from collections.abc import Iterable

from everyword.index import merging
from everyword.index.store import Entry, Index
from everyword.index.words import thread_of

FEW = 20
"""So many are quicker looked for one by one than by going through all."""
Key = tuple[str | None, str | None, str | None]


class Conversations:
    """Those of one index, for as long as nothing is added to it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[Key, array[int]] = {}

    def of(self, like: Entry) -> "array[int]":
        """The numbers of all messages of the conversation a message is in, in order of time.

        One conversation is one name in one kind of source; without a name, one source.
        """
        name = thread_of(like.reading)
        key = (like.reader, name, like.source if name is None else None)
        if key not in self._known:
            self._known[key] = self._ordered(*key)
        return self._known[key]

    def _ordered(self, reader: str | None, name: str | None, source: str | None) -> "array[int]":
        run = self._index.connection.execute
        where, values = merging.of_conversation(run, reader, name)
        sql = (
            f"SELECT n FROM item WHERE {where} AND kind = 'message'"
            " AND n NOT IN (SELECT item FROM variant) AND EXISTS"
            " (SELECT 1 FROM place WHERE item = n AND place.source NOT IN apart)"
            " AND (? IS NULL OR source = ?) ORDER BY sort, n"
        )
        return array("q", (row[0] for row in run(sql, (*values, source, source))))

    def places(self, like: Entry, numbers: Iterable[int]) -> list[int]:
        """Where these messages stand in it, from 0, in order; one that is not in it has none."""
        ordered, wanted = self.of(like), {*numbers}
        if len(wanted) > FEW:
            return [place for place, n in enumerate(ordered) if n in wanted]
        found = []
        for n in wanted:
            try:
                found.append(ordered.index(n))
            except ValueError:
                continue
        return sorted(found)
