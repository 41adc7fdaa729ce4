"""What every command shares: passphrases, tables, text that cannot move the terminal."""

from pathlib import Path

import pytest

from everyword.cli.settings import Bar, Settings, printable, table
from everyword.errors import Locked, NoCase, WrongUsage


def test_the_passphrase_is_the_line_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(b"six words  with spaces \r\n")

    assert Settings(passphrase_file=tmp_path / "words").words() == "six words  with spaces "


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00"])
def test_a_passphrase_file_that_cannot_be_read_is_said(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "words").write_bytes(data)

    with pytest.raises(WrongUsage):
        Settings(passphrase_file=tmp_path / "words").words()


def test_a_folder_that_is_no_case_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoCase):
        Settings(case=tmp_path).folder()


def test_control_signs_and_direction_marks_are_shown_not_obeyed() -> None:
    assert printable("a\x1b[2J\u202eb\tc\nd 😀 é") == "a\\x1b[2J\\u202eb\tc\nd 😀 é"


def test_a_table_cuts_nothing_off(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id", "name"), [("1", "a long name\nof two lines"), ("22", "x")])

    assert capsys.readouterr().out == "id  name\n1   a long name of two lines\n22  x\n"


def test_a_bar_nobody_sees_counts_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar() as bar:
        bar.begin("file [with] brackets", 10)
        bar.advance(5)
        bar.at("pages", 1, 2)

    assert capsys.readouterr().err == ""


def slot(folder: Path, name: str, stanza: bytes) -> None:
    (folder / "slots").mkdir(exist_ok=True)
    mac = b"--- " + b"A" * 43 + b"\n"
    (folder / "slots" / name).write_bytes(b"age-encryption.org/v1\n" + stanza + mac)


def test_words_are_asked_for_where_a_slot_may_be_for_words(tmp_path: Path) -> None:
    settings = Settings()
    body = b"A" * 43 + b"\n"
    with pytest.raises(Locked):
        settings.words(tmp_path)
    slot(tmp_path, "key-00000000.age", b"-> X25519 " + body + body)
    with pytest.raises(WrongUsage, match="key file"):
        settings.words(tmp_path)
    slot(tmp_path, "owner.age", b"-> scrypt " + b"A" * 22 + b" 18\n" + body)
    with pytest.raises(Locked):
        settings.words(tmp_path)
    (tmp_path / "slots" / "owner.age").write_bytes(b"damaged")
    with pytest.raises(Locked):
        settings.words(tmp_path)
