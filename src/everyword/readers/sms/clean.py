"""The bytes of an SMS backup made fit for a strict XML parser, in constant memory.

The app writes an emoji as two numbers (`&#55357;&#56832;`), which no strict parser accepts; a
picture is one attribute of any length; other programs write line ends inside attributes, which XML
would turn into spaces. Here the two numbers become the one they mean, a long attribute is replaced
by a token and hashed on its way past, line ends and tabs inside attributes are written as numbers,
comments are taken out. What stands for no character at all becomes MARK, so that the record it is
in can say so.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from everyword.readers.sms.fast import Piece, Plain
from everyword.readers.sms.long import MAX_TAG, LongTags

BLOCK = 256 * 1024
MARK = "\ufdd0"
"""A code point that is never a character: U+FDD0. One in the source becomes a MARK too."""
TEXT_ENCODINGS = frozenset(
    (
        *(f"windows-125{n}" for n in range(9)),
        *(f"iso-8859-{n}" for n in (1, 2, 5, 7, 8, 9, 15)),
        *("ascii", "us-ascii", "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030"),
        *("big5", "shift_jis", "euc-jp", "euc-kr"),
    )
)

_MARK = MARK.encode()
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_NO_CHARACTER = re.compile(rb"\xef\xb7[\x90\x91]|\xef\xbf[\xbe\xbf]")
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_REFERENCE = re.compile(rb"&#(?:([0-9]{1,10})|[xX]([0-9a-fA-F]{1,8}));")
# The usual ones (line ends, tab, quotes, & < >) are left to the parser. A run begins with the
# letters themselves, not with a group: so it is found as fast as a word.
_ONE = rb"&#(?!1[03];|9;|3[489];|6[02];)(?:[0-9]{1,10}|[xX][0-9a-fA-F]{1,8});"
_REFERENCES = re.compile(_ONE + b"(?:" + _ONE + b")*+")
_BROKEN_TAG = tuple(re.compile(start + rb" *[^ <\n\r\t]") for start in (rb"\n", rb"\r", rb"\t"))
_TAG = re.compile(rb"<[A-Za-z](?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>")
_VALUE = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_OPENS = re.compile(rb"<(?:!--|\?)")
_ENDS = {b"<!--": b"-->", b"<?": b"?>"}


class Cleaner:
    """One pass over a backup; the pieces are UTF-8, each cut just before a `<`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.marked = False
        self.notes: list[str] = []
        self.long = LongTags(self._characters, _keep_blanks)
        self._plain = Plain()

    def parts(self) -> Iterator[Piece]:
        """The file in stretches: plain records as values, all else as `pieces` gives it."""
        for piece, is_raw in self._pieces():
            if not is_raw:
                yield Piece(piece)
            elif not self._is_plain(piece):
                yield Piece(self.clean(piece))
            else:
                for part in self._plain.split(piece):
                    yield part if part.records is not None else Piece(self.clean(part.data))

    def pieces(self) -> Iterator[bytes]:
        """All of it for an XML parser, as UTF-8."""
        for piece, is_raw in self._pieces():
            yield self.clean(piece) if is_raw else piece

    def _is_plain(self, piece: bytes) -> bool:
        """UTF-8, and nothing in it that `clean` would show as no character."""
        if not piece.isascii():
            if b"\xef\xb7" in piece or b"\xef\xbf" in piece:
                return False
            try:
                piece.decode()
            except UnicodeDecodeError:
                return False
        return len(piece.translate(None, _CONTROLS)) == len(piece)

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Each piece, and whether it has still to be cleaned."""
        held = b""
        blocks = self._without_comments(self._utf8())
        for block in blocks:
            held += block
            cut = held.rfind(b"<")
            if cut < 0:
                cut = len(held)
            if cut:
                yield held[:cut], True
                held = held[cut:]
            elif len(held) > MAX_TAG:
                piece, held = self.long.read(held, blocks)
                yield piece, False
        if held:
            yield held, True
        self.notes += self.long.notes

    def clean(self, piece: bytes) -> bytes:
        """Whole tags in, whole tags out, with nothing in them that stops a strict parser."""
        return _keep_blanks(self._characters(piece))

    def _characters(self, piece: bytes) -> bytes:
        if not piece.isascii():
            try:
                piece.decode()
            except UnicodeDecodeError:
                piece = self._repair(piece)
            if b"\xef\xb7" in piece or b"\xef\xbf" in piece:
                piece = self._mark(_NO_CHARACTER, piece)
        if len(piece.translate(None, _CONTROLS)) != len(piece):
            piece = self._mark(_CONTROL, piece)
        if b"&#" in piece:
            piece = _REFERENCES.sub(self._references, piece)
        return piece

    def _mark(self, pattern: re.Pattern[bytes], piece: bytes) -> bytes:
        marked, count = pattern.subn(_MARK, piece)
        self.marked = self.marked or count > 0
        return marked

    def _repair(self, piece: bytes) -> bytes:
        """Emoji written as two three-byte halves are joined; any other stray byte becomes MARK."""
        piece = _PAIR.sub(_join, piece)
        text = piece.decode("utf-8", "surrogateescape")
        if not text.isascii():
            marked = re.sub("[\ud800-\udfff]", MARK, text)
            self.marked = self.marked or marked != text
            text = marked
        return text.encode()

    def _references(self, match: re.Match[bytes]) -> bytes:
        """Numbers again, so that `&#60;` can never become markup; halves joined."""
        out: list[bytes] = []
        high = 0
        for each in _REFERENCE.finditer(match[0]):
            number = int(each[1]) if each[1] else int(each[2], 16)
            if high and 0xDC00 <= number <= 0xDFFF:
                out[-1] = b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + number - 0xDC00)
                high = 0
                continue
            high = number if 0xD800 <= number <= 0xDBFF else 0
            out.append(each[0].lower() if _is_character(number) else _MARK)
        self.marked = self.marked or _MARK in out
        return b"".join(out)

    def _utf8(self) -> Iterator[bytes]:
        """Blocks of the file as UTF-8. Bytes that are wrong in UTF-8 pass: `clean` sees them."""
        first = self._stream.read(BLOCK)
        name, bom = self._encoding(first)
        if name is None:
            yield first[bom:]
            while block := self._stream.read(BLOCK):
                yield block
            return
        errors = "surrogatepass" if name.startswith("utf-16") else "surrogateescape"
        decoder = codecs.getincrementaldecoder(name)(errors)
        yield _decode(decoder, first[bom:]).encode("utf-8", "surrogatepass")
        while block := self._stream.read(BLOCK):
            yield _decode(decoder, block).encode("utf-8", "surrogatepass")
        if decoder.getstate()[0]:
            self.notes.append("the file ends in the middle of a character")

    def _encoding(self, first: bytes) -> tuple[str | None, int]:
        """The encoding (None: UTF-8) and the length of the byte order mark."""
        if first.startswith(codecs.BOM_UTF8):
            return None, 3
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return ("utf-16-le" if first[0] == 0xFF else "utf-16-be"), 2
        if first[:2] in (b"<\x00", b"\x00<"):
            return ("utf-16-le" if first[0] == 0x3C else "utf-16-be"), 0
        declared = _DECLARED.match(first)
        name = declared[1].decode().lower() if declared else "utf-8"
        if name in ("utf-8", "utf8", "utf-16", "utf16"):  # UTF-16 without its zero bytes is not
            return None, 0
        if name in TEXT_ENCODINGS:
            return name, 0
        self.notes.append(f"the file names an unknown encoding, {name}; it was read as UTF-8")
        return None, 0

    def _without_comments(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """No comment or processing instruction passes: a parser would hold one of any length."""
        held, end, gone = b"", b"", 0
        for block in blocks:
            data = held + block
            if not end and b"<!--" not in data and b"<?" not in data:
                held = _may_open(data)
                yield data[: len(data) - len(held)]
                continue
            kept, held, end, gone = _cut_comments(data, end, gone)
            yield kept
        if end:
            self.notes.append(f"a comment is never closed: the last {gone:,} bytes were not read")
        elif held:
            yield held


def _cut_comments(data: bytes, end: bytes, gone: int) -> tuple[bytes, bytes, bytes, int]:
    """What stands outside comments; what to look at again with more; the end waited for."""
    out: list[bytes] = []
    at = 0
    while True:
        if end:
            stop = data.find(end, at)
            if stop < 0:
                return b"".join(out), data[max(at, len(data) - 2) :], end, gone + len(data) - at
            at, end, gone = stop + len(end), b"", 0
        opens = _OPENS.search(data, at)
        if opens is None:
            held = _may_open(data[at:])
            out.append(data[at : len(data) - len(held)])
            return b"".join(out), held, b"", 0
        out.append(data[at : opens.start()])
        at, end = opens.end(), _ENDS[opens[0]]


def _may_open(data: bytes) -> bytes:
    """The last bytes, where they may be the beginning of a comment."""
    at = data.rfind(b"<", max(0, len(data) - 3))
    return data[at:] if at >= 0 and b"<!--".startswith(data[at:]) else b""


def _decode(decoder: codecs.IncrementalDecoder, block: bytes) -> str:
    try:
        return decoder.decode(block)
    except UnicodeDecodeError:
        decoder.reset()
        return block.decode("ascii", "surrogateescape")


def _join(match: re.Match[bytes]) -> bytes:
    halves = match[0].decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()


def _is_character(number: int) -> bool:
    if number < 0x20:
        return number in (9, 10, 13)
    return (
        number <= 0xD7FF
        or (0xE000 <= number <= 0xFFFD and number not in (0xFDD0, 0xFDD1))
        or 0x10000 <= number <= 0x10FFFF
    )


def _keep_blanks(piece: bytes) -> bytes:
    """Line ends and tabs inside attributes as numbers: as they are, a parser makes them blanks."""
    if not any(broken.search(piece) for broken in _BROKEN_TAG):
        return piece
    return _TAG.sub(lambda tag: _VALUE.sub(_number_blanks, tag[0]), piece)


def _number_blanks(match: re.Match[bytes]) -> bytes:
    value = match[0].replace(b"\n", b"&#10;").replace(b"\t", b"&#9;")
    return value.replace(b"\r", b"&#13;")
