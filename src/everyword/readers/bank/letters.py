"""Lines of a bank's text file, decoded, counted from 1, in bounded memory.

Letters: a byte order mark, else UTF-8 where every byte of the file is, or where only the last
letter of several is cut off; else the answer `encoding` names the alphabet, and until it is given
U+FFFD stands for each byte that is not ASCII.
"""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.model import Answers, Source

BLOCK = 256 * 1024
MAX_LINE = 1024 * 1024
"""Letters; a longer line is given without its words."""
ALPHABETS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-9", "iso-8859-15", "koi8-r", "mac-roman", "cp437"),
    *("cp850", "cp852", "cp866", "shift_jis", "cp932", "euc-jp", "gb18030", "big5", "euc-kr"),
)
_TRIED = (
    *("cp1251", "koi8-r", "cp866", "cp1253", "cp1255", "cp1256", "cp1252", "cp1250", "cp1254"),
    *("cp932", "euc-jp", "gb18030", "big5", "euc-kr"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Letters(Struct, frozen=True):
    """How the bytes are read: bytes to skip, codec, what ends a line, what to say of it."""

    skip: int
    name: str
    end: str
    problem: str | None


class Line(Struct, frozen=True, gc=False):
    """One line without its end; `text` None where it is longer than any may be. `ended`: a line
    end stands behind it, so it was not cut off by the end of the file."""

    number: int
    text: str | None
    ended: bool


def head_text(source: Source) -> str | None:
    """The first letters of a source, None where they are not text. Raises OSError, BadArchive."""
    data = source.head()
    skip, name = marked(data)
    if name is None:
        if b"\0" in data:
            return None
        name = "utf-8"
    return codecs.getincrementaldecoder(name)("replace").decode(data[skip:])


def marked(data: bytes) -> tuple[int, str | None]:
    """What a byte order mark says: its length and the codec."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return len(mark), name
    return 0, None


def alphabets_where(source: Source, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Alphabets in which the first letters hold words that are known; none where it is UTF-8.

    Only to ask with: which of them it is, a person says. Raises OSError, BadArchive.
    """
    text = head_text(source)
    if text is None or "\ufffd" not in text or marked(source.head(4))[1] is not None:
        return ()
    data = source.head()
    return tuple(each for each in _TRIED if known(data.decode(each, "replace")))


def ask_alphabet(source: Source, choices: tuple[str, ...]) -> NeedsAnswer:
    question = f"which alphabet is it in? Its headings have words known here in {choices[0]}"
    return NeedsAnswer(path=source.name, question=question, key="encoding", choices=choices)


def letters_of(source: Source, answers: Answers) -> Letters:
    """Looks through the whole source once. Raises NeedsAnswer for an alphabet nobody knows."""
    answered = answers.get("encoding")
    if answered is not None and answered not in ALPHABETS:
        question = f"which alphabet is it in, where it is not UTF-8? {answered} is not one of them"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=ALPHABETS)
    skip, name = marked(source.head(4))
    problem = None
    with source.open() as stream:
        whole, newline, is_cut = _look(stream, name or "utf-8", skip)
    if name is None:
        name = "utf-8" if whole else answered or ("utf-8" if is_cut else "ascii")
    if is_cut and name == "utf-8":
        problem = "the file ends inside a letter, shown as U+FFFD: it may have been cut short"
    if name == "ascii":
        problem = (
            "the file is not UTF-8 and does not say what it is: each byte that is not ASCII is "
            "shown as U+FFFD; if you know the alphabet: --answer encoding=cp1252 (or another)"
        )
    return Letters(skip, name, "\n" if newline else "\r", problem)


def _look(stream: BinaryIO, name: str, skip: int) -> tuple[bool, bool, bool]:
    """Whether every byte is a letter of this codec, whether any newline is in it, and whether
    nothing is wrong but a last letter cut off, behind others that are not ASCII either."""
    stream.seek(skip)
    decoder = codecs.getincrementaldecoder(name)()
    loose = codecs.getincrementaldecoder(name)("replace")
    whole, newline, is_plain = True, False, True
    while True:
        block = stream.read(BLOCK)
        newline = newline or "\n" in loose.decode(block, not block)
        if whole:
            try:
                is_plain = decoder.decode(block, not block).isascii() and is_plain
            except UnicodeDecodeError:
                whole = False
                if not block:
                    return False, newline, not is_plain
        if not block or (newline and not whole):
            return whole, newline, False


def lines(source: Source, letters: Letters) -> Iterator[Line]:
    """Every line in order. Raises BadArchive where the source stops in the middle."""
    held: list[str] = []
    size, number = 0, 1
    with source.open() as stream:
        stream.seek(letters.skip)
        for text in _decoded(stream, letters):
            *ended, rest = text.split(letters.end)
            for each in ended:
                size += len(each)
                yield Line(number, _joined(held, each) if size <= MAX_LINE else None, True)
                held, size, number = [], 0, number + 1
            size += len(rest)
            held = [*held, rest] if size <= MAX_LINE else []
    if size:
        yield Line(number, _joined(held, "") if size <= MAX_LINE else None, False)


def _joined(held: list[str], last: str) -> str:
    text = "".join((*held, last)) if held else last
    return text.removesuffix("\r")


def _decoded(stream: BinaryIO, letters: Letters) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(letters.name)("replace")
    while block := stream.read(BLOCK):
        yield decoder.decode(block)
    yield decoder.decode(b"", True)
