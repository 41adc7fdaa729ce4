"""The elements of a camt file as one flat stream of events, in bounded memory, past damage.

Expat reads; every DTD is refused before anything in it is looked at. Prefixes of namespaces are
taken off. Where the XML is broken, reading goes on at the next entry, balance or statement.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden
from msgspec import Struct

from everyword.model import Source
from everyword.readers.bank.letters import marked

BLOCK = 64 * 1024
MAX_WORDS, MAX_HELD, MAX_DEPTH = 1 << 20, 4 << 20, 60
"""Letters of one value; bytes without any element in them; elements within elements."""
MAX_TAG = 64
"""Bytes of a tag that is looked for after damage."""
STATEMENTS = frozenset(("Stmt", "Rpt", "Ntfctn"))
CODECS = {
    "utf-8": "utf-8", "us-ascii": "utf-8", "utf-16": "utf-16", "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1", "iso-8859-2": "iso-8859-2", "iso-8859-15": "iso-8859-15",
    "windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252",
}  # fmt: skip
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AGAIN = re.compile(rb"<(?:[\w.-]{1,30}:)?(?:Ntry|Bal|Stmt|Rpt|Ntfctn)[\s>]")
_JUNK_AFTER = 9  # XML_ERROR_JUNK_AFTER_DOC_ELEMENT


class Event(Struct, frozen=True, gc=False):
    """`kind`: "open", "close", "damage" (then `words` says what). `line` counts from 1.

    Of a "close", `words` is the text right inside, without blanks around it; None: too long.
    """

    kind: str
    name: str
    words: str | None
    currency: str | None
    line: int


class TooDeep(DefusedXmlException):  # type: ignore[misc]  # defusedxml has no types
    """Elements within elements, deeper than in any statement."""


def events(source: Source) -> Iterator[Event]:
    """Raises BadArchive where the source stops in the middle."""
    with source.open() as stream:
        yield from _Reader(_decoded(stream)).events()


def _decoded(stream: BinaryIO) -> Iterator[bytes]:
    """The file as UTF-8, with U+FFFD for what is no character of XML."""
    head = stream.read(4096)
    skip, name = marked(head)
    declared = _DECLARED.match(head)
    label = declared[1].decode().lower() if declared else "utf-8"
    if name is None:
        name = "utf-8" if label == "utf-16" else CODECS.get(label, "utf-8")
    stream.seek(skip)
    decoder = codecs.getincrementaldecoder(name)("replace")
    while True:
        block = stream.read(BLOCK)
        text = _CONTROLS.sub("\ufffd", decoder.decode(block, not block))
        if text:
            yield text.encode("utf-8", "replace")
        if not block:
            return


class _Reader:
    """A parser after another: a new one behind each damage."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._out: list[Event] = []
        self._open: list[tuple[str, str | None]] = []
        self._text: list[str] = []
        self._size = 0
        self._parser: Any = None
        self._fed = self._line = 0
        self._lost: str | None = None
        self._quiet = False
        self._frame = ["Document", "Frame", "Stmt"]
        self._stopped = self._damages = 0

    def events(self) -> Iterator[Event]:
        self._begin(1)
        line, held = 1, b""
        for piece in self._pieces:
            piece, at, floor = held + piece, 0, 0
            while at < len(piece):
                damages = self._damages
                at = self._feed(piece, at, line)
                floor = at if self._damages > damages else floor
            held = self._half_tag(piece, floor)
            line += piece.count(b"\n", 0, len(piece) - len(held))
            if self._lost is None and self._fed - self._parser.CurrentByteIndex > MAX_HELD:
                self._damage("a piece of it is longer than any may be", line)
            yield from self._take()
        if self._lost is None:
            try:
                self._parser.Parse(b"", True)
            except expat.ExpatError:
                words = "the file ends before its end: it was cut short"
                self._out.append(Event("damage", "", words, None, line))
        yield from self._take()

    def _half_tag(self, piece: bytes, floor: int) -> bytes:
        """After damage: the beginning of a tag at the end of a piece, to be looked at again."""
        cut = piece.rfind(b"<", floor)
        is_near = cut >= 0 and len(piece) - cut < MAX_TAG
        return piece[cut:] if self._lost is not None and is_near else b""

    def _take(self) -> Iterator[Event]:
        out, self._out = self._out, []
        yield from out

    def _begin(self, line: int) -> None:
        parser = expat.ParserCreate("utf-8")
        if hasattr(parser, "SetReparseDeferralEnabled"):
            parser.SetReparseDeferralEnabled(False)  # damage is told where it is
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        self._parser, self._fed, self._line, self._lost = parser, 0, line - 1, None

    def _feed(self, piece: bytes, at: int, line: int) -> int:
        """Parse a piece from `at`; how far that went. `line` is where the piece begins."""
        if self._lost is not None:
            match = _AGAIN.search(piece, at)
            if match is None:
                return len(piece)
            at = match.start()
            self._resume(match[0], line + piece.count(b"\n", 0, at))
        fed, self._fed = self._fed - at, self._fed + len(piece) - at
        try:
            self._parser.Parse(piece[at:] if at else piece, False)
        except (expat.ExpatError, DefusedXmlException) as fault:
            is_xml = isinstance(fault, expat.ExpatError)
            code = fault.code if isinstance(fault, expat.ExpatError) else 0
            index = self._parser.ErrorByteIndex if is_xml else self._stopped
            stopped = min(max(index - fed, at), len(piece))
            here = line + piece.count(b"\n", 0, stopped)
            if code == _JUNK_AFTER and piece[stopped : stopped + 1] == b"<":
                self._begin(here)  # another document behind the first
                self._open = []
                return stopped
            self._damage(_why(fault), here)
            return max(stopped, at + 1) if stopped == at else stopped
        return len(piece)

    def _damage(self, why: str, line: int) -> None:
        self._lost = why
        self._damages += 1
        self._text, self._size = [], 0
        self._out.append(Event("damage", "", why, None, line))

    def _resume(self, tag: bytes, line: int) -> None:
        """A new parser, inside the elements the next one belongs to."""
        self._begin(line)
        name = tag.strip(b"<>").strip().rpartition(b":")[2].decode()
        frame = self._frame[:-1] if name in STATEMENTS else self._frame
        self._quiet = True
        opening = "".join(f"<{each}>" for each in frame).encode()
        self._parser.Parse(opening, False)
        self._fed = len(opening)
        self._quiet = False
        self._open = [(each, None) for each in frame]

    # Called by the parser.

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._quiet:
            return
        self._text, self._size = [], 0
        if len(self._open) >= MAX_DEPTH:
            raise self._stop(TooDeep())
        short = name.rpartition(":")[2]
        self._open.append((name, attributes.get("Ccy")))
        if short in STATEMENTS and len(self._open) <= MAX_DEPTH // 2:
            self._frame = [each for each, _ in self._open]
        self._out.append(Event("open", short, None, None, self._here()))

    def _end(self, name: str) -> None:
        currency = self._open.pop()[1]
        short = name.rpartition(":")[2]
        words = "".join(self._text).strip() if self._size <= MAX_WORDS else None
        self._text, self._size = [], 0
        self._out.append(Event("close", short, words, currency, self._here()))

    def _words(self, text: str) -> None:
        self._size += len(text)
        if self._size <= MAX_WORDS:
            self._text.append(text)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        raise self._stop(DTDForbidden(name, system, public))

    def _entity(self, name: str, *rest: Any) -> None:
        raise self._stop(EntitiesForbidden(name, None, None, None, None, None))

    def _stop(self, fault: Exception) -> Exception:
        """After this the parser runs on without us: the place has to be noted now."""
        self._stopped = self._parser.CurrentByteIndex
        return fault

    def _here(self) -> int:
        return self._line + int(self._parser.CurrentLineNumber)


def _why(fault: Exception) -> str:
    match fault:
        case expat.ExpatError():
            return f"the XML is broken ({expat.ErrorString(fault.code)})"
        case TooDeep():
            return "elements within elements, deeper than in any statement"
        case _:
            return "definitions (a DTD) are refused"
