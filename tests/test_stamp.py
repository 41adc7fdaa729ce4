"""Page numbers: upright, visible, and on nothing, on pages of every shape."""

import resource
import shutil
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.bundle.build import build
from everyword.bundle.pdf.shapes import Sheet
from everyword.bundle.pdf.stamp import Stamper, isolate, places, region, sheet_of
from tests.bundle_papers import given_plan, pages, paper, saved, text_at

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
SHAPES = [
    {"turn": turn, "size": size, "crop": crop}
    for turn in (0, 90, 180, 270)
    for size, crop in (
        ((595, 842), None),
        ((842, 595), None),
        ((842, 1191), None),
        ((595, 842), (100, 150, 400, 700)),
        ((60, 40), None),
    )
]


def test_the_number_reads_upright_on_every_shape(tmp_path: Path) -> None:
    sources = [paper(f"{n}.pdf", pages(1, **shape)) for n, shape in enumerate(SHAPES)]  # type: ignore[arg-type]  # keywords of different types
    out = tmp_path / "b.pdf"
    manifest = build(given_plan(*sources), out)
    assert [f for f in manifest.findings if "number" in f and "blank apart" not in f] == []
    for number, entry in enumerate(manifest.pages, 1):
        assert text_at(out, number, entry.stamp) == str(number)
    with pypdfium2.PdfDocument(out) as pdf:
        for number, entry in enumerate(manifest.pages):
            text = pdf[number].get_textpage().get_text_range()
            assert entry.label in text.split()  # this library reads only the visible part


def test_it_moves_to_where_nothing_is_printed(tmp_path: Path) -> None:
    right, left = b"0 g 400 0 195 60 re f\n", b"0 g 0 0 200 60 re f\n"
    whole = b"0 g 0 0 595 60 re f\n"
    cases = (b"", right, whole, b"0.2 g 0 0 595 842 re f\n", right + left)
    sources = [paper(f"{n}.pdf", pages(1, content=case)) for n, case in enumerate(cases)]
    manifest = build(given_plan(*sources), tmp_path / "b.pdf")
    spots = [
        ("right" if x > 400 else "left" if x < 100 else "centre", "low" if y > 400 else "high")
        for x, y, _, _ in (entry.stamp for entry in manifest.pages[2:])
    ]
    assert spots[0] == ("right", "low")
    assert spots[1] == ("centre", "low")
    assert spots[2] == ("right", "high")
    assert spots[4] == ("centre", "low")
    assert len(manifest.findings) == 1 and "white ground" in manifest.findings[0]
    assert text_at(tmp_path / "b.pdf", 6, manifest.pages[5].stamp) == "6"


@pytest.mark.parametrize("content", [b"q 2 0 0 2 0 0 cm", b"Q Q 0.5 0 0 0.5 0 0 cm", b"q q q"])
def test_a_page_that_does_not_tidy_up_cannot_move_the_number(
    tmp_path: Path, content: bytes
) -> None:
    out = tmp_path / "b.pdf"
    manifest = build(given_plan(paper("a.pdf", pages(2, content=content))), out)
    assert manifest.findings == ()
    assert text_at(out, 3, manifest.pages[2].stamp) == "3"
    with pypdfium2.PdfDocument(out) as pdf:
        assert "Given 1" in pdf[2].get_textpage().get_text_range()


def test_pages_that_share_everything_get_different_numbers(tmp_path: Path) -> None:
    pdf = pages(1)
    for _ in range(3):
        pdf.pages.append(pdf.pages[0])
        pdf.pages[-1].obj.Resources = pdf.pages[0].obj.Resources
    out = tmp_path / "b.pdf"
    manifest = build(given_plan(paper("a.pdf", pdf)), out)
    assert [text_at(out, n, manifest.pages[n - 1].stamp) for n in (3, 4, 5, 6)] == list("3456")


