"""One reading as one line of JSON: the form scripts build on (docs/formats.md)."""

import itertools
from collections.abc import Sequence

import msgspec

from everyword.model import Reading

_encoder = msgspec.json.Encoder()


def to_json(reading: Reading, id: str) -> bytes:
    """`{"kind": ..., "id": ..., ...}` on one line, keys always present, without the newline."""
    body = _encoder.encode(reading)
    after_kind = body.index(b",") + 1  # msgspec writes the tag first; kinds hold no comma
    return body[:after_kind] + b'"id":"' + id.encode() + b'",' + body[after_kind:]


def to_lines(readings: Sequence[Reading], ids: Sequence[str]) -> bytes:
    """The same for many, each line with its newline."""
    lines = _encoder.encode_lines(readings).split(b"\n")  # a newline in a text is written \\n
    lines.pop()
    starts = [b'%b"id":"' % line[: line.index(b",") + 1] for line in lines[:1]]
    if len(set(map(type, readings))) > 1:
        starts = [b'%b"id":"' % line[: line.index(b",") + 1] for line in lines]
    parts: list[bytes] = []
    for start, id, line in zip(itertools.cycle(starts), ids, lines, strict=False):
        parts += (start, id.encode(), b'",', line[len(start) - 6 :], b"\n")
    return b"".join(parts)
