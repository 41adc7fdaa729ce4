"""The acceptance test of a redacted PDF: twelve points, by readers that did not do the redaction.

It is given the bytes of the copy, the boxes that were printed and the words that must be nowhere.
Text and pictures are read with pdfium, and with poppler where that is installed; objects and bytes
are walked one by one. It knows nothing of how the copy was made.
"""

import hashlib
import io
import re
from collections.abc import Callable, Sequence
from typing import Literal

import pikepdf
import pypdfium2
from msgspec import Struct

from everyword import wording
from everyword.redact import comparing, inspection
from everyword.redact.corpus import texts_of
from everyword.redact.geometry import Rect, touches, view_of
from everyword.redact.leaks import Found, leaks_of
from everyword.redact.marks import Check
from everyword.redact.seen import hidden, letters, opened

State = Literal["passed", "failed", "not done"]


class Printed(Struct, frozen=True):
    """A box as shown, in points from the upper left corner, and the label on it."""

    page: int
    x: float
    y: float
    width: float
    height: float
    label: str


class Subject(Struct, frozen=True):
    """What is tested. `reference` is the PDF before redaction, `source` its SHA-256."""

    data: bytes
    reference: bytes
    boxes: tuple[Printed, ...]
    secrets: tuple[str, ...]
    pictured: frozenset[int] = frozenset()
    source: str = ""
    beside: tuple[tuple[str, bytes], ...] = ()
    """Other files that leave with it, by name."""


class Fault(Struct, frozen=True):
    """What was found, and on which page if it is a matter of one."""

    words: str
    page: int | None = None
    is_note: bool = False
    """Nothing was found; this is to be said about the search."""


def run(subject: Subject) -> tuple[Check, ...]:
    """The twelve points in order. A file that cannot even be opened fails all that read it."""
    points: tuple[tuple[str, str, Callable[[Subject], list[Fault] | None]], ...] = (
        ("RD-01", "no letters under a box", _under_boxes),
        ("RD-02", "no letters that nobody sees", _unseen),
        ("RD-03", "the words are nowhere in the file", _anywhere),
        ("RD-04", "nothing beside the pages", lambda each: _listed(inspection.keys(each.data))),
        ("RD-05", "no earlier version", lambda each: _listed(inspection.versions(each.data))),
        ("RD-06", "pictures under boxes are painted over", _painted),
        ("RD-07", "no redaction left to be applied", _unapplied),
        ("RD-08", "the words are in no file beside it", _beside),
        ("RD-09", "no side traces", _traces),
        ("RD-10", "nothing changed outside of the boxes", _unchanged),
        ("RD-11", "no native file beside it holds a word", _natives),
        ("RD-12", "a second program shows the same", _second),
    )
    return tuple(_point(id, title, test, subject) for id, title, test in points)


def _point(
    id: str, title: str, test: Callable[[Subject], list[Fault] | None], subject: Subject
) -> Check:
    try:
        faults = test(subject)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RuntimeError) as fault:
        faults = [Fault(f"it could not be read: {str(fault)[:80]}")]
    if faults is None:
        return Check(id, title, "not done")
    if faults and all(fault.is_note for fault in faults):
        return Check(id, title, "passed", tuple(fault.words for fault in faults))
    state: State = "failed" if faults else "passed"
    pages = sorted({fault.page for fault in faults if fault.page is not None})
    said = tuple(
        fault.words if fault.page is None else f"page {fault.page}: {fault.words}"
        for fault in faults[:50]
    )
    return Check(id, title, state, said, tuple(pages))


def _listed(words: Sequence[str]) -> list[Fault]:
    return [Fault(each) for each in words]


def _rects(subject: Subject) -> dict[int, list[tuple[Rect, str]]]:
    """The boxes by page, in the page's own space."""
    found: dict[int, list[tuple[Rect, str]]] = {}
    with pikepdf.open(io.BytesIO(subject.data)) as pdf:
        for box in subject.boxes:
            if box.page > len(pdf.pages):
                raise ValueError(f"there is no page {box.page}")
            view = view_of(pdf.pages[box.page - 1].obj)
            rect = view.own(box.x, box.y, box.width, box.height)
            found.setdefault(box.page, []).append((rect, box.label))
    return found


def _under_boxes(subject: Subject) -> list[Fault]:
    """Only the label may be read in a box."""
    faults = []
    by_page = _rects(subject)
    with opened(subject.data) as document:
        for number, boxes in by_page.items():
            found = letters(document[number - 1], with_rows=False)
            labels = "".join(sorted(wording.fold("".join(label for _, label in boxes)).text))
            inside = [
                letter.char
                for letter in found
                if letter.box is not None and any(touches(rect, letter.box) for rect, _ in boxes)
            ]
            there = "".join(sorted(wording.fold("".join(inside)).text))
            if len(there) > len(labels) or _more(there, labels):
                faults.append(Fault("letters can be read under a box", number))
    return faults


