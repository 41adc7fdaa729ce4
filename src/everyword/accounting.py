"""The account of a source: every unit of it is an item, skipped, or a problem. Nothing vanishes."""

import hashlib
import operator
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

from msgspec import Struct

from everyword.model import Document, Locator, Message, Problem, Reading, Skipped, Unit

ARCHIVE = "zip"
"""In the place of a reader's name: a zip whose files were each read by their own reader."""


LOCKED_INSIDE = "locked because of how it was obtained: not read"
"""What is said of a file inside another whose bytes are those of something locked."""


class Read(Struct, frozen=True, gc=False):
    """One reading and the reader it came from; None where no reader knew the file."""

    reader: str | None
    reading: Reading


class Reads(Struct, frozen=True, gc=False):
    """Readings of one reader that follow each other; at least one."""

    reader: str | None
    readings: list[Reading]


class Account(Struct, frozen=True):
    """What became of one source. `units` counts lines, records, pages or bytes, as `unit` says.

    `items + skipped + problems` is everything that was read; of the items, `doubled` were already
    there from another source (0 outside a case).
    """

    path: str
    units: int
    unit: Unit
    items: int
    skipped: int
    problems: int
    reader: str | None
    version: int | None
    doubled: int = 0
    unread: int = 0
    """Of the items, those that were kept as they are because no reader could read them."""
    locked: int = 0
    """Of what was read, what the gate keeps out of the index (`everyword how list`)."""

    @property
    def total(self) -> int:
        return self.items + self.skipped + self.problems


class Run(Struct, gc=False):
    """Where readings stand of which each has one place, all in one file and counted in one unit."""

    path: str
    unit: Unit
    firsts: list[int]
    lasts: list[int]


Wheres = Run | list[tuple[Locator, ...]]
"""The places of several readings: as a run wherever they are one."""


def wheres_of(readings: Sequence[Reading]) -> Wheres:
    """At least one reading."""
    wheres = list(map(_WHERE, readings))
    try:
        places = [place for (place,) in wheres]
    except ValueError:  # one of them stands in several
        return wheres
    path, unit = places[0].path, places[0].unit
    firsts = [each.first for each in places if each.path == path and each.unit == unit]
    if len(firsts) < len(places):
        return wheres
    return Run(path, unit, firsts, [each.last for each in places])


def count_of(wheres: Wheres) -> int:
    return len(wheres.firsts if isinstance(wheres, Run) else wheres)


def where_at(wheres: Wheres, at: int) -> tuple[Locator, ...]:
    if isinstance(wheres, Run):
        return (Locator(wheres.path, wheres.firsts[at], wheres.lasts[at], wheres.unit),)
    return wheres[at]


_WHERE = operator.attrgetter("where")


class Tally:
    """Counts readings as they pass and notices places that none of them covers.

    Lines must be covered where items are made of lines, records where they are made of records. A
    statement's skipped balances, named by their line, do not make the lines between them missing.
    """

    def __init__(self) -> None:
        self.items = self.skipped = self.problems = self.unread = 0
        self._reached: dict[tuple[str, Unit], int] = {}
        self._gaps: list[Locator] = []
        self._made_of: dict[tuple[str, Unit], None] = {}

    def see(self, reading: Reading) -> None:
        if isinstance(reading, Problem):
            self.problems += 1
        elif isinstance(reading, Skipped):
            self.skipped += 1
        else:
            self.items += 1
            self.unread += isinstance(reading, Document) and not (reading.pages or reading.text)
            self._made_of[(reading.where[0].path, reading.where[0].unit)] = None
        for place in reading.where:
            self._cover(place)

    def see_all(self, readings: Sequence[Reading]) -> None:
        """The same for many; at least one."""
        others = {at: each for at, each in enumerate(readings) if type(each) is not Message}
        self.see_places(wheres_of(readings), others)

    def see_places(self, wheres: Wheres, others: Mapping[int, Reading]) -> None:
        """Where messages stand, but for the others, which are whole: at once where all are messages
        of one file that follow each other."""
        if not others and isinstance(wheres, Run) and self._follow_each_other(wheres):
            return
        for at in range(count_of(wheres)):
            if at in others:
                self.see(others[at])
            else:
                where = where_at(wheres, at)
                self.items += 1
                self._made_of[(where[0].path, where[0].unit)] = None
                for place in where:
                    self._cover(place)

    def _follow_each_other(self, run: Run) -> bool:
        """Then they are counted."""
        reached = self._reached.get((run.path, run.unit), 0)
        follow = map(operator.le, run.firsts[1:], map(operator.add, run.lasts, repeat(1)))
        rises = map(operator.le, run.lasts, run.lasts[1:])
        if run.firsts[0] > reached + 1 or not all(follow) or not all(rises):
            return False
        self.items += len(run.firsts)
        self._made_of[(run.path, run.unit)] = None
        if run.lasts[-1] > reached:
            self._reached[(run.path, run.unit)] = run.lasts[-1]
        return True

    def _cover(self, place: Locator) -> None:
        key = (place.path, place.unit)
        reached = self._reached.get(key, 0)
        if place.unit in ("line", "record") and place.first > reached + 1:
            self._gaps.append(Locator(place.path, reached + 1, place.first - 1, place.unit))
        if place.last > reached:
            self._reached[key] = place.last

    def close(self, path: str, lines: int | None) -> Iterator[Problem]:
        """A Problem for each place nobody accounted for. `lines` is an independent count."""
        for gap in self._gaps:
            if (gap.path, gap.unit) in self._made_of:
                yield self._lost(gap)
        reached = self._reached.get((path, "line"), 0)
        if (path, "line") in self._made_of and lines is not None and lines > reached:
            yield self._lost(Locator(path, reached + 1, lines, "line"))

    def _lost(self, gap: Locator) -> Problem:
        self.problems += 1
        return Problem((gap,), f"{gap.unit}s {gap.first} to {gap.last} were not accounted for")

    def account(self, path: str, reader: str | None, version: int | None) -> Account:
        """The units are those of the first file that has items in smaller parts than bytes."""
        counts = (self.items, self.skipped, self.problems)
        if reader == ARCHIVE:
            total = self.items + self.skipped + self.problems
            return Account(path, total, "record", *counts, reader, version, 0, self.unread)
        keys = [*self._made_of, *self._reached]
        if keys and keys[0][0] == path:
            keys = [key for key in keys if key[0] == path]  # not those of a file sent with a mail
        key = next((key for key in keys if key[1] != "byte"), keys[0] if keys else (path, "byte"))
        units = self._reached.get(key, 0)
        return Account(path, units, key[1], *counts, reader, version, 0, self.unread)


