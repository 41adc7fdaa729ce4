"""Redaction from end to end: gone from every place, and everything else where it was."""

import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String
from PIL import Image

from everyword.errors import Refused, SourceUnreadable
from everyword.redact import redacting
from everyword.redact.corpus import texts_of
from everyword.redact.marks import Box, Log, Word
from everyword.redact.redacting import look, redact_pdf
from tests.redact.pages_made import BLACK, LINE, SECRET, helvetica, made, put_image, scan, text_of

SMALL = Array([50, 630, 350, 760])
CHILD = (Word(SECRET, "child"),)


def redacted(
    data: bytes, tmp_path: Path, words: tuple[Word, ...] = CHILD, boxes: tuple[Box, ...] = ()
) -> tuple[bytes, Log]:
    out = tmp_path / "out.pdf"
    log = redact_pdf(data, boxes, words, out)
    return out.read_bytes(), log


def everywhere(data: bytes) -> str:
    return "\n".join(text for _, text in texts_of(data, ""))


def test_a_word_is_gone_and_the_rest_is_there(tmp_path: Path) -> None:
    data, log = redacted(made(LINE), tmp_path)

    assert SECRET not in everywhere(data)
    text = text_of(data)
    assert "The child" in text and "lives by the sea." in text and "child's name" in text
    assert log.pictured == () and log.counts == {"1": 1}
    assert {check.state for check in log.checks} <= {"passed", "not done"}
    assert SECRET not in str(log)
    assert list(tmp_path.iterdir()) == [tmp_path / "out.pdf"]


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    assert redacted(made(LINE), tmp_path)[0] == redacted(made(LINE), tmp_path)[0]


WAYS = {
    "hex": f"BT /F 12 Tf 72 700 Td <{SECRET.encode().hex()}> Tj ET",
    "kerned": "BT /F 12 Tf 72 700 Td [(It is R) 40 (owan) -20 ( F) 3 (ox here)] TJ ET",
    "broken": "BT /F 12 Tf 72 700 Td (It was Ro-) Tj 0 -14 Td (wan Fox and more) Tj ET",
    "quotes": "BT /F 12 Tf 14 TL 72 700 Td (It is) Tj (Rowan Fox) ' 2 1 (Rowan  Fox too) \" ET",
    "spread": "BT /F 12 Tf 3 Tc 5 Tw 150 Tz 72 700 Td (Oh ROWAN FOX is here) Tj ET",
    "turned": "BT /F 12 Tf 0 1 -1 0 300 300 Tm (We saw Rowan Fox at home) Tj ET",
    "slanted": "BT /F 12 Tf 0.8 0.6 -0.6 0.8 200 300 Tm (We saw Rowan Fox at home) Tj ET",
    "upside down": "BT /F 12 Tf -1 0 0 -1 400 300 Tm (We saw Rowan Fox at home) Tj ET",
    "hidden by another": f"{LINE} {BLACK} BT /F 12 Tf 72 500 Td (Rowan Fox again) Tj ET",
}


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("turn", [0, 90])
def test_ways_of_writing(way: str, turn: int, tmp_path: Path) -> None:
    small = {"MediaBox": Array([150, 250, 450, 450])} if way == "slanted" else {}
    data, log = redacted(made(WAYS[way], Rotate=turn, **small), tmp_path)

    assert "rowan" not in everywhere(data).lower()
    assert log.pictured == () or way == "slanted"


def in_a_form(pdf: Pdf) -> None:
    form = pdf.make_stream(LINE.encode())
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
    form.Resources = Dictionary(Font=Dictionary(F=helvetica()))
    pdf.pages[0].obj.Resources.XObject.Y = form


