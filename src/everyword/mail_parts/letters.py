"""Which bytes of a mail are which letters: what is declared is tried, what differs is said."""

import codecs
import re
from collections.abc import Iterable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")
_MEANT = {
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "gb2312": "gb18030",
    "gbk": "gb18030", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "windows-874": "cp874", "x-sjis": "cp932", "shift_jis": "cp932", "cp-850": "cp850",
    "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8", "x-gbk": "gb18030", "ansi_x3.4-1968": "us-ascii",
    "iso-8859-6-i": "iso-8859-6", "iso-8859-6-e": "iso-8859-6", "utf-8-mac": "utf-8",
}  # fmt: skip
"""What mail programs mean by a name: larger alphabets that hold the one named."""
_NO_LETTERS = frozenset(
    ("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem")
)
_HALVES = re.compile("[\ud800-\udfff]")
_PLAIN = ("us-ascii", "ascii")
_C1 = re.compile("[\x80-\x9f]")


class Letters:
    """Turns bytes into words; `remarks` says once each what did not fit.

    `answered` names the alphabet of bytes whose alphabet the mail does not name.
    """

    def __init__(self, answered: str | None = None) -> None:
        self._answered = answered
        self._remarks: dict[str, None] = {}

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(self._remarks)

    def say(self, remark: str) -> None:
        if len(self._remarks) < 40:
            self._remarks[remark] = None

    def say_all(self, remarks: Iterable[str]) -> None:
        for remark in remarks:
            self.say(remark)

    def decode(self, data: bytes, charset: str | None, what: str) -> str:
        """The words; what is no letter of the alphabet stands there as U+FFFD and is said."""
        name = (charset or "").strip().strip("\"'").lower()
        name = _MEANT.get(name, name)
        if data.isascii() and name in ("", "utf-8", *_PLAIN):
            return data.decode("ascii")
        if name in ("", *_PLAIN):
            return self._not_named(data, name, what)
        if not known(name):
            self.say(f"{what}: its letters are named {name[:40]!r}, which is not known")
            return self._not_named(data, name, what)
        return self._named(data, name, what)

    def _named(self, data: bytes, name: str, what: str) -> str:
        lost = 0
        try:
            text = data.decode(name)
        except (UnicodeError, ValueError):
            text = data.decode(name, "replace")
            lost = text.count("\ufffd")
            self.say(f"{what}: {lost:,} signs are not {name} as it says, and are shown as U+FFFD")
        if name in ("iso-8859-1", "latin-1", "latin1", "iso8859-1") and _C1.search(text):
            text = data.decode("cp1252", "replace")
            self.say(f"{what}: named iso-8859-1, read as windows-1252, as mail programs do")
            if lost := text.count("\ufffd"):
                self.say(f"{what}: {lost:,} signs are not in it and are shown as U+FFFD")
        if _HALVES.search(text):
            text = _HALVES.sub("\ufffd", text)
            self.say(f"{what}: halves of a sign are shown as U+FFFD")
        return text

    def _not_named(self, data: bytes, name: str, what: str) -> str:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            pass
        else:
            if name in _PLAIN and not data.isascii():
                self.say(f"{what}: named us-ascii, but its letters are UTF-8")
            return text
        if self._answered is not None:
            self.say(f"{what}: its letters are not named; read as {self._answered}, as answered")
            return data.decode(self._answered, "replace")
        text = data.decode("utf-8", "replace")
        self.say(
            f"{what}: its letters are not named and not UTF-8; {text.count(chr(0xFFFD)):,} signs "
            "are shown as U+FFFD; if you know the alphabet: --answer encoding=cp1252 (or another)"
        )
        return text


def known(name: str) -> bool:
    """Whether a name is that of an alphabet that bytes can be read by."""
    if not _NAME.fullmatch(name):
        return False
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, ImportError):
        return False
    return info.name.replace("-", "_") not in _NO_LETTERS and getattr(
        info, "_is_text_encoding", True
    )
