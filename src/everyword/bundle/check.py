"""Reading the finished bundle back, page by page, as a stranger would.

Nothing here is shared with the code that made it: pages, text, labels, links and bookmarks are
read with another PDF library from the one that wrote them.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from msgspec import Struct

from everyword.bundle.pdf.beside import Beside, is_worth, serve, stretches
from everyword.bundle.plan import Manifest, PageEntry

ACTIVE = frozenset(
    ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
)
FINE = 100
"""Device units a point, when a place as shown is turned into the page's own space."""
TOO_LARGE = 20_000
"""Points; a picture of such a page would fill the memory."""
AROUND = 50
"""Points; what begins farther away from a number cannot reach it."""
LONGEST = 200
"""Letters at the place of a number; more are read with the whole page."""
LOOK = 0.2
"""Scale at which a page is looked at to see whether there is anything on it."""


def check(
    path: Path,
    manifest: Manifest,
    ours: frozenset[int] = frozenset(),
    volume: int = 1,
    again: frozenset[int] = frozenset(),
) -> list[str]:
    """Everything that is not as it should be, in plain sentences; empty when all is well.

    `ours` are the pages, from 0, that this program typeset and that must hold searchable text.
    `path` is the volume with that number, from 1. Pages `again` were read back in a bundle made
    before, from the same file and with the same number at the same place: of these only the label.
    """
    labels = list(_check_labels(manifest))
    manifest = msgspec.structs.replace(
        manifest,
        pages=tuple(page for page in manifest.pages if page.volume == volume),
        documents=tuple(each for each in manifest.documents if each.volume == volume),
    )
    wanted = [
        ToRead(number, entry.label, entry.stamp, number in ours)
        for number, entry in enumerate(manifest.pages)
        if number not in again
    ]
    with _begin(path, wanted) as second:
        found = [*_check_settings(path, manifest.layout.opens), *labels]
        with pypdfium2.PdfDocument(path) as pdf:
            pdf.init_forms()
            if len(pdf) != len(manifest.pages):
                return [*found, f"The file has {len(pdf)} pages, not {len(manifest.pages)}."]
            said = _read(pdf, wanted, second)
            for number, entry in enumerate(manifest.pages):
                found += _check_label(pdf, number, entry)
                found += said.get(number, ())
            found += _check_bookmarks(pdf, manifest)
            found += _check_index(pdf, manifest)
    return found


class ToRead(Struct, frozen=True):
    """A page, from 0, with the number that must stand on it in a region as shown; `ours` where
    it must hold searchable text."""

    page: int
    label: str
    stamp: tuple[float, float, float, float]
    ours: bool


@contextmanager
def _begin(path: Path, wanted: Sequence[ToRead]) -> Iterator[Beside | None]:
    """A second process that reads some of the pages, where they are many."""
    if not is_worth(len(wanted)):
        yield None
        return
    runs = stretches(len(wanted))
    tasks = [msgspec.json.encode(wanted[run.start : run.stop]) for run in runs]
    with Beside("everyword.bundle.check", msgspec.json.encode(str(path)), tasks) as second:
        yield second


def _read(pdf: Any, wanted: Sequence[ToRead], second: Beside | None) -> dict[int, list[str]]:
    """What is to be said of each page that was read."""
    reader = Reader(pdf)
    if second is None:
        found = {each.page: reader.said(each) for each in wanted}
    else:
        runs, found = stretches(len(wanted)), {}
        for task in second.left():
            run = runs[task]
            found |= {each.page: reader.said(each) for each in wanted[run.start : run.stop]}
        for task, answer in second.answers.items():
            here = wanted[runs[task].start : runs[task].stop]
            said = msgspec.json.decode(answer, type=list[list[str]])
            found |= zip((each.page for each in here), said, strict=True)
    reader.close()
    return found


def _ready(setup: bytes) -> Callable[[bytes], bytes]:
    """In the second process."""
    pdf = pypdfium2.PdfDocument(msgspec.json.decode(setup, type=str))
    pdf.init_forms()
    reader = Reader(pdf)

    def answer(task: bytes) -> bytes:
        wanted = msgspec.json.decode(task, type=list[ToRead])
        return msgspec.json.encode([reader.said(each) for each in wanted])

    return answer


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


def _check_settings(path: Path, opens: str) -> Iterator[str]:
    with pikepdf.open(path) as pdf:
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


