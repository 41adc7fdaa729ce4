"""The copy of a paper that goes into the bundle: printed, opened, read as a scan, redacted.

The file itself stays as it is. What was done to its copy is said.
"""

import io
import os
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
from msgspec import Struct
from pikepdf import Pdf
from pikepdf.exceptions import PageCopyWarning

from everyword import ocr
from everyword.bundle.pages import office
from everyword.bundle.pages.attached import Pictures
from everyword.bundle.pages.convert import BadPicture, as_pdf
from everyword.bundle.pages.typeset import Sheets
from everyword.bundle.pdf import scanned
from everyword.bundle.pdf.given import NotUsable, Opened, open_given
from everyword.bundle.pdf.small import Small
from everyword.bundle.plan import Content, Document, Given, Office, Picture, Plan, Redaction, Text
from everyword.bundle.redaction import COPY, kept
from everyword.errors import SourceUnreadable
from everyword.model import Source, source_of_bytes
from everyword.redact.leaks import GPS, leaks_of
from everyword.redact.marks import Log
from everyword.redact.pictured import Eyes
from everyword.redact.redacting import redact_pdf

Ask = Callable[[Source], str | None]
"""The password of a locked PDF, from a person; None where nobody gives one."""
Tell = Callable[[str, int, int], None]
LOCKED = "it is locked with a password"
MISSING = (
    "LibreOffice is not installed, which prints such files: install it, or save the file as a PDF"
    " and add that"
)


BESIDE = ("RD-08", "RD-11")
"""Points of the test about files beside a copy: the finished bundle is searched as a whole."""
LONGEST_LINE = 40
"""Signs by which a line is found on a page; a longer one may be broken there."""


TO_GO = "words that are to go: "


class Tools(Struct, frozen=True):
    """Programs of this computer that a bundle may use; None: not installed.

    `spoken` are tesseract's languages ("eng+rus"); empty: scanned pages are not even looked for.
    `beside` is a folder the person chose, for plain files that another program must be given.
    """

    printer: office.Program | None = None
    reader: ocr.Program | None = None
    spoken: str = ""
    beside: Path = Path()


class Copied(Struct, frozen=True):
    """A copy ready to be joined; `how` is what was done to it, for the index."""

    pdf: Pdf
    findings: tuple[str, ...]
    how: str = ""
    lines: Mapping[str, int] = {}
    """Of an office file: "line 12" -> the page, from 1, where its words stand."""


