"""The files of an export: which message names which, and their hashes."""

import re

from everyword.archive import BadArchive
from everyword.model import Attachment, Source
from everyword.readers.whatsapp import words
from everyword.streams import sha256_of

_IN_BRACKETS = re.compile(r"<([^<>:：\n]{1,30})[:：] ?([^<>\n]{1,300})>")  # noqa: RUF001
_PHONE_NAME = re.compile(
    r"\d{8}-[A-Z]+-[\d-]+\.\w{2,5}|[A-Z]{3}-\d{8}-WA\d{4}.*\.\w{2,5}", re.ASCII
)
_LAST_BRACKET = re.compile(r"<[^<>\n]{1,80}>\s*\Z")


class Files:
    """The members of a zip beside the chat. Remembers which were named and which are damaged."""

    def __init__(self, files: tuple[Source, ...]) -> None:
        self.files = files
        self.named: set[str] = set()
        self._faults: dict[str, str] = {}
        self._by_base: dict[str, Source] = {}
        for file in files:
            self._by_base.setdefault(file.base, file)
        self._hashes: dict[str, str | None] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_base

    def attachment(self, name: str) -> Attachment:
        file = self._by_base.get(name)
        if file is None:
            return Attachment(name, None, False)
        self.named.add(file.name)
        if file.name not in self._hashes:
            self._hashes[file.name] = self._hash(file)
        return Attachment(name, self._hashes[file.name], True, file.name)

    def fault(self, file: Source) -> str | None:
        """Why its bytes cannot be read to the end, if they cannot."""
        if file.name not in self._hashes:
            self._hashes[file.name] = self._hash(file)
        return self._faults.get(file.name)

    def _hash(self, file: Source) -> str | None:
        try:
            return sha256_of(file)
        except (BadArchive, OSError) as fault:
            self._faults[file.name] = str(fault)
            return None


def attachments_of(text: str, files: Files) -> tuple[Attachment, ...]:
    """The files a message names or says were left out, in the order of its words."""
    found = []
    for match in _IN_BRACKETS.finditer(text) if "<" in text else ():
        word, name = words.plain(match[1]), words.unmarked(match[2]).strip()
        if word in words.ATTACHED_BEFORE or name in files or _PHONE_NAME.fullmatch(name):
            found.append(files.attachment(name))
    first = words.unmarked(text.split("\n", 1)[0].rstrip("\r"))
    if first.endswith(")"):
        name, _, word = first[:-1].rpartition(" (")
        name = name.strip()
        if name and (words.plain(word) in words.ATTACHED_AFTER or name in files):
            found.append(files.attachment(name))
    if not found and (left_out := _left_out(text, first)):
        found.append(Attachment(left_out, None, False))
    return tuple(found)


def _left_out(text: str, first: str) -> str | None:
    """The words that stand for a file the export left out: `<Media omitted>`, `image omitted`."""
    for line in (first,) if first == text else (first, text.rsplit("\n", 1)[-1]):
        if words.plain(line) in words.OMITTED:
            return words.unmarked(line).strip()
        tail = line.rsplit("\u200e", 1)[-1].strip()
        known = tail[-3:] in words.TAILS or not tail.isascii()
        if known and len(tail) < 80 and words.is_omitted_line(tail):
            return words.unmarked(tail)
    return None


def is_edited(text: str) -> bool:
    match = _LAST_BRACKET.search(text, max(0, len(text) - 100)) if "<" in text else None
    return match is not None and words.plain(match[0]) in words.EDITED
