"""The log of a Messages database: what SQLite shows, and nothing that a broken log invents."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyword.archive import members
from everyword.model import (
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    source_of_bytes,
    source_of_path,
)
from everyword.readers import chat_imessage, chat_imessage_log, claiming
from everyword.readers.beside.joined import apart, joined
from everyword.readers.imessage.log import Log
from everyword.readers.imessage.sqlite import Database, Row
from tests.imessage_log_made import made_in, newest, nothing
from tests.imessage_made import Made


def read(source: Source) -> list[Reading]:
    return list(chat_imessage_log.read(source, {}))


def texts(readings: list[Reading]) -> list[str]:
    return [each.text for each in readings if isinstance(each, Message)]


def both(database: Path, log: Path) -> Source:
    return joined(source_of_path(log), source_of_path(database))


def many(made: Made) -> None:
    """Changes of a message each, and one of many pages."""
    for number in range(6):
        made.message(300 + number, handle_id=1, text=f"after {number} " + "x" * 900 * number)
        made.db.commit()
    made.db.execute("UPDATE message SET error=1")
    made.db.commit()


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A database and a log of several changes."""
    folder = tmp_path_factory.mktemp("steps")
    database, log = made_in(folder, many, "PRAGMA page_size=512;")
    return database.read_bytes(), log.read_bytes()


VALUES = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
CHANGES = st.lists(
    st.tuples(st.sampled_from(("put", "change", "delete", "commit")), st.integers(1, 9), VALUES),
    max_size=25,
)


