"""The header of a mail or of a part of one: its fields, the words in them, and their parameters."""

import binascii
import re
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from everyword.mail_parts.letters import Letters

LINE = 64 * 1024
MAX_FIELDS = 2000
_FIELD = re.compile(rb"(?!--)([!-9;-~]{1,200})[ \t]*+:")
_WORD = re.compile(rb"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*+)\?=")
_TOKEN = re.compile(r"\s*([!#-'*+\-.0-9A-Z^-~]++)/([!#-'*+\-.0-9A-Z^-~]++)\s*(?:;|\Z|\()", re.I)
_PARAMETER = re.compile(
    r';\s*+([^\s=;"*]{1,80})(?:\*([0-9]{1,3}))?(\*?)\s*+=\s*+("(?:[^"\\]++|\\.)*+"?|[^;]*+)', re.S
)


class Fields(Struct, frozen=True):
    """(name in small letters, value as written, unfolded); `size` bytes up to the body.

    `ended`: how the header ended: "blank", "end" of the file, or "text" (a line that is none).
    """

    items: tuple[tuple[str, bytes], ...]
    size: int
    ended: str
    left_out: int = 0

    def first(self, name: str) -> bytes | None:
        return next((value for key, value in self.items if key == name), None)

    def all(self, name: str) -> tuple[bytes, ...]:
        return tuple(value for key, value in self.items if key == name)


def is_field(line: bytes) -> bool:
    return _FIELD.match(line) is not None


def read_fields(stream: BinaryIO, at: int, end: int, most: int) -> Fields:
    """The header that begins at `at`; not more than `most` bytes of it are held."""
    stream.seek(at)
    items: list[tuple[str, bytearray]] = []
    held = left_out = 0
    place, ended = at, "end"
    whole_line, keep = True, True  # does a line begin here; is this field kept
    while place < end:
        line = stream.readline(min(LINE, end - place))
        if not line:
            break
        if whole_line and not line.strip(b"\r\n"):
            place, ended = place + len(line), "blank"
            break
        field = _FIELD.match(line) if whole_line and line[:1] not in b" \t" else None
        goes_on = not whole_line or (line[:1] in b" \t" and bool(items))
        if field is None and not goes_on:
            ended = "text"
            break
        if field is not None:
            keep = len(items) < MAX_FIELDS and held < most
            if keep:
                items.append((field[1].decode("ascii").lower(), bytearray()))
                held += 100
        if keep and held + len(line) <= most:
            items[-1][1].extend(line[field.end() if field else 0 :])
            held += len(line)
        else:
            left_out += len(line)
        whole_line = line.endswith(b"\n")
        place += len(line)
    values = tuple((name, _unfolded(bytes(value))) for name, value in items)
    return Fields(values, place - at, ended, left_out)


def _unfolded(value: bytes) -> bytes:
    return value.replace(b"\r", b"").replace(b"\n", b"").strip(b" \t")


def words(value: bytes, letters: Letters, what: str) -> str:
    """A field as a person reads it: encoded words (RFC 2047) decoded, also badly written ones."""
    out: list[str] = []
    run: list[tuple[str, bytes]] = []  # encoded words with nothing but blanks between them
    at = 0
    for match in _WORD.finditer(value):
        between = value[at : match.start()]
        data = _encoded(match)
        if data is None:
            letters.say(f"{what}: an encoded word of it is damaged and stands as written")
            continue
        if not run or between.strip(b" \t"):
            out += [_said(run, letters, what), letters.decode(between, None, what)]
            run = []
        run.append((match[1].decode("ascii", "replace").split("*")[0], data))
        at = match.end()
    out += [_said(run, letters, what), letters.decode(value[at:], None, what)]
    return "".join(out)


def _encoded(match: re.Match[bytes]) -> bytes | None:
    if match[2] in b"qQ":
        return binascii.a2b_qp(match[3], header=True)
    data = match[3].replace(b" ", b"")
    try:
        return binascii.a2b_base64(data.rstrip(b"=") + b"=" * (-len(data.rstrip(b"=")) % 4),
                                   strict_mode=True)  # fmt: skip
    except binascii.Error:
        return None


def _said(run: list[tuple[str, bytes]], letters: Letters, what: str) -> str:
    """A letter may be cut in two by careless programs: words of one alphabet are put together."""
    out = []
    while run:
        name = run[0][0]
        same = 1
        while same < len(run) and run[same][0].lower() == name.lower():
            same += 1
        out.append(letters.decode(b"".join(data for _, data in run[:same]), name, what))
        run = run[same:]
    return "".join(out)


class Value(Struct, frozen=True):
    """`text/plain; charset=...`: the value in small letters, and its parameters."""

    value: str
    parameters: dict[str, str]


def content_type(raw: bytes | None, default: str, letters: Letters) -> Value:
    if raw is None:
        return Value(default, {})
    text = letters.decode(raw, None, "Content-Type")
    match = _TOKEN.match(text)
    kind = f"{match[1]}/{match[2]}".lower() if match else "text/plain"
    return Value(kind, _parameters(text, letters, "Content-Type"))


def disposition(raw: bytes | None, letters: Letters) -> Value:
    if raw is None:
        return Value("", {})
    text = letters.decode(raw, None, "Content-Disposition")
    return Value(
        text.split(";")[0].strip().lower(), _parameters(text, letters, "Content-Disposition")
    )


def _parameters(text: str, letters: Letters, what: str) -> dict[str, str]:
    """Plain, quoted, in pieces and with a named alphabet (RFC 2231); the first of a name wins."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAMETER.finditer(text):
        name, value = match[1].lower(), match[4]
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'), flags=re.S)
        else:
            value = value.strip()
        if match[2] is None and not match[3]:
            plain.setdefault(name, words(value.encode("utf-8", "replace"), letters, what))
        else:
            number = int(match[2] or 0)
            pieces.setdefault(name, {}).setdefault(number, (bool(match[3]), value))
    for name, found in pieces.items():
        plain[name] = _joined(found, letters, what)
    return plain


def _joined(found: dict[int, tuple[bool, str]], letters: Letters, what: str) -> str:
    charset: str | None = None
    data = b""
    for count, number in enumerate(sorted(found)):
        coded, value = found[number]
        if coded and count == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        data += unquote_to_bytes(raw) if coded else raw
    return letters.decode(data, charset or None, what)
