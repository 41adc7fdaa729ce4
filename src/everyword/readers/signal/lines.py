"""Lines of a text in little memory, and one line of JSON as a value."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from everyword.archive import BadArchive

LONGEST = 32 << 20
"""Bytes of a line; the longest message Signal sends is far below."""
BLOCK = 1 << 20
_HALF = re.compile("[\ud800-\udfff]")


def lines(stream: BinaryIO, faults: list[str]) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number from 1 and its end as it stands; None for one too long to hold.

    A stream that breaks off ends the lines and leaves its words in `faults`.
    """
    number, size = 0, 0
    held: list[bytes] = []
    while True:
        try:
            piece = stream.readline(BLOCK)
        except (BadArchive, OSError) as fault:
            faults.append(str(fault))
            piece = b""
        if number == 0 and size == 0:
            piece = piece.removeprefix(b"\xef\xbb\xbf")
        if piece:
            size += len(piece)
            held = [*held, piece] if size <= LONGEST else []
            if not piece.endswith(b"\n"):
                continue
        if size:
            number += 1
            yield number, b"".join(held) if size <= LONGEST else None
            held, size = [], 0
        if not piece:
            return


def value_of(line: bytes) -> tuple[Any, str | None]:
    """The value of a line of JSON, and what was damaged in it. None where it is no JSON."""
    try:
        return msgspec.json.decode(line), None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        text = line.decode("utf-8", "replace")
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None, "it is not JSON, or it is cut short"
    return _mended(value), "half signs or bytes that are not text are shown as U+FFFD"


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    return value
