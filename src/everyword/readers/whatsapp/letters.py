"""Exports whose bytes are not UTF-8: written by an old program in an alphabet they do not name.

A phone writes UTF-8. A text saved again by an editor or an old computer may be in the alphabet of
its country, and the same byte is another letter in each of them: that is a question, `encoding`.
A few broken bytes in a file that is otherwise UTF-8 are damage, and no question.
"""

import codecs
import re

from everyword.errors import NeedsAnswer

UTF8 = "utf-8"
ALPHABETS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-9", "iso-8859-15", "koi8-r", "koi8-u", "mac-roman"),
    *("cp437", "cp850", "cp852", "cp866", "cp874", "shift_jis", "cp932", "euc-jp", "gbk"),
    *("gb18030", "big5", "cp949", "euc-kr", UTF8),
)
"""What can be answered; `utf-8` says that the bytes are damaged, and leaves them a problem each."""
_SHOWN = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "cp1254", "cp874")
_WIDE = ("gb18030", "big5", "cp932", "cp949", "euc-jp")
_MOST_SHOWN = 5
_SLICE = 1 << 14
_WORDS = re.compile(rb"(?<![^\x00-\x20])[^\x00-\x20]*[\x80-\xff][^\x00-\x20]*")


def encoding_of(head: bytes) -> str:
    """UTF-8 unless the bytes show UTF-16, by a byte order mark or by every second byte."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if head[0] == 0xFF else "utf-16-be"
    start = head[:512]
    if start and start.count(0) * 3 > len(start):
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    return UTF8


class Letters:
    """Counts, over pieces of whole lines, the lines that are UTF-8 and those that cannot be."""

    def __init__(self) -> None:
        self.good = self.bad = 0
        self.sample = b""

    def see(self, piece: bytes) -> None:
        if piece.isascii():
            return
        if _is_utf8(piece):
            self.good += 1
            return
        for line in piece.split(b"\n"):
            if line.isascii():
                continue
            try:
                line.decode()
                self.good += 1
            except UnicodeDecodeError as fault:
                # Cut off inside a letter, behind others that are whole: damage, no old alphabet.
                is_cut = fault.reason == "unexpected end of data"
                if is_cut and not line[: fault.start].isascii():
                    self.good += 1
                    continue
                self.bad += 1
                self.sample = self.sample or line[:4000]

    @property
    def are_old(self) -> bool:
        return self.bad > self.good


def _is_utf8(piece: bytes) -> bool:
    """In slices, because what is decoded is four times as large and leaves the near memory."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    try:
        for at in range(0, len(piece), _SLICE):
            decoder.decode(piece[at : at + _SLICE])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def letters_of(head: bytes, complete: bool) -> Letters:
    """Of the first bytes; their last line is left out where it goes on behind them."""
    letters = Letters()
    if encoding_of(head) == UTF8:
        head = head.removeprefix(codecs.BOM_UTF8)
        letters.see(head if complete else head[: head.rfind(b"\n") + 1])
    return letters


def alphabet_of(answer: str | None, path: str, sample: bytes) -> str:
    """The answered alphabet. Raises NeedsAnswer where there is none, with readings of a word."""
    name = (answer or "").lower()
    if name in ALPHABETS:
        return name
    said = f"it is not UTF-8, and {answer!r} is no alphabet known here" if answer else ""
    question = said or "it is not UTF-8: in which alphabet is it written?"
    if shown := _readings(sample):
        question += " (" + ", ".join(f"{word!r} is {name}" for word, name in shown.items()) + ")"
    raise NeedsAnswer(path=path, question=question, key="encoding", choices=ALPHABETS)


def _readings(sample: bytes) -> dict[str, str]:
    """The first word that is not ASCII, as a few alphabets would have it."""
    match = _WORDS.search(sample)
    if match is None:
        return {}
    near = max(0, match.start() + re.search(rb"[\x80-\xff]", match[0]).start() - 8)  # type: ignore[union-attr]  # it has one
    word = sample[max(match.start(), near) : match.end()][:24]
    shown: dict[str, str] = {}
    for name in (*_WIDE, *_SHOWN) if _looks_wide(word) else (*_SHOWN, *_WIDE):
        text = _strict(word, name)
        if text and all(sign.isprintable() for sign in text) and len(shown) < _MOST_SHOWN:
            shown.setdefault(text, name)
    return shown


def _looks_wide(word: bytes) -> bool:
    """Most of it beyond ASCII, and readable two bytes at a time."""
    high = sum(byte > 0x7F for byte in word)
    return high * 3 > len(word) and any(_strict(word, name) for name in _WIDE)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def guesses(head: bytes) -> tuple[str, ...]:
    """Encodings to look for headers with; the dates are ASCII in most, AM and PM are not."""
    return (UTF8, *(name for name in (*_SHOWN, *_WIDE) if _strict(head[:400], name) is not None))


def to_utf8(lines: bytes, alphabet: str) -> bytes:
    """Whole lines again in UTF-8; a line that this alphabet does not have stays as it is."""
    try:
        return lines.decode(alphabet).encode()
    except UnicodeDecodeError:
        return b"\n".join(_line(line, alphabet) for line in lines.split(b"\n"))


def _line(line: bytes, alphabet: str) -> bytes:
    text = _strict(line, alphabet)
    return line if text is None else text.encode()
