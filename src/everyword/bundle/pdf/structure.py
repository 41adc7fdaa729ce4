"""The structure that screen readers follow, joined from many PDFs into one tree.

Each file has its own tree of headings, paragraphs and tables, and its own numbers by which a page
finds its place in it. Here the trees become parts of one document, in the order of the pages, and
the numbers are given anew. Trees of hostile files may run in circles or lead nowhere.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf, String

MOST_OBJECTS = 30_000
"""Of all given files together: beyond it their trees stay out, because they would make the bundle
slow to open. Pages that were typeset here always have theirs."""
DEEPEST = 60
MOST_NUMBERS = 500_000
LISTS = ("/RoleMap", "/ClassMap")


class Run(Struct, frozen=True):
    """Pages of one source that stand together in the bundle; `first` counts from 0."""

    source: Pdf
    first: int
    count: int
    ours: bool


class Joined(Struct):
    """The tree as it grows."""

    root: Any
    numbers: list[Any]
    kids: dict[int, list[Any]]
    """Place of a run -> its share of the tree."""


def join(pdf: Pdf, runs: Sequence[Run]) -> int:
    """Gives the PDF one tree for all runs that have one; how many files' trees were left out."""
    pages = [page.obj for page in pdf.pages]
    joined = Joined(Dictionary(Type=Name.StructTreeRoot), [], {})
    left_out, weight = 0, 0
    for places in _by_source(runs):
        run = runs[places[0]]
        tree: Any = run.source.Root.get(Name.StructTreeRoot)
        has_tree = isinstance(tree, Dictionary) and isinstance(
            tree.get(Name.ParentTree), Dictionary
        )
        if has_tree and not run.ours:
            weight += int(run.source.trailer.get(Name.Size, 0))  # to count them takes long
            if weight > MOST_OBJECTS:
                left_out += 1
                has_tree = False
        own = [
            pages[n] for p in places for n in range(runs[p].first, runs[p].first + runs[p].count)
        ]
        if not has_tree:
            for page in own:
                _renumber(page, {}, joined)
            continue
        copied = pdf.copy_foreign(tree if tree.is_indirect else run.source.make_indirect(tree))
        entries = dict(_number_tree(copied.get(Name.ParentTree)))
        for page in own:
            _renumber(page, entries, joined)
        _share_out(copied, places, runs, pages, joined)
        _join_lists(copied, joined.root)
    if joined.kids:
        _set(pdf, runs, joined)
    return left_out


def _by_source(runs: Sequence[Run]) -> list[list[int]]:
    places: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        places.setdefault(id(run.source), []).append(place)
    return list(places.values())


def _number_tree(tree: Any) -> Iterator[tuple[int, Any]]:
    """The pairs of a tree of numbers, however its branches run."""
    waiting, count = [tree], 0
    seen: set[tuple[int, int]] = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        kids, pairs = node.get(Name.Kids), node.get(Name.Nums)
        if isinstance(kids, Array):
            waiting.extend(kids)
        steps = list(pairs) if isinstance(pairs, Array) else []
        for key, value in zip(steps[::2], steps[1::2], strict=False):
            count += 1
            if isinstance(key, int) and count <= MOST_NUMBERS:
                yield key, value


def _renumber(page: Any, entries: dict[int, Any], joined: Joined) -> None:
    """The page, its links and the drawings on it get new numbers, or none."""
    _number(page, "/StructParents", entries, joined)
    annotations = page.get(Name.Annots)
    for annotation in annotations if isinstance(annotations, Array) else ():
        if isinstance(annotation, Dictionary):
            _number(annotation, "/StructParent", entries, joined)
    resources = page.get(Name.Resources)
    drawings = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    if isinstance(drawings, Dictionary):
        for drawing in drawings.values():
            if drawing is not None and hasattr(drawing, "objgen"):
                _number(drawing, "/StructParents", {}, joined)


def _number(holder: Any, key: str, entries: dict[int, Any], joined: Joined) -> None:
    old = holder.get(key)
    if old is None:
        return
    if isinstance(old, int) and old in entries:
        holder[key] = len(joined.numbers)
        joined.numbers.append(entries[old])
    else:
        del holder[key]


def _share_out(
    tree: Any, places: list[int], runs: Sequence[Run], pages: list[Any], joined: Joined
) -> None:
    """Each branch goes to the run of pages that it begins on."""
    owner = {
        pages[n].objgen: place
        for place in places
        for n in range(runs[place].first, runs[place].first + runs[place].count)
    }
    at = places[0]
    for kid in _branches(tree):
        page = _first_page(kid)
        if page is not None and page not in owner:
            continue  # its page is not in this bundle
        at = owner[page] if page is not None else at
        joined.kids.setdefault(at, []).append(kid)


def _branches(tree: Any) -> list[Any]:
    """The elements below the document's own, or the tops where there is no such one."""
    tops = _elements(tree.get(Name.K))
    if len(tops) == 1 and tops[0].get(Name.S) == Name.Document:
        kids = tops[0].get(Name.K)
        inner = _elements(kids)
        if inner and len(inner) == (len(kids) if isinstance(kids, Array) else 1):
            return inner
    return tops


def _elements(kids: Any) -> list[Any]:
    listed = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, Dictionary) and Name.S in kid]


def _first_page(element: Any) -> tuple[int, int] | None:
    """The page that an element begins on: its own, or that of the first thing in it."""
    waiting, steps = [element], 0
    while waiting and steps < DEEPEST * 4:
        steps += 1
        node = waiting.pop()
        if not isinstance(node, Dictionary):
            continue
        page = node.get(Name.Pg)
        if isinstance(page, Dictionary):
            return page.objgen
        kids = node.get(Name.K)
        waiting += list(kids)[:DEEPEST][::-1] if isinstance(kids, Array) else [kids]
    return None


def _join_lists(tree: Any, root: Any) -> None:
    """What own names of elements stand for. The first file to use a name keeps it."""
    for key in LISTS:
        listed = tree.get(key)
        if isinstance(listed, Dictionary):
            held = root.get(key, Dictionary())
            for name, value in listed.items():
                if name not in held:
                    held[name] = value
            root[key] = held
    spaces = tree.get(Name.Namespaces)
    if isinstance(spaces, Array):
        held = root.get(Name.Namespaces, Array())
        held.extend(spaces)
        root.Namespaces = held


def _set(pdf: Pdf, runs: Sequence[Run], joined: Joined) -> None:
    root = pdf.make_indirect(joined.root)
    top = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    parts = Array()
    for place in sorted(joined.kids):
        kids = joined.kids[place]
        part = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, P=top))
        part.K = Array(kids)
        language = runs[place].source.Root.get(Name.Lang)
        if isinstance(language, String) and not runs[place].ours:
            part.Lang = String(str(language))
        for kid in kids:
            kid.P = part
        parts.append(part)
    top.K, root.K = parts, top
    pairs: list[Any] = []
    for number, entry in enumerate(joined.numbers):
        pairs += [number, entry]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(pairs)))
    root.ParentTreeNextKey = len(joined.numbers)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
