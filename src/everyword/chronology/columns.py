"""The chronology as a table in the columns of a court, the list of issues, and the pattern layout.

Private notes are in none of them. Issue tags are the person's own working words: they stand in the
list of issues and in the pattern, which are made for the person, and not in the court's columns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from everyword.case.decided import CiteTo, Fact, Person
from everyword.case.people import printed_name, without_hidden
from everyword.case.store import Case
from everyword.chronology.rows import Row
from everyword.model import Document

COLUMNS = ("no", "date", "event", "source", "status", "response", "source of the response")


class Theme(Struct, frozen=True):
    """One tag: its rows, and the first and last day they can have been, in the rows' own words."""

    tag: str
    rows: tuple[Row, ...]

    @property
    def period(self) -> str:
        first, last = self.rows[0].words, self.rows[-1].words
        return first if first == last else f"{first} to {last}"


def cells(case: Case, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """Of each row the cells of COLUMNS."""
    people = case.work.people()
    labels = labels_of(case)
    for row in rows:
        fact = row.fact
        yield (
            str(row.number),
            row.words,
            without_hidden(fact.sentence, people),
            sources(case, fact.cites, labels) or "no document",
            status_words(fact, people),
            without_hidden(fact.response or "", people),
            sources(case, fact.response_cites, labels),
        )


def status_words(fact: Fact, people: Mapping[str, Person]) -> str:
    """The status, and what kind of fact it is where it is not one that happened."""
    if fact.kind in (None, "happened"):
        return fact.status
    by = people.get(fact.by or "")
    word = str(fact.kind).removesuffix(" by")
    return (
        f"{fact.status}; {word} by {printed_name(by, people)}" if by else f"{fact.status}; {word}"
    )


def printed_status(fact: Fact, people: Mapping[str, Person]) -> str:
    """For a chronology that both sides are to use: with what the other side answers."""
    status = status_words(fact, people)
    return (
        f"{status}. Response: {without_hidden(fact.response, people)}" if fact.response else status
    )


def labels_of(case: Case) -> dict[str, str]:
    """Item id -> the first exhibit it is in."""
    found: dict[str, str] = {}
    for exhibit in case.work.exhibits().values():
        for item in exhibit.items:
            found.setdefault(item, exhibit.label)
    return found


def sources(case: Case, cites: Iterable[CiteTo], labels: Mapping[str, str]) -> str:
    """What is cited: the exhibit's label, else the file; and the place in it."""
    words = []
    for cite in cites:
        name = labels.get(cite.item)
        if name is None and case.work.is_withheld(cite.item):
            words.append("locked")
            continue
        if name is None:
            reading = case.index.item(cite.item).reading
            title = reading.title if isinstance(reading, Document) else None
            name = title or reading.where[0].path.rsplit("/", 1)[-1]
        words.append(name + place_words(cite))
    return "; ".join(dict.fromkeys(words))


def place_words(cite: CiteTo) -> str:
    """, page 3, lines 4 to 9, seconds 10 to 25: whatever the cite says."""
    place = f", page {cite.page}" if cite.page else ""
    for unit, pair in (("lines", cite.lines), ("seconds", cite.seconds)):
        place += f", {unit} {pair[0]} to {pair[1]}" if pair else ""
    return place


def as_json(row: Row) -> dict[str, Any]:
    """The fact with its place in the chronology, without its private notes."""
    found: dict[str, Any] = msgspec.to_builtins(row.fact)
    del found["notes"]
    span = row.span
    place = {"number": row.number, "date": row.words, "first": span.first, "last": span.last}
    return found | place | {"why": row.why}


def themes(rows: Sequence[Row]) -> list[Theme]:
    """The rows of each issue tag, tags in the order of their first row."""
    tagged: dict[str, list[Row]] = {}
    for row in rows:
        for tag in row.fact.issues:
            tagged.setdefault(tag, []).append(row)
    return [Theme(tag, tuple(found)) for tag, found in tagged.items()]