def test_a_form_drawn_twice_is_copied_for_the_use_that_needs_it(tmp_path: Path) -> None:
    content = "q /Y Do Q q 1 0 0 1 0 -300 cm /Y Do Q"
    box = Box(1, 60, 842 - 713, 122, 18, "name")
    data, log = redacted(made(content, in_a_form), tmp_path, (), (box,))

    assert text_of(data).count("lives by the sea") == 2
    assert text_of(data).count(SECRET) == 1
    assert log.pictured == ()


def everything(pdf: Pdf) -> None:
    """The word in every place that is not a page."""
    pdf.docinfo["/Title"] = SECRET
    pdf.Root.Metadata = pdf.make_stream(f"<x>{SECRET}</x>".encode())
    pdf.attachments["a.txt"] = SECRET.encode()
    page = pdf.pages[0].obj
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(SECRET)))
    page.Thumb = pdf.make_stream(bytes(100), Width=10, Height=10, BitsPerComponent=8)
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(SECRET))
    pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.P, ActualText=String(SECRET)))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))
    field = Dictionary(FT=Name.Tx, T=String(SECRET), V=String(SECRET), DV=String(SECRET))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    page.Resources.Properties = Dictionary(L=group)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]))
    note.Contents, note.RC = String(SECRET), String(SECRET)
    face = pdf.make_stream(LINE.encode(), BBox=Array([0, 0, 20, 20]), Private=String(SECRET))
    face.Type, face.Subtype = Name.XObject, Name.Form
    note.AP = Dictionary(N=face)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 40, 30, 50]))
    link.A = Dictionary(S=Name.URI, URI=String("https://example.org/rowan-fox"))
    page.Annots = Array([pdf.make_indirect(note), pdf.make_indirect(link)])
    put_image(pdf, scan(), jpeg=True)
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem(f"About {SECRET} at home", 0))


def test_every_other_place_is_emptied(tmp_path: Path) -> None:
    content = f"% {SECRET}\n/OC /L BDC {LINE} EMC /S <</ActualText ({SECRET})>> BDC BT ET EMC"
    content += " q 100 0 0 50 60 100 cm /X Do Q BT /F 9 Tf 3 Tr 9 9 Td (Rowan Fox) Tj ET"
    data, log = redacted(made(content, everything), tmp_path)

    assert "rowan" not in everywhere(data).lower()
    assert "lives by the sea" not in text_of(data)  # its layer was off
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert outline.root[0].title == "About [child's name] at home"
    assert any("layer that was switched off" in finding for finding in log.remarks)
    assert any("letters that nobody sees" in finding for finding in log.remarks)


