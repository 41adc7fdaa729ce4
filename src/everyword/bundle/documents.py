"""The documents of a plan as pages, before they have numbers: PDFs opened, all else typeset."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import msgspec
from msgspec import Struct
from pikepdf import Pdf

from everyword.bundle.front import TAB
from everyword.bundle.pages.copies import LOCKED, Ask, Copies, Tell, Tools
from everyword.bundle.pages.office import NotMade
from everyword.bundle.pages.pieces import Printer, file_facts
from everyword.bundle.pages.pieces_court import slip_data
from everyword.bundle.pages.typeset import Look, Piece, Sheets, typeset
from everyword.bundle.pdf.assemble import Stretch
from everyword.bundle.pdf.given import NotUsable
from everyword.bundle.pdf.small import open_bytes
from everyword.bundle.plan import Cite, Document, Given, Office, Picture, Plan, Section, Slip, Text

Progress = Tell
"""What is being done, how many are done, of how many."""
UNLOCK = ". Name a file with its password:  --pdf-password-file FILE"


class Printed(Struct):
    """A document as pages. `anchors`: item id -> page from 1.

    `lead` pages stand before the document's own first page (an exhibit slip). `kept` are the
    document's own pages that are here, where some were left out. `copy` is what was done to the
    file before its pages were taken.
    """

    document: Document
    section: str
    stretches: list[Stretch]
    anchors: dict[str, int]
    lead: int = 0
    kept: tuple[int, ...] | None = None
    copy: str = ""

    @property
    def pages(self) -> int:
        return sum(stretch.count for stretch in self.stretches)

    @property
    def is_tab(self) -> bool:
        return self.document.key.startswith(TAB)

    def own_page(self, inside: int) -> int:
        """The number that the page `inside`, from 1 among those here, has in its own file."""
        page = inside - self.lead
        return page if self.kept is None else self.kept[page - 1]

    def place(self, cite: Cite) -> int | None:
        """The page, from 1 among those here, that a cite means; None where it is not here."""
        if cite.anchor is not None:
            return self.anchors.get(cite.anchor)
        if self.kept is not None:
            here = cite.page in self.kept
            return self.lead + self.kept.index(cite.page) + 1 if here else None
        page = self.lead + cite.page
        return page if self.lead < page <= self.pages else None


def look_of(plan: Plan, letters: bool = False) -> Look:
    """How the court wants typeset pages to look; `letters`: page labels hold letters."""
    return Look(plan.layout.font, plan.layout.points, letters)


def print_documents(
    plan: Plan,
    printer: Printer,
    tell: Progress,
    tools: Tools,
    ask: Ask,
    held: ExitStack,
    opened: Callable[[Document, Pdf], None] | None = None,
) -> dict[str, Printed]:
    """Every document, in order, with the pages before sections and exhibits that are wished.

    `opened` hears of each PDF as soon as it is as it will be in the bundle.
    """
    printed = _listed(plan)
    documents = plan.documents
    copies = Copies(plan, tools, ask, held, tell)
    printer.shown = copies.pictures.shown
    waiting = _pieces(plan, printed, printer, tell, copies, opened or (lambda document, pdf: None))
    slips: dict[str, Printed] = {}
    for sheets in typeset(waiting, plan.paper, look=look_of(plan)):
        pdf = take(sheets, printed, slips)
        _read_pictures(pdf, sheets, printed, copies)
    for key, slip in slips.items():
        _put_before(printed[key], slip)
    printer.findings += copies.findings
    tell("Making pages", len(documents), len(documents))
    return printed


def _listed(plan: Plan) -> dict[str, Printed]:
    printed: dict[str, Printed] = {}
    count = 0
    for section in plan.sections:
        if not section.documents:
            continue
        if plan.wishes.tabs:
            tab = Document(TAB + section.letter, section.title, "", None, Slip(()))
            printed[tab.key] = Printed(tab, section.letter, [], {})
            count += 1
        for document in section.documents:
            made = Printed(document, section.letter, [], {}, copy=document.copy)
            printed[document.key] = made
            count += 1
    if len(printed) != count:
        raise ValueError("two documents of the plan have the same key")
    return printed


def _pieces(
    plan: Plan,
    printed: Mapping[str, Printed],
    printer: Printer,
    tell: Progress,
    copies: Copies,
    opened: Callable[[Document, Pdf], None],
) -> Iterator[Piece]:
    number, total = 0, len(plan.documents)
    for section in plan.sections:
        if plan.wishes.tabs and section.documents:
            yield _tab(section, printer)
        for document in section.documents:
            tell("Making pages", number, total)
            number += 1
            if plan.wishes.slips and document.mark:
                yield _slip(document, printer, plan)
            yield from _document(document, printed[document.key], printer, copies)
            for stretch in printed[document.key].stretches:
                opened(document, stretch.pdf)


def _document(
    document: Document, printed: Printed, printer: Printer, copies: Copies
) -> Iterator[Piece]:
    title, content = document.title, document.content
    try:
        copied = copies.of(document)
    except NotUsable as fault:
        assert isinstance(content, Given | Office | Picture)  # all else is typeset
        how = UNLOCK if str(fault) == LOCKED else ""
        printer.findings.append(f"{title}: could not be used: {fault}{how}")
        yield printer.unusable_page(document, f"Reason: {fault}.", file_facts(content.source))
        return
    except NotMade as fault:
        assert isinstance(content, Office)
        is_read = isinstance(content.otherwise, Text)
        what = "its words are printed, not its pages" if is_read else "a page stands for it"
        printer.findings.append(f"{title}: {what}: {fault}")
        yield from printer.pieces(msgspec.structs.replace(document, content=content.otherwise))
        return
    if copied is None:
        printed.copy = copies.pictures.look(document) or printed.copy
        yield from printer.pieces(document)
        return
    printer.findings += [f"{title}: {words}" for words in copied.findings]
    pages = len(copied.pdf.pages)
    printed.stretches.append(Stretch(document.key, copied.pdf, 0, pages, ours=False))
    printed.copy = copied.how
    printed.anchors |= copied.lines


def _tab(section: Section, printer: Printer) -> Piece:
    data = {"large": printer.words(section.letter), "lines": []}
    return printer.front(TAB + section.letter, "divider", section.title, data)


SLIP = "slip "


def _slip(document: Document, printer: Printer, plan: Plan) -> Piece:
    data = {"large": printer.words(document.mark or ""), "lines": printer.words(document.date)}
    data |= slip_data(plan, document.mark or "", printer)
    return printer.front(SLIP + document.key, "divider", document.title, data)


def take(sheets: Sheets, printed: Mapping[str, Printed], slips: dict[str, Printed]) -> Pdf:
    """Gives each document its run of pages out of a typeset PDF, and its anchors their page.

    Returns the PDF, opened.
    """
    pdf = open_bytes(sheets.pdf)
    firsts = [first for _, first in sheets.pieces]
    ends = [*firsts[1:], len(pdf.pages) + 1]
    bases, owners = [], []
    for (key, first), end in zip(sheets.pieces, ends, strict=True):
        owner = printed.get(key)
        if owner is None:
            key = key.removeprefix(SLIP)
            owner = slips[key] = Printed(printed[key].document, "", [], {})
        bases.append(owner.pages)
        owners.append(owner)
        owner.stretches.append(Stretch(key, pdf, first - 1, end - first, ours=True))
    for mark in sheets.marks:
        if mark.kind == "item":
            number = bisect_right(firsts, mark.page) - 1
            place = bases[number] + mark.page - firsts[number] + 1
            owners[number].anchors.setdefault(mark.id, place)
    return pdf


def _read_pictures(
    pdf: Pdf, sheets: Sheets, printed: Mapping[str, Printed], copies: Copies
) -> None:
    """Words over the pictures on the pages that were just set."""
    pages: dict[int, tuple[str, int]] = {}
    photos: list[int] = []
    for key in dict.fromkeys(key for key, _ in sheets.pieces):
        owner = printed.get(key)
        if owner is None:
            continue
        inside = 0
        for stretch in owner.stretches:
            for number in range(stretch.first, stretch.first + stretch.count):
                inside += 1
                if stretch.pdf is pdf:
                    pages[number] = (owner.document.title, inside)
                    photos += [number] * isinstance(owner.document.content, Picture)
    copies.read_typeset(pdf, sheets, pages, photos)


def _put_before(printed: Printed, slip: Printed) -> None:
    printed.lead = slip.pages
    printed.stretches[:0] = slip.stretches
    printed.anchors = {id: page + slip.pages for id, page in printed.anchors.items()}
