"""From a plan to the finished bundle, checked: the one way in.

Documents come first, because their number of pages does not depend on the page numbers; then the
front matter is set again until its own length is what its numbers say; then everything is joined,
stamped, saved under another name, checked, and only then given its own name.
"""

import hashlib
import io
import os
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pypdfium2
from msgspec import Struct

from everyword.bundle.assemble import Assembly, Bookmark, Stretch, open_sheets
from everyword.bundle.check import check
from everyword.bundle.front import CHRONOLOGY, CONTENTS, COVER, Writer
from everyword.bundle.given import NotUsable, open_given
from everyword.bundle.pieces import Printer, file_facts
from everyword.bundle.plan import (
    Document,
    DocumentEntry,
    Given,
    Manifest,
    PageEntry,
    Plan,
)
from everyword.bundle.stamp import Place, Sheet, Stamper, find_places, places, region
from everyword.bundle.typeset import Piece, Sheets, compile_pieces, typeset
from everyword.errors import StorageFailed

Progress = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""
Region = tuple[float, float, float, float]
MOST_ROUNDS = 8


class Printed(Struct):
    """A document as pages, before it has page numbers. `anchors`: item id -> page from 1."""

    document: Document
    stretches: list[Stretch]
    anchors: dict[str, int]

    @property
    def pages(self) -> int:
        return sum(stretch.count for stretch in self.stretches)


class Front(Struct, frozen=True):
    """The front matter with the numbers it is right for."""

    sheets: Sheets
    pages: int
    firsts: dict[str, int]
    """Where each document begins, from 1, the front matter's own parts included."""


def write_manifest(manifest: Manifest, pdf: Path) -> None:
    """Beside the PDF, as JSON: which page holds what, and the PDF's hash."""
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    path = pdf.with_suffix(".json")
    path.unlink(missing_ok=True)  # never through a link that lies there
    path.write_bytes(data + b"\n")


def build(plan: Plan, out: Path, progress: Progress | None = None) -> Manifest:
    """Writes the bundle and returns what is in it, with everything that has to be said."""
    with ExitStack() as held:
        return _build(plan, out, progress or (lambda words, done, total: None), held)


def _build(plan: Plan, out: Path, tell: Progress, held: ExitStack) -> Manifest:
    printer = Printer()
    printed = _print_documents(plan, printer, tell, held)
    front = _print_front(plan, printer, printed)
    assembly = _assemble(printed, front)
    sheets = assembly.sheets()
    tell("Numbering pages", 0, len(sheets))
    stamps = _stamp(assembly, sheets)
    assembly.finish(plan.title, _bookmarks(plan, front), sheets)
    regions = [region(sheet, place) for sheet, place in zip(sheets, stamps, strict=True)]
    manifest = _manifest(printed, front, assembly, regions)
    titles = {key: document.document.title for key, document in printed.items()}
    findings = _findings(printer, titles, manifest, stamps)
    return _save(assembly, out, manifest, findings, tell)


def _print_documents(
    plan: Plan, printer: Printer, tell: Progress, held: ExitStack
) -> dict[str, Printed]:
    """Every document as pages: given PDFs opened, everything else typeset."""
    documents = [document for section in plan.sections for document in section.documents]
    printed = {document.key: Printed(document, [], {}) for document in documents}
    if len(printed) != len(documents):
        raise ValueError("two documents of the plan have the same key")
    waiting = _pieces(documents, printed, printer, tell, held)
    for sheets in typeset(waiting, plan.paper):
        _take(sheets, printed)
    tell("Making pages", len(documents), len(documents))
    return printed


def _pieces(
    documents: list[Document],
    printed: dict[str, Printed],
    printer: Printer,
    tell: Progress,
    held: ExitStack,
) -> Iterator[Piece]:
    for number, document in enumerate(documents):
        tell("Making pages", number, len(documents))
        if not isinstance(document.content, Given):
            yield from printer.pieces(document)
            continue
        source = document.content.source
        try:
            opened = open_given(source, held)
        except NotUsable as fault:
            printer.findings.append(f"{document.title}: could not be used: {fault}")
            yield printer.unusable_page(document, f"Reason: {fault}.", file_facts(source))
            continue
        printer.findings += [f"{document.title}: {words}" for words in opened.findings]
        pages = len(opened.pdf.pages)
        printed[document.key].stretches.append(
            Stretch(document.key, opened.pdf, 0, pages, ours=False)
        )


def _take(sheets: Sheets, printed: dict[str, Printed]) -> None:
    """Gives each document its run of pages out of a typeset PDF, and its anchors their page."""
    pdf = open_sheets(sheets.pdf)
    firsts = [first for _, first in sheets.pieces]
    ends = [*firsts[1:], len(pdf.pages) + 1]
    bases = []
    for (key, first), end in zip(sheets.pieces, ends, strict=True):
        bases.append(printed[key].pages)
        printed[key].stretches.append(Stretch(key, pdf, first - 1, end - first, ours=True))
    for mark in sheets.marks:
        if mark.kind == "item":
            number = bisect_right(firsts, mark.page) - 1
            key, first = sheets.pieces[number]
            printed[key].anchors.setdefault(mark.id, bases[number] + mark.page - first + 1)


