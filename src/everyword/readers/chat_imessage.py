"""Messages of macOS and iOS: `chat.db` of a Mac, `sms.db` of an iPhone backup (SQLite).

Where from: ~/Library/Messages/chat.db of the owner's Mac; in an iPhone backup the file
3d0d7e5fb2ce288813306e4d4636395e047a3d28. Apple has not published the tables; they differ from one
version to the next, so each column is looked for by its name.

Times: `date` counts from 2001-01-01 UTC by the device's clock, in seconds (before macOS 10.13 and
iOS 11) or nanoseconds: a number below 100,000,000,000 is seconds, one from 10,000,000,000,000,000
is nanoseconds, told for each row; between them is no time, and said. The reading is in UTC.

People: `handle.id` is the number or address as the device had it. The owner's own address is
`destination_caller_id` where it is there. A conversation is its own name, else its identifier.

Records: each row of the table `message` is one; its locator is its row number. Reactions (tapbacks)
and what the app says of a group are system lines with our words, and name the row they are about.
The words are `text`, else the text inside `attributedBody`. After an edit the earlier texts follow
as messages of their own with the same place, marked edited. Unsent messages are kept, marked
deleted. Everything else that is said of a message stands behind the basis of its time: service,
when it was read, what it answers, files with kind, size and place, errors, effects.

Left out: the bytes of files (they are not in the database), content of apps and link previews,
formatting, when it was delivered. What is still in `chat.db-wal` beside the file is read from there
(chat_imessage_log).
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.imessage.rows import COLUMNS, Rows, hash_of
from everyword.readers.imessage.sqlite import MAGIC, BadDatabase, Database, Lost
from everyword.readers.imessage.tables import Pairs, Tables

NAME, TITLE, VERSION = "chat_imessage", "Messages (iMessage, SMS) database", 2

_WAL = (
    "the newest messages may still be in the file of the same name ending in -wal: where it is "
    "beside this one, it is read with it; where it is not, they are missing here"
)
_GONE = (
    "{:,} numbers that the table of messages gave out have no row: deleted, or moved away by the "
    "device; nothing of them was read"
)


def recognises(source: Source) -> bool:
    """An SQLite file with the tables of Messages."""
    try:
        if source.head(16) != MAGIC:
            return False
        with Database(source) as database:
            tables = database.tables
        message = tables.get("message")
        return message is not None and "handle" in tables and "is_from_me" in message.columns
    except Exception:  # whatever is wrong with the bytes, it makes them not ours
        return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every row of `message` in the order of its number, then what is to be said of the whole."""
    try:
        with Database(source) as database:
            tables = Tables(database)
            if "message" not in database.tables:
                yield Problem(whole(source), "the table of messages cannot be found: damaged")
            else:
                yield from _messages(source, database, tables)
            yield from _remarks(source, database, tables)
    except (BadDatabase, BadArchive, OSError) as fault:
        yield Problem(whole(source), f"the database cannot be read: {fault}")


def _messages(source: Source, database: Database, tables: Tables) -> Iterator[Reading]:
    table = database.tables["message"]
    rowids = Pairs()
    for row in database.rows(table, ("guid",)):
        if not isinstance(row, Lost) and isinstance(row.values[0], str):
            rowids.add(hash_of(row.values[0]), row.rowid)
    rows = Rows(source.name, tables, rowids)
    read, last, whole_table = 0, 0, True
    waiting: list[Lost] = []
    for found in database.rows(table, COLUMNS):
        if isinstance(found, Lost):
            whole_table = False
            waiting.append(found)
            continue
        yield from _lost(source, waiting, last, found.rowid)
        read, last, waiting = read + 1, max(last, found.rowid), []
        yield from rows.readings(found)
    yield from _lost(source, waiting, last, 0)
    if whole_table and not database.missing and (without := _highest(tables, last) - read) > 0:
        yield Skipped(whole(source), _GONE.format(without))


def _highest(tables: Tables, last: int) -> int:
    """The highest number a message was ever given: SQLite remembers it when the row is gone."""
    for row in tables.rows("sqlite_sequence", ("name", "seq")):
        if row.values[0] == "message" and isinstance(row.values[1], int):
            last = max(last, row.values[1])
    return last


def _lost(source: Source, found: list[Lost], before: int, after: int) -> Iterator[Problem]:
    """What stands between two rows and cannot be read; its numbers, where they are known."""
    for lost in found:
        if lost.rowid is not None:
            row = (Locator(source.name, lost.rowid, lost.rowid, "rowid"),)
            yield Problem(row, f"this message cannot be read: {lost.what}")
        else:
            where: tuple[Locator, ...] = whole(source)
            if len(found) == 1 and before + 1 < after:
                where = (Locator(source.name, before + 1, after - 1, "rowid"),)
            yield Problem(where, f"messages on page {lost.page} of the database: {lost.what}")


def _remarks(source: Source, database: Database, tables: Tables) -> Iterator[Reading]:
    if database.missing:
        what = f"the file is cut short: {database.missing:,} of its pages are not there"
        yield Problem(whole(source), what)
    for fault in database.lost:
        yield Problem(whole(source), f"the list of tables, page {fault.page}: {fault.what}")
    for told in tables.lost:
        yield Problem(whole(source), told)
    if database.has_wal:
        yield Skipped(whole(source), _WAL)