class Names:
    """Gives each reading its id: the same bytes at the same place always get the same one."""

    def __init__(self, sha256: str, name: str) -> None:
        self._seed = bytes.fromhex(sha256)
        self._cut = len(name)
        self._last: dict[tuple[Unit, str], tuple[int, int]] = {}
        self._path = ""
        self._visits: dict[str, int] = {}

    def id_of(self, reading: Reading) -> str:
        return self._id(kind_of(reading), reading.where[0])

    def _id(self, kind: str, place: Locator) -> str:
        # The source's own name is left out: a renamed file has the same items.
        if place.path != self._path:
            # Two files of one name in one zip: the second is another place.
            self._path = place.path
            self._last.clear()
            self._visits[place.path] = self._visits.get(place.path, 0) + 1
        start, end = self._around(place.path, place.unit, kind)
        where = b"%b%d%b" % (start, place.first, end)
        # Those of one kind go on through a file, so only the last place of each is remembered.
        last, again = self._last.get((place.unit, kind), (None, 0))
        again = again + 1 if last == place.first else 0
        self._last[place.unit, kind] = (place.first, again)
        where += b"%d" % again if again else b""
        return _letters(hashlib.sha256(self._seed + where).digest())

    def ids_of(self, readings: Sequence[Reading]) -> list[str]:
        """The same for many; at least one."""
        return self.ids_at(list(map(kind_of, readings)), wheres_of(readings))

    def ids_at(self, kinds: Sequence[str], wheres: Wheres) -> list[str]:
        """The same for many of which the kinds and the places are known: at once where they are of
        one kind, in one file, each further on."""
        run = wheres if isinstance(wheres, Run) and len(set(kinds)) == 1 else None
        if run is None or not all(map(operator.lt, run.firsts, run.firsts[1:])):
            return [self._id(kind, where_at(wheres, at)[0]) for at, kind in enumerate(kinds)]
        ids = [self._id(kinds[0], where_at(run, 0)[0])]
        start, end = self._around(run.path, run.unit, kinds[0])
        start, sha256 = self._seed + start, hashlib.sha256
        hashed = [b"%b%d%b" % (start, first, end) for first in run.firsts[1:]]
        if hashed:
            self._last[run.unit, kinds[0]] = (run.firsts[-1], 0)
        digests = b"".join([sha256(where).digest() for where in hashed])
        pairs = _PAIRS
        return ids + [
            f"{pairs[bits >> 54]}{pairs[bits >> 44 & 1023]}{pairs[bits >> 34 & 1023]}"
            f"{pairs[bits >> 24 & 1023]}{pairs[bits >> 14 & 1023]}{pairs[bits >> 4 & 1023]}"
            for (bits,) in _FIRST_BITS.iter_unpack(digests)
        ]

    def _around(self, path: str, unit: Unit, kind: str) -> tuple[bytes, bytes]:
        """What is hashed before and behind the number of a place."""
        visit = self._visits[path]
        path = path[self._cut :] + (f"\0visit {visit}" if visit > 1 else "")
        return f"\0{path}\0{unit}\0".encode("utf-8", "surrogateescape"), (
            f"\0{kind.capitalize()}".encode()
        )


def kind_of(reading: Reading) -> str:
    """As it is listed: "message"."""
    return type(reading).__name__.lower()


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [a + b for a in _BASE32 for b in _BASE32]  # few enough to stay near the processor
_FIRST_BITS = struct.Struct(">Q24x")
"""The first 64 bits of a digest."""


def _letters(digest: bytes) -> str:
    """The first 60 bits in base 32, lower case: ten bits are two letters."""
    (bits,) = _FIRST_BITS.unpack(digest)
    return (
        f"{_PAIRS[bits >> 54]}{_PAIRS[bits >> 44 & 1023]}{_PAIRS[bits >> 34 & 1023]}"
        f"{_PAIRS[bits >> 24 & 1023]}{_PAIRS[bits >> 14 & 1023]}{_PAIRS[bits >> 4 & 1023]}"
    )
