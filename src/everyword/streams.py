"""Streams of a known length whose bytes are fetched where they are asked for."""

import io
import os


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
