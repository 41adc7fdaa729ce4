"""The database: all or nothing, encrypted, and its faults said in our words."""

import os
import sqlite3
from pathlib import Path

import pytest

from everyword.errors import Damaged, StorageFailed
from everyword.index import database

KEY = bytes(range(32))


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    connection = database.connect(tmp_path / "case.db", KEY)
    with pytest.raises(RuntimeError), database.transaction(connection):
        connection.execute("INSERT INTO decision VALUES (1, '', 'fact', 'F1', 'null')")
        raise RuntimeError

    assert connection.execute("SELECT count(*) FROM decision").fetchone()[0] == 0
    connection.close()


def test_a_plain_sqlite_cannot_open_it(tmp_path: Path) -> None:
    database.connect(tmp_path / "case.db", KEY).close()

    connection = sqlite3.connect(tmp_path / "case.db")
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT * FROM item")
    connection.close()


@pytest.mark.parametrize("change", [b"garbage" * 1000, b"\0" * 8192])
def test_a_file_that_is_none_is_damage_with_a_remedy(tmp_path: Path, change: bytes) -> None:
    (tmp_path / "case.db").write_bytes(change)

    with pytest.raises(Damaged, match="everyword rebuild"):
        database.connect(tmp_path / "case.db", KEY)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("database or disk is full", StorageFailed),
        ("disk I/O error", StorageFailed),
        ("attempt to write a readonly database", StorageFailed),
        ("database disk image is malformed", Damaged),
        ("UNIQUE constraint failed", sqlite3.DatabaseError),
    ],
)
def test_faults_are_said_in_our_words(words: str, kind: type[Exception]) -> None:
    fault = database.translated(sqlite3.DatabaseError(words), Path("case.db"))

    assert isinstance(fault, kind)


def test_a_full_disk_is_said_and_nothing_is_half_in(tmp_path: Path) -> None:
    connection = database.connect(tmp_path / "case.db", KEY)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageFailed), database.transaction(connection):
        for n in range(1000):
            row = (n, "", "fact", "F1", '"' + "x" * 5000 + '"')
            connection.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?)", row)

    assert connection.execute("SELECT count(*) FROM decision").fetchone()[0] == 0
    connection.close()


def test_a_write_protected_case_can_be_read_and_not_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "stick %41 ?#"  # names are no addresses
    folder.mkdir()
    connection = database.connect(folder / "case.db", KEY)
    connection.execute("INSERT INTO decision VALUES (1, '', 'fact', 'F1', 'null')")
    connection.close()
    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    connection = database.connect(folder / "case.db", KEY, create=False)
    assert connection.execute("SELECT count(*) FROM decision").fetchone()[0] == 1
    with pytest.raises(StorageFailed), database.transaction(connection):
        connection.execute("DELETE FROM decision")
    connection.close()
    assert sorted(path.name for path in folder.iterdir()) == before