class Reader:
    """Reads what is printed on the pages of an open PDF, one after the other."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        # The library forgets a font with the last page that has it: one page stays open.
        self._kept: Any = None
        # A page of its own, after all others and in memory only, to read single words on.
        self._empty = raw.FPDFPage_New(pdf, len(pdf), 100, 100)
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._refs = tuple(ctypes.byref(edge) for edge in self._edges)
        self._letters = (ctypes.c_ushort * LONGEST)()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        if self._empty:
            raw.FPDF_ClosePage(self._empty)
            raw.FPDFPage_Delete(self._pdf, len(self._pdf) - 1)

    def said(self, wanted: ToRead) -> list[str]:
        """What is wrong with a page."""
        try:
            page = self._pdf[wanted.page]
            area = _on_page(page, wanted.stamp)
            chosen = self._chosen(page, area)
            if chosen and not self._is_right(page, chosen, area, wanted.label):
                page.close()  # with what was chosen it is not whole any more
                page, chosen = self._pdf[wanted.page], []
            said = [] if chosen else list(_read_page(page, wanted, area))
        except pypdfium2.PdfiumError:
            return [f"Page {wanted.label} cannot be displayed."]
        if self._kept is not None:
            self._kept.close()
        self._kept = page
        return said

    def _chosen(self, page: Any, area: tuple[float, ...]) -> list[Any]:
        """The texts at and around the number, and one other of the page.

        Reading the whole of a page takes three times as long as opening it. Empty where the whole
        must be read: there is no other text, or a drawing with texts of its own is near.
        """
        left, low, right, high = self._edges
        west, south, east, north = area
        here, other = [], None
        handle = page.raw
        for number in range(raw.FPDFPage_CountObjects(handle) if self._empty else 0):
            each = raw.FPDFPage_GetObject(handle, number)
            is_sure = raw.FPDFPageObj_GetBounds(each, *self._refs)
            is_near = not is_sure or (
                left.value < east + AROUND
                and right.value > west - AROUND
                and low.value < north + AROUND
                and high.value > south - AROUND
            )
            if other is not None and not is_near:
                continue
            kind = raw.FPDFPageObj_GetType(each)
            if kind == raw.FPDF_PAGEOBJ_FORM and is_near:
                return []
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                if is_near:
                    here.append(each)
                else:
                    other = each
        return [] if other is None else [other, *here]

    def _is_right(self, page: Any, chosen: list[Any], area: tuple[float, ...], label: str) -> bool:
        """Whether these texts, moved to the empty page, are the number where it must stand, and
        more. False where that is not sure."""
        for each in chosen:
            raw.FPDFPage_RemoveObject(page.raw, each)
            raw.FPDFPage_InsertObject(self._empty, each)
        text = raw.FPDFText_LoadPage(self._empty)
        try:
            left, low, right, high = area
            place = (left, high, right, low)
            count = raw.FPDFText_GetBoundedText(text, *place, self._letters, LONGEST)
            if not text or count >= LONGEST:
                return False
            printed = bytes(self._letters)[: 2 * count].decode("utf-16-le", "replace")
            more = raw.FPDFText_CountChars(text) - len(label)
            return printed.strip("\0 \r\n") == label and more > 0
        finally:
            raw.FPDFText_ClosePage(text)
            for each in chosen:
                raw.FPDFPage_RemoveObject(self._empty, each)
                raw.FPDFPageObj_Destroy(each)


def _read_page(page: Any, wanted: ToRead, area: tuple[float, ...]) -> Iterator[str]:
    """The same, from all that is on the page."""
    text = page.get_textpage()
    stamp = str(text.get_text_bounded(*area)).strip()
    if stamp != wanted.label:
        yield f"Page {wanted.label}: the number printed on the page reads back as {stamp!r}."
    signs = text.count_chars() - len(wanted.label)
    if wanted.ours and signs <= 0:
        yield f"Page {wanted.label} has no text that can be searched."
    if signs <= 0 and _is_blank(page, wanted.stamp):
        yield f"Page {wanted.label} is blank apart from its number."
    text.close()


def _on_page(page: Any, region: tuple[float, float, float, float]) -> tuple[float, ...]:
    """A region as shown, in the page's own space: left, bottom, right, top."""
    x, y, width, height = region
    across, down = _cut_off(page)
    x, y = x - across, y - down
    corners = [_point(page, x, y), _point(page, x + width, y + height)]
    (left, right), (bottom, top) = (sorted(values) for values in zip(*corners, strict=True))
    return left, bottom, right, top


def _cut_off(page: Any) -> tuple[float, float]:
    """How far the visible part of the page, as shown, begins inside the whole page."""
    whole, seen = page.get_mediabox(), page.get_cropbox()
    left: float = max(0.0, seen[0] - whole[0])
    below: float = max(0.0, seen[1] - whole[1])
    right: float = max(0.0, whole[2] - seen[2])
    above: float = max(0.0, whole[3] - seen[3])
    turns = ((left, above), (below, left), (right, below), (above, right))
    return turns[int(page.get_rotation()) // 90 % 4]


def _point(page: Any, x: float, y: float) -> tuple[float, float]:
    wide, high = page.get_size()
    across, up = ctypes.c_double(), ctypes.c_double()
    size = (round(wide * FINE), round(high * FINE))
    at = (round(x * FINE), round(y * FINE))
    raw.FPDF_DeviceToPage(page, 0, 0, *size, 0, *at, ctypes.byref(across), ctypes.byref(up))
    return across.value, up.value


def _is_blank(page: Any, stamp: tuple[float, float, float, float]) -> bool:
    """Nothing but one colour outside the page number."""
    if max(page.get_size()) > TOO_LARGE:
        return False
    image = page.render(scale=LOOK, grayscale=True, may_draw_forms=True).to_pil()
    across, down = _cut_off(page)
    x, y = round((stamp[0] - across) * LOOK), round((stamp[1] - down) * LOOK)
    width, height = round(stamp[2] * LOOK), round(stamp[3] * LOOK)
    shade = image.getpixel((0, 0))
    image.paste(shade, (x - 1, y - 1, x + width + 2, y + height + 2))
    darkest, lightest = image.getextrema()
    return bool(lightest - darkest <= 2)


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


if __name__ == "__main__":
    serve(_ready)
