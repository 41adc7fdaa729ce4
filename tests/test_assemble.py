"""Joining: links, layers, annotations, geometry and forms come through, and nothing collides."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String

from everyword.bundle.build import build
from everyword.bundle.plan import Manifest
from tests.bundle_papers import (
    every_kind,
    form,
    given_plan,
    hostile,
    linked,
    pages,
    paper,
)


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
