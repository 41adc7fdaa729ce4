"""The plain records of a backup, read without an XML parser: most of most files.

A record is plain when it is one empty <sms> on one line, its values hold no `<`, and every
reference in them is one that is known and stands in a value that is read. What is read here is
exactly what the parser would give; everything else is left to it.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

_START = b"<sms "
_TAG = re.compile(rb"<sms ([^<>]{1,4000}?)/>")
_NAME = re.compile(rb"([A-Za-z_][A-Za-z0-9_]{0,60})=")
_REFERENCE = re.compile(rb"&#[0-9]{5};&#[0-9]{5};|&(?:[#A-Za-z0-9]{1,9};)?")
_ONE = re.compile(rb"&(?:#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}))|(amp|lt|gt|quot|apos));")
_WORDS = {b"amp": "&", b"lt": "<", b"gt": ">", b"quot": '"', b"apos": "'"}
_FORMS, _SIGNS = 64, 4096
_FIELDS = (b"body", b"type", b"address", b"date", b"contact_name")
Values = tuple[str | None, str | None, str | None, str | None, str | None]
"""Of one record: its body, type, address, date and contact_name."""


class Piece(Struct, frozen=True):
    """A stretch of a backup: bytes as they stand; and its records, where all of it is plain."""

    data: bytes
    records: list[Values] | None = None


class _Form(Struct, frozen=True):
    """The order in which records have their attributes: how to match one, and which group is
    which field (None: it has no such attribute)."""

    pattern: re.Pattern[bytes]
    groups: tuple[int | None, ...]


class Plain:
    """Finds the plain records. Remembers the orders of attributes and the references it met."""

    def __init__(self) -> None:
        self._forms: dict[tuple[bytes, ...], _Form | None] = {}
        self._form: _Form | None = None
        self._signs: dict[bytes, bytes] = {}

    def split(self, data: bytes) -> Iterator[Piece]:
        """`data` again, as stretches of plain records and of others; it must be valid UTF-8."""
        start = at = 0
        while True:
            begin = data.find(_START, at)
            if begin < 0:
                break
            records, end = self._run(data, begin)
            if not records:
                at = begin + len(_START)
                continue
            if begin > start:
                yield Piece(data[start:begin])
            yield Piece(data[begin:end], records)
            start = at = end
        if start < len(data):
            yield Piece(data[start:])

    def _run(self, data: bytes, at: int) -> tuple[list[Values], int]:
        """The plain records one after another from here, and where they end."""
        form = self._form
        match = form.pattern.match(data, at) if form else None
        if match is None:
            form = self._learn(data, at)
            match = form.pattern.match(data, at) if form else None
        records: list[Values] = []
        if form is None or match is None:
            return records, at
        self._form, matching = form, form.pattern.match
        usual = None not in form.groups
        while match is not None:
            try:
                values = self._values(match, form.groups, usual)
            except ValueError:
                break
            records.append(values)
            at = match.end()
            match = matching(data, at)
        return records, at

    def _values(
        self, match: re.Match[bytes], groups: tuple[int | None, ...], usual: bool
    ) -> Values:
        """Raises ValueError where a reference is not understood."""
        if usual:
            body, kind, address, date, name = match.group(*groups)  # type: ignore[arg-type]  # all there
            if b"&" in body:
                body = _REFERENCE.sub(self._sign, body)
            if b"&" in name:
                name = _REFERENCE.sub(self._sign, name)
            if not (b"&" in kind or b"&" in address or b"&" in date):
                return body.decode(), kind.decode(), address.decode(), date.decode(), name.decode()
        got = [
            None if each is None else _REFERENCE.sub(self._sign, match[each]).decode()
            for each in groups
        ]
        return got[0], got[1], got[2], got[3], got[4]

    def _learn(self, data: bytes, at: int) -> _Form | None:
        """The form of the record that begins here; None where an XML parser has to look."""
        tag = _TAG.match(data, at)
        if tag is None:
            return None
        *parts, end = tag[1].split(b'"')
        order = tuple(parts[::2])
        if order not in self._forms:
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            self._forms[order] = None if end.strip() else _form(order)
        return self._forms[order]

    def _sign(self, match: re.Match[bytes]) -> bytes:
        known = self._signs.get(match[0])
        if known is None:
            if len(self._signs) >= _SIGNS:
                self._signs.clear()
            known = self._signs[match[0]] = _sign_of(match[0])
        return known


def _form(order: tuple[bytes, ...]) -> _Form | None:
    names = [match[1] for each in order if (match := _NAME.fullmatch(each.strip()))]
    if len(names) != len(order) or len(set(names)) != len(names):
        return None
    groups: list[int | None] = [None] * len(_FIELDS)
    parts, count = [], 0
    for name in names:
        if name in _FIELDS:
            count += 1
            groups[_FIELDS.index(name)] = count
            parts.append(name + rb'="([^"<\n\r\t]*+)"')
        else:
            parts.append(name + rb'="[^"<&\n\r\t]*+"')
    pattern = re.compile(_START + b" ".join(parts) + rb" ?/>[ \n\r\t]*+")
    return _Form(pattern, tuple(groups))


def _sign_of(written: bytes) -> bytes:
    """One sign, or two that may be the halves of one. Raises ValueError."""
    found = list(_ONE.finditer(written))
    if not found or sum(len(each[0]) for each in found) != len(written):
        raise ValueError
    text = "".join(map(_character, found))
    if len(found) == 2:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return text.encode()  # half a sign by itself is refused here


def _character(match: re.Match[bytes]) -> str:
    if match[3]:
        return _WORDS[match[3]]
    number = int(match[1]) if match[1] else int(match[2], 16)
    good = number in (9, 10, 13) or 32 <= number < 0xFDD0 or 0xFDF0 <= number < 0xFFFE
    if not good and not 0x10000 <= number <= 0x10FFFF:
        raise ValueError
    return chr(number)
