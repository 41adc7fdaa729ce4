"""Cites inside what was decided, of whatever kind: what has an item and a quote is one.

Quotes of what the gate keeps stay in the list of decisions, and are shown to nobody.
"""

from collections.abc import Callable, Iterator, Mapping
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


def cited(data: Any) -> Iterator[str]:
    """The items that the data of a decision cites."""
    match data:
        case {"item": str(item), "quote": _}:
            yield item
        case dict():
            for each in data.values():
                yield from cited(each)
        case list() | tuple():
            for each in data:
                yield from cited(each)


def following(data: Any, renamed: Mapping[str, str]) -> Any:
    """The data of a decision with its cites under the ids that the items have now."""
    match data:
        case {"item": str(item), "quote": quote, **rest}:
            return {"item": renamed.get(item, item), **rest, "quote": quote}
        case dict():
            return {key: following(value, renamed) for key, value in data.items()}
        case list() | tuple():
            return [following(each, renamed) for each in data]
        case _:
            return data
