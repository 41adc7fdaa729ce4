"""The chronology: facts in order of time, each with the words for its date and its cites.

Order: by the earliest day a fact can have been, then by the latest, then by the time of day, then
as entered. A fact that is only "before" something sorts by the last day it can have been.
"""

from collections.abc import Iterable

from msgspec import Struct

from everyword.case.dates import EARLIEST, Span, read_span
from everyword.case.work import CiteTo, Fact


class Row(Struct, frozen=True):
    """One row: its number from 1, the fact, and the reading of its date."""

    number: int
    fact: Fact
    span: Span

    @property
    def cites(self) -> tuple[CiteTo, ...]:
        return self.fact.cites


def rows(facts: Iterable[Fact]) -> tuple[Row, ...]:
    """All facts in order."""
    read = [(read_span(fact.when), fact) for fact in facts]
    read.sort(key=lambda pair: _key(pair[0]))
    return tuple(Row(number, fact, span) for number, (span, fact) in enumerate(read, 1))


def _key(span: Span) -> tuple[str, str, str]:
    first = span.last if span.first == EARLIEST else span.first
    return first, span.last, span.clock
