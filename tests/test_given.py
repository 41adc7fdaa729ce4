"""Given PDFs: what must not travel is taken out and said; what cannot be used says why."""

import hashlib
import io
import random
from contextlib import ExitStack
from typing import BinaryIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, Pdf

from everyword.bundle.pdf.given import NotUsable, Opened
from everyword.bundle.pdf.given import open_given as open_held
from everyword.bundle.pdf.small import SMALL
from everyword.model import Source, source_of_bytes
from tests.bundle_papers import form, hostile, linked, pages, paper, saved
from tests.hostile_forms import annotated, annotated_undrawn, signed

PLAIN = pikepdf.ObjectStreamMode.disable


def open_given(source: Source) -> Opened:
    return open_held(source, ExitStack())


def test_a_plain_pdf_has_nothing_to_be_said() -> None:
    opened = open_given(paper("a.pdf", pages(3)))
    assert len(opened.pdf.pages) == 3 and opened.findings == ()


def test_scripts_programs_and_files_stay_out_and_are_counted() -> None:
    opened = open_given(paper("a.pdf", hostile()))
    assert opened.findings == (
        "3 scripts were left out",
        "1 command that starts another program was left out",
        "2 files inside it were left out (one.txt, two.txt): they must be put in beside the bundle",
    )
    written = saved(opened.pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for word in (b"app.alert", b"x.exe", b"/EmbeddedFile", b"/EF"):
        assert word not in written
    links = [note for note in opened.pdf.pages[0].obj.Annots if note.Subtype == Name.Link]
    assert len(links) == 3  # the places stay, and so does the harmless address
    assert [str(link.A.URI) for link in links if Name.A in link] == ["https://example.org/good"]


def test_a_loop_of_actions_ends() -> None:
    pdf = pages(1)
    action = pdf.make_indirect(Dictionary(S=Name.URI))
    action.Next = action
    pdf.Root.OpenAction = action
    assert open_given(paper("a.pdf", pdf)).findings == ()


def test_the_owners_lock_is_no_obstacle() -> None:
    locked = pikepdf.Encryption(owner="secret", user="")
    opened = open_given(paper("a.pdf", pages(2), encryption=locked))
    assert len(opened.pdf.pages) == 2
    assert opened.findings == (
        "was locked by its maker against changes, not against reading: used as it is",
    )


def test_a_password_opens_what_is_locked_and_a_wrong_one_does_not() -> None:
    source = paper("a.pdf", pages(2), encryption=pikepdf.Encryption(owner="a", user="b"))
    for right in ("a", "b"):
        opened = open_held(source, ExitStack(), right)
        assert len(opened.pdf.pages) == 2 and "password" in opened.findings[0]
    with pytest.raises(NotUsable, match="does not open"):
        open_held(source, ExitStack(), "c")


def test_links_to_addresses_are_left_out_when_asked() -> None:
    opened = open_held(paper("a.pdf", hostile()), ExitStack(), outside_links=False)
    assert "1 link to an address outside was left out" in opened.findings
    assert b"example.org" not in saved(opened.pdf, object_stream_mode=PLAIN)


def test_a_chain_of_actions_that_branches_without_end_ends() -> None:
    pdf = pages(1)
    action = pdf.make_indirect(Dictionary(S=Name.URI))
    action.Next = pikepdf.Array([action, action, Dictionary(S=Name.Launch)])
    pdf.Root.OpenAction = action
    findings = open_given(paper("a.pdf", pdf)).findings
    assert findings == ("1 command that starts another program was left out",)


def test_a_form_without_drawn_values_gets_them_drawn() -> None:
    pdf = form("4711")
    field = pdf.Root.AcroForm.Fields[0]
    del field.AP
    pdf.Root.AcroForm.NeedAppearances = True
    opened = open_given(paper("a.pdf", pdf))
    drawn = opened.pdf.Root.AcroForm.Fields[0].AP.N.read_bytes()
    assert b"4711" in drawn and opened.findings == ()


def test_a_dynamic_form_and_a_signature_are_said() -> None:
    pdf = form("1")
    pdf.Root.AcroForm.XFA = pikepdf.String("<xfa/>")
    pdf.Root.AcroForm.Fields[0].FT = Name.Sig
    findings = open_given(paper("a.pdf", pdf)).findings
    assert len(findings) == 2 and "XFA" in findings[0]
    assert hashlib.sha256(saved(pdf)).hexdigest() in findings[1] and "signed" in findings[1]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (source_of_bytes("a.pdf", b""), "empty"),
        (source_of_bytes("a.pdf", b"%PDF-1.4 and nothing"), "damaged"),
        (paper("a.pdf", Pdf.new()), "no pages"),
        (paper("a.pdf", pages(1), encryption=pikepdf.Encryption(owner="a", user="b")), "password"),
    ],
)
def test_what_cannot_be_used_says_why(source: Source, word: str) -> None:
    with pytest.raises(NotUsable, match=word):
        open_given(source)


