"""Compound files (OLE, [MS-CFB]): the container of Outlook's .msg, read with bounds.

Every number in such a file may be a lie: a chain of sectors is followed no longer than the file is,
a tree of names no further than it has entries. What does not fit raises BadArchive.
"""

import io
import sys
from array import array
from typing import Any, BinaryIO, cast

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.model import Source
from everyword.streams import RangeStream

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ENTRIES = 100_000
_LAST = 0xFFFFFFFA
"""Numbers from here on are marks (free, end of chain), no sectors."""
_NONE = 0xFFFFFFFF


class Entry(Struct, frozen=True):
    """One name in the file: a storage (folder) or a stream of `size` bytes from sector `start`."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """An open compound file. Raises BadArchive where it is damaged."""

    def __init__(self, source: Source) -> None:
        self._source = source
        head = source.head(512)
        if len(head) < 512 or not head.startswith(MAGIC):
            raise BadArchive("it is no compound file, or it is cut short")
        shift, small = int.from_bytes(head[30:32], "little"), int.from_bytes(head[32:34], "little")
        if shift not in (9, 12) or small != 6:
            raise BadArchive("the compound file has sectors of a size that none has")
        self.sector = 1 << shift
        self._most = source.size // self.sector + 1
        with source.open() as stream:
            self._table = self._numbers(stream, self._table_sectors(stream, head))
            self._entries = self._directory(stream, _u32(head, 48))
            self._small_table = self._numbers(stream, self._chain(_u32(head, 60), self._table))
        self._small_from = _u32(head, 56)
        root = self._entries[0]
        self._small_chain = self._chain(root.start, self._table)

    def _table_sectors(self, stream: BinaryIO, head: bytes) -> list[int]:
        """The sectors that hold the table of sectors: 109 in the header, the rest in a chain."""
        found = [number for number in array_of(head[76:512]) if number < _LAST]
        at, seen = _u32(head, 68), 0
        while at < _LAST:
            seen += 1
            if seen > self._most:
                raise BadArchive("the compound file's table runs in a circle")
            numbers = array_of(self._read(stream, at))
            found += [number for number in numbers[:-1] if number < _LAST]
            at = numbers[-1]
        if len(found) > self._most:
            raise BadArchive("the compound file's table is larger than the file")
        return found

    def _numbers(self, stream: BinaryIO, sectors: "list[int] | array[int]") -> "array[int]":
        out = array_of(b"")
        for number in sectors:
            out.extend(array_of(self._read(stream, number)))
        return out

    def _read(self, stream: BinaryIO, number: int) -> bytes:
        stream.seek((number + 1) * self.sector)
        data = stream.read(self.sector)
        if not data:
            raise BadArchive("the compound file is cut short")
        return data.ljust(self.sector, b"\xff")

    def _chain(self, start: int, table: "array[int]") -> "array[int]":
        out = array_of(b"")
        at = start
        while at < _LAST:
            if at >= len(table) or len(out) > len(table):
                raise BadArchive("a chain in the compound file leads nowhere or in a circle")
            out.append(at)
            at = table[at]
        return out

    def _directory(self, stream: BinaryIO, start: int) -> list[Entry]:
        entries: list[Entry] = []
        for number in self._chain(start, self._table):
            data = self._read(stream, number)
            entries += [_entry(data[at : at + 128]) for at in range(0, self.sector, 128)]
            if len(entries) > MAX_ENTRIES:
                raise BadArchive(f"the compound file has more than {MAX_ENTRIES:,} names")
        if not entries or entries[0].kind != 5:
            raise BadArchive("the compound file has no root")
        return entries

    @property
    def root(self) -> Entry:
        return self._entries[0]

    def inside(self, storage: Entry) -> dict[str, Entry]:
        """The names in a storage, in small letters, sorted."""
        found: dict[str, Entry] = {}
        todo, seen = [storage.child], set[int]()
        while todo:
            number = todo.pop()
            if number >= len(self._entries) or number in seen:
                continue
            seen.add(number)
            entry = self._entries[number]
            found.setdefault(entry.name.lower(), entry)
            todo += [entry.left, entry.right]
        return dict(sorted(found.items()))

    def source_of(self, entry: Entry, name: str) -> Source:
        """A stream of the file as a source."""
        is_small = entry.size < 4096
        table = self._small_table if is_small else self._table
        unit = 64 if is_small else self.sector
        chain = self._chain(entry.start, table) if entry.size else array_of(b"")
        if len(chain) * unit < entry.size:
            raise BadArchive("a stream in the compound file is shorter than it says")

        def opener() -> BinaryIO:
            within = self._source
            if is_small:
                room = _Chain(self._source, self._small_chain, self.sector, self.sector, None)
                return cast(BinaryIO, io.BufferedReader(_Small(room, chain, entry.size)))
            raw = _Chain(within, chain, self.sector, self.sector, entry.size)
            return cast(BinaryIO, io.BufferedReader(raw, 1 << 16))

        return Source(name, entry.size, opener)

    def bytes_of(self, entry: Entry, most: int) -> bytes:
        """At most `most` bytes of a stream."""
        with self.source_of(entry, entry.name).open() as stream:
            return stream.read(most)


def array_of(data: bytes) -> "array[int]":
    out = array("I")
    out.frombytes(data[: len(data) - len(data) % 4])
    if sys.byteorder == "big":
        out.byteswap()
    return out


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _entry(data: bytes) -> Entry:
    length = min(64, int.from_bytes(data[64:66], "little"))
    name = data[: max(0, length - 2)].decode("utf-16-le", "replace")
    size = int.from_bytes(data[120:128], "little")
    if size >= 1 << 40:  # old writers leave rubbish in the upper half
        size &= 0xFFFFFFFF
    return Entry(
        name, data[66], _u32(data, 68), _u32(data, 72), _u32(data, 76), _u32(data, 116), size
    )


class _Chain(RangeStream):
    """Sectors of a source one after another."""

    def __init__(
        self, source: Source, chain: "array[int]", unit: int, offset: int, size: int | None
    ) -> None:
        super().__init__()
        self._stream, self._chain_of, self._unit, self._offset = (
            source.open(),
            chain,
            unit,
            offset,
        )
        self._size = len(chain) * unit if size is None else size

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self.at)
        if wanted <= 0:
            return 0
        index, within = divmod(self.at, self._unit)
        run = 1  # sectors that follow each other are read in one go
        while (
            run * self._unit - within < wanted
            and self._chain_of[index + run] == self._chain_of[index] + run
        ):
            run += 1
        self._stream.seek(self._offset + self._chain_of[index] * self._unit + within)
        data = self._stream.read(min(wanted, run * self._unit - within))
        if not data:
            raise BadArchive("the compound file is cut short")
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        super().close()
        self._stream.close()


class _Small(RangeStream):
    """Streams below 4096 bytes: pieces of 64 bytes within one stream of the root."""

    def __init__(self, room: _Chain, chain: "array[int]", size: int) -> None:
        super().__init__()
        self._room, self._pieces, self._size = room, chain, size

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self.at)
        if wanted <= 0:
            return 0
        index, within = divmod(self.at, 64)
        self._room.seek(self._pieces[index] * 64 + within)
        data = self._room.read(min(wanted, 64 - within))
        if not data:
            raise BadArchive("the compound file is cut short")
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        super().close()
        self._room.close()
