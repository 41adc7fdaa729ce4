"""The exhibit's label stands on each page of it, where nothing else is, or it is said."""

import datetime as dt
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build
from everyword.bundle.pdf.corners import empty_corner
from everyword.bundle.pdf.shapes import Place, Sheet
from everyword.bundle.pdf.stamp import corners, places
from everyword.bundle.plan import Document, Given, Manifest, Plan, Section, Text, Wishes
from everyword.model import Source
from everyword.rules.checking import check_file
from everyword.rules.records import profile
from tests.bundle_papers import pages, paper

WHITE = Sheet(0, 0, 595, 842, 0)


def bar(*where: tuple[int, int]) -> bytes:
    return b"".join(f"{x} {y} 160 60 re f\n".encode() for x, y in where)


UP_RIGHT, UP_LEFT, DOWN_RIGHT, DOWN_LEFT = (435, 782), (0, 782), (435, 0), (0, 0)


def corner(content: bytes, taken: int = 0, label: str = "AB1") -> int | None:
    """Which of the places was found, on a page with black bars."""
    tried = list(places(WHITE, label))
    with pypdfium2.PdfDocument(paper("a.pdf", pages(1, content=content)).open()) as pdf:
        found = empty_corner(pdf[0], WHITE, corners(WHITE, label), tried[taken])
    return None if found is None else [(each.x, each.y) for each in tried].index((found.x, found.y))


@pytest.mark.parametrize(
    ("content", "taken", "found"),
    [
        (b"", 0, 3),
        (bar(UP_RIGHT), 0, 5),
        (bar(UP_RIGHT, UP_LEFT), 0, 2),
        (bar(UP_RIGHT, UP_LEFT), 2, 0),
        (bar(UP_RIGHT, UP_LEFT, DOWN_LEFT), 0, None),
        (bar(UP_RIGHT, UP_LEFT, DOWN_LEFT, DOWN_RIGHT), 3, None),
        (b"", 3, 5),
    ],
)
def test_the_first_empty_corner_that_is_not_the_number_s(
    content: bytes, taken: int, found: int | None
) -> None:
    assert corner(content, taken) == found


def test_a_huge_page_is_not_drawn() -> None:
    huge = Sheet(0, 0, 90_000, 90_000, 0)
    assert empty_corner(None, huge, corners(huge, "A1"), next(places(huge, "1"))) is not None


def exhibit(source: Source, mark: str) -> Document:
    return Document(mark, source.base, "2 May", mark, Given(source))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    full = pages(1, content=bar(UP_RIGHT, UP_LEFT, DOWN_LEFT))
    documents = (
        exhibit(paper("turned.pdf", pages(2, turn=90, crop=(10, 20, 500, 700))), "AB1"),
        exhibit(paper("full.pdf", full), "AB2"),
        Document("note", "Note", "", "AB3", Text((), ("words",) * 90)),
        Document("bare", "No exhibit", "", None, Given(paper("b.pdf", pages(1)))),
        exhibit(paper("greek.pdf", pages(1)), "Ω1"),
    )
    plan = Plan("T", (), (Section("A", "S", documents),), wishes=Wishes(slips=True, marks=True))
    path = tmp_path_factory.mktemp("corners") / "b.pdf"
    return path, build(plan, path)


def test_every_page_of_an_exhibit_has_its_label(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    with pypdfium2.PdfDocument(path) as pdf:
        shown = {
            entry.label: pdf[n].get_textpage().get_text_range().split()
            for n, entry in enumerate(manifest.pages)
        }
    for entry in manifest.pages:
        words = shown[entry.label]
        if entry.document in ("AB1", "note"):
            assert words.count(entry.document.replace("note", "AB3")) >= 1
        assert (entry.document == "bare") <= (not any(word.startswith("AB") for word in words))


def test_what_could_not_be_marked_is_said(made: tuple[Path, Manifest]) -> None:
    _, manifest = made
    unmarked = [words for words in manifest.findings if "no empty corner" in words]
    # Of the full one its page, not its slip; of the one in Greek letters both.
    assert [words.split("(")[1].split(")")[0] for words in unmarked] == [
        "full.pdf",
        "greek.pdf",
        "greek.pdf",
    ]
    assert all("left out" in words for words in unmarked)


def test_a_slip_stands_before_each_exhibit_and_counts_to_it(made: tuple[Path, Manifest]) -> None:
    path, manifest = made
    first = {entry.key: entry for entry in manifest.documents}
    assert (first["AB1"].first, first["AB1"].last) == ("3", "5")
    assert [page.page for page in manifest.pages[2:5]] == [None, 1, 2]
    assert (first["bare"].first, first["bare"].last) == (first["bare"].first,) * 2
    with pypdfium2.PdfDocument(path) as pdf:
        slip = pdf[2].get_textpage().get_text_range().split()
    assert "AB1" in slip and "turned.pdf" in slip and "May" in slip


def test_without_the_wish_nothing_is_marked(tmp_path: Path) -> None:
    plan = Plan("T", (), (Section("A", "S", (exhibit(paper("a.pdf", pages(1)), "AB1"),)),))
    build(plan, tmp_path / "b.pdf")
    with pypdfium2.PdfDocument(tmp_path / "b.pdf") as pdf:
        assert "AB1" not in pdf[2].get_textpage().get_text_range()
        assert len(pdf) == 3
    marked = msgspec.structs.replace(plan, wishes=Wishes(marks=True))
    build(marked, tmp_path / "c.pdf")
    with pypdfium2.PdfDocument(tmp_path / "c.pdf") as pdf:
        assert "AB1" in pdf[2].get_textpage().get_text_range()


def test_places_do_not_touch() -> None:
    tried = list(places(WHITE, "AB1"))
    taken = Place(tried[3].x - 20, tried[3].y, 30, 10)
    with pypdfium2.PdfDocument(paper("a.pdf", pages(1)).open()) as pdf:
        found = empty_corner(pdf[0], WHITE, corners(WHITE, "AB1"), taken)
    assert found == msgspec.structs.replace(tried[5], under=True)


def test_an_exhibit_of_two_papers_has_one_bookmark_with_both_below(tmp_path: Path) -> None:
    documents = (
        exhibit(paper("letter.pdf", pages(2)), "AB1"),
        msgspec.structs.replace(exhibit(paper("bill.pdf", pages(1)), "AB1"), key="AB1.2"),
        exhibit(paper("order.pdf", pages(1)), "AB2"),
        Document("bare", "No exhibit", "", None, Given(paper("b.pdf", pages(1)))),
    )
    path = tmp_path / "b.pdf"
    manifest = build(Plan("T", (), (Section("A", "S", documents),)), path)
    assert manifest.findings == ()
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        marks = outline.root[-1].children
        assert [mark.title for mark in marks] == [
            "AB1 (3)",
            "AB2 order.pdf (6)",
            "No exhibit (7)",
        ]
        assert [mark.title for mark in marks[0].children] == ["letter.pdf (3)", "bill.pdf (5)"]
    report = check_file(path, profile("plain"), dt.date(2026, 11, 21))
    said = {each.rule for each in report.findings}
    assert "doubled-pages" in said  # it was looked at
    assert not any("exhibit" in rule or "bookmark" in rule for rule in said), said
