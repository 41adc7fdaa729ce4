"""Cases for tests: made once with the lowest work factor, copied where a test needs its own."""

import atexit
import datetime as dt
import functools
import hashlib
import itertools
import shutil
import tempfile
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.vault import keys
from everyword.vault.store import Vault


class Ticking:
    """A clock that goes on by one second each time it is asked."""

    def __init__(self) -> None:
        self._at = dt.datetime(2025, 6, 1, 10, 0, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self._at += dt.timedelta(seconds=1)
        return self._at


class Quiet:
    """A watch that nobody looks at."""

    def begin(self, what: str, total: int) -> None:
        pass

    def advance(self, by: int) -> None:
        pass


_TEMPLATES = 3
_made: list[tuple[Path, str]] = []
_turn = itertools.count()
_stretch = functools.cache(keys._stretch)


def make_case(folder: Path) -> str:
    """An empty case in `folder`; returns its passphrase. Two made one after the other differ."""
    number = next(_turn) % _TEMPLATES
    if number == len(_made):
        template = Path(tempfile.mkdtemp(prefix="everyword-tests-")) / "case"
        atexit.register(shutil.rmtree, template.parent, ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "_stretch", remembered_stretch)
            vault, secrets = Vault.create(template, Ticking(), work_factor=16)
            Case(vault, Ticking(), write=True, create=True).close()
        _made.append((template, secrets.passphrase))
    template, passphrase = _made[number]
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return passphrase


def remembered_stretch(words: str, salt: bytes, work_factor: int) -> bytes:
    """scrypt, but not twice for the same words: what a child process computes is the same."""
    return _stretch(words, salt, work_factor)


def quick_stretch(words: str, salt: bytes, work_factor: int) -> bytes:
    """In place of scrypt, which test_keys.py tests: other tests open a case hundreds of times."""
    return hashlib.sha256(salt + words.encode(errors="surrogatepass")).digest()


def damage(path: Path) -> None:
    """Its last byte is another."""
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
