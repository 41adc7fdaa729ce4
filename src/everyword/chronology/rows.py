"""The rows of the chronology: facts in order of time, numbered, with the words of their dates."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from everyword.case.dates import Placed, Span
from everyword.case.decided import CiteTo, Fact
from everyword.chronology.order import Clash, in_order

NO_DATE = "date not known"


class Row(Struct, frozen=True):
    """One row: its number from 1, the fact, the reading of its date, and why it stands here.

    `words` is the date as it is printed; facts it is after or before go by their row's number.
    """

    number: int
    fact: Fact
    span: Span
    words: str
    why: str

    @property
    def cites(self) -> tuple[CiteTo, ...]:
        return self.fact.cites


class Arranged(Struct, frozen=True):
    """The whole chronology, and what is said of its order that cannot all be so."""

    rows: tuple[Row, ...]
    clashes: tuple[Clash, ...]


def arranged(facts: Iterable[Fact]) -> Arranged:
    """All facts in order."""
    by_id = {fact.id: fact for fact in facts}
    ordered = in_order(by_id.values())
    numbers = {id: number for number, id in enumerate(ordered.ids, 1)}
    rows = tuple(
        Row(
            numbers[id],
            by_id[id],
            ordered.placed[id].span,
            _words(ordered.placed[id], numbers),
            ordered.why[id],
        )
        for id in ordered.ids
    )
    return Arranged(rows, ordered.clashes)


def rows(facts: Iterable[Fact]) -> tuple[Row, ...]:
    """All facts in order."""
    return arranged(facts).rows


def _words(placed: Placed, numbers: Mapping[str, int]) -> str:
    parts = [placed.span.words] if placed.span.words else []
    for word, others in (("after", placed.after), ("before", placed.before)):
        parts += [f"{word} no. {numbers[each]}" for each in others if each in numbers]
    return "; ".join(parts) or NO_DATE
