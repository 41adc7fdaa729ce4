"""The sealed snapshots of what people decided: written, and the longest list of it found again.

The decisions stand in the database, which can be lost; a snapshot of them is sealed at every close
and every bundle.
"""

import datetime as dt
from collections.abc import Callable

from everyword.case.work import Work
from everyword.errors import EverywordError
from everyword.index.database import FAULTS
from everyword.index.store import Index
from everyword.vault.store import Vault

READ_FAULTS: tuple[type[Exception], ...] = (*FAULTS, EverywordError)
Clock = Callable[[], dt.datetime]


def save(vault: Vault, work: Work, moment: dt.datetime) -> None:
    """The number of decisions leads the name: a clock can be set back, the list only grows."""
    name = f"{len(work.decisions):08}-{moment.strftime('%Y%m%dT%H%M%S.%fZ')}"
    vault.write_private(f"work/{name}.age", work.snapshot())


def saved_work(vault: Vault, now: Clock) -> bytes:
    """The longest list of decisions there is: of the database, or of a snapshot that opens."""
    saved = b""
    for name in reversed(vault.private_names("work")):
        try:
            saved = vault.read_private(f"work/{name}")
            break
        except EverywordError:
            continue  # a damaged snapshot is no reason to give up the one before it
    try:
        with Index(vault.folder / "case.db", vault.database_key, create=False) as index:
            work = Work(index.connection)
            current = work.snapshot()
    except READ_FAULTS:
        return saved
    if current.count(b"\n") <= saved.count(b"\n"):
        return saved
    save(vault, work, now())
    return current
