"""The files that lie beside a chat in its zip: which of them a message names.

A reader sees one file. An export of several files names its pictures by their path
(`photos/photo_1.jpg`), so what lies in the same zip is found here, and hashed. Where the export is
a folder, its files are sources of their own, and the index finds them (index/wanted.py).
"""

from collections.abc import Sequence
from posixpath import dirname, normpath

import msgspec

from everyword.archive import BadArchive
from everyword.model import Attachment, Email, Message, Reading, Source
from everyword.streams import sha256_of


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
