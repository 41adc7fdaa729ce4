"""What a decision needs of an open case: what was read, what was decided, the time, the gate."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from everyword.case.work import Work
from everyword.errors import NotFound
from everyword.index.store import Index

T = TypeVar("T")


class Deciding(Protocol):
    """A case, as the modules of people, facts and exhibits see it."""

    index: Index
    work: Work

    @property
    def now(self) -> str: ...

    def check_usable(self, items: Iterable[str]) -> None: ...


def named(state: Mapping[str, T], thing: str, id: str) -> T:
    """What stands under this id. Raises NotFound."""
    if id not in state:
        raise NotFound(thing=thing, name=id, command=f"everyword {thing} list")
    return state[id]
