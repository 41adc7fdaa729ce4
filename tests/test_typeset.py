"""Typesetting: hostile words stay words, memory stays low, the same input gives the same bytes."""

import resource
from pathlib import Path

import pypdfium2
import pytest
import typst

from everyword.bundle.pages.pieces import Printer
from everyword.bundle.pages.typeset import BATCH, Sheets, closed, typeset
from everyword.bundle.plan import Document, Line, Slip, Text, Transcript


def made(*documents: Document) -> list[Sheets]:
    printer = Printer()
    return list(typeset((p for d in documents for p in printer.pieces(d)), "a4"))


def words_of(sheets: Sheets) -> str:
    with pypdfium2.PdfDocument(sheets.pdf) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    '"); #panic("x"); ("',
    "*a* _b_ `c` $d$ = e <f> @g // h /* i */ \\u{41} ~ --- ...",
    "\"quotes\" and 'single'",
    '{"json": [1, 2]}',
    "]] }} )) #let data = none",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_markup(words: str) -> None:
    facts = ((words, words),)
    sheets = made(Document("k", words, words, words, Text(facts, (words,))))
    text = words_of(sheets[0])
    # Title, exhibit, running head twice over, label, value and the line itself.
    assert text.count(words) >= 4 or _loose(text, words) >= 4


def _loose(text: str, words: str) -> int:
    """A long line may be broken: compared without blanks."""
    return "".join(text.split()).count("".join(words.split()))


def test_the_typesetter_sees_no_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for path in (str(secret), "/etc/passwd", "../build.py", "../../../../../etc/passwd"):
        with pytest.raises(typst.TypstError):
            typst.compile({"main.typ": f'#read("{path}")'.encode()}, **closed())


def test_same_pieces_same_bytes() -> None:
    document = Document("k", "T", "", None, Text((), ("a", "مرحبا", "😀")))
    assert made(document)[0].pdf == made(document)[0].pdf


def test_long_texts_come_in_pieces_and_lose_nothing() -> None:
    lines = tuple(f"line-{n}-end" for n in range(1, 3 * BATCH))
    sheets = made(Document("k", "T", "", None, Text((), lines)))
    assert len(sheets) > 1
    text = "".join(words_of(each) for each in sheets)
    assert all(line in text for line in lines)


def test_long_conversations_do_not_fill_the_memory() -> None:
    """What is typeset later must not need more than what was typeset first."""
    lines = tuple(
        Line(f"m{n}", n, "3 April 2024, 21:00", "Sam", f"message number {n} and more")
        for n in range(2400)
    )
    document = Document("k", "T", "", None, Transcript((), lines))
    printer, peaks = Printer(), []
    for _ in typeset(printer.pieces(document), "a4"):
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    assert len(peaks) >= 2400 // BATCH
    assert peaks[-1] - peaks[2] < 40


def test_marks_say_the_page() -> None:
    lines = tuple(Line(f"m{n}", n, "now", "Sam", "word " * 60) for n in range(60))
    slip = Document("s", "S", "", None, Slip(()))
    (sheets,) = made(Document("k", "T", "", None, Transcript((), lines)), slip)
    assert [key for key, _ in sheets.pieces] == ["k", "s"]
    with pypdfium2.PdfDocument(sheets.pdf) as pdf:
        assert sheets.pieces[1][1] == len(pdf)
        for mark in sheets.marks:
            if mark.kind == "item":
                text = pdf[mark.page - 1].get_textpage().get_text_range()
                assert f"{mark.id.removeprefix('m')} now Sam" in text.replace("\r\n", " ")


def test_both_papers_and_only_our_fonts() -> None:
    document = Document("k", "a ש م 中 😀 ก न ∑ ✔", "", None, Slip(()))
    for paper, wide in (("a4", 595), ("us-letter", 612)):
        (sheets,) = typeset(Printer().pieces(document), paper)
        with pypdfium2.PdfDocument(sheets.pdf) as pdf:
            assert round(pdf[0].get_size()[0]) == wide
        assert b"LiberationSans" in sheets.pdf and b"NewCM" not in sheets.pdf
