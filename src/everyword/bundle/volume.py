"""One file of the bundle: its pages joined, numbered, marked and bookmarked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec
from msgspec import Struct

from everyword.bundle.documents import Printed
from everyword.bundle.front import CHRONOLOGY, CONTENTS, COVER, HEARING, TAB
from everyword.bundle.numbering import labels_by_page
from everyword.bundle.pdf.ahead import Ahead, settled, wanted_on
from everyword.bundle.pdf.apart import Asked, Opening
from everyword.bundle.pdf.assemble import Assembly, Bookmark, Stretch
from everyword.bundle.pdf.excerpts import excerpts
from everyword.bundle.pdf.kept import Kept
from everyword.bundle.pdf.looking import Found, Wanted
from everyword.bundle.pdf.shapes import Place, Sheet
from everyword.bundle.pdf.small import open_bytes
from everyword.bundle.pdf.stamp import PLACES, ROOM, Stamper, corners, places, region, room
from everyword.bundle.plan import Document, Manifest, PageEntry, Plan
from everyword.bundle.settle import Front

Region = tuple[float, float, float, float]
Known = Mapping[tuple[str, int, str], PageEntry]
"""Source, page in it and shape of the label -> the page as it was the last time."""
NAMES = {COVER: "Cover", HEARING: "Hearing", CONTENTS: "Index", CHRONOLOGY: "Chronology"}


def known_places(manifest: Manifest) -> Known:
    """Where numbers went in a bundle made before, to find them again without looking.

    Pages of which the check said something are not among them: it is to be said again.
    """
    said = {word for each in manifest.findings for word in re.findall(r"Page (\w+)", each)}
    return {
        (page.source, page.page, _shape(page.label)): page
        for page in manifest.pages
        if page.source is not None and page.page is not None and page.label not in said
    }


def _shape(label: str) -> str:
    """Labels of one shape are equally wide: all digits are."""
    return re.sub("[0-9]", "0", label)


class Stamp(Struct, frozen=True):
    """Where a number went; `corner` is the place's number among those tried."""

    place: Place
    corner: int


class Volume(Struct):
    """A file that is ready to be saved, and what is on each of its pages."""

    assembly: Assembly
    labels: list[str]
    stamps: list[Stamp]
    regions: list[Region]
    unmarked: list[int]
    """Pages, from 0, with no empty corner for the exhibit's label."""
    unseen: list[int]
    """Pages, from 0, that end every process in which they are displayed."""
    again: frozenset[int]
    """Pages, from 0, that stood in a bundle made before with the same number at the same place."""
    worded: frozenset[int]
    """Pages, from 0, that were displayed as given: with words, and nothing where the number is."""


def make_volume(
    plan: Plan,
    printed: Mapping[str, Printed],
    front: Front,
    number: int,
    origins: Mapping[str, str | None],
    known: Known,
    ahead: Ahead,
    kept: Kept,
) -> Volume:
    """The volume with this number, from 1. `origins`: the SHA-256 of the file behind each key."""
    assembly = _joined(printed, front, number, kept)
    labels = labels_by_page(front.spots)[number]
    sheets = ahead.sheets(assembly)
    marks = _marks(printed, assembly) if plan.wishes.marks else {}
    found, again = _again(printed, assembly, sheets, labels, origins, known)
    bookmarks = _bookmarks(plan, printed, front, number, assembly)

    def finish() -> None:
        subject = _subject(plan, number, len(front.keys))
        assembly.finish(plan.title, bookmarks, sheets, labels, plan.layout.opens, subject)

    stamper = Stamper(assembly.pdf)
    for page in assembly.generated():  # there the place is known to be empty
        found[page] = next(places(sheets[page], labels[page]))
    looked = _look(ahead, assembly, _wanted(sheets, labels, marks, found), labels, finish)
    for page, seen in looked.items():
        if page not in found:
            found[page] = _place(seen, sheets[page], labels[page])
    free = {n: seen.corner for n, seen in looked.items() if seen is not None and n in marks}
    stamps = _stamp(assembly, stamper, sheets, labels, marks, found, free)
    unmarked = [page for page in marks if free.get(page) is None]
    unseen = [page for page, seen in looked.items() if seen is None]
    regions = [region(sheet, each.place) for sheet, each in zip(sheets, stamps, strict=True)]
    worded = frozenset(
        page
        for page, seen in looked.items()
        if seen is not None and seen.words and seen.place.under
    )
    return Volume(assembly, labels, stamps, regions, unmarked, unseen, again, worded)


