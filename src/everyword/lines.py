"""One reading as one line of JSON: the form scripts build on (docs/formats.md)."""

import msgspec

from everyword.model import Reading

_encoder = msgspec.json.Encoder()


def to_json(reading: Reading, id: str) -> bytes:
    """`{"kind": ..., "id": ..., ...}` on one line, keys always present, without the newline."""
    body = _encoder.encode(reading)
    after_kind = body.index(b",") + 1  # msgspec writes the tag first; kinds hold no comma
    return body[:after_kind] + b'"id":"' + id.encode() + b'",' + body[after_kind:]