@settings(deadline=None, max_examples=20, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(changes=CHANGES, size=st.sampled_from((512, 4096)))
def test_with_its_log_a_database_is_what_sqlite_shows(
    changes: list[tuple[str, int, str | None]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("log")

    def change(made: Made) -> None:
        for kind, number, value in changes:
            if kind == "put":
                made.message(number, handle_id=1, text=value)
            elif kind == "change":
                made.db.execute("UPDATE message SET text=? WHERE ROWID=?", (value, number))
            elif kind == "delete":
                made.db.execute("DELETE FROM message WHERE ROWID=?", (number,))
            else:
                made.db.commit()
        made.db.commit()

    database, log = made_in(folder, change, f"PRAGMA page_size={size};")
    # Read before SQLite opens the copy: it would empty the log into the database.
    found = None
    if log.stat().st_size:
        source = source_of_path(log)
        with Database(source_of_path(database), (Log(source), source)) as opened:
            table = opened.tables["message"]
            rows = list(opened.rows(table, ("text", "guid")))
            assert all(isinstance(row, Row) for row in rows)
            found = [(row.rowid, *row.values) for row in rows if isinstance(row, Row)]
        given = texts(read(both(database, log)))
    with Database(source_of_path(database)) as opened:
        rows = list(opened.rows(opened.tables["message"], ("text", "guid")))
        before = [(row.rowid, *row.values) for row in rows if isinstance(row, Row)]
    db = sqlite3.connect(database)
    wanted = [tuple(row) for row in db.execute("SELECT ROWID, text, guid FROM message")]
    db.close()

    assert wanted == (before if found is None else found)
    if found is not None:
        fresh = {row for row in wanted if row not in before}
        assert len(given) == len(fresh)


def test_messages_that_are_new_or_changed_are_given_once(tmp_path: Path) -> None:
    database, log = made_in(tmp_path, newest)
    readings = read(both(database, log))

    assert texts(readings) == ["I have one key.", "And the car's, שלום", "Is this Alex?"]
    (gone,) = [each.what for each in readings if isinstance(each, Skipped)]
    assert gone.endswith("by row: 3")
    # The database itself still has what the log changes and deletes.
    alone = texts(list(chat_imessage.read(source_of_path(database), {})))
    assert alone == ["I have the keys.", "Since when?", "Since Monday."]


def test_a_log_that_was_emptied_says_nothing(tmp_path: Path) -> None:
    database, log = made_in(tmp_path, nothing)

    assert log.stat().st_size == 0
    assert texts(list(chat_imessage.read(source_of_path(database), {})))[-1].startswith("all is")


def test_a_cut_log_gives_whole_changes_only(steps: tuple[bytes, bytes]) -> None:
    database, log = source_of_bytes("chat.db", steps[0]), source_of_bytes("chat.db-wal", steps[1])
    whole = texts(read(joined(log, database)))
    seen = set()
    for end in range(0, len(steps[1]), 97):
        readings = read(joined(source_of_bytes("chat.db-wal", steps[1][:end]), database))
        given = [text for text in texts(readings) if text.startswith("after")]
        wanted = [text for text in whole if text.startswith("after")][: len(given)]
        assert given == wanted
        seen.add(len(given))
        assert end in (0,) or readings
    assert len(seen) >= 6


def test_a_changed_byte_costs_what_comes_after_it(steps: tuple[bytes, bytes]) -> None:
    database = source_of_bytes("chat.db", steps[0])
    whole = texts(read(joined(source_of_bytes("chat.db-wal", steps[1]), database)))
    told = 0
    for at in range(0, len(steps[1]), 211):
        data = bytearray(steps[1])
        data[at] ^= 0x21
        readings = read(joined(source_of_bytes("chat.db-wal", bytes(data)), database))
        given = [text for text in texts(readings) if text.startswith("after")]
        assert given == [text for text in whole if text.startswith("after")][: len(given)]
        told += any(isinstance(each, Problem) for each in readings)
    assert told > 50


def test_an_older_log_behind_a_newer_one_is_not_read(tmp_path: Path) -> None:
    """SQLite begins a log again without cutting it: what is behind the newest change is older."""

    def change(made: Made) -> None:
        for number in range(5):
            made.message(300 + number, handle_id=1, text=f"older {number}")
            made.db.commit()
        made.db.execute("PRAGMA wal_checkpoint(RESTART)")
        made.message(400, handle_id=1, text="newer")
        made.db.commit()

    readings = read(both(*made_in(tmp_path, change)))

    assert texts(readings) == ["newer"]
    assert not [each for each in readings if isinstance(each, Problem)]


def test_a_log_of_other_pages_is_not_laid_over(tmp_path: Path) -> None:
    one = made_in(tmp_path / "a", newest, "PRAGMA page_size=512;")
    two = made_in(tmp_path / "b", newest, "PRAGMA page_size=1024;")
    (found,) = read(both(one[0], two[1]))

    assert isinstance(found, Problem)
    assert "another database" in found.what


def test_two_sources_come_apart_as_they_were(tmp_path: Path) -> None:
    database, log = made_in(tmp_path, newest)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(database, "a/chat.db")
        archive.write(log, "a/chat.db-wal")
    inner = {each.base: each for each in members(source_of_bytes("x.zip", out.getvalue()))}
    source = joined(inner["chat.db-wal"], inner["chat.db"])
    first, second = apart(source)

    assert first.name == "x.zip!/a/chat.db-wal"
    assert second is not None
    assert second.name == "x.zip!/a/chat.db"
    with first.open() as one, second.open() as two:
        assert one.read() == log.read_bytes()
        assert two.read() == database.read_bytes()
    assert texts(read(source)) == texts(read(both(database, log)))
    assert claiming(source) == [chat_imessage_log]


def test_a_log_alone_and_what_is_no_log(tmp_path: Path) -> None:
    _, log = made_in(tmp_path, newest)
    (alone,) = read(source_of_path(log))

    assert isinstance(alone, Problem)
    assert "not beside it" in alone.what
    for data in (b"", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x82" + bytes(60)):
        (found,) = read(source_of_bytes("chat.db-wal", data))
        assert isinstance(found, Problem)
    assert not chat_imessage_log.recognises(source_of_bytes("chat.db-wal", b"SQLite format 3\x00"))
