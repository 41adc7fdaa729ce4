"""What the gate keeps out of the index: whole sources, and single items of others.

Of a locked source the list has a name, a size and a hash, and nothing that was read from it. Which
those are is decided by people (`case.gate`); here it is carried out. `run` executes SQL.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import msgspec
from msgspec import Struct

from everyword.accounting import Account
from everyword.errors import Refused
from everyword.index import database, merging, removing, wanted
from everyword.model import Attachment, Document, Email, Message, Photo, Reading, Recording

LOCKED = "locked"
"""In the place of a source's state."""
_WIPE = "INSERT OR REPLACE INTO known VALUES ('to wipe', '')"


class Place(Struct, frozen=True):
    """One id that leads to a locked item, and the source it stands in; no words of it.

    `twin` (hex) is the same for the same item in another source. `path` and `sha256`: the file that
    the item is, or has with it.
    """

    id: str
    source: str
    path: str | None = None
    twin: str | None = None
    sha256: str | None = None


def sources(run: Any) -> set[str]:
    """The objects that are locked whole."""
    return {row[0] for row in run("SELECT source FROM locked")}


def is_locked(run: Any, object: str) -> bool:
    return run("SELECT 1 FROM locked WHERE source = ?", (object,)).fetchone() is not None


def keeps(run: Any, object: str) -> bool:
    """Is it locked? Then that is its state, and it is not read."""
    if not is_locked(run, object):
        return False
    run("UPDATE source SET state = ? WHERE object = ?", (LOCKED, object))
    return True


def subjects(run: Any) -> set[str]:
    """The items that are locked by themselves, as they were named."""
    return {row[0] for row in run("SELECT DISTINCT subject FROM locked_item WHERE subject <> ''")}


def sources_with_items(run: Any) -> dict[str, int]:
    """Sources that are open and hold locked items: how many.

    Those that came after the lock are known by their account: what was kept out of them.
    """
    by_id = (
        "SELECT source, count(DISTINCT id) FROM locked_item WHERE subject <> ''"
        " AND source NOT IN locked GROUP BY source"
    )
    by_account = (
        "SELECT object, json_extract(account, '$.locked') AS kept FROM source"
        " WHERE account IS NOT NULL AND kept > 0 AND object NOT IN locked"
    )
    return {**dict(run(by_account).fetchall()), **dict(run(by_id).fetchall())}


def hashes(run: Any) -> set[str]:
    """SHA-256 (hex) of the files that are locked, and of those that locked items are or carry."""
    sql = (
        "SELECT s.sha256 FROM locked l JOIN source s ON s.object = l.source UNION"
        " SELECT lower(hex(sha256)) FROM locked_item WHERE subject <> '' AND sha256 IS NOT NULL"
    )
    return {row[0] for row in run(sql)}


def ids_of(run: Any, object: str) -> set[str]:
    """All ids that led into a source when it was locked."""
    return {row[0] for row in run("SELECT id FROM locked_item WHERE source = ?", (object,))}


def ids_of_locked(run: Any) -> list[tuple[str, str]]:
    """Of the sources that are locked whole: id and source. They can be made only by reading."""
    sql = "SELECT id, source FROM locked_item WHERE subject = '' AND source IN locked"
    return [(row[0], row[1]) for row in run(sql)]


def know_ids(connection: Any, rows: Iterable[tuple[str, str]]) -> None:
    """What `ids_of_locked` gave of an older index."""
    connection.executemany(
        "INSERT INTO locked_item (id, source, subject) VALUES (?, ?, '')", list(rows)
    )


def holds(run: Any, id: str) -> bool:
    """Is this full id one of something locked? Not where it leads to something open, too."""
    if run("SELECT 1 FROM locked_item WHERE id = ?", (id,)).fetchone() is None:
        return False
    open_ = "SELECT 1 FROM item WHERE id = ?1 UNION ALL SELECT 1 FROM place WHERE id = ?1"
    return run(open_, (id,)).fetchone() is None


