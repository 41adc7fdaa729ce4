"""Words under scanned pages: found, where they stand, and nothing that can be seen changes."""

import io
import shutil

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageDraw, ImageFont

from everyword import ocr
from everyword.bundle.pages.lettering import FONT_FOLDER
from everyword.bundle.pdf import scanned

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
WORDS = ("The child was collected", "at 17:05 on Friday")


def page_of(pdf: Pdf, image: Image.Image, turn: int = 0, crop: bool = False) -> None:
    """A page that shows the picture upright at 150 dots an inch, turned back by /Rotate."""
    turned = image.rotate(turn, expand=True)
    wide, high = (side * 72 / 150 for side in turned.size)
    out = io.BytesIO()
    turned.save(out, "JPEG", quality=95)
    page = pdf.add_blank_page(page_size=(wide + 40, high + 40))
    drawn = pdf.make_stream(out.getvalue())
    drawn.Type, drawn.Subtype, drawn.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    drawn.Width, drawn.Height = turned.size
    drawn.BitsPerComponent, drawn.Filter = 8, Name.DCTDecode
    page.add_resource(drawn, Name.XObject, Name("/Scan"))
    # Nothing restores the state: what is added later must not be moved by it.
    page.contents_add(f"{wide} 0 0 {high} 20 20 cm /Scan Do".encode())
    page.obj.Rotate = turn
    if crop:
        page.obj.CropBox = Array([20, 20, wide + 20, high + 20])


def scan(*lines: str) -> Image.Image:
    image = Image.new("L", (900, 700), 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_FOLDER / "LiberationSans-Regular.ttf"), 44)
    for number, line in enumerate(lines):
        pen.text((100, 100 + 120 * number), line, fill=10, font=font)
    return image


def typed(pdf: Pdf) -> None:
    page = pdf.add_blank_page(page_size=(300, 300))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.add_resource(font, Name.Font, Name.F1)
    page.contents_add(b"BT /F1 20 Tf 20 150 Td (Typed words, not a scan) Tj ET")


def layered(pdf: Pdf) -> tuple[scanned.Layer, pypdfium2.PdfDocument, pypdfium2.PdfDocument]:
    program = ocr.installed()
    assert program
    out = io.BytesIO()
    pdf.save(out)
    before = pypdfium2.PdfDocument(out.getvalue())
    told: list[tuple[int, int]] = []
    layer = scanned.add_words(
        pdf, before, program, "eng", lambda done, total: told.append((done, total))
    )
    assert told == [(n, len(told)) for n in range(len(told))]
    made = io.BytesIO()
    pdf.save(made)
    return layer, before, pypdfium2.PdfDocument(made.getvalue())


def picture(pdf: pypdfium2.PdfDocument, number: int) -> Image.Image:
    drawn: Image.Image = pdf[number].render(scale=1.5).to_pil()
    return drawn.convert("L")


@needs_tesseract
def test_only_scans_are_read_and_nothing_looks_different() -> None:
    pdf = Pdf.new()
    typed(pdf)
    page_of(pdf, scan(*WORDS))
    page_of(pdf, scan())
    pdf.add_blank_page(page_size=(200, 200))

    layer, before, after = layered(pdf)

    assert layer == scanned.Layer(read=(2,), wordless=(3,), failed=())
    assert after[1].get_textpage().get_text_range().split("\r\n")[:2] == list(WORDS)
    assert [after[n].get_textpage().get_text_range() for n in (0, 2, 3)] == [
        "Typed words, not a scan",
        "",
        "",
    ]
    for number in range(4):
        change = ImageChops.difference(picture(before, number), picture(after, number))
        assert change.getbbox() is None


