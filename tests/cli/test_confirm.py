"""everyword add --locked, record and confirm: kept without a passphrase, used after a word."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids


@pytest.fixture
def waiting(filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A case with note.txt kept while it was locked."""
    (tmp_path / "note.txt").write_text("a note kept while locked\n")
    with monkeypatch.context() as patch:
        patch.delenv("EVERYWORD_PASSPHRASE_FILE")
        ran = filled("add", "--locked", tmp_path / "note.txt", tmp_path / "missing.txt")
    assert (ran.code, "kept, locked" in ran.out, "missing.txt" in ran.err) == (4, True, True)
    return filled


def test_it_is_read_marked_and_used_nowhere_until_a_word_is_said(waiting: Run) -> None:
    assert "note.txt" in waiting("confirm").out
    assert "[not confirmed]" in waiting("list").out
    assert "[not confirmed]" in waiting("list", "--sources").out
    (item,) = ids(waiting, "--find", "locked")
    assert "confirmed no" in waiting("show", item).out
    for words in (
        ("exhibit", "add", "--prefix", "AB", "--title", "T", item),
        (
            *("fact", "add", "--when", "2024-03-01", "--status", "alleged"),
            *("--cite", item, "Something happened."),
        ),
    ):
        ran = waiting(*words)
        assert (ran.code, "everyword confirm" in ran.err) == (7, True), ran
    assert waiting("verify").code == 0

    ran = waiting("confirm", "note.txt", "--how", "own-device", "--custodian", "Alex")
    assert (ran.code, ran.out) == (0, "yours  note.txt\n")
    assert "[not confirmed]" not in waiting("list").out
    assert "from my own phone" in waiting("show", item).out
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    assert waiting("export", "--to", "package").code == 0
    assert waiting("verify", "package").code == 0
    assert "Nothing waits" in waiting("confirm").err


def test_what_is_not_theirs_is_kept_and_not_used(waiting: Run) -> None:
    assert waiting("confirm", "--all", "--not-mine").code == 0
    (item,) = ids(waiting, "--find", "locked")
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 7
    assert "[not confirmed]" in waiting("list").out
    ran = waiting("confirm", "--all")  # what was refused once is not taken by a sweep
    assert (ran.code, "\nyours" in f"\n{ran.out}", "not yours" in ran.out) == (0, False, True)
    assert json.loads(waiting("confirm", "--json").out)["word"] == "not mine"
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 7
    assert waiting("confirm", "note.txt").out == "yours  note.txt\n"
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0


def test_the_same_file_added_unlocked_is_confirmed_by_that(waiting: Run, tmp_path: Path) -> None:
    """An item that also stands in a source the person knows can be used."""
    chat = next(tmp_path.glob("WhatsApp*"))
    assert waiting("add", "--locked", chat).code == 0
    waiting("confirm")
    (item,) = ids(waiting, "--find", "Friday")
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    assert waiting("export", "--to", "package").code == 0


def test_the_owners_own_copy_is_kept_beside_one_nobody_confirmed(
    waiting: Run, tmp_path: Path
) -> None:
    ran = waiting("add", tmp_path / "note.txt", "--how", "own-device")
    assert (ran.code, "already kept" in ran.out) == (0, False)
    (item,) = ids(waiting, "--find", "locked")
    assert waiting("exhibit", "add", "--prefix", "AB", "--title", "T", item).code == 0
    assert waiting("export", "--to", "package").code == 0
    assert "already kept" in waiting("add", tmp_path / "note.txt").out
    assert waiting("confirm", "--all", "--not-mine").code == 0
    assert waiting("verify").code == 0


def test_nothing_but_files_can_be_kept_while_locked(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    ran = filled("add", "--locked", "--how", "own-device", tmp_path / "note.txt")
    assert (ran.code, "everyword confirm --how" in ran.err) == (2, True)


def test_json_and_dry_run(waiting: Run) -> None:
    (line,) = waiting("confirm", "--json").out.splitlines()
    assert (json.loads(line)["name"], json.loads(line)["word"]) == ("note.txt", None)
    assert waiting("confirm", "--all", "--dry-run").out == "would be yours  note.txt\n"
    assert "note.txt" in waiting("confirm").out
    assert waiting("confirm", "nothing").code == 2


def test_the_same_bytes_kept_twice_while_locked_jam_nothing(waiting: Run, tmp_path: Path) -> None:
    """A frightened person adds twice, and adds what is there already."""
    assert waiting("add", tmp_path / "note.txt").code == 0
    for _ in range(2):
        assert waiting("add", "--locked", tmp_path / "note.txt").code == 0
    assert waiting("confirm").code == 0
    assert waiting("confirm", "--all").code == 0
    (item,) = ids(waiting, "--find", "locked")
    assert waiting("show", item).out.count("note.txt, line") >= 1
    assert waiting("rebuild").code == 0
    assert ids(waiting, "--find", "locked") == [item]
    assert waiting("verify").code == 0