@pytest.mark.parametrize("kind", ["grey", "jpeg", "rgb jpeg", "one bit", "masked", "inline"])
def test_pictures_are_painted_over_in_their_points(kind: str, tmp_path: Path) -> None:
    image = scan("secret")

    def change(pdf: Pdf) -> None:
        if kind == "rgb jpeg":
            put_image(pdf, image.convert("RGB"), jpeg=True)
        elif kind == "one bit":
            obj = put_image(pdf, image.convert("1"))
            obj.BitsPerComponent, obj.ColorSpace = 1, Name.DeviceGray
        elif kind == "masked":
            mask = pdf.make_stream(bytes(range(200)) * 400, Width=400, Height=200)
            mask.Type, mask.Subtype, mask.BitsPerComponent = Name.XObject, Name.Image, 8
            mask.ColorSpace = Name.DeviceGray
            put_image(pdf, image, SMask=mask)
        else:
            put_image(pdf, image, jpeg=kind == "jpeg")

    drawing = "/X Do"
    if kind == "inline":
        small = image.resize((40, 20)).tobytes().hex()
        drawing = f"BI /W 40 /H 20 /BPC 8 /CS /G /F /AHx ID {small}> EI"
    content = f"q 400 0 0 200 60 500 cm {drawing} Q"
    box = Box(1, 70, 842 - 690, 80, 20, "name")
    data, log = redacted(made(content, change), tmp_path, (), (box,))

    assert log.pictured == ()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        stored = pdf.pages[0].obj.Resources.XObject["/X0"]
        width, height = int(stored.Width), int(stored.Height)
        samples = stored.read_bytes(pikepdf.StreamDecodeLevel.all)
        mode = {"rgb jpeg": "RGB", "one bit": "1"}.get(kind, "L")
        area = Image.frombytes(mode, (width, height), samples).convert("L")
        area_of_box = (12 * width // 400, 12 * height // 200, 88 * width // 400, 28 * height // 200)
        dark = area.crop(area_of_box)
        assert dark.getextrema()[1] <= 30
        assert area.crop((width // 2, 0, width, height)).getextrema()[1] > 150


@pytest.mark.parametrize(
    "content",
    [
        "BT /F 12 Tf 7 Tr 72 700 Td (The child Rowan Fox is here) Tj ET 0 0 595 842 re f",
        f"{LINE} 60 690 m 90 730 120 650 160 700 c 200 750 240 690 260 720 c S",
        "q /Pattern cs /P scn 0 0 500 800 re f Q " + LINE,
    ],
    ids=["text as a clip", "a curve under the box", "a pattern with letters"],
)
def test_what_is_uncertain_becomes_a_picture_and_says_so(content: str, tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        pattern = pdf.make_stream(b"BT /F 9 Tf 2 2 Td (x) Tj ET", PatternType=1, PaintType=1)
        pattern.TilingType, pattern.XStep, pattern.YStep = 1, 50, 50
        pattern.BBox = Array([0, 0, 50, 50])
        pattern.Resources = Dictionary(Font=Dictionary(F=helvetica()))
        pdf.pages[0].obj.Resources.Pattern = Dictionary(P=pattern)

    data, log = redacted(made(content, change, MediaBox=SMALL), tmp_path)

    assert log.pictured == (1,)
    assert any("is a picture now" in finding for finding in log.remarks)
    assert "rowan" not in everywhere(data).lower()
    assert "child" in text_of(data)


def test_unknown_letters_of_a_font_become_a_picture(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name.Song)
        below.CIDSystemInfo = Dictionary(Registry="Adobe", Ordering="GB1", Supplement=2)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Song)
        font.Encoding, font.DescendantFonts = Name("/GBK-EUC-H"), Array([below])
        pdf.pages[0].obj.Resources.Font.G = font

    content = f"{LINE} BT /G 12 Tf 72 650 Td <b0a1b0a2> Tj ET"

    assert redacted(made(content, change, MediaBox=SMALL), tmp_path)[1].pictured == (1,)


def test_a_name_is_kept_from_the_file_when_something_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rewriting that forgets a word must never get out."""
    monkeypatch.setattr("everyword.redact.areas.Areas.takes", lambda self, glyph: False)
    monkeypatch.setattr(redacting, "under_any", lambda boxes, rect: False)

    with pytest.raises(Refused) as refused:
        redacted(made(LINE, MediaBox=SMALL), tmp_path)
    assert refused.value.code == 7
    assert list(tmp_path.iterdir()) == []


def test_locked_and_broken_files_are_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(LINE))) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    for data in (stream.getvalue(), b"%PDF-1.4\nnothing", b"", b"text"):
        with pytest.raises(SourceUnreadable):
            redacted(data, tmp_path)
    with pikepdf.open(io.BytesIO(made(LINE))) as pdf:
        pdf.save(stream := io.BytesIO(), encryption=pikepdf.Encryption(owner="a", user=""))
    assert SECRET not in everywhere(redacted(stream.getvalue(), tmp_path)[0])
    with pytest.raises(Refused):
        redact_pdf(made(LINE), [Box(2, 1, 1, 9, 9)], (), tmp_path / "o.pdf")


def test_a_part_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("everyword.redact.survey.MOST_OPENED", 40 << 20)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(50)) + packer.flush()

    def change(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        pdf.pages[0].obj.Contents = stream

    with pytest.raises(SourceUnreadable):
        redacted(made("", change), tmp_path)


def test_words_that_are_only_in_bookmarks_go_too(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Seen by Alex on 4 March 2015", 0))

    words = (Word("Alex", "name"), Word("2015-03-04", "birth"))
    data, _ = redacted(made(LINE, change), tmp_path, words)

    assert "Alex" not in everywhere(data) and "March" not in everywhere(data)
    assert "Seen by [name] on [date of birth]" in everywhere(data)


def test_boxes_that_another_program_did_not_apply_are_applied(tmp_path: Path) -> None:
    def change(pdf: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([124, 695, 186, 713]))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    data, _ = redacted(made(LINE, change), tmp_path, ())

    assert "Rowan" not in text_of(data) and "lives" in text_of(data)


def test_a_picture_can_be_redacted(tmp_path: Path) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[274] = 6  # to be turned
    exif[270] = SECRET
    scan("x").save(stream, "JPEG", exif=exif)
    data, _ = redacted(stream.getvalue(), tmp_path, CHILD, (Box(1, 20, 20, 40, 30, "face"),))

    with pikepdf.open(io.BytesIO(data)) as pdf:
        box = pdf.pages[0].mediabox
        assert box[3] > box[2]
    assert SECRET not in everywhere(data)


def test_federal_rules_leave_what_may_stay(tmp_path: Path) -> None:
    content = (
        "BT /F 12 Tf 72 700 Td (Rowan Fox, born 4 March 2015, SSN 123-45-6789.) Tj"
        " 0 -20 Td (Card 4111 1111 1111 1111, account no. 00123456.) Tj ET"
    )
    for id, stays in (("us-federal", ["2015", "6789", "3456"]), ("us-fl", ["2015"])):
        out = tmp_path / f"{id}.pdf"
        redact_pdf(made(content), (), CHILD, out, profile=id)
        text = text_of(out.read_bytes())
        assert all(each in text for each in stays)
        for gone in ("Rowan", "March", "123-45", "4111", "0012"):
            assert gone not in text
        assert "R.F." in text
    assert "6789" not in text and "3456" not in text


def test_what_was_found_is_shown_before() -> None:
    found = look(made(LINE), [Box(1, 1, 1, 20, 20)], CHILD)

    assert found.counts == {"1": 2}
    assert SECRET in [mark.words for mark in found.survey.marks]


WORDS = st.text("abcdefghijklmnop", min_size=3, max_size=8)


@settings(max_examples=4)
@given(
    lines=st.lists(st.lists(WORDS, min_size=2, max_size=6), min_size=2, max_size=5),
    pick=st.integers(0, 1000),
    size=st.integers(7, 16),
    turn=st.sampled_from([0, 90, 180, 270]),
    crop=st.booleans(),
)
def test_any_word_of_any_page(
    lines: list[list[str]],
    pick: int,
    size: int,
    turn: int,
    crop: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The word is nowhere; all others are there, and the page looks the same (RD-10 and RD-12)."""
    flat = [word for line in lines for word in line]
    word = f"{flat[pick % len(flat)]}qz"
    row = pick % len(lines)
    lines[row].insert(pick % len(lines[row]), word)
    shown = [
        f"1 0 0 1 50 {700 - 24 * at} Tm ({' '.join(each)}) Tj" for at, each in enumerate(lines)
    ]
    more = {"CropBox": Array([20, 20, 500, 800])} if crop else {}
    source = made(f"BT /F {size} Tf {' '.join(shown)} ET", Rotate=turn, **more)
    out = tmp_path_factory.mktemp("any") / "out.pdf"
    log = redact_pdf(source, (), [Word(word)], out)
    data = out.read_bytes()

    assert word not in everywhere(data)
    before, after = text_of(source).split(), text_of(data).split()
    for each in set(before):
        if each != word and word not in each:
            assert after.count(each) >= before.count(each)
    assert log.pictured == ()
