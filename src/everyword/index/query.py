"""What to list, and the SQL that finds it."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from everyword.errors import NotFound
from everyword.index.folding import matching, matching_before

_ITEMS_OF: Final = "SELECT coalesce(v.of, f.n) FROM ({0}) f LEFT JOIN variant v ON v.item = f.n"
_COMPANY: Final = (
    "SELECT b.thread FROM joined a JOIN joined b ON b.head = a.head WHERE a.thread = ?"
)
"""The other names of a conversation, where a person said they are one."""
_HAS: Final = (
    "(instr(words, ?) OR n IN (SELECT v.of FROM variant v CROSS JOIN item i ON i.n = v.item"
    " WHERE instr(i.words, ?)))"
)

COMMON: Final = 1000
Matches = Mapping[str | None, Sequence[int]]
"""What search was asked, and the first COMMON numbers of items it answered."""


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
    newest: bool = False
    """The newest first."""
    after: str | None = None
    """The full id of an item: only what comes after it in this order."""


def conditions(
    query: Query, is_folded: bool = True, matches: Matches = MappingProxyType({})
) -> tuple[list[str], list[Any]]:
    """For a WHERE over `item`, with the values. Another copy's version stands for its item.

    `is_folded`: search has the words as `folding` makes them; a case of an older version has not.
    `matches`: what was looked up before.
    """
    where: list[str] = ["n NOT IN (SELECT item FROM variant)"]
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if query.words:
        _add_words(query.words, is_folded, matches, add)
    if query.kind:
        add("kind = ?", query.kind)
    if query.thread:
        add(f"thread IN (SELECT ? UNION {_COMPANY})", query.thread, query.thread)
    if query.handles is not None:
        named = f"handle IN ({', '.join('?' * len(query.handles))})"
        renamed = f"SELECT v.of FROM variant v CROSS JOIN item i ON i.n = v.item WHERE i.{named}"
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


_TERM = re.compile(r'["“„«]([^"“”„«»]+)["”“»]|(\S+)')


def terms(words: str) -> list[str]:
    """What must occur, each by itself: words, and words in quotation marks in this order."""
    return [phrase or word for phrase, word in _TERM.findall(words)]


def _match(term: str, is_folded: bool) -> str | None:
    return matching(term) if is_folded else matching_before(term)


def _add_words(words: str, is_folded: bool, matches: Matches, add: Any) -> None:
    for term in terms(words):
        match = _match(term, is_folded)
        if match is None:  # no word of the index: an emoji or a sign, or an index made before
            add(_HAS, term, term)
        elif len(matches.get(match, ())) in range(1, COMMON):  # all of them are known
            found = "SELECT value AS n FROM json_each(?)"
            add(f"n IN ({_ITEMS_OF.format(found)})", str([*matches[match]]))
        else:
            found = "SELECT rowid AS n FROM found WHERE found MATCH ?"
            add(f"n IN ({_ITEMS_OF.format(found)})", match)


def look_up(run: Any, query: Query, is_folded: bool = True) -> Matches:
    """The first COMMON items that each of the words stands in."""
    sql = "SELECT rowid FROM found WHERE found MATCH ? LIMIT ?"
    matches = {_match(term, is_folded) for term in terms(query.words or "")} - {None}
    return {match: [row[0] for row in run(sql, (match, COMMON))] for match in matches}


def are_common(matches: Matches) -> bool:
    """Is it quicker to go through all items in their order than to look these up and sort them?"""
    return bool(matches) and all(len(found) == COMMON for found in matches.values())


def handle_counts(run: Any) -> dict[str, int]:
    """How many items each handle of the sources stands on, most first; `run` executes SQL."""
    sql = "SELECT handle, count(*) FROM item WHERE handle <> '' GROUP BY handle ORDER BY 2 DESC, 1"
    return dict(run(sql))


def stretches(run: Any, query: Query) -> list[tuple[str, tuple[Any, ...]]]:
    """Of the order in which items are found: those with a time, then those without one; each a
    condition with its values. Raises NotFound where `after` is no item.
    """
    timed, untimed = "sort > ''", "sort = ''"
    if query.after is None:
        return [(timed, ()), (untimed, ())]
    last = run("SELECT sort, n FROM item WHERE id = ?", (query.after,)).fetchone()
    if last is None:
        raise NotFound(thing="item", name=query.after, command="everyword list")
    beyond = f"(sort, n) {'<' if query.newest else '>'} (?, ?)"
    if last[0]:
        return [(f"{timed} AND {beyond}", tuple(last)), (untimed, ())]
    return [(f"{untimed} AND {beyond}", tuple(last))]