def _place(seen: Found | None, sheet: Sheet, label: str) -> Place:
    """Where the number goes on a page that was looked at; None: it cannot be displayed."""
    if seen is None:
        return msgspec.structs.replace(next(places(sheet, label)), plate=True)
    return settled(seen.place, sheet, label)


def _subject(plan: Plan, number: int, volumes: int) -> str:
    """What the file says it is a part of; rules/partial.py reads it again."""
    names = ["Supplement"] if plan.supplement is not None else []
    if volumes > 1:
        names.append(f"Volume {number} of {volumes}")
    return ", ".join(names)


def _joined(printed: Mapping[str, Printed], front: Front, number: int, kept: Kept) -> Assembly:
    assembly = Assembly(kept)
    sheets = front.sheets[number - 1]
    pdf = open_bytes(sheets.pdf)
    for key, first in sheets.pieces:
        assembly.add(Stretch(key, pdf, first - 1, front.lengths[key], ours=True))
    for key in front.keys[number - 1]:
        for stretch in printed[key].stretches:
            assembly.add(stretch)
    return assembly


def _marks(printed: Mapping[str, Printed], assembly: Assembly) -> dict[int, str]:
    """The exhibit's label for each page, from 0, of an exhibit."""
    marks = {}
    for number, key in enumerate(assembly.documents):
        mark = printed[key].document.mark if key in printed else None
        if mark:
            marks[number] = mark
    return marks


def _look(
    ahead: Ahead,
    assembly: Assembly,
    asked_of: Sequence[Wanted],
    labels: Sequence[str],
    finish: Callable[[], None],
) -> dict[int, Found | None]:
    """What was found on each page; None for one that cannot be displayed.

    Meanwhile all is done to the pages that comes before their numbers. What is looked at are the
    pages as they were before it.
    """
    found: dict[int, Found | None] = {}
    early = [each.page for each in asked_of if _is_early(ahead, assembly, each, labels)]
    by_page = {each.page: each for each in asked_of}
    for number in early:
        del by_page[number]
    asked: tuple[Sequence[int], Asked[Found]] | None = None
    for data, inside in excerpts(assembly, list(by_page)):
        if asked is not None:
            found |= zip(asked[0], asked[1].answers(), strict=True)
        items = [msgspec.structs.replace(by_page[n], page=at) for n, at in inside.items()]
        asked = list(inside), ahead.apart.ask(Opening("look", data), items, Found)
    finish()
    found |= {number: ahead.found(*assembly.origin(number)) for number in early}
    if asked is not None:
        found |= zip(asked[0], asked[1].answers(), strict=True)
    return found


def _is_early(ahead: Ahead, assembly: Assembly, wanted: Wanted, labels: Sequence[str]) -> bool:
    """Whether it was looked at already for what is wanted now."""
    is_usual = room(labels[wanted.page]) == ROOM and len(wanted.tried) > 1
    return is_usual and not wanted.corners and ahead.has(assembly.origin(wanted.page)[0])


def _wanted(
    sheets: Sequence[Sheet],
    labels: Sequence[str],
    marks: Mapping[int, str],
    known: Mapping[int, Place],
) -> list[Wanted]:
    """The pages to be looked at: those of which the place for the number is not `known`, and those
    that get an exhibit's label."""
    wanted = []
    for number, (sheet, label) in enumerate(zip(sheets, labels, strict=True)):
        if number in known and number not in marks:
            continue
        mark = marks.get(number)
        places_for_mark = corners(sheet, mark) if mark else ()
        each = wanted_on(number, sheet, label, corners=places_for_mark)
        if number in known:
            each = msgspec.structs.replace(each, tried=(known[number],))
        wanted.append(each)
    return wanted


