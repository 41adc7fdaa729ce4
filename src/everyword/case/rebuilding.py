"""The index made again from the sealed objects and the decisions."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from everyword.case.snapshots import Clock, saved_work
from everyword.case.store import Case
from everyword.case.work import Work
from everyword.errors import Damaged
from everyword.index.store import Index
from everyword.intake.receive import Received, Receiver, Watch
from everyword.vault.store import Vault


def rebuild(folder: Path, words: str, now: Clock, watch: Watch) -> Iterator[Received]:
    """Make the index again from the sealed objects and the decisions; nothing sealed is touched.

    The new one takes the place of the old when it is whole: stopped half-way, nothing is lost. If
    the old one opens, a deletion that a kill cut off is followed in it first: the decisions may
    still name what it had.
    """
    with suppress(Damaged):
        Case.open(folder, words, now, write=True).close()
    with Vault.open(folder, words, now, write=True) as vault:
        lines = saved_work(vault, now)
        draft = folder / "tmp" / "case.db"
        with Index(draft, vault.database_key) as index:
            index.set_apart({each.key for each in vault.unconfirmed()})
            work = Work(index.connection)
            work.restore(lines)
            yield from Receiver(vault, index, work.answers, watch).catch_up()
            index.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in ("case.db-wal", "case.db-shm"):
            (folder / name).unlink(missing_ok=True)
        draft.replace(folder / "case.db")
