"""What helps to find one's way in the copy: bookmarks, page labels, links between pages; made anew.

Words that were to go are replaced in titles; a link that carries one is left out.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf

from everyword import wording
from everyword.redact.geometry import Rect, holds, meet, rect_of
from everyword.redact.marks import Mark

MOST = 20_000
DEEPEST = 12


def furnish(
    source: Pdf, target: Pdf, secrets: Sequence[tuple[str, str]], marks: Sequence[Mark]
) -> list[str]:
    """Carries them over; returns what is to be said. `secrets` are words and their labels."""
    pages = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    names = _names(source)
    findings: list[str] = []
    _bookmarks(source, target, pages, names, secrets)
    changed = _labels(source, target, secrets)
    if changed:
        findings.append("the page labels held words that were to go: they are left out")
    by_page: dict[int, list[Rect]] = {}
    for mark in marks:
        by_page.setdefault(mark.page - 1, []).append(mark.rect)
    gone = 0
    for number, page in enumerate(source.pages):
        gone += _links(page, target, number, pages, names, secrets, by_page.get(number, []))
    if gone:
        findings.append(f"{gone} links are left out")
    return findings


def clean(text: str, secrets: Sequence[tuple[str, str]]) -> str:
    """The text with every word that was to go replaced by its label in brackets."""
    for secret, label in secrets:
        for spelling in wording.spellings(secret):
            for start, stop in reversed(list(wording.occurrences(text, spelling))):
                text = f"{text[:start]}[{label}]{text[stop:]}"
    return text


def _is_clean(text: str, secrets: Sequence[tuple[str, str]]) -> bool:
    spellings = (each for secret, _ in secrets for each in wording.spellings(secret))
    text = f"{text}\n{unquote(text)}"
    return not any(wording.is_in(text, each) for each in spellings)


def _names(source: Pdf) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        old = source.Root.get(Name.Dests)
        if isinstance(old, Dictionary):
            found.update((str(key), old[key]) for key in old.keys())  # noqa: SIM118
        names = source.Root.get(Name.Names)
        tree = names.get(Name.Dests) if isinstance(names, Dictionary) else None
        if tree is not None:
            found.update((str(key), value) for key, value in pikepdf.NameTree(tree).items())
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        pass  # a broken table of names: its links are counted as left out
    return found


def _target(value: Any, pages: dict[Any, int], names: dict[str, Any]) -> int | None:
    """The page a destination means."""
    for _ in range(3):
        if isinstance(value, Dictionary):
            value = value.get(Name.D)
        elif isinstance(value, (pikepdf.String, Name)):
            value = names.get(str(value))
    if not isinstance(value, Array) or not len(value):
        return None
    first = value[0]
    if isinstance(first, int) and 0 <= first < len(pages):
        return first
    return pages.get(first.objgen) if isinstance(first, Dictionary) else None


def _of(obj: Any, pages: dict[Any, int], names: dict[str, Any]) -> int | None:
    """Of a bookmark or link: its destination, or that of its action."""
    if Name.Dest in obj:
        return _target(obj.Dest, pages, names)
    action = obj.get(Name.A)
    if isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo:
        return _target(action.get(Name.D), pages, names)
    return None


def _bookmarks(
    source: Pdf,
    target: Pdf,
    pages: dict[Any, int],
    names: dict[str, Any],
    secrets: Sequence[tuple[str, str]],
) -> None:
    root = source.Root.get(Name.Outlines)
    if not isinstance(root, Dictionary):
        return
    seen: set[tuple[int, int]] = set()

    def below(parent: Any, deep: int) -> list[OutlineItem]:
        items: list[OutlineItem] = []
        item = parent.get(Name.First)
        while isinstance(item, Dictionary) and item.objgen not in seen and len(seen) < MOST:
            seen.add(item.objgen)
            page = _of(item, pages, names)
            title = clean(str(item.get(Name.Title, "")), secrets)
            made = OutlineItem(title, page)
            if deep < DEEPEST:
                made.children.extend(below(item, deep + 1))
            items.append(made)
            item = item.get(Name.Next)
        return items

    items = below(root, 0)
    if items:
        with target.open_outline() as outline:
            outline.root.extend(items)


def _labels(source: Pdf, target: Pdf, secrets: Sequence[tuple[str, str]]) -> bool:
    """Whether any had to go."""
    tree = source.Root.get(Name.PageLabels)
    if not isinstance(tree, Dictionary):
        return False
    try:
        known = {int(at): value for at, value in NumberTree(tree).items()}
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return False
    listed: list[Any] = []
    for at in sorted(known)[:MOST]:
        value, made = known[at], Dictionary()
        if not isinstance(value, Dictionary):
            continue
        prefix = str(value.get(Name.P, ""))
        if not _is_clean(prefix, secrets):
            return True
        if prefix:
            made.P = pikepdf.String(prefix)
        if str(value.get(Name.S)) in ("/D", "/R", "/r", "/A", "/a"):
            made.S = Name(str(value.S))
        start = value.get(Name.St)
        if isinstance(start, int) and start > 0:
            made.St = start
        listed.extend([at, made])
    if len(listed):
        target.Root.PageLabels = Dictionary(Nums=Array(listed))
    return False


def _links(
    page: Any,
    target: Pdf,
    number: int,
    pages: dict[Any, int],
    names: dict[str, Any],
    secrets: Sequence[tuple[str, str]],
    boxes: Sequence[Rect],
) -> int:
    """How many are left out: under a box, with a word that was to go, or with an odd target."""
    notes = page.obj.get(Name.Annots)
    kept, gone = Array(), 0
    for note in notes if isinstance(notes, Array) else ():
        if not isinstance(note, Dictionary) or note.get(Name.Subtype) != Name.Link:
            continue
        rect = rect_of(note.get(Name.Rect))
        action = note.get(Name.A)
        to = _of(note, pages, names)
        made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Border=Array([0, 0, 0]), F=4)
        if to is not None:
            made.Dest = Array([target.pages[to].obj, Name.Fit])
        elif isinstance(action, Dictionary) and action.get(Name.S) == Name.URI:
            address = str(action.get(Name.URI, ""))
            if _is_clean(address, secrets) and address.isascii():
                made.A = Dictionary(S=Name.URI, URI=pikepdf.String(address))
        under = rect is None or any(meet(box, rect) or holds(box, rect) for box in boxes)
        if under or not (Name.Dest in made or Name.A in made) or rect is None:
            gone += 1
            continue
        made.Rect = Array(rect)
        kept.append(target.make_indirect(made))
    if len(kept):
        target.pages[number].obj.Annots = kept
    return gone
