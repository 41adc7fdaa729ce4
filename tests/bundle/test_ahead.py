"""Looking at PDFs while the others are opened finds what looking in the bundle finds."""

from pathlib import Path

import msgspec
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.bundle.build import build
from everyword.bundle.manifest import Manifest
from everyword.bundle.pdf import ahead as module
from everyword.bundle.pdf.ahead import Ahead, settled, wanted_on
from everyword.bundle.pdf.apart import Apart
from everyword.bundle.pdf.shapes import Sheet
from everyword.bundle.pdf.stamp import places, room
from everyword.bundle.plan import Plan
from tests.bundle_papers import form, given_plan, number_of, pages, paper, saved

FULL = b"0 g 435 0 160 60 re f\n"
NARROW = b"0 g 435 0 108 60 re f\n"
"""Leaves room at the right for one digit, not for five."""
WHITE = b"1 g 0 0 595 842 re f 0 g\n"


def layered() -> Pdf:
    pdf = pages(1, content=b"/OC /L BDC 0 g 435 0 160 60 re f EMC\n")
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Hidden"))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return pdf


def plan() -> Plan:
    contents = (b"", FULL, NARROW, WHITE, b"q q 0.5 0 0 0.5 0 0 cm\n")
    plain = [paper(f"{n}.pdf", pages(2, content=each)) for n, each in enumerate(contents)]
    turned = paper("t.pdf", pages(2, turn=90, crop=(10, 20, 500, 700)))
    others = [paper("form.pdf", form("100")), paper("layers.pdf", layered())]
    locked = paper("l.pdf", pages(1), encryption=pikepdf.Encryption(owner="x", user=""))
    return given_plan(*plain, turned, *others, locked)


def made(path: Path, plan: Plan) -> tuple[Manifest, bytes]:
    return build(plan, path), path.read_bytes()


def test_it_finds_what_is_found_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = plan()
    early = made(tmp_path / "b.pdf", same)
    monkeypatch.setattr(module, "LARGE", 0)
    assert made(tmp_path / "b.pdf", same) == early
    entries = {entry.document: entry for entry in early[0].pages}
    assert [entries[f"g{n}"].place for n in range(9)] == [0, 1, 1, 0, 0, 0, 0, 1, 0]
    assert [entries[f"g{n}"].under for n in range(5)] == [True, True, True, False, True]


def test_what_paints_in_white_gets_its_number_on_top(tmp_path: Path) -> None:
    build(given_plan(*(paper("a.pdf", pages(1, content=each)) for each in (b"", WHITE))),
          path := tmp_path / "b.pdf")  # fmt: skip
    with pikepdf.open(path) as pdf:
        first, last = (page.obj.Contents[0] for page in list(pdf.pages)[2:])
        assert number_of(pdf.pages[2]).objgen == first.objgen
        assert number_of(pdf.pages[3]).objgen != last.objgen


@pytest.mark.parametrize("which", ["form", "layers", "locked", "large"])
def test_what_might_look_different_is_left_for_later(
    which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = {"form": form("1"), "layers": layered()}.get(which) or pages(1)
    options = {"encryption": pikepdf.Encryption(owner="x")} if which == "locked" else {}
    source = paper("a.pdf", pdf, **options)
    if which == "large":
        monkeypatch.setattr(module, "LARGE", source.size - 1)
    with Apart() as apart, pikepdf.open(source.open()) as opened:
        ahead = Ahead(apart)
        ahead.look(opened, source.size)
        assert not ahead.has(opened)


def test_the_marks_for_screen_readers_are_still_there() -> None:
    pdf = pages(1)
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
    before = saved(pdf, static_id=True)
    with Apart() as apart:
        ahead = Ahead(apart)
        ahead.look(pdf, 1)
        seen = ahead.found(pdf, 0)
    assert seen is not None and seen.words and seen.place.under
    assert saved(pdf, static_id=True) == before


@pytest.mark.parametrize("label", ["1", "12345", "iv", "A10A", "B-123456"])
@pytest.mark.parametrize("size", [(595, 842), (60, 40), (1191, 842)])
def test_a_number_lies_where_room_was_found(label: str, size: tuple[int, int]) -> None:
    sheet = Sheet(0, 0, *size, 0)
    for found, own in zip(wanted_on(0, sheet, label).tried, places(sheet, label), strict=True):
        place = settled(msgspec.structs.replace(found, under=True), sheet, label)
        assert place == msgspec.structs.replace(own, under=True)
        assert found.x <= place.x + 1e-9
        assert place.x + place.width <= found.x + found.width + 1e-9
        assert (place.y, place.height) == (found.y, found.height)
    assert room("1") == room("iv") == "00000" and room("B-123456") == "B-123456"