def refuse(run: Any, typed: str) -> list[Any]:
    """Raises Refused where the start of an id leads to something locked only."""
    sql = "SELECT id, source FROM locked_item WHERE id >= ? AND id < ? LIMIT 1"
    found = run(sql, (typed, typed + "\x7f")).fetchone() if typed else None
    if found is not None:
        refuse_locked(found[0])
    return []


def refuse_locked(name: str) -> NoReturn:
    raise Refused(
        name=name,
        reason="it is locked because of how it was obtained",
        remedy="See why, and what opens it:  everyword how list",
    )


def is_locked_file(run: Any, attachment: Attachment) -> bool:
    """Are these the bytes of something locked?"""
    sql = "SELECT 1 FROM locked_item WHERE subject <> '' AND (path = ? OR sha256 = ?) LIMIT 1"
    sha256 = bytes.fromhex(attachment.sha256) if attachment.sha256 else None
    if run(sql, (attachment.path, sha256)).fetchone():
        return True
    return has_bytes(run, attachment.sha256, attachment.path)


def has_bytes(run: Any, sha256: str | None, name: str | None = None) -> bool:
    """Is one of the sources that are locked whole this, or of this name?"""
    sql = (
        "SELECT 1 FROM locked CROSS JOIN source ON object = locked.source"
        " WHERE sha256 = ? OR name = ? LIMIT 1"
    )
    return run(sql, (sha256, name)).fetchone() is not None


def places_of(run: Any, id: str, reading: Reading, sha256: str) -> tuple[Place, ...]:
    """Every id under which an item, its other versions and the files with it are met.

    `sha256` is that of the item's source: a photo kept as a file of its own has these bytes.
    """
    own = "SELECT n FROM item WHERE id = ?1"
    which = f"{own} UNION SELECT item FROM variant WHERE of IN ({own})"
    rows = run(
        "SELECT coalesce(nullif(p.id, ''), i.id), p.source, p.path, i.twin, i.kind"
        f" FROM place p JOIN item i ON i.n = p.item WHERE p.item IN ({which})",
        (id,),
    ).fetchall()
    found = []
    for each, source, path, twin, _ in rows:
        is_file = isinstance(reading, Photo | Recording | Document)
        digest = sha256 if is_file and "!/" not in path else None
        found.append(
            Place(each, source, path if is_file else None, twin.hex() if twin else None, digest)
        )
    if isinstance(reading, Message | Email):
        for file in reading.attachments:
            found += _files(run, file, rows[0][1] if rows else "")
    return tuple(dict.fromkeys(found))


def _files(run: Any, file: Attachment, source: str) -> list[Place]:
    """What a message has with it: the items of that path, and the bytes."""
    if not file.path and not file.sha256:
        return []
    sql = (
        "SELECT coalesce(nullif(p.id, ''), i.id), p.source FROM place p JOIN item i"
        " ON i.n = p.item WHERE i.kind IN ('photo', 'recording', 'document') AND (p.path = ?"
        " OR i.n IN (SELECT item FROM file WHERE sha256 = ?))"
    )
    digest = bytes.fromhex(file.sha256) if file.sha256 else None
    rows = run(sql, (file.path, digest)).fetchall()
    found = [Place(id, object, file.path, None, file.sha256) for id, object in rows]
    return found or [Place("", source, file.path, None, file.sha256)]


def lock_source(connection: Any, object: str) -> bool:
    """Take out all that was read from it; True when others now wait to be read again."""
    run = connection.execute
    with database.transaction(connection):
        ids = run(
            "INSERT INTO locked_item (id, source, subject)"
            " SELECT id, ?1, '' FROM item WHERE source = ?1"
            " UNION SELECT id, ?1, '' FROM place WHERE source = ?1 AND id <> ''",
            (object,),
        )
        if ids.rowcount:
            run(_WIPE)
        touched, again = removing.clear(run, object)
        run("INSERT OR IGNORE INTO locked VALUES (?)", (object,))
        run(
            "UPDATE source SET state = ?, question = NULL, account = NULL WHERE object = ?",
            (LOCKED, object),
        )
        _settle(run, touched, object)
        again |= _look_inside(run)
    return again


