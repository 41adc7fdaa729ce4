"""Small cases for the tests of the store; keys and clock are given, so that nothing takes long."""

import datetime as dt
import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from everyword.model import source_of_bytes
from everyword.vault import journal
from everyword.vault import keys as case_keys
from everyword.vault.journal import Scan
from everyword.vault.keys import Keys
from everyword.vault.store import Sealed, Vault

WORDS = "abacus zoom yo-yo drop-down t-shirt felt-tip"
SLOTS = 2
"""Leaves a new case begins with: one for each of its two slots."""
NOON = dt.datetime(2024, 4, 3, 12, 0, 0, tzinfo=dt.UTC)


def now() -> dt.datetime:
    return NOON


def make_vault(folder: Path) -> tuple[Vault, str, str]:
    vault, secrets = Vault.create(folder, now, work_factor=16)
    return vault, secrets.passphrase, secrets.recovery_code


def filled(folder: Path) -> str:
    """A closed case with three files and a clock leaf, under two heads; its passphrase."""
    vault, words, _ = make_vault(folder)
    with vault:
        vault.seal(source_of_bytes("Alex.txt", b"03/04/2024, 21:07 - Alex: hello\n"))
        vault.seal(source_of_bytes("empty", b""))
        vault.commit()
        vault.seal(source_of_bytes("long.bin", bytes(range(256)) * 600))
        vault.note("clock", extra=(("wall", "2024-04-03T12:00:00Z"),))
        vault.commit()
    return words


def copy(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def keys_of(folder: Path, words: str) -> Keys:
    return case_keys.unlock(folder, words)


def sealed_with(vault: Vault, data: bytes) -> Sealed | None:
    """The sealed file with exactly these bytes, if there is one."""
    sha256 = hashlib.sha256(data).hexdigest()
    return next((each for each in vault.files() if each.leaf.sha256 == sha256), None)


def object_paths(folder: Path) -> list[Path]:
    return sorted((folder / "objects").glob("??/*.age"))


def scan(stream: BinaryIO) -> Scan:
    """Where all frames of a journal are, and whether anything good stands after something bad."""
    length = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    offsets: list[int] = []
    end = 0
    for each in journal.walk(stream, length):
        offsets.append(end)
        end += len(each)
    return Scan(offsets, end, length, journal.find_beyond(stream, end, length))
