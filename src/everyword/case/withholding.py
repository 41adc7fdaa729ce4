"""The locks of the gate carried out in the index, and lifted again."""

from collections.abc import Iterable

from everyword.case import gate
from everyword.case.decided import Said
from everyword.case.forgetting import repoint
from everyword.case.work import Work
from everyword.index import withheld
from everyword.index.store import Index, SourceRow

Files = Iterable[tuple[str, str]]
"""Object and SHA-256 of every source there is."""


def files_of(index: Index) -> list[tuple[str, str]]:
    return [(row.object, row.sha256) for row in index.sources()]


def wanted(work: Work, files: Files) -> tuple[set[str], set[str]]:
    """The sources and the items to be locked. The same bytes are locked wherever they are kept."""
    locked = gate.locks(work)
    if not locked:
        return set(), set()
    files = list(files)
    hashes = {sha256 for object, sha256 in files if object in locked}
    items = {subject for subject, each in work.obtained().items() if each.places}
    return {object for object, sha256 in files if sha256 in hashes}, items & locked.keys()


def is_settled(index: Index, work: Work) -> bool:
    """Does the index hold nothing that is locked? Not so after a kill at the wrong moment."""
    run = index.connection.execute
    if not withheld.is_wiped(run):
        return False
    if not gate.locks(work):
        return not withheld.sources(run) and not withheld.subjects(run)
    sources, items = wanted(work, files_of(index))
    return withheld.sources(run) == sources and withheld.subjects(run) == items


def settle(index: Index, work: Work, files: Files, at: str) -> bool:
    """Bring the index to what was decided; True when sources wait to be read again."""
    connection, run = index.connection, index.connection.execute
    sources, items = wanted(work, files)
    before, items_before = withheld.sources(run), withheld.subjects(run)
    again = False
    for object in sorted(sources - before):
        repoint(index, work, object, at)
        again |= withheld.lock_source(connection, object)
    for subject in sorted(items - items_before):
        again |= withheld.lock_item(connection, subject, work.obtained()[subject].places)
    if not withheld.is_wiped(run):
        withheld.wipe(connection)
    for object in sorted(before - sources):
        withheld.open_source(connection, object)
    for subject in sorted(items_before - items):
        withheld.open_item(connection, subject)
    return again or bool(before - sources or items_before - items)


def lock_fresh(index: Index, row: SourceRow, said: Said) -> None:
    """A source that was just kept and not read yet: it never is, where what is said locks it."""
    if gate.is_locking(said) or withheld.has_bytes(index.connection.execute, row.sha256):
        withheld.lock_source(index.connection, row.object)
