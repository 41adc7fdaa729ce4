"""Streams of a known length whose bytes are fetched where they are asked for; and their hash."""

import hashlib
import io
import os

from everyword.model import Source

_BLOCK = 1 << 20


class RangeStream(io.RawIOBase):
    """Reading and seeking over `size` bytes; a subclass says `size` and has `readinto`.

    `at` is the place the next byte is read from.
    """

    at = 0

    @property
    def size(self) -> int:
        """How many bytes there are."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self.at = base + offset
        return self.at


def sha256_of(source: Source) -> str:
    """Hex; reads the source once from its beginning to its end."""
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(_BLOCK):
            digest.update(chunk)
    return digest.hexdigest()
