"""One reading as one line of JSON: the form scripts build on (docs/formats.md)."""

from collections.abc import Sequence

import msgspec

from everyword.model import Reading

_encoder = msgspec.json.Encoder()


def to_json(reading: Reading, id: str) -> bytes:
    """`{"kind": ..., "id": ..., ...}` on one line, keys always present, without the newline."""
    return _with_id(_encoder.encode(reading), id)[:-1]


def to_lines(readings: Sequence[Reading], ids: Sequence[str]) -> bytes:
    """The same for many, each line with its newline."""
    return with_ids(without_ids(readings), ids)


def without_ids(readings: Sequence[Reading]) -> bytes:
    return _encoder.encode_lines(readings)


def with_ids(lines: bytes, ids: Sequence[str]) -> bytes:
    """What `without_ids` made; a newline or a quotation mark in a text has a \\ before it there."""
    start = lines[: lines.index(b",") + 1]
    rests = lines.removeprefix(start).removesuffix(b"\n").split(b"\n" + start)
    if len(rests) == len(ids):  # all of one kind
        start += b'"id":"'
        return b"".join(
            [
                b'%b%b",%b\n' % (start, id, rest)
                for id, rest in zip(map(str.encode, ids), rests, strict=True)
            ]
        )
    return b"".join(map(_with_id, lines.splitlines(), ids))


def _with_id(line: bytes, id: str) -> bytes:
    after_kind = line.index(b",") + 1  # msgspec writes the tag first; kinds hold no comma
    return b'%b"id":"%b",%b\n' % (line[:after_kind], id.encode(), line[after_kind:])
