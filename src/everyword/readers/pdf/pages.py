"""The pages of a PDF: their words, what was typed into forms, and what is left out."""

import logging
from collections.abc import Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from msgspec import Struct

from everyword.model import Answers, Document, Locator, Problem, Reading, Source, whole
from everyword.readers.pdf.facts import files_inside, has_sound_index, made, title
from everyword.readers.pdf.forms import form_of
from everyword.readers.pdf.marks import Marks, marks, plain
from everyword.readers.pdf.mend import mended
from everyword.readers.pdf.parenting_lines import messages
from everyword.readers.pdf.stream import BlockStream

MAX_PAGE_CHARACTERS = 1_000_000
MAX_CHARACTERS = 50_000_000
"""In one file: twenty-five thousand full pages."""
NAMED = 20
"""Places or files named one by one in a remark; the rest are counted."""

for _library in ("pypdfium2", "pikepdf"):  # else they speak on the screen
    logging.getLogger(_library).addHandler(logging.NullHandler())


def readings(source: Source, answers: Answers) -> Iterator[Reading]:
    """The document, the messages of a report in it, and what could not be read."""
    with source.open() as beneath:
        stream = BlockStream(beneath, source.size)
        try:
            pdf, typed = _with_form(_opened(stream, source.size), stream, source.size)
        except pdfium.PdfiumError as fault:
            stream.check()
            yield Problem(whole(source), _why_closed(fault.err_code))
            return
        with closing(pdf):
            yield from _document(source, pdf, stream, answers)
        if not typed:
            what = "the form in it is damaged or tangled: what was typed into it was not read"
            yield Problem(whole(source), what)
        stream.check()


def _opened(stream: BlockStream, size: int) -> pdfium.PdfDocument:
    # pdfium keeps the code of its last failure, and a PDF without pages sets none: opening nothing
    # first makes what is said here independent of the files read before.
    raw.FPDF_LoadMemDocument(b"", 0, None)
    try:
        return pdfium.PdfDocument(stream)
    except pdfium.PdfiumError as fault:
        if fault.err_code not in (raw.FPDF_ERR_FORMAT, raw.FPDF_ERR_UNKNOWN, raw.FPDF_ERR_FILE):
            raise
        copy = mended(stream, size)
        if copy is None:
            raise
        return pdfium.PdfDocument(copy)


def _with_form(
    pdf: pdfium.PdfDocument, stream: BlockStream, size: int
) -> tuple[pdfium.PdfDocument, bool]:
    """The document with its form open; False where opening the form would be a risk."""
    if pdf.get_formtype() == raw.FORMTYPE_NONE:
        return pdf, True
    form = form_of(stream)
    if form == "damaged" and (copy := mended(stream, size)) is not None:
        pdf.close()
        pdf, form = pdfium.PdfDocument(copy), "safe"
    if form == "safe":
        pdf.init_forms()
    return pdf, form == "safe"


def _why_closed(code: int | None) -> str:
    match code:
        case raw.FPDF_ERR_PASSWORD:
            return "locked with a password: kept, its pages were not read"
        case raw.FPDF_ERR_SECURITY:
            return "locked in a way this program cannot open: kept, its pages were not read"
        case _:
            return (
                "the PDF is damaged, cut short or without a page, and cannot be opened:"
                " kept, not read"
            )


class _Page(Struct, frozen=True):
    text: str
    marks: Marks
    cut: int = 0
    """Characters beyond the limit."""


def _document(
    source: Source, pdf: pdfium.PdfDocument, stream: BlockStream, answers: Answers
) -> Iterator[Reading]:
    sound = has_sound_index(stream, source.size)
    count = len(pdf)
    texts: list[str] = []
    found = _Found()
    room = MAX_CHARACTERS
    for number in range(1, count + 1):
        try:
            page = _page(pdf, number - 1, min(room, MAX_PAGE_CHARACTERS))
        except (pdfium.PdfiumError, RecursionError, AssertionError):
            stream.check()
            found.lost.append(number)
            texts.append("")
            continue
        texts.append(page.text)
        room -= len(page.text)
        found.see(number, page)
    also = messages(source.name, texts, answers)  # asks, where it asks, before anything is given
    yield Document(
        (Locator(source.name, 1, count, "page"),),
        made(pdf),
        title(pdf),
        count,
        sum(not text.isspace() and text != "" for text in texts),
        tuple(texts),
        _remark(pdf, sound, texts, found),
    )
    yield from also
    yield from found.problems(source.name)


