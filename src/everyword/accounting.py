"""The account of a source: every unit of it is an item, skipped, or a problem. Nothing vanishes."""

import base64
import hashlib
from collections.abc import Iterator

from msgspec import Struct

from everyword.model import Document, Locator, Problem, Reading, Skipped, Unit

ARCHIVE = "zip"
"""In the place of a reader's name: a zip whose files were each read by their own reader."""


class Read(Struct, frozen=True, gc=False):
    """One reading and the reader it came from; None where no reader knew the file."""

    reader: str | None
    reading: Reading


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

    @property
    def total(self) -> int:
        return self.items + self.skipped + self.problems


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
        self._seed = hashlib.sha256(bytes.fromhex(sha256))
        self._cut = len(name)
        self._last = b""
        self._again = 0
        self._path = ""
        self._visits: dict[str, int] = {}

    def id_of(self, reading: Reading) -> str:
        place = reading.where[0]
        kind = type(reading).__name__
        # The source's own name is left out: a renamed file has the same items.
        if place.path != self._path:
            # Two files of one name in one zip: the second is another place.
            self._path = place.path
            self._visits[place.path] = self._visits.get(place.path, 0) + 1
        visit = self._visits[place.path]
        path = place.path[self._cut :] + (f"\0visit {visit}" if visit > 1 else "")
        where = f"\0{path}\0{place.unit}\0{place.first}\0{kind}".encode("utf-8", "surrogateescape")
        # Readings of one place follow each other, so only the last place has to be remembered.
        self._again = self._again + 1 if where == self._last else 0
        self._last = where
        digest = self._seed.copy()
        digest.update(where + str(self._again or "").encode())
        return base64.b32encode(digest.digest()[:8]).decode().lower()[:12]