class Copies:
    """Makes the copies; `findings` holds what is said once for all of them."""

    def __init__(self, plan: Plan, tools: Tools, ask: Ask, held: ExitStack, tell: Tell) -> None:
        self._layout, self._tools, self._ask = plan.layout, tools, ask
        self._held, self._tell, self._small = held, tell, Small()
        self._redaction = plan.redaction or Redaction()
        self._wordless: list[str] = []
        self._read_in_pictures: dict[str, list[int]] = {}
        self.pictures = Pictures(plan, tools.reader, tools.spoken, tell)
        self._not_read: list[str] = []

    @property
    def findings(self) -> list[str]:
        tools, said = self._tools, [*self._not_read, *self.pictures.findings]
        for title, pages in self._read_in_pictures.items():
            assert tools.reader is not None  # it read them
            layer = scanned.Layer(tuple(pages), (), ())
            said += [f"{title}: {each}" for each in layer_words(layer, tools.reader, tools.spoken)]
        if wordless := [*self._wordless, *self.pictures.wordless]:
            said.append(
                "No program here reads words in pictures, so these cannot be searched:"
                f" {'; '.join(wordless)}. Install tesseract, or say  --ocr none"
            )
        return said

    def of(self, document: Document) -> Copied | None:
        """None where it is typeset. Raises NotUsable, office.NotMade, Refused."""
        match document.content:
            case Given(source=source):
                return self._ready(document, self._open(source), "")
            case Office() as content:
                return self._office(document, content)
            case Picture(source=source) if self._is_to_go(document):
                made = self._ready(document, self._open(_pictured(source)), "")
                unread = [each for each in made.findings if each.startswith(TO_GO)]
                self._not_read += [] if made.how else [f"{document.title}: {e}" for e in unread]
                return made if made.how else None
            case _:
                return None

    def _is_to_go(self, document: Document) -> bool:
        asked = self._redaction
        return bool(asked.words or asked.profile != "plain" or document.key in asked.of)

    def _open(self, source: Source) -> Opened:
        """Raises NotUsable."""
        try:
            return self._opened(source, None)
        except NotUsable as fault:
            password = self._ask(source) if str(fault) == LOCKED else None
            if password is None:
                raise
            return self._opened(source, password)

    def _opened(self, source: Source, password: str | None) -> Opened:
        layout = self._layout
        flags = (layout.forms, layout.outside_links)
        return open_given(source, self._held, password, *flags, self._small)

    def _office(self, document: Document, content: Office) -> Copied:
        program = self._tools.printer
        if program is None:
            raise office.NotMade(MISSING)
        self._tell(f"Printing with {program.version.partition(' ')[0]}", 0, 1)
        data = office.pages(content.source, content.suffix, program, self._tools.beside)
        said = (
            f"printed by {program.version}; lines may break elsewhere, and fields such as today's"
            " date may show the day of printing"
        )
        opened = self._open(source_of_bytes(content.source.name, data))
        hidden = (f"in the file: {content.remark}",) if content.remark else ()
        opened = Opened(opened.pdf, (said, *hidden, *opened.findings))
        copied = self._ready(document, opened, f"printed by {program.version}")
        lines = line_places(copied.pdf, content.otherwise)
        return msgspec.structs.replace(copied, lines=lines)

    def _ready(self, document: Document, opened: Opened, how: str) -> Copied:
        layer = self._read(document.title, opened.pdf)
        reader, spoken = self._tools.reader, self._tools.spoken
        said = layer_words(layer, reader, spoken) if layer and reader else []
        findings = [*opened.findings, *said]
        if not self._is_to_go(document):
            return Copied(opened.pdf, tuple(findings), how)
        pdf, said = self._redacted(document, opened.pdf, layer.read if layer else ())
        if pdf is None:
            return Copied(opened.pdf, (*findings, *said), how)
        how = f"{how}, {COPY}" if how else COPY
        return Copied(pdf, (*findings, *said), how)

    def _read(self, title: str, pdf: Pdf) -> scanned.Layer | None:
        """Lays words under scanned pages; None where there are none, or nothing to read with."""
        tools = self._tools
        if not tools.spoken or not any(scanned.may_be_scan(page.obj) for page in pdf.pages):
            return None
        with pypdfium2.PdfDocument(_saved(pdf)) as looked_at:
            if tools.reader is None:
                pages = [number + 1 for number in scanned.scans(looked_at)]
                self._wordless += [f"{title}, {pages_words(pages)}"] if pages else []
                return None
            return scanned.add_words(
                pdf,
                looked_at,
                tools.reader,
                tools.spoken,
                lambda done, total: self._tell("Reading scanned pages", done, total),
            )

    def read_typeset(
        self,
        pdf: Pdf,
        sheets: Sheets,
        pages: Mapping[int, tuple[str, int]],
        photos: Sequence[int],
    ) -> None:
        """Lays words over the pictures on pages just set: number from 0 -> title, page of it.

        `photos` are those of them that are a picture by themselves.
        """
        read = self.pictures.lay(pdf, sheets.marks)
        tools = self._tools
        if photos and tools.spoken and tools.reader is not None:
            with pypdfium2.PdfDocument(sheets.pdf) as opened:
                layer = scanned.add_words(
                    pdf,
                    opened,
                    tools.reader,
                    tools.spoken,
                    lambda done, total: self._tell("Reading pictures", done, total),
                    tuple(photos),
                )
            read += layer.read
            for page, why in layer.failed:
                title, inside = pages[page - 1]
                self._not_read.append(f"{title}: the picture on page {inside} was not read: {why}")
        for page in read:  # of a photo without words there is nothing to be said
            title, inside = pages[page - 1]
            self._read_in_pictures.setdefault(title, []).append(inside)

    def _redacted(
        self, document: Document, pdf: Pdf, read: Sequence[int]
    ) -> tuple[Pdf | None, list[str]]:
        """None where there is nothing to take out, and nobody asked for this paper by name.

        Raises NotUsable where it cannot be tried, Refused where something was left.
        """
        self._tell("Redacting", 0, 1)
        asked, data = self._redaction, _saved(pdf)
        words = asked.words_of(document.key)
        boxes = asked.of.get(document.key, ((), ()))[1]
        place = office.MEMORY if os.access(office.MEMORY, os.W_OK) else self._tools.beside
        with tempfile.TemporaryDirectory(prefix=f"{office.NAME}{os.getpid()}-", dir=place) as made:
            out = Path(made) / "copy.pdf"
            try:
                title, eyes = document.title, self._eyes(read)
                log = redact_pdf(data, boxes, words, out, asked.profile, name=title, eyes=eyes)
            except SourceUnreadable as fault:
                raise NotUsable(f"it could not be redacted: {fault.words['reason']}") from None
            copy = out.read_bytes()
        if document.key not in asked.of and not log.boxes:
            left = leaks_of(data, "", [word.text for word in words])
            if all(each.word.startswith(GPS) for each in left):
                unread = [each for each in log.findings if "not looked for" in each]
                return None, [f"{TO_GO}{each}" for each in unread]
        return self._held.enter_context(pikepdf.open(io.BytesIO(copy))), log_words(
            log, document, read
        )

    def _eyes(self, read: Sequence[int]) -> Eyes | None:
        """Scanned pages have the words of their pictures by now."""
        tools = self._tools
        if tools.reader is None or not tools.spoken:
            return None
        return Eyes(tools.reader, tools.spoken, frozenset(read))