def _page(pdf: pdfium.PdfDocument, index: int, room: int) -> _Page:
    with closing(pdf.get_page(index)) as page:
        with closing(page.get_textpage()) as layer:
            count = layer.count_chars()
            text = (
                plain(layer.get_text_range(0, min(count, room), errors="replace")) if room else ""
            )
        seen = marks(pdf, page)
    lines = "\n".join(seen.lines)
    if text and lines and not text.endswith("\n"):
        text += "\n"
    return _Page(text + lines, seen, max(0, count - room))


class _Found:
    """What is to be said about pages, gathered while they go by."""

    def __init__(self) -> None:
        self.lost: list[int] = []
        self.cut: list[tuple[int, int]] = []
        self.unseen: list[tuple[int, int]] = []
        self.notes: list[int] = []
        self.hidden: list[int] = []
        self.files: list[str] = []

    def see(self, number: int, page: _Page) -> None:
        self.files.extend(page.marks.files)
        if page.marks.notes:
            self.notes.append(number)
        if page.marks.hidden:
            self.hidden.append(number)
        if page.cut:
            self.cut.append((number, page.cut))
        if page.marks.left:
            self.unseen.append((number, page.marks.left))

    def problems(self, path: str) -> Iterator[Problem]:
        for first, last in _runs(self.lost):
            where = (Locator(path, first, last, "page"),)
            yield Problem(where, "damaged: the file counts this page, but it could not be read")
        for number, left in self.cut:
            where = (Locator(path, number, number, "page"),)
            yield Problem(where, f"{left:,} characters of text more than are kept were not read")
        for number, left in self.unseen:
            where = (Locator(path, number, number, "page"),)
            yield Problem(where, f"{left:,} form fields or notes more than are read were left")


def _remark(pdf: pdfium.PdfDocument, sound: bool, texts: list[str], found: _Found) -> str | None:
    said = []
    if not sound:
        said.append(
            "the file is damaged or cut short: its own index does not fit and was made anew"
            " for reading; parts may be missing"
        )
    lost = set(found.lost)
    bare = [n for n, text in enumerate(texts, 1) if not text.strip() and n not in lost]
    if bare:
        why = "a picture of a page, or blank" if sound else "a picture of a page, blank, or lost"
        said.append(f"no text on {_pages(bare)}: {why}")
    if found.notes:
        said.append(f"comments that open on a click, not read, on {_pages(found.notes)}")
    if found.hidden:
        said.append(f"filled form fields that are not shown, not read, on {_pages(found.hidden)}")
    files = [*files_inside(pdf), *found.files]
    if files:
        named = ", ".join(f'"{name}"' for name in files[:NAMED])
        more = f" and {len(files) - NAMED:,} more" if len(files) > NAMED else ""
        said.append(f"files inside this file, not opened: {named}{more}")
    if (signed := raw.FPDF_GetSignatureCount(pdf)) > 0:
        said.append(f"electronic signatures, not checked: {signed}")
    if pdf.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        said.append("holds a form of a second kind (XFA), which was not read")
    return "; ".join(said) or None


def _pages(numbers: list[int]) -> str:
    runs = list(_runs(numbers))
    words = [str(first) if first == last else f"{first} to {last}" for first, last in runs[:NAMED]]
    more = f" and {len(runs) - NAMED:,} more places" if len(runs) > NAMED else ""
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(words) + more


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """1, 2, 3, 7 as 1 to 3 and 7 to 7: a million bad pages are one line."""
    first, last = 0, -1
    for number in numbers:
        if number != last + 1:
            if first:
                yield first, last
            first = number
        last = number
    if first:
        yield first, last
