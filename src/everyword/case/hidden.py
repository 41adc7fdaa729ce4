"""Where names of hidden people still stand: looked for before something is printed or handed over.

Whole names in the case's own words are replaced (`people.without_hidden`). What stands in evidence,
in names of files and as a first or last name alone is only told, by place and without the name: to
replace it would be to guess whom it means.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from everyword import wording
from everyword.case.asking import short_names
from everyword.case.decided import Person
from everyword.case.people import name_words, names_of, spans_of, whole_spans, without_hidden
from everyword.case.store import Case
from everyword.index import seen
from everyword.index.store import Entry, Query, SourceRow
from everyword.model import Document, Photo, Problem, Skipped

MOST_NAMED = 12
WHOLE, PART = "the name", "a part of the name, or a short form of it,"
LINES = "lines from "
APART = frozenset(("where", "when", "kind", "sha256", "zone"))
"""Fields of an item that are no words of it."""
Place = tuple[str, str, str]
"""The document, the place in it ("page 3", or ""), and the words that stand there."""


class Sought(Struct, frozen=True):
    """What is looked for of one hidden person."""

    person: Person
    parts: tuple[str, ...]


def sought(people: Mapping[str, Person]) -> list[Sought]:
    """Of each hidden person, beside the whole names: the first name, its short forms, the aliases,
    and the other words of a name that no person who is not hidden has too."""
    open_ = {_plain(word) for each in people.values() if not each.hidden
             for word in name_words(each)}  # fmt: skip
    found = []
    for each in people.values():
        if each.hidden:
            words = name_words(each)
            own = dict.fromkeys(word for word in words if _plain(word) not in open_)
            single = [name for name in names_of(each) if len(name.split()) == 1]
            short = [name for word in words[:1] for name in short_names(word)]
            found.append(Sought(each, tuple(dict.fromkeys((*own, *words[:1], *single, *short)))))
    return found


def told(places: Iterable[Place], looked_for: Iterable[Sought]) -> list[str]:
    """One line for each document, person and kind of name, with the places; without the name."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    looked_for = list(looked_for)
    for document, place, text in places if looked_for else ():
        folded = wording.fold(text)
        for each in looked_for:
            for kind, start in _standing(text, folded, each):
                at = _line(place, text, start) if place.startswith(LINES) else place
                found.setdefault((document, each.person.id, kind), {}).setdefault(at)
    return [
        f"{document}: {kind} of {person}, who is hidden, is left{_in(tuple(at))}"
        for (document, person, kind), at in found.items()
    ]


def lines_from(first: int) -> str:
    """The place of a text of many lines: that of a name in it is counted."""
    return f"{LINES}{first}"


def _line(place: str, text: str, start: int) -> str:
    return f"line {int(place.removeprefix(LINES)) + text.count(chr(10), 0, start)}"


def _standing(text: str, folded: wording.Folded, each: Sought) -> Iterator[tuple[str, int]]:
    """Where a whole name begins, and where a word of it stands outside of all whole ones."""
    wholes = whole_spans(text, folded, each.person)
    yield from ((WHOLE, start) for start, _ in wholes)
    starts = {start for word in each.parts for start, _ in spans_of(text, folded, word)}
    for start in sorted(starts):
        if not any(first <= start < stop for first, stop in wholes):
            yield PART, start


def _in(places: tuple[str, ...]) -> str:
    """page 3, page 7 -> ": pages 3, 7"; the places are in the order they were found."""
    grouped: dict[str, list[str]] = {}
    for place in filter(None, places):
        word, _, number = place.rpartition(" ")
        key = word if number[:1].isdigit() else place
        grouped.setdefault(key, []).append(number if key == word else "")
    words = []
    for key, numbers in grouped.items():
        shown = ", ".join(filter(None, numbers[:MOST_NAMED]))
        more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
        words.append(f"{key}{'s' * (len(numbers) > 1)} {shown}{more}".strip())
    return f": {'; '.join(words)}" if words else ""


def _plain(word: str) -> str:
    return wording.fold(word).text


def in_titles(case: Case, labels: Collection[str], files: Iterable[str]) -> list[str]:
    """For a paper that names exhibits and files: names left in titles and in names of files."""
    people = case.work.people()
    places: list[Place] = [
        (each.label, "the title", without_hidden(each.title, people))
        for each in case.work.exhibits().values()
        if not labels or each.label in labels
    ]
    places += [(name, "the name of the file", name) for name in files]
    return told(places, sought(people))


# What is handed over as it is


def in_sources(case: Case, rows: Iterable[SourceRow]) -> list[str]:
    """Where the names of hidden people stand in these files, and in their own names."""
    looked_for = sought(case.work.people())
    return told((place for row in rows for place in _of_row(case, row)), looked_for)


def _of_row(case: Case, row: SourceRow) -> Iterator[Place]:
    yield row.name, "the name of the file", row.name
    for entry in case.index.find(Query(source=row.object)):
        for place, text in words_of(case, entry):
            yield row.name, place, text


def words_of(case: Case, entry: Entry) -> Iterator[tuple[str, str]]:
    """The words of an item with their place: pages of a document, what was read in a picture."""
    reading, where = entry.reading, entry.reading.where[0]
    match reading:
        case Document(pages=None):
            yield lines_from(where.first), "".join(reading.text)
        case Document():
            yield from ((f"page {number}", text) for number, text in enumerate(reading.text, 1))
        case Photo():
            lines = seen.words(case.index.connection.execute, entry.n)
            yield "the picture", "\n".join(lines.lines) if lines else ""
        case Problem() | Skipped():
            yield f"{where.unit} {where.first}", reading.what
        case _:
            kept = msgspec.to_builtins(reading)
            yield "the name of the conversation", str(kept.pop("thread", None) or "")
            words = [text for name in kept.keys() - APART for text in _texts(kept[name])]
            yield f"{where.unit} {where.first}", "\n".join(words)
    if "!/" in where.path:
        yield "the name of a file in it", where.path.partition("!/")[2]


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case _:
            pass
