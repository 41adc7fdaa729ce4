"""The XML of office files, element by element, with bounds; names with one prefix for each family.

Expat reads; every DTD is refused before anything in it is looked at, so no entity is ever opened.
"""

from typing import Any, Protocol
from xml.parsers import expat

from everyword.archive import BadArchive
from everyword.model import Source

BLOCK = 256 * 1024
MAX_DEPTH = 500
MAX_HELD = 4 << 20
"""Bytes of one tag: a longer one is no part of a document."""
MAX_PART = 1 << 30
"""Bytes of one part, unpacked."""
_NAMES = 4096
"""Names kept at hand; a file that makes up more has each of them worked out again."""
_FAMILIES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "x",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "x",
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://purl.oclc.org/ooxml/presentationml/main": "p",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "xdr",
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": "xdr",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/powerpoint/2018/8/main": "p188",
    "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments": "xtc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:form:1.0": "form",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "http://www.w3.org/1999/xlink": "xlink",
}


class BadPart(Exception):
    """Why a part of the file could not be read to its end, in plain words."""


class Handler(Protocol):
    """What is told of a part: elements and words, in their order."""

    def open(self, name: str, attributes: dict[str, str]) -> None: ...

    def close(self, name: str) -> None: ...

    def words(self, text: str) -> None: ...


class _Parser:
    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._names: dict[str, str] = {}
        self._depth = 0
        self.expat: Any = expat.ParserCreate(namespace_separator="\t")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = handler.words
        self.expat.StartDoctypeDeclHandler = self._doctype

    def _name(self, full: str) -> str:
        known = self._names.get(full)
        if known is None:
            family, _, local = full.rpartition("\t")
            known = f"{_FAMILIES.get(family, '?')}:{local}" if family else local
            if len(self._names) < _NAMES:
                self._names[full] = known
        return known

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadPart(f"elements within elements, more than {MAX_DEPTH} deep")
        name, names = self._name, self._names
        self._handler.open(
            names.get(full) or name(full),
            {names.get(key) or name(key): value for key, value in attributes.items()},
        )

    def _end(self, full: str) -> None:
        self._depth -= 1
        self._handler.close(self._name(full))

    def _doctype(self, *_: Any) -> None:
        raise BadPart("it has a document type, which no office program writes: refused")


def feed(source: Source, handler: Handler) -> None:
    """Tells a handler everything in a part. Raises BadPart; what was told before stays told."""
    if source.size > MAX_PART:
        raise BadPart(f"{source.size:,} bytes unpacked: too large to be read")
    parser = _Parser(handler).expat
    fed = 0
    try:
        with source.open() as stream:
            while block := stream.read(BLOCK):
                parser.Parse(block, False)
                fed += len(block)
                if fed - parser.CurrentByteIndex > MAX_HELD:
                    raise BadPart("a piece of it is longer than any may be")
        parser.Parse(b"", True)
    except BadArchive as fault:
        raise BadPart(str(fault)) from None
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        line = parser.ErrorLineNumber
        raise BadPart(f"its XML is damaged or cut short in line {line:,}") from None
