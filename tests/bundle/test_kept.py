"""Pictures stay in their files until they are written; the bundle is the same to the byte."""

import io
import os
import re
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from everyword.bundle import build as builder
from everyword.bundle.build import build
from everyword.bundle.pdf import excerpts, kept
from everyword.bundle.pdf.assemble import Assembly, Stretch
from everyword.bundle.pdf.kept import LARGE, NUMBER, Kept
from everyword.bundle.plan import Plan
from tests.bundle_papers import form, given_plan, pages, paper, saved

SIZE = 3 * LARGE // 2


def scans(count: int, shared: bool = False) -> Pdf:
    """Pages with a picture that shows through a mask; `shared`: the same one on all."""
    pdf = Pdf.new()
    picture = None
    for _ in range(count):
        pdf.add_blank_page(page_size=(300, 400))
        page = pdf.pages[-1].obj
        if picture is None or not shared:
            picture, mask = (
                pdf.make_stream(os.urandom(SIZE), Type=Name.XObject, Subtype=Name.Image)
                for _ in range(2)
            )
            for each in (picture, mask):
                each.Width, each.Height, each.BitsPerComponent = 256, SIZE // 256, 8
                each.ColorSpace = Name.DeviceGray
            picture.SMask = mask
        page.Resources = Dictionary(XObject=Dictionary(I=picture))
        page.Contents = pdf.make_stream(b"q 250 0 0 300 20 50 cm /I Do Q")
    return pdf


def opened(pdf: Pdf, **options: object) -> Pdf:
    return pikepdf.open(io.BytesIO(saved(pdf, **options)))


def joined(held: Kept, *sources: Pdf) -> bytes:
    assembly = Assembly(held)
    for number, pdf in enumerate(sources):
        assembly.add(Stretch(str(number), pdf, 0, len(pdf.pages), ours=False))
    out = io.BytesIO()
    assert len(assembly.pdf.pages) == sum(len(pdf.pages) for pdf in sources)
    assembly.save(out)
    return out.getvalue()


@pytest.mark.parametrize("shared", [False, True])
def test_with_stand_ins_the_same_bytes_are_written(shared: bool) -> None:
    data = [saved(pdf) for pdf in (scans(3, shared), form("100"), scans(2), pages(2))]
    plain = joined(Kept(), *(pikepdf.open(io.BytesIO(each)) for each in data))
    held = Kept()
    sources = [pikepdf.open(io.BytesIO(each)) for each in data]
    for source in sources:
        held.take(source)
    assert joined(held, *sources) == plain
    assert joined(held, *sources) == plain  # a bundle may be tried more than once
    assert NUMBER.encode() not in plain


def test_what_is_copied_does_not_hold_the_pictures() -> None:
    source, held = opened(scans(4)), Kept()
    held.take(source)
    held.take(source)  # twice is once
    assembly = Assembly(held)
    assembly.add(Stretch("a", source, 0, 4, ours=False))
    plain = Pdf.new()
    plain.pages.append(pikepdf.Page(plain.copy_foreign(source.pages[0].obj)))
    assert len(saved(plain)) < LARGE
    sizes = [excerpts.weight(page) for page in assembly.given_pages()]
    assert all(size > SIZE for size in sizes)


def test_an_excerpt_has_the_pictures_in_it() -> None:
    source, held = opened(scans(4)), Kept()
    wanted = [page.obj.Resources.XObject.I.read_bytes() for page in source.pages]
    held.take(source)
    assembly = Assembly(held)
    assembly.add(Stretch("a", source, 0, 4, ours=False))
    with pikepdf.open(io.BytesIO(assembly.excerpt([1, 3]))) as pdf:
        found = [page.obj.Resources.XObject.I for page in pdf.pages]
        assert [each.read_bytes() for each in found] == [wanted[1], wanted[3]]
        assert all(len(each.SMask.read_bytes()) == SIZE for each in found)
        assert not any(NUMBER in each for each in found)


def test_of_a_locked_file_nothing_is_taken() -> None:
    lock = pikepdf.Encryption(owner="o", user="")
    source = opened(scans(1), encryption=lock)
    assert source.is_encrypted
    held = Kept()
    held.take(source)
    assert held.new().pages == [] or len(held.new().pages) == 0
    assert len(joined(held, source)) > SIZE


def mixed() -> Plan:
    bar = b"435 0 160 60 re f\n"
    locked = paper("locked.pdf", scans(1), encryption=pikepdf.Encryption(owner="o", user=""))
    turned = pages(3, turn=90, crop=(10, 20, 500, 700), content=bar)
    given = (paper("a.pdf", scans(5)), paper("b.pdf", form("1")), paper("c.pdf", turned))
    return given_plan(*given, locked, paper("d.pdf", scans(3, shared=True)))


def test_a_bundle_of_many_bytes_is_the_same_as_one_of_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = mixed()
    whole = build(plan, tmp_path / "a.pdf")
    monkeypatch.setattr(builder, "MOST_BYTES", 0)
    monkeypatch.setattr(excerpts, "MOST_BYTES", 3 * SIZE)
    assert build(plan, tmp_path / "b.pdf") == whole
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_picture_without_a_length_that_is_right_is_read_to_its_end() -> None:
    data = saved(scans(1), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    wrong = re.sub(rb"/Length (\d{5})\b", lambda each: b"/Length %d" % (int(each[1]) - 7), data)
    assert wrong != data
    sources = [pikepdf.open(io.BytesIO(wrong)) for _ in range(2)]
    held = Kept()
    held.take(sources[1])
    assert joined(held, sources[1]) == joined(Kept(), sources[0])


def test_what_seems_to_be_a_file_can_be_read_from_any_place() -> None:
    source, held = opened(scans(2)), Kept()
    held.take(source)
    stream = io.BufferedReader(kept._Seeming(held._pictures, held._sizes))
    whole = stream.read()
    assert whole.startswith(b"%PDF-1.3") and whole.endswith(b"%%EOF\n")
    for place in (0, 5, 100, 200, SIZE, 2 * SIZE + 7, len(whole) - 3, len(whole)):
        stream.seek(place)
        assert stream.read(50) == whole[place : place + 50]
    assert len(held.new().objects) == 2 + len(held._pictures) == 6
