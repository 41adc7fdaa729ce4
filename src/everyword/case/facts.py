"""Facts: what is decided of them is checked against what is there, before it is kept."""

from typing import Any

import msgspec

from everyword.case.cites import check_cite
from everyword.case.dates import read_span
from everyword.case.deciding import Deciding, named
from everyword.case.work import CiteTo, Fact, Status


def add(
    case: Deciding, sentence: str, when: str, status: Status, cites: tuple[CiteTo, ...]
) -> Fact:
    """Raises WrongUsage, NotFound, Refused: nothing is kept that does not hold."""
    fact = Fact(case.work.next_number("fact", "F"), sentence, when, status, ())
    fact = msgspec.structs.replace(fact, cites=checked(case, when, cites))
    case.work.decide(case.now, "fact", fact.id, fact)
    return fact


def change(case: Deciding, id: str, **changes: Any) -> Fact:
    """Raises what `add` raises; what it was before stays in the list of decisions."""
    fact = named(case.work.facts(), "fact", id)
    fact = msgspec.structs.replace(fact, **changes)
    fact = msgspec.structs.replace(fact, cites=checked(case, fact.when, fact.cites))
    case.work.decide(case.now, "fact", fact.id, fact)
    return fact


def checked(case: Deciding, when: str, cites: tuple[CiteTo, ...]) -> tuple[CiteTo, ...]:
    """Dates must read, items must exist, pages must be there, quotes must stand in them.

    The cites come back with whole ids.
    """
    read_span(when)
    found = []
    for cite in cites:
        entry = case.index.item(cite.item)
        check_cite(entry, cite)
        found.append(msgspec.structs.replace(cite, item=entry.id))
    case.check_usable(cite.item for cite in found)
    return tuple(found)
