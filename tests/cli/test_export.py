"""everyword export and verify: what is handed over, and that one changed byte is named."""

import io
import tarfile
from pathlib import Path

import pyrage
import pytest

from everyword.vault.package import verify_package
from everyword.vault.words import fingerprint
from tests.cli.conftest import CHAT, Ran, Run, ids

READER = pyrage.x25519.Identity.generate()
KEY = str(READER.to_public())


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
    paths = sorted(path for path in (tmp_path / "package").rglob("*") if path.is_file())
    for path in paths[::5]:  # test_package_verify.py has all of them, and each of their bytes
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


class Terminal(io.StringIO):
    """Somebody who sits there and types these lines."""

    def isatty(self) -> bool:
        return True


def typed(run: Run, lines: str, *words: str, monkeypatch: pytest.MonkeyPatch) -> Ran:
    with monkeypatch.context() as patch:
        patch.setattr(io, "StringIO", lambda *text: Terminal(lines))
        return run(*words)


@pytest.mark.parametrize(("answer", "size"), [("\n", "1"), ("fresh\n", "1"), ("case\n", None)])
def test_both_forms_are_explained_before_one_is_chosen(
    handed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, size: str | None
) -> None:
    ran = typed(handed, answer, "export", "--to", "package", monkeypatch=monkeypatch)

    assert ran.code == 0, ran.err
    assert (
        (tmp_path / "package/seal/checkpoint")
        .read_text()
        .startswith("everyword/export/" if size else "everyword/case/")
    )


def test_the_words_about_both_forms_are_in_the_help(command: Run) -> None:
    out = " ".join(command("export", "--help").out.split())

    assert "does not show whether there is more" in out
    assert "shows how many records the case holds" in out


def test_without_a_terminal_the_form_is_fresh(handed: Run, tmp_path: Path) -> None:
    handed("export", "--to", "package")

    assert (tmp_path / "package/seal/checkpoint").read_text().startswith("everyword/export/")


def test_the_cover_lists_the_exhibits(handed: Run, tmp_path: Path) -> None:
    handed("export", "--to", "package")

    cover = (tmp_path / "package/COVER.txt").read_text("utf-8")
    assert "AM1      data/0001  WhatsApp Chat with Sam.txt" in cover


def test_a_reader_gets_one_file_that_opens_with_their_key(handed: Run, tmp_path: Path) -> None:
    words = fingerprint(KEY.encode())
    ran = handed("export", "--to", "for reader", "--recipient", KEY, "--words", words.upper())

    assert ran.code == 0, ran.err
    assert "advised NOT to hold evidence" in ran.err and "lawyer or legal-aid office" in ran.err
    assert "  age -d -i key.txt 'for reader.tar.age' | tar x\n" in ran.err
    assert "can be verified only after that" in ran.err
    assert "sh VERIFY.sh" in ran.err and "age-encryption.org" in ran.err
    clear = pyrage.decrypt((tmp_path / "for reader.tar.age").read_bytes(), [READER])
    with tarfile.open(fileobj=io.BytesIO(clear)) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    (folder,) = (tmp_path / "out").iterdir()
    assert all(check.ok for check in verify_package(folder))
    assert handed("verify").code == 0


@pytest.mark.parametrize(
    "more",
    [
        ("--recipient", KEY),
        ("--recipient", KEY, "--words", "eight other words than those of this key"),
        ("--recipient", KEY, "--words", ""),
        ("--recipient", KEY.upper(), "--words", fingerprint(KEY.encode())),
        ("--recipient", "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt"),
        ("--words", fingerprint(KEY.encode())),
    ],
)
def test_a_key_that_was_not_compared_gets_nothing(
    handed: Run, tmp_path: Path, more: tuple[str, ...]
) -> None:
    assert handed("export", "--to", "p", *more).code == 2
    assert not (tmp_path / "p.tar.age").exists() and not (tmp_path / "p").exists()


@pytest.mark.parametrize(("answer", "code"), [("y\n\n", 0), ("n\n", 2), ("\n", 2)])
def test_the_words_are_shown_and_the_answer_counts(
    handed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    words = ("export", "--to", "p", "--recipient", KEY)
    ran = typed(handed, answer, *words, monkeypatch=monkeypatch)

    assert ran.code == code, ran.err
    assert fingerprint(KEY.encode()) in ran.err
    assert (tmp_path / "p.tar.age").exists() is (code == 0)


def test_a_package_is_not_written_into_the_case(handed: Run, tmp_path: Path) -> None:
    assert handed("export", "--to", "case/package").code == 2
    assert not (tmp_path / "case/package").exists()
    assert handed("verify").code == 0
