"""The check of the finished file must see each thing that can go wrong: each is done on purpose."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from everyword.bundle.build import build
from everyword.bundle.check import check
from everyword.bundle.pdf.apart import Apart, Opening
from everyword.bundle.plan import Manifest
from tests.bundle_papers import given_plan, number_of, pages, paper, saved

TURNED = {"turn": 90, "crop": (10, 20, 500, 700)}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    path = tmp_path_factory.mktemp("check") / "b.pdf"
    turned = paper("b.pdf", pages(2, **TURNED))  # type: ignore[arg-type]  # keywords of two types
    return path, build(given_plan(paper("a.pdf", pages(2)), turned), path)


@pytest.fixture(scope="module")
def given() -> Iterator[dict[int, Any]]:
    """The pages of the files that were put in, which were displayed before."""
    files = (pages(2), pages(2, **TURNED))  # type: ignore[arg-type]  # keywords of two types
    with (
        pikepdf.open(io.BytesIO(saved(files[0]))) as one,
        pikepdf.open(io.BytesIO(saved(files[1]))) as other,
    ):
        yield dict(enumerate((page.obj for pdf in (one, other) for page in pdf.pages), 2))


def test_a_good_bundle_has_no_findings(good: tuple[Path, Manifest]) -> None:
    assert check(*good, frozenset({0, 1})) == [] and good[1].findings == ()


def swap_pages(pdf: Pdf) -> None:
    pdf.pages.reverse()


def wrong_labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))


def no_stamp(pdf: Pdf) -> None:
    pdf.pages[3].obj.Contents = pdf.pages[3].obj.Contents[-1]


def _in_stamp(pdf: Pdf, page: int, words: bytes) -> None:
    """Draws more where and as the number is drawn."""
    stream = number_of(pdf.pages[page])
    stream.write(stream.read_bytes().replace(b"ET", b"ET " + words, 1))


def number_moved(pdf: Pdf) -> None:
    stream = number_of(pdf.pages[3])
    stream.write(stream.read_bytes().replace(b"BT", b"1 0 0 1 -40 0 cm BT", 1))


def number_twice(pdf: Pdf) -> None:
    _in_stamp(pdf, 3, b"1 0 0 1 3 0 cm " + _number(pdf, 3))


def _number(pdf: Pdf, page: int) -> bytes:
    data = number_of(pdf.pages[page]).read_bytes()
    return bytes(data[data.index(b"BT") : data.index(b"ET") + 2])


def number_of_another(pdf: Pdf) -> None:
    stream = number_of(pdf.pages[3])
    stream.write(stream.read_bytes().replace(_number(pdf, 3), _number(pdf, 4), 1))


def drawing_over_number(pdf: Pdf) -> None:
    """A drawing of its own, with the number of another page, over that of the fourth."""
    page = pdf.pages[3].obj
    stamp = number_of(pdf.pages[3]).read_bytes().replace(_number(pdf, 3), _number(pdf, 4), 1)
    over = pdf.make_stream(stamp, Type=Name.XObject, Subtype=Name.Form, BBox=page.MediaBox)
    over.Resources = page.Resources
    page.Resources = Dictionary({**dict(page.Resources), "/XObject": Dictionary(Over=over)})
    page.Contents.append(pdf.make_stream(b" /Over Do"))


def empty_words(pdf: Pdf) -> None:
    page = pdf.pages[4].obj
    page.Resources.Font.F9 = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    words = pdf.make_stream(b"BT /F9 9 Tf 99 400 Td () Tj ET")
    page.Contents = Array([words, number_of(pdf.pages[4])])


def empty_page(pdf: Pdf) -> None:
    page = pdf.pages[4]
    page.obj.Contents = number_of(page)


def wrong_link(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[0].Dest = Array([pdf.pages[3].obj, Name.XYZ, None, None, None])


def no_links(pdf: Pdf) -> None:
    del pdf.pages[1].obj.Annots


def wrong_bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[2].children[0].destination = 5


def no_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines


def other_view(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])


def script(pdf: Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def program(pdf: Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=String("x"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[2].obj.Annots = Array([note])


def attachment(pdf: Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def missing_page(pdf: Pdf) -> None:
    del pdf.pages[-1]


DAMAGE: list[tuple[Callable[[Pdf], None], str]] = [
    (swap_pages, "reads back as"),
    (wrong_labels, "is labelled"),
    (no_stamp, "reads back as ''"),
    (number_moved, "reads back as"),
    (number_twice, "reads back as"),
    (number_of_another, "reads back as '5'"),
    (drawing_over_number, "reads back as"),
    (empty_words, "is blank"),
    (empty_page, "is blank"),
    (wrong_link, "leads to page 4"),
    (no_links, "no link to"),
    (wrong_bookmark, "bookmark"),
    (no_bookmarks, "No bookmark"),
    (other_view, "100 %"),
    (script, "script"),
    (program, "command"),
    (attachment, "another file"),
    (missing_page, "pages, not"),
]


@pytest.mark.parametrize(("harm", "words"), DAMAGE)
def test_it_sees(
    good: tuple[Path, Manifest],
    given: dict[int, Any],
    tmp_path: Path,
    harm: Callable[[Pdf], None],
    words: str,
) -> None:
    """The same whether the given pages were displayed before or not."""
    path, manifest = good
    with pikepdf.open(path) as pdf:
        harm(pdf)
        pdf.save(tmp_path / "harmed.pdf")
    found = check(tmp_path / "harmed.pdf", manifest)
    assert any(words in finding for finding in found)
    assert check(tmp_path / "harmed.pdf", manifest, given=given) == found


def test_given_pages_that_are_there_unchanged_are_not_displayed_again(
    good: tuple[Path, Manifest],
    given: dict[int, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, manifest = good
    asked: list[list[int]] = []
    ask = Apart.ask

    def watched(apart: Apart, opening: Opening, items: Any, kind: Any) -> Any:
        asked.append([each.page for each in items])
        return ask(apart, opening, items, kind)

    monkeypatch.setattr(Apart, "ask", watched)
    swapped = {2: given[3], 3: given[2], 4: given[4], 5: given[5]}
    assert check(path, manifest, given=given) == check(path, manifest, given=swapped) == []
    white = paper("a.pdf", pages(2, content=b"0.9 g 0 0 595 842 re f"))
    build(given_plan(white), tmp_path / "b.pdf")
    assert asked[:2] == [[0, 1], [0, 1, 2, 3]]
    assert asked[2:] == [[0, 1], [0, 1, 2, 3]]


def test_it_sees_a_lock(good: tuple[Path, Manifest], tmp_path: Path) -> None:
    with pikepdf.open(good[0]) as pdf:
        pdf.save(tmp_path / "l.pdf", encryption=pikepdf.Encryption(owner="x"))
    assert any("locked" in finding for finding in check(tmp_path / "l.pdf", good[1]))


def test_it_sees_a_manifest_that_says_otherwise(good: tuple[Path, Manifest]) -> None:
    path, manifest = good
    wrong = msgspec.structs.replace(manifest.pages[2], label="9")
    listed = (*manifest.pages[:2], wrong, *manifest.pages[3:])
    found = check(path, msgspec.structs.replace(manifest, pages=listed))
    assert any("listed as '9'" in finding for finding in found)


def test_a_blank_given_page_is_said(tmp_path: Path) -> None:
    pdf = pages(1)
    pdf.add_blank_page(page_size=(595, 842))
    manifest = build(given_plan(paper("a.pdf", pdf)), tmp_path / "b.pdf")
    assert manifest.findings == ("Page 4 is blank apart from its number.",)


def test_our_own_pages_must_hold_text(good: tuple[Path, Manifest], tmp_path: Path) -> None:
    with pikepdf.open(good[0]) as pdf:
        empty_page(pdf)
        pdf.save(tmp_path / "h.pdf")
    found = check(tmp_path / "h.pdf", good[1], frozenset({4}))
    assert any("no text that can be searched" in finding for finding in found)