@needs_tesseract
@pytest.mark.parametrize("crop", [False, True], ids=["whole", "cropped"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_each_word_lies_on_its_picture(turn: int, crop: bool) -> None:
    pdf = Pdf.new()
    page_of(pdf, scan("FRIDAY"), turn, crop)

    _, before, after = layered(pdf)

    shown = picture(before, 0)
    dark = shown.point(lambda level: 255 if level < 120 else 0).getbbox()
    assert dark
    text = after[0].get_textpage()
    boxes = [text.get_charbox(n, loose=True) for n in range(6)]
    corners = [
        _shown(after[0], x, y)
        for left, bottom, right, top in boxes
        for x, y in ((left, bottom), (right, top))
    ]
    found = (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )
    assert all(abs(a - b / 1.5) < 12 for a, b in zip(found, dark, strict=True)), (found, dark)


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    left, bottom, right, top = page.get_cropbox()
    match page.get_rotation():
        case 0:
            return x - left, top - y
        case 90:
            return y - bottom, x - left
        case 180:
            return right - x, y - bottom
        case _:
            return top - y, right - x


@needs_tesseract
def test_what_tesseract_cannot_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object) -> list[ocr.Seen]:
        raise ocr.NotRead("tesseract took longer than 120 seconds")

    monkeypatch.setattr(ocr, "read", refusing)
    pdf = Pdf.new()
    page_of(pdf, scan(*WORDS))

    layer, _, after = layered(pdf)

    assert layer.failed == ((1, "tesseract took longer than 120 seconds"),)
    assert after[0].get_textpage().count_chars() == 0


@pytest.mark.parametrize(
    "words",
    [
        "plain",
        "Straße",
        "деньги в пятницу",
        "昨天",
        "a" * 300,
        "אתמול",
        "\u0627\u0644\u064a\u0648\u0645",
    ],
)
def test_words_of_any_script_come_back(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = ocr.Seen(words, 100, 100, 600, 60, 90, (1, 1, 1))
    monkeypatch.setattr(ocr, "read", lambda *_: [seen])
    pdf = Pdf.new()
    page_of(pdf, scan("x"))
    out = io.BytesIO()
    pdf.save(out)

    scanned.add_words(pdf, pypdfium2.PdfDocument(out.getvalue()), ocr.Program("t", "5", ()), "eng")

    made = io.BytesIO()
    pdf.save(made)
    found = pypdfium2.PdfDocument(made.getvalue())[0].get_textpage().get_text_range()
    assert sorted(found.replace("\r\n", "").strip()) == sorted(words)


def test_more_signs_than_one_font_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = "".join(chr(0x4E00 + n) for n in range(600))
    seen = [ocr.Seen(signs[n : n + 20], 10, n, 600, 10, 90, (1, 1, n)) for n in range(0, 600, 20)]
    monkeypatch.setattr(ocr, "read", lambda *_: seen)
    pdf = Pdf.new()
    page_of(pdf, scan("x"))
    out = io.BytesIO()
    pdf.save(out)

    scanned.add_words(pdf, pypdfium2.PdfDocument(out.getvalue()), ocr.Program("t", "5", ()), "eng")

    made = io.BytesIO()
    pdf.save(made)
    found = pypdfium2.PdfDocument(made.getvalue())[0].get_textpage().get_text_range()
    assert set(signs) <= set(found)
    with pikepdf.open(made) as again:
        assert len(again.pages[0].obj.Resources.Font) == 3


def test_a_page_that_may_be_a_scan_is_known_without_looking() -> None:
    pdf = Pdf.new()
    typed(pdf)
    page_of(pdf, scan(*WORDS))
    both = pdf.pages[1].obj.Resources
    typed(pdf)
    pdf.pages[2].obj.Resources.XObject = both.XObject
    typed(pdf)
    inner = pdf.make_stream(b"/Scan Do")
    inner.Subtype, inner.Resources = Name.Form, Dictionary(XObject=both.XObject)
    pdf.pages[3].obj.Resources.XObject = Dictionary(Fm=inner)
    typed(pdf)
    pdf.pages[4].obj.Resources.XObject = Dictionary(Odd=Name.Odd)
    typed(pdf)
    pdf.Root.Pages.Resources = Dictionary(Font=Dictionary(), XObject=both.XObject)
    del pdf.pages[5].obj.Resources
    typed(pdf)
    pdf.pages[6].obj.Resources = Name.Odd
    assert [scanned.may_be_scan(page.obj) for page in pdf.pages] == [
        False,
        True,
        True,
        True,
        False,
        True,
        True,
    ]
