"""People: who the handles of the sources are said to be, and what they are to each other."""

import functools
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from everyword import wording
from everyword.case.dates import read_span
from everyword.case.decided import Person
from everyword.case.deciding import Deciding, named
from everyword.errors import NotFound, NotOne, WrongUsage
from everyword.index.store import Query

STYLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "de", "da", "di", "van", "von"))
"""Words of a name that are not one's own, folded."""
_SENTENCE = re.compile(r"[.!?;:]\s")
ORDINARY = frozenset((
    "amber", "angel", "april", "art", "august", "autumn", "bill", "buck", "carol", "chance",
    "chase", "christian", "chuck", "daisy", "dale", "dawn", "dean", "don", "drew", "earl", "eve",
    "faith", "flora", "forest", "frank", "gay", "gene", "glen", "grace", "grant", "guy", "hank",
    "harmony", "harry", "heath", "heather", "holly", "homer", "hope", "hunter", "iris", "ivy",
    "jack", "jean", "jewel", "joy", "june", "lance", "lily", "mark", "marine", "mason", "max",
    "may", "melody", "mercy", "miles", "neve", "nick", "norm", "olive", "page", "pat", "patience",
    "pearl", "penny", "pierce", "pop", "ray", "reed", "reg", "rich", "rob", "robin", "rocky",
    "rod", "rose", "rowan", "ruby", "ruth", "sage", "sandy", "scarlet", "sky", "skip", "sterling",
    "storm", "sue", "summer", "sunny", "terry", "tom", "tony", "trinity", "trip", "tucker",
    "victor", "violet", "wade", "ward", "will", "willow", "winter", "woody",
))  # fmt: skip
"""First names that are words of English too: in small letters they may mean the word."""


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


def printed_name(person: Person, people: Mapping[str, Person] = {}) -> str:
    """The name as it may be printed: of a hidden person the role, else the initials.

    A role that holds a word of the name of a hidden one of `people` is not printed either.
    """
    if not person.hidden:
        return without_hidden(person.name, people)
    known = {**people, person.id: person}
    words = {word for each in known.values() if each.hidden for word in name_words(each)}
    named = any(wording.is_in(person.role or "", word) for word in words)
    return person.role if person.role and not named else initials(person)


def initials(person: Person) -> str:
    """A.L. for Ann Lee."""
    return "".join(f"{word[0]}." for word in person.name.split())


def whole_spans(text: str, folded: wording.Folded, person: Person) -> list[tuple[int, int]]:
    """Where the name or an alias stands whole: also without middle names, and, where no other name
    stands before it, with the family name first."""
    found = list[tuple[int, int]]()
    for name in names_of(person):
        for form in _forms(name):
            spans = spans_of(text, folded, form)
            found += [each for each in spans if _is_meant(form, text[each[0] : each[1]])]
    for name in names_of(person):
        words = name.split()
        turned = " ".join([words[-1], *words[:-1]]) if len(words) > 1 else ""
        for start, stop in spans_of(text, folded, turned) if turned else ():
            before = text[:start].split(" ")[-2:-1] if text[:start].endswith(" ") else [""]
            is_behind = before[0][:1].isupper() and before[0][-1:].isalpha()
            overlaps = any(first < stop and start < last for first, last in found)
            if not is_behind and not overlaps and _is_meant(turned, text[start:stop]):
                found.append((start, stop))
    return found


@functools.lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[str, ...]:
    words = name.split()
    forms = dict.fromkeys((" ".join(words), *([f"{words[0]} {words[-1]}"] if words[1:] else [])))
    return tuple(form for form in forms if len(wording.fold(form).text) > 1)


def spans_of(text: str, folded: wording.Folded, name: str) -> list[tuple[int, int]]:
    """Where one form of a name stands, however it is written."""
    return [
        span
        for spelling, plain in _spelled(name)
        if plain in folded.text
        for span in wording.occurrences(text, spelling, folded)
    ]


@functools.lru_cache(maxsize=4096)
def _spelled(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((each, wording.fold(each).text) for each in wording.spellings(name))


def name_words(person: Person) -> tuple[str, ...]:
    """The single words of the name and the aliases; a letter alone and "Mrs" are none."""
    words = [word for name in names_of(person) for word in name.split()]
    plain = {word: wording.fold(word).text for word in words}
    return tuple(word for word, text in plain.items() if len(text) > 1 and text not in STYLES)


def without_hidden(text: str, people: Mapping[str, Person]) -> str:
    """Words that are printed or exported, with the whole names of hidden people replaced.

    In capitals or small letters, with or without marks, over the end of a line, with any gap
    between first and last name. "may", written small, is not the name May. The longest goes first.
    """
    hidden = [each for each in people.values() if each.hidden] if text else []
    folded = wording.fold(text) if hidden else wording.fold("")
    found = [(*span, each) for each in hidden for span in whole_spans(text, folded, each)]
    parts, done = list[str](), 0
    for start, stop, each in sorted(found, key=lambda place: (place[0], -place[1])):
        if start >= done:
            parts += [text[done:start], printed_name(each, people)]
            done = stop
    return "".join([*parts, text[done:]])


def _is_meant(name: str, written: str) -> bool:
    """Not where a name of one word, that is a word of English too, stands in small letters; and
    not over the end of a sentence."""
    if len(name.split()) > 1:
        return _SENTENCE.search(written) is None
    return not (written.islower() and wording.fold(name).text in ORDINARY)


def hidden_notes(people: Mapping[str, Person]) -> list[str]:
    """Who is not named, and what that does not reach; without the name."""
    return [
        f"{each.id} is shown as {printed_name(each, people)} in what the case says; the words of"
        " sources, names of files and handles still have the name: take it out with redact_words"
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
