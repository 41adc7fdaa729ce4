"""A core bundle has the cited pages, leads back to the whole one, and holds nothing else."""

from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build
from everyword.bundle.plan import (
    ChronologyRow,
    Cite,
    Document,
    Given,
    Hearing,
    KeyPage,
    Manifest,
    Plan,
    Section,
    Text,
    Wishes,
)
from everyword.errors import WrongUsage
from tests.bundle_papers import linked, pages, paper

LONG = paper("long.pdf", pages(9, words="Long page"))
LINKED = paper("linked.pdf", linked())
NOTE = Text((), tuple(f"line number {n}" for n in range(1, 400)))


def core(*cites: Cite, **more: object) -> Plan:
    documents = (
        Document("long", "Long", "", "AB1", Given(LONG)),
        Document("links", "Links", "", None, Given(LINKED)),
        Document("note", "Note", "", None, NOTE),
        Document("rest", "Rest", "", None, Given(LONG)),
    )
    rows = (ChronologyRow(1, "", "event", "agreed", cites),) if cites else ()
    sections = (Section("A", "Papers", documents[:3]), Section("B", "More", documents[3:]))
    plan = Plan("T", (), sections, rows, wishes=Wishes(core=True))
    return msgspec.structs.replace(plan, **more)


def text(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    cites = (
        Cite("long", "AB1", page=7),
        Cite("long", "AB1", page=3),
        Cite("links", "links", page=2),
        Cite("note", "note", anchor="line 300"),
    )
    path = tmp_path_factory.mktemp("core") / "b.pdf"
    return path, build(core(*cites, hearing=None), path)


def test_only_cited_pages_are_in_it(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    shown = text(path)
    assert [words.split(" ")[:4] for words in shown[3:5]] == [
        ["4", "Long", "page", "3"],
        ["5", "Long", "page", "7"],
    ]
    assert [(page.document, page.page) for page in manifest.pages[3:6]] == [
        ("long", 3),
        ("long", 7),
        ("links", 2),
    ]
    assert "line number 300" in shown[-1] and "line number 1 " in shown[-2] + " "
    assert len(shown) == len(manifest.pages) == 8


def test_the_index_says_which_pages_they_are(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    assert manifest.documents[0].title == "Long (pages 3, 7 of 9)"
    assert "Not in this core bundle, because nothing cites it: Rest." in text(path)[1]
    said = "1 link leads to pages that are not in this core bundle"
    assert manifest.findings == (f"Links (page 2 of 3): {said}",)
    with pikepdf.open(path) as pdf:
        assert [str(link.Subtype) for link in pdf.pages[5].obj.Annots] == ["/Link"]
        assert pikepdf.Name.Dest not in pdf.pages[5].obj.Annots[0]


def test_cites_lead_to_the_pages_that_are_left(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    assert "AB1 4, 5" in text(path)[2]
    assert manifest.documents[-1].anchors["line 300"] == manifest.pages[-1].label


def test_nothing_of_the_other_pages_is_left_in_the_file(made: tuple[Path, Manifest]) -> None:
    with pikepdf.open(made[0]) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    data = thing.read_bytes()
                except pikepdf.PdfError:
                    continue
                assert b"(Long page 5)" not in data and b"(target 3)" not in data


def test_the_hearing_sheet_counts_as_well(tmp_path: Path) -> None:
    hearing = Hearing(key_pages=(KeyPage("the end", Cite("long", "x", page=9)),))
    manifest = build(core(hearing=hearing), tmp_path / "b.pdf")
    assert [page.page for page in manifest.pages if page.document == "long"] == [9]


def test_nothing_cited_is_no_core_bundle(tmp_path: Path) -> None:
    for plan in (core(), core(Cite("gone", "x"))):
        with pytest.raises(WrongUsage):
            build(plan, tmp_path / "b.pdf")
    assert list(tmp_path.iterdir()) == []


def test_pages_that_run_on_are_said_as_a_span(tmp_path: Path) -> None:
    cites = (Cite("long", "x", page=page) for page in (2, 4, 5, 6))
    manifest = build(core(*cites), tmp_path / "b.pdf")
    assert manifest.documents[0].title == "Long (pages 2, 4 to 6 of 9)"
