"""One tree for screen readers: every page finds its own words in it, whatever file it came from."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.bundle.build import build
from everyword.bundle.pdf import structure
from everyword.bundle.pdf.structure import Run, join
from everyword.model import source_of_bytes
from tests.bundle_papers import every_kind, given_plan, pages, paper, saved
from tests.hostile_broken import tagged


def elements(node: Any) -> list[Any]:
    """Every element below a node, in reading order."""
    kids = node.get(Name.K)
    listed = list(kids) if isinstance(kids, Array) else [kids]
    found = []
    for kid in listed:
        if isinstance(kid, Dictionary) and Name.S in kid:
            found += [kid, *elements(kid)]
    return found


def numbered(pdf: Pdf) -> dict[int, Any]:
    steps = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return dict(zip(steps[::2], steps[1::2], strict=True))


def named(element: Any) -> set[Any]:
    """The pages that an element itself says its words are on."""
    kids = element.get(Name.K)
    listed = list(kids) if isinstance(kids, Array) else [kids]
    holders = [element, *(kid for kid in listed if isinstance(kid, Dictionary))]
    return {holder.Pg.objgen for holder in holders if Name.Pg in holder}


def assert_sound(pdf: Pdf) -> None:
    """Each number is on one page or link, and leads to elements of that very page."""
    entries = numbered(pdf)
    assert list(entries) == sorted(entries)
    used = []
    below = {element.objgen for element in elements(pdf.Root.StructTreeRoot)}
    for page in pdf.pages:
        key = page.obj.get(Name.StructParents)
        if key is not None:
            used.append(key)
            for element in entries[key]:
                if element is not None:
                    assert element.objgen in below
                    assert page.obj.objgen in named(element)
        for note in page.obj.get(Name.Annots, ()):
            if Name.StructParent in note:
                used.append(note.StructParent)
                assert entries[note.StructParent].objgen in below
    assert sorted(used) == list(entries)
    assert pdf.Root.StructTreeRoot.ParentTreeNextKey == len(entries)


def test_the_trees_of_typeset_and_given_pages_become_one(tmp_path: Path) -> None:
    plan = every_kind()
    build(plan, tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked is True
        assert_sound(pdf)
        top = pdf.Root.StructTreeRoot.K
        assert Name.Document == top.S and len(top.K) > 3
        assert {str(part.S) for part in top.K} == {"/Part"}
        order = [page.obj.objgen for page in pdf.pages]
        seen = [order.index(e.Pg.objgen) for e in elements(top) if Name.Pg in e]
        firsts = [
            min(order.index(e.Pg.objgen) for e in [part, *elements(part)] if Name.Pg in e)
            for part in top.K
        ]
        assert firsts == sorted(firsts) and len(set(seen)) > 5


def test_two_given_trees_with_the_same_numbers(tmp_path: Path) -> None:
    sources = [source_of_bytes(f"{n}.pdf", tagged()) for n in range(2)]
    build(given_plan(*sources, paper("plain.pdf", pages(1))), tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "b.pdf") as pdf:
        assert_sound(pdf)
        keys = [page.obj.get(Name.StructParents) for page in pdf.pages]
        assert None not in keys[-5:-1] and keys[-1] is None and len(set(keys[-5:-1])) == 4
        headings = [e for e in elements(pdf.Root.StructTreeRoot) if Name.Heading == e.S]
        assert len(headings) == 4
        assert pdf.Root.StructTreeRoot.RoleMap.Heading == Name.H1


def joined_of(data: bytes, ours: bool = False) -> tuple[Pdf, int]:
    source, pdf = pikepdf.open(io.BytesIO(data)), Pdf.new()
    for page in source.pages:
        pdf.pages.append(page)
    return pdf, join(pdf, [Run(source, 0, len(source.pages), ours)])


def test_too_large_a_tree_of_a_given_file_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "MOST_OBJECTS", 3)
    pdf, count = joined_of(tagged())
    assert count == 1 and Name.StructTreeRoot not in pdf.Root
    assert not any(Name.StructParents in page.obj for page in pdf.pages)
    pdf, count = joined_of(tagged(), ours=True)
    assert count == 0 and Name.StructTreeRoot in pdf.Root


def test_a_tree_that_runs_in_a_circle_is_walked_once(tmp_path: Path) -> None:
    pdf = pages(1)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    element = pdf.make_indirect(Dictionary(S=Name.P, P=root))
    element.K = Array([element, 7, None])
    numbers = pdf.make_indirect(Dictionary(Nums=Array([0, Array([element]), "x"])))
    numbers.Kids = Array([numbers, 3])
    root.K, root.ParentTree = element, numbers
    pdf.Root.StructTreeRoot, pdf.pages[0].obj.StructParents = root, 0
    made, _ = joined_of(saved(pdf))
    assert list(numbered(made)) == [0]