def _print_front(plan: Plan, printer: Printer, printed: dict[str, Printed]) -> Front:
    """Sets the front matter until the numbers in it are those of the pages it leads to."""
    parts = {COVER: 1, CONTENTS: 2} | ({CHRONOLOGY: 3} if plan.chronology else {})
    length, digits = len(parts), 1
    for _ in range(MOST_ROUNDS):
        firsts, total = dict(parts), length
        for key, document in printed.items():
            firsts[key] = total + 1
            total += document.pages
        digits = max(digits, len(str(total)))
        writer = Writer(plan, printer, printed, firsts, total)
        sheets = compile_pieces(writer.pieces(), plan.paper, digits)
        with open_sheets(sheets.pdf) as pdf:
            now, before = len(pdf.pages), (length, parts)
        length, parts = now, dict(sheets.pieces)
        if (length, parts) == before:
            printer.findings += writer.findings
            return Front(sheets, length, firsts)
    raise AssertionError("the front matter does not settle")


def _assemble(printed: dict[str, Printed], front: Front) -> Assembly:
    assembly = Assembly()
    pdf = open_sheets(front.sheets.pdf)
    starts = [first for _, first in front.sheets.pieces]
    ends = [*starts[1:], front.pages + 1]
    for (key, first), end in zip(front.sheets.pieces, ends, strict=True):
        assembly.add(Stretch(key, pdf, first - 1, end - first, ours=True))
    for document in printed.values():
        for stretch in document.stretches:
            assembly.add(stretch)
    return assembly


def _stamp(assembly: Assembly, sheets: list[Sheet]) -> list[Place]:
    """A number on every page; on our own pages the place is known to be empty."""
    labels = [str(number) for number in range(1, len(sheets) + 1)]
    given = [number for number, ours in enumerate(assembly.ours) if not ours]
    found: dict[int, Place] = {}
    if given:
        with pypdfium2.PdfDocument(assembly.unstamped()) as looked_at:
            looked_at.init_forms()
            found = find_places(looked_at, given, sheets, labels)
    stamper = Stamper(assembly.pdf)
    stamps = []
    for number, page in enumerate(assembly.pdf.pages):
        place = found.get(number) or next(places(sheets[number], labels[number]))
        stamper.stamp(page, sheets[number], labels[number], place, assembly.ours[number])
        stamps.append(place)
    return stamps


def _bookmarks(plan: Plan, front: Front) -> list[Bookmark]:
    def titled(words: str, page: int, *children: Bookmark) -> Bookmark:
        return Bookmark(f"{words} ({page})", page, children)

    firsts = front.firsts
    made = [titled("Cover", 1), titled("Index", firsts[CONTENTS])]
    if CHRONOLOGY in firsts and plan.chronology:
        made.append(titled("Chronology", firsts[CHRONOLOGY]))
    for section in plan.sections:
        children = [
            titled(" ".join(filter(None, (document.mark, document.title))), firsts[document.key])
            for document in section.documents
        ]
        if children:
            words = f"{section.letter}. {section.title}" if section.letter else section.title
            made.append(titled(words, children[0].page, *children))
    return made


def _manifest(
    printed: dict[str, Printed], front: Front, assembly: Assembly, regions: list[Region]
) -> Manifest:
    pages = tuple(
        PageEntry(str(number), key, stamp)
        for number, (key, stamp) in enumerate(zip(assembly.documents, regions, strict=True), 1)
    )
    documents = []
    for key, document in printed.items():
        first = front.firsts[key]
        documents.append(
            DocumentEntry(
                key=key,
                title=document.document.title,
                mark=document.document.mark,
                first=str(first),
                last=str(first + document.pages - 1),
                anchors={id: str(first + page - 1) for id, page in document.anchors.items()},
            )
        )
    return Manifest("", pages, tuple(documents), ())


def _findings(
    printer: Printer, titles: dict[str, str], manifest: Manifest, stamps: list[Place]
) -> list[str]:
    found = list(printer.findings)
    for key, codes in printer.unprinted.items():
        shown = ", ".join(f"U+{code:04X}" for code in sorted(codes)[:20])
        if codes:
            found.append(
                f"{titles.get(key, key)}: no font here has {shown};"
                " each stands in print as its number in brackets"
            )
    for entry, place in zip(manifest.pages, stamps, strict=True):
        if place.plate:
            found.append(
                f"Page {entry.label} ({titles.get(entry.document, entry.document)}):"
                " no empty place for the page number; it stands on a white ground"
            )
    return found


def _save(
    assembly: Assembly, out: Path, manifest: Manifest, findings: list[str], tell: Progress
) -> Manifest:
    """Under another name first: the bundle has its own name only when it is whole and checked."""
    # Not hidden: where the program is killed it stays, in plain, and the person must see it.
    part = out.with_name(f"{out.stem[:40]}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            patient = _Patient(stream)
            assembly.save(patient)
            if patient.fault is not None:
                raise patient.fault
            stream.flush()
            os.fsync(stream.fileno())
        tell("Checking", 0, len(manifest.pages))
        findings += check(part, manifest, assembly.generated())
        with part.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        part.replace(out)
        _sync_folder(out.parent)
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from None
    finally:
        part.unlink(missing_ok=True)
    return msgspec.structs.replace(manifest, sha256=sha256, findings=tuple(findings))


class _Patient(io.RawIOBase):
    """A stream that keeps a fault to itself: the PDF library ends the program when a write fails
    while it is closing its own streams."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.fault is None:
            try:
                self.stream.write(data)
            except OSError as fault:
                self.fault = fault
        return len(data)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
