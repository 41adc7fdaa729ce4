"""Zip files, opened with bounds: a hostile archive costs one `BadArchive`, never the memory.

Member names are labels only: nothing is ever written under the name an archive gives.
"""

import io
import zipfile
from typing import IO, Any, BinaryIO, cast

from everyword.model import Source

MAX_MEMBERS = 100_000
MAX_DIRECTORY = MAX_MEMBERS * 300
"""Bytes: the list is read into memory before its members can be counted."""
END = 66_000
"""The end of a zip, with the longest comment it may have."""
MAX_RATIO = 400
"""Text of a long chat compresses about 10 times; a bomb 1,000 times."""
RATIO_FREE = 64 * 1024 * 1024
"""Below this size a member may compress as well as it likes."""


class BadArchive(Exception):
    """Why the archive or a member of it cannot be used, in plain words."""


def is_zip(source: Source) -> bool:
    return source.head(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _directory_size(source: Source) -> int:
    """Bytes of the list of members, as the end of the archive says; 0 where it says nothing."""
    with source.open() as stream:
        stream.seek(max(0, source.size - END))
        tail = stream.read(END)
    large = tail.rfind(b"PK\x06\x06")
    if large >= 0 and len(tail) >= large + 48:
        return int.from_bytes(tail[large + 40 : large + 48], "little")
    plain = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[plain + 12 : plain + 16], "little") if plain >= 0 else 0


def members(source: Source) -> tuple[Source, ...]:
    """The files in a zip, in the archive's order, each opened lazily. Raises BadArchive."""
    if _directory_size(source) > MAX_DIRECTORY:
        raise BadArchive("the list of files in the zip is larger than it can be")
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as fault:
        raise BadArchive(f"the zip file is damaged or cut short ({_words(fault)})") from None
    if len(infos) > MAX_MEMBERS:
        raise BadArchive(f"the zip file has more than {MAX_MEMBERS:,} files in it")
    _refuse_overlaps(infos)
    return tuple(_member(source, info) for info in infos)


def _member(source: Source, info: zipfile.ZipInfo) -> Source:
    def opener() -> BinaryIO:
        if info.flag_bits & 0x1:
            raise BadArchive("this file in the zip is locked with a password")
        if info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise BadArchive("this file in the zip unpacks to far more than it should")
        try:
            return cast(BinaryIO, _Member(source, info))
        except (zipfile.BadZipFile, NotImplementedError, EOFError) as fault:
            raise BadArchive(_words(fault)) from None

    return Source(f"{source.name}!/{info.filename}", info.file_size, opener)


class _Member(io.BufferedReader):
    """A member stream that owns its archive and turns the library's errors into BadArchive."""

    def __init__(self, source: Source, info: zipfile.ZipInfo) -> None:
        self._outer = source.open()
        self._archive = zipfile.ZipFile(self._outer)
        super().__init__(_Raw(self._archive.open(info), info.file_size), 1 << 20)

    def close(self) -> None:
        super().close()
        self._archive.close()
        self._outer.close()


class _Raw(io.RawIOBase):
    def __init__(self, member: IO[bytes], size: int) -> None:
        self._member, self._size = member, size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._member.seek(offset, whence))

    def tell(self) -> int:
        return int(self._member.tell())

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._member.read(len(buffer))
        except Exception as fault:  # zlib.error, BadZipFile, EOFError: one meaning
            raise BadArchive(f"the file in the zip is damaged ({_words(fault)})") from None
        buffer[: len(data)] = data
        return len(data)


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes are how a small archive unpacks to a large one."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise BadArchive("files inside the zip overlap")
        end = info.header_offset + 30 + info.compress_size


def _words(fault: Exception) -> str:
    return str(fault) or type(fault).__name__
