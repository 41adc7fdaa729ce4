"""The bundle as a whole, read back with other programs than the one that made it."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build
from everyword.bundle.plan import ChronologyRow, Cite, Document, Manifest, Plan, Section, Transcript
from everyword.errors import StorageFailed
from tests.bundle_papers import every_kind, form, given_plan, lines, pages, paper, text_at

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
needs_qpdf = pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    return out, build(every_kind(), out)


def page_text(path: Path, number: int) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return str(pdf[number - 1].get_textpage().get_text_range())


def test_only_the_broken_letter_is_a_finding(whole: tuple[Path, Manifest]) -> None:
    assert [finding.split(":")[0] for finding in whole[1].findings] == ["Letter"]


@needs_pdftotext
def test_every_stamp_reads_back_as_the_label(whole: tuple[Path, Manifest]) -> None:
    path, manifest = whole
    read = [text_at(path, n, entry.stamp) for n, entry in enumerate(manifest.pages, 1)]
    assert read == [entry.label for entry in manifest.pages]
    assert read == [str(n) for n in range(1, len(read) + 1)]


@needs_qpdf
def test_qpdf_finds_nothing(whole: tuple[Path, Manifest]) -> None:
    run = subprocess.run(["qpdf", "--check", str(whole[0])], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_document_stands_where_the_manifest_says(whole: tuple[Path, Manifest]) -> None:
    path, manifest = whole
    inside = {"rec": "Voice message", "bill": "Given 1", "order": "Order 1", "none": "Lost"}
    for entry in manifest.documents:
        keys = {page.document for page in manifest.pages[int(entry.first) - 1 : int(entry.last)]}
        assert keys == {entry.key}
        assert inside.get(entry.key, "") in page_text(path, int(entry.first))
    assert [page.document for page in manifest.pages[:3]] == ["cover", "index", "chronology"]


def test_words_of_a_chat_are_printed_as_they_are(whole: tuple[Path, Manifest]) -> None:
    path, manifest = whole
    chat = manifest.documents[0]
    text = "".join(page_text(path, n) for n in range(int(chat.first), int(chat.last) + 1))
    for words in ('#read("/etc/passwd") *bold* $x$ \\', "Привет, деньги", "我明天会把钱寄给你"):
        assert words in text
    assert "12 messages left out here" in text
    assert "3 messages left out here" in text
    assert "system line" in text and "context" in text
    assert "ab" * 32 in text.replace("\r\n", "").replace("\n", "")


def test_chronology_prints_the_page_of_what_it_cites(whole: tuple[Path, Manifest]) -> None:
    path, manifest = whole
    entries = {entry.key: entry for entry in manifest.documents}
    text = page_text(path, 3)
    assert f"AB1, message 119 {entries['chat'].anchors['m19']}" in " ".join(text.split())
    assert f"AB4, page 2 {int(entries['bill'].first) + 1}" in " ".join(text.split())
    assert "letter of 2 May (not in this bundle)" in " ".join(text.split())
    anchored = page_text(path, int(entries["chat"].anchors["m19"]))
    assert "119" in anchored and "two" not in entries["chat"].anchors


def test_same_plan_same_bytes(whole: tuple[Path, Manifest], tmp_path: Path) -> None:
    again = build(every_kind(), tmp_path / "other name.pdf")
    assert again == whole[1]
    assert (tmp_path / "other name.pdf").read_bytes() == whole[0].read_bytes()


def test_it_opens_at_full_size_with_bookmarks(whole: tuple[Path, Manifest]) -> None:
    with pikepdf.open(whole[0]) as pdf:
        view = list(pdf.Root.OpenAction)
        assert view[0].objgen == pdf.pages[0].obj.objgen and view[1:] == ["/XYZ", None, None, 1]
        assert pdf.Root.PageMode == "/UseOutlines"
        assert str(pdf.docinfo["/Title"]) == "Alex and Sam"
        assert {str(page.label) for page in pdf.pages} == {
            str(n) for n in range(1, len(pdf.pages) + 1)
        }


def test_numbers_settle_when_the_front_matter_pushes_them_over_a_hundred(tmp_path: Path) -> None:
    """93 given pages and a chronology that needs more than one page: 99 becomes 100 and over."""
    given = given_plan(paper("long.pdf", pages(93)))
    rows = tuple(
        ChronologyRow(n, "May 2024", "x " * 60, "agreed", (Cite("g0", "the long one", page=n),))
        for n in range(1, 60)
    )
    plan = msgspec.structs.replace(given, chronology=rows)
    manifest = build(plan, tmp_path / "b.pdf")
    assert manifest.findings == ()
    first = int(manifest.documents[0].first)
    assert first > 4 and int(manifest.documents[0].last) == first + 92
    front = " ".join(" ".join(page_text(tmp_path / "b.pdf", n) for n in range(3, first)).split())
    assert all(f"the long one {first + n - 1} " in f"{front} " for n in range(1, 60))


def test_a_cite_that_leads_nowhere_is_said(tmp_path: Path) -> None:
    given = given_plan(paper("a.pdf", pages(2)))
    cites = (Cite("g0", "page nine", page=9), Cite("g0", "gone", anchor="x"), Cite("no", "lost"))
    plan = msgspec.structs.replace(given, chronology=(ChronologyRow(1, "", "e", "s", cites),))
    manifest = build(plan, tmp_path / "b.pdf")
    assert len(manifest.findings) == 3 and "page nine" in manifest.findings[0]
    words = " ".join(page_text(tmp_path / "b.pdf", 3).split())
    assert words.count("page not found") == 3


def test_a_letter_no_font_has_is_shown_and_said(tmp_path: Path) -> None:
    line = lines(1)[0]
    odd = msgspec.structs.replace(line, text="a \U00012000 b \u202e c \x00 d \ud800")
    plan = Plan("T", (), (Section("A", "S", (chat("Chat", (odd,)),)),))
    manifest = build(plan, tmp_path / "b.pdf")
    assert len(manifest.findings) == 1
    assert "U+12000" in manifest.findings[0] and "U+D800" in manifest.findings[0]
    assert "a [U+12000] b [U+202E] c [U+0000] d [U+D800]" in page_text(tmp_path / "b.pdf", 3)


def chat(title: str, messages: tuple[object, ...]) -> Document:
    return Document("c", title, "", None, Transcript((), messages))  # type: ignore[arg-type]  # Lines


def test_two_forms_keep_two_values(tmp_path: Path) -> None:
    plan = given_plan(paper("a.pdf", form("100")), paper("b.pdf", form("200")))
    assert build(plan, tmp_path / "b.pdf").findings == ()
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        assert sorted(str(field.V) for field in fields) == ["100", "200"]
        assert len({str(field.T) for field in fields}) == 2


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """A disk that takes 20,000 bytes of a file and no more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files_only")
def test_a_full_disk_leaves_the_old_bundle_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "b.pdf"
    out.write_bytes(b"the bundle of yesterday")
    with pytest.raises(StorageFailed):
        build(every_kind(), out)
    assert out.read_bytes() == b"the bundle of yesterday"
    assert list(tmp_path.iterdir()) == [out]
