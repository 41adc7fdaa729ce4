"""The copy of a paper: what is done to it is said, and the file stays as it is."""

import io
import shutil
import stat
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from everyword import ocr
from everyword.bundle.build import build
from everyword.bundle.pages import copies, office
from everyword.bundle.pages.copies import Tools, line_places, pages_words
from everyword.bundle.plan import (
    Content,
    Document,
    Given,
    Manifest,
    Office,
    Picture,
    Plan,
    Redaction,
    Section,
    Text,
)
from everyword.errors import Refused, SourceUnreadable
from everyword.model import Source, source_of_bytes
from everyword.redact.marks import Box, Word
from tests.bundle_papers import form, pages, picture, saved
from tests.test_office import letter, pretend
from tests.test_scanned import page_of, scan

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
WORDS = Redaction((Word("Rowan", "child"),))


def plan(*contents: Content, redaction: Redaction | None = None) -> Plan:
    documents = tuple(
        Document(f"d{n}", f"Paper {n}", "", None, content, origin=(f"{n}" * 64,))
        for n, content in enumerate(contents, 1)
    )
    return Plan("T", (), (Section("A", "Papers", documents),), redaction=redaction)


def given(pdf: Pdf) -> Given:
    return Given(source_of_bytes("a.pdf", saved(pdf)))


def scanned_pages() -> Pdf:
    pdf = pages(1, words="Typed by somebody")
    page_of(pdf, scan("Dear Rowan", "at 17:05 on Friday"))
    return pdf


def text_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def reading() -> Tools:
    return Tools(reader=ocr.installed(), spoken="eng")


def of(manifest: Manifest, title: str) -> str:
    return next(each.copy for each in manifest.documents if each.title == title)


@needs_tesseract
def test_words_of_scans_are_laid_into_the_copy_and_said(tmp_path: Path) -> None:
    content = given(scanned_pages())
    before = content.source.head(1 << 20)
    manifest = build(plan(content), tmp_path / "out.pdf", tools=reading())
    (said,) = manifest.findings
    assert said.startswith("Paper 1: words of page 2 were read from the picture by tesseract ")
    assert "(eng); a machine read them, nobody checked them" in said
    assert "Dear Rowan" in text_of(tmp_path / "out.pdf")[-1]
    assert content.source.head(1 << 20) == before


@needs_tesseract
def test_the_picture_of_a_photo_s_page_is_read_too(tmp_path: Path) -> None:
    out = io.BytesIO()
    scan("FRIDAY AT FIVE").convert("RGB").save(out, "JPEG")
    source = source_of_bytes("note.jpg", out.getvalue())
    blank = source_of_bytes("door.jpg", picture(size=(300, 200)))
    contents = (Picture(source, (("File", "note.jpg"),)), Picture(blank, ()))
    manifest = build(plan(*contents), tmp_path / "out.pdf", tools=reading())
    (said,) = manifest.findings
    assert said.startswith("Paper 1: words of page 1 were read from the picture")
    assert "FRIDAY AT FIVE" in text_of(tmp_path / "out.pdf")[2]
    assert text_of(tmp_path / "out.pdf")[2].count("note.jpg") == 1, "only the picture is read"


def test_without_a_program_the_pages_are_named_once(tmp_path: Path) -> None:
    contents = (given(scanned_pages()), given(scanned_pages()), given(pages(1)))
    manifest = build(plan(*contents), tmp_path / "out.pdf", tools=Tools(spoken="?"))
    (said,) = manifest.findings
    assert "Paper 1, page 2; Paper 2, page 2." in said and "Install tesseract" in said
    assert build(plan(*contents), tmp_path / "two.pdf", tools=Tools()).findings == ()


def test_words_are_taken_out_of_a_copy(tmp_path: Path) -> None:
    contents = (given(pages(2, words="Rowan was here")), given(form("300")))
    manifest = build(plan(*contents, redaction=WORDS), tmp_path / "out.pdf")
    text = "".join(text_of(tmp_path / "out.pdf"))
    assert "Rowan" not in text and "was here 2" in text and "child's name" in text
    assert "Paper 1 (redacted copy)" in text_of(tmp_path / "out.pdf")[1]
    assert of(manifest, "Paper 1") == "redacted copy" and of(manifest, "Paper 2") == ""
    (said,) = (each for each in manifest.findings if "redacted copy:" in each)
    assert "2 boxes on pages 1 and 2; the original is kept: SHA-256 1111" in said
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert "/AcroForm" in pdf.Root, "the paper without the word is used as it is"


