"""The files that lie beside another: what a message names, and the database of a log.

A reader sees one file. An export of several files names its pictures by their path
(`photos/photo_1.jpg`), so what lies in the same zip is found here, and hashed. Where the export is
a folder, its files are sources of their own, and the index finds them (index/wanted.py).

Some files are about the one beside them: the log of a database (chat.db-wal) says nothing without
the database, what Google Photos keeps beside a photo is to be compared with the photo. Such a file
is handed to its reader together with the other.
"""

import re
from collections.abc import Callable, Sequence
from posixpath import dirname, normpath

import msgspec

from everyword.archive import BadArchive
from everyword.model import Attachment, Email, Message, Reading, Source
from everyword.readers.beside.joined import joined
from everyword.readers.imessage.log import SUFFIX
from everyword.streams import sha256_of

_MORE = ".supplemental-metadata"
_WORDS = re.compile(
    r"(?P<photo>.{1,1000}\.[A-Za-z0-9]{3,4})(?P<more>\.s[a-z-]{0,30})?(?P<number>\(\d{1,4}\))?\.json",
    re.S,
)
"""The name of what Google Photos keeps beside a photo; a long one is cut short in `more`."""


def with_other(file: Source, find: Callable[[str], Source | None]) -> Source:
    """A file with the one it is about, as one source under its own name; any other as it is.

    `find` gives what is kept under a name, or None.
    """
    if file.size:
        for name in _others(file.name):
            other = find(name)
            if other is not None:
                return joined(file, other)
    return file


def _others(name: str) -> list[str]:
    """Names of the file that one is about, the likeliest first."""
    if name.endswith(SUFFIX):
        return [name.removesuffix(SUFFIX)]
    match = _WORDS.fullmatch(name)
    if match is None or (match["more"] and not _MORE.startswith(match["more"])):
        return []
    if not match["number"]:
        return [match["photo"]]
    # IMG(1).jpg has its words in IMG.jpg(1).json, or in IMG.jpg.supplemental-metadata(1).json.
    stem, dot, kind = match["photo"].rpartition(".")
    return [f"{stem}{match['number']}{dot}{kind}"]


class Siblings:
    """The files of one zip, looked up by the path that one of them writes."""

    def __init__(self, files: Sequence[Source]) -> None:
        self._by_path: dict[str, Source] = {}
        self._hashes: dict[str, str | None] = {}
        for file in files:
            self._by_path.setdefault(_inside(file.name), file)

    def resolved(self, reading: Reading) -> Reading:
        """With hash and place of every file that is here; what is not here is not present."""
        if not isinstance(reading, Message | Email) or not reading.attachments:
            return reading
        if all(each.sha256 for each in reading.attachments):
            return reading
        folder = dirname(_inside(reading.where[0].path))
        found = tuple(self._found(folder, each) for each in reading.attachments)
        return msgspec.structs.replace(reading, attachments=found)

    def with_other(self, file: Source) -> Source:
        """A file of the zip with the one it is about, where that is in the zip too."""
        return with_other(file, lambda name: self._by_path.get(_inside(name)))

    def _found(self, folder: str, attachment: Attachment) -> Attachment:
        if attachment.sha256:
            return attachment
        # A reader says where the file would stand; it sees the chat alone and cannot look.
        place = attachment.path and self._by_path.get(_inside(attachment.path))
        file = place or self._beside(folder, attachment.name)
        if file is None:
            return Attachment(attachment.name, None, False)
        return Attachment(attachment.name, self._hash(file), True, file.name)

    def _beside(self, folder: str, name: str) -> Source | None:
        """Below the chat's folder, or one that holds it: exports write paths from either."""
        if not name or name.startswith("/"):
            return None
        while True:
            file = self._by_path.get(normpath(f"{folder}/{name}".lstrip("/")))
            if file is not None or not folder:
                return file
            folder = dirname(folder)

    def _hash(self, file: Source) -> str | None:
        if file.name not in self._hashes:
            try:
                self._hashes[file.name] = sha256_of(file)
            except (BadArchive, OSError):
                self._hashes[file.name] = None  # its own reading says what is wrong with it
        return self._hashes[file.name]


def _inside(name: str) -> str:
    """The path within the innermost zip."""
    return name.rsplit("!/", 1)[-1]
