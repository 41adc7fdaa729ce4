"""What is read from a PDF before any rule is asked: one value for the file, one for each page."""

from pathlib import Path

from msgspec import Struct

from everyword.rules.report import Box


class Picture(Struct, frozen=True):
    """An image on a page: where, and how many of its pixels fill an inch there."""

    box: Box
    dpi: float
    share: float
    """Of the page's area, 0 to 1."""


class Covered(Struct, frozen=True):
    """Words that are in the file and not to be seen; `how` is the rule they belong to."""

    box: Box
    words: str
    how: str


class Link(Struct, frozen=True):
    """A link on a page: the words under it, its whole line, and the page it leads to (from 1).

    `page` 0: it is to lead to a page and there is none; None: it leads somewhere else.
    """

    box: Box
    words: str
    row: str
    page: int | None
    address: str | None


class Bookmark(Struct, frozen=True):
    """`page` as in Link; `zooms`: going there changes how large the page is shown."""

    title: str
    level: int
    page: int | None
    zooms: bool


class Page(Struct):
    """One page as a reader sees it. Lengths in points, as shown: turned and cropped."""

    number: int
    label: str
    is_drawn: bool = True
    width: float = 0.0
    height: float = 0.0
    text: str = ""
    edges: str = ""
    """The text in the strips along the top and the bottom."""
    body: int = 0
    """Characters, blanks not counted, outside these strips."""
    is_blank: bool = False
    is_paper: bool = False
    """Mostly light, as paper with writing on it is, and photographs are not."""
    likeness: bytes = b""
    """Equal for two pages that look the same and say the same, their numbers left out."""
    type_size: float = 0.0
    """The size half of the typed characters are below; 0 where too little is typed."""
    turned: str = ""
    """How most of the text runs, where it is not from left to right."""
    fonts: tuple[tuple[str, bool], ...] = ()
    """Name, and whether it is inside the file."""
    typefaces: tuple[str, ...] = ()
    """The fonts of a tenth of the typed text or more."""
    pictures: tuple[Picture, ...] = ()
    covered: tuple[Covered, ...] = ()
    links: tuple[Link, ...] = ()
    no_shape: int = 0
    """Characters the font has no shape for."""
    comments: tuple[str, ...] = ()
    redact_marks: int = 0
    left_out: str = ""
    """What of this page was too much to be looked at."""


class Active(Struct, frozen=True):
    """Something that does more than be read; `rule` is the one that asks about it."""

    rule: str
    words: str
    page: int | None


class File(Struct):
    """The whole of it."""

    path: Path
    size: int
    sha256: str
    fault: str = ""
    """Why nothing more could be read."""
    version: str = ""
    is_encrypted: bool = False
    warnings: tuple[str, ...] = ()
    has_labels: bool = False
    labels: tuple[str, ...] = ()
    opening: str = ""
    """The view the file asks for: "", "100", "keeps" (the reader's own) or words for another."""
    active: tuple[Active, ...] = ()
    fields: int = 0
    signatures: int = 0
    is_xfa: bool = False
    revisions: int = 1
    layers_off: tuple[str, ...] = ()
    about: dict[str, str] = {}
    """What the file says about itself: title, author, program, the text of its XMP."""
    title: str = ""
    language: str = ""
    bookmarks: tuple[Bookmark, ...] = ()
    pages: tuple[Page, ...] = ()
    left_out: tuple[str, ...] = ()
    """What was too much to be looked at, in sentences."""
