"""People: who the handles of the sources are said to be, and what they are to each other."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from everyword.case.dates import read_span
from everyword.case.decided import Person
from everyword.case.deciding import Deciding, named
from everyword.errors import NotFound, NotOne, WrongUsage
from everyword.index.store import Query


def add(case: Deciding, person: Person) -> Person:
    """The person with a number. Raises WrongUsage where a handle is another person's."""
    person = msgspec.structs.replace(person, id=case.work.next_number("person", "P"))
    _check(case, person)
    case.work.decide(case.now, "person", person.id, person)
    return person


def change(case: Deciding, id: str, **changes: Any) -> Person:
    """Raises NotFound, WrongUsage; what was said before stays in the list of decisions."""
    person = msgspec.structs.replace(named(case.work.people_as_said(), "person", id), **changes)
    _check(case, person)
    case.work.decide(case.now, "person", person.id, person)
    return person


def join(case: Deciding, one: str, two: str) -> Person:
    """The second is the first: its names and handles are found with that one, undo parts them."""
    first, second = (named(case.work.people(), "person", person_id(case, id)) for id in (one, two))
    if first.id == second.id:
        raise WrongUsage(
            problem=f"{one} and {two} are one person already.",
            remedy="Name two:  everyword person list",
        )
    said = case.work.people_as_said()[second.id]
    case.work.decide(case.now, "person", second.id, msgspec.structs.replace(said, same_as=first.id))
    return case.work.people()[first.id]


def keep_apart(case: Deciding, id: str, other: str) -> None:
    """A person is not the other one, or does not go by that handle; it is not asked again."""
    said = case.work.people_as_said()
    named(said, "person", id)
    for one, two in ((id, other), (other, id)):
        if one in said and said[one].same_as == two:
            changed = msgspec.structs.replace(said[one], same_as=None)
            case.work.decide(case.now, "person", one, changed)
    pair = msgspec.json.encode(sorted((id, other))).decode()
    case.work.decide(case.now, "alike", pair, {})


def person_id(case: Deciding, who: str) -> str:
    """By id, name or alias. Raises NotFound; NotOne where two people have the name."""
    people = case.work.people()
    if who in case.work.people_as_said():
        return case.work.root_of(who)
    word = who.casefold()
    fits = [
        id
        for id, each in people.items()
        if word in {name.casefold() for name in (*names_of(each), *each.handles)}
    ]
    if not fits:
        raise NotFound(thing="person", name=who, command="everyword person list")
    if len(fits) > 1:
        raise NotOne(name=who, candidates=", ".join(fits))
    return fits[0]


def names_of(person: Person) -> tuple[str, ...]:
    """The name and the aliases."""
    return (person.name, *person.aliases)


def printed_name(person: Person) -> str:
    """The name as it may be printed: of a hidden person the role, else the initials."""
    if not person.hidden:
        return person.name
    return person.role or "".join(f"{word[0]}." for word in person.name.split())


def without_hidden(text: str, people: Mapping[str, Person]) -> str:
    """Words of the person's own with the names of hidden people replaced, longest name first."""
    shown = {
        name: printed_name(each)
        for each in people.values()
        if each.hidden
        for name in names_of(each)
        if name.strip()
    }
    for name in sorted(shown, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        text = re.sub(pattern, shown[name].replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text


def hidden_notes(people: Mapping[str, Person]) -> list[str]:
    """Who is not named, and what that does not reach; without the name."""
    return [
        f"{each.id} is shown as {printed_name(each)} in what the case says; the words of sources"
        " and handles still have the name: take it out with redact_words"
        for each in people.values()
        if each.hidden
    ]


def _check(case: Deciding, person: Person) -> None:
    """Raises WrongUsage, NotFound: handles are free, dates read, ties lead to people."""
    for other in case.work.people_as_said().values():
        taken = set(person.handles) & set(other.handles)
        if taken and other.id != person.id:
            raise WrongUsage(
                problem=f"{min(taken)} is already a handle of {other.name} ({other.id}).",
                remedy="One handle is one person; take it from the other one first.",
            )
    if person.born is not None:
        read_span(person.born)
    for tie in person.ties:
        if tie.to is not None:
            named(case.work.people(), "person", tie.to)
        spans = [read_span(each) if each else None for each in (tie.since, tie.until)]
        if spans[0] and spans[1] and spans[0].first > spans[1].last:
            raise WrongUsage(
                problem=f"“{tie.what}” from {tie.since} to {tie.until} runs backwards.",
                remedy="Put the earlier day first.",
            )


def handles_of(case: Deciding, who: str) -> tuple[str, ...]:
    """Of a person's name or id, or a handle as a source has it. Raises NotFound, NotOne."""
    with suppress(NotFound):
        return case.work.people()[person_id(case, who)].handles or (who,)
    if not case.index.count(Query(handles=(who,))):
        raise NotFound(thing="person or handle", name=who, command="everyword person list")
    return (who,)
