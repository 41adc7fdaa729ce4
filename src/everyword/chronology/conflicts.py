"""Two values for one thing, among facts and what is said of people: both shown, neither weighed."""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from everyword.case.dates import EARLIEST, LATEST, Span, day_words, read_span, read_when
from everyword.case.decided import Fact, Person
from everyword.case.people import name_words, names_of, printed_name
from everyword.chronology import values
from everyword.chronology.values import Age

People = Mapping[str, Person]
NEAR = 31
"""Days within which two facts about somebody's work are held side by side."""


class Conflict(Struct, frozen=True):
    """What does not fit together, in neutral words, and the facts and people it is about."""

    words: str
    about: tuple[str, ...]
    is_denied: bool = False


class _Told(Struct, frozen=True):
    """A fact with the readings of its date and its sentence."""

    fact: Fact
    span: Span
    read: values.Reading

    @property
    def is_dated(self) -> bool:
        return bool(self.span.words)


def conflicts(facts: Iterable[Fact], people: People) -> Iterator[Conflict]:
    """Of each fact by itself, then of each two, in the order given."""
    names = [name for person in people.values() for name in names_of(person)]
    told = [
        _Told(each, read_when(each.when).span, values.read(each.sentence, names)) for each in facts
    ]
    said: dict[str, list[tuple[_Told, Age]]] = {}
    for each in told:
        yield from _born(each, people)
        yield from _ages(each, people, said)
        yield from _days(each)
    for one, two in _pairs(told):
        yield from _differing(one, two)
    yield from _once(told)
    yield from _work(told, people)


# Ages and births


def _born(told: _Told, people: People) -> Iterator[Conflict]:
    """Against the birth of the people it is about: a date before it, another day of birth."""
    fact, span = told.fact, told.span
    about_whom = [people[id] for id in fact.who if id in people]
    for person in about_whom:
        born = _birth(person)
        if born is None or span.last == LATEST:
            continue
        name, about = printed_name(person, people), (fact.id, person.id)
        is_birth = len(about_whom) == 1 and "born" in values.once(fact.sentence)
        if span.last < born.first or (is_birth and born.last < span.first):
            words = f"{fact.id} is dated {span.words}; {name} was born {born.words}"
            yield Conflict(words, about)


def _birth(person: Person) -> Span | None:
    born = read_span(person.born) if person.born else None
    return None if born is None or born.first == EARLIEST or born.last == LATEST else born


def _ages(
    told: _Told, people: People, said: dict[str, list[tuple[_Told, Age]]]
) -> Iterator[Conflict]:
    """Against the date of birth, or, where nobody gave one, against the ages of other facts."""
    fact, span = told.fact, told.span
    if span.first == EARLIEST or span.last == LATEST:
        return
    for age in values.ages(fact.sentence, _called(people)):
        person = _whose(fact, age, people)
        if person is None:
            continue
        name, born = printed_name(person, people), _birth(person)
        if born is None:
            others = (each for each in said.get(person.id, []) if _apart(told, age, *each))
            before = next(others, None)
            if before is not None:
                words = _two_ages(told, age, *before, name)
                yield Conflict(words, (before[0].fact.id, fact.id, person.id))
            said.setdefault(person.id, []).append((told, age))
            continue
        least, most = _years(born.last, span.first), _years(born.first, span.last)
        if span.last >= born.first and (age.most < least or age.least > most):
            range_ = str(most) if least == most else f"{max(least, 0)} to {most}"
            words = f"{fact.id} says {age.words}; by the date of birth {name} was {range_} then"
            yield Conflict(words, (fact.id, person.id))


def _two_ages(told: _Told, age: Age, other: _Told, its: Age, name: str) -> str:
    one = f"{other.fact.id} ({other.span.words}) says {its.words}"
    return f"{one}, {told.fact.id} ({told.span.words}) says {age.words} of {name}"


def _apart(told: _Told, age: Age, other: _Told, its: Age) -> bool:
    """Is there no day of birth with which both are so?"""
    one, two = _births(told.span, age), _births(other.span, its)
    return one[1] < two[0] or two[1] < one[0]