def open_source(connection: Any, object: str) -> None:
    """It waits to be read again."""
    run = connection.execute
    with database.transaction(connection):
        run("DELETE FROM locked WHERE source = ?", (object,))
        run("DELETE FROM locked_item WHERE source = ? AND subject = ''", (object,))
        run("UPDATE source SET state = 'waiting' WHERE object = ?", (object,))
        _read_kept_again(run)
        _settle(run, set(), object)


def lock_item(connection: Any, subject: str, places: Sequence[Place]) -> bool:
    """Take it out, with its other versions and the files it has with it.

    True when others now wait to be read again.
    """
    run = connection.execute
    with database.transaction(connection):
        for each in places:
            twin = bytes.fromhex(each.twin) if each.twin else None
            sha256 = bytes.fromhex(each.sha256) if each.sha256 else None
            run(
                "INSERT INTO locked_item VALUES (?, ?, ?, ?, ?, ?)",
                (each.id, each.source, subject, twin, each.path, sha256),
            )
        run(_WIPE)
        touched, stood = removing.drop(run, {each.id for each in places if each.id})
        for source, is_doubled in stood:
            _count(run, source, is_doubled)
        merging.settle_all(run, touched)
        return any(each.sha256 for each in places) and _look_inside(run)


def _look_inside(run: Any) -> bool:
    """The same bytes may stand in a zip or a mail that is open: those are read again without."""
    sql = (
        "UPDATE source SET state = 'waiting' WHERE state = 'read'"
        " AND object IN (SELECT source FROM place WHERE instr(path, '!/'))"
    )
    return bool(run(sql).rowcount)


def _count(run: Any, source: str, is_doubled: bool) -> None:
    """In the account of a source: one more of what was read is locked."""
    sql = "SELECT account FROM source WHERE object = ? AND account IS NOT NULL"
    row = run(sql, (source,)).fetchone()
    if row is None:
        return
    account = msgspec.json.decode(row[0], type=Account)
    account = msgspec.structs.replace(
        account, locked=account.locked + 1, doubled=account.doubled - is_doubled
    )
    text = msgspec.json.encode(account).decode()
    run("UPDATE source SET account = ? WHERE object = ?", (text, source))


def open_item(connection: Any, subject: str) -> None:
    """Its sources wait to be read again."""
    run = connection.execute
    with database.transaction(connection):
        run("DELETE FROM locked_item WHERE subject = ?", (subject,))
        _read_kept_again(run)


def _read_kept_again(run: Any) -> None:
    """The sources of which something was kept out wait to be read again."""
    sql = "SELECT object, account FROM source WHERE state = 'read' AND account IS NOT NULL"
    for object, text in run(sql).fetchall():
        if msgspec.json.decode(text, type=Account).locked:
            run("UPDATE source SET state = 'waiting' WHERE object = ?", (object,))


def wipe(connection: Any) -> None:
    """What was taken out goes from the free pages of the file and the word list, too."""
    database.shrink(connection, "DELETE FROM known WHERE name = 'to wipe'")


def is_wiped(run: Any) -> bool:
    """Not so after a kill between taking out and wiping."""
    return run("SELECT 1 FROM known WHERE name = 'to wipe'").fetchone() is None


def _settle(run: Any, touched: removing.Conversations, object: str) -> None:
    merging.settle_all(run, touched)
    name = run("SELECT name FROM source WHERE object = ?", (object,)).fetchone()
    if name:
        wanted.tie(run, name=name[0])


class Kept(Struct):
    """What of one source that is being read stays out."""

    ids: set[str]
    twins: set[bytes]

    def __bool__(self) -> bool:
        return bool(self.ids or self.twins)


def kept_of(run: Any, object: str) -> Kept:
    """By id; by likeness where it was locked in another source and this one was not here yet."""
    ids = run("SELECT id FROM locked_item WHERE source = ? AND id <> ''", (object,))
    twins = run(
        "SELECT DISTINCT twin FROM locked_item WHERE twin IS NOT NULL AND twin NOT IN"
        " (SELECT twin FROM locked_item WHERE source = ? AND twin IS NOT NULL)",
        (object,),
    )
    return Kept({row[0] for row in ids}, {row[0] for row in twins})
