"""Every hostile PDF goes into one bundle; each page is compared with the file it came from.

What is compared is seen through a library that had no part in making the bundle: the text of the
page, and its picture with forms and marks drawn, the number apart.
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
from msgspec import Struct
from PIL import Image, ImageChops

from everyword.bundle.build import build
from everyword.bundle.pdf.reading import Reader, ToRead
from everyword.bundle.plan import DocumentEntry, Manifest, PageEntry
from everyword.model import source_of_bytes
from tests.bundle_papers import given_plan
from tests.hostile_broken import BROKEN
from tests.hostile_forms import FORMS, form_tangled
from tests.hostile_pdfs import HOSTILE

CASES = dict((*FORMS, *HOSTILE, *BROKEN))
UNUSABLE = {
    "lock user": "password",
    "lock user old": "password",
    "cut packed": "damaged or not a PDF",
    "nothing but a name": "damaged or not a PDF",
    "no pages": "no pages",
    "empty file": "empty",
}
ODD = frozenset(("crop outside", "box of no size"))
"""Viewers show nothing of these pages, or not the same."""
SAID = {
    "form xfa": "XFA",
    "signed": "signature covers the file as given",
    "links outside": "link into another file",
    "links nowhere": "5 links that lead to no page",
    "scripts": "scripts were left out",
    "files": "bank statement.csv, photo.jpg",
    "portfolio": "letter.pdf",
    "tree counts too many": "says that it has 500 pages; 1 could be found",
    "extras": "threads",
    **dict.fromkeys(ODD, "size or cut that cannot be right: shown whole"),
    **dict.fromkeys(("lock rc4 40", "lock rc4 128", "lock aes 128", "lock aes 256"), "locked by"),
}
MENDED = frozenset(
    """box missing/box of words/marks bad/table missing/table shifted/cut at 90 %
    objects without end/lengths wrong/cut at half/tree in a loop/tree with null pages
    tree names no kind/same page twice/no table at all/numbers high""".replace("\n    ", "/").split(
        "/"
    )
)
MISCOUNTED = frozenset(("tree counts too many", "tree counts less than none"))
DRAWN_HERE = frozenset(("form undrawn", "form undrawn unsaid", "form unlisted", "form in a loop"))
"""Not drawn, or not by every viewer: the bundle shows more than the file."""
LONGEST = 240
"""Points across, in the pictures that are compared."""


class Bundle(Struct):
    path: Path
    manifest: Manifest
    names: dict[str, str]
    """Key of a document -> name of its case."""
    data: dict[str, bytes]

    def entry(self, name: str) -> DocumentEntry:
        return next(entry for entry in self.manifest.documents if self.names[entry.key] == name)

    def findings(self, name: str) -> list[str]:
        title = self.entry(name).title
        return [found for found in self.manifest.findings if found.startswith(f"{title}: ")]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    data = {name: make() for name, make in CASES.items()}
    plan = given_plan(*(source_of_bytes(f"{name}.pdf", each) for name, each in data.items()))
    path = tmp_path_factory.mktemp("hostile") / "b.pdf"
    manifest = build(plan, path)
    names = {f"g{number}": name for number, name in enumerate(data)}
    return Bundle(path, manifest, names, data)


class Pair(Struct):
    """A page of the bundle and the page it came from; numbers count from 0 in the bundle."""

    name: str
    number: int
    entry: PageEntry
    before: Any
    after: Any


def pairs(bundle: Bundle, without: frozenset[str] = frozenset()) -> Iterator[Pair]:
    with pypdfium2.PdfDocument(bundle.path) as after:
        after.init_forms()
        places: dict[str, list[int]] = {}
        for number, page in enumerate(bundle.manifest.pages):
            places.setdefault(page.document, []).append(number)
        for key, name in bundle.names.items():
            if name in UNUSABLE or name in without:
                continue
            with pypdfium2.PdfDocument(bundle.data[name]) as before:
                before.init_forms()
                if name not in MISCOUNTED:
                    assert len(before) == len(places[key]), name
                for old, number in enumerate(places[key]):
                    entry = bundle.manifest.pages[number]
                    yield Pair(name, number, entry, before[old], after[number])


def words(page: Any) -> list[str]:
    text = page.get_textpage()
    found: list[str] = text.get_text_range().split()
    text.close()
    return found


def picture(page: Any, scale: float) -> Image.Image:
    return page.render(scale=scale, grayscale=True, may_draw_forms=True).to_pil()  # type: ignore[no-any-return]  # a library without types


def test_the_set_is_large() -> None:
    assert len(CASES) >= 100


def test_every_word_and_mark_is_still_there(bundle: Bundle) -> None:
    count = 0
    for pair in pairs(bundle, MENDED | ODD):
        seen = words(pair.after)
        is_first = seen[0] == pair.entry.label  # it was drawn before all else
        assert seen.pop(0 if is_first else -1) == pair.entry.label, pair.name
        assert seen == words(pair.before), pair.name
        size = pair.before.get_size()
        assert pair.after.get_size() == size, pair.name
        if pair.name in DRAWN_HERE or (pair.name == "long book" and pair.number % 50):
            continue
        scale = min(1.0, LONGEST / max(size))
        old, new = picture(pair.before, scale), picture(pair.after, scale)
        for image in (old, new):
            image.paste(255, number_box(pair, scale))
        darkest = ImageChops.difference(old, new).getextrema()[1]
        assert darkest <= 8, (pair.name, darkest)
        count += 1
    assert count > 100


def number_box(pair: Pair, scale: float) -> tuple[int, int, int, int]:
    """Where the number stands in a picture of the page."""
    x, y, width, height = pair.entry.stamp
    media, crop = (upright(box) for box in (pair.after.get_mediabox(), pair.after.get_cropbox()))
    turn = pair.after.get_rotation()
    cut = [max(0.0, crop[n] - media[n]) for n in (0, 1)]
    cut += [max(0.0, media[n] - crop[n]) for n in (2, 3)]
    left, below, right, above = cut
    x -= {0: left, 90: below, 180: right, 270: above}[turn]
    y -= {0: above, 90: left, 180: below, 270: right}[turn]
    edges = (x - 1, y - 1, x + width + 1, y + height + 1)
    a, b, c, d = (round(edge * scale) for edge in edges)
    return a - 1, b - 1, c + 1, d + 1


def upright(box: tuple[float, ...]) -> tuple[float, ...]:
    left, bottom, right, top = box
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def test_the_number_is_seen_upright_and_nothing_is_under_it(bundle: Bundle) -> None:
    plates = {found.split(":")[0] for found in bundle.manifest.findings if "white ground" in found}
    for pair in pairs(bundle, MENDED | ODD):
        if pair.name == "long book" and pair.number % 50:
            continue
        wide, high = pair.after.get_size()
        scale = (
            40 / min(pair.entry.stamp[3], 40) if max(wide, high) < 1000 else 1000 / max(wide, high)
        )
        box = number_box(pair, scale)
        assert min(box[:2]) >= -2, pair.name
        assert box[2] <= wide * scale + 2 and box[3] <= high * scale + 2, pair.name
        if max(wide, high) >= 20_000:
            continue
        darkest, lightest = picture(pair.after, scale).crop(box).getextrema()
        assert lightest - darkest > 150, pair.name
        under = picture(pair.before, scale).crop(box).getextrema()
        plate = any(f"Page {pair.entry.label} (" in found for found in plates)
        assert plate or under[0] > 200, pair.name
        assert_upright(pair)


def assert_upright(pair: Pair) -> None:
    """Each sign of the number stands to the right of the one before, on the same line."""
    text = pair.after.get_textpage()
    label = pair.entry.label
    is_first = text.get_text_range(0, len(label) + 1).split()[0] == label
    first = 0 if is_first else text.count_chars() - len(label)
    spots = []
    for index in range(first, first + len(label)):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        corners = [on_screen(pair.after, x, y) for x, y in ((left, bottom), (right, top))]
        spots.append([sorted(values) for values in zip(*corners, strict=True)])
    for (x, y), (following, level) in pairwise(spots):
        assert following[0] > x[0] and abs(level[0] - y[0]) <= 1, pair.name
    for x, y in spots:
        assert x[1] - x[0] < y[1] - y[0], pair.name
    text.close()


def on_screen(page: Any, x: float, y: float) -> tuple[int, int]:
    wide, high = page.get_size()
    size, across, down = (round(wide * 20), round(high * 20)), ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def test_what_was_mended_says_so_and_keeps_its_words(bundle: Bundle) -> None:
    for name in sorted(MENDED):
        assert any("damaged" in found for found in bundle.findings(name)), name
        entry = bundle.entry(name)
        assert bundle.data[name] and int(entry.last) >= int(entry.first)
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        for name, count in {"table missing": 2, "cut at 90 %": 4, "tree in a loop": 1}.items():
            first = int(bundle.entry(name).first) - 1
            assert all(len(words(pdf[first + n])) >= 2 for n in range(count)), name


def test_nothing_is_dropped_in_silence(bundle: Bundle) -> None:
    for name in CASES:
        found = bundle.findings(name)
        if name in UNUSABLE:
            assert any("could not be used: " in each for each in found), name
            assert any(UNUSABLE[name] in each for each in found), name
        elif name in SAID:
            assert any(SAID[name] in each for each in found), name
        elif name not in MENDED:
            assert found == [], name
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        for name in UNUSABLE:
            page = pdf[int(bundle.entry(name).first) - 1]
            assert f"{name}.pdf" in page.get_textpage().get_text_range().replace("\r\n", " ")


def test_what_was_typed_in_is_seen(bundle: Bundle) -> None:
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        pdf.init_forms()
        for name in (
            "form text",
            "form same names",
            "form undrawn",
            "form undrawn unsaid",
            "form unlisted",
        ):
            page = pdf[int(bundle.entry(name).first) - 1]
            image = picture(page, 1.0).crop((20, 80, 120, 100))
            assert image.getextrema()[0] < 120, name


def test_forms_of_two_files_keep_their_own_values(bundle: Bundle) -> None:
    with pikepdf.open(bundle.path) as pdf:
        values = {}
        for name in ("form text", "form same names"):
            widget = pdf.pages[int(bundle.entry(name).first) - 1].obj.Annots[0]
            values[str(widget.T)] = str(widget.V)
    assert len(values) == 2 and sorted(values.values()) == ["0815 USD", "4711 EUR"]


@pytest.mark.parametrize("name", ["links", "links again"])
def test_links_land_in_their_own_document(bundle: Bundle, name: str) -> None:
    first = int(bundle.entry(name).first) - 1
    landed = []
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        page, place, link = pdf[first], ctypes.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
            aim = raw.FPDFLink_GetDest(pdf, link)
            landed.append(raw.FPDFDest_GetDestPageIndex(pdf, aim) - first + 1)
    assert landed == [2, 2, 3, 3, 2, 3]


def test_a_documents_own_bookmarks_stand_below_its_own(bundle: Bundle) -> None:
    first = int(bundle.entry("outline").first)
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        found = {
            bookmark.get_title(): (bookmark.level, bookmark.get_dest().get_index() + 1)
            for bookmark in pdf.get_toc()
        }
    level = found[f"outline.pdf ({first})"][0]
    assert found[f"Глава первая ({first})"] == (level + 1, first)
    assert found[f"فصل ({first + 1})"] == (level + 2, first + 1)
    assert found[f"第三章 👍 ({first + 2})"] == (level + 1, first + 2)


def test_nothing_in_it_runs(bundle: Bundle) -> None:
    with pikepdf.open(bundle.path) as pdf:
        assert not pdf.attachments and not pdf.get_warnings()
        whole = b"".join(each.unparse(resolved=True) for each in pdf.objects)
    for word in (b"JavaScript", b"/Launch", b"EmbeddedFile", b"/ByteRange", b"/XFA", b"/GoToR"):
        assert word not in whole, word


def test_pages_meant_to_be_blank_are_named(bundle: Bundle) -> None:
    blank = [found for found in bundle.manifest.findings if "blank apart" in found]
    assert len(blank) >= 2
    for name in ("blank without contents", "blank with no streams"):
        assert any(f"Page {bundle.entry(name).last} " in found for found in blank), name


def test_a_form_that_no_viewer_could_walk_is_untangled(tmp_path: Path) -> None:
    manifest = build(given_plan(source_of_bytes("a.pdf", form_tangled())), tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        node, depth = pdf.Root.AcroForm.Fields[0], 0
        while "/Kids" in node:
            (node,) = node.Kids
            depth += 1
        assert depth == 60 and str(node.V) == "End"
    assert len(manifest.pages) == 3


def test_a_quick_reading_says_what_the_whole_says(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of right numbers and of wrong ones, on every kind of page."""
    wanted = [
        ToRead(number, label, page.stamp, ours)
        for number, page in enumerate(bundle.manifest.pages)
        for label, ours in ((page.label, True), (page.label, False), ("9" + page.label, False))
    ]
    with pypdfium2.PdfDocument(bundle.path) as pdf:
        pdf.init_forms()
        quick = Reader(pdf)
        said = [quick.said(each) for each in wanted]
        quick.close()
        monkeypatch.setattr(Reader, "_chosen", lambda *_: [])
        whole = Reader(pdf)
        assert said == [whole.said(each) for each in wanted]
        whole.close()
        assert len(pdf) == len(bundle.manifest.pages)
    assert all("reads back as" in each[0] for each in said[2::3])
