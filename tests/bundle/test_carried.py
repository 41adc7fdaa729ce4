"""A given page that stands unchanged in a bundle is known again; nothing else is taken for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.bundle.build import build
from everyword.bundle.manifest import PageEntry
from everyword.bundle.pdf.carried import Carried
from tests.bundle_papers import given_plan, number_of, pages, paper

SHAPES: list[dict[str, Any]] = [
    {"turn": turn, "size": size, "crop": crop}
    for turn in (0, 90, 180, 270)
    for size, crop in (((595, 842), None), ((842, 1191), (100, 150, 400, 700)))
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Any], list[Any]]]:
    """The bundle, what it lists, and the pages as they were given."""
    sources = [paper(f"{n}.pdf", pages(1, **shape)) for n, shape in enumerate(SHAPES)]
    path = tmp_path_factory.mktemp("carried") / "b.pdf"
    listed = build(given_plan(*sources), path).pages[2:]
    files = [pikepdf.open(source.open()) for source in sources]
    yield path, list(listed), [file.pages[0].obj for file in files]


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_each_shape_is_known_again(
    made: tuple[Path, list[PageEntry], list[Any]], number: int
) -> None:
    path, listed, given = made
    entry, other = listed[number], listed[number - 1]
    with pikepdf.open(path) as pdf:
        page, carried = pdf.pages[2 + number].obj, Carried()
        assert carried.is_same(page, given[number], entry.label, entry.stamp)
        assert not carried.is_same(page, given[number], other.label, entry.stamp)
        x, y, wide, high = entry.stamp
        for moved in ((x + 3, y), (x - 3, y), (x, y + 3), (x, y - 3)):
            assert not carried.is_same(page, given[number], entry.label, (*moved, wide, high))
        page.Rotate = (int(page.get(Name.Rotate, 0)) + 90) % 360
        assert not carried.is_same(page, given[number], entry.label, entry.stamp)


def other_words(page: Any, pdf: Pdf) -> None:
    page.Contents[1].write(page.Contents[1].read_bytes() + b" ")


def more_drawn(page: Any, pdf: Pdf) -> None:
    page.Contents.append(pdf.make_stream(b"1 g 0 0 595 842 re f"))


def nothing_drawn(page: Any, pdf: Pdf) -> None:
    page.Contents = Array([page.Contents[0]])


def number_last(page: Any, pdf: Pdf) -> None:
    page.Contents = Array([page.Contents[1], page.Contents[0]])


def number_with_more(page: Any, pdf: Pdf) -> None:
    stamp = number_of(pikepdf.Page(page))
    stamp.write(stamp.read_bytes() + b"1 0 0 1 90 0 cm\n")


def turned_number(page: Any, pdf: Pdf) -> None:
    stamp = number_of(pikepdf.Page(page))
    stamp.write(stamp.read_bytes().replace(b"q 1 0 0 1", b"q 0 1 -1 0"))


def no_fonts(page: Any, pdf: Pdf) -> None:
    page.Resources.Font = Dictionary({"/EverywordStamp": page.Resources.Font["/EverywordStamp"]})


def other_letters(page: Any, pdf: Pdf) -> None:
    words = page.Resources.Font["/EverywordStamp"].ToUnicode
    words.write(words.read_bytes().replace(b"<0033>", b"<0034>"))


def other_units(page: Any, pdf: Pdf) -> None:
    page.UserUnit = 2


def no_box(page: Any, pdf: Pdf) -> None:
    page.MediaBox = Array([0, 0, Name.a])


@pytest.mark.parametrize(
    "harm",
    [
        other_words,
        more_drawn,
        nothing_drawn,
        number_last,
        number_with_more,
        turned_number,
        no_fonts,
        other_letters,
        other_units,
        no_box,
    ],
)
def test_what_was_changed_is_not_taken_for_it(
    made: tuple[Path, list[PageEntry], list[Any]], harm: Callable[[Any, Pdf], None]
) -> None:
    path, listed, given = made
    assert listed[0].label == "3"
    with pikepdf.open(path) as pdf:
        harm(pdf.pages[2].obj, pdf)
        assert not Carried().is_same(pdf.pages[2].obj, given[0], "3", listed[0].stamp)


def test_an_odd_given_page_is_looked_at_in_the_other_way(
    made: tuple[Path, list[PageEntry], list[Any]],
) -> None:
    path, listed, _ = made
    with pikepdf.open(path) as pdf:
        for odd in (Dictionary(), Dictionary(Contents=3), Dictionary(Contents=Array([None]))):
            assert not Carried().is_same(pdf.pages[2].obj, odd, "3", listed[0].stamp)
