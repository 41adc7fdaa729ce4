"""Ways in which a word could still leave: in fonts, masks, patterns, side data, gaps, addresses."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from everyword.errors import Refused
from everyword.redact import images
from everyword.redact.fonts import Uncertain
from everyword.redact.marks import Box, Log, Word
from everyword.redact.raster import page_as_picture
from everyword.redact.redacting import redacted
from tests.redact.pages_made import LINE, SECRET, helvetica, made, put_image, scan, text_of

SMALL = Array([50, 630, 350, 760])
CHILD = (Word(SECRET, "child"),)
BOX = Box(1, 70, 842 - 690, 80, 20, "name")


def content_of(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[0].obj.Contents.read_bytes().decode("latin-1")


def run(
    content: str,
    change: Callable[[Pdf], None] | None = None,
    words: tuple[Word, ...] = CHILD,
    boxes: tuple[Box, ...] = (),
    **page: object,
) -> tuple[bytes, Log]:
    return redacted(made(content, change, **page), boxes, words)


LETTERS = (
    [("R", 72.0), ("o", 80.7), ("w", 87.3), ("a", 96.0), ("n", 102.7)],
    [("F", 113.0), ("o", 120.3), ("x", 127.0)],
)
SINGLE = {
    "Td": ("BT /F 12 Tf 0 700 Td", "{x:.2f} 0 Td ({c}) Tj -{x:.2f} 0 Td", "ET"),
    "Tm": ("BT /F 12 Tf", "1 0 0 1 {x:.2f} 700 Tm ({c}) Tj", "ET"),
    "BT": ("", "BT /F 12 Tf {x:.2f} 700 Td ({c}) Tj ET", ""),
    "cm": ("", "q 1 0 0 1 {x:.2f} 700 cm BT /F 12 Tf ({c}) Tj ET Q", ""),
    "Tj": ("BT /F 12 Tf 72 700 Td", "({c}) Tj", "ET"),
}


@pytest.mark.parametrize("way", sorted(SINGLE))
def test_where_each_letter_stood_is_gone(way: str) -> None:
    """The places of single letters spell a name as well as its letters do."""
    before, each, after = SINGLE[way]
    word = " ".join(each.format(c=c, x=x) for part in LETTERS for c, x in part)
    rest = " BT /F 12 Tf 72 650 Td (Nobody else) Tj 0 -14 Td (is here.) Tj ET"
    data, log = run(f"{before} {word} {after}{rest}", words=(Word("RowanFox"), Word(SECRET)))

    shown = content_of(data).split("/Box")[0]
    assert log.pictured == () and len(log.boxes) >= 1
    assert not any(place in shown for place in ("80.7", "87.3", "102.7", "120.3"))
    assert shown.count("TJ") == 2 and shown.count(" Tf") <= 2
    assert "Nobody else" in text_of(data) and "is here." in text_of(data)


def test_what_follows_stays_where_it_was() -> None:
    content = (
        "BT /F 12 Tf 14 TL 72 700 Td (By ) Tj (Rowan) Tj ( Fox) Tj ( at ) Tj (home) Tj"
        " (Rowan Fox) ' ( and more) Tj T* (the end) Tj 9 -20 TD (Rowan) Tj ( Fox) Tj T* (x) Tj ET"
    )
    data, log = run(content)

    assert log.pictured == ()
    assert all(each in text_of(data) for each in ("By", "at home", "and more", "the end", "x"))


def subset(pdf: Pdf) -> None:
    """A font made for one document: codes in the order in which letters first came."""
    font = pdf.pages[0].obj.Resources.Font.F
    font.FirstChar, font.LastChar = 32, 122
    font.Widths = Array([500 + code for code in range(32, 123)])
    font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding)
    font.Encoding.Differences = Array([120, Name.x])
    font.FontDescriptor = pdf.make_indirect(
        Dictionary(Type=Name.FontDescriptor, FontName=Name("/Rowan#20Fox"), Flags=32, MaxWidth=9)
    )
    font.FontDescriptor.FontFamily = String(SECRET)
    font.FontDescriptor.CharSet = String("/R/o/w/a/n/F/x")
    font.FontDescriptor.Metadata = pdf.make_stream(SECRET.encode())
    font.ToUnicode = pdf.make_stream(
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"1 beginbfrange <20> <7a> <0020> endbfrange"
    )


def test_fonts_keep_only_what_the_rest_needs() -> None:
    data, log = run("BT /F 9 Tf 72 700 Td (we met Rowan Fox here) Tj ET", subset)

    assert log.pictured == ()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.pages[0].obj.Resources.Font["/F0"]
        widths = {int(font.FirstChar) + at: int(each) for at, each in enumerate(font.Widths)}
        kept = {chr(code) for code, width in widths.items() if width}
        table = font.ToUnicode.read_bytes().decode().lower()
    assert kept <= set("we met here ") and "R" not in kept and "o" not in kept
    assert "<78>" not in table and "<52>" not in table and "<77>" in table
    assert "x" not in str(font.Encoding.get(Name.Differences))


def masked_by_words(pdf: Pdf) -> None:
    """Even colour, seen through a mask in the shape of words."""
    form = pdf.make_stream(f"1 g {LINE}".encode(), BBox=Array([0, 0, 595, 842]))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    form.Resources = Dictionary(Font=Dictionary(F=helvetica()))
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=pdf.make_indirect(form))
    state = Dictionary(Type=Name.ExtGState, SMask=mask)
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=state)


def test_words_as_the_shape_of_a_mask() -> None:
    box = Box(1, 10, 760 - 713, 250, 18, "name")
    data, log = run("q /G gs 0 g 0 0 595 842 re f Q", masked_by_words, (), (box,), MediaBox=SMALL)

    assert log.pictured == (1,)
    assert b"SMask" not in data
    with pytest.raises(Refused) as refused:  # nobody drew a box, and no reader finds the words
        run("q /G gs 0 g 0 0 595 842 re f Q", masked_by_words, MediaBox=SMALL)
    assert "RD-03" in str(refused.value)


def test_the_shape_of_a_pictures_mask_is_painted_over() -> None:
    def change(pdf: Pdf) -> None:
        mask = pdf.make_stream(scan("secret").tobytes(), Width=400, Height=200, BitsPerComponent=8)
        mask.Type, mask.Subtype, mask.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        mask.Decode = Array([1, 0])
        put_image(pdf, Image.new("L", (400, 200), 0), SMask=mask)

    data, log = run("q 400 0 0 200 60 500 cm /X Do Q", change, (), (BOX,))

    assert log.pictured == ()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        mask = pdf.pages[0].obj.Resources.XObject["/X0"].SMask
        shape = Image.frombytes("L", (400, 200), mask.read_bytes())
    assert shape.crop((12, 12, 88, 28)).getextrema() == (0, 0)


@pytest.mark.parametrize(
    "cell", ["1 1 m 9 9 1 9 9 1 c S", "/X Do", "BT /F 9 Tf (x) Tj ET", "1 1 m 9 9 l S " * 30]
)
def test_patterns_that_may_draw_words(cell: str) -> None:
    def change(pdf: Pdf) -> None:
        put_image(pdf, scan())
        pattern = pdf.make_stream(cell.encode(), PatternType=1, PaintType=1, TilingType=1)
        pattern.XStep, pattern.YStep, pattern.BBox = 50, 50, Array([0, 0, 50, 50])
        pattern.Resources = pdf.pages[0].obj.Resources
        pdf.pages[0].obj.Resources.Pattern = Dictionary(P=pattern)

    content = f"{LINE} q /Pattern cs /P scn 60 640 100 80 re f Q"

    assert run(content, change, MediaBox=SMALL)[1].pictured == (1,)


ADDRESSES = {
    "mailto:rowan.fox@example.org": 0,
    "https://example.org/Rowan%20Fox": 0,
    "https://example.org/%52owan%46ox": 0,
    "https://example.org/fox": 1,
}


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_addresses_that_hold_the_word(address: str) -> None:
    def change(pdf: Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 40, 30, 50]))
        link.A = Dictionary(S=Name.URI, URI=String(address))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    data, log = run(LINE, change)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages[0].obj.get(Name.Annots, ())) == ADDRESSES[address]
    assert any("links are left out" in each for each in log.remarks) != ADDRESSES[address]


NAMES = ["Max", "Art", "Norm", "Page"]


@pytest.mark.parametrize("name", NAMES)
def test_children_called_like_a_word_of_the_format(name: str) -> None:
    data, _ = run(f"BT /F 9 Tf 72 700 Td (we met {name} here) Tj ET", subset, (Word(name),))

    assert name not in text_of(data) and "we met" in text_of(data)


def test_a_word_found_late_is_never_hidden_in_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of a page has no letters to be searched; the word would still be seen on it."""
    monkeypatch.setattr("everyword.redact.survey.marks_of", lambda *given: [])
    monkeypatch.setattr(
        "everyword.redact.redacting.page_as_picture",
        lambda *given: page_as_picture(*given[:4], []),
    )

    with pytest.raises(Refused) as refused:
        run(LINE, MediaBox=SMALL)
    assert "RD-03" in str(refused.value)
    assert refused.value.words["safe"] == "Nothing was written: the PDF is as it was."


