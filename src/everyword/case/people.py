"""People: who the handles of the sources are said to be."""

from typing import Any

import msgspec

from everyword.case.deciding import Deciding, named
from everyword.case.work import Person
from everyword.errors import WrongUsage


def add(case: Deciding, name: str, role: str | None, handles: tuple[str, ...]) -> Person:
    """Raises WrongUsage where a handle is another person's."""
    _free_handles(case, handles, None)
    person = Person(case.work.next_number("person", "P"), name, role, handles)
    case.work.decide(case.now, "person", person.id, person)
    return person


def change(case: Deciding, id: str, **changes: Any) -> Person:
    """Raises NotFound, WrongUsage; what was said before stays in the list of decisions."""
    person = named(case.work.people(), "person", id)
    person = msgspec.structs.replace(person, **changes)
    _free_handles(case, person.handles, id)
    case.work.decide(case.now, "person", person.id, person)
    return person


def _free_handles(case: Deciding, handles: tuple[str, ...], own: str | None) -> None:
    for person in case.work.people().values():
        taken = set(handles) & set(person.handles)
        if taken and person.id != own:
            raise WrongUsage(
                problem=f"{min(taken)} is already a handle of {person.name} ({person.id}).",
                remedy="One handle is one person; take it from the other one first.",
            )


def printed_name(person: Person) -> str:
    """The name as it may be printed."""
    return person.name
