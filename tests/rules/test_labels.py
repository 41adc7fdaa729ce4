"""Page labels as a viewer shows them, compared with the library that displays pages."""

import io

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from everyword.rules.labels import labels_of
from tests.rules.bundles_made import saved

COUNT = 60


def labelled(*stretches: object) -> Pdf:
    pdf = Pdf.new()
    for _ in range(COUNT):
        pdf.add_blank_page()
    if stretches:
        pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array(list(stretches))))
    return pdf


@pytest.mark.parametrize(
    "stretches",
    [
        (),
        (0, Dictionary(S=Name.D)),
        (0, Dictionary(S=Name.r), 5, Dictionary(S=Name.D)),
        (0, Dictionary(S=Name.R, St=40)),
        (0, Dictionary(S=Name.a)),
        (0, Dictionary(S=Name.A, P=String("App. "), St=25)),
        (0, Dictionary(P=String("Cover")), 1, Dictionary(S=Name.D, P=String("A"), St=7)),
    ],
    ids=["none", "run", "front", "roman", "letters", "prefix", "cover"],
)
def test_labels_are_those_of_a_viewer(stretches: tuple[object, ...]) -> None:
    with labelled(*stretches) as pdf:
        mine = labels_of(pdf, COUNT)
        shown = pypdfium2.PdfDocument(io.BytesIO(saved(pdf)))

    theirs = tuple(shown.get_page_label(n) or str(n + 1) for n in range(COUNT))
    shown.close()

    assert mine == theirs


@pytest.mark.parametrize(
    "stretch",
    [
        String("x"),
        Dictionary(S=String("D"), St=String("1")),
        Dictionary(S=Name.D, St=-4),
        Array([]),
    ],
    ids=["words", "types", "negative", "list"],
)
def test_strange_labels_are_read_somehow(stretch: object) -> None:
    with labelled(0, stretch) as pdf:
        assert len(labels_of(pdf, COUNT)) == COUNT


def test_trees_of_labels_and_loops() -> None:
    with labelled() as pdf:
        leaf = pdf.make_indirect(Dictionary(Nums=Array([0, Dictionary(S=Name.r)])))
        root = pdf.make_indirect(Dictionary())
        root.Kids = Array([leaf, root])
        pdf.Root.PageLabels = root

        assert labels_of(pdf, 3) == ("i", "ii", "iii")
