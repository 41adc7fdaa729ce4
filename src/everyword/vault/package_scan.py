"""Looking at a folder somebody else made: what is there, without following or trusting it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from everyword.vault import package_names as names
from everyword.vault.checks import Check
from everyword.vault.checks_said import stray

MAX_FILES = 3 * names.MAX_ITEMS + 20
MAX_LIST = 80 * names.MAX_HASHES
"""Bytes of a manifest or hash list; a longer one is not read."""


class NotRead(Exception):
    """Why a file of the package was not read, in plain words."""


class Scan:
    """The plain files of a package by their path in it (posix form), and what was found odd."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, int] = {}
        self.checks: list[Check] = []
        self._walk("")

    def open(self, path: str) -> BinaryIO:
        """Open a file found by the scan; a link put in its place since is refused."""
        if path not in self.files:
            raise NotRead("is missing")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self.folder / path, flags | getattr(os, "O_BINARY", 0))
        except OSError as fault:
            raise NotRead(f"cannot be opened ({fault.strerror})") from None
        stream = os.fdopen(descriptor, "rb")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            stream.close()
            raise NotRead("is not a plain file")
        return stream

    def read(self, path: str, limit: int) -> bytes:
        """All of a small file."""
        try:
            with self.open(path) as stream:
                data = stream.read(limit + 1)
        except OSError as fault:
            raise NotRead(f"cannot be read ({fault.strerror})") from None
        if len(data) > limit:
            raise NotRead("is longer than any file of this kind may be")
        return data

    def digest(self, path: str) -> str:
        if not path.startswith("data/") and self.files[path] > MAX_LIST:
            raise NotRead("is longer than any file of this kind may be")
        try:
            with self.open(path) as stream:
                return sha256_of(stream)
        except OSError as fault:
            raise NotRead(f"cannot be read ({fault.strerror})") from None

    def _walk(self, below: str) -> None:
        for entry in self._entries(below):
            path = f"{below}{entry.name}"
            if len(self.files) >= MAX_FILES:
                self._odd(path, "there are more files than a package may have")
                return
            try:
                self._take(path, entry)
            except OSError as fault:
                self._odd(path, f"cannot be looked at ({fault.strerror})")

    def _entries(self, below: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder / below) as entries:
                yield from sorted(entries, key=lambda entry: entry.name)
        except OSError as fault:
            self._odd(below or ".", f"the folder cannot be listed ({fault.strerror})")

    def _take(self, path: str, entry: os.DirEntry[str]) -> None:
        if entry.is_symlink():
            self._odd(path, "is a link, and a package has none; it was not followed")
        elif entry.is_dir(follow_symlinks=False):
            if path in names.FOLDERS:
                self._walk(f"{path}/")
            else:
                self._odd(path, "is a folder that does not belong here")
        elif not entry.is_file(follow_symlinks=False):
            self._odd(path, "is not a plain file")
        elif names.STRAY.fullmatch(path):
            said = "does not belong in a package; a computer may have put it there by itself"
            said += ", when somebody looked into the folder; the rest was checked"
            self.checks.append(stray(shown(path), said))
        elif not names.belongs(path):
            self._odd(path, "does not belong in a package")
        else:
            self.files[path] = entry.stat(follow_symlinks=False).st_size

    def _odd(self, path: str, said: str) -> None:
        self.checks.append(Check(shown(path), False, said))


def sha256_of(stream: BinaryIO) -> str:
    """The hash of all that is left in a stream, whatever its size."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def shown(name: str) -> str:
    """A hostile name must not move the cursor or turn the line around."""
    short = name if len(name) <= 200 else f"{name[:200]}..."
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in short)
