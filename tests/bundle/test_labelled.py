"""The pages that a statement, a schedule and a list name are those where the words stand."""

import re
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build
from everyword.bundle.pages.drafts import CaptionSpec, Drafts, ScottSpec, StatementSpec, with_drafts
from everyword.bundle.plan import (
    ChronologyRow,
    Cite,
    Document,
    Given,
    Hearing,
    Manifest,
    Plan,
    Section,
    Text,
    Wishes,
)
from everyword.rules.records import Layout
from tests.bundle_papers import pages, paper

BOOK = paper("book.pdf", pages(30, words="Book"))
NOTE = Text((), tuple(f"line number {n}" for n in range(1, 400)))
KEYS = {"AB1": "book", "AB2": "note", "AB3": "late"}
WISH = Wishes(tabs=True, slips=True)
CAPTION = CaptionSpec("The Court", "No. 1", (), (("Alex", "Applicant"), ("Sam", "Respondent")))


def planned(layout: Layout, wishes: Wishes, *, sworn: bool = False) -> Plan:
    documents = (
        Document("book", "Book", "", "AB1", Given(BOOK)),
        Document("note", "Note", "", "AB2", NOTE, origin=("ab" * 32,)),
        Document("late", "Late", "", "AB3", Text((), ("late words",))),
    )
    row = ChronologyRow(1, "1 May", "event", "agreed", (Cite("note", "AB2", anchor="line 300"),))
    sections = (Section("A", "Papers", documents[:2]), Section("B", "More", documents[2:]))
    plan = Plan("T", (), sections, (row,), layout=layout, wishes=wishes, hearing=Hearing())
    words = tuple(f"Paragraph {n} has AB{1 + n % 3}." for n in range(40))
    statement = StatementSpec("Alex", "me", paragraphs=(*words, "[AB1, page 29]"), sworn=sworn)
    drafts = Drafts(
        "ew-general-ebundle", CAPTION, statement, ScottSpec(("F1",)), True, KEYS, {"F1": row}
    )
    return with_drafts(plan, drafts)


LAYOUTS = {
    "run": (Layout(), WISH),
    "sections": (Layout(numbering="sections", font="serif"), WISH),
    "volumes": (Layout(), msgspec.structs.replace(WISH, volume_pages=45)),
    "core": (Layout(), msgspec.structs.replace(WISH, core=True)),
}


@pytest.fixture(scope="module", params=LAYOUTS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Manifest]:
    layout, wishes = LAYOUTS[request.param]
    path = tmp_path_factory.mktemp(request.param) / "b.pdf"
    return path, build(planned(layout, wishes), path)


def texts(path: Path, manifest: Manifest) -> dict[str, list[str]]:
    """The words of each page of each document, in order."""
    names = sorted(path.parent.glob("b*.pdf"))
    shown = []
    for name in names:
        with pypdfium2.PdfDocument(name) as pdf:
            shown += [" ".join(p.get_textpage().get_text_range().split()) for p in pdf]
    assert len(shown) == len(manifest.pages)
    found: dict[str, list[str]] = {}
    for words, entry in zip(shown, manifest.pages, strict=True):
        found.setdefault(entry.document, []).append(words)
    return found


def label_of(manifest: Manifest, key: str, page: int) -> str:
    """The label of a page of a document that has a slip before it."""
    own = [each for each in manifest.pages if each.document == key]
    if key == "book":
        return next(each.label for each in own if each.page == page)
    return own[page].label


def test_nothing_is_left_to_say(made: tuple[Path, Manifest]) -> None:
    assert made[1].findings == ()


def test_a_statement_names_the_pages_that_it_cites(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    words = " ".join(texts(path, manifest)["statement"])
    for mark, key in KEYS.items():
        label = label_of(manifest, key, 1)
        assert re.search(rf"{mark}, page (volume \d, page )?{label}\b", words), (mark, label)
    assert re.search(rf"AB1, page (volume \d, page )?{label_of(manifest, 'book', 29)}\b", words)


def test_a_schedule_names_the_page_of_the_line(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    entry = next(each for each in manifest.documents if each.key == "note")
    (words,) = texts(path, manifest)["scott schedule"]
    assert re.search(rf"AB2 .*{entry.anchors['line 300']}\b", words)


def test_a_list_names_first_and_last_page_and_the_files(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    words = " ".join(texts(path, manifest)["list of exhibits"])
    for entry in manifest.documents:
        if entry.mark:
            assert entry.first in words and entry.last in words
    assert words.replace(" ", "").replace("￾", "").count("abababab") == 8


def test_links_of_a_statement_lead_to_the_page_named(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    offset = 0
    for number, name in enumerate(sorted(path.parent.glob("b*.pdf")), 1):
        entries = [each for each in manifest.pages if each.volume == number]
        with pikepdf.open(name) as pdf:
            places = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
            led = set()
            for page, entry in zip(pdf.pages, entries, strict=True):
                if entry.document != "statement":
                    continue
                for each in page.obj.get("/Annots", ()):
                    target = each.get("/Dest") or each.A.D
                    led.add(entries[places[target[0].objgen]].document)
            if any(each.document == "statement" for each in entries):
                assert led == {e.document for e in entries} & set(KEYS.values())
        offset += len(entries)
    assert offset == len(manifest.pages)


def test_slips_say_what_they_belong_to_and_the_caption_heads_the_papers(
    made: tuple[Path, Manifest],
) -> None:
    path, manifest = made
    found = texts(path, manifest)
    for mark, key in KEYS.items():
        slip = found[key][0]
        assert f"This is the exhibit marked {mark} that is referred to in" in slip
        assert "First statement of Alex" in slip and f"Exhibits {mark}" in slip
    for key in ("cover", "hearing", "statement", "scott schedule", "list of exhibits"):
        assert "The Court" in found[key][0] and "Applicant and Sam Respondent" in found[key][0]


def test_an_oath_is_asked_for_on_each_slip(tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    manifest = build(planned(Layout(), WISH, sworn=True), path)
    for key in KEYS.values():
        assert "sworn or affirmed before me" in texts(path, manifest)[key][0]


def test_the_same_bytes_again(tmp_path: Path) -> None:
    plan = planned(Layout(numbering="sections"), WISH)
    assert build(plan, tmp_path / "a.pdf") == build(plan, tmp_path / "b.pdf")