def _births(span: Span, age: Age) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The day after which, and the last day on which somebody of that age was born."""
    first, last = dt.date.fromisoformat(span.first), dt.date.fromisoformat(span.last)
    return (
        (first.year - age.most - 1, first.month, first.day + 1),
        (last.year - age.least, last.month, last.day),
    )


def _called(people: People) -> list[str]:
    return [word for person in people.values() for word in (*names_of(person), *name_words(person))]


def _whose(fact: Fact, age: Age, people: People) -> Person | None:
    """The person named nearest before the age; else the only one that the fact is about."""
    before = fact.sentence[: age.start]
    nearest, found = -1, list[Person]()
    for person in people.values():
        for name in dict.fromkeys((*names_of(person), *name_words(person))):
            for match in re.finditer(rf"\b{re.escape(name)}\b", before, re.IGNORECASE):
                if match.end() > nearest:
                    nearest, found = match.end(), []
                if match.end() == nearest and person not in found:
                    found.append(person)
    if len(found) > 1:
        found = [each for each in found if each.id in fact.who]
    if nearest < 0:
        found = [people[id] for id in fact.who if id in people]
    return found[0] if len(found) == 1 else None


def _years(born: str, on: str) -> int:
    one, two = dt.date.fromisoformat(born), dt.date.fromisoformat(on)
    return two.year - one.year - ((two.month, two.day) < (one.month, one.day))


# Dates


def _days(told: _Told) -> Iterator[Conflict]:
    """The day of the sentence against that of the fact, where it tells of what happened."""
    fact, span = told.fact, told.span
    if not told.is_dated or fact.kind not in (None, "happened"):
        return
    for day in values.days(fact.sentence):
        if not span.first <= day <= span.last:
            words = f"{fact.id} is dated {span.words}; its words say {day_words(day)}"
            yield Conflict(words, (fact.id,))


def _once(told: Sequence[_Told]) -> Iterator[Conflict]:
    """What is commonly once, of the same people, on two dates."""
    known: dict[tuple[str, frozenset[str]], list[_Told]] = {}
    for each in told:
        is_done = each.fact.kind != "planned" and not each.read.negated
        if each.is_dated and each.fact.who and is_done:
            for word in sorted(values.once(each.fact.sentence)):
                known.setdefault((word, frozenset(each.fact.who)), []).append(each)
    for group in known.values():
        for one, two in itertools.combinations(group, 2):
            if not _overlap(one.span, two.span) and not _dated_apart(one, two):
                words = f"{_both(one, two)} dated {one.span.words}, and {two.span.words}"
                yield Conflict(words, (one.fact.id, two.fact.id))


# Two facts that read as one


def _pairs(told: Sequence[_Told]) -> Iterator[tuple[_Told, _Told]]:
    """Each two that read as one thing; a fact is laid beside those that have its rarest word."""
    having: dict[str, list[int]] = {}
    for number, each in enumerate(told):
        for word in dict.fromkeys(each.read.words):
            having.setdefault(word, []).append(number)
    found = set[tuple[int, int]]()
    for number, each in enumerate(told):
        words = each.read.words
        for other in min((having[word] for word in words), key=len, default=[]):
            if other != number and values.are_one(each.read, told[other].read):
                found.add((min(number, other), max(number, other)))
    yield from ((told[one], told[two]) for one, two in sorted(found))


def _differing(one: _Told, two: _Told) -> Iterator[Conflict]:
    """In a sum, a place, in whether it was so; or in the date, where both stand on one item:
    different days are two events else."""
    about = (one.fact.id, two.fact.id)
    if any((one.fact.kind == kind) != (two.fact.kind == kind) for kind in ("planned", "supposed")):
        return  # what was planned and what was done are two things
    if not _overlap(one.span, two.span):
        if _dated_apart(one, two):
            words = f"{_both(one, two)} dated {one.span.words}, and {two.span.words}"
            yield Conflict(words, about)
        return
    if not (one.is_dated and two.is_dated):
        return
    sums = [{values.worth(each) for each in told.read.sums} for told in (one, two)]
    if sums[0] - sums[1] and sums[1] - sums[0]:
        shown = [", ".join(told.read.sums) for told in (one, two)]
        yield Conflict(f"{_both(one, two)} with {shown[0]}, and with {shown[1]}", about)
    first, second = _places(one), _places(two)
    if first and second and not _same_place(first, second):
        yield Conflict(f"{_both(one, two)} at {first[0]}, and at {second[0]}", about)
    if one.read.negated != two.read.negated:
        words = f"{_both(one, two)} “{one.fact.sentence}” and “{two.fact.sentence}”"
        yield Conflict(words, about, is_denied=True)


def _both(one: _Told, two: _Told) -> str:
    return f"{one.fact.id} and {two.fact.id} read as one thing:"


def _dated_apart(one: _Told, two: _Told) -> bool:
    """Two dates for what stands on one item and reads as one."""
    shared = {cite.item for cite in one.fact.cites} & {cite.item for cite in two.fact.cites}
    return bool(shared) and values.are_one(one.read, two.read)


def _places(told: _Told) -> tuple[str, ...]:
    return (told.fact.place,) if told.fact.place else told.read.places


def _same_place(one: Iterable[str], two: Iterable[str]) -> bool:
    """Leeds and Leeds Station may be one."""
    return any(
        first.casefold() in second.casefold() or second.casefold() in first.casefold()
        for first in one
        for second in two
    )


def _overlap(one: Span, two: Span) -> bool:
    if one.clock and two.clock and one.first == one.last == two.first == two.last:
        return one.clock == two.clock
    return one.first <= two.last and two.first <= one.last


# Work


def _work(told: Sequence[_Told], people: People) -> Iterator[Conflict]:
    """Two jobs or employers of one person, or one and none, at about the same time."""
    known: dict[str, list[tuple[_Told, dict[str, str]]]] = {}
    for each in told:
        found = values.jobs(each.fact.sentence)
        about = [id for id in each.fact.who if id in people]
        if found and len(about) == 1 and each.is_dated and each.fact.kind != "planned":
            known.setdefault(about[0], []).append((each, found))
    for id, group in known.items():
        for (one, first), (two, second) in itertools.combinations(group, 2):
            both = [key for key in first if key in second and not _same_work(first, second, key)]
            if both and _is_near(one.span, two.span):
                name = printed_name(people[id], people)
                words = f"{one.fact.id} ({one.span.words}) and {two.fact.id} ({two.span.words})"
                shown = f"{first[both[0]]}, and {second[both[0]]}"
                ids = (one.fact.id, two.fact.id, id)
                yield Conflict(f"{words} on the work of {name}: {shown}", ids)


def _same_work(one: Mapping[str, str], two: Mapping[str, str], key: str) -> bool:
    first, second = one[key].casefold(), two[key].casefold()
    if values.NO_WORK in (first, second):
        return first == second
    return first in second or second in first


def _is_near(one: Span, two: Span) -> bool:
    if EARLIEST in (one.first, two.first) or LATEST in (one.last, two.last):
        return _overlap(one, two)
    later, earlier = max(one.first, two.first), min(one.last, two.last)
    return (dt.date.fromisoformat(later) - dt.date.fromisoformat(earlier)).days <= NEAR