def test_files_that_are_sent_with_it() -> None:
    source = made(LINE)
    note = (("note.txt", f"about {SECRET}".encode()),)

    for beside, point in ((note, "RD-08"), ((("old.pdf", source),), "RD-11")):
        with pytest.raises(Refused) as refused:
            redacted(source, (), CHILD, beside=beside)
        assert point in str(refused.value) and "send" in refused.value.lines()[2]
    checks = {
        each.id: each for each in redacted(source, (), CHILD, beside=(("a", b"b"),))[1].checks
    }
    assert checks["RD-08"].state == checks["RD-11"].state == "passed"


def test_a_picture_on_two_pages_of_which_one_has_a_box() -> None:
    def change(pdf: Pdf) -> None:
        put_image(pdf, scan("secret"))
        pdf.pages.append(pdf.pages[0])

    data, log = run("q 400 0 0 200 60 500 cm /X Do Q", change, (), (BOX,))

    with pikepdf.open(io.BytesIO(data)) as pdf:
        one, two = (page.obj.Resources.XObject["/X0"].read_bytes() for page in pdf.pages)
    assert one != two == scan("secret").tobytes()
    assert any("without one" in each for each in log.findings)


@pytest.mark.parametrize(
    "matrix", ["0 0 0 0 60 500", "100 100 100 100 60 500", "300 60 -40 200 90 500"]
)
def test_pictures_drawn_on_a_line_or_askew(matrix: str) -> None:
    def change(pdf: Pdf) -> None:
        put_image(pdf, scan("secret"))

    box, part = Box(1, 20, 10, 80, 20), Array([50, 600, 250, 700])
    data, _ = run(f"q {matrix} cm /X Do Q", change, (), (box,), MediaBox=part)

    assert b"/Image" in data or "-40" not in matrix
    assert b"/Width 400" not in data  # gone, or points of the page as it is shown


