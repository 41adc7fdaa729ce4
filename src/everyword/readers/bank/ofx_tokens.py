"""The tags and values of an OFX file, one after another, as they stand.

OFX 1 is SGML whose values need no closing tag, OFX 2 is XML, and banks write what is neither. So no
tree is built: a tag, the words behind it and the line it stands on are all that is taken.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

BLOCK = 256 * 1024
MAX_VALUE = 1024 * 1024
CODE_PAGES = {
    "1250": "cp1250", "1251": "cp1251", "1252": "cp1252", "1253": "cp1253", "1254": "cp1254",
    "1255": "cp1255", "1256": "cp1256", "1257": "cp1257", "8859-1": "iso-8859-1",
    "iso-8859-1": "iso-8859-1", "iso-8859-15": "iso-8859-15", "windows-1252": "cp1252",
    "windows-1251": "cp1251", "windows-1250": "cp1250",
}  # fmt: skip

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.-]{0,63})(?:\s[^<>]{0,2000})?(/?)>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ESCAPE = re.compile(r"&(?:(lt|gt|amp|nbsp|quot|apos)|#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "nbsp": "\xa0", "quot": '"', "apos": "'"}
_CHARSET = re.compile(rb"CHARSET[ \t]*:[ \t]*([A-Za-z0-9-]+?)(?=COMPRESSION|\s|\Z)", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,300}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", re.I)


class Tag(Struct, frozen=True, gc=False):
    """`<NAME>value`, or `</NAME>` (`closes`). `value` None: longer than any value may be."""

    name: str
    closes: bool
    value: str | None
    line: int


class Letters:
    """Which bytes are which letters: how a file was decoded, and what to say of it."""

    def __init__(self, stream: BinaryIO, answered: str | None) -> None:
        head = stream.read(4096)
        self.skip, self.name = 0, "utf-8"
        self.aside: str | None = None
        self.problem: str | None = None
        if not self._marks(head):
            self._declared(head, stream, answered)

    def _marks(self, head: bytes) -> bool:
        for bom, name in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if head.startswith(bom):
                self.skip, self.name = len(bom), name
                return True
        return False

    def _declared(self, head: bytes, stream: BinaryIO, answered: str | None) -> None:
        """Bytes that are UTF-8 throughout are UTF-8, whatever the header says: banks copy it."""
        declared = _DECLARED.search(head) or _CHARSET.search(head)
        label = declared[1].decode().lower() if declared else ""
        stream.seek(0)
        if (ascii_only := _is_utf8(stream)) is not None:
            if not ascii_only and label in CODE_PAGES:
                self.aside = f"the header's word that the letters are {label}: they are UTF-8"
        elif label in CODE_PAGES:
            self.name = CODE_PAGES[label]
        elif answered is not None:
            self.name = answered
        else:
            self.name = "ascii"
            said = f"names the letters {label}" if label else "does not name its letters"
            self.problem = (
                f"the file {said} and is not UTF-8: what is not ASCII is shown as U+FFFD; "
                "if you know the alphabet: --answer encoding=cp1252 (or another)"
            )


def _is_utf8(stream: BinaryIO) -> bool | None:
    """None: it is not; else whether every byte is ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only = True
    try:
        while block := stream.read(BLOCK):
            ascii_only = ascii_only and block.isascii()
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return None
    return ascii_only


def tags(stream: BinaryIO, letters: Letters) -> Iterator[Tag]:
    """Every tag with what follows it, in bounded memory."""
    open_tag: tuple[str, bool, int] | None = None
    parts: list[str] = []
    size, line = 0, 1
    for text in _pieces(stream, letters):
        at = counted = 0
        for match in _TAG.finditer(text):
            if open_tag is not None:
                parts.append(text[at : match.start()])
                yield _tag(open_tag, parts, size + match.start() - at)
            line += text.count("\n", counted, match.start())
            parts, size, at, counted = [], 0, match.end(), match.start()
            name = match[2].upper()
            if match[3]:
                yield Tag(name, False, "", line)
            open_tag = (name, bool(match[1] or match[3]), line)
        line += text.count("\n", counted)
        size += len(text) - at
        parts = [*parts, text[at:]] if size <= MAX_VALUE else []
    if open_tag is not None:
        yield _tag(open_tag, parts, size)


def _tag(opened: tuple[str, bool, int], parts: list[str], size: int) -> Tag:
    name, closes, line = opened
    if size > MAX_VALUE:
        return Tag(name, closes, None, line)
    value = "".join(parts)
    # A value without a closing tag ends with its line; the indent of the next is layout.
    end = len(value.rstrip())
    while end < len(value) and value[end] not in "\r\n":
        end += 1
    return Tag(name, closes, _ESCAPE.sub(_unescape, value[:end]), line)


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    number = int(match[2]) if match[2] else int(match[3], 16)
    is_character = 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0x10FFFF or number in (9, 10, 13)
    return chr(number) if is_character else match[0]


def _pieces(stream: BinaryIO, letters: Letters) -> Iterator[str]:
    """Decoded text, cut before a `<`; comments gone, CDATA as plain words."""
    stream.seek(letters.skip)
    decoder = codecs.getincrementaldecoder(letters.name)("replace")
    held = ""
    while True:
        block = stream.read(BLOCK)
        held += decoder.decode(block, not block)
        cut = len(held) if not block else held.rfind("<")
        opened = max(held.rfind("<![CDATA["), held.rfind("<!--"))
        if block and opened >= 0 and held.find("]]>", opened) < 0 and held.find("-->", opened) < 0:
            cut = min(cut, opened)
        if len(held) - max(cut, 0) > MAX_VALUE:
            cut = len(held)
        if cut > 0:
            yield _plain(held[:cut])
            held = held[cut:]
        if not block:
            return


def _plain(text: str) -> str:
    if "<!" not in text:
        return text
    end = text.rfind("]]>") + 3  # what is not closed is not looked at again and again
    plain = _CDATA.sub(lambda each: each[1].replace("&", "&amp;").replace("<", "&lt;"), text[:end])
    text = plain + text[end:]
    end = text.rfind("-->") + 3
    return _COMMENT.sub(lambda each: "\n" * each[0].count("\n"), text[:end]) + text[end:]
