"""The body of an Outlook message in rich text: unpacked ([MS-OXRTFCP]), and its words.

Where the rich text only wraps HTML ([MS-OXRTFEX]), the HTML is given back as it was.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.mail_parts.letters import Letters, known
from everyword.mail_parts.outlook import charset_of

MAX_RTF = 16 << 20
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the dictionary of the packing begins with, as the standard gives it."""

_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|'([0-9A-Fa-f]{2})|([^A-Za-z]))|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.S,
)
_SIGNS = {
    "par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "page": "\n",
    "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "sect": "\n",
}  # fmt: skip
_NOT_SAID = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"),
        *("headerl", "headerr", "footerl", "footerr", "themedata", "listtable", "generator"),
        *("fldinst", "objdata", "datastore", "xmlnstbl", "latentstyles", "rsidtbl", "filetbl"),
    )
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
             163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
             222: "cp874", 238: "cp1250", 0: "cp1252"}  # fmt: skip


class BadRtf(Exception):
    """Why the packed rich text cannot be unpacked."""


def unpacked(data: bytes) -> bytes:
    """The rich text of the property 1009. Raises BadRtf."""
    if len(data) < 16:
        raise BadRtf("the packed rich text is cut short")
    size, kind = int.from_bytes(data[4:8], "little"), data[8:12]
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or size > MAX_RTF:
        raise BadRtf("the packed rich text is packed in a way that is not known, or too large")
    out = bytearray(_START)
    most = len(_START) + size
    at, end = 16, len(data)
    while at < end and len(out) < most:
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= end or len(out) >= most:
                break
            if not control >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            place, length = (
                (data[at] << 4 | data[at + 1 : at + 2][0] >> 4, data[at + 1] & 15)
                if (at + 1 < end)
                else (len(out) & 4095, 0)
            )
            at += 2
            if place == len(out) & 4095:
                return bytes(out[len(_START) : most])
            _copy(out, place, length + 2)
    return bytes(out[len(_START) : most])


def _copy(out: bytearray, place: int, length: int) -> None:
    """From the dictionary, a ring of 4096 bytes that is written to while it is read."""
    back = (len(out) - place) & 4095
    for _ in range(length):
        at = len(out) - back
        out.append(out[at] if at >= 0 else 0x20)


class Rich(Struct, frozen=True):
    """`html`: it only wraps this; else the words of the rich text."""

    html: str | None
    words: str


class _State(Struct):
    said: bool = True  # are words here words of the document
    skip: int = 1  # how many signs stand for one \u
    charset: str = "cp1252"
    markup: bool = False  # inside {\*\htmltag ...}
    rtf_only: bool = False  # \htmlrtf: not part of the HTML


def rich(data: bytes, letters: Letters) -> Rich:
    """The words of rich text, or the HTML that it wraps."""
    walk = _Walk(data, letters)
    text = "".join(walk.pieces())
    # Two halves of a sign, each written as a number of its own.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Rich(text if walk.is_html else None, "" if walk.is_html else text)


class _Walk:
    def __init__(self, data: bytes, letters: Letters) -> None:
        self._data, self._letters = data, letters
        self.is_html = b"\\fromhtml1" in data[:4096]
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._skip = 0
        self._fresh = False  # the first word of a group may say what the group is
        self._bytes = bytearray()

    def pieces(self) -> Iterator[str]:
        for match in _TOKEN.finditer(self._data):
            word, number, code, sign, brace, plain = match.groups()
            if code is not None:
                self._put(bytes((int(code, 16),)))
                continue
            if plain is not None:
                self._put(plain)
                continue
            yield self._flush()
            if brace is not None:
                self._brace(brace == b"{")
            elif word is not None:
                value = int(number) if number else None
                yield self._word(word.decode("ascii"), value)
            elif sign is not None:
                yield self._sign(sign)
        yield self._flush()

    def _put(self, data: bytes) -> None:
        if self._skip:
            gone = min(self._skip, len(data))
            self._skip -= gone
            data = data[gone:]
        self._fresh = False
        if self._shown():
            self._bytes += data

    def _shown(self) -> bool:
        if self.is_html:
            return self._state.said and (self._state.markup or not self._state.rtf_only)
        return self._state.said

    def _flush(self) -> str:
        data = bytes(self._bytes)
        self._bytes.clear()
        return self._letters.decode(data, self._state.charset, "the rich text") if data else ""

    def _brace(self, opens: bool) -> None:
        self._skip = 0
        if opens:
            self._stack.append(self._state)
            state = self._state
            self._state = _State(
                state.said, state.skip, state.charset, state.markup, state.rtf_only
            )
            self._fresh = True
            if len(self._stack) > 100_000:
                self._stack = self._stack[-50_000:]
        elif self._stack:
            self._state = self._stack.pop()

    def _sign(self, sign: bytes) -> str:
        if sign == b"*":
            self._state.said = False  # a group that may be passed over, unless it is known below
            return ""
        self._fresh = False
        shown = {b"~": "\xa0", b"_": "\u2011", b"-": "\xad", b"\n": "\n", b"\r": "\n"}
        said = shown.get(sign, sign.decode("ascii", "replace"))
        if self._skip:
            self._skip -= 1
            return ""
        return said if self._shown() else ""

    def _word(self, word: str, number: int | None) -> str:
        fresh, self._fresh = self._fresh, False
        state = self._state
        if word == "htmltag":
            state.said, state.markup = True, True
        elif word == "mhtmltag":
            state.said = False
        elif word == "htmlrtf":
            state.rtf_only = number != 0
        elif (word in _NOT_SAID and fresh) or word in ("fldinst", "pict"):
            state.said = False
        elif word == "uc":
            state.skip = max(0, number or 0)
        elif word == "u" and number is not None:
            self._skip = state.skip
            return chr(number & 0xFFFF) if self._shown() else ""
        elif word in _SIGNS and self._shown():
            return self._break(word)
        elif word == "bin" and number:
            self._skip = max(0, number)
        else:
            self._letters_of(word, number)
        return ""

    def _break(self, word: str) -> str:
        said = _SIGNS[word]
        return "\r\n" if said == "\n" and self.is_html else said

    def _letters_of(self, word: str, number: int | None) -> None:
        if number is None:
            return
        if word == "ansicpg":
            name = charset_of(number) or ""
            self._state.charset = name if known(name) else "cp1252"
        elif word == "f":
            self._font = number
            self._state.charset = self._fonts.get(number, self._state.charset)
        elif word == "fcharset" and number in _CHARSETS and number:
            self._fonts[self._font] = _CHARSETS[number]
