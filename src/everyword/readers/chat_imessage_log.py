"""The write-ahead log beside a database of Messages: `chat.db-wal`, `sms.db-wal`.

Where from: the folder of the database. While Messages runs, and after a copy made then, the newest
messages stand here and not in the database. The two are read together where they are in one folder
or one zip; alone the log has no tables and cannot be read.

Times, people, words: as of the database (chat_imessage).

Records: the messages that the last finished change of the log adds or changes, by their row number.
A message that stands in the database with other values is given again as it is after the log, so
that both are there. Messages that the log deletes are named; they are read from the database.

Left out: what the log held between its changes, and a change whose end is not there: that is said.
"""

from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.beside.joined import apart
from everyword.readers.imessage.log import MAGIC, BadLog, Log
from everyword.readers.imessage.rows import COLUMNS, Rows, hash_of
from everyword.readers.imessage.sqlite import BadDatabase, Database, Lost
from everyword.readers.imessage.tables import Pairs, Tables

NAME, TITLE, VERSION = "chat_imessage_log", "Messages database, its log (-wal)", 1

_ALONE = (
    "the newest changes of a database that is not beside it: not read; put both files into one "
    "folder or one zip, and add that"
)
_OTHER = "the log of a database that is not of Messages: kept as it is, not read"
_NOTHING = "the log has no finished change in it: the database beside it says everything"
_NAMED = 200
"""Row numbers that are written out."""


def recognises(source: Source) -> bool:
    """The first bytes of a log."""
    try:
        return source.head(4) in MAGIC
    except (OSError, BadArchive):
        return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every row of `message` that the log adds or changes, in the order of its number."""
    place = whole(source)
    try:
        log_source, database = apart(source)
        place = whole(log_source)
        log = Log(log_source)
        if database is None:
            yield Problem(place, _ALONE)
            return
        if not log.count:
            yield Skipped(place, _NOTHING)
        else:
            known = _before(database)
            with Database(database, (log, log_source)) as after:
                if "message" in after.tables and "handle" in after.tables:
                    yield from _changed(log_source, known, after)
                    yield from (Problem(place, fault) for fault in _faults(after))
                else:
                    yield Skipped(place, _OTHER)
        yield from _remarks(place, log)
    except (BadLog, BadDatabase, BadArchive, OSError) as fault:
        yield Problem(place, f"the log cannot be read: {fault}")


def _before(database: Source) -> Pairs:
    """What the database itself says in each row, by its number; nothing where it is not one."""
    known = Pairs()
    try:
        with Database(database) as before:
            if "message" in before.tables:
                for row in before.rows(before.tables["message"], COLUMNS):
                    if not isinstance(row, Lost):
                        known.add(row.rowid, hash(tuple(row.values)))
    except BadDatabase:
        pass  # its own reading says what is wrong with it; all of it may stand in the log
    return known


def _changed(source: Source, known: Pairs, after: Database) -> Iterator[Reading]:
    rowids, kept = Pairs(), Pairs()
    table = after.tables["message"]
    for row in after.rows(table, ("guid",)):
        if not isinstance(row, Lost):
            kept.add(row.rowid, 0)
            if isinstance(row.values[0], str):
                rowids.add(hash_of(row.values[0]), row.rowid)
    tables = Tables(after)
    rows = Rows(source.name, tables, rowids)
    given, lost = 0, False
    for row in after.rows(table, COLUMNS):
        if isinstance(row, Lost):
            lost = True
            yield _lost(source, row)
        elif hash(tuple(row.values)) not in known.of(row.rowid):
            given += 1
            yield from rows.readings(row)
    gone = [] if lost else [rowid for rowid in known.numbers() if not kept.of(rowid)]
    if gone:
        shown = ", ".join(f"{rowid:,}" for rowid in gone[:_NAMED])
        more = f" and {len(gone) - _NAMED:,} more" if len(gone) > _NAMED else ""
        what = f"messages of the database that the log deletes, by row: {shown}{more}"
        yield Skipped(whole(source), what)
    if not given:
        yield Skipped(whole(source), "the log adds no message and changes none")
    yield from (Problem(whole(source), told) for told in tables.lost)


def _lost(source: Source, lost: Lost) -> Problem:
    if lost.rowid is not None:
        row = (Locator(source.name, lost.rowid, lost.rowid, "rowid"),)
        return Problem(row, f"this message cannot be read: {lost.what}")
    what = f"messages on page {lost.page} of the database with its log: {lost.what}"
    return Problem(whole(source), what)


def _faults(after: Database) -> Iterator[str]:
    for fault in after.lost:
        yield f"the list of tables, page {fault.page}: {fault.what}"


def _remarks(place: tuple[Locator, ...], log: Log) -> Iterator[Reading]:
    if log.damaged:
        what = f"the log is damaged or cut short behind {log.frames:,} pages: what follows is lost"
        yield Problem(place, what)
    if log.unfinished:
        what = f"{log.unfinished:,} pages of a change whose end is not in the log: not read"
        yield Skipped(place, what)
