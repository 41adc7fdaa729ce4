"""Plain text: notes, logs, a diary, Markdown; and data files that no other reader takes.

Where from: anybody; anybody can edit it, and it carries no time of its own.

Letters: a byte order mark decides (UTF-8, UTF-16), else UTF-8. Bytes that are not UTF-8 belong to
an older alphabet that they do not name: £ in one is Ł in another. They are not guessed: each is
shown as U+FFFD, the remark says so, and the answer `encoding` (for example cp1252) names the
alphabet. The answer touches only what is not UTF-8, so it is safe for a whole folder.

Lines: each Document holds up to 1,000 lines exactly as they stand, line ends included; put one
after another they are the file, without its byte order mark. A line over 32 KiB is parted: its
first piece has the line's place, the others the place of their bytes.

JSON, XML, tables (CSV) and e-mail headers are asked about last, when no other reader takes them:
their words can be searched, and the remark says that their fields are not understood.

Not taken: anything with NUL bytes or the first bytes of a known kind of file.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import (
    NO_TIME,
    Answers,
    Document,
    Locator,
    Problem,
    Reading,
    Source,
    whole,
)

NAME, TITLE, VERSION = "text", "plain text", 2

MAX_LINES = 1000
MAX_HELD = 128 * 1024
"""Bytes of lines in one Document."""
PIECE = 32 * 1024
"""Bytes of a long line in one: thousands of them wait together to be handed over."""
_PART_AT = 4096
"""Bytes before the end of a piece within which it is parted between two words."""
BLOCK = 256 * 1024
ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-15", "koi8-r", "koi8-u", "mac-roman", "cp437", "cp850"),
    *("cp866", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"),
)
"""The alphabets that can be answered; the first is the example."""

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_WIDE = "utf-16"
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_CONTROLS = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_FIRST_LETTERS = (
    "%PDF-",
    "%!PS",
    "{\\rtf",
    "#!AMR",
    "age-encryption.org/",
    "-----BEGIN ",
    "BEGIN:V",
)
_MARKUP = re.compile(
    r"<(?:\?xml|!DOCTYPE|!--|([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,2000})?(/?)>)", re.I
)
_JSON = re.compile(r"\{\s*(?:\"|\}|\Z)|\[\s*(?:[\[{\"]|\])")
_MAIL = re.compile(r"(?:From [^\n]{1,200}\n)?(?:[!-9;-~]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*+)+", re.A)
_MAIL_LINE = re.compile(r"^(?:Message-ID|Received|MIME-Version|Return-Path):", re.I | re.M)


def recognises(source: Source) -> bool:
    """Text in its first bytes, and nothing that another kind of file begins with."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return False
    text = _head_text(head, len(head) == source.size)
    if text is None or not text:
        return False
    return not text.startswith(_FIRST_LETTERS)


def _data(source: Source) -> str | None:
    """What to say of a file that is made for programs."""
    head = source.head()
    complete = len(head) == source.size
    text = _head_text(head, complete) or ""
    start = text.lstrip()
    kind = None
    if _JSON.match(start):
        kind = "JSON"
    elif _is_markup(start):
        kind = "XML"
    elif _is_mail(text):
        kind = "an e-mail header"
    elif _is_table(text, complete):
        kind = "a table"
    what = f"a data file ({kind}); read as plain text, its fields are not understood"
    return what if kind else None


def _head_text(head: bytes, complete: bool) -> str | None:
    """The first letters, or None where they are not letters."""
    if head.startswith(_UTF32):
        return None
    name = _UTF16.get(head[:2])
    if name is not None:
        text = head[2:].decode(name, "replace")
        return None if "\x00" in text else text
    if b"\x00" in head:
        return None
    try:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        return decoder.decode(head, complete)
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    # An old alphabet has no use for control signs; sound and pictures are full of them.
    return None if _CONTROLS.search(text) else text


def _is_markup(start: str) -> bool:
    """<html>, <?xml, <a>...</a>; but not "<3" and not "<Sam> hello"."""
    match = _MARKUP.match(start)
    if match is None:
        return False
    return match[1] is None or match[2] == "/" or f"</{match[1]}" in start


def _is_mail(text: str) -> bool:
    header = _MAIL.match(text.replace("\r\n", "\n"))
    return header is not None and _MAIL_LINE.search(header[0]) is not None


def _is_table(text: str, complete: bool) -> bool:
    """Every one of the first lines has the same number (two or more) of , ; or tab, and none of
    those in the first is followed by a blank, as a comma in a sentence is."""
    lines = text.split("\n", 12)
    lines = [line for line in (lines if complete else lines[:-1])[:12] if line.strip()][:10]
    if len(lines) < 2:
        return False
    for mark in ",;\t":
        counts = {re.sub(r'"[^"]*"', "", line).count(mark) for line in lines}
        if len(counts) == 1 and counts.pop() >= 2 and f"{mark} " not in lines[0]:
            return True
    return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    encoding = answers.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        question = f"which alphabet is it in, where it is not UTF-8? {encoding} is not one of them"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=ENCODINGS)
    wide = source.head(2) in _UTF16
    held = _Held(source, _WIDE if wide else encoding, _data(source))
    held.byte = 3 if source.head(3) == codecs.BOM_UTF8 else 2 * wide
    try:
        with source.open() as stream:
            for piece in _pieces(_blocks(stream)):
                yield from held.take(piece)
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    yield from held.flush()


