"""Quotes of what the gate keeps: they stay in the list of decisions, and are shown to nobody."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

S = TypeVar("S", bound=Struct)
IsLocked = Callable[[str], bool]
"""Of the full id of an item."""


def without_quotes(kept: S, is_locked: IsLocked) -> S:
    """A fact, or who knew one, without the words of locked items it cites."""
    data = msgspec.to_builtins(kept)
    shown = of_data(data, is_locked)
    return kept if shown == data else msgspec.convert(shown, type(kept))


def of_data(data: Any, is_locked: IsLocked) -> Any:
    """The same for the data of a decision: a cite is what has an item and a quote."""
    match data:
        case {"item": str(item), "quote": str(), **rest} if is_locked(item):
            return {"item": item, **rest, "quote": None}
        case dict():
            return {key: of_data(value, is_locked) for key, value in data.items()}
        case list() | tuple():
            return [of_data(each, is_locked) for each in data]
        case _:
            return data
