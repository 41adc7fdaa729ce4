"""Joining: links, layers, annotations, geometry and forms come through, and nothing collides."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from everyword.bundle.build import build
from everyword.bundle.pdf.assemble import Assembly, Stretch, page_labels
from everyword.bundle.pdf.stamp import sheet_of
from everyword.bundle.plan import Manifest
from tests.bundle_papers import (
    every_kind,
    form,
    given_plan,
    hostile,
    linked,
    pages,
    paper,
    saved,
)
from tests.hostile_pdfs import outlined, outlined_in_a_loop


def built(tmp_path: Path, *pdfs: pikepdf.Pdf) -> tuple[Manifest, pikepdf.Pdf]:
    sources = [paper(f"{n}.pdf", pdf) for n, pdf in enumerate(pdfs)]
    manifest = build(given_plan(*sources), tmp_path / "b.pdf")
    return manifest, pikepdf.open(tmp_path / "b.pdf")


def target(pdf: pikepdf.Pdf, page: int) -> int:
    """The page, from 1, that the first link of a page leads to, as a viewer resolves it."""
    place: Any = pdf.pages[page - 1].obj.Annots[0].Dest
    if isinstance(place, String):
        place = pikepdf.NameTree(pdf.Root.Names.Dests)[str(place)]
        place = place.D if isinstance(place, Dictionary) else place
    return [each.obj.objgen for each in pdf.pages].index(place[0].objgen) + 1


def test_links_by_one_name_lead_into_their_own_document(tmp_path: Path) -> None:
    manifest, pdf = built(tmp_path, linked("first"), linked("second"))
    first, second = (int(entry.first) for entry in manifest.documents)
    assert (target(pdf, first), target(pdf, first + 1)) == (first + 2, first)
    assert (target(pdf, second), target(pdf, second + 1)) == (second + 2, second)
    assert manifest.findings == ()


def test_geometry_is_kept(tmp_path: Path) -> None:
    crop = (50, 60, 300, 400)
    _, pdf = built(tmp_path, pages(1, turn=270, crop=crop), pages(1, size=(842, 1191)))
    turned, large = pdf.pages[2].obj, pdf.pages[3].obj
    assert turned.Rotate == 270 and [float(n) for n in turned.CropBox] == list(crop)
    assert [float(n) for n in large.MediaBox] == [0, 0, 842, 1191]


def test_what_pages_inherit_comes_along(tmp_path: Path) -> None:
    pdf = pages(2)
    tree = pdf.Root.Pages
    tree.Rotate, tree.MediaBox = 90, Array([0, 0, 300, 500])
    for page in pdf.pages:
        del page.obj.MediaBox
    _, joined = built(tmp_path, pdf)
    for page in list(joined.pages)[2:]:
        assert page.obj.Rotate == 90 and [float(n) for n in page.obj.MediaBox] == [0, 0, 300, 500]


def test_a_filled_form_still_shows_its_value(tmp_path: Path) -> None:
    built(tmp_path, form("4711"))
    with pypdfium2.PdfDocument(tmp_path / "b.pdf") as pdf:
        empty = _ink(pdf, 3)
    assert empty > 0


def _ink(path: Any, number: int) -> int:
    """Dark points in the place of the field."""
    path.init_forms()
    page = path[number - 1]
    image = page.render(grayscale=True, may_draw_forms=True).to_pil()
    place = image.crop((100, 842 - 520, 300, 842 - 500))
    return sum(1 for point in place.tobytes() if point < 128)


def test_a_hidden_layer_stays_hidden(tmp_path: Path) -> None:
    pdf = pages(1, content=b"/OC /Draft BDC 0 g 72 300 400 200 re f EMC")
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    pdf.pages[0].obj.Resources.Properties = Dictionary(Draft=layer)
    view = Dictionary(OFF=Array([layer]), BaseState=Name.ON)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=view)
    built(tmp_path, pdf)
    with pypdfium2.PdfDocument(tmp_path / "b.pdf") as joined:
        image = joined[2].render(grayscale=True).to_pil()
    assert image.getpixel((200, 450)) == 255


def test_nothing_active_is_left(tmp_path: Path) -> None:
    manifest, pdf = built(tmp_path, hostile())
    assert len(manifest.findings) == 3
    assert not pdf.attachments and Name.Names not in pdf.Root
    whole = b"".join(obj.unparse(resolved=True) for obj in pdf.objects)
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"alert"):
        assert word not in whole


def test_index_and_bookmarks_point_without_changing_the_zoom(tmp_path: Path) -> None:
    manifest = build(every_kind(), tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        order = [page.obj.objgen for page in pdf.pages]
        links = [note.Dest for note in pdf.pages[1].obj.Annots]
        firsts = {order[int(entry.first) - 1] for entry in manifest.documents}
        assert firsts <= {place[0].objgen for place in links}
        assert {(str(place[1]), place[4]) for place in links} == {("/XYZ", None)}
        assert not any(Name.A in note for page in pdf.pages for note in page.obj.get("/Annots", ()))
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            below = [item.title for item in outline.root[3].children]
    assert titles[:3] == ["Cover (1)", "Index (2)", "Chronology (3)"]
    assert titles[3] == f"A. Messages ({manifest.documents[0].first})"
    assert below[0] == f"AB1 Chat with Sam ({manifest.documents[0].first})"


def test_the_same_paper_twice_stands_twice(tmp_path: Path) -> None:
    manifest, pdf = built(tmp_path, linked(), linked())
    assert [entry.first for entry in manifest.documents] == ["3", "6"]
    assert len(pdf.pages) == 8


@pytest.mark.parametrize(
    ("labels", "runs"),
    [
        (["1", "2", "3"], 1),
        (["i", "ii", "iii", "iv", "1", "2"], 2),
        (["A1", "A2", "B1"], 2),
        (["9", "10", "10A", "10B", "11"], 4),
        (["007", "008", "009", "010"], 2),
        (["", "x-y"], 2),
        (["XCIX", "C", "CI"], 1),
        (["C", "D", "v", "10.1"], 4),
    ],
)
def test_labels_become_few_runs_that_say_just_these_words(labels: list[str], runs: int) -> None:
    pdf = pages(len(labels))
    pdf.Root.PageLabels = Dictionary(Nums=page_labels(labels))
    assert len(pdf.Root.PageLabels.Nums) == 2 * runs
    with pypdfium2.PdfDocument(saved(pdf)) as read:
        assert [read.get_page_label(n) for n in range(len(labels))] == labels


def test_a_documents_own_bookmarks_are_offered_with_its_own_page_numbers() -> None:
    with pikepdf.open(io.BytesIO(outlined())) as pdf:
        stretch = Stretch("a", pdf, 0, 3, ours=False)
        first, last = Assembly().inner_bookmarks(stretch)
    assert (first.title, first.page, last.title, last.page) == ("Глава первая", 1, "第三章 👍", 3)
    assert [(child.title, child.page) for child in first.children] == [("فصل", 2)]


def test_bookmarks_in_a_circle_and_to_nowhere_are_each_kept_once() -> None:
    with pikepdf.open(io.BytesIO(outlined_in_a_loop())) as pdf:
        found = Assembly().inner_bookmarks(Stretch("a", pdf, 0, 2, ours=False))
    assert [(each.title, each.page, each.children) for each in found] == [("Round", 2, ())]


def test_fields_of_one_name_are_told_apart_however_many() -> None:
    assembly = Assembly()
    for value in ("one", "two", "three"):
        assembly.add(Stretch(value, form(value), 0, 1, ours=False))
    fields = assembly.pdf.Root.AcroForm.Fields
    assert [(str(field.T), str(field.V)) for field in fields] == [
        ("Amount", "one"),
        ("Amount (2)", "two"),
        ("Amount (3)", "three"),
    ]
    shown = [page.obj.Annots[0].objgen for page in assembly.pdf.pages]
    assert shown == [field.objgen for field in fields]


def test_pages_may_be_added_after_the_bundle_was_looked_at() -> None:
    assembly = Assembly()
    for count in (2, 1):
        assembly.add(Stretch("a", pages(count), 0, count, ours=False))
        assert len(assembly.pdf.pages) == len(assembly.documents)
    assert len(assembly.pdf.pages) == 3


def test_the_view_is_left_to_the_reader_when_the_court_says_nothing() -> None:
    for opens, has_view in (("100", True), ("plain", False)):
        assembly = Assembly()
        assembly.add(Stretch("a", pages(1), 0, 1, ours=False))
        assembly.finish("T", [], [sheet_of(page) for page in assembly.pdf.pages], ["A1"], opens)
        assert (Name.OpenAction in assembly.pdf.Root) is has_view
