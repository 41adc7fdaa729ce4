"""The manifest of a finished bundle: which page holds what, and from which file it came."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from everyword.rules.records import Layout


class PageEntry(Struct, frozen=True):
    """One finished page. `stamp` is x, y, width, height in points from the top left as shown.

    On a page with a crop box the corner is that of the whole page (the media box): pdftotext -x -y
    counts so. `source` is the SHA-256 of the file that the page is a page of, and `page` its number
    there, from 1; both None on pages that were typeset, which name the items that begin on them
    in `items`. `place`, `plate` and `under` are where the number went (stamp.py), to find it again
    sooner.
    """

    label: str
    document: str
    stamp: tuple[float, float, float, float]
    volume: int = 1
    source: str | None = None
    page: int | None = None
    items: tuple[str, ...] = ()
    place: int = 0
    plate: bool = False
    under: bool = False


class DocumentEntry(Struct, frozen=True):
    """One document. `content` is a hash of what it was printed from: the same words, the same."""

    key: str
    title: str
    mark: str | None
    first: str
    last: str
    anchors: Mapping[str, str]
    """Item id -> label of the page it is printed on."""
    volume: int = 1
    date: str = ""
    section: str = ""
    letter: str = ""
    origin: tuple[str, ...] = ()
    file: str = ""
    """The name of the file it was printed from, where it is one."""
    content: str = ""
    kind: str = ""
    basis: str = ""
    made: str = ""
    """Of one lodged before the last bundle: the day on the cover of its own."""
    copy: str = ""
    """What was done to the copy that was printed: "redacted copy", "printed by LibreOffice"."""


class VolumeEntry(Struct, frozen=True):
    """One file of the bundle, in order."""

    sha256: str
    size: int
    first: str
    last: str


class Manifest(Struct, frozen=True):
    """What was built. `findings` are plain sentences; empty when nothing is to be said.

    `sha256` is the file's, or the first volume's. `lodged` and `earlier` are, in a supplement, the
    pages and documents lodged before: they are in other files, and their numbers stay.
    """

    sha256: str
    pages: tuple[PageEntry, ...]
    documents: tuple[DocumentEntry, ...]
    findings: tuple[str, ...]
    volumes: tuple[VolumeEntry, ...] = ()
    profile: str = "plain"
    layout: Layout = Layout()
    title: str = ""
    made: str = ""
    spec: Mapping[str, Any] = {}
    lodged: tuple[PageEntry, ...] = ()
    earlier: tuple[DocumentEntry, ...] = ()
