"""Links and bookmarks inside a given PDF: where each leads, found once, so that they can travel.

A PDF may aim at a page by itself, by number, or by a name listed elsewhere in the file. In a
bundle two files may use one name for two places; therefore names and numbers are resolved here,
and every link carries its page with it. Lists and trees of a hostile file may run in circles.
"""

from typing import Any

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Pdf, String

MOST_NAMES = 200_000
MOST_BOOKMARKS = 20_000
DEEPEST = 24


class Mark(Struct, frozen=True):
    """A bookmark of the file: `page` counts from 1 in it; None leads to no page."""

    title: str
    page: int | None
    children: tuple["Mark", ...] = ()


class Aims:
    """The pages of one PDF and the names by which its links may call them."""

    def __init__(self, pdf: Pdf) -> None:
        self.pages = [page.obj for page in pdf.pages]
        self.order = {page.objgen: number for number, page in enumerate(self.pages)}
        self._pdf = pdf
        self._names: dict[bytes, Any] | None = None

    def place(self, aim: Any) -> Array | None:
        """The aim with its page in it, or None where it leads to no page of this PDF."""
        if isinstance(aim, String | Name):
            if self._names is None:
                self._names = _names(self._pdf)
            key = bytes(aim) if isinstance(aim, String) else str(aim)[1:].encode()
            aim = self._names.get(key)
        if isinstance(aim, Dictionary):
            aim = aim.get(Name.D)
        if not isinstance(aim, Array) or len(aim) == 0:
            return None
        page, how = aim[0], list(aim)[1:] or [Name.Fit]
        if isinstance(page, Dictionary) and page.objgen in self.order:
            return Array([page, *how])
        if isinstance(page, int) and 0 <= page < len(self.pages):
            return Array([self.pages[page], *how])
        return None

    def number(self, aim: Any) -> int | None:
        """The page, from 1, that an aim leads to."""
        place: Any = self.place(aim)
        return None if place is None else self.order[place[0].objgen] + 1


def _names(pdf: Pdf) -> dict[bytes, Any]:
    """Every named place: the old list in the root, and the tree that newer files have."""
    found: dict[bytes, Any] = {}
    old, names = pdf.Root.get(Name.Dests), pdf.Root.get(Name.Names)
    if isinstance(old, Dictionary):
        found = {key[1:].encode(): old[key] for key in list(old.keys())[:MOST_NAMES]}
    waiting = [names.get(Name.Dests)] if isinstance(names, Dictionary) else []
    seen: set[tuple[int, int]] = set()
    while waiting and len(found) < MOST_NAMES:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        kids, pairs = node.get(Name.Kids), node.get(Name.Names)
        if isinstance(kids, Array):
            waiting.extend(kids)
        if isinstance(pairs, Array):
            steps = list(pairs)
            for key, value in zip(steps[::2], steps[1::2], strict=False):
                if isinstance(key, String):
                    found[bytes(key)] = value
    return found


def settle_link(annotation: Any, aims: Aims) -> bool:
    """Writes the page itself into a link within the file; False where it leads to none."""
    if Name.Dest in annotation:
        holder, key = annotation, "/Dest"
    else:
        holder, key = annotation.get(Name.A), "/D"
        if not isinstance(holder, Dictionary) or holder.get(Name.S) != Name.GoTo:
            return True
    place = aims.place(holder.get(key))
    if place is not None:
        holder[key] = place
        return True
    if key == "/Dest":
        del annotation[key]
    else:
        del annotation[Name.A]
    return False


def cut_links(pdf: Pdf) -> int:
    """Takes the aim off each link to a page that was taken out of the PDF; how many there are."""
    aims, count = Aims(pdf), 0
    for page in aims.pages:
        annotations = page.get(Name.Annots)
        for annotation in annotations if isinstance(annotations, Array) else ():
            if isinstance(annotation, Dictionary) and not settle_link(annotation, aims):
                count += 1
    return count


def marks_of(pdf: Pdf) -> tuple[Mark, ...]:
    """The file's own bookmarks. Each is read once, however the list runs."""
    outlines = pdf.Root.get(Name.Outlines)
    if not isinstance(outlines, Dictionary):
        return ()
    return tuple(_marks(outlines.get(Name.First), Aims(pdf), set(), 0))


def _marks(item: Any, aims: Aims, seen: set[tuple[int, int]], depth: int) -> list[Mark]:
    found: list[Mark] = []
    while isinstance(item, Dictionary) and len(seen) < MOST_BOOKMARKS:
        if item.objgen in seen:
            break
        seen.add(item.objgen)
        children = tuple(_marks(item.get(Name.First), aims, seen, depth + 1))
        if depth >= DEEPEST:  # what lies deeper stands beside, so that nothing is lost
            found += children
            children = ()
        found.append(Mark(_title(item), _leads_to(item, aims), children))
        item = item.get(Name.Next)
    return found


def _title(item: Any) -> str:
    title = item.get(Name.Title)
    words = " ".join(str(title).split()) if isinstance(title, String) else ""
    return words or "Untitled"


def _leads_to(item: Any, aims: Aims) -> int | None:
    if Name.Dest in item:
        return aims.number(item.get(Name.Dest))
    action = item.get(Name.A)
    if isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
        return aims.number(action.get(Name.D))
    return None
