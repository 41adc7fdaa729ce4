"""SQLite tables read straight from the pages of a source: no engine, no disk, a row at a time.

The file format is public (https://www.sqlite.org/fileformat2.html). Nothing of the file is run:
no trigger, view, index or expression is looked at. A damaged page costs the rows on it and is
told as `Lost`; each page is read once at most, so that no loop of pointers lasts.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Self

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.model import Source
from everyword.readers.imessage.log import Log
from everyword.readers.imessage.schema import BadSchema, Table, parse_table

MAGIC = b"SQLite format 3\x00"
MAX_ROW = 64 << 20
"""Bytes of one row: none of a telephone's is near this."""
MAX_MEMBER = 1 << 30
"""A database inside a zip cannot be read here and there, so it is held whole: up to this size."""
BLOCK, BLOCKS = 1 << 16, 256

Value = str | bytes | int | float | None
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
_INNER, _LEAF = 5, 13
_CUT = "it is cut short"


class BadDatabase(Exception):
    """Why a file is not a database that can be read, in plain words."""


class Row(Struct, frozen=True, gc=False):
    """The values asked for, in their order.

    `bad_text` where bytes of one were not letters; `astray` where its number does not follow the
    one before it, as it must.
    """

    rowid: int
    values: list[Value]
    bad_text: bool
    astray: bool


class Lost(Struct, frozen=True, gc=False):
    """Rows that cannot be read: of a page (counted from 1), or one row, and why."""

    page: int
    rowid: int | None
    what: str