@needs_tesseract
def test_words_in_a_scan_are_found_and_their_pixels_go(tmp_path: Path) -> None:
    asked = plan(given(scanned_pages()), redaction=WORDS)
    manifest = build(asked, tmp_path / "out.pdf", tools=reading())
    last = text_of(tmp_path / "out.pdf")[-1]
    assert "Rowan" not in last and "17:05" in last
    assert not any("words in them are not looked for" in each for each in manifest.findings)
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as pdf:
        seen = pdf[len(pdf) - 1].render(scale=2).to_pil()
    program = ocr.installed()
    assert program and "Rowan" not in " ".join(ocr.lines(ocr.read(program, seen, "eng")))


@needs_tesseract
def test_words_in_a_picture_on_a_typed_page_go_too(tmp_path: Path) -> None:
    pdf = pages(1, words="Typed by somebody")
    drawn = Pdf.new()
    page_of(drawn, scan("Dear Rowan", "at 17:05 on Friday"))
    form = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
    pdf.pages[0].add_resource(form, Name.XObject, Name("/Pasted"))
    pdf.pages[0].contents_add(b"q 0.6 0 0 0.6 60 200 cm /Pasted Do Q")
    manifest = build(plan(given(pdf), redaction=WORDS), tmp_path / "out.pdf", tools=reading())
    assert of(manifest, "Paper 1") == "redacted copy"
    assert any("page 1 has pictures: a machine looked" in each for each in manifest.findings)
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as made:
        seen = made[len(made) - 1].render(scale=4).to_pil()
    program = ocr.installed()
    assert program
    words = " ".join(ocr.lines(ocr.read(program, seen, "eng")))
    assert "Rowan" not in words and "17:05" in words and "Typed by somebody" in words


@pytest.mark.parametrize("tools", [Tools(), Tools(spoken="?")], ids=["none", "missing"])
def test_pictures_nobody_looked_at_for_words_that_are_to_go_are_named(
    tmp_path: Path, tools: Tools
) -> None:
    shown = Picture(source_of_bytes("a.png", picture("PNG", size=(400, 300))), ())
    contents = (given(scanned_pages()), shown)
    manifest = build(plan(*contents, redaction=WORDS), tmp_path / "out.pdf", tools=tools)
    unread = "words that are to go: page {} has pictures: words in them are not looked for"
    assert f"Paper 1: {unread.format(2)}" in manifest.findings
    assert f"Paper 2: {unread.format(1)}" in manifest.findings


def test_a_box_on_a_photo_makes_a_copy_without_what_was_there(tmp_path: Path) -> None:
    shown = Picture(source_of_bytes("a.png", picture("PNG", size=(400, 300))), ())
    box = Box(1, 0, 0, 100, 150, "address")
    redaction = Redaction(of={"d1": ((), (box,))})
    manifest = build(plan(shown, shown, redaction=redaction), tmp_path / "out.pdf")
    assert of(manifest, "Paper 1") == "redacted copy" and of(manifest, "Paper 2") == ""
    assert "address" in text_of(tmp_path / "out.pdf")[2]


def test_a_photo_without_the_words_keeps_its_page_and_facts(tmp_path: Path) -> None:
    shown = Picture(source_of_bytes("a.png", picture("PNG")), (("File", "a.png"),))
    manifest = build(plan(shown, redaction=WORDS), tmp_path / "out.pdf")
    assert of(manifest, "Paper 1") == "" and "a.png" in text_of(tmp_path / "out.pdf")[2]


def test_what_cannot_be_redacted_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*words: object, **named: object) -> None:
        raise Refused(name="Paper 1", reason="the test failed", remedy="x")

    monkeypatch.setattr(copies, "redact_pdf", failing)
    with pytest.raises(Refused):
        build(plan(given(pages(1, words="Rowan")), redaction=WORDS), tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_paper_the_redaction_cannot_read_is_named_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*words: object, **named: object) -> None:
        raise SourceUnreadable(path="x", reason="it is damaged", remedy="x")

    monkeypatch.setattr(copies, "redact_pdf", failing)
    manifest = build(plan(given(pages(1, words="Rowan")), redaction=WORDS), tmp_path / "out.pdf")
    assert manifest.findings == (
        "Paper 1: could not be used: it could not be redacted: it is damaged",
    )
    assert "Rowan" not in "".join(text_of(tmp_path / "out.pdf"))


