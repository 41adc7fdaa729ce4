"""Who knew what when, as a grid: facts in their order down, people across.

A cell has the earliest time that somebody gave, and how; where nobody said anything it is unknown,
and stays so. That a person said not to know a thing stands beside it and takes nothing away.
"""

from collections.abc import Iterator

from msgspec import Struct

from everyword.case.dates import EARLIEST, read_when
from everyword.case.decided import Fact, Knew, Person
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.chronology.order import Clash, in_order
from everyword.chronology.rows import NO_DATE

UNKNOWN = "not known"


class Line(Struct, frozen=True):
    """One fact, and of each person everything said of their knowing it, earliest first."""

    fact: Fact
    cells: tuple[tuple[Knew, ...], ...]


class Grid(Struct, frozen=True):
    people: tuple[Person, ...]
    lines: tuple[Line, ...]


def grid(case: Case) -> Grid:
    """Only people and facts of which something is said."""
    known = sorted(case.work.knowledge().values(), key=_key)
    told: dict[tuple[str, str], list[Knew]] = {}
    for each in known:
        told.setdefault((each.fact, each.person), []).append(each)
    people = tuple(
        each for id, each in case.work.people().items() if any(person == id for _, person in told)
    )
    facts = case.work.facts()
    lines = []
    for id in in_order(facts.values()).ids:
        if any(fact == id for fact, _ in told):
            cells = tuple(tuple(told.get((id, each.id), ())) for each in people)
            lines.append(Line(facts[id], cells))
    return Grid(people, tuple(lines))


def cell_words(cell: tuple[Knew, ...], people: dict[str, Person]) -> str:
    """The earliest time it was known, and every time of which it was said not to be."""
    known = next((each for each in cell if each.knows), None)
    parts = [_learned(known, people)] if known else []
    parts += [f"said not to know, {_date(each)}" for each in cell if not each.knows]
    return "; ".join(parts) or UNKNOWN


def _learned(knew: Knew, people: dict[str, Person]) -> str:
    teller = people.get(knew.told_by or "")
    how = [knew.how or ""] + ([f"told by {printed_name(teller, people)}"] if teller else [])
    return ", ".join(part for part in (_date(knew), *how) if part)


def _date(knew: Knew) -> str:
    placed = read_when(knew.when)
    parts = [placed.span.words] if placed.span.words else []
    for word, others in (("after", placed.after), ("before", placed.before)):
        parts += [f"{word} {each}" for each in others]
    return ", ".join(parts) or NO_DATE


def _key(knew: Knew) -> tuple[str, str, str, int]:
    span = read_when(knew.when).span
    return (
        span.last if span.first == EARLIEST else span.first,
        span.last,
        span.clock,
        int(knew.id[1:]),
    )


def clashes(case: Case) -> Iterator[Clash]:
    """Known and said not to be known, with both quotes; known before it was."""
    people, facts = case.work.people(), case.work.facts()
    by_pair: dict[tuple[str, str], list[Knew]] = {}
    for each in case.work.knowledge().values():
        if each.person in people and each.fact in facts:
            by_pair.setdefault((each.person, each.fact), []).append(each)
    for (person, fact), known in by_pair.items():
        name = printed_name(people[person], people)
        for one in (each for each in known if each.knows):
            for other in (each for each in known if not each.knows):
                if read_when(other.when).span.last >= read_when(one.when).span.first:
                    words = (
                        f"{name} and {fact}: known ({_learned(one, people)}){_quotes(one)};"
                        f" said not to know it ({_date(other)}){_quotes(other)}."
                    )
                    yield Clash((fact, one.id, other.id), words)
            if facts[fact].kind != "planned":
                yield from _too_early(name, one, facts[fact])


def _too_early(name: str, knew: Knew, fact: Fact) -> Iterator[Clash]:
    learned, happened = read_when(knew.when).span, read_when(fact.when).span
    if learned.last < happened.first:
        words = (
            f"{name} is said to have known {fact.id} ({learned.words}) before its date"
            f" ({happened.words}){_quotes(knew)}."
        )
        yield Clash((fact.id, knew.id), words)


def _quotes(knew: Knew) -> str:
    return "".join(f": “{each.quote}”" for each in knew.cites if each.quote)
