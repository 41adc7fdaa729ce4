"""The lines of a calendar file as properties: unfolded, in little memory, letters decoded.

RFC 5545 and vCalendar 1.0 (versit). A line that begins with a blank goes on from the one above; in
1.0 a quoted-printable value also goes on where it ends in "=". Files put inside (ATTACH, IMAGE) are
counted, never held.
"""

import codecs
import io
import quopri
import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.model import Source
from everyword.readers.signal.lines import lines

LONGEST = 1 << 20
"""Bytes of one property that is no file put inside."""
LARGEST_WIDE = 64 << 20
"""A file in UTF-16 is held whole: up to this size."""
LONGEST_WORDS = 2000
"""Letters of a line that is no property: more are not kept."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAME = re.compile(r"[A-Za-z0-9-]{1,80}(?=[;:])")
_PARAM = re.compile(
    r";[ \t]{0,9}([A-Za-z0-9-]{1,80})(?:=((?:\"[^\"]*+\"|[^\";:]++|\"(?=[^\"]*+\Z))*+))?+"
)
_ALPHABETS = ("utf-", "ascii", "iso8859", "cp", "koi8", "mac-", "shift_jis", "euc_", "gb", "big5")
_CHARSET = re.compile(rb";CHARSET=\"?([A-Za-z0-9_:-]{1,40})", re.IGNORECASE)
_QUOTED = re.compile(rb"^[^:]{0,500};(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_INSIDE = re.compile(rb"(?:ATTACH|IMAGE)[;:]", re.IGNORECASE)
_CODED = re.compile(rb";(?:ENCODING=)?B(?:ASE64)?[;:]|;VALUE=BINARY[;:]", re.IGNORECASE)
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}


class Property(Struct, frozen=True, gc=False):
    """`size` is the bytes as written; `value` as written but for folds and letters' coding.

    `lost` counts letters that could not be decoded; `too_long` then nothing of the value is here.
    """

    line: int
    name: str
    params: tuple[tuple[str, str], ...]
    value: str
    size: int
    lost: int = 0
    too_long: bool = False

    def param(self, wanted: str) -> str | None:
        """Without quotation marks, the escapes of RFC 6868 undone."""
        for key, value in self.params:
            if key == wanted:
                return re.sub(r"\^[n'^]", lambda found: _CARET[found[0]], value.replace('"', ""))
        return None

    @property
    def written(self) -> str:
        """The content line as it stands, unfolded."""
        return self.name + "".join(f";{key}={told}" for key, told in self.params) + f":{self.value}"


class Stray(Struct, frozen=True, gc=False):
    """A line that is no property."""

    line: int
    words: str


class _Held(Struct, gc=False):
    line: int
    raw: bytearray
    size: int
    quoted: bool
    inside: bool

    def extend(self, more: bytes) -> None:
        self.size += len(more)
        if not self.inside and len(self.raw) <= LONGEST:
            self.raw += more


def properties(
    source: Source, encoding: str | None, faults: list[str]
) -> Iterator[Property | Stray]:
    """Every property of a file, in its order; empty lines are none."""
    held: _Held | None = None
    old = False
    with source.open() as opened:
        stream = opened
        if source.head(2) in _WIDE:
            text = opened.read(LARGEST_WIDE).decode("utf-16", "replace")
            stream = io.BytesIO(text.encode("utf-8", "replace"))
            if source.size > LARGEST_WIDE:
                faults.append("a file in UTF-16 of more than 64 MiB")
        for number, line in lines(stream, faults):
            bare = b"" if line is None else line.rstrip(b"\r\n")
            if held and bare[:1] in (b" ", b"\t"):
                held.extend(bare if old and held.quoted else bare[1:])
                continue
            if held and held.quoted and held.raw.endswith(b"=") and line is not None:
                del held.raw[-1:]
                held.extend(bare)
                continue
            if not bare and line is not None:
                continue  # some programs put an empty line into a fold
            if held:
                found = _property(held, encoding)
                old = _is_old(found, old)
                yield found
                held = None
            if line is None:
                yield Stray(number, "a line longer than 32 MiB")
            else:
                held = _held(number, bare)
    if held:
        yield _property(held, encoding)


def _is_old(found: Property | Stray, before: bool) -> bool:
    """Whether what follows is vCalendar 1.0, which keeps the blank of a fold."""
    if isinstance(found, Stray) or found.name not in ("VERSION", "BEGIN"):
        return before
    if found.name == "VERSION":
        return found.value.strip() == "1.0"
    return before and found.value.strip().upper() != "VCALENDAR"


def _held(number: int, bare: bytes) -> _Held:
    head = bare[:4000]
    coded = bool(_INSIDE.match(head)) and bool(_CODED.search(head))
    held = _Held(number, bytearray(bare), len(bare), bool(_QUOTED.match(head)), coded)
    if coded:
        del held.raw[4000:]
    elif len(bare) > LONGEST:
        del held.raw[LONGEST + 1 :]
    return held


def _property(held: _Held, encoding: str | None) -> Property | Stray:
    too_long = len(held.raw) > LONGEST
    raw = bytes(held.raw[:4000] if too_long else held.raw)
    text, lost = _letters(raw, encoding)
    name = _NAME.match(text)
    if name is None:
        return Stray(held.line, text[:LONGEST_WORDS])
    at = name.end()
    params = []
    while param := _PARAM.match(text, at):
        at = param.end()
        params.append((param[1].upper(), param[2] or ""))
    if text[at : at + 1] != ":":
        return Stray(held.line, text[:LONGEST_WORDS])
    value = text[at + 1 :]
    if held.quoted:
        value, lost = _letters(quopri.decodestring(value.encode()), encoding, _charset(raw))
    elif held.inside or too_long:
        value = ""
    parts = tuple(params)
    return Property(held.line, name[0].upper(), parts, value, held.size, lost, too_long)


def _letters(raw: bytes, encoding: str | None, charset: str | None = None) -> tuple[str, int]:
    for name in (charset, "utf-8", _charset(raw), encoding):
        try:
            if name:
                return raw.decode(name), 0
        except UnicodeDecodeError:
            continue
    text = raw.decode("utf-8", "replace")
    return text, text.count("\ufffd")


def _charset(raw: bytes) -> str | None:
    """An alphabet; not one of the other things that Python decodes by a name."""
    told = _CHARSET.search(raw[:4000])
    try:
        name = codecs.lookup(told[1].decode()).name if told else ""
    except (LookupError, ValueError):
        return None
    return name if name.startswith(_ALPHABETS) and name != "utf-7" else None


def plain(text: str) -> str:
    r"""`school\, gate` is `school, gate`; `\n` is a line end; other escapes stay as they stand."""
    return re.sub(r"\\([\\;,:\"nN])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def parted(text: str, at: str = ",") -> list[str]:
    """The values of a list, not parted where the mark is escaped."""
    return re.split(rf"(?<!\\){at}", text)
