"""everyword move and remove: the case elsewhere, checked, and nothing of it here."""

from pathlib import Path

from tests.cli.conftest import Run, ids


def test_moved_checked_and_removed_by_the_words_of_the_copy(filled: Run, tmp_path: Path) -> None:
    ran = filled("move", "--to", "stick/case")
    assert ran.code == 0, ran.err
    line = next(line for line in ran.out.splitlines() if line.startswith("newest head"))
    words = line.split(" ", 3)[3]
    assert filled("remove", "--words", "a b c d e f g h", "--yes").code == 2
    assert filled("remove", "--words", words).code == 2
    assert filled("remove", "--words", words, "--dry-run").code == 0
    assert (tmp_path / "case/FORMAT").exists()

    assert filled("remove", "--words", words, "--yes").code == 0
    assert not (tmp_path / "case").exists()
    assert filled("--case", "stick/case", "verify").code == 0
    assert "Friday" in filled("--case", "stick/case", "list").out


def test_a_copy_that_is_older_does_not_let_the_case_go(filled: Run, tmp_path: Path) -> None:
    ran = filled("move", "--to", "stick")
    words = ran.out.split("newest head: ")[1].split(" ", 1)[1].strip()
    (tmp_path / "more.txt").write_text("more")
    assert filled("add", tmp_path / "more.txt").code == 0
    assert filled("remove", "--words", words, "--yes").code == 2
    assert len(ids(filled, "--find", "Friday")) == 1


def test_gone_for_good_when_that_is_said(filled: Run, tmp_path: Path) -> None:
    assert filled("remove", "--yes").code == 2
    assert filled("remove", "--no-copy", "--yes").code == 0
    assert not (tmp_path / "case").exists()


def test_an_older_copy_put_back_is_said_at_unlock(filled: Run, tmp_path: Path) -> None:
    """What the sheet or a witness has shows it: nothing in the folder could."""
    ran = filled("move", "--to", "old")
    assert ran.code == 0
    (tmp_path / "more.txt").write_text("more")
    assert filled("add", tmp_path / "more.txt").code == 0
    newest = filled("move", "--to", "newer").out.split("newest head: ")[1].strip()

    ran = filled("--known-head", newest, "--case", "old", "list")
    assert (ran.code, "older" in ran.err) == (6, True)
    assert filled("--known-head", newest, "--case", "newer", "list").code == 0
    (tmp_path / "sheet").write_text(newest + "\n")
    assert filled("--known-head", tmp_path / "sheet", "--case", "old", "list").code == 6


def test_half_a_rollback_shows_without_anybody_outside(filled: Run, tmp_path: Path) -> None:
    assert filled("move", "--to", "old").code == 0
    (tmp_path / "more.txt").write_text("more")
    assert filled("add", tmp_path / "more.txt").code == 0
    for name in ("case.db", "case.db-wal"):
        newer = tmp_path / "case" / name
        if newer.exists():
            newer.replace(tmp_path / "old" / name)
    ran = filled("--case", "old", "list")
    assert "somebody may have put back an older copy" in ran.err


def test_dry_run(filled: Run, tmp_path: Path) -> None:
    assert filled("move", "--to", "there", "--dry-run").code == 0
    assert not (tmp_path / "there").exists()
