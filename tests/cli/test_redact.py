"""everyword redact: shown first, then taken out, with a private record beside."""

import json
from pathlib import Path

import pytest

from everyword.cli import run
from tests.redact.pages_made import LINE, SECRET, made, text_of


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
    assert (
        told.err.count("“Nobody Here” was not found: look at the spelling; words in pictures") == 2
    )
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
