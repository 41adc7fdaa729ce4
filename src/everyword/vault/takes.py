"""Recordings that have no end yet: their slices, found among the leaves and put in order."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import adopted, deletion, objects, recordings
from everyword.vault.ledger import Sealed
from everyword.vault.recordings import Slice


class Run(Struct, frozen=True):
    """The slices of a recording in their order, how many more there are that do not fit.

    `missing` are those the journal names and that are not there, or not whole.
    """

    slices: list[Sealed]
    left: int
    missing: int = 0


def unfinished(folder: Path, secret: bytes, records: Iterable[Sealed]) -> dict[str, Run]:
    """The slices of each recording that has no `recording` leaf yet.

    The run ends where a slice is missing: one bad object must not keep the case shut. Every slice
    in it was read to its end. One whose beginning is missing stays as it is.
    """
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
        if all(each.leaf.get("seq") != "0" for each in sealed):
            continue
        run, missing = recordings.in_order(sealed, lambda each: slice_of(folder, secret, each))
        if run:
            found[rec] = Run(run, len(sealed) - len(run) - missing, missing)
    return found


def slice_of(folder: Path, secret: bytes, sealed: Sealed) -> Slice:
    """A slice as it lies in the folder, read to its end. Raises Damaged."""
    name = sealed.object or ""
    opened = objects.check(folder, name, secret, lambda done: None)
    found = recordings.slice_from(name, opened.leaf, opened.leaf_text)
    # The leaf it has in the object is the one in the journal, or the one a `recover` leaf names.
    if found.own != deletion.named(sealed)[-1]:
        raise Damaged(path=objects.label(name), reason="it holds something else")
    return found
