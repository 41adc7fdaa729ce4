"""The last look: a word in whatever corner of a finished file is found, and its page is named."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Dictionary, Name, Pdf, String
from PIL import Image

from everyword.bundle.plan import Plan, Redaction
from everyword.bundle.withheld import check, parts
from everyword.errors import Refused
from everyword.redact.marks import Word
from tests.bundle_papers import pages, saved

HOME = "Flat 4, 12 Hidden Street, Exeter EX4 1AB"


def plan(*confidential: str, words: tuple[str, ...] = ()) -> Plan:
    redaction = Redaction(tuple(map(Word, words))) if words else None
    return Plan("T", (), (), redaction=redaction, confidential=confidential)


def pictured(exif: Image.Exif) -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 40), 200).save(out, "JPEG", exif=exif)
    pdf = pages(2)
    drawn = pdf.make_stream(out.getvalue())
    drawn.Type, drawn.Subtype, drawn.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    drawn.Width = drawn.Height = 40
    drawn.BitsPerComponent, drawn.Filter = 8, Name.DCTDecode
    pdf.pages[1].add_resource(drawn, Name.XObject, Name("/Photo"))
    pdf.pages[1].contents_add(b"q 40 0 0 40 20 20 cm /Photo Do Q")
    return saved(pdf)


def test_a_word_on_a_page_is_named_by_the_label_of_the_page() -> None:
    data = saved(pages(3, words="12 Hidden Street"))
    with pytest.raises(Refused) as refused:
        check(plan(HOME), "out.pdf", data, ["i", "A1", "A2"])
    assert refused.value.code == 7
    words = refused.value.lines()[0]
    assert "on page i;" in words and "on page A1" in words and "12 Hidden Street" in words


def test_what_is_not_there_is_no_fault() -> None:
    check(plan(HOME, words=("Rowan",)), "out.pdf", saved(pages(3)), ["1", "2", "3"])
    check(plan(), "out.pdf", saved(pages(1, words="Hidden Street")))


def hidden_in(where: str) -> bytes:
    pdf = pages(2)
    match where:
        case "title":
            pdf.docinfo["/Title"] = String("of Rowan Fox")
        case "bookmark":
            with pdf.open_outline() as outline:
                from pikepdf import OutlineItem

                outline.root.append(OutlineItem("ROWAN  FOX", 0))
        case "note":
            note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String("Rowan Fox"))
            note.Rect = [0, 0, 9, 9]
            pdf.pages[1].obj.Annots = [pdf.make_indirect(note)]
        case "unseen":
            pdf.pages[1].contents_add(b"BT /F1 9 Tf 3 Tr 50 50 Td (Rowan Fox) Tj ET")
    return saved(pdf)


@pytest.mark.parametrize("where", ["title", "bookmark", "note", "unseen"])
def test_a_word_is_found_wherever_it_is(where: str) -> None:
    with pytest.raises(Refused) as refused:
        check(plan(words=("Rowan Fox",)), "out.pdf", hidden_in(where), ["1", "2"])
    assert "Rowan Fox" in refused.value.lines()[0]
    if where in ("note", "unseen"):
        assert "on page 2" in refused.value.lines()[0]


def test_the_list_beside_the_file_and_its_name_are_searched() -> None:
    for name, data in (("out.json", b'{"title":"Rowan"}'), ("Rowan.pdf", saved(pages(1)))):
        with pytest.raises(Refused):
            check(plan(words=("Rowan",)), name, data)


def test_a_place_in_a_picture_counts_for_addresses_only() -> None:
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (50.0, 43.0, 1.0), 3: "W", 4: (3.0, 31.0, 1.0)})
    data = pictured(exif)
    with pytest.raises(Refused, match=r"a place \(GPS\) inside a picture on page 2"):
        check(plan(HOME), "out.pdf", data, ["1", "2"])
    check(plan(words=("Rowan",)), "out.pdf", data, ["1", "2"])


def test_figures_in_their_order_count_where_they_are_read() -> None:
    clean = saved(pages(1, words="No number", content=b"% 0123456789\n"))
    check(plan("12345678"), "out.pdf", clean, ["1"])
    with pytest.raises(Refused, match="on page 1"):
        check(plan("12345678"), "out.pdf", saved(pages(1, words="12345678")), ["1"])


def test_an_address_is_looked_for_in_its_parts() -> None:
    assert list(parts([HOME])) == [HOME, "12 Hidden Street", "Exeter EX4 1AB"]
    assert list(parts(["07700 900123", "Exeter"])) == ["07700 900123", "Exeter"]


@given(st.text(max_size=60))
def test_parts_hold_the_whole(address: str) -> None:
    assert next(iter(parts([address]))) == address
    assert all(part in address for part in parts([address]))


def test_a_pdf_that_is_open_stays_as_it_is() -> None:
    data = saved(pages(1))
    check(plan(HOME), "out.pdf", data, ["1"])
    assert len(Pdf.open(io.BytesIO(data)).pages) == 1
