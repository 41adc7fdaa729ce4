"""What a schedule cannot count, in words: what is kept back, not confirmed, not read, not there."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from everyword.case.quotes import cited
from everyword.case.store import Case
from everyword.case.work import Work
from everyword.index import withheld
from everyword.schedules.household import Cost

S = TypeVar("S", bound=Struct)


def kept_back(case: Case) -> Iterator[str]:
    """Of the sources of a case: how many are locked, hold something locked, or were not read."""
    run = case.index.connection.execute
    locked, partly = withheld.sources(run), withheld.sources_with_items(run)
    if locked:
        yield (
            f"{many(len(locked), 'source')} locked because of how obtained: nothing of"
            f" {'it is' if len(locked) == 1 else 'them is'} counted (everyword how list)"
        )
    if partly:
        yield (
            f"{many(sum(partly.values()), 'item')} of other sources locked because of how"
            " obtained: not counted (everyword how list)"
        )
    waiting = case.waiting()
    if waiting:
        yield (
            f"{many(len(waiting), 'source')} taken in while the case was locked and not confirmed:"
            " nothing of that is counted (everyword confirm)"
        )
    unread = [each for each in case.index.sources() if each.state not in ("read", withheld.LOCKED)]
    unread = [each for each in unread if each.object not in waiting]
    if unread:
        yield f"{many(len(unread), 'source')} not read: nothing counted of that (list --problems)"


def usable(work: Work, found: Mapping[str, S], notes: list[str]) -> dict[str, S]:
    """Without the entries that cite something locked; each of these is named in `notes`.

    Of a cost only the payments go that are locked, unless the cost itself cites something locked.
    """
    kept = dict[str, S]()
    for id, each in found.items():
        shown = _without_payments(work, each, notes) if isinstance(each, Cost) else each
        if any(work.is_withheld(item) for item in cited(msgspec.to_builtins(shown))):
            notes.append(f"{id} left out: what it cites is locked because of how it was obtained")
        else:
            kept[id] = shown
    return kept


def _without_payments(work: Work, cost: Any, notes: list[str]) -> Any:
    left = tuple(
        each for each in cost.repaid if not any(work.is_withheld(cite.item) for cite in each.cites)
    )
    if len(left) < len(cost.repaid):
        notes.append(f"{cost.id}: {many(len(cost.repaid) - len(left), 'payment')} locked: left out")
    return msgspec.structs.replace(cost, repaid=left)


def many(count: int, thing: str) -> str:
    """2 payments; 1 payment."""
    return f"{count:,} {thing}{'s' * (count != 1)}"
