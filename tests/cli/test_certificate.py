"""everyword certificate: a draft of the records; nothing written over, nothing half-written."""

import hashlib
import re
from pathlib import Path

import pypdfium2
import pytest

from tests.cases_made import damage
from tests.cli.conftest import CHAT, Run, ids

NAME = "WhatsApp Chat with Sam.txt"
SHA = hashlib.sha256(CHAT.encode()).hexdigest()


@pytest.fixture
def ready(filled: Run) -> Run:
    filled("exhibit", "add", "--prefix", "AM", "--title", "Money", *ids(filled, "--find", "Friday"))
    return filled


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def width_of(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return round(document[0].get_size()[0])


@pytest.mark.parametrize("form", ["us-902", "slip"])
def test_a_draft_is_written_and_every_file_said(ready: Run, tmp_path: Path, form: str) -> None:
    ran = ready("certificate", "-o", "out.pdf", "--form", form)

    assert ran.code == 0, ran.err
    assert f"read back  {SHA[:16]}  AM1  {NAME}" in ran.out
    text = text_of(tmp_path / "out.pdf")
    assert "DRAFT" in text and "AM1" in text
    assert SHA in re.sub(r"\s", "", text)
    assert "draft" in ran.err and "sign it yourself" in ran.err
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        NAME, "out.pdf", "words",
    ]  # fmt: skip


def test_the_paper_is_that_of_the_country(ready: Run, tmp_path: Path) -> None:
    ready("certificate", "-o", "one.pdf")
    ready("certificate", "-o", "two.pdf", "--form", "slip")
    ready("certificate", "-o", "three.pdf", "--form", "slip", "--paper", "us-letter")

    assert [width_of(tmp_path / f"{name}.pdf") for name in ("one", "two", "three")] == [
        612, 595, 612,
    ]  # fmt: skip


def test_dry_run_names_and_writes_nothing(ready: Run, tmp_path: Path) -> None:
    ran = ready("certificate", "-o", "out.pdf", "--dry-run")

    assert ran.code == 0 and f"would name  {SHA[:16]}  AM1  {NAME}" in ran.out
    assert not (tmp_path / "out.pdf").exists()


def test_a_changed_sealed_copy_leaves_no_paper(ready: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "case" / "objects").glob("??/*.age"):
        damage(path)

    assert ready("certificate", "-o", "out.pdf").code == 6
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("name", ["mine.pdf", "out.txt", "nowhere/out.pdf", "link.pdf"])
def test_nothing_of_the_persons_is_written_over(ready: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"filled in")
    (tmp_path / "link.pdf").symlink_to("nothing")

    assert ready("certificate", "-o", name).code == 2
    assert (tmp_path / "mine.pdf").read_bytes() == b"filled in"
    assert not (tmp_path / "nothing").exists()


def test_wrong_words_are_said(ready: Run) -> None:
    assert ready("certificate", "-o", "out.pdf", "--items", "AM9").code == 2
    assert ready("certificate", "-o", "out.pdf", "--form", "moon").code == 2
    ready("exhibit", "remove", "AM1")
    assert ready("certificate", "-o", "out.pdf").code == 2
    assert not Path("out.pdf").exists()


def test_a_case_is_only_read(ready: Run, tmp_path: Path) -> None:
    def state() -> dict[str, bytes]:
        every = (tmp_path / "case").rglob("*")
        return {
            str(path): path.read_bytes()
            for path in every
            if path.is_file() and not path.name.startswith("case.db")
        }

    before = state()
    assert ready("certificate", "-o", "out.pdf").code == 0
    assert state() == before