class _Held:
    """Lines until there are enough for a Document."""

    def __init__(self, source: Source, encoding: str | None, data: str | None) -> None:
        self._path, self._whole = source.name, source.size
        self._encoding, self._data = encoding, data
        self._lines: list[bytes] = []
        self._size = 0
        self._first = 1
        self._inside = 0
        """Pieces of the line before this, where that line has not ended."""
        self.byte = 0

    def take(self, piece: bytes) -> Iterator[Document]:
        ended = piece.endswith(b"\n")
        if self._inside:
            yield self._part(piece)
            self._inside = 0 if ended else self._inside + 1
            self._first += ended
            return
        if len(self._lines) == MAX_LINES or self._size + len(piece) > MAX_HELD:
            yield from self.flush()
        self._lines.append(piece)
        self._size += len(piece)
        if not ended:  # more of a long line follows, or the file ends here
            yield from self.flush()
            self._inside, self._first = 1, self._first - 1

    def flush(self) -> Iterator[Document]:
        if self._lines:
            data = b"".join(self._lines)
            last = self._first + len(self._lines) - 1
            self._bytes(data)
            where = Locator(self._path, self._first, last, "line")
            yield self._document(data, where, self._data)
            self._lines, self._size, self._first = [], 0, last + 1

    def _part(self, piece: bytes) -> Document:
        first = self.byte + 1
        self._bytes(piece)
        said = f"piece {self._inside + 1:,} of line {self._first:,}, which is very long"
        remark = f"{said}; {self._data}" if self._data else said
        where = Locator(self._path, first, min(max(first, self.byte), self._whole), "byte")
        return self._document(piece, where, remark)

    def _bytes(self, data: bytes) -> None:
        """How far into the file these are; UTF-16 went another way."""
        if self._encoding == _WIDE:
            text = data.decode("utf-8", "surrogatepass")
            self.byte += len(text.encode("utf-16-le", "surrogatepass"))
        else:
            self.byte += len(data)

    def _document(self, data: bytes, where: Locator, said: str | None) -> Document:
        text, remark = _decoded(data, self._encoding)
        nuls = text.count("\x00")
        words = f"{nuls:,} NUL signs stand in it" if nuls else None
        remarks = "; ".join(each for each in (said, remark, words) if each)
        title = self._path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
        return Document((where,), NO_TIME, title, None, None, (text,), remarks or None)


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str | None]:
    """The words, and what to say of them."""
    try:
        return data.decode(), None
    except UnicodeDecodeError:
        pass
    if encoding == _WIDE:
        shown, halves = _HALF.subn("\ufffd".encode(), data)
        return shown.decode(), f"{halves:,} halves of a sign are shown as U+FFFD"
    if encoding is not None:
        text = data.decode(encoding, "replace")
        remark = f"not UTF-8; read as {encoding}, as answered"
        lost = text.count("\ufffd")
        return text, f"{remark}; {lost:,} signs not in it are U+FFFD" if lost else remark
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd") - data.count("\ufffd".encode())
    return text, (
        f"{lost:,} signs are not UTF-8 and are shown as U+FFFD; "
        f"if you know the alphabet: --answer encoding={ENCODINGS[0]} (or another)"
    )


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The file as UTF-8 bytes, or as bytes of an alphabet that the file does not name."""
    first = stream.read(BLOCK)
    if first[:2] not in _UTF16:
        yield first.removeprefix(codecs.BOM_UTF8)
        while block := stream.read(BLOCK):
            yield block
        return
    decoder = codecs.getincrementaldecoder(_UTF16[first[:2]])("surrogatepass")
    block = first[2:]
    while True:
        # Half a pair becomes bytes that are no UTF-8, so that `_decoded` counts and shows it.
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
        block = stream.read(BLOCK)
        if not block:
            break
    if decoder.getstate()[0]:
        yield b"\xed\xa0\x80"


def _pieces(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Each line with its end; one that is too long to hold in pieces."""
    rest = b""
    for block in blocks:
        *ended, rest = (rest + block).split(b"\n")
        for line in ended:
            yield from _parted(line + b"\n")
        *full, rest = _parted(rest)
        yield from full
    if rest:
        yield rest


def _parted(line: bytes) -> Iterator[bytes]:
    """Pieces of a line; the last one may be of any length up to a piece's."""
    at = 0
    while len(line) - at > PIECE:
        end = _between_words(line, at, at + PIECE)
        yield line[at:end]
        at = end
    yield line[at:] if at else line


def _between_words(line: bytes, at: int, end: int) -> int:
    """Where to part: behind a blank, comma or tag, else at least never within a letter."""
    since = max(at, end - _PART_AT)
    found = max(line.rfind(sign, since, end) for sign in (b" ", b",", b";", b">"))
    if found >= 0:
        return found + 1
    for back in range(4):
        if line[end - back] & 0xC0 != 0x80:
            return end - back
    return end
