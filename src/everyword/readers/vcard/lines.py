"""The lines of a vCard file as properties: unfolded, in little memory, letters decoded.

vCard 2.1 (versit), 3.0 (RFC 2426), 4.0 (RFC 6350). A line that begins with a blank goes on from the
one above; in 2.1 a quoted-printable value also goes on where it ends in "=", and a Base64 value
until an empty line. Pictures and sounds are counted, never held.
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
"""Bytes of one property that is no picture or sound."""
LARGEST_WIDE = 64 << 20
"""A file in UTF-16 is held whole: up to this size."""
BINARY = ("PHOTO", "LOGO", "SOUND", "KEY")
_NAME = re.compile(rb"(?:(?P<group>[A-Za-z0-9-]{1,60})\.)?(?P<name>[A-Za-z0-9-]{1,80})(?=[;:])")
_PARAM = re.compile(rb";(?P<key>[A-Za-z0-9-]{1,60})(?:=(?P<value>\"[^\"\n]*+\"|[^;:\"\n]*+))?+")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


_ALPHABETS = ("utf-", "ascii", "iso8859", "cp", "koi8", "mac-", "shift_jis", "euc_", "gb", "big5")


class Property(Struct, gc=False):
    """`size` is the bytes of the value as written; `raw` is empty for a picture or sound."""

    line: int
    group: str
    name: str
    params: tuple[tuple[str, str], ...]
    raw: bytearray
    size: int
    too_long: bool = False

    def types(self) -> list[str]:
        """`cell`, `home`: as written, with TYPE= or without."""
        found = [value or key for key, value in self.params if key == "TYPE" or not value]
        return [each for each in found if each.upper() not in _CODINGS]

    def param(self, wanted: str) -> str | None:
        return next((value for key, value in self.params if key == wanted), None)

    @property
    def coding(self) -> str:
        told = (self.param("ENCODING") or "").upper()
        bare = next((key for key, value in self.params if not value and key in _CODINGS), "")
        return "BASE64" if told in ("B", "BASE64") else told or bare


_CODINGS = ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B")


class Stray(Struct, frozen=True, gc=False):
    """A line that is no property."""

    line: int
    start: bytes


def properties(source: Source, faults: list[str]) -> Iterator[Property | Stray]:
    """Every property of a file, in its order."""
    held: Property | None = None
    version_2, coding = False, ""
    with source.open() as opened:
        stream = opened
        if source.head(2) in _WIDE:
            text = opened.read(LARGEST_WIDE).decode("utf-16", "replace")
            stream = io.BytesIO(text.encode("utf-8", "replace"))
        for number, line in lines(stream, faults):
            if line is None:
                if held:
                    held.too_long = True
                else:
                    yield Stray(number, b"a line longer than 32 MiB")
                continue
            bare = line.rstrip(b"\r\n")
            if held and bare[:1] in (b" ", b"\t"):
                _extend(held, bare if version_2 and coding != "BASE64" else bare[1:])
                continue
            if held and coding == "QUOTED-PRINTABLE" and held.raw.endswith(b"="):
                del held.raw[-1:]
                _extend(held, bare)
                continue
            if held and coding == "BASE64" and bare and _NAME.match(bare) is None:
                _extend(held, bare)
                continue
            if held:
                version_2 = version_2 or (held.name == "VERSION" and held.raw.strip() == b"2.1")
                version_2 = version_2 and held.name != "BEGIN"
                yield held
            found = _property(number, bare)
            held = None
            if isinstance(found, Property):
                held, coding = found, found.coding
            elif found is not None:
                yield found
    if held:
        yield held


def _extend(held: Property, more: bytes) -> None:
    held.size += len(more)
    if held.name in BINARY and not held.raw.startswith(b"http"):
        return
    if len(held.raw) + len(more) > LONGEST:
        held.too_long = True
    else:
        held.raw += more


def _property(number: int, bare: bytes) -> Property | Stray | None:
    """None for an empty line."""
    match = _NAME.match(bare)
    if match is None:
        return Stray(number, bare[:200]) if bare.strip() else None
    at = match.end()
    params = []
    while param := _PARAM.match(bare, at):
        at = param.end()
        value = (param["value"] or b"").strip(b'"').decode("utf-8", "replace")
        params.append((param["key"].decode().upper(), value))
    if bare[at : at + 1] != b":":
        return Stray(number, bare[:200])
    raw = bare[at + 1 :]
    group = (match["group"] or b"").decode()
    found = Property(number, group, match["name"].decode().upper(), tuple(params), bytearray(), 0)
    found.size = len(raw)
    if found.name in BINARY:
        raw = raw[:2000] if raw[:5].lower() in (b"http:", b"https") else b""
    found.too_long = len(raw) > LONGEST
    found.raw = bytearray(b"" if found.too_long else raw)
    return found


def words_of(held: Property, encoding: str | None) -> tuple[str, bool]:
    """The value as letters, escapes as they stand; and whether some were not known."""
    raw = bytes(held.raw)
    if held.coding == "QUOTED-PRINTABLE":
        raw = quopri.decodestring(raw)
    for name in (_charset(held.param("CHARSET")), "utf-8", encoding):
        try:
            if name:
                return raw.decode(name), False
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace"), True


def _charset(told: str | None) -> str | None:
    """An alphabet; not one of the other things that Python decodes by a name."""
    try:
        name = codecs.lookup(told).name if told else ""
    except (LookupError, ValueError):
        return None
    return name if name.startswith(_ALPHABETS) and name != "utf-7" else None


def plain(text: str) -> str:
    r"""`Lee\, Sam` is `Lee, Sam`; `\n` is a line end."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


def parts(text: str) -> list[str]:
    r"""The components of N or ADR: parted at `;`, but not at `\;`."""
    return [plain(each) for each in re.findall(r"(?:^|;)((?:[^;\\]|\\.)*+)", text, re.S)]
