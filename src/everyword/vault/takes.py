"""Recordings that have no end yet: their slices, found among the leaves and put in order."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from everyword.vault import adopted, deletion, objects, recordings
from everyword.vault.ledger import Sealed
from everyword.vault.recordings import Slice


class Run(Struct, frozen=True):
    """The slices of a recording in their order, and how many more there are that do not fit."""

    slices: list[Sealed]
    left: int


def unfinished(folder: Path, secret: bytes, records: Iterable[Sealed]) -> dict[str, Run]:
    """The slices of each recording that has no `recording` leaf yet."""
    every = list(records)
    ended = {each.leaf.get("rec") for each in every if each.leaf.kind == "recording"}
    gone = adopted.deleted(every)
    open_: dict[str, list[Sealed]] = {}
    for each in every:
        rec = each.leaf.get("rec")
        if each.object and rec and rec not in ended and deletion.named(each)[0] not in gone:
            open_.setdefault(rec, []).append(each)
    found = {}
    for rec, sealed in open_.items():
        slices = {_slice_of(folder, secret, each): each for each in sealed}
        if run := recordings.chain(list(slices)):
            found[rec] = Run([slices[each] for each in run], len(sealed) - len(run))
    return found


def _slice_of(folder: Path, secret: bytes, sealed: Sealed) -> Slice:
    """What came before a slice stands in its own leaf, also when it was taken up again."""
    leaf, own = sealed.leaf, deletion.named(sealed)[-1]
    if leaf.kind == "recover" and sealed.object:
        opened = objects.open_object(folder, sealed.object, secret)
        opened.stream.close()
        leaf = opened.leaf
    return Slice(
        sealed.object or "", int(leaf.get("seq") or 0), own, leaf.get("of"), leaf.size or 0
    )
