"""What people write in lists, descriptions and options."""

from pathlib import Path

import pytest

from everyword.errors import WrongUsage
from everyword.redact.marks import Box, Word, box_of, read_spec, read_words


def test_words_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("# mine\nchild: Rowan Fox\n\n12 Elm Road\nNote: not a kind\n", "utf-8-sig")

    assert read_words(path) == (
        Word("Rowan Fox", "child"),
        Word("12 Elm Road"),
        Word("Note: not a kind"),
    )


def test_boxes() -> None:
    assert box_of("3,72,100,120,14=address") == Box(3, 72, 100, 120, 14, "address")
    for text in ("", "1,2,3", "0,1,1,9,9", "1,1,1,0,9", "1,nan,1,9,9", "1,1,1,1e9,9"):
        with pytest.raises(WrongUsage):
            box_of(text)


def test_a_description(tmp_path: Path) -> None:
    path = tmp_path / "redact.toml"
    path.write_text('[[word]]\ntext = "Rowan"\nkind = "child"\n[[box]]\npage = 1\nx = 1\ny = 1\n')
    with pytest.raises(WrongUsage):
        read_spec(path)
    path.write_text(path.read_text() + 'width = 20\nheight = 9\nbasis = "address"\n')
    spec = read_spec(path)
    assert spec.word[0].kind == "child" and spec.box[0].basis == "address"
    for wrong in ("[[word]]\ntext = 'x'\n", "profil = 'x'\n", "= 1"):
        path.write_text(wrong)
        with pytest.raises(WrongUsage):
            read_spec(path)
