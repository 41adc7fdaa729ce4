"""Reading the finished bundle back, page by page, as a stranger would.

Nothing here is shared with the code that made it: pages, text, labels, links and bookmarks are
read with another PDF library from the one that wrote them.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pypdfium2.raw as raw

from everyword.bundle.pdf.apart import Apart, Opening
from everyword.bundle.pdf.carried import Carried
from everyword.bundle.pdf.reading import ToRead
from everyword.bundle.plan import Manifest, PageEntry

ACTIVE = frozenset(
    ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
)


def check(
    path: Path,
    manifest: Manifest,
    ours: frozenset[int] = frozenset(),
    volume: int = 1,
    again: frozenset[int] = frozenset(),
    apart: Apart | None = None,
    given: Mapping[int, Any] | None = None,
    unseen: frozenset[int] = frozenset(),
) -> list[str]:
    """Everything that is not as it should be, in plain sentences; empty when all is well.

    `ours` are the pages, from 0, that this program typeset and that must hold searchable text.
    `path` is the volume with that number, from 1. Of pages `again`, read back in an earlier bundle
    from the same file with the same number at the same place, only the label is read. `given`
    pages of open PDFs were displayed with words on them: not again where unchanged behind their
    number. Pages `unseen` end every process of `apart`, which displays pages.
    """
    labels = list(_check_labels(manifest))
    manifest = msgspec.structs.replace(
        manifest,
        pages=tuple(page for page in manifest.pages if page.volume == volume),
        documents=tuple(each for each in manifest.documents if each.volume == volume),
    )
    with ExitStack() as held:
        apart = apart or held.enter_context(Apart())
        with pikepdf.open(path) as written:
            same = _same(written, manifest, given or {})
            read = _read(path, manifest, ours, same | again | unseen, apart)
            found = [*_check_settings(written, manifest.layout.opens), *labels]
        pdf = held.enter_context(pypdfium2.PdfDocument(path))
        if len(pdf) != len(manifest.pages):
            return [*found, f"The file has {len(pdf)} pages, not {len(manifest.pages)}."]
        said = dict.fromkeys(unseen) | read()
        for number, entry in enumerate(manifest.pages):
            found += _check_label(pdf, number, entry)
            words = said.get(number, [])
            found += [f"Page {entry.label} cannot be displayed."] if words is None else words
        return [*found, *_check_bookmarks(pdf, manifest), *_check_index(pdf, manifest)]


def _read(
    path: Path, manifest: Manifest, ours: frozenset[int], known: frozenset[int], apart: Apart
) -> Callable[[], dict[int, list[str] | None]]:
    """Has all pages displayed that are not `known`; what is said of each, when it is wanted."""
    wanted = [
        ToRead(number, entry.label, entry.stamp, number in ours)
        for number, entry in enumerate(manifest.pages)
        if number not in known
    ]
    asked = apart.ask(Opening("read", path=str(path.absolute())), wanted, list[str])
    return lambda: dict(zip((each.page for each in wanted), asked.answers(), strict=True))


def _check_labels(manifest: Manifest) -> Iterator[str]:
    """Each label stands for one page, of this file or of those lodged before; none is left out."""
    lodged = {page.label for page in manifest.lodged}
    seen: set[str] = set()
    last: dict[str, int] = {}
    for page in manifest.pages:
        if page.label in lodged:
            yield f"The number {page.label} was lodged before, for another page."
        elif page.label in seen:
            yield f"Two pages have the number {page.label}."
        seen.add(page.label)
        found = re.fullmatch("([A-Z]*)([0-9]+)", page.label)
        if found is None:
            continue
        run, number = found[1], int(found[2])
        if number != last.get(run, number - 1 if lodged else 0) + 1:
            yield f"The number {page.label} does not follow the one before it."
        last[run] = number


def _same(pdf: Any, manifest: Manifest, given: Mapping[int, Any]) -> frozenset[int]:
    """The given pages that stand in the file as they are, with the number they must have."""
    carried, same = Carried(), set()
    for number, (page, entry) in enumerate(zip(pdf.pages, manifest.pages, strict=False)):
        there = given.get(number)
        if there is not None and carried.is_same(page.obj, there, entry.label, entry.stamp):
            same.add(number)
    return frozenset(same)


def _check_settings(pdf: Any, opens: str) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "The file is locked or encrypted."
    view: Any = pdf.Root.get("/OpenAction", ())
    view = list(view) if isinstance(view, pikepdf.Array) else [view] if view else []
    first = len(view) == 5 and view[0].objgen == pdf.pages[0].obj.objgen
    if opens == "plain" and view:
        yield "The file says how it is to be opened, which this court does not want."
    elif opens == "100" and (
        not first or view[1] != "/XYZ" or view[2:4] != [None, None] or view[4] != 1
    ):
        yield "The file does not open on its first page at 100 %."
    names: Any = pdf.Root.get("/Names", {})
    if "/JavaScript" in names or "/AA" in pdf.Root:
        yield "The file holds a script."
    if "/EmbeddedFiles" in names:
        yield "The file holds another file."
    for number, page in enumerate(pdf.pages, 1):
        for word in _active(page.obj):
            yield f"Page {number} holds {word}."


def _active(page: Any) -> Iterator[str]:
    """Things on a page that do more than be read."""
    annotations = page.get("/Annots", ())
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        if "/FS" in annotation:
            yield "another file"
        action: Any = annotation.get("/A", {})
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") in ACTIVE:
            yield "a script or a command"


def _check_label(pdf: Any, number: int, entry: PageEntry) -> Iterator[str]:
    label = pdf.get_page_label(number)
    if label != entry.label:
        yield f"Page {number + 1} is labelled {label!r} and listed as {entry.label!r}."


def _check_bookmarks(pdf: Any, manifest: Manifest) -> Iterator[str]:
    reached: set[str] = set()
    for bookmark in pdf.get_toc():
        title, destination = bookmark.get_title(), bookmark.get_dest()
        page = destination.get_index() if destination else None
        label = pdf.get_page_label(page) if page is not None else None
        if label is None or not title.endswith(f"({label})"):
            yield f"The bookmark {title!r} leads to page {label}."
        reached.add(label or "")
    for entry in manifest.documents:
        if entry.first not in reached:
            yield f"No bookmark leads to {entry.title!r} (page {entry.first})."


def _check_index(pdf: Any, manifest: Manifest) -> Iterator[str]:
    """Each line of the index leads to the first page of a document, or the page before a section,
    the one it prints."""
    firsts = {entry.first for entry in manifest.documents}
    sections = {f"tab {entry.letter}": entry.section for entry in manifest.documents}
    tabs = {e.label: sections[e.document] for e in manifest.pages if e.document in sections}
    order = {entry.label: number for number, entry in enumerate(manifest.pages)}
    part = next((entry.label for entry in manifest.pages if entry.document == "chronology"), None)
    reached: set[str] = set()
    for number, entry in enumerate(manifest.pages):
        if entry.document.partition(" ")[0] != "index":
            continue
        for words, target in _links(pdf, pdf[number]):
            label = pdf.get_page_label(target) if target >= 0 else None
            # Beside right-to-left words the library gives "4 to 7" back as "7 to 4".
            printed = [sign for sign in words.split("\u2013") if sign in order]
            meant = {document.first for document in manifest.documents if document.title == words}
            meant |= {tab for tab, title in tabs.items() if title == words}
            meant |= {min(printed, key=order.__getitem__)} if printed else set()
            if label not in firsts | {part} | tabs.keys() or (meant and label not in meant):
                yield f"The index entry {words!r} on page {entry.label} leads to page {label}."
            reached.add(label or "")
    for document in manifest.documents:
        if document.first not in reached:
            yield f"The index has no link to {document.title!r} (page {document.first})."


def _links(pdf: Any, page: Any) -> Iterator[tuple[str, int]]:
    """The words under each link of a page, and the page it leads to (-1: none)."""
    text = page.get_textpage()
    place, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, ctypes.byref(place), ctypes.byref(link)):
        raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
        words = text.get_text_bounded(box.left, box.bottom, box.right, box.top).strip()
        destination = raw.FPDFLink_GetDest(pdf, link)
        yield words, raw.FPDFDest_GetDestPageIndex(pdf, destination) if destination else -1
    text.close()