def test_a_source_that_cannot_be_opened_is_not_usable() -> None:
    def refuse() -> object:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(NotUsable, match="Permission denied"):
        open_given(Source("a.pdf", 5, refuse))  # type: ignore[arg-type]  # never returns


def test_damage_that_was_mended_is_said() -> None:
    data = saved(pages(1))
    broken = data.replace(b"startxref", b"startxxxx")
    assert broken != data
    assert "damaged" in open_given(source_of_bytes("a.pdf", broken)).findings[0]


def test_a_large_file_stays_open_until_it_is_let_go() -> None:
    pdf = pages(1)
    pdf.Root.Padding = pdf.make_stream(random.Random(1).randbytes(SMALL + 1))
    source = paper("large.pdf", pdf)
    opened: list[BinaryIO] = []

    def opener() -> BinaryIO:
        opened.append(source.open())
        return opened[-1]

    with ExitStack() as held:
        large = open_held(Source("large.pdf", source.size, opener), held)
        assert not opened[0].closed and len(large.pdf.pages) == 1
    assert opened[0].closed


def flat(pdf: Pdf) -> Opened:
    return open_held(paper("a.pdf", pdf), ExitStack(), forms="flat")


def test_values_and_marks_become_part_of_the_page_when_asked() -> None:
    opened = flat(form("4711"))
    assert Name.AcroForm not in opened.pdf.Root
    assert not any(Name.Annots in page.obj and page.obj.Annots for page in opened.pdf.pages)
    with pypdfium2.PdfDocument(saved(opened.pdf)) as pdf:
        image = pdf[0].render(grayscale=True, may_draw_forms=False).to_pil()
    assert image.crop((100, 322, 300, 342)).getextrema()[0] < 100


def test_links_stay_when_all_else_becomes_part_of_the_page() -> None:
    opened = flat(linked())
    assert [page.obj.Annots[0].Subtype for page in list(opened.pdf.pages)[:2]] == [Name.Link] * 2


def test_what_becomes_flat_and_loses_its_words_is_counted() -> None:
    with pikepdf.open(io.BytesIO(annotated())) as pdf:
        assert flat(pdf).findings == (
            "7 marks on its pages hold words that are seen only in the file itself",
        )
    with pikepdf.open(io.BytesIO(annotated_undrawn())) as pdf:
        assert "3 marks have no picture" in flat(pdf).findings[0]


def test_a_signature_leaves_its_look_and_nothing_that_could_fail() -> None:
    with pikepdf.open(io.BytesIO(signed())) as pdf:
        opened = open_given(paper("a.pdf", pdf))
    note = opened.pdf.pages[0].obj.Annots[0]
    assert note.Subtype == Name.Stamp and Name.AP in note and Name.V not in note
    assert len(opened.pdf.Root.AcroForm.Fields) == 0
