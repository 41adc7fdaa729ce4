"""The few places of a time-stamp request and response that are read and written here (DER).

The signed part of a response is left to the checkers. A request is written and read in one form
only: version 1, a SHA-256 hash, a random number, and "send your certificate along".
"""

from typing import Final

from everyword.vault.stamps_chain import BadStamp

_SHA256: Final = bytes.fromhex("3031300d060960864801650304020105000420")
_SEQUENCE, _CERTIFICATES = 0x30, 0xA0
MAX_PARTS: Final = 100

Part = tuple[int, int, int, int]
"""Tag, where it starts, where its content starts, where it ends."""


def request(imprint: bytes, nonce: int) -> bytes:
    """The request over this hash."""
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    inner = b"\x02\x01\x01" + _SHA256 + imprint
    inner += bytes([2, len(number)]) + number + b"\x01\x01\xff"
    return bytes([_SEQUENCE, len(inner)]) + inner


def read_request(tsq: bytes) -> tuple[int, bytes]:
    """Random number and hash of a request of ours. Raises BadStamp."""
    try:
        place = 5 + len(_SHA256) + 32
        imprint, length = tsq[place - 32 : place], tsq[place + 1]
        nonce = int.from_bytes(tsq[place + 2 : place + 2 + length], "big")
        if not 1 <= length <= 33 or request(imprint, nonce) != tsq:
            raise ValueError
    except (IndexError, ValueError):
        raise BadStamp("the request does not have the one form ours have") from None
    return nonce, imprint


def is_request(data: bytes) -> bool:
    """A request begins with its version, a response with its status."""
    return data[2:5] == b"\x02\x01\x01"


def with_sorted_certificates(tsr: bytes) -> bytes:
    """The same response, its certificates in the order DER asks for.

    They stand outside what is signed. Authorities that run openssl send them in any order, which
    openssl reads and rfc3161-client does not. Anything else is given back as it is.
    """
    try:
        token = _parts(tsr, _only(tsr, 0, len(tsr)))[1]
        signed = _parts(tsr, _only(tsr, *_parts(tsr, token)[1][2:]))
        place = next(part for part in signed if part[0] == _CERTIFICATES)
        found = _parts(tsr, place)
    except (BadStamp, IndexError, StopIteration):
        return tsr
    ordered = b"".join(sorted(tsr[part[1] : part[3]] for part in found))
    return tsr[: place[2]] + ordered + tsr[place[3] :]


def _only(data: bytes, start: int, end: int) -> Part:
    part = _part(data, start, end)
    if part[3] != end:
        raise BadStamp("the response is not one piece")
    return part


def _parts(data: bytes, of: Part) -> list[Part]:
    found: list[Part] = []
    at, end = of[2], of[3]
    while at < end:
        found.append(_part(data, at, end))
        at = found[-1][3]
        if len(found) > MAX_PARTS:
            raise BadStamp("the response has more parts than any response has")
    return found


def _part(data: bytes, start: int, end: int) -> Part:
    if start + 2 > end:
        raise BadStamp("the response is cut short")
    length, content = data[start + 1], start + 2
    if length > 0x80:
        content += length - 0x80
        length = int.from_bytes(data[start + 2 : content], "big")
    elif length == 0x80:
        raise BadStamp("the response is not in DER")
    if content + length > end:
        raise BadStamp("the response is cut short")
    return data[start], start, content, content + length
