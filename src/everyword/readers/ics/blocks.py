"""The entries of a calendar file: what stands between BEGIN and END, numbered in the file's order.

Every calendar and every entry in it is a record. What does not close is closed where the next one
begins; what is nested in an entry (alarms) is counted, and kept only for the rules of a zone.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from everyword.model import Source
from everyword.readers.ics.lines import Property, Stray, properties

MOST = 5000
"""Properties of one entry."""
LARGEST = 16 << 20
"""Bytes of one entry, files put inside not counted."""
DEEPEST = 50
ENTRIES = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY")


class Opened(Struct, frozen=True):
    """A calendar begins: the record's number, and the how many-th calendar from 0 it is."""

    number: int
    calendar: int


class Closed(Struct, frozen=True):
    """A calendar ends; `whole` by its own END."""

    calendar: int
    whole: bool


class Heading(Struct, frozen=True):
    """A property of the calendar itself."""

    calendar: int
    held: Property


class Part(Struct):
    """Something nested in an entry."""

    name: str
    held: list[Property] = field(default_factory=list)


class Block(Struct):
    """One entry. `calendar` is -1 for one outside of any; `more` lines were too many to hold."""

    number: int
    calendar: int
    name: str
    held: list[Property] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    ended: bool = True
    size: int = 0
    more: int = 0

    def first(self, name: str) -> Property | None:
        return next((each for each in self.held if each.name == name), None)

    def all(self, *names: str) -> list[Property]:
        return [each for each in self.held if each.name in names]

    @property
    def uid(self) -> str:
        found = self.first("UID")
        return found.value.strip() if found else ""


Step = Opened | Closed | Heading | Block | Stray


class _Walk:
    def __init__(self) -> None:
        self.number, self.calendars, self.inside = 0, 0, False
        self.block: Block | None = None
        self.stack: list[str] = []

    @property
    def calendar(self) -> int:
        return self.calendars - 1 if self.inside else -1

    def take(self, each: Property | Stray) -> Iterator[Step]:
        word = "" if isinstance(each, Stray) else each.value.strip().upper()
        if isinstance(each, Property) and each.name == "BEGIN" and word:
            yield from self._begin(word)
        elif isinstance(each, Property) and each.name == "END" and word:
            yield from self._end(word, each)
        elif self.block is not None:
            self._hold(self.block, each)
        elif isinstance(each, Property) and self.inside:
            yield Heading(self.calendar, each)
        else:
            yield Stray(each.line, each.words if isinstance(each, Stray) else each.written)

    def _begin(self, word: str) -> Iterator[Step]:
        if word == "VCALENDAR":
            yield from self.close(False)
            self.number += 1
            self.calendars += 1
            self.inside = True
            yield Opened(self.number, self.calendar)
        elif self.block is None or word in ENTRIES:
            yield from self._close_block(False)
            self.number += 1
            self.block = Block(self.number, self.calendar, word)
        else:
            if len(self.stack) < DEEPEST:
                self.stack.append(word)
            if len(self.stack) == 1 and len(self.block.parts) < MOST:
                self.block.parts.append(Part(word))

    def _end(self, word: str, each: Property) -> Iterator[Step]:
        if word in self.stack:
            while self.stack.pop() != word:
                pass
        elif self.block is not None and word == self.block.name:
            yield from self._close_block(not self.stack)
        elif word == "VCALENDAR" and self.inside:
            yield from self._close_block(False)
            yield Closed(self.calendar, True)
            self.inside = False
        elif self.block is not None:
            self._hold(self.block, Stray(each.line, each.written))
        else:
            yield Stray(each.line, each.written)

    def _hold(self, block: Block, each: Property | Stray) -> None:
        size = len(each.words if isinstance(each, Stray) else each.value)
        count = len(block.held) + len(block.strays)
        if count >= MOST or block.size + size > LARGEST:
            block.more += 1
        elif not self.stack:
            block.size += size
            if isinstance(each, Stray):
                block.strays.append(each)
            else:
                block.held.append(each)
        elif block.name == "VTIMEZONE" and len(self.stack) == 1 and isinstance(each, Property):
            block.size += size
            if len(block.parts[-1].held) < MOST:
                block.parts[-1].held.append(each)

    def _close_block(self, ended: bool) -> Iterator[Step]:
        if self.block is not None:
            self.block.ended = ended
            yield self.block
        self.block = None
        self.stack = []

    def close(self, whole: bool) -> Iterator[Step]:
        yield from self._close_block(whole)
        if self.inside:
            yield Closed(self.calendar, whole)
        self.inside = False


def steps(source: Source, encoding: str | None, faults: list[str]) -> Iterator[Step]:
    """Everything of a file in its order. What breaks off leaves its words in `faults`."""
    walk = _Walk()
    for each in properties(source, encoding, faults):
        yield from walk.take(each)
    yield from walk.close(False)