def _more(there: str, allowed: str) -> bool:
    """Whether a letter is there more often than allowed."""
    return any(there.count(each) > allowed.count(each) for each in set(there))


def _unseen(subject: Subject) -> list[Fault]:
    faults = []
    with pikepdf.open(io.BytesIO(subject.data)) as pdf, opened(subject.data) as document:
        for number, page in enumerate(pdf.pages, 1):
            try:
                shown = document[number - 1]
            except pypdfium2.PdfiumError:
                continue  # RD-12 compares what can be shown
            found = letters(shown, with_rows=False)
            count = len(hidden(shown, view_of(page.obj), found))
            if count:
                faults.append(Fault(f"{count} letters can be read that nobody sees", number))
    return faults


def _anywhere(subject: Subject) -> list[Fault]:
    found = leaks_of(subject.data, "", subject.secrets)
    shown = {each.word for each in found if re.fullmatch(r"page \d+", each.where)}
    # Where a page says a word, the objects of that page need not be named too.
    told = [e for e in found if e.word not in shown or re.fullmatch(r"page \d+", e.where)]
    with pikepdf.open(io.BytesIO(subject.data)) as pdf:
        return [_left(pdf, each) for each in told]


def _left(pdf: pikepdf.Pdf, found: Found) -> Fault:
    page = re.fullmatch(r"page (\d+)", found.where)
    if page is not None:
        return Fault(f"“{found.word}” is still there", int(page[1]))
    number = re.match(r"object (\d+)", found.where)
    near = inspection.page_with(pdf, int(number[1])) if number is not None else None
    place = found.where if near is None else f"{found.where}, used on page {near}"
    return Fault(f"“{found.word}” is still there: {place}")


def _painted(subject: Subject) -> list[Fault]:
    rects = {page: [rect for rect, _ in boxes] for page, boxes in _rects(subject).items()}
    found = inspection.pictures(subject.data, rects)
    found += inspection.pictures(inspection.unmasked(subject.data), rects)
    found += inspection.shaped(subject.data, sorted(rects))
    return [Fault(words, page) for page, words in dict.fromkeys(found)]


def _unapplied(subject: Subject) -> list[Fault]:
    return [
        Fault("a redaction was drawn but not applied", page)
        for page in inspection.unapplied(subject.data)
    ]


def _beside(subject: Subject) -> list[Fault] | None:
    """None where no other file leaves with it."""
    if not subject.beside:
        return None
    return [
        Fault(f"{name}: {each.where}")
        for name, data in subject.beside
        for each in leaks_of(data, name, subject.secrets)
    ]


def _natives(subject: Subject) -> list[Fault] | None:
    """The file as it was before redaction must not travel with the copy."""
    if not subject.beside:
        return None
    return [
        Fault(f"{name} is the file before redaction")
        for name, data in subject.beside
        if hashlib.sha256(data).hexdigest() == subject.source or data == subject.reference
    ]


def _traces(subject: Subject) -> list[Fault]:
    """Hashes of short words can be guessed; the hash of the source leads to it."""
    sums = {subject.source} if subject.source else set()
    for secret in subject.secrets:
        for text in {secret, secret.lower(), secret.upper()}:
            for kind in ("md5", "sha1", "sha256"):
                sums.add(hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest())
    faults = []
    for where, text in texts_of(subject.data, ""):
        for figures in re.findall(r"[\da-fA-F]{32,64}", text):
            if figures.lower() in sums:
                faults.append(Fault(f"the hash of a word or of the source: {where}"))
    return faults


def _unchanged(subject: Subject) -> list[Fault]:
    boxes = _shown_boxes(subject)
    found = comparing.with_pdfium(subject.reference, subject.data, boxes, subject.pictured)
    return [Fault(words, page) for page, words in found]


def _second(subject: Subject) -> list[Fault] | None:
    """None where there is no second program."""
    boxes = _shown_boxes(subject)
    found = comparing.with_poppler(subject.reference, subject.data, boxes, subject.pictured)
    if found is None:
        return None
    faults, looked, pages = found
    if looked < pages:
        note = f"a second program was asked for {looked} of {pages} pages only"
        faults_said = [Fault(note, is_note=True)]
    else:
        faults_said = []
    return [*(Fault(words, page) for page, words in faults), *faults_said]


def _shown_boxes(subject: Subject) -> dict[int, list[Rect]]:
    boxes: dict[int, list[Rect]] = {}
    for box in subject.boxes:
        shown = (box.x, box.y, box.x + box.width, box.y + box.height)
        boxes.setdefault(box.page, []).append(shown)
    return boxes
