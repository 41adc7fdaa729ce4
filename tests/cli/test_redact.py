"""everyword redact: shown first, then taken out, with a private record beside."""

import json
from pathlib import Path

import pypdfium2
import pytest

from everyword.cli import run
from everyword.ocr import installed, lines, read
from tests.bundle_papers import pages, saved
from tests.redact.pages_made import LINE, SECRET, made, text_of
from tests.test_scanned import needs_tesseract, page_of, scan


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(made(LINE))
    (tmp_path / "words.txt").write_text(f"child: {SECRET}\n")
    return path


def test_it_is_shown_before_anything_is_done(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = str(paper.with_name("words.txt"))

    assert run(["redact", str(paper), "--words", words, "--dry-run"]) == 0
    assert "page 1: 1 box" in capsys.readouterr().out
    assert len(list(paper.parent.iterdir())) == 2
    assert run(["redact", str(paper), "--words", words, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["boxes"][0]["words"] == SECRET


def test_a_copy_and_its_record(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, words = paper.with_name("out.pdf"), str(paper.with_name("words.txt"))
    before = paper.read_bytes()
    command = ["redact", str(paper), "-o", str(out), "--words", words]

    assert run([*command, "--box", "1,300,300,60,20=address"]) == 0
    assert "2 boxes" in capsys.readouterr().out
    assert SECRET not in text_of(out.read_bytes())
    record = out.with_suffix(".log.json")
    assert SECRET not in record.read_text() and len(json.loads(record.read_text())["boxes"]) == 2
    assert record.stat().st_mode & 0o777 == 0o600
    assert paper.read_bytes() == before
    assert run(command) == 2  # it is there already
    assert run([*command, "--overwrite", "--keep-words", "--json"]) == 0
    assert SECRET in record.read_text()


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["-o", "x.pdf"],
        ["-o", "x.txt", "--box", "1,1,1,9,9"],
        ["--box", "1,1,1,9,9"],
        ["-o", "no/x.pdf", "--box", "1,1,1,9,9"],
        ["-o", "paper.pdf", "--box", "1,1,1,9,9", "--overwrite"],
        ["-o", "x.pdf", "--box", "rubbish"],
        ["-o", "x.pdf", "--profile", "nowhere"],
        ["-o", "x.pdf", "--words", "none.txt"],
    ],
    ids=str,
)
def test_wrong_usage(paper: Path, more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(paper.parent)

    assert run(["redact", "paper.pdf", *more]) == 2
    assert sorted(each.name for each in paper.parent.iterdir()) == ["paper.pdf", "words.txt"]


def test_a_word_that_was_not_found_is_told(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, out = paper.with_name("words.txt"), paper.with_name("out.pdf")
    words.write_text(f"{SECRET}\nNobody Here\n")

    assert run(["redact", str(paper), "--words", str(words), "--dry-run"]) == 1
    assert run(["redact", str(paper), "-o", str(out), "--words", str(words)]) == 1
    told = capsys.readouterr()
    assert told.out.count(f"“{SECRET}”: found once") == 2
    assert told.err.count("“Nobody Here” was not found: look at the spelling, and at") == 2
    assert out.exists()


def test_no_copy_where_nothing_was_found(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = paper.with_name("words.txt")
    words.write_text("Nobody Here\n")

    assert (
        run(["redact", str(paper), "-o", str(paper.with_name("o.pdf")), "--words", str(words)]) == 7
    )
    assert "nothing to take out was found; no copy was made" in capsys.readouterr().err
    assert len(list(paper.parent.iterdir())) == 2


def test_ordinary_remarks_are_no_warning(paper: Path) -> None:
    paper.write_bytes(
        made(LINE, lambda pdf: setattr(pdf.Root, "Metadata", pdf.make_stream(b"<x/>")))
    )
    words = str(paper.with_name("words.txt"))

    assert run(["redact", str(paper), "-o", str(paper.with_name("o.pdf")), "--words", words]) == 0
    assert "the metadata is left out" in paper.with_name("o.log.json").read_text()


def test_what_is_no_pdf(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper.write_bytes(b"PK\x03\x04 a letter")
    words = str(paper.with_name("words.txt"))

    assert run(["redact", str(paper), "-o", str(paper.with_name("o.pdf")), "--words", words]) == 4
    lines = capsys.readouterr().err.splitlines()
    assert "paper.pdf: cannot be redacted:" in lines[0] and lines[1] == "Nothing was changed."


def scanned(path: Path, turn: int = 0) -> None:
    pdf = pages(1, words="Typed by somebody")
    page_of(pdf, scan(f"Dear {SECRET}", "at 17:05 on Friday"), turn)
    path.write_bytes(saved(pdf))


@needs_tesseract
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_in_a_scan_are_found_and_go(
    paper: Path, turn: int, capsys: pytest.CaptureFixture[str]
) -> None:
    scanned(paper, turn)
    words, out = str(paper.with_name("words.txt")), paper.with_name("out.pdf")

    assert run(["redact", str(paper), "-o", str(out), "--words", words, "--ocr", "eng"]) == 0
    told = capsys.readouterr()
    assert f"“{SECRET}”: found once" in told.out
    assert "page 2 has pictures: a machine looked for the words in them" in told.err
    program = installed()
    with pypdfium2.PdfDocument(out) as pdf:
        seen = pdf[1].render(scale=3).to_pil()
    assert program
    said = " ".join(lines(read(program, seen, "eng")))
    assert not any(part in said for part in SECRET.split()) and "17:05" in said


def test_pictures_that_are_not_read_are_something_to_act_on(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scanned(paper)
    out = str(paper.with_name("out.pdf"))
    command = ["redact", str(paper), "-o", out, "--box", "1,72,60,200,40", "--profile", "us-fl"]

    assert run([*command, "--ocr", "none"]) == 1
    assert "page 2 has pictures: words in them are not looked for" in capsys.readouterr().err


def test_what_is_only_said_is_no_warning(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = b"BT 3 Tr /F1 12 Tf 72 300 Td (nobody sees this) Tj ET "
    paper.write_bytes(made(LINE.encode() + hidden))
    words, out = str(paper.with_name("words.txt")), str(paper.with_name("o.pdf"))

    assert run(["redact", str(paper), "-o", out, "--words", words, "--json"]) == 0
    told = capsys.readouterr()
    log = json.loads(told.out)
    assert log["findings"] == [] and "letters that nobody sees" in log["remarks"][0]
    assert "letters that nobody sees" in told.err


def test_a_word_only_beside_the_pages_is_gone_and_no_warning(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.write_bytes(made(LINE, lambda pdf: pdf.docinfo.__setitem__("/Title", "Nora Beside")))
    words, out = paper.with_name("words.txt"), paper.with_name("o.pdf")
    words.write_text(f"{SECRET}\nNora Beside\n")

    assert run(["redact", str(paper), "-o", str(out), "--words", str(words)]) == 0
    assert "“Nora Beside” is on no page; other data" in capsys.readouterr().err
    assert b"Nora" not in out.read_bytes()