def test_one_font_serves_all_pages(tmp_path: Path) -> None:
    build(given_plan(paper("a.pdf", pages(9))), tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        fonts = {page.obj.Resources.Font["/EverywordStamp"].objgen for page in pdf.pages}
        assert len(fonts) == 1


@pytest.mark.parametrize(
    "box", [None, [0, 0, 0, 0], [0, 0, "x", 1], [595, 842, 0, 0], [900, 900, 950, 950]]
)
def test_a_senseless_box_still_gives_a_sheet(box: list[object] | None) -> None:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    if box is not None:
        pdf.pages[0].obj.CropBox = Array([pikepdf.String(b) if b == "x" else b for b in box])
    sheet = sheet_of(pdf.pages[0])
    assert (sheet.width, sheet.height) == (595, 842)


def test_all_places_lie_on_the_sheet() -> None:
    for turn in (0, 90):
        for size in (3, 40, 600, 5000):
            sheet = Sheet(10, 20, 10 + size, 20 + size / 2, turn)
            for place in places(sheet, "12345"):
                assert place.x > 0 and place.x + place.width < sheet.width
                assert place.y > 0 and place.y + place.height < sheet.height


def test_a_given_annotation_counts_as_print(tmp_path: Path) -> None:
    pdf = pages(1)
    look = pdf.make_stream(b"0 g 0 0 200 60 re f")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 60])
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        F=4,
        Rect=Array([395, 0, 595, 60]),
        AP=Dictionary(N=look),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
    manifest = build(given_plan(paper("a.pdf", pdf)), tmp_path / "b.pdf")
    assert manifest.pages[2].stamp[0] < 395


def test_a_page_of_a_hundred_kilometres_costs_nothing(tmp_path: Path) -> None:
    pdf = pages(1)
    pdf.pages[0].obj.MediaBox = Array([0, 0, 280_000_000, 280_000_000])
    manifest = build(given_plan(paper("a.pdf", pdf)), tmp_path / "b.pdf")
    assert len(manifest.pages) == 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_000_000


@pytest.mark.parametrize("label", ["A12", "iv", "10A", "B-3.1", "Annex 7", "WWWWWWWW"])
def test_any_label_can_be_printed_and_read_back(label: str) -> None:
    pdf = pages(1, size=(300, 200))
    sheet = sheet_of(pdf.pages[0])
    place = next(places(sheet, label))
    Stamper(pdf).stamp(pdf.pages[0], sheet, label, place, ours=False)
    with pypdfium2.PdfDocument(saved(pdf)) as read:
        text = read[0].get_textpage()
        x, y, width, height = region(sheet, place)
        assert text.get_text_bounded(x, 200 - y - height, x + width, 200 - y).strip() == label


@pytest.mark.parametrize(
    ("content", "is_wrapped"),
    [
        (b"q Q", False),
        (b"(a \\( b) Tj", False),
        (b"BT (50 % [ q) Tj ET", False),
        (b"(a (b) c) Tj", False),
        (b"(never closed", True),
        (b"<< /A [1 2", True),
        (b"/Span BMC", True),
        (b"BT", True),
        (b"q % Q", True),
        (b"BI /W 9 /H 9 /BPC 8 /CS /G ID x EI", True),
        (b"\\( q ) Q", True),
    ],
)
def test_only_a_page_that_leaves_something_open_is_wrapped(
    content: bytes, is_wrapped: bool
) -> None:
    pdf = pages(1)
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    assert isolate(pdf, pdf.pages[0]) is is_wrapped


def test_the_number_is_marked_as_no_part_of_the_words() -> None:
    pdf = pages(1)
    sheet = sheet_of(pdf.pages[0])
    Stamper(pdf).stamp(pdf.pages[0], sheet, "7", next(places(sheet, "7")), ours=False)
    last = pdf.pages[0].obj.Contents[-1].read_bytes()
    assert b"/Artifact BMC" in last and last.rstrip().endswith(b"EMC")
