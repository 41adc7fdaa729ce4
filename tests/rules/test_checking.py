"""Which rules are asked on which day, what an order sets aside, and that no file stops a check."""

import datetime as dt
import io
import logging
import mmap
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from everyword.errors import SourceUnreadable, WrongUsage
from everyword.rules import looking, structure
from everyword.rules.checking import check_file
from everyword.rules.records import profile
from everyword.rules.report import Finding
from tests.rules.bundles_made import FILE_NAME, PAGES, SECTIONS, Plant, clean, saved
from tests.rules.planted import FAULTS, open_with, write, write_clean

DAY = dt.date(2026, 11, 21)
BEFORE, SINCE = dt.date(2026, 3, 1), dt.date(2026, 3, 2)


def findings(path: Path, court: str, day: dt.date = DAY, **orders: str) -> tuple[Finding, ...]:
    overrides = {rule.replace("_", "-"): words for rule, words in orders.items()}
    return check_file(path, profile(court), day, overrides).findings


def planted(rule: str, folder: Path) -> Path:
    return write(next(fault for fault in FAULTS if fault.rule == rule), folder)


def test_the_version_in_force_on_the_day_is_asked(tmp_path: Path) -> None:
    lettered = write_clean(tmp_path, FILE_NAME, labels=SECTIONS)
    run = write_clean(tmp_path, "run 2026-12-01.pdf")

    def is_faulty(path: Path, day: dt.date) -> bool:
        found = findings(path, "ew-family-children", day)
        return any(each.rule == "numbering" for each in found)

    assert [is_faulty(lettered, day) for day in (BEFORE, SINCE)] == [True, False]
    assert [is_faulty(run, day) for day in (BEFORE, SINCE)] == [False, True]


def test_an_order_sets_a_rule_aside_and_is_cited(tmp_path: Path) -> None:
    path = planted("scripts", tmp_path)
    order = "order of 3 May 2026, para 4"

    before = [each for each in findings(path, "us-federal-cmecf") if each.rule == "scripts"]
    after = [
        each for each in findings(path, "us-federal-cmecf", scripts=order) if each.rule == "scripts"
    ]

    assert [each.severity for each in before] == ["block"]
    assert [(each.severity, each.order) for each in after] == [("info", order)]
    assert order in after[0].words


def test_an_unsure_rule_only_warns_and_is_marked(tmp_path: Path) -> None:
    path = write_clean(tmp_path, "bundle.pdf", paper="us-letter", texts=((6, "Visa ending 1234"),))

    found = {each.rule: each for each in findings(path, "us-fl")}["personal-data"]

    assert (found.severity, found.is_sure) == ("warning", False)


def test_findings_have_page_label_place_and_source(tmp_path: Path) -> None:
    path = tmp_path / "bundle.pdf"
    path.write_bytes(clean(texts=((6, "Born on 3 March 2015."),), paper="us-letter"))

    found = {each.rule: each for each in findings(path, "us-ca")}["personal-data"]

    assert (found.page, found.label) == (7, "7")
    assert found.source.startswith("http")
    assert found.box is not None
    left, bottom, right, top = found.box
    assert 60 < left < right < 300
    assert 690 < bottom < top < 730
    assert "2015" not in found.words


def test_words_under_a_box_are_not_repeated(tmp_path: Path) -> None:
    path = planted("covered-text", tmp_path)

    found = [each for each in findings(path, "plain") if each.rule == "covered-text"]

    assert [each.page for each in found] == [7]
    assert "bill" not in found[0].words


def test_a_rule_the_court_does_not_have_is_wrong_usage(tmp_path: Path) -> None:
    path = write_clean(tmp_path, FILE_NAME)

    with pytest.raises(WrongUsage, match="no rule page-cap"):
        findings(path, "plain", page_cap="order of 3 May 2026")


def test_what_is_not_checked_is_said(tmp_path: Path) -> None:
    path = write_clean(tmp_path, FILE_NAME, texts=((6, '#image("photo.png", width: 100%)'),))

    report = check_file(path, profile("ew-family-children"), DAY)

    assert any("photographs (1 pages)" in each for each in report.not_checked)
    assert any("PD27A, chapter 5" in each for each in report.not_checked)
    assert set(report.checked) == {rule.id for rule in profile("ew-family-children").rules}