def _stamp(
    assembly: Assembly,
    stamper: Stamper,
    sheets: list[Sheet],
    labels: list[str],
    marks: Mapping[int, str],
    found: dict[int, Place],
    corners: Mapping[int, Place | None],
) -> list[Stamp]:
    """A number on every page."""
    stamps = []
    for number, page in enumerate(assembly.pdf.pages):
        tried = list(places(sheets[number], labels[number]))
        place = found.get(number) or tried[0]
        stamper.stamp(page, sheets[number], labels[number], place, assembly.ours[number])
        corner = next(n for n, each in enumerate(tried) if (each.x, each.y) == (place.x, place.y))
        stamps.append(Stamp(place, corner))
        marked = corners.get(number)
        if marked is not None:
            is_seen_to = assembly.ours[number] or not place.under
            stamper.stamp(page, sheets[number], marks[number], marked, is_seen_to)
    return stamps


def _again(
    printed: Mapping[str, Printed],
    assembly: Assembly,
    sheets: list[Sheet],
    labels: list[str],
    origins: Mapping[str, str | None],
    known: Known,
) -> tuple[dict[int, Place], frozenset[int]]:
    """The places of the pages that stood in a bundle before, under a number of the same width;
    and of these pages those whose number is the same."""
    found: dict[int, Place] = {}
    again = set()
    inside: dict[str, int] = {}
    for number, key in enumerate(assembly.documents):
        inside[key] = inside.get(key, 0) + 1
        source = origins.get(key)
        if assembly.ours[number] or source is None:
            continue
        if printed[key].copy:  # made anew each time
            continue
        page = printed[key].own_page(inside[key])
        last = known.get((source, page, _shape(labels[number])))
        if last is not None and last.place < len(PLACES):
            tried = list(places(sheets[number], labels[number]))[last.place]
            found[number] = msgspec.structs.replace(tried, plate=last.plate, under=last.under)
            if last.label == labels[number]:
                again.add(number)
    return found, frozenset(again)


def _bookmarks(
    plan: Plan, printed: Mapping[str, Printed], front: Front, number: int, assembly: Assembly
) -> list[Bookmark]:
    """Each title ends with the label of its page; a document's own bookmarks stand below it."""
    labels = labels_by_page(front.spots)[number]

    def titled(words: str, page: int, *children: Bookmark) -> Bookmark:
        return Bookmark(f"{words} ({labels[page - 1]})", page, children)

    def of_document(document: Document, mark: str | None) -> Bookmark:
        first = front.spots[document.key].page
        inner = _own_bookmarks(printed[document.key], first, assembly, titled)
        title = printed[document.key].document.title
        return titled(" ".join(filter(None, (mark, title))), first, *inner)

    def of_section(documents: Iterable[Document]) -> Iterator[Bookmark]:
        for mark, group in groupby(documents, key=lambda each: each.mark):
            papers = list(group)
            if mark is None or len(papers) == 1:
                yield from (of_document(each, mark) for each in papers)
            else:  # one exhibit of several papers
                inside = [of_document(each, None) for each in papers]
                yield titled(mark, inside[0].page, *inside)

    made = []
    for key, _ in front.sheets[number - 1].pieces:
        made.append(titled(NAMES[key.partition(" ")[0]], front.spots[key].page))
    here = set(front.keys[number - 1])
    for section in plan.sections:
        children = list(of_section(each for each in section.documents if each.key in here))
        if children:
            words = f"{section.letter}. {section.title}" if section.letter else section.title
            tab = f"{TAB}{section.letter}"
            page = front.spots[tab].page if tab in here else children[0].page
            made.append(titled(words, page, *children))
    return made


def _own_bookmarks(
    printed: Printed, first: int, assembly: Assembly, titled: Callable[..., Bookmark]
) -> list[Bookmark]:
    """Those of the files of a document that begins on this page, where they are now."""

    def moved(bookmark: Bookmark, before: int) -> Bookmark:
        children = (moved(child, before) for child in bookmark.children)
        return titled(bookmark.title, before + bookmark.page, *children)

    inner: list[Bookmark] = []
    page = first
    for stretch in printed.stretches:
        if not stretch.ours:
            own = assembly.inner_bookmarks(stretch)
            inner += (moved(bookmark, page - 1) for bookmark in own)
        page += stretch.count
    return inner
