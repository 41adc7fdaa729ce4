"""What a bundle is to contain, before any page exists. Made by the case or from a folder."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from everyword.bundle.manifest import DocumentEntry as DocumentEntry
from everyword.bundle.manifest import Manifest as Manifest
from everyword.bundle.manifest import PageEntry as PageEntry
from everyword.bundle.manifest import VolumeEntry as VolumeEntry
from everyword.case.decided import Person
from everyword.model import Source
from everyword.redact.marks import Box, Word
from everyword.rules.records import Layout

Facts = tuple[tuple[str, str], ...]
"""Label and value, in the order to print them: (("SHA-256", "…"), ("Length", "0:40"))."""


class Given(Struct, frozen=True):
    """A PDF, used as it is: every mark it had is kept."""

    source: Source


class Picture(Struct, frozen=True):
    """A photo or scan on a page of its own, right way up, its facts below."""

    source: Source
    facts: Facts


class Attached(Struct, frozen=True):
    """A file named by a message; `picture` is set where it can be shown."""

    name: str
    sha256: str | None
    present: bool
    picture: Source | None = None


class Line(Struct, frozen=True):
    """One message in print. `anchor` is the item's id; `chosen` is false for context lines.

    `left_out` messages of the thread stand between the line before and this one.
    `number` is the message's place in its thread, so that it does not depend on what was chosen.
    """

    anchor: str
    number: int
    when: str
    sender: str
    text: str
    system: bool = False
    chosen: bool = True
    left_out: int = 0
    attachments: tuple[Attached, ...] = ()
    notes: tuple[str, ...] = ()
    """Printed below the words: deleted or edited in the source, what another copy has instead."""


class Transcript(Struct, frozen=True):
    """A conversation in print: who took part (handle first), what zone, then the lines."""

    facts: Facts
    lines: tuple[Line, ...]
    left_out_after: int = 0


class Row(Struct, frozen=True):
    """One row of a table; `anchor` is the item's id."""

    anchor: str
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """A counted table, such as lines of a bank account. `align` has l or r per column."""

    facts: Facts
    columns: tuple[str, ...]
    align: str
    rows: tuple[Row, ...]


class Text(Struct, frozen=True):
    """Plain text, printed line by line with the line numbers of the source, from `first` on.

    Line 200 has the anchor "line 200".
    """

    facts: Facts
    lines: tuple[str, ...]
    first: int = 1


class Spoken(Struct, frozen=True):
    """Words of a recording: `at` is the time in it ("0:12"), `speaker` "" where nobody is named."""

    at: str
    speaker: str
    text: str


class Slip(Struct, frozen=True):
    """A page that stands for something paper cannot hold: a recording, a native file.

    `spoken` is its transcript, where there is one.
    """

    facts: Facts
    spoken: tuple[Spoken, ...] = ()


class Unusable(Struct, frozen=True):
    """A page that names a document which could not be used, and why. Never a blank page."""

    reason: str
    facts: Facts


class Letter(Struct, frozen=True):
    """An e-mail, a calendar entry or an address-book entry: its head, its words, its files.

    `kind` is what it is called in print; `head` the fields as the source has them; `facts` are
    of the file it was read from.
    """

    kind: str
    head: Facts
    lines: tuple[str, ...]
    attachments: tuple[Attached, ...]
    facts: Facts


class Caption(Struct, frozen=True):
    """The heading of a court paper: court, number, what it concerns, parties as name and role."""

    court: str = ""
    number: str = ""
    matter: tuple[str, ...] = ()
    parties: Facts = ()
    between: str = ""
    """The word between two parties: "and", "v."."""


class Paragraph(Struct, frozen=True):
    """One numbered paragraph of a statement; `heading` stands above it, unnumbered."""

    text: str
    heading: str = ""
    cites: "tuple[Cite, ...]" = ()


class Statement(Struct, frozen=True):
    """The draft of a statement or affidavit, for a person to check and sign.

    `corner` are the marks at the upper right (party, maker, number, exhibits, date). `opening`
    stands above paragraph 1. `truth` are the words above the signature, "" for none; `sworn` adds
    the lines for the person before whom it is sworn.
    """

    caption: Caption
    kind: str
    corner: Facts
    opening: str
    paragraphs: tuple[Paragraph, ...]
    truth: str
    sworn: bool = False
    truth_title: str = "Statement of truth"


class Allegation(Struct, frozen=True):
    number: int
    when: str
    words: str
    cites: "tuple[Cite, ...]" = ()
    response: str = ""
    response_cites: "tuple[Cite, ...]" = ()


class ScottSchedule(Struct, frozen=True):
    """Allegations beside responses; the column of the court's finding is always left empty."""

    caption: Caption
    allegations: tuple[Allegation, ...]


class ListedExhibit(Struct, frozen=True):
    """`files` are the SHA-256 of the files behind it."""

    mark: str
    title: str
    date: str
    cites: "tuple[Cite, ...]" = ()
    files: tuple[str, ...] = ()


class ExhibitList(Struct, frozen=True):
    """The exhibits of a statement or bundle, in order, with the page of each."""

    caption: Caption
    exhibits: tuple[ListedExhibit, ...]


class Office(Struct, frozen=True):
    """A file of an office program, printed by one; `otherwise` stands in where that is not there.

    `suffix` is that of its kind (".docx"); `remark` what a reader said of what is hidden in it.
    """

    source: Source
    suffix: str
    otherwise: "Content"
    remark: str = ""


