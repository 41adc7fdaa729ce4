"""Pages are looked at a part at a time; no part is much larger than a few pictures."""

import io
import os
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.bundle.build import build
from everyword.bundle.pdf import excerpts as module
from everyword.bundle.pdf.assemble import Assembly, Stretch
from everyword.bundle.pdf.excerpts import excerpts, weight
from everyword.bundle.plan import Plan
from tests.bundle_papers import form, given_plan, pages, paper

FULL = b"435 0 160 60 re f\n"
"""Stands where the number goes first."""


def scans(count: int, size: int) -> Pdf:
    """Pages each with a picture of its own of about so many bytes that cannot be made smaller."""
    pdf = Pdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(300, 400))
        page = pdf.pages[-1].obj
        picture = pdf.make_stream(os.urandom(size), Type=Name.XObject, Subtype=Name.Image)
        picture.Width, picture.Height, picture.BitsPerComponent = 10, size // 10, 8
        picture.ColorSpace = Name.DeviceGray
        inner = pdf.make_stream(b"/I Do", Type=Name.XObject, Subtype=Name.Form)
        inner.BBox, inner.Resources = Array([0, 0, 1, 1]), Dictionary(XObject=Dictionary(I=picture))
        page.Resources = Dictionary(XObject=Dictionary(F=inner))
        page.Contents = pdf.make_stream(b"q 250 0 0 40 20 350 cm /F Do Q")
    return pdf


def joined(*given: Pdf) -> Assembly:
    assembly = Assembly()
    for number, pdf in enumerate(given):
        out = io.BytesIO()
        pdf.save(out)
        opened = pikepdf.open(out)
        count = len(opened.pages)
        assembly.add(Stretch(str(number), opened, 0, count, ours=False))
    return assembly


def mixed() -> Plan:
    turned, full = pages(4, turn=90, crop=(10, 20, 500, 700)), pages(3, content=FULL)
    given = (scans(5, 4000), form("100"), turned, form("200"), scans(2, 9000), full)
    return given_plan(*(paper(f"{n}.pdf", pdf) for n, pdf in enumerate(given)))


def test_a_page_weighs_what_is_on_it_however_deep() -> None:
    heavy, light = scans(2, 50_000), pages(1)
    assert 50_000 < weight(heavy.pages[0].obj) < 51_000
    assert 20 < weight(light.pages[0].obj) < 100


def test_a_drawing_that_holds_itself_has_an_end() -> None:
    pdf = pages(1)
    page = pdf.pages[0].obj
    loop = pdf.make_stream(b"/F Do", Type=Name.XObject, Subtype=Name.Form)
    loop.Resources = Dictionary(XObject=Dictionary(F=loop))
    page.Resources = Dictionary(XObject=Dictionary(F=loop))
    assert weight(page) < 200


def test_few_bytes_are_looked_at_in_one_part() -> None:
    assembly = joined(pages(3), form("1"))
    ((data, inside),) = excerpts(assembly, [1, 3])
    assert inside == {1: 1, 3: 3}
    assert len(pikepdf.open(io.BytesIO(data)).pages) == 4
    assert list(excerpts(assembly, [])) == []


def test_many_bytes_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 25_000)
    assembly = joined(scans(7, 10_000), pages(3), scans(1, 90_000))
    parts = list(excerpts(assembly, [0, 1, 2, 4, 7, 9, 10]))
    assert [list(inside) for _, inside in parts] == [[0, 1], [2, 4, 7, 9], [10]]
    assert all(list(inside.values()) == list(range(len(inside))) for _, inside in parts)
    assert all(len(data) < 30_000 for data, _ in parts[:2])
    assert [len(pikepdf.open(io.BytesIO(data)).pages) for data, _ in parts] == [2, 4, 1]


def test_in_parts_the_same_bundle_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With forms, turned and cut pages, and numbers that are not at their first place."""
    plan = mixed()
    whole = build(plan, tmp_path / "a.pdf")
    assert len({page.place for page in whole.pages}) > 1
    monkeypatch.setattr(module, "MOST_BYTES", 6000)
    assert build(plan, tmp_path / "b.pdf") == whole
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