def jpeg() -> bytes:
    stream = io.BytesIO()
    scan().save(stream, "JPEG")
    return stream.getvalue()


def test_side_data_of_pictures() -> None:
    data = jpeg()
    planted = b"".join(
        bytes([0xFF, mark]) + (2 + len(SECRET)).to_bytes(2) + SECRET.encode()
        for mark in (0xE0, 0xE1, 0xEE, 0xEF, 0xF0, 0xF7, 0xC8, 0xFE)
    )
    made_ = images.stripped(data[:2] + planted + data[2:] + SECRET.encode())

    assert b"Rowan" not in made_
    assert Image.open(io.BytesIO(made_)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_comments_of_jpeg_2000_and_jbig2() -> None:
    stream = io.BytesIO()
    scan().convert("RGB").save(stream, "JPEG2000", comment=SECRET)
    data = stream.getvalue()
    extra = (8 + len(SECRET)).to_bytes(4) + b"xml " + SECRET.encode()
    made_ = images.stripped_jpx(data + extra)

    assert SECRET.encode() in data and b"Rowan" not in made_
    assert Image.open(io.BytesIO(made_)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    page = bytes.fromhex("0000000030000100000013") + bytes(19)
    note = bytes.fromhex("000000013e000100000009") + SECRET.encode()
    assert not images.has_notes(page) and images.has_notes(page + note)
    assert images.has_notes(page + SECRET.encode())
    with pytest.raises(Uncertain):
        images.stripped_jpx(b"\xff\x4f\xff\x51\0\0rubbish")


def test_bytes_after_the_points_of_a_picture() -> None:
    def change(pdf: Pdf) -> None:
        image = put_image(pdf, scan())
        image.write(scan().tobytes() + SECRET.encode())

    data, _ = run("q 400 0 0 200 60 100 cm /X Do Q", change)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.Resources.XObject["/X0"].read_bytes() == scan().tobytes()


ELSEWHERE: dict[str, tuple[str, tuple[Word, ...]]] = {
    "soft hyphen": ("BT /F 12 Tf 72 700 Td (It was Ro\\255wan Fox here) Tj ET", CHILD),
    "property": (f"/P <</E ({SECRET}) /Alt ({SECRET})>> BDC {LINE} EMC /Q /R DP", CHILD),
    "rise and size": (
        "BT /F 12 Tf 72 700 Td (met R) Tj 3 Ts /F 8 Tf (owan) Tj 0 Ts /F 12 Tf ( Fox) Tj ET",
        CHILD,
    ),
    "mirrored": ("BT /F 12 Tf -1 0 0 1 300 700 Tm (We saw Rowan Fox at home) Tj ET", CHILD),
    "deep": ("q " * 50 + LINE + " Q" * 50, CHILD),
    "two columns": (
        "BT /F 12 Tf 72 700 Td (met Rowan) Tj 200 0 Td (other) Tj -200 -14 Td (Fox and) Tj ET",
        (Word(SECRET),),
    ),
}


@pytest.mark.parametrize("way", sorted(ELSEWHERE))
def test_more_ways_of_writing(way: str) -> None:
    content, words = ELSEWHERE[way]
    data, _ = run(content, words=words)

    assert "owan" not in text_of(data)


def test_units_and_turned_crops() -> None:
    extra: dict[str, Any] = {"UserUnit": 2, "CropBox": Array([40, 600, 400, 800]), "Rotate": 90}
    data, log = run(LINE, **extra)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.UserUnit == 2
    assert "owan" not in text_of(data) and "lives" in text_of(data) and log.pictured == ()
