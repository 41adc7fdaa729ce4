"""everyword export and verify: what is handed over, and that one changed byte is named."""

from pathlib import Path

import pytest

from tests.cli.conftest import CHAT, Run, ids


@pytest.fixture
def handed(filled: Run) -> Run:
    filled("exhibit", "add", "--prefix", "AM", "--title", "Money", *ids(filled, "--find", "Friday"))
    return filled


def test_the_native_file_travels_and_verifies(handed: Run, tmp_path: Path) -> None:
    handed("bundle", "-o", "out.pdf")
    ran = handed("export", "--to", "package", "--bundle", "out.pdf")

    assert ran.code == 0, ran.err
    natives = [path.read_bytes() for path in (tmp_path / "package" / "data").iterdir()]
    assert CHAT.encode() in natives
    assert (tmp_path / "package" / "HOW-TO-VERIFY.txt").exists()
    assert handed("verify", "package").code == 0
    assert handed("verify").code == 0


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_a_changed_byte_in_any_file_of_the_package_is_named(
    handed: Run, tmp_path: Path, form: str
) -> None:
    handed("export", "--to", "package", "--form", form)
    for path in sorted(path for path in (tmp_path / "package").rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        ran = handed("verify", "package")
        path.write_bytes(whole)

        assert ran.code == 6, path
        assert path.name in ran.out + ran.err, path
    assert handed("verify", "package").code == 0


def test_nothing_chosen_is_said(filled: Run, handed: Run) -> None:
    handed("exhibit", "remove", "AM1")

    assert handed("export", "--to", "package").code == 2
    assert not Path("package").exists()


def test_a_folder_in_use_is_never_written_into(handed: Run, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "mine.txt").write_text("mine")

    assert handed("export", "--to", "package").code == 2
    assert [path.name for path in (tmp_path / "package").iterdir()] == ["mine.txt"]


def test_dry_run_lists_whole_files(handed: Run) -> None:
    ran = handed("export", "--to", "package", "--dry-run")

    assert "WhatsApp Chat with Sam.txt" in ran.out and not Path("package").exists()
