"""Facts: what is decided of them is checked against what is there, before it is kept."""

from collections.abc import Iterator
from typing import Any

import msgspec

from everyword.case.cites import check_cite
from everyword.case.dates import read_span, read_when
from everyword.case.decided import OWN, CiteTo, Fact
from everyword.case.deciding import Deciding, named
from everyword.case.people import person_id
from everyword.case.work import Decision
from everyword.errors import NotFound, WrongUsage

SAYING = ("said", "claimed by")
"""The kinds of fact that somebody says."""


def add(case: Deciding, fact: Fact) -> Fact:
    """The fact with its number. Raises WrongUsage, NotFound, Refused: only what holds is kept."""
    fact = checked(case, msgspec.structs.replace(fact, id=case.work.next_number("fact", "F")))
    case.work.decide(case.now, "fact", fact.id, fact)
    return fact


def change(case: Deciding, id: str, **changes: Any) -> Fact:
    """Raises what `add` raises; what it was before stays in the list of decisions."""
    fact = checked(case, changed(case, id, **changes))
    case.work.decide(case.now, "fact", fact.id, fact)
    return fact


def changed(case: Deciding, id: str, **changes: Any) -> Fact:
    """What it would be; nothing is kept and its parts are not checked."""
    return msgspec.structs.replace(named(case.work.facts_as_kept(), "fact", id), **changes)


def checked(case: Deciding, fact: Fact) -> Fact:
    """Dates must read, items must exist, pages must be there, quotes must stand in them.

    The fact comes back with whole ids of items and people.
    """
    placed = read_when(fact.when)
    for other in (*placed.after, *placed.before):
        named(case.work.facts(), "fact", other)
        if other == fact.id:
            raise WrongUsage(
                problem=f"{fact.id} cannot come after or before itself.",
                remedy="Name another fact:  everyword fact list",
            )
    if fact.by is not None and fact.kind not in SAYING:
        raise WrongUsage(
            problem="Who says it goes with the kinds “said” and “claimed by” only.",
            remedy="Say the kind too:  --kind said --by P1",
        )
    if fact.kind == "claimed by" and fact.by is None:
        raise WrongUsage(
            problem="A claim needs the person who makes it.",
            remedy="Say who:  --kind 'claimed by' --by P1",
        )
    if fact.due is not None:
        read_span(fact.due)
    told = fact.known_from
    return msgspec.structs.replace(
        fact,
        cites=checked_cites(case, fact.cites),
        response_cites=checked_cites(case, fact.response_cites),
        who=tuple(dict.fromkeys(_person(case, each) for each in fact.who)),
        by=_person(case, fact.by) if fact.by is not None else None,
        known_from=told if told in (None, OWN) else _person(case, told),
    )


def _person(case: Deciding, who: str) -> str:
    """An id stays as it is, also of one who is joined with another: parting them gives it back."""
    return who if who in case.work.people_as_said() else person_id(case, who)


def checked_cites(case: Deciding, cites: tuple[CiteTo, ...]) -> tuple[CiteTo, ...]:
    """With whole ids. Raises WrongUsage, NotFound, Refused."""
    found = []
    for cite in cites:
        entry = case.index.item(cite.item)
        check_cite(entry, cite)
        found.append(msgspec.structs.replace(cite, item=entry.id))
    case.check_usable(cite.item for cite in found)
    return tuple(found)


def history(case: Deciding, id: str) -> Iterator[tuple[Decision, str | None, dict[str, Any]]]:
    """Each entry on a fact, when it was undone, and what it changed: the field and its new value.

    Raises NotFound for a fact that never was.
    """
    entries = case.work.history("fact", id)
    if not entries:
        raise NotFound(thing="fact", name=id, command="everyword fact list")
    before: dict[str, Any] = {}
    for decision, undone in entries:
        now = decision.data or {}
        differing = {key: value for key, value in now.items() if before.get(key) != value}
        if before:
            yield decision, undone, differing
        else:
            yield decision, undone, {key: value for key, value in differing.items() if value}
        if undone is None:
            before = now
