"""Conversations under two names: those a person said are one, and those that look like one.

Nothing is joined by itself. What looks alike is a question: the same words at the same times, or
off by a constant number of quarters of an hour, at least five and most of the shorter one where
both reach. Two conversations that one source has both of are never asked about.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.index.alignment import CROWD, FAR, SHARE, STEP, VOTES

Conversation = tuple[str, str]
"""Reader and name."""
Joined = tuple[Conversation, Conversation]

FEWEST: Final = 5
_FAR, _STEP = int(FAR.total_seconds()) // 60, int(STEP.total_seconds()) // 60
_TELLING: Final = 4
"""Letters of words that two conversations are first found by."""


class Alike(Struct, frozen=True):
    """Two conversations that look like one: `same` of `of` messages in both are alike."""

    one: Conversation
    two: Conversation
    same: int
    of: int


class _Words(Struct, tag="message", tag_field="kind"):
    text: str
    system: bool = False
    deleted: bool = False


class _Talk(Struct):
    """One conversation: the sources that have it, its first and last minute."""

    key: Conversation
    sources: set[str]
    first: int
    last: int
    lines: list[tuple[int, str]] = []

    def is_near(self, other: "_Talk") -> bool:
        if self.key == other.key or self.sources & other.sources:
            return False
        return self.first - _FAR <= other.last and other.first - _FAR <= self.last


_unpack: msgspec.msgpack.Decoder[_Words] = msgspec.msgpack.Decoder(_Words)


def put(run: Any, pairs: Iterable[Joined]) -> set[Conversation]:
    """Keep which conversations are one; those whose company changed are returned."""
    groups = _groups(pairs)
    before = _members(run.execute("SELECT reader, thread, head FROM joined"))
    after = {frozenset(group) for group in groups}
    changed = before ^ after
    if changed:
        run.execute("DELETE FROM joined")
        for head, group in enumerate(groups):
            rows = [(reader, thread, head) for reader, thread in group]
            run.executemany("INSERT INTO joined VALUES (?, ?, ?)", rows)
    return {each for group in changed for each in group}


def _groups(pairs: Iterable[Joined]) -> list[list[Conversation]]:
    groups: list[set[Conversation]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    return sorted(sorted(group) for group in groups)


def _members(rows: Iterable[tuple[str, str, int]]) -> set[frozenset[Conversation]]:
    found: defaultdict[int, set[Conversation]] = defaultdict(set)
    for reader, thread, head in rows:
        found[head].add((reader, thread))
    return {frozenset(group) for group in found.values()}


def company(run: Any, reader: str, thread: str) -> list[Conversation]:
    """All that are one conversation with this one, itself among them."""
    sql = (
        "SELECT b.reader, b.thread FROM joined a JOIN joined b ON b.head = a.head"
        " WHERE a.reader = ? AND a.thread = ? ORDER BY b.reader, b.thread"
    )
    return [(row[0], row[1]) for row in run(sql, (reader, thread))] or [(reader, thread)]


def are_one(pairs: Iterable[Joined], one: Conversation, two: Conversation) -> bool:
    """Are these one, by what was said of any two?"""
    return any(one in group and two in group for group in _groups(pairs))


def conversations(run: Any) -> list[Conversation]:
    """All there are, by name."""
    rows = run("SELECT DISTINCT reader, thread FROM copy ORDER BY thread, reader")
    return [(row[0], row[1]) for row in rows]


def files_of(run: Any, talk: Conversation) -> list[str]:
    """The names of the sources that have a conversation, as they were sealed."""
    sql = (
        "SELECT DISTINCT s.name FROM copy c JOIN source s ON s.object = c.source"
        " WHERE c.reader = ? AND c.thread = ? ORDER BY s.position"
    )
    return [row[0] for row in run(sql, talk)]


def alike(run: Any) -> list[Alike]:
    """What looked alike when it was last looked at."""
    rows = run("SELECT * FROM alike ORDER BY same DESC, 2, 4")
    return [Alike((row[0], row[1]), (row[2], row[3]), row[4], row[5]) for row in rows]


def unlook(run: Any, reader: str, thread: str) -> None:
    """The rows of a conversation changed: what was found of it counts no more."""
    run("DELETE FROM looked WHERE reader = ? AND thread = ?", (reader, thread))
    run(
        "DELETE FROM alike WHERE (one_reader = ?1 AND one_thread = ?2)"
        " OR (two_reader = ?1 AND two_thread = ?2)",
        (reader, thread),
    )


def look(run: Any) -> None:
    """Compare every conversation that changed since with the others, inside a transaction."""
    talks = _talks(run)
    looked = {(row[0], row[1]) for row in run("SELECT reader, thread FROM looked")}
    fresh = {each.key for each in talks} - looked
    if not fresh:
        return
    new = [each for each in talks if each.key in fresh]
    pairs = ((one, two) for one in new for two in talks if one.is_near(two))
    keys = {each.key for pair in pairs for each in pair}
    near = [each for each in talks if each.key in keys]
    for talk in near:
        talk.lines = list(_lines(run, *talk.key))
    for one, two, clocks in _suspects(near, fresh):
        same, of = _count(one.lines, two.lines, clocks)
        if _is_alike(same, of):
            run("INSERT INTO alike VALUES (?, ?, ?, ?, ?, ?)", (*one.key, *two.key, same, of))
    for key in fresh:
        run("INSERT INTO looked VALUES (?, ?)", key)


def compare(run: Any, one: Conversation, two: Conversation) -> tuple[int, int, bool]:
    """How many messages are alike, of how many where both reach; and whether that is most."""
    lines = list(_lines(run, *one)), list(_lines(run, *two))
    clocks = _clocks(_votes(*(_once(each) for each in lines))) or [0]
    same, of = _count(*lines, clocks)
    return same, of, _is_alike(same, of)


def _is_alike(same: int, of: int) -> bool:
    return same >= FEWEST and same * 2 > of


def _talks(run: Any) -> list[_Talk]:
    found: dict[Conversation, _Talk] = {}
    sql = "SELECT reader, thread, source, first, last FROM copy WHERE source NOT IN apart"
    for reader, thread, source, first, last in run(sql + " ORDER BY thread, reader, source"):
        begin, end = _minute(first), _minute(last)
        talk = found.setdefault((reader, thread), _Talk((reader, thread), set(), begin, end))
        talk.sources.add(source)
        talk.first, talk.last = min(talk.first, begin), max(talk.last, end)
    return list(found.values())


def _lines(run: Any, reader: str, thread: str) -> Iterator[tuple[int, str]]:
    """Minute and words of what somebody wrote."""
    sql = (
        "SELECT local, body FROM item WHERE thread = ? AND reader = ? AND kind = 'message'"
        " AND local LIKE '%T%' AND EXISTS"
        " (SELECT 1 FROM place WHERE item = n AND source NOT IN apart) ORDER BY sort, n"
    )
    for local, body in run(sql, (thread, reader)):
        words = _unpack.decode(body)
        if words.text.strip() and not words.system and not words.deleted:
            yield _minute(local), words.text.strip()


@lru_cache(maxsize=4096)
def _day(day: str) -> int:
    return datetime.fromisoformat(day).toordinal() * 1440


def _minute(local: str) -> int:
    return _day(local[:10]) + int(local[11:13]) * 60 + int(local[14:16])


def _once(lines: list[tuple[int, str]]) -> dict[str, int]:
    """When words were said that stand there once."""
    found: dict[str, int] = {}
    twice = set()
    for minute, text in lines:
        if text in found:
            twice.add(text)
        elif len(text) >= _TELLING:
            found[text] = minute
    return {text: minute for text, minute in found.items() if text not in twice}


def _votes(one: dict[str, int], two: dict[str, int]) -> Counter[int]:
    """How far the second clock is behind the first, by words that both have."""
    apart = (one[text] - two[text] for text in one.keys() & two.keys())
    return Counter(each for each in apart if each % _STEP == 0 and abs(each) <= _FAR)


def _clocks(votes: Counter[int]) -> list[int]:
    """The most agreed on first; more than one where a summer lies between."""
    enough = [(count, -abs(each), each) for each, count in votes.items() if count >= VOTES]
    all_of_them = votes.total()
    return [each for count, _, each in sorted(enough, reverse=True) if count * SHARE >= all_of_them]


def _suspects(
    talks: list[_Talk], fresh: set[Conversation]
) -> Iterator[tuple[_Talk, _Talk, list[int]]]:
    """Pairs that have words in common at times that fit."""
    having: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, talk in enumerate(talks):
        for text, minute in _once(talk.lines).items():
            having[text].append((number, minute))
    votes: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for found in having.values():
        if not 1 < len(found) <= CROWD:
            continue
        for (one, at), (two, there) in combinations(found, 2):
            if (at - there) % _STEP == 0 and abs(at - there) <= _FAR:
                votes[one, two][at - there] += 1
    for (a, b), counted in sorted(votes.items()):
        first, second = talks[a], talks[b]
        clocks = _clocks(counted)
        if clocks and first.is_near(second) and {first.key, second.key} & fresh:
            yield first, second, clocks


def _count(
    one: list[tuple[int, str]], two: list[tuple[int, str]], clocks: list[int]
) -> tuple[int, int]:
    """Messages alike, and those of the shorter one, in the time that both reach."""
    if not one or not two:
        return 0, 0
    moved = [(minute + clocks[0], text) for minute, text in two]
    since = max(min(one)[0], min(moved)[0])
    until = min(max(one)[0], max(moved)[0])
    ones = Counter(each for each in one if since <= each[0] <= until)
    twos = Counter(each for each in moved if since <= each[0] <= until)
    of, same = min(ones.total(), twos.total()), 0
    for clock in clocks:
        shift = clock - clocks[0]
        for minute, text in list(twos):
            both = min(twos[minute, text], ones[minute + shift, text])
            if both:
                same += both
                twos[minute, text] -= both
                ones[minute + shift, text] -= both
    return same, of
