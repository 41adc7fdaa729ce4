"""The index made again from the sealed objects and the decisions."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from everyword.case import withholding
from everyword.case.snapshots import Clock, saved_work
from everyword.case.store import Case
from everyword.case.work import Work
from everyword.errors import Damaged
from everyword.index import database, joined, merging, withheld
from everyword.index.store import Index
from everyword.intake.receive import Received, Receiver, Watch
from everyword.intake.seeing import Looked, read_pictures
from everyword.model import Source
from everyword.vault.store import Vault


def rebuild(
    folder: Path,
    words: str,
    now: Clock,
    watch: Watch,
    after_looking: Callable[[Looked], None] = lambda looked: None,
) -> Iterator[Received]:
    """Make the index again from the sealed objects and the decisions; nothing sealed is touched.

    The new one takes the place of the old when it is whole: stopped half-way, nothing is lost. If
    the old one opens, a deletion that a kill cut off is followed in it first: the decisions may
    still name what it had. The words in pictures are read last, when all else is in its place.
    """
    ids: list[tuple[str, str]] = []
    with suppress(Damaged), Case.open(folder, words, now, write=True) as old:
        ids = withheld.ids_of_locked(old.index.connection.execute)
    with Vault.open(folder, words, now, write=True) as vault:
        lines = saved_work(vault, now)
        draft = folder / "tmp" / "case.db"
        with Index(draft, vault.database_key) as index:
            index.set_apart({each.key for each in vault.unconfirmed()})
            work = Work(index.connection)
            work.restore(lines)
            merging.set_joined(index.connection, work.joined())
            files = [(each.key, str(each.leaf.sha256)) for each in vault.files()]
            withheld.know_ids(index.connection, ids)
            withholding.settle(index, work, files, now().strftime("%Y-%m-%dT%H:%M:%SZ"))
            yield from Receiver(vault, index, work.answers, watch).catch_up()
            with database.transaction(index.connection):
                joined.look(index.connection.execute)
            index.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in ("case.db-wal", "case.db-shm"):
            (folder / name).unlink(missing_ok=True)
        draft.replace(folder / "case.db")
        with Index(folder / "case.db", vault.database_key, create=False) as index:
            after_looking(_read_pictures(vault, index, watch))


def _read_pictures(vault: Vault, index: Index, watch: Watch) -> Looked:
    files = {each.key: each for each in vault.files()}

    def opened(object: str) -> Source:
        source = vault.source(files[object])
        return msgspec.structs.replace(source, name=index.row(object).name)

    said = Work(index.connection).setting
    return read_pictures(index, opened, said("ocr"), watch, said("ocr_photos"))
