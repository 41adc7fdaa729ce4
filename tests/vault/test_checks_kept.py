"""The index remembers what the seals may have lost; what was cut off the journal is told."""

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from everyword.vault import checks, tree
from everyword.vault.checks import Check, Remark
from everyword.vault.checks_kept import check_kept
from tests.vault.cases import NOON, keys_of

KEY = bytes(range(32))
HASHES = [bytes([number]) * 32 for number in range(5)]


def index(folder: Path, head: str | None, key: bytes = KEY) -> None:
    connection = sqlcipher.connect(folder / "case.db", isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE known (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    if head is not None:
        connection.execute("INSERT INTO known VALUES ('head', ?)", (head,))
    connection.close()


def head(size: int) -> str:
    return f"{size} {tree.root(HASHES[:size]).hex()}"


def checked(folder: Path, count: int = 5) -> Check:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (found,) = check_kept(folder, KEY, HASHES[:count])
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert found.name == "case.db"
    return found


def test_the_head_it_was_closed_with_is_the_one_here(tmp_path: Path) -> None:
    index(tmp_path, head(5))
    found = checked(tmp_path)
    assert type(found) is Check and found.ok


@pytest.mark.parametrize("count", [0, 1, 4])
def test_older_seals_beside_a_newer_index_are_wrong(tmp_path: Path, count: int) -> None:
    index(tmp_path, head(5))
    found = checked(tmp_path, count)
    assert not found.ok and not isinstance(found, Remark)
    assert f"older than its own index ({count} records here, 5 then)" in found.said


def test_as_many_others_are_wrong_too(tmp_path: Path) -> None:
    index(tmp_path, f"5 {tree.root(HASHES[:4]).hex()}")
    assert not checked(tmp_path).ok


def test_an_older_index_is_said_and_is_no_damage(tmp_path: Path) -> None:
    index(tmp_path, head(3))
    found = checked(tmp_path)
    assert isinstance(found, Remark) and found.ok
    assert (
        "closed with 3 of the 5 records" in found.said and "older copy of the index" in found.said
    )


@pytest.mark.parametrize("kind", ["none", "no head", "other key", "bytes", "folder", "odd", "link"])
def test_what_cannot_be_compared_is_said_plainly(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "case.db"
    match kind:
        case "no head":
            index(tmp_path, None)
        case "odd":
            index(tmp_path, "5 not-a-root")
        case "other key":
            index(tmp_path, head(5), bytes(32))
        case "bytes":
            path.write_bytes(b"SQLite format 3\0" * 300)
        case "link":
            path.symlink_to("/dev/null")
        case "folder":
            path.mkdir()
    (found,) = check_kept(tmp_path, KEY, HASHES)
    assert isinstance(found, Remark) and found.ok
    assert found.said.startswith("not compared with the seals: ")
    assert "An older copy of them would not show" in found.said


def test_each_part_cut_off_the_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / "journal.cut-00000001").write_bytes(bytes(1234))
    (tmp_path / "journal.cut-00000002").write_bytes(b"")
    _, first, second = check_kept(tmp_path, KEY, HASHES)

    assert isinstance(first, Remark) and first.ok and first.name == "journal.cut-00000001"
    assert "1 of 2 parts" in first.said and "1,234 bytes" in first.said
    assert "kept as it was found and is not used" in second.said


def test_verify_says_it_of_a_case(case: Path, words: str) -> None:
    (case / "journal.cut-0123abcd").write_bytes(b"x")
    found = {check.name: check for check in checks.verify(case, keys_of(case, words), NOON)}

    assert isinstance(found["journal.cut-0123abcd"], Remark)
    assert "there is no index" in found["case.db"].said
    assert all(check.ok for check in found.values())
