"""The bundle as a whole, read back with other programs than the one that made it."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle import build as builder
from everyword.bundle.build import build, write_manifest
from everyword.bundle.check import check
from everyword.bundle.pdf.apart import Apart, Opening
from everyword.bundle.plan import (
    ChronologyRow,
    Cite,
    Document,
    Given,
    Manifest,
    Plan,
    Section,
    Transcript,
    Wishes,
)
from everyword.bundle.volume import known_places
from everyword.errors import StorageFailed
from everyword.model import Source
from everyword.rules.records import Layout
from everyword.streams import sha256_of
from tests.bundle_papers import every_kind, form, given_plan, lines, pages, paper, text_at

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
needs_qpdf = pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")


PLAN = every_kind()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    out = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    return out, build(PLAN, out)


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
    again = build(PLAN, tmp_path / "other name.pdf")
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


def test_every_page_leads_back_to_a_page_of_a_file(whole: tuple[Path, Manifest]) -> None:
    """By the manifest alone: the file's hash, the page in it; on typeset pages, the items."""
    path, manifest = whole
    given = {}
    for document in PLAN.documents:
        if isinstance(document.content, Given):
            given[sha256_of(document.content.source)] = document.content.source
    traced = 0
    for number, page in enumerate(manifest.pages, 1):
        if page.source is None or page.source not in given:
            continue
        with pypdfium2.PdfDocument(given[page.source].open()) as pdf:
            assert page.page is not None
            words = pdf[page.page - 1].get_textpage().get_text_range().strip()
        assert words and words in page_text(path, number)
        traced += 1
    assert traced == 5
    chat = manifest.documents[0]
    listed = {id: page.label for page in manifest.pages for id in page.items}
    assert chat.anchors.items() <= listed.items() and len(chat.anchors) == 20
    assert manifest.profile == "plain" and manifest.title == "Alex and Sam"


def test_the_manifest_can_be_read_again(whole: tuple[Path, Manifest], tmp_path: Path) -> None:
    odd = msgspec.structs.replace(whole[1], title="half \ud800 a letter")
    write_manifest(odd, tmp_path / "b.pdf")
    assert b"half \\ud800 a letter" in (tmp_path / "b.json").read_bytes()
    write_manifest(whole[1], tmp_path / "b.pdf")
    read = msgspec.json.decode((tmp_path / "b.json").read_bytes(), type=Manifest)
    assert read == whole[1]


def test_sections_have_numbers_of_their_own(tmp_path: Path) -> None:
    layout = Layout(numbering="sections", opens="plain", paper="us-letter")
    plan = msgspec.structs.replace(PLAN, layout=layout, wishes=Wishes(tabs=True))
    out = tmp_path / "b.pdf"
    manifest = build(plan, out)
    assert [finding.split(":")[0] for finding in manifest.findings] == ["Letter"]
    labels = [entry.label for entry in manifest.pages]
    assert labels[:4] == ["i", "ii", "iii", "A1"] and "B1" in labels
    with pikepdf.open(out) as pdf:
        assert [str(page.label) for page in pdf.pages] == labels
        assert "/OpenAction" not in pdf.Root
        assert [float(n) for n in pdf.pages[0].mediabox[2:]] == [612, 792]
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles[:3] == ["Cover (i)", "Index (ii)", "Chronology (iii)"]
    assert titles[3:] == ["A. Messages (A1)", "B. Papers / \u0648\u062b\u0627\u0626\u0642 (B1)"]
    assert "AB4, page 2 B3" in " ".join(page_text(out, 3).split())
    assert "A" in page_text(out, 4).split() and "Messages" in page_text(out, 4)


def test_a_document_s_own_bookmarks_stand_below_it(tmp_path: Path) -> None:
    book = pages(4)
    with book.open_outline() as outline:
        chapter = pikepdf.OutlineItem("Chapter", 1)
        chapter.children.append(pikepdf.OutlineItem("Part", 2))
        outline.root.append(chapter)
    plan = given_plan(paper("a.pdf", pages(1)), paper("book.pdf", book))
    manifest = build(plan, tmp_path / "b.pdf")
    assert manifest.findings == ()
    with pikepdf.open(tmp_path / "b.pdf") as pdf, pdf.open_outline() as outline:
        (inner,) = outline.root[2].children[1].children
        assert (inner.title, inner.children[0].title) == ("Chapter (5)", "Part (6)")


def test_a_locked_file_is_asked_for(tmp_path: Path) -> None:
    lock = pikepdf.Encryption(user="secret", owner="x")
    plan = given_plan(paper("a.pdf", pages(2), encryption=lock))
    asked: list[str] = []
    for words, count in (("secret", 2), ("wrong", 1), (None, 1)):

        def ask(source: Source, words: str | None = words) -> str | None:
            asked.append(source.name)
            return words

        manifest = build(plan, tmp_path / "b.pdf", ask=ask)
        shown = [page for page in manifest.pages if page.document == "g0"]
        assert len(shown) == count and (shown[0].source is None) == (count == 1)
    assert asked == ["a.pdf"] * 3


def test_places_found_before_are_taken_again(tmp_path: Path) -> None:
    full = b"435 0 160 60 re f\n"
    plan = given_plan(paper("a.pdf", pages(3, content=full)), paper("b.pdf", pages(2, turn=90)))
    first = build(plan, tmp_path / "a.pdf")
    assert {page.place for page in first.pages if page.document == "g0"} == {1}
    looked: list[str] = []
    ask = Apart.ask

    def watched(apart: Apart, opening: Opening, items: Any, kind: Any) -> Any:
        looked.append(opening.kind)
        return ask(apart, opening, items, kind)

    titled = msgspec.structs.replace(plan, title="Another title")
    second = build(titled, tmp_path / "b.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Apart, "ask", watched)
        third = build(titled, tmp_path / "c.pdf", known=known_places(first))
    assert looked == ["read"] and third == second
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "c.pdf").read_bytes()


def test_what_was_said_of_a_page_is_said_again(tmp_path: Path) -> None:
    pdf = pages(2)
    pdf.add_blank_page(page_size=(595, 842))
    plan = given_plan(paper("a.pdf", pdf))
    first = build(plan, tmp_path / "a.pdf")
    assert first.findings == ("Page 5 is blank apart from its number.",)
    assert {key[1] for key in known_places(first)} == {1, 2}
    assert build(plan, tmp_path / "b.pdf", known=known_places(first)) == first


def test_a_page_with_another_number_is_read_back_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = paper("a.pdf", pages(2)), paper("b.pdf", pages(2, words="Other"))
    first = build(given_plan(one, two), tmp_path / "a.pdf")
    again: list[frozenset[int]] = []

    def look(path: Path, manifest: Manifest, *more: Any) -> list[str]:
        again.append(more[2])
        return check(path, manifest, *more)

    monkeypatch.setattr(builder, "check", look)
    build(given_plan(one, two), tmp_path / "b.pdf", known=known_places(first))
    build(given_plan(two, one), tmp_path / "c.pdf", known=known_places(first))
    assert again == [frozenset({2, 3, 4, 5}), frozenset()]


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