def test_a_lock_is_named_and_a_password_opens_it(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        path.write_bytes(saved(pdf, encryption=pikepdf.Encryption(owner="o", user="geheim")))

    with pytest.raises(SourceUnreadable, match="locked with a password"):
        check_file(path, profile("plain"), DAY)
    with pytest.raises(SourceUnreadable, match="does not open it"):
        check_file(path, profile("plain"), DAY, password="wrong")
    report = check_file(path, profile("plain"), DAY, password="geheim")

    assert report.pages == 1
    assert "encryption" in {each.rule for each in report.findings}


@pytest.mark.parametrize(
    "data",
    [b"", b"no PDF at all", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>"],
    ids=["empty", "words", "head", "stub"],
)
def test_what_is_no_pdf_is_a_finding(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)

    report = check_file(path, profile("plain"), DAY)

    assert report.is_failing
    assert "soundness" in {each.rule for each in report.findings}
    assert report.pages == 0


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable):
        check_file(tmp_path / "none.pdf", profile("plain"), DAY)


def loop_of_pages(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids = Array([*pdf.Root.Pages.Kids, pdf.Root.Pages])


def loop_of_bookmarks(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Next = pdf.Root.Outlines.First


def loop_of_fields(pdf: Pdf) -> None:
    field = pdf.make_indirect(Dictionary(T=String("a")))
    field.Kids = Array([field, field, field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def loop_of_labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels = pdf.make_indirect(Dictionary())
    pdf.Root.PageLabels.Kids = Array([pdf.Root.PageLabels, pdf.Root.PageLabels])


def loop_of_names(pdf: Pdf) -> None:
    names = pdf.make_indirect(Dictionary())
    names.Kids = Array([names, names])
    pdf.Root.Names = Dictionary(Dests=names, EmbeddedFiles=names)


def swelling(pdf: Pdf) -> None:
    """A page of 12 MB of blanks, packed into a few thousandths of it."""
    pdf.pages[3].obj.Contents = pdf.make_stream(b" " * 12_000_000)


def immense(pdf: Pdf) -> None:
    pdf.pages[3].obj.MediaBox = Array([0, 0, 1_000_000, 1_000_000])


def strange(pdf: Pdf) -> None:
    pdf.pages[3].obj.Annots = Array([1, None, Dictionary(), Array([]), String("x")])
    pdf.pages[4].obj.Rotate = Name.Left
    pdf.pages[5].obj.MediaBox = String("a4")
    pdf.Root.AcroForm = Dictionary(Fields=Dictionary())
    pdf.Root.OCProperties = Dictionary(D=Array([]))
    open_with(pdf, Name.XYZ, None, None, String("x"))


@pytest.mark.parametrize(
    "plant",
    [
        loop_of_pages,
        loop_of_bookmarks,
        loop_of_fields,
        loop_of_labels,
        loop_of_names,
        swelling,
        immense,
        strange,
    ],
    ids=lambda plant: plant.__name__,
)
def test_a_hostile_file_comes_to_an_end(plant: Plant, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(clean())
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        plant(pdf)
        pdf.save(path)

    report = check_file(path, profile("us-federal-cmecf"), DAY)

    assert report.pages >= PAGES or report.is_failing
    assert report.findings


def test_pages_beyond_the_most_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_PAGES", 5)

    report = check_file(write_clean(tmp_path, FILE_NAME), profile("plain"), DAY)

    assert report.pages == 5
    assert "Of 12 pages the first 5 were looked at." in report.not_checked


@given(data=st.data())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_change_of_bytes_stops_a_check(data: st.DataObject, tmp_path: Path) -> None:
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
    fault = data.draw(st.sampled_from([each for each in FAULTS if not each.made]))
    whole = bytearray(_plain(fault.data()))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.sampled_from(b"0123456789<>[]()/ R\x00\xff"))
    path = tmp_path / "changed.pdf"
    path.write_bytes(whole)

    try:
        report = check_file(path, profile("us-federal-cmecf"), DAY)
    except SourceUnreadable as error:
        assert "password" in str(error)
    else:
        assert report.sha256


def _plain(data: bytes) -> bytes:
    """Not packed, so that a changed byte changes what is said and not only the packing."""
    try:
        with Pdf.open(io.BytesIO(data)) as pdf:
            return saved(
                pdf,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            )
    except pikepdf.PdfError:
        return data


def test_a_large_file_is_read_in_pieces_and_nothing_else_is_said_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = planted("revisions", tmp_path)
    with path.open("ab") as stream:
        for place in range(3, 6):  # later versions, the second across two pieces
            room = place * mmap.PAGESIZE * 4 - stream.tell()
            stream.write(b" " * (room - 5) + b"startxref 9 %%EOF\n")
    once = structure.read_structure(path)[0]
    report = check_file(path, profile("ew-family-financial"), DAY, {})
    monkeypatch.setattr(structure, "LARGE", 0)
    monkeypatch.setattr(structure, "STEP", mmap.PAGESIZE)
    monkeypatch.setattr(structure, "OVERLAP", 100)
    assert structure.read_structure(path)[0] == once and once.revisions > 4
    assert check_file(path, profile("ew-family-financial"), DAY, {}) == report