class Drawing(Struct, frozen=True):
    """A picture that everyword drew; `words` are read out instead of it."""

    words: str
    svg: str


class CountedRow(Struct, frozen=True):
    """One line of a schedule, and what its figures were counted from. `total`: a sum of others."""

    cells: tuple[str, ...]
    cites: "tuple[Cite, ...]" = ()
    total: bool = False


class CountedSchedule(Struct, frozen=True):
    """A counted table with the evidence of each line. `align` has l or r for each column.

    `facts` stand above it (what was counted, by which rule), the notes and drawings below.
    """

    caption: Caption
    facts: Facts
    columns: tuple[str, ...]
    align: str
    rows: tuple[CountedRow, ...]
    notes: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()


CourtPaper = Statement | ScottSchedule | ExhibitList | CountedSchedule
Content = (
    Given | Office | Picture | Transcript | Table | Text | Slip | Letter | CourtPaper | Unusable
)


class Document(Struct, frozen=True):
    """One entry of the index. `mark` is the exhibit label ("AB1") or None.

    `kind` is what a court's list of excluded kinds may name (kinds.py), `basis` the words that let
    it in all the same. `origin` are the SHA-256 of the files it was made from. `after` is for a
    supplement: the label of the lodged page behind which it goes.
    """

    key: str
    title: str
    date: str
    mark: str | None
    content: Content
    kind: str = ""
    basis: str = ""
    origin: tuple[str, ...] = ()
    after: str = ""
    copy: str = ""
    """What was done to the copy that is printed: "redacted copy"."""


class Section(Struct, frozen=True):
    letter: str
    title: str
    documents: tuple[Document, ...]


class Cite(Struct, frozen=True):
    """Where a chronology row points: a document of this plan, and a place in it.

    `anchor` an item id in a transcript or table; else `page` (from 1) within the document.
    `document` None: the thing cited is not in this bundle and `words` say what it is. `whole`: from
    its first page to its last.
    """

    document: str | None
    words: str
    anchor: str | None = None
    page: int = 1
    whole: bool = False


class ChronologyRow(Struct, frozen=True):
    number: int
    when: str
    event: str
    status: str
    cites: tuple[Cite, ...]


class KeyPage(Struct, frozen=True):
    """A page that the hearing will turn to."""

    words: str
    cite: Cite


class Hearing(Struct, frozen=True):
    """The sheet of one page that says what a hearing is about."""

    court: str = ""
    case_number: str = ""
    date: str = ""
    judge: str = ""
    parties: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    key_pages: tuple[KeyPage, ...] = ()


class Wishes(Struct, frozen=True):
    """What the person asks for beside the documents.

    `tabs`: a page before each section; `slips`: a page before each exhibit; `marks`: the exhibit's
    label on each of its pages. `volume_pages`, `volume_bytes`: most of one file; `most_pages`: the
    limit that is only watched. `core`: only pages that the chronology cites.
    """

    tabs: bool = False
    slips: bool = False
    marks: bool = False
    core: bool = False
    volume_pages: int | None = None
    volume_bytes: int | None = None
    most_pages: int | None = None


class Redaction(Struct, frozen=True):
    """What is to be taken out: `words` everywhere; `of` the key of a document, more of that one.

    `profile` is one of redact/profiles.py, whose patterns are looked for as well.
    """

    words: tuple[Word, ...] = ()
    profile: str = "plain"
    of: Mapping[str, tuple[tuple[Word, ...], tuple[Box, ...]]] = {}

    def words_of(self, key: str) -> tuple[Word, ...]:
        return (*self.words, *self.of.get(key, ((), ()))[0])

    @property
    def every_word(self) -> tuple[Word, ...]:
        return (*self.words, *(word for words, _ in self.of.values() for word in words))


class Plan(Struct, frozen=True):
    """Everything `build` needs. `lines` stand on the cover under the title (court, parties)."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    chronology: tuple[ChronologyRow, ...] = ()
    made: str = ""
    remarks: tuple[str, ...] = ()
    """Printed after the index: what was left out or could not be used, in plain words."""
    findings: tuple[str, ...] = ()
    """Said with those of the finished bundle; not printed."""
    notes: tuple[str, ...] = ()
    """Said, but no findings: what the person asked for."""
    layout: Layout = Layout()
    profile: str = "plain"
    wishes: Wishes = Wishes()
    statement: Statement | None = None
    """The statement these are exhibits of, where it was lodged before and is not printed again."""
    supplement: Manifest | None = None
    """What was lodged before, where only the pages that are new are to be printed."""
    keys: Mapping[str, str] = {}
    """In a supplement: the key of each paper -> the one it was lodged as, or has as a late one."""
    hearing: Hearing | None = None
    caption: Caption | None = None
    """Stands above the cover and the sheet for the hearing."""
    spec: Mapping[str, Any] = {}
    """The description it was made from; the manifest keeps it, so that it can be made again."""
    redaction: Redaction | None = None
    confidential: tuple[str, ...] = ()
    """Addresses and numbers that must be nowhere in the finished files, or there are none."""
    people: Mapping[str, Person] = {}
    """Those of the case: the names of hidden ones are not printed (unnamed.py)."""
    read: Mapping[str, tuple[tuple[str, str], ...]] = {}
    """Key of a document that is shown as it is -> place and words of what was read in it. It is
    looked at and not printed."""

    @property
    def paper(self) -> str:
        return self.layout.paper

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(document for section in self.sections for document in section.documents)


def section_letters(number: int) -> str:
    """A to Z, then AA, AB, as spreadsheets count their columns."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
