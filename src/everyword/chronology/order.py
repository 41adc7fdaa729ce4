"""The order of facts: from their dates, and from what is said to come before what.

Each fact has the earliest and the latest minute it can have been. A relation pushes them: what
comes after F3 is not before the earliest of F3, and so on through every fact in a row. The date
that was typed stays what is printed; what is pushed only orders, and says why. Where relations run
in a circle, or do not fit the dates, they are named and not followed.

Order: by the earliest day a fact can have been, then by the latest, then by the time of day, then
as entered. A fact that is only "before" something sorts by the last day it can have been.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Mapping

from msgspec import Struct

from everyword.case.dates import EARLIEST, LATEST, Placed, day_words, read_when
from everyword.case.decided import Fact

Edge = tuple[str, str]
"""Two facts, the earlier one first."""
MOST_NAMED = 5
"""Facts of a row of relations that are named one by one."""
_FIRST, _LAST = "T00:00", "T23:59"


class Clash(Struct, frozen=True):
    """Things said of the order that cannot all be so, in neutral words."""

    facts: tuple[str, ...]
    words: str


class Bounds(Struct):
    """The first and last minute (ISO) a fact can have been, and the neighbour each came from."""

    lo: str
    hi: str
    lo_from: str | None = None
    hi_from: str | None = None


class Ordered(Struct, frozen=True):
    """Ids in order, how each is dated, why each stands where it does, and what cannot all be so."""

    ids: tuple[str, ...]
    placed: Mapping[str, Placed]
    why: Mapping[str, str]
    clashes: tuple[Clash, ...]


def in_order(facts: Iterable[Fact]) -> Ordered:
    """All facts in order of time."""
    placed = {fact.id: read_when(fact.when) for fact in facts}
    edges, clashes = _edges(placed)
    circles, edges = _circles(edges)
    clashes += circles
    bounds = {id: _own(each) for id, each in placed.items()}
    line = _line(list(placed), edges)
    followed, wrong = _push(line, edges, placed, bounds)
    keys = {id: _key(placed[id], bounds[id]) for id in line}
    later = _neighbours(followed)
    for id in reversed(line):
        keys[id] = min([keys[id], *(keys[each] for each in later.get(id, ()))])
    ids = tuple(_line(list(placed), followed, keys))
    why = {id: _why(id, placed[id], bounds) for id in ids}
    return Ordered(ids, placed, why, (*clashes, *wrong))


def _edges(placed: Mapping[str, Placed]) -> tuple[list[Edge], list[Clash]]:
    edges, gone = [], []
    for id, each in placed.items():
        for word, others in (("after", each.after), ("before", each.before)):
            for other in others:
                if other in placed:
                    edges.append((other, id) if word == "after" else (id, other))
                else:
                    words = f"{id} is said to be {word} {other}, which was taken out."
                    gone.append(Clash((id, other), words))
    return list(dict.fromkeys(edges)), gone


def _neighbours(edges: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for first, second in edges:
        found.setdefault(first, []).append(second)
    return found


def _circles(edges: list[Edge]) -> tuple[list[Clash], list[Edge]]:
    """The circles, each named once, and the edges that are in none."""
    inner = edges
    while True:  # what nothing comes before, or nothing after, is in no circle
        firsts, seconds = {each[0] for each in inner}, {each[1] for each in inner}
        fewer = [each for each in inner if each[0] in seconds and each[1] in firsts]
        if len(fewer) == len(inner):
            break
        inner = fewer
    clashes: list[Clash] = []
    later, bad = _neighbours(inner), set[Edge]()
    for first, second in inner:
        path = _path(later, second, first)
        if path is None:
            continue
        bad.add((first, second))
        if not any({first, second} <= set(each.facts) for each in clashes):
            said = [f"{b} after {a}" for a, b in zip([first, *path[:-1]], path, strict=True)]
            words = f"These cannot all be so: {', '.join(said)}."
            clashes.append(Clash(tuple(path), words))
    return clashes, [each for each in edges if each not in bad]


def _path(later: Mapping[str, list[str]], start: str, end: str) -> list[str] | None:
    """The shortest way from one fact to another, both included."""
    came: dict[str, str | None] = {start: None}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        if at == end:
            path, step = [], end
            while step is not None:
                path.append(step)
                step = came[step]  # type: ignore[assignment]  # None ends it
            return path[::-1]
        for each in later.get(at, ()):
            if each not in came:
                came[each] = at
                queue.append(each)
    return None


def _own(placed: Placed) -> Bounds:
    span = placed.span
    single = span.clock and span.first == span.last
    lo = f"{span.first}T{span.clock}" if span.clock else span.first + _FIRST
    return Bounds(lo, f"{span.last}T{span.clock}" if single else span.last + _LAST)


def _line(
    ids: list[str], edges: list[Edge], keys: Mapping[str, tuple[str, str, str]] | None = None
) -> list[str]:
    """Every fact after all that come before it; among the free ones the least key is next."""
    later, before = _neighbours(edges), dict.fromkeys(ids, 0)
    for _, second in edges:
        before[second] += 1
    place = {id: number for number, id in enumerate(ids)}
    plain = ("", "", "")
    free = [((keys or {}).get(id, plain), place[id], id) for id in ids if not before[id]]
    heapq.heapify(free)
    line = []
    while free:
        id = heapq.heappop(free)[2]
        line.append(id)
        for each in later.get(id, ()):
            before[each] -= 1
            if not before[each]:
                heapq.heappush(free, ((keys or {}).get(each, plain), place[each], each))
    return line


def _push(
    line: list[str], edges: list[Edge], placed: Mapping[str, Placed], bounds: dict[str, Bounds]
) -> tuple[list[Edge], list[Clash]]:
    """Narrow the bounds along the edges; what does not fit the dates is named and not followed."""
    later = _neighbours(edges)
    followed, clashes = [], []
    for first in line:
        for second in later.get(first, ()):
            one, two = bounds[first], bounds[second]
            if one.lo > two.hi:
                clashes.append(_misfit(first, second, placed, bounds))
                continue
            followed.append((first, second))
            if one.lo > two.lo:
                two.lo, two.lo_from = one.lo, first
    later = _neighbours(followed)
    for first in reversed(line):
        for second in later.get(first, ()):
            if bounds[second].hi < bounds[first].hi:
                bounds[first].hi, bounds[first].hi_from = bounds[second].hi, second
    return followed, clashes


def _misfit(
    first: str, second: str, placed: Mapping[str, Placed], bounds: Mapping[str, Bounds]
) -> Clash:
    chain = _chain(first, bounds, "after")
    root = chain[-1]
    named = f"{second} is said to be after {first}"
    if root != first:
        named += "".join(f", which is after {each}" for each in chain[1:])
    words = (
        f"{named}; but {root} is dated {placed[root].span.words}"
        f" and {second} is dated {placed[second].span.words}."
    )
    return Clash((second, *chain), words)


def _chain(id: str, bounds: Mapping[str, Bounds], word: str) -> list[str]:
    """From a fact to the one whose own date its bound comes from."""
    chain = [id]
    while True:
        each = bounds[chain[-1]]
        next_one = each.lo_from if word == "after" else each.hi_from
        if next_one is None:
            return chain
        chain.append(next_one)


def _key(placed: Placed, bounds: Bounds) -> tuple[str, str, str]:
    lo, hi = bounds.lo[:10], bounds.hi[:10]
    clock = placed.span.clock if bounds.lo_from is None else bounds.lo[11:].replace("00:00", "")
    return (hi if lo == EARLIEST else lo), hi, clock


def _why(id: str, placed: Placed, bounds: Mapping[str, Bounds]) -> str:
    parts, span, own = [], placed.span, bounds[id]
    if span.words:
        parts.append(f"its date: {span.words}")
    reached = set()
    for word, limit, bound, is_pushed in (
        ("after", "not before", own.lo, own.lo_from is not None),
        ("before", "not later than", own.hi, own.hi_from is not None),
    ):
        if is_pushed:
            chain = _chain(id, bounds, word)
            reached.add(chain[1])
            said = f"{word} {chain[1]}"
            if len(chain) <= MOST_NAMED:
                said += "".join(f", which is {word} {each}" for each in chain[2:])
            else:
                said += f", and so on to {chain[-1]}"
            parts.append(f"{limit} {day_words(bound)}: {said}")
    for word, others in (("after", placed.after), ("before", placed.before)):
        parts += [f"said to be {word} {each}" for each in others if each not in reached]
    if own.lo[:10] == EARLIEST and own.hi[:10] == LATEST:
        parts.append("no date bounds it: at the end, or beside what it is said to be next to")
    return "; ".join(parts)