def test_a_word_that_was_left_in_one_paper_stops_the_bundle(tmp_path: Path) -> None:
    redaction = Redaction(of={"d1": ((Word("Rowan"),), ())})
    contents = (given(pages(1, words="Rowan")), given(pages(1, words="For Rowan")))
    with pytest.raises(Refused, match="on page 4"):
        build(plan(*contents, redaction=redaction), tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_address_stops_the_bundle(tmp_path: Path) -> None:
    asked = plan(given(pages(2, words="at 12 Hidden Street, flat")))
    asked = msgspec.structs.replace(asked, confidential=("12 Hidden Street",))
    with pytest.raises(Refused, match=r"on page 3; .* on page 4"):
        build(asked, tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


LETTER = Office(
    source_of_bytes("a.docx", letter("I agree")),
    ".docx",
    Text((), ("I agree", "to pay")),
    "1 tracked change",
)


def test_without_an_office_program_the_words_are_printed(tmp_path: Path) -> None:
    manifest = build(plan(LETTER), tmp_path / "out.pdf")
    (said,) = manifest.findings
    assert said.startswith("Paper 1: its words are printed, not its pages: LibreOffice is not")
    assert "to pay" in text_of(tmp_path / "out.pdf")[2]
    assert manifest.documents[0].anchors["line 2"] == "3"


def printing(folder: Path, pdf: Pdf) -> office.Program:
    """Something that prints the same pages, whatever it is given."""
    (folder / "pages").write_bytes(saved(pdf))
    script = f'for each; do last=$each; done; cp "{folder}/pages" "${{last%.*}}.pdf"'
    program = pretend(folder, script)
    assert Path(program.path).stat().st_mode & stat.S_IXUSR
    return program


def test_an_office_file_is_printed_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    printer = printing(tmp_path / "bin", pages(2, words="I agree to pay"))
    manifest = build(plan(LETTER), tmp_path / "out.pdf", tools=Tools(printer=printer))
    assert [each.removeprefix("Paper 1: ")[:20] for each in manifest.findings] == [
        "printed by LibreOffi",
        "in the file: 1 track",
    ]
    assert of(manifest, "Paper 1") == "printed by LibreOffice 7"
    assert [page.source for page in manifest.pages] == [None, None, "1" * 64, "1" * 64]
    assert manifest.documents[0].anchors == {"line 1": "3", "line 2": "3"}


def test_the_printed_copy_is_redacted_and_so_are_the_words(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    printer = printing(tmp_path / "bin", pages(1, words="For Rowan"))
    asked = plan(LETTER, redaction=WORDS)
    manifest = build(asked, tmp_path / "out.pdf", tools=Tools(printer=printer))
    assert of(manifest, "Paper 1") == "printed by LibreOffice 7, redacted copy"
    assert "Rowan" not in "".join(text_of(tmp_path / "out.pdf"))


def test_lines_are_found_on_their_pages() -> None:
    pdf = pages(3, words="Line")
    words = Text((), ("Line 1", "not there", "Line 3", "Line 1"), 5)
    assert line_places(pdf, words) == {"line 5": 1, "line 6": 1, "line 7": 3, "line 8": 3}
    assert line_places(pdf, Picture(source_of_bytes("a", b""), ())) == {}


def test_pages_in_words() -> None:
    assert [pages_words(each) for each in ([3], [1, 2], [4, 2, 3, 9], [1, 3])] == [
        "page 3",
        "pages 1 and 2",
        "pages 2 to 4, 9",
        "pages 1, 3",
    ]


def test_a_locked_paper_is_opened_redacted_and_not_locked_again(tmp_path: Path) -> None:
    lock = pikepdf.Encryption(user="secret", owner="x")
    source = source_of_bytes("a.pdf", saved(pages(1, words="Rowan"), encryption=lock))

    def ask(locked: Source) -> str:
        return "secret"

    build(plan(Given(source), redaction=WORDS), tmp_path / "out.pdf", ask=ask)
    assert "Rowan" not in "".join(text_of(tmp_path / "out.pdf"))


def test_a_picture_with_many_pages_keeps_them_all(tmp_path: Path) -> None:
    out = io.BytesIO()
    frames = [Image.new("L", (300, 200 + 10 * n), 200) for n in range(3)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    shown = Picture(source_of_bytes("a.tif", out.getvalue()), ())
    redaction = Redaction(of={"d1": ((), (Box(2, 5, 5, 50, 50),))})
    manifest = build(plan(shown, redaction=redaction), tmp_path / "out.pdf")
    assert len(manifest.pages) == 5


def test_nothing_is_laid_where_somebody_signed() -> None:
    pdf = Pdf.new()
    page_of(pdf, scan("SIGNED", "BELOW"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, Rect=[0, 250, 400, 380])
    signed = pdf.make_indirect(note)
    pdf.pages[0].obj.Annots = [signed]
    pdf.Root.AcroForm = Dictionary(Fields=[signed])
    program = ocr.installed()
    if program is None:
        pytest.skip("needs tesseract")
    with pypdfium2.PdfDocument(saved(pdf)) as looked_at:
        copies.scanned.add_words(pdf, looked_at, program, "eng")
    with pypdfium2.PdfDocument(saved(pdf)) as after:
        assert after[0].get_textpage().get_text_range().split() == ["BELOW"]
