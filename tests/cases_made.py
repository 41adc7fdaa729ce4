"""Cases for tests: made once with the lowest work factor, copied where a test needs its own."""

import datetime as dt
from pathlib import Path

from everyword.case.store import Case
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


def make_case(folder: Path) -> str:
    """An empty case in `folder`; returns its passphrase."""
    vault, secrets = Vault.create(folder, Ticking(), work_factor=16)
    Case(vault, Ticking(), write=True, create=True).close()
    return secrets.passphrase