def line_places(pdf: Pdf, words: Content) -> dict[str, int]:
    """The page where each line of the words as read begins; one not found is where the last was."""
    if not isinstance(words, Text):
        return {}
    with pypdfium2.PdfDocument(_saved(pdf)) as opened:
        pages = [_squeezed(page.get_textpage().get_text_range()) for page in opened]
    places, page = {}, 0
    for number, line in enumerate(words.lines, words.first):
        wanted = _squeezed(line)[:LONGEST_LINE]
        here = (at for at in range(page, len(pages)) if wanted in pages[at])
        page = next(here, page)
        places[f"line {number}"] = page + 1
    return places


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _pictured(source: Source) -> Source:
    try:
        return source_of_bytes(source.name, as_pdf(source))
    except BadPicture as fault:
        raise NotUsable(str(fault)) from None


def _saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        # Fields that no form lists: their look is on the page and is kept.
        warnings.simplefilter("ignore", PageCopyWarning)
        pdf.save(out, deterministic_id=not pdf.is_encrypted, encryption=False)
    return out.getvalue()


def layer_words(layer: scanned.Layer, program: ocr.Program, spoken: str) -> list[str]:
    """What is to be said of pages that a machine read."""
    said = []
    if layer.read:
        said.append(
            f"words of {pages_words(layer.read)} were read from the picture by tesseract"
            f" {program.version} ({spoken}); a machine read them, nobody checked them"
        )
    if layer.wordless:
        said.append(f"no words were found in the picture of {pages_words(layer.wordless)}")
    for page, why in layer.failed:
        said.append(f"page {page} was not read and cannot be searched: {why}")
    return said


def log_words(log: Log, document: Document, read: Sequence[int] = ()) -> list[str]:
    """What is to be said of a redacted copy; in the pictures of pages `read` words were found."""
    pages = pages_words([int(page) for page in log.counts])
    count = len(log.boxes)
    boxes = f"{count} box{'es' * (count != 1)} on {pages}" if count else "hidden parts taken out"
    said = [f"{COPY}: {boxes}{kept(document)}"]
    said += [
        f"not checked in the copy: {check.title}"
        for check in log.checks
        if check.state == "not done" and check.id not in BESIDE
    ]
    searched = tuple(f"page {page} has pictures: " for page in read)
    more = (*log.findings, *log.remarks)
    return [*said, *(each for each in more if not each.startswith(searched))]


def pages_words(pages: Sequence[int]) -> str:
    """ "page 3", "pages 1 to 4, 7"."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    words = [
        (" to " if len(run) > 2 else " and ").join(map(str, dict.fromkeys((run[0], run[-1]))))
        for run in runs
    ]
    return f"page{'s' * (len(pages) != 1)} {', '.join(words)}"
