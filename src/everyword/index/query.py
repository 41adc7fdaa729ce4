"""What to list, and the SQL that finds it."""

import re
from typing import Any, Final

from msgspec import Struct

_ITEMS_OF: Final = "SELECT coalesce(v.of, f.n) FROM ({0}) f LEFT JOIN variant v ON v.item = f.n"
_COMPANY: Final = (
    "SELECT b.thread FROM joined a JOIN joined b ON b.head = a.head WHERE a.thread = ?"
)
"""The other names of a conversation, where a person said they are one."""
_HAS: Final = (
    "(instr(words, ?) OR n IN (SELECT v.of FROM variant v JOIN item i ON i.n = v.item"
    " WHERE instr(i.words, ?)))"
)


class Query(Struct, frozen=True):
    """What to list; every part narrows. Times compare as text: "2024-05" is before "2024-05-03"."""

    words: str | None = None
    kind: str | None = None
    thread: str | None = None
    handles: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    limit: int | None = None


def conditions(query: Query) -> tuple[list[str], list[Any]]:
    """For a WHERE over `item`, with the values. Another copy's version stands for its item."""
    where: list[str] = ["n NOT IN (SELECT item FROM variant)"]
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if query.words:
        _add_words(query.words, add)
    if query.kind:
        add("kind = ?", query.kind)
    if query.thread:
        add(f"thread IN (SELECT ? UNION {_COMPANY})", query.thread, query.thread)
    if query.handles is not None:
        named = f"handle IN ({', '.join('?' * len(query.handles))})"
        renamed = f"SELECT v.of FROM variant v JOIN item i ON i.n = v.item WHERE i.{named}"
        add(f"({named} OR n IN ({renamed}))", *query.handles, *query.handles)
    if query.since:
        add("local >= ?", query.since)
    if query.until:
        add("local <> '' AND local < ?", query.until + "\x7f")
    if query.source:
        add(
            f"n IN ({_ITEMS_OF.format('SELECT item AS n FROM place WHERE source = ?')})",
            query.source,
        )
    return where, values


_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _add_words(words: str, add: Any) -> None:
    """Every word must occur. Scripts written without spaces are looked for letter by letter."""
    for word in words.split():
        if _UNSPACED.search(word):
            add(_HAS, word, word)
        elif re.search(r"\w", word):
            quoted = '"' + word.replace('"', '""') + '"'
            matching = "SELECT rowid AS n FROM found WHERE found MATCH ?"
            add(f"n IN ({_ITEMS_OF.format(matching)})", quoted)
        else:
            add(_HAS, word, word)  # an emoji or a sign has no word in the index


def handle_counts(run: Any) -> dict[str, int]:
    """How many items each handle of the sources stands on, most first; `run` executes SQL."""
    sql = "SELECT handle, count(*) FROM item WHERE handle <> '' GROUP BY handle ORDER BY 2 DESC, 1"
    return dict(run(sql))
