"""Taking out of the index what one source gave it. `run` executes SQL, inside a transaction."""

from typing import Any, Final

from everyword.index import wanted

Conversations = set[tuple[str, str]]
"""Reader and name."""

_ALONE: Final = (
    "SELECT item FROM place WHERE source = ?1 AND item NOT IN"
    " (SELECT item FROM place WHERE source <> ?1)"
)
"""The items that stand in no other source than ?1."""
_FIRST: Final = "SELECT n FROM item WHERE source = ?1"
"""The items that were written down as ?1 has them."""


def empty(run: Any, object: str) -> Conversations:
    """What an earlier reading of this source put in, and only that.

    The conversations it had a copy of: they are to be settled when their rows are in order.
    """
    copies = run("SELECT reader, thread FROM copy WHERE source = ?", (object,)).fetchall()
    run("DELETE FROM copy WHERE source = ?", (object,))
    touched = {(row[0], row[1]) for row in copies} | _drop(run, _ALONE, object)
    run("DELETE FROM place WHERE source = ?", (object,))
    return touched


def forget(run: Any, object: str) -> tuple[Conversations, bool]:
    """All of a source that was deleted; what to settle, and whether others wait to be read again.

    What another source has too, but was written down as this one had it, goes for now.
    """
    touched, again = clear(run, object)
    name = run("SELECT name FROM source WHERE object = ?", (object,)).fetchone()
    run("DELETE FROM source WHERE object = ?", (object,))
    run("DELETE FROM locked WHERE source = ?", (object,))
    run("DELETE FROM locked_item WHERE source = ? AND subject = ''", (object,))
    wanted.tie(run, name=name[0] if name else None)
    return touched, again


def clear(run: Any, object: str) -> tuple[Conversations, bool]:
    """The same, and the source stays in the list."""
    others = f"SELECT DISTINCT source FROM place WHERE item IN ({_FIRST}) AND source <> ?1"
    again = [row[0] for row in run(others, (object,)).fetchall()]
    touched = empty(run, object) | _drop(run, _FIRST, object)
    run("DELETE FROM place WHERE item NOT IN (SELECT n FROM item)")
    for other in again:
        run("UPDATE source SET state = 'waiting' WHERE object = ?", (other,))
    return touched, bool(again)


def drop(run: Any, ids: set[str]) -> tuple[Conversations, list[tuple[str, bool]]]:
    """These items wherever they stand; what to settle, and for each of them the sources it stood
    in, with whether it was met elsewhere first."""
    touched: Conversations = set()
    stood: list[tuple[str, bool]] = []
    for id in ids:
        which = "SELECT n FROM item WHERE id = ?1"
        sql = f"SELECT source, max(id <> '') FROM place WHERE item IN ({which}) GROUP BY source"
        stood += [(row[0], bool(row[1])) for row in run(sql, (id,)).fetchall()]
        run(f"DELETE FROM place WHERE item IN ({which})", (id,))
        touched |= _drop(run, which, id)
    return touched, stood


def renamed_without(run: Any, object: str) -> dict[str, str]:
    """Id now, and id without this source, of what stands in another source too."""
    other = (
        "SELECT coalesce(nullif(place.id, ''), item.id) FROM place WHERE item = n AND source <> ?1"
    )
    rows = run(
        f"SELECT id, ({other} ORDER BY rowid LIMIT 1) FROM item"
        " WHERE n IN (SELECT item FROM place WHERE source = ?1)"
        f" AND id NOT IN ({other}) AND EXISTS ({other})",
        (object,),
    )
    return {row[0]: row[1] for row in rows}


def only_in(run: Any, object: str) -> tuple[list[str], set[str]]:
    """Items or versions in no other source; every id that leads to them or to what they are of."""
    items = run(f"SELECT id FROM item WHERE n IN ({_ALONE})", (object,)).fetchall()
    whole = f"{_ALONE} UNION SELECT of FROM variant WHERE item IN ({_ALONE})"
    ids = run(
        f"SELECT id FROM place WHERE id <> '' AND item IN ({whole})"
        f" UNION SELECT id FROM item WHERE n IN ({whole})",
        (object,),
    )
    return [row[0] for row in items], {row[0] for row in ids.fetchall()}


def _drop(run: Any, which: str, object: str) -> Conversations:
    """These items (a SELECT of their numbers) and all that hangs on them; what they were in."""
    of = f"SELECT DISTINCT reader, thread FROM item WHERE kind = 'message' AND n IN ({which})"
    touched = {(row[0], row[1]) for row in run(of, (object,)) if row[0] and row[1]}
    run(
        "INSERT INTO found (found, rowid, words)"
        f" SELECT 'delete', n, folded(words) FROM item WHERE n IN ({which})",
        (object,),
    )
    for table in ("variant", "difference", "file", "wanted", "seen"):
        run(f"DELETE FROM {table} WHERE item IN ({which})", (object,))
    run(f"DELETE FROM item WHERE n IN ({which})", (object,))
    return touched
