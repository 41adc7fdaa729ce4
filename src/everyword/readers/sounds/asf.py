"""Windows Media (.wma, .wmv): its File Properties, which state length and time (ASF 01.20.05)."""

from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from msgspec import Struct

MAGIC = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
MAX_HEADER = 1 << 20


class Facts(Struct, frozen=True):
    """`size` bytes the whole file has; `created` ISO 8601 in UTC, None where not set."""

    size: int
    created: str | None
    stated: bool
    """The length it states was known when it was written."""


def facts(stream: BinaryIO) -> Facts | None:
    stream.seek(0)
    head = stream.read(MAX_HEADER)
    end = min(len(head), int.from_bytes(head[16:24], "little"))
    at = 30
    while at + 24 <= end:
        size = int.from_bytes(head[at + 16 : at + 24], "little")
        if head[at : at + 16] == _FILE and at + 92 <= end:
            body = head[at + 24 : at + 92]
            open_ended = body[64] & 1
            units = int.from_bytes(body[24:32], "little")
            return Facts(int.from_bytes(body[16:24], "little"), _time(units), not open_ended)
        if size < 24:
            break
        at += size
    return None


def _time(units: int) -> str | None:
    """From units of 100 nanoseconds since 1601."""
    if not units:
        return None
    try:
        moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=units // 10)
    except OverflowError:
        return None
    return moment.isoformat()[:19] + "Z"
