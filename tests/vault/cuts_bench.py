"""The bench of the power loss: how something that is done is cut anywhere, and what must hold then.

What is done, scenario by scenario, stands in `cuts` and the modules named after it.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from everyword.errors import EverywordError, WrongPassphrase
from everyword.model import source_of_bytes
from everyword.vault.checks import Check
from everyword.vault.store import Vault
from tests.vault import faults
from tests.vault.cases import now
from tests.vault.faults import Tell, Told, calls_of, copied, troubles
from tests.vault.power import Disk, Judge, States, Tree, cut_anywhere, written
from tests.vault.watched import Call

Work = Callable[[Path, str, Tell], None]
Played = tuple[States, Judge]
AGAIN = 5000
"""Where the names of a second run begin: it must not draw those of the first."""


class Bench(Struct):
    """Where they are played: a case as it was before, its words, a folder for states."""

    case: Path
    words: str
    shop: Path
    every: int = 1
    """Of the moments from which it is played further, every so many."""

    def judge(self, folder: Path, told: Told) -> list[str]:
        return troubles(folder, self.words, told)

    def judge_once(self, folder: Path, told: Told) -> list[str]:
        """Without adding everything again."""
        return troubles(folder, self.words, told, again=False)

    def prepared(self, name: str, work: Callable[[Vault], None]) -> "Bench":
        """The same with another case to begin from: this was done to it before."""
        case = copied(self.case, self.shop / name)
        with Vault.open(case, self.words, now, write=True) as vault:
            work(vault)
        return Bench(case, self.words, self.shop, self.every)

    def free_part(self) -> str:
        """A part of objects/ that is not there yet: the first to store something in it makes it."""
        parts = (f"{number:02x}" for number in range(256))
        return next(part for part in parts if not (self.case / "objects" / part).exists())


def cut(bench: Bench, work: Work, told: Told | None = None) -> States:
    """The power goes at any moment of this."""
    case = copied(bench.case, bench.shop / "played")
    disk, states = Disk(case), States()
    seen, _ = calls_of(work, case, bench.words)
    cut_anywhere(disk, seen, told or Told(), states, work.__name__)
    return states


def cut_in_empty(bench: Bench, work: Work) -> States:
    """The same with a folder in which nothing is yet."""
    root = bench.shop / "empty"
    faults.gone(root)
    root.mkdir()
    disk, states = Disk(root), States()
    seen, _ = calls_of(work, root, "")
    cut_anywhere(disk, seen, Told(set()), states, work.__name__)
    return states


def killed_then_cut(bench: Bench, work: Work, then: Work | None = None, part: str = "") -> States:
    """Killed anywhere in this, which loses nothing; then something else; then the power goes.

    What the killed one wrote is there to be seen, and still not flushed: the next one must do it.
    With `part` all objects of both go to that part of the folder.
    """
    then = then or open_and_add
    case = copied(bench.case, bench.shop / "killed")
    seen, _ = calls_of(work, case, bench.words, part=part)
    states = States()
    for stop in range(0, len(seen), bench.every):
        disk, told = Disk(bench.case), Told()
        take(seen[:stop], disk, told)
        case = state(bench, next(disk.states()), "killed")
        again, _ = calls_of(then, case, bench.words, AGAIN, part)
        what = f"{work.__name__} killed at {stop}, {then.__name__}"
        cut_anywhere(disk, again, told, states, what, few=True)
    return states


def take(seen: list[Call | str], disk: Disk, told: Told) -> None:
    for each in seen:
        if isinstance(each, str):
            told.take(each)
        else:
            disk.take(each)


def state(bench: Bench, tree: Tree, name: str) -> Path:
    faults.gone(bench.shop / name)
    return written(tree, bench.shop / name)


def open_and_add(folder: Path, words: str, tell: Tell) -> None:
    """The next one opens the case, is told what is there, and adds to it."""
    with Vault.open(folder, words, now, write=True) as vault:
        for each in vault.files():
            if each.leaf.name:
                tell(f"kept {each.leaf.name}")
        tell(f"committed {len(vault.leaf_hashes())}")
        if not any(each.leaf.name == "later.txt" for each in vault.records()):
            vault.seal(source_of_bytes("later.txt", faults.LATER))
        tell("kept later.txt")
        vault.commit()
        tell(f"committed {len(vault.leaf_hashes())}")


def seal_one(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        vault.seal(source_of_bytes("small.txt", faults.CONTENTS["small.txt"]))
        tell("kept small.txt")
        vault.commit()


def wrong(vault: Vault) -> list[Check]:
    return [each for each in vault.verify() if not each.ok]


def said(checks: list[Check]) -> list[str]:
    return [f"{each.name}: {each.said}" for each in checks]


def opens(folder: Path, words: str) -> bool:
    """Do these words open the case for writing?"""
    try:
        Vault.open(folder, words, now, write=True).close()
    except WrongPassphrase:
        return False
    return True


def judging(judge: Judge) -> Judge:
    """With what stops a person as one more line."""

    def judged(folder: Path, told: Told) -> list[str]:
        try:
            return judge(folder, told)
        except (EverywordError, OSError) as fault:
            return [f"{type(fault).__name__}: {fault}"]

    return judged


def judge_changed(bench: Bench, folder: Path, told: Told) -> list[str]:
    """Whole after opening; what was taken away stays away; the rest is there."""
    if "slot" in told.said and (folder / "slots/recovery.age").exists():
        return ["a key that was taken away is there again"]
    try:
        with Vault.open(folder, bench.words, now, write=True) as vault:
            names = {str(each.leaf.name) for each in vault.files()}
            found = [f"{each.name}: {each.said}" for each in vault.verify() if not each.ok]
            found += [] if "long.bin" in names else ["lost: long.bin"]
            if len(vault.leaf_hashes()) < told.leaves:
                found.append(
                    f"{told.leaves} leaves were signed, {len(vault.leaf_hashes())} are there"
                )
            if "done" in told.said and "Alex.txt" in names:
                found.append("what was deleted is there again")
            lost = {"later.txt"} & told.kept - names
            found += [f"lost: {name}" for name in lost]
            bad = ("damaged", "missing", "kept, not used")
            return found + [each for each in vault.remarks if any(word in each for word in bad)]
    except (EverywordError, OSError) as fault:
        return [f"{type(fault).__name__}: {fault}"]


def judge_file(out: Path, whole: bytes, told: Told) -> list[str]:
    if not out.exists():
        return [f"there is no {out.name}"] if "done" in told.said else []
    return [] if out.read_bytes() == whole else [f"{out.name} is not whole"]
