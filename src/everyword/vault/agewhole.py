"""Whole age files, opened front to back in one pass.

`AgeReader` reads any part of a file. Here nothing is looked up twice and nothing is skipped, so the
caller can hash the very bytes that are decrypted.
"""

import io
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from everyword.vault import agefile
from everyword.vault.agefile import CHUNK, TAG, BadAge

_SEALED = CHUNK + TAG


def decrypted(blocks: Iterable[bytes], secret: bytes) -> Iterator[bytearray]:
    """The content of an age file that comes in blocks, each part checked. Raises BadAge.

    The first block must hold the whole header. Only when the generator has come to its end is it
    known that the file was not cut short.
    """
    source = iter(blocks)
    first = next(source, b"")
    header = agefile.read_header(io.BytesIO(first))
    start = header.size + 16
    file_key = agefile.file_key_for(header, secret)
    if len(first) < start:
        raise BadAge("it is cut short")
    chunks = _Chunks(agefile.payload_key(file_key, first[header.size : start]))
    yield chunks.open(memoryview(first)[start:])
    for block in source:
        yield chunks.open(memoryview(block))
    yield chunks.finish()


class _Chunks:
    """The chunks of one file in their order; what is left of one waits for the next block."""

    def __init__(self, key: ChaCha20Poly1305) -> None:
        self._key, self._number, self._rest = key, 0, bytearray()

    def open(self, more: memoryview) -> bytearray:
        # One byte at least is held back: the last chunk is opened when it is known to be the last.
        count = (len(self._rest) + len(more) - 1) // _SEALED
        whole = max(0, count * _SEALED - len(self._rest))
        clear = self._open(more[:whole], is_end=False) if count > 0 else bytearray()
        self._rest += more[whole:]
        return clear

    def finish(self) -> bytearray:
        if len(self._rest) < TAG:
            raise BadAge("it is cut short")
        if len(self._rest) == TAG and self._number:
            raise BadAge("it ends with an empty chunk")
        return self._open(memoryview(b""), is_end=True)

    def _open(self, more: memoryview, is_end: bool) -> bytearray:
        first = _SEALED - len(self._rest)
        parts = [memoryview(self._rest + more[:first])]
        parts += [more[start : start + _SEALED] for start in range(first, len(more), _SEALED)]
        clear = bytearray(len(self._rest) + len(more) - TAG * len(parts))
        room = memoryview(clear)
        for place, part in enumerate(parts):
            nonce = agefile.chunk_nonce(self._number, is_end)
            start = place * CHUNK
            try:
                self._key.decrypt_into(nonce, part, None, room[start : start + len(part) - TAG])
            except InvalidTag:
                where = self._number * CHUNK
                raise BadAge(f"its bytes from {where:,} on were changed") from None
            self._number += 1
        self._rest = bytearray()
        return clear
