"""The small tables of a Messages database: who is in which conversation, which file belongs where.

They are held in memory as pairs of numbers: 16 bytes a row.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from everyword.readers.imessage.sqlite import Database, Lost, Row, Value


class Pairs:
    """Which numbers belong to a number. Add all, then ask."""

    def __init__(self) -> None:
        self._keys, self._values = array("q"), array("q")
        self._ordered = True

    def add(self, key: int, value: int) -> None:
        if self._keys and key < self._keys[-1]:
            self._ordered = False
        self._keys.append(key)
        self._values.append(value)

    def numbers(self) -> Iterator[int]:
        """Every number that others belong to, once, in order."""
        self._put_in_order()
        last: int | None = None
        for key in self._keys:
            if key != last:
                yield key
            last = key

    def _put_in_order(self) -> None:
        if not self._ordered:
            order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
            self._keys = array("q", (self._keys[at] for at in order))
            self._values = array("q", (self._values[at] for at in order))
            self._ordered = True

    def of(self, key: int) -> list[int]:
        self._put_in_order()
        at = bisect_left(self._keys, key)
        found = []
        while at < len(self._keys) and self._keys[at] == key:
            found.append(self._values[at])
            at += 1
        return found


class Chat(Struct, frozen=True, gc=False):
    name: str | None
    people: tuple[str, ...]


class FileOf(Struct, frozen=True, gc=False):
    """A file as the database describes it; its bytes are never in the database."""

    name: str
    about: str


class Tables:
    """Everything but the messages. `lost` has what of it could not be read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.lost: list[str] = []
        self.handles = self._handles()
        self.members = self._pairs("chat_handle_join", "chat_id", "handle_id")
        self.chats = self._chats()
        self.chat_of = self._pairs("chat_message_join", "message_id", "chat_id")
        self.removed_from = self._pairs("chat_recoverable_message_join", "message_id", "chat_id")
        self.removed_at = self._pairs("chat_recoverable_message_join", "message_id", "delete_date")
        self.files_of = self._pairs("message_attachment_join", "message_id", "attachment_id")
        self.files = self._files()

    def rows(self, name: str, wanted: tuple[str, ...]) -> Iterator[Row]:
        table = self._database.tables.get(name)
        for row in self._database.rows(table, wanted) if table else ():
            if isinstance(row, Lost):
                which = f"row {row.rowid}" if row.rowid is not None else f"page {row.page}"
                self.lost.append(f"{which} of the table {name}: {row.what}")
            else:
                yield row

    def _pairs(self, name: str, key: str, value: str) -> Pairs:
        pairs = Pairs()
        for row in self.rows(name, (key, value)):
            left, right = row.values
            if isinstance(left, int) and isinstance(right, int):
                pairs.add(left, right)
        return pairs

    def _handles(self) -> dict[int, str]:
        rows = self.rows("handle", ("id",))
        return {row.rowid: name for row in rows if (name := words(row.values[0]))}

    def _chats(self) -> dict[int, Chat]:
        chats = {}
        for row in self.rows("chat", ("display_name", "chat_identifier")):
            people = (self.handles.get(each) for each in self.members.of(row.rowid))
            name = words(row.values[0]) or words(row.values[1])
            chats[row.rowid] = Chat(name, tuple(each for each in people if each))
        return chats

    def _files(self) -> dict[int, FileOf]:
        wanted = ("transfer_name", "filename", "mime_type", "total_bytes", "is_sticker", "guid")
        files = {}
        for row in self.rows("attachment", wanted):
            name, path, kind, size, sticker, guid = row.values
            base = (words(path) or "").rsplit("/", 1)[-1]
            about = [words(kind) or "kind not said"]
            if isinstance(size, int) and size > 0:
                about.append(f"{size:,} bytes")
            if sticker:
                about.append("sticker")
            if words(path):
                about.append(f"kept at {words(path)}")
            known = words(name) or base or words(guid) or "file without a name"
            files[row.rowid] = FileOf(known, ", ".join(about))
        return files


def words(value: Value) -> str | None:
    """A value that should be words; None where it has none."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return str(value) if value not in (None, "") else None
