"""What a bundle is to contain, before any page exists. Made by the case or from a folder."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from everyword.model import Source

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


class Slip(Struct, frozen=True):
    """A page that stands for something paper cannot hold: a recording, a native file."""

    facts: Facts


class Unusable(Struct, frozen=True):
    """A page that names a document which could not be used, and why. Never a blank page."""

    reason: str
    facts: Facts


Content = Given | Picture | Transcript | Table | Text | Slip | Unusable


class Document(Struct, frozen=True):
    """One entry of the index. `mark` is the exhibit label ("AB1") or None."""

    key: str
    title: str
    date: str
    mark: str | None
    content: Content


class Section(Struct, frozen=True):
    letter: str
    title: str
    documents: tuple[Document, ...]


class Cite(Struct, frozen=True):
    """Where a chronology row points: a document of this plan, and a place in it.

    `anchor` an item id in a transcript or table; else `page` (from 1) within the document.
    `document` None: the thing cited is not in this bundle and `words` say what it is.
    """

    document: str | None
    words: str
    anchor: str | None = None
    page: int = 1


class ChronologyRow(Struct, frozen=True):
    number: int
    when: str
    event: str
    status: str
    cites: tuple[Cite, ...]


class Plan(Struct, frozen=True):
    """Everything `build` needs. `lines` stand on the cover under the title (court, parties)."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    chronology: tuple[ChronologyRow, ...] = ()
    made: str = ""
    paper: Literal["a4", "us-letter"] = "a4"
    remarks: tuple[str, ...] = ()
    """Printed after the index: what was left out or could not be used, in plain words."""


class PageEntry(Struct, frozen=True):
    """One finished page. `stamp` is x, y, width, height in points from the top left as shown.

    On a page with a crop box the corner is that of the whole page (the media box): pdftotext -x -y
    counts so.
    """

    label: str
    document: str
    stamp: tuple[float, float, float, float]


class DocumentEntry(Struct, frozen=True):
    key: str
    title: str
    mark: str | None
    first: str
    last: str
    anchors: Mapping[str, str]
    """Item id -> label of the page it is printed on."""


class Manifest(Struct, frozen=True):
    """What was built. `findings` are plain sentences; empty when nothing is to be said."""

    sha256: str
    pages: tuple[PageEntry, ...]
    documents: tuple[DocumentEntry, ...]
    findings: tuple[str, ...]


def section_letters(number: int) -> str:
    """A to Z, then AA, AB, as spreadsheets count their columns."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
