"""Nothing on the case's confidential list leaves with an export, unless that is said."""

from pathlib import Path

from tests.cli.conftest import Run, ids


def listed(filled: Run, tmp_path: Path, *words: str) -> None:
    """A case that keeps these words, and an exhibit of the conversation."""
    filled("exhibit", "add", "--prefix", "AM", "--title", "Money", *ids(filled, "--find", "Friday"))
    (tmp_path / "mine.txt").write_text("\n".join(words) + "\n")
    filled("bundle", "-o", "out.pdf", "--confidential", "mine.txt")


def test_a_file_with_a_confidential_word_stays(filled: Run, tmp_path: Path) -> None:
    listed(filled, tmp_path, "07700 900999", "Friday")

    ran = filled("export", "--to", "package")

    assert ran.code == 7
    assert "“Friday” in " in ran.err and "900999" not in ran.err
    assert not (tmp_path / "package").exists()


def test_it_goes_to_somebody_who_may_have_it(filled: Run, tmp_path: Path) -> None:
    listed(filled, tmp_path, "Friday")

    assert filled("export", "--to", "package", "--with-confidential").code == 0
    assert filled("verify", "package").code == 0


def test_without_such_words_nothing_is_asked(filled: Run, tmp_path: Path) -> None:
    listed(filled, tmp_path, "12 Hidden Street", "07700 900999")

    assert filled("export", "--to", "package").code == 0
