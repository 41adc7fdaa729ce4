"""The acceptance test catches every known way of a redaction that only looks like one."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String
from PIL import Image

from everyword.redact.acceptance import Printed, Subject, run
from everyword.redact.marks import Check
from tests.redact.pages_made import BLACK, LINE, SECRET, made, put_image, scan

BOX = Printed(1, 60, 842 - 713, 300, 18, "")
CLEAN = "BT /F 12 Tf 72 600 Td (Nothing is here.) Tj ET"
REFERENCE = made(CLEAN)


def results(data: bytes, reference: bytes | None = None, **more: object) -> dict[str, Check]:
    subject = Subject(data, reference or data, (BOX,), (SECRET,), **more)  # type: ignore[arg-type]
    return {check.id: check for check in run(subject)}


def failing(data: bytes, **more: object) -> set[str]:
    return {id for id, check in results(data, **more).items() if check.state == "failed"}


def note(**keys: object) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        made_ = Dictionary(Type=Name.Annot, Rect=Array([60, 695, 360, 713]))
        for key, value in keys.items():
            made_[f"/{key}"] = value
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(made_)])

    return change


def image_over(pdf: Pdf) -> None:
    put_image(pdf, Image.new("L", (10, 10), 0))


def leftovers(pdf: Pdf) -> None:
    """A picture whose secret part is only made transparent."""
    mask = pdf.make_stream(bytes(400 * 200), Width=400, Height=200, BitsPerComponent=8)
    mask.Type, mask.Subtype, mask.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    put_image(pdf, scan("x"), SMask=mask)


def info(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = SECRET


def xmp(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(f"<x>{SECRET}</x>".encode())


def bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem(SECRET, 0))


def attachment(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = f"it is {SECRET}".encode()


def thumbnail(pdf: Pdf) -> None:
    pdf.pages[0].obj.Thumb = pdf.make_stream(bytes(100), Width=10, Height=10, BitsPerComponent=8)


def actual_text(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, ActualText=String(SECRET)))
    )


def form_value(pdf: Pdf) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), V=String(SECRET)))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def javascript(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def utf16_in_a_dead_object(pdf: Pdf) -> None:
    pdf.pages[0].obj.Resources.Secret = String(SECRET)


def page_label(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET + " "))]))


def private_data(pdf: Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=String(SECRET)))


def layer_name(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


PLANTED: dict[str, tuple[str, Callable[[Pdf], None] | None, str]] = {
    "black box over text": (f"{LINE} {BLACK}", None, "RD-01"),
    "black box over text, seen by the eye": (f"{LINE} {BLACK}", None, "RD-02"),
    "black box over text, the word": (f"{LINE} {BLACK}", None, "RD-03"),
    "white text": (f"1 g {LINE}", None, "RD-02"),
    "annotation over text": (LINE, note(Subtype=Name.Square), "RD-04"),
    "redaction not applied": (LINE, note(Subtype=Name.Redact), "RD-07"),
    "image over text": (f"{LINE} q 300 0 0 18 60 695 cm /X Do Q", image_over, "RD-01"),
    "invisible text": (f"3 Tr {LINE}", None, "RD-02"),
    "text beside the page": (CLEAN + f" BT /F 12 Tf -400 50 Td ({SECRET}) Tj ET", None, "RD-02"),
    "text of no size": (CLEAN + f" BT /F 0.01 Tf 90 50 Td ({SECRET}) Tj ET", None, "RD-03"),
    "leftovers under a mask": ("q 300 0 0 100 60 650 cm /X Do Q", leftovers, "RD-06"),
    "information": (CLEAN, info, "RD-04"),
    "information, the word": (CLEAN, info, "RD-03"),
    "metadata": (CLEAN, xmp, "RD-04"),
    "bookmark": (CLEAN, bookmark, "RD-03"),
    "attachment": (CLEAN, attachment, "RD-04"),
    "attachment, the word": (CLEAN, attachment, "RD-03"),
    "thumbnail": (CLEAN, thumbnail, "RD-04"),
    "actual text": (CLEAN, actual_text, "RD-04"),
    "actual text in the content": (
        f"/Span <</ActualText ({SECRET})>> BDC {CLEAN} EMC",
        None,
        "RD-04",
    ),
    "form value": (CLEAN, form_value, "RD-04"),
    "script": (CLEAN, javascript, "RD-04"),
    "string nobody uses": (CLEAN, utf16_in_a_dead_object, "RD-03"),
    "page label": (CLEAN, page_label, "RD-03"),
    "private data": (CLEAN, private_data, "RD-04"),
    "layer": (CLEAN, layer_name, "RD-04"),
    "comment": (f"% {SECRET}\n{CLEAN}", None, "RD-03"),
    "figures": (CLEAN + f" BT /F 1 Tf 9 9 Td <{SECRET.encode().hex()}> Tj ET", None, "RD-03"),
    "letter by letter": (
        CLEAN + " BT /F 12 Tf 72 500 Td [(R) 5 (o) 9 (w) (a) -3 (n F) (ox)] TJ ET",
        None,
        "RD-03",
    ),
    "broken over two lines": (
        CLEAN + " BT /F 12 Tf 72 500 Td (It was Ro-) Tj 0 -14 Td (wan Fox here) Tj ET",
        None,
        "RD-03",
    ),
}


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_each_bad_redaction_is_caught(name: str) -> None:
    content, change, wanted = PLANTED[name]

    assert wanted in failing(made(content, change))


def test_a_clean_page_passes_all_points() -> None:
    found = results(REFERENCE)

    assert [id for id in found if found[id].state == "failed"] == []
    assert len(found) == 12


def test_an_earlier_version_is_caught() -> None:
    old = made(LINE)
    with pikepdf.open(io.BytesIO(old)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    content = CLEAN.encode()
    start = len(old)
    body = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        len(content),
        content,
    )
    where = old.rindex(b"startxref")
    before = int(old[where + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(old)) as pdf:
        size, root = int(pdf.trailer.Size), pdf.Root.objgen[0]
    tail = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    tail += b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\n" % (size, root, before)
    tail += b"startxref\n%d\n%%%%EOF\n" % (start + len(body))
    data = old + body + tail

    assert {"RD-03", "RD-05"} <= failing(data)
    assert "RD-03" in failing(old + b"\n% " + SECRET.encode())
    assert "RD-05" in failing(REFERENCE + b"more")


def test_side_data_of_a_photo_is_caught() -> None:
    data = made("q 100 0 0 50 60 100 cm /X Do Q", lambda pdf: put_image_only(pdf))

    assert {"RD-03", "RD-06"} <= failing(data)


def put_image_only(pdf: Pdf) -> None:
    put_image(pdf, scan(), jpeg=True)


def test_hashes_of_words_are_caught() -> None:
    import hashlib

    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    data = made(CLEAN + f" BT /F 8 Tf 72 500 Td ({digest}) Tj ET")

    assert "RD-09" in failing(data)
    assert "RD-09" not in failing(REFERENCE)


def test_changes_outside_of_the_boxes_are_caught() -> None:
    other = made(CLEAN + " 300 300 20 20 re f")
    inside = made(CLEAN + " 100 697 20 10 re f")

    assert "RD-10" in failing(other, reference=REFERENCE)
    assert "RD-10" not in failing(inside, reference=REFERENCE)


def test_files_beside_it_are_searched() -> None:
    beside = (("index.csv", f"1,{SECRET}".encode()), ("old.pdf", REFERENCE))
    found = results(REFERENCE, beside=beside)

    assert found["RD-08"].state == "failed"
    assert found["RD-11"].state == "failed"
    assert results(REFERENCE)["RD-08"].state == "not done"


def test_a_file_that_cannot_be_read_fails() -> None:
    assert "RD-01" in failing(b"%PDF-1.4 nothing")


def test_what_is_left_is_said_with_its_word_and_page() -> None:
    check = results(made(LINE))["RD-03"]

    assert check.state == "failed" and f"page 1: “{SECRET}” is still there" in check.found
    assert check.pages == (1,)
