"""What the gate keeps out of the index, on the tables alone."""

import sqlite3
from typing import Any

import pytest

from everyword.errors import Refused
from everyword.index import withheld
from everyword.index.database import SCHEMA
from everyword.index.folding import folded
from everyword.index.withheld import Place
from everyword.model import Attachment

TWIN = "ab" * 22


@pytest.fixture
def connection() -> Any:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.create_function("folded", 1, folded)
    made.executescript(SCHEMA)
    for n, name in enumerate(("a", "b")):
        made.execute(
            "INSERT INTO source VALUES (?, ?, ?, 1, ?, '', 'read', 'asks', NULL)",
            (name, n, name * 64, f"{name}.txt"),
        )
    made.execute(
        "INSERT INTO item (id, kind, sort, local, source, body, words)"
        " VALUES ('abc2', 'document', '', '', 'a', x'', 'words')"
    )
    made.execute("INSERT INTO place VALUES (1, 'a', '', 'a.txt', 1, 1, 'line')")
    made.execute("INSERT INTO found (rowid, words) VALUES (1, 'words')")
    return made


def test_a_locked_source_leaves_its_name_and_nothing_else(connection: Any) -> None:
    run = connection.execute
    assert not withheld.lock_source(connection, "a")

    assert run("SELECT count(*) FROM item").fetchone() == (0,)
    assert run("SELECT count(*) FROM found WHERE found MATCH 'words'").fetchone() == (0,)
    row = run("SELECT name, state, question, account FROM source WHERE object = 'a'").fetchone()
    assert row == ("a.txt", "locked", None, None)
    assert withheld.sources(run) == {"a"} and withheld.ids_of(run, "a") == {"abc2"}
    assert withheld.holds(run, "abc2") and not withheld.holds(run, "abc")
    with pytest.raises(Refused):
        withheld.refuse(run, "abc")
    assert withheld.refuse(run, "xyz") == [] and withheld.refuse(run, "") == []


def test_opening_it_makes_it_wait(connection: Any) -> None:
    run = connection.execute
    withheld.lock_source(connection, "a")
    run("UPDATE source SET state = 'waiting' WHERE object = 'a'")
    assert withheld.keeps(run, "a") and not withheld.keeps(run, "b")
    assert run("SELECT state FROM source WHERE object = 'a'").fetchone() == ("locked",)
    ids = withheld.ids_of_locked(run)
    withheld.open_source(connection, "a")

    assert run("SELECT state FROM source WHERE object = 'a'").fetchone() == ("waiting",)
    assert withheld.sources(run) == set() == withheld.ids_of(run, "a") and ids == [("abc2", "a")]


def test_an_item_is_kept_out_by_its_id_here_and_its_likeness_elsewhere(connection: Any) -> None:
    run = connection.execute
    withheld.lock_item(connection, "abc2", [Place("abc2", "a", None, TWIN)])

    here, there = withheld.kept_of(run, "a"), withheld.kept_of(run, "b")
    assert (here.ids, here.twins) == ({"abc2"}, set())
    assert (there.ids, there.twins) == (set(), {bytes.fromhex(TWIN)})
    assert withheld.subjects(run) == {"abc2"} and withheld.sources_with_items(run) == {"a": 1}
    withheld.open_item(connection, "abc2")
    assert not withheld.kept_of(run, "a") and not withheld.kept_of(run, "b")


def test_a_picture_is_locked_by_its_path_and_by_its_bytes(connection: Any) -> None:
    run = connection.execute
    withheld.lock_item(connection, "abc2", [Place("abc2", "a", "a.zip!/x.jpg", None, "cd" * 32)])

    for path, sha256, is_locked in (
        ("a.zip!/x.jpg", None, True),
        ("b.zip!/y.jpg", "cd" * 32, True),
        ("b.zip!/y.jpg", "ef" * 32, False),
        (None, None, False),
    ):
        file = Attachment("x.jpg", sha256, True, path)
        assert withheld.is_locked_file(run, file) == is_locked, (path, sha256)
