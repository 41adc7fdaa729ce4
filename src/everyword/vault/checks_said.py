"""What a check of a case or a package says, and who is told how far it is."""

from typing import Protocol

from msgspec import Struct


class Check(Struct, frozen=True):
    """`name` is the file or part that was checked; `said` the sentence a person reads."""

    name: str
    ok: bool
    said: str


class Remark(Check, frozen=True):
    """Something a person should know that is neither a match nor damage; always ok."""


class Stray(Check, frozen=True):
    """Something that lies beside what was sealed and is no part of it: a finding, never ok.

    It is no damage: nothing that was sealed is changed by it.
    """


class Watch(Protocol):
    """Who is told how far a long check is, in bytes."""

    def begin(self, what: str, total: int) -> None: ...

    def advance(self, by: int) -> None: ...


class Nobody:
    """Nobody looks."""

    def begin(self, what: str, total: int) -> None:
        """Nobody looks."""

    def advance(self, by: int) -> None:
        """Nobody looks."""


def stray(name: str, said: str) -> Stray:
    return Stray(name, False, said)


def remark(name: str, said: str) -> Remark:
    return Remark(name, True, said)
