"""Rich text (.rtf): the words of a document and what stands around them (RTF 1.9.1).

Letters are those of the code page that the file or the font in use names.
"""

import re

from msgspec import Struct, structs

from everyword.mail_parts.letters import known
from everyword.model import Source
from everyword.readers.office.parts import LONGEST_TITLE, Paper, made_when

MAX_RTF = 256 << 20
MAX_DEPTH = 2000
_TOKEN = re.compile(
    rb"\\(?:([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|'([0-9A-Fa-f]{2})|([^A-Za-z]))|([{}])|([\r\n\0]+)"
    rb"|([^\\{}\r\n\0]+)|\\",
    re.S,
)
_SIGNS = {
    "par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t", "page": "\n",
    "sect": "\n", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
    "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "\u2011", b"-": "\xad", b"\n": "\n", b"\r": "\n"}
_PASSED = frozenset(
    (
        *("colortbl", "stylesheet", "themedata", "datastore", "listtable", "generator", "sp"),
        *("listoverridetable", "rsidtbl", "xmlnstbl", "latentstyles", "filetbl", "nonshppict"),
        *("objdata", "revtbl", "bkmkstart", "bkmkend", "atnref", "atndate", "atnid", "ud"),
        *("pgptbl", "colorschememapping", "userprops", "docvar", "xe", "tc", "background"),
        *("wgrffmtfilter", "mmathPr", "author", "operator", "keywords", "doccomm", "company"),
    )
)
_LABELS = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "footnote", "annotation": "comment", "shptxt": "text box", "atnauthor": "by",
}  # fmt: skip
_OPENED = frozenset(("shpinst", "shppict", "ftnalt", "pn", "pntxtb", "listpicture", "fldrslt"))
"""Starred groups that hold words or are counted."""
_CHARSETS = {77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5",
             161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
             186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437"}  # fmt: skip
_MARKS = {"revised": "+", "deleted": "-", "v": "hidden: "}
_COUNTS = {
    "+": "tracked insertions, shown as [+...+]: {n}",
    "-": "tracked deletions, shown as [-...-]: {n}",
    "hidden: ": "hidden text, shown as [hidden: ...]: {n}",
}
_CLOCK = frozenset(("yr", "mo", "dy", "hr", "min", "sec"))
_ADDRESS = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')


class _State(Struct):
    """What a group changes and its end restores."""

    room: str = ""
    """What the words here are: "" of the document, else a label, "pass", "fonts", "code" ..."""
    skip: int = 1
    letters: str = ""
    mark: str = ""
    own: bool = False
    """This group began its room."""


class _Walk:
    def __init__(self, data: bytes, paper: Paper) -> None:
        self._data, self._paper = data, paper
        self._state = _State()
        self._stack: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._skip = 0
        self._fresh = self._star = False
        self._bytes = bytearray()
        self._out: list[str] = []
        self._rooms: list[tuple[list[str], str]] = []
        self._later: list[str] = []
        self._mark = ""
        self._code = ""
        self._clock: dict[str, dict[str, int]] = {"creatim": {}, "revtim": {}}
        self._told = ""
        self._title: list[str] = []
        self.unclosed = True

    def run(self) -> None:
        at, data = 0, self._data
        while at < len(data):
            match = _TOKEN.match(data, at)
            if match is None:
                break
            at = match.end()
            word, number, code, sign, brace, _, plain = match.groups()
            if plain is not None or code is not None:
                self._put(plain if plain is not None else bytes((int(code, 16),)))
                continue
            if brace is None and word is None and sign is None:
                continue
            self._flush()
            if brace is not None:
                self._brace(brace == b"{")
            elif word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    at += max(0, value or 0)
                else:
                    self._word(word.decode("ascii"), value)
            else:
                self._sign(sign)
        self._flush()
        self.unclosed = bool(self._stack)
        while self._stack:
            self._brace(False)
        self._say("", "")

    def over(self) -> str:
        title = _joined(self._title)
        self._paper.title = title if title.strip() and len(title) <= LONGEST_TITLE else None
        self._paper.when = made_when(*(_time(self._clock[which]) for which in self._clock))
        return _joined(self._out + self._later)

    def _put(self, data: bytes) -> None:
        if self._skip:
            gone = min(self._skip, len(data))
            self._skip -= gone
            data = data[gone:]
        self._fresh = False
        if self._state.room not in ("pass", "pict"):
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            text = data.decode(self._state.letters or self._page, "replace")
            if lost := text.count("\ufffd"):
                self._paper.count(
                    "signs that are not of the alphabet named, shown as U+FFFD: {n}", lost
                )
            self._say(text, self._state.mark)

    def _say(self, text: str, mark: str) -> None:
        room = self._state.room
        if room == "code":
            self._code = (self._code + text)[:4000]
        elif room == "title":
            self._title.append(text[: LONGEST_TITLE + 1])
        elif room not in ("pass", "pict", "fonts", "info"):
            if mark != self._mark:
                self._end_mark()
                if mark:
                    self._paper.count(_COUNTS[mark])
                    self._out.append(f"[{mark}")
                self._mark = mark
            self._out.append(self._paper.take(text))

    def _end_mark(self) -> None:
        if self._mark:
            self._out.append(f"{self._mark if self._mark in '+-' else ''}]")
        self._mark = ""

    def _brace(self, opens: bool) -> None:
        self._skip = 0
        if opens:
            if len(self._stack) >= MAX_DEPTH:
                raise RecursionError
            self._stack.append(self._state)
            self._state = structs.replace(self._state, own=False)
            self._fresh, self._star = True, False
        elif self._stack:
            ended, self._state = self._state, self._stack.pop()
            if ended.own:
                self._room_ends(ended.room)

    def _room(self, room: str) -> None:
        self._state.room, self._state.own = room, True
        if room in _LABELS.values():
            self._end_mark()
            self._state.mark = ""
            self._rooms.append((self._out, room))
            self._out = []
        elif room == "code":
            self._code = ""
        elif room == "pict":
            self._paper.count("pictures in it, not looked at: {n}")

    def _room_ends(self, room: str) -> None:
        if room in _LABELS.values() and self._rooms:
            self._end_mark()
            inner = "".join(self._out)
            self._out, label = self._rooms.pop()
            if not inner.strip():
                return
            if label in ("header", "footer"):
                self._later.append(f"\n[{label}] {inner}")
            else:
                self._out.append(f"[{label}: {inner.strip(chr(10))}]")
        elif room == "code" and (found := _ADDRESS.match(self._code)):
            self._say(f"<{found[1]}> ", self._state.mark)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._star = True
            return
        self._fresh = False
        if self._skip:
            self._skip -= 1
            return
        self._say(_SYMBOLS.get(sign, sign.decode("latin-1")), self._state.mark)

    def _word(self, word: str, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        star, self._star = self._star, False
        state = self._state
        if word == "u" and number is not None:
            self._skip = state.skip
            self._say(chr(number & 0xFFFF), state.mark)
        elif self._skip and word in _SIGNS:
            self._skip -= 1
        elif word in _SIGNS:
            self._say(_SIGNS[word], state.mark)
        elif word in ("row", "nestrow"):
            if self._out and self._out[-1] == "\t":
                self._out.pop()
            self._say("\n", state.mark)
        elif word in _MARKS:
            state.mark = "" if number == 0 else _MARKS[word]
        elif word == "plain":
            state.mark, state.letters = "", ""
        elif word == "uc":
            state.skip = max(0, number or 0)
        elif (fresh or star) and state.room != "pass":
            self._destination(word, number, star)
        else:
            self._letters(word, number)

    def _destination(self, word: str, number: int | None, star: bool) -> None:
        if word in _LABELS:
            self._room(_LABELS[word])
        elif word in _PASSED:
            if word == "objdata":
                self._paper.count("files inside this file, not opened: {n}")
            self._room("pass")
        elif word in ("fonttbl", "info", "pict", "title", "fldinst"):
            self._room({"fonttbl": "fonts", "fldinst": "code"}.get(word, word))
        elif word in self._clock:
            self._told = word
        elif star and word not in _OPENED:
            self._room("pass")
        else:
            self._letters(word, number)

    def _letters(self, word: str, number: int | None) -> None:
        if word in ("mac", "pc", "pca"):
            self._page = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif number is None:
            return
        elif word == "ansicpg":
            name = {65001: "utf-8", 936: "gb18030", 10000: "mac-roman"}.get(number, f"cp{number}")
            self._page = name if known(name) else self._page
        elif word == "f":
            self._font = number
            self._state.letters = self._fonts.get(number, "")
        elif word == "fcharset" and self._state.room == "fonts" and number in _CHARSETS:
            if len(self._fonts) < 100_000:
                self._fonts[self._font] = _CHARSETS[number]
        elif word in _CLOCK and self._told and self._state.room == "info":
            self._clock[self._told][word] = number


def _time(said: dict[str, int]) -> str:
    """As ISO 8601, without a zone: rich text has none."""
    if not said.get("yr"):
        return ""
    day = "-".join(f"{said.get(part, 0):02}" for part in ("yr", "mo", "dy"))
    if "hr" not in said:
        return day
    return day + f"T{said['hr']:02}:{said.get('min', 0):02}" + (
        f":{said['sec']:02}" if "sec" in said else ""
    )  # fmt: skip


def read_rtf(source: Source, paper: Paper) -> None:
    """The words of a rich text file, onto the paper."""
    if source.size > MAX_RTF:
        paper.fault(f"{source.size:,} bytes: too large to be read; kept")
        return
    with source.open() as stream:
        data = stream.read()
    walk = _Walk(data, paper)
    try:
        walk.run()
        if walk.unclosed:
            paper.fault("the file ends before its end: it was cut short")
    except RecursionError:
        paper.fault(f"not read to the end: groups within groups, more than {MAX_DEPTH:,} deep")
    paper.texts.append(walk.over())


def _joined(parts: list[str]) -> str:
    """The two halves of a sign are each written as a number of its own."""
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