class Database:
    """The tables of a source: a context manager. Raises BadDatabase at the start only.

    With a log (and the source it is in) they are as of its last finished change.
    """

    def __init__(self, source: Source, log: tuple[Log, Source] | None = None) -> None:
        self._log = log[0] if log and log[0].count else None
        self._pages = _Pages(source)
        self._logged = _Pages(log[1]) if log and self._log else None
        try:
            self._begin(source)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pages.close()
        if self._logged is not None:
            self._logged.close()

    def _bytes_of(self, number: int, size: int) -> bytes:
        """The beginning of a page, from the log where it has it."""
        if self._log is not None and self._logged is not None and number in self._log.places:
            return self._logged.bytes_at(self._log.places[number], size)
        return self._pages.bytes_at((number - 1) * self._size, size)

    def _begin(self, source: Source) -> None:
        self._size = 0
        head = self._bytes_of(1, 100)
        if len(head) < 100 or head[:16] != MAGIC:
            raise BadDatabase("it does not begin as an SQLite database does")
        size = int.from_bytes(head[16:18], "big")
        self._size = 65536 if size == 1 else size
        self._usable = self._size - head[20]
        if self._size < 512 or self._size & (self._size - 1) or self._usable < 480:
            raise BadDatabase("its page size is not one that SQLite has")
        self._encoding = _ENCODINGS.get(int.from_bytes(head[56:60], "big"), "utf-8")
        self.has_wal = head[18] == 2 or head[19] == 2
        self.count = -(-source.size // self._size)
        told = int.from_bytes(head[28:32], "big")
        fresh = head[24:28] == head[92:96]  # else an old program left the number as it was
        self.missing = max(0, told - source.size // self._size) if fresh else 0
        if self._log is not None:
            if self._log.size != self._size:
                raise BadDatabase("the log is of another database: its pages have another size")
            self.count, self.missing = self._log.count, 0
        self.lost: list[Lost] = []
        self.tables = self._schema()

    def _schema(self) -> dict[str, Table]:
        names = ("type", "name", "tbl_name", "rootpage", "sql")
        first = Table("sqlite_schema", 1, names, (None,) * 5, None)
        tables: dict[str, Table] = {}
        for row in self.rows(first, names):
            if isinstance(row, Lost):
                self.lost.append(row)
                continue
            kind, name, _, root, sql = row.values
            if kind == "table" and isinstance(name, str) and isinstance(root, int) and root > 0:
                try:
                    tables[name.lower()] = parse_table(name, root, sql)
                except BadSchema as fault:
                    self.lost.append(Lost(1, None, f"the table {name[:40]!r}: {fault}"))
        return tables

    def rows(self, table: Table, wanted: tuple[str, ...]) -> Iterator[Row | Lost]:
        """Every row in the order of their numbers; None for a column that the table has not."""
        places = [(place := table.place(name), place == table.alias) for name in wanted]
        defaults: list[Value] = [table.default(name) for name in wanted]
        seen = bytearray(self.count + 1)
        stack: list[int] = [table.root]
        last: int | None = None
        while stack:
            number = stack.pop()
            page, fault = self._page(number, seen)
            if page is None:
                yield Lost(number, None, fault)
                continue
            start = 100 if number == 1 else 0
            kind, cells = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
            if kind == _INNER:
                stack.extend(reversed(self._children(page, start, cells)))
            elif kind == _LEAF:
                for found in self._leaf(page, number, self._cells(page, start + 8, cells), seen):
                    if isinstance(found, Lost):
                        yield found
                        continue
                    rowid, payload = found
                    try:
                        values, bad = self._values(payload, places, defaults, rowid)
                    except (_Damage, IndexError, struct.error) as wrong:
                        yield Lost(number, rowid, str(wrong) or _CUT)
                        continue
                    yield Row(rowid, values, bad, last is not None and rowid <= last)
                    last = rowid
            else:
                yield Lost(number, None, "it is not a page of this table")

    def _leaf(
        self, page: bytes, number: int, cells: tuple[int, ...], seen: bytearray
    ) -> Iterator[tuple[int, bytes] | Lost]:
        unknown = len(cells) - len(set(cells))
        for at in dict.fromkeys(cells):
            try:
                size, at = _varint(page, at)
                rowid, at = _varint(page, at)
            except IndexError:
                unknown += 1
                continue
            rowid -= (rowid >> 63) << 64
            try:
                yield rowid, self._payload(page, at, size, seen)
            except _Damage as fault:
                yield Lost(number, rowid, str(fault))
        if unknown:
            yield Lost(number, None, f"{unknown} of its rows are not where they should be")

    def _page(self, number: int, seen: bytearray) -> tuple[bytes | None, str]:
        if not 0 < number <= self.count:
            return None, "it is not in the file"
        if seen[number]:
            return None, "it stands in the table twice"
        seen[number] = 1
        try:
            page = self._bytes_of(number, self._size)
        except (BadArchive, OSError) as fault:
            return None, str(fault)
        return (page, "") if len(page) == self._size else (None, _CUT)

    def _children(self, page: bytes, start: int, cells: int) -> list[int]:
        places = self._cells(page, start + 12, cells)
        found = [int.from_bytes(page[at : at + 4], "big") for at in places]
        return [*found, int.from_bytes(page[start + 8 : start + 12], "big")]

    def _cells(self, page: bytes, start: int, cells: int) -> tuple[int, ...]:
        cells = min(cells, (self._size - start) // 2)
        return struct.unpack_from(f">{cells}H", page, start)

    def _payload(self, page: bytes, at: int, size: int, seen: bytearray) -> bytes:
        usable = self._usable
        if size <= usable - 35:
            if at + size > usable:
                raise _Damage(_CUT)
            return page[at : at + size]
        if size > MAX_ROW:
            raise _Damage("it says it is larger than a row may be")
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= usable - 35 else least
        pieces, left = [page[at : at + local]], size - local
        number = int.from_bytes(page[at + local : at + local + 4], "big")
        while left > 0:
            more, fault = self._page(number, seen)
            if more is None:
                raise _Damage(f"the rest of it, on page {number}: {fault}")
            pieces.append(more[4 : 4 + min(left, usable - 4)])
            left -= usable - 4
            number = int.from_bytes(more[:4], "big")
        return b"".join(pieces)

    def _values(
        self,
        payload: bytes,
        places: list[tuple[int | None, bool]],
        defaults: list[Value],
        rowid: int,
    ) -> tuple[list[Value], bool]:
        end, at = _varint(payload, 0)
        body, kinds, starts = end, list[int](), list[int]()
        left = 1 + max((place for place, _ in places if place is not None), default=-1)
        while at < end and left:
            left -= 1
            kind = payload[at]
            if kind < 128:
                at += 1
            else:
                kind, at = _varint(payload, at)
            kinds.append(kind)
            starts.append(body)
            body += (kind - 12) >> 1 if kind > 11 else _SIZES[kind]
        if body > len(payload):
            raise _Damage(_CUT)
        values: list[Value] = []
        bad = False
        for (place, is_number), default in zip(places, defaults, strict=True):
            if is_number and place is not None:
                values.append(rowid)
            elif place is None or place >= len(kinds):
                values.append(default)
            else:
                value, wrong = self._value(kinds[place], payload, starts[place])
                values.append(value)
                bad = bad or wrong
        return values, bad

    def _value(self, kind: int, payload: bytes, at: int) -> tuple[Value, bool]:
        if kind == 0:
            return None, False
        if kind < 7:
            data = payload[at : at + _SIZES[kind]]
            return int.from_bytes(data, "big", signed=True), False
        if kind == 7:
            return struct.unpack_from(">d", payload, at)[0], False
        if kind < 12:
            return (kind - 8, False) if kind < 10 else (None, True)
        data = payload[at : at + ((kind - 12) >> 1)]
        if not kind & 1:
            return data, False
        try:
            return data.decode(self._encoding), False
        except UnicodeDecodeError:
            return data.decode(self._encoding, "replace"), True


class _Damage(Exception):
    """Why a row cannot be read."""


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Up to nine bytes, seven bits each, all eight of the ninth."""
    value = 0
    for _ in range(8):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at
    return value << 8 | data[at], at + 1


class _Pages:
    """Bytes of a source at any place, with the last blocks kept."""

    def __init__(self, source: Source) -> None:
        stream = source.open()
        self._blocks: dict[int, bytes] = {}
        self._whole: bytes | None = None
        if "!/" in source.name:
            if source.size > MAX_MEMBER:
                stream.close()
                raise BadDatabase("a database this large has to be taken out of its zip first")
            with stream:
                self._whole = stream.read()
        # A buffered stream fetches a megabyte at each jump; a table jumps at nearly every page.
        self._stream: BinaryIO = getattr(stream, "raw", stream)
        self._owner = stream

    def bytes_at(self, at: int, size: int) -> bytes:
        if self._whole is not None:
            return self._whole[at : at + size]
        first, last = at // BLOCK, (at + size - 1) // BLOCK
        if first == last:
            return self._block(first)[at % BLOCK : at % BLOCK + size]
        joined = b"".join(self._block(number) for number in range(first, last + 1))
        return joined[at % BLOCK : at % BLOCK + size]

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is None:
            if len(self._blocks) >= BLOCKS:
                del self._blocks[next(iter(self._blocks))]
            self._stream.seek(number * BLOCK)
            pieces, left = [], BLOCK
            while left and (piece := self._stream.read(left)):
                pieces.append(piece)
                left -= len(piece)
            block = self._blocks[number] = b"".join(pieces)
        return block

    def close(self) -> None:
        self._owner.close()
