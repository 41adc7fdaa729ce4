"""A witness makes her key and signs twice, as a scenario of `cuts`, and a judge of what is left."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from everyword.errors import Damaged, EverywordError, Refused
from everyword.vault import witness_state
from everyword.vault.witness_request import make_request, read_request
from tests.vault import faults
from tests.vault.cases import now
from tests.vault.faults import Tell, Told, calls_of
from tests.vault.power import Disk, States, cut_anywhere, written
from tests.vault.watched import Call
from tests.vault.witnessed import LOG_KEY, ORIGIN, PUBLIC, head_of, leaves, note_of

LEAVES: Final = 6


def witness(folder: Path, _: str, tell: Tell) -> None:
    """The second answer is over a longer head of the same case.

    Where she was killed before, what she finds of her own is what she sends now.
    """
    ann = folder / "mine/ann"
    witness_state.make_key(ann, "Ann")
    tell("key")
    for old, size in ((0, 3), (3, LEAVES)):
        with suppress(Refused):
            _sign(ann, leaves(size), old)
        held = witness_state.held(ann, ORIGIN)
        assert held is not None and held.head == head_of(leaves(max(size, held.head.size)))
        tell(f"committed {held.head.size}")


def killed_anywhere(root: Path) -> States:
    """What she wrote until then is there to be seen, but not flushed when she begins again."""
    faults.gone(root)
    root.mkdir()
    seen, states = calls_of(witness, root, "")[0], States()
    for stop in range(len(seen)):
        _killed(root, stop, seen[:stop], states)
    return states


def _killed(root: Path, stop: int, seen: list[Call | str], states: States) -> None:
    told, disk = Told(set()), Disk(None)
    for each in seen:
        if isinstance(each, str):
            told.take(each)
        else:
            disk.take(each)
    faults.gone(root)
    written(next(disk.states()), root)
    again, _ = calls_of(witness, root, "", first=5000)
    cut_anywhere(disk, again, told, states, f"killed at {stop}, begun again", few=True)


def _sign(folder: Path, hashes: list[bytes], old: int) -> None:
    asked = make_request(note_of(hashes), PUBLIC, hashes, old)
    witness_state.sign(folder, read_request(asked), LOG_KEY, now)


def judge(folder: Path, told: Told) -> list[str]:
    """Her key is there; the head she answered for, or a later one; she signs on, and nothing else.

    Where nothing was said yet she begins anew.
    """
    ann = folder / "mine/ann"
    try:
        if "key" not in told.said:
            witness_state.make_key(ann, "Ann")
        held = witness_state.held(ann, ORIGIN)
        seen = held.head.size if held else 0
        if seen < told.leaves:
            return [f"she answered for {told.leaves} records and knows of {seen}"]
        if held and held.head != head_of(leaves(seen)):
            return ["she keeps another head than she was shown"]
        for start in range(seen + 1) if seen else ():
            with suppress(Damaged, Refused):
                _sign(ann, leaves(8, fork=seen - 1), start)
                return [f"she signed another past, from {start} on"]
        _sign(ann, leaves(8), seen)
        return []
    except (EverywordError, OSError) as fault:
        return [f"{type(fault).__name__}: {fault}"]
