"""Plain text: notes, logs, a diary, Markdown. What no other reader and no known program claims.

Where from: anybody; anybody can edit it, and it carries no time of its own.

Letters: a byte order mark decides (UTF-8, UTF-16), else UTF-8. Bytes that are not UTF-8 belong to
an older alphabet that they do not name: £ in one is Ł in another. They are not guessed: each is
shown as U+FFFD, the remark says so, and the answer `encoding` (for example cp1252) names the
alphabet. The answer touches only what is not UTF-8, so it is safe for a whole folder.

Lines: each Document holds up to 1,000 lines exactly as they stand, line ends included; put one
after another they are the file, without its byte order mark. A line over 1 MiB is a Problem.

Not taken: WhatsApp exports, mail, calendars, OFX, JSON, HTML, XML, tables (CSV), anything with NUL
bytes or the first bytes of a known kind of file.
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

NAME, TITLE, VERSION = "text", "plain text", 1

MAX_LINES = 1000
MAX_LINE = 1024 * 1024
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
    start = text.lstrip()
    if text.startswith(_FIRST_LETTERS) or _JSON.match(start) or _is_markup(start):
        return False
    return not (_is_mail(text) or _is_table(text, len(head) == source.size))


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
    if source.head(2) in _UTF16:
        encoding = _WIDE
    first = 1
    held: list[bytes] = []
    size = 0
    try:
        with source.open() as stream:
            for line, length in _lines(_blocks(stream)):
                if line is None or len(held) == MAX_LINES or size > MAX_LINE:
                    if held:
                        yield _document(source, first, held, encoding)
                    first, held, size = first + len(held), [], 0
                if line is None:
                    what = f"a line of {length:,} bytes: longer than 1 MiB, not read"
                    yield Problem((Locator(source.name, first, first, "line"),), what)
                    first += 1
                else:
                    held.append(line)
                    size += length
    except BadArchive as fault:
        yield Problem(whole(source), f"not read to the end: {fault}")
    if held:
        yield _document(source, first, held, encoding)


def _document(source: Source, first: int, lines: list[bytes], encoding: str | None) -> Document:
    text, remark = _decoded(b"".join(lines), encoding)
    if nuls := text.count("\x00"):
        words = f"{nuls:,} NUL signs stand in it"
        remark = f"{remark}; {words}" if remark else words
    where = (Locator(source.name, first, first + len(lines) - 1, "line"),)
    return Document(where, NO_TIME, source.base, None, None, (text,), remark)


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


def _lines(blocks: Iterator[bytes]) -> Iterator[tuple[bytes | None, int]]:
    """Each line with its end, and its length; None for one too long to hold."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        *ended, rest = block.split(b"\n")
        for line in ended:
            size += len(line) + 1
            yield (b"".join((*held, line, b"\n")) if size <= MAX_LINE else None), size
            held, size = [], 0
        size += len(rest)
        if size <= MAX_LINE:
            held.append(rest)
        else:
            held = []
    if size:
        yield (b"".join(held) if size <= MAX_LINE else None), size
