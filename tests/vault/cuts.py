"""What is done to a case, and cut anywhere: the scenarios of the power loss.

python -m tests.vault.cuts         every scenario, with the number of states of each
python -m tests.vault.cuts --fast  fewer starts, and an end at the first bad state
"""

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyrage

from everyword.bundle.build import build
from everyword.bundle.folder import plan_of_folder
from everyword.cli.certificate import _write as write_certificate
from everyword.errors import EverywordError, NoCase
from everyword.vault import moving
from everyword.vault.package import verify_package
from everyword.vault.package_reader import sealed_beside
from everyword.vault.store import Vault
from tests.cases_made import Quiet
from tests.vault import cuts_keys, cuts_locked, cuts_outside, cuts_witness, faults
from tests.vault.cases import now
from tests.vault.cuts_bench import (
    AGAIN,
    Bench,
    Played,
    cut,
    cut_in_empty,
    judge_changed,
    judge_file,
    killed_then_cut,
    open_and_add,
    seal_one,
    state,
)
from tests.vault.faults import Tell, Told, calls_of
from tests.vault.packages import write as write_package
from tests.vault.power import Disk, States, cut_anywhere, judged


def adding(bench: Bench) -> Played:
    """An add of several files."""
    return cut(bench, faults.add), bench.judge


def recovering(bench: Bench) -> Played:
    """Killed in an add, which loses nothing; opened again; then the power goes.

    What the killed one wrote is there to be seen, and still not flushed: the next one must do it.
    """
    return killed_then_cut(bench, faults.add), bench.judge_once


def deleting(bench: Bench) -> Played:
    """Content removed on purpose: once it was said to be gone it never comes back."""
    return cut(bench, _delete), lambda folder, told: judge_changed(bench, folder, told)


def recovering_deletion(bench: Bench) -> Played:
    """Killed while deleting, opened and used again, then the power goes."""
    states = killed_then_cut(bench, _delete)
    return states, lambda folder, told: judge_changed(bench, folder, told)


def cut_twice(bench: Bench) -> Played:
    """The power goes, and again while the case is being opened."""
    firsts = list(cut(bench, faults.add).all.values())[:: bench.every]
    states = States()
    for number, first in enumerate(firsts):
        case = state(bench, first.tree, "twice")
        disk = Disk(case)
        seen, _ = calls_of(open_and_add, case, bench.words, AGAIN)
        cut_anywhere(disk, seen, first.told, states, f"{first.where} ({number}), opened", few=True)
    return states, bench.judge_once


def creating(bench: Bench) -> Played:
    """A new case: until it has been said to be there, there is a whole one or none."""
    words: list[str] = []

    def create(folder: Path, _: str, tell: Tell) -> None:
        vault, secrets = Vault.create(folder / "papers/case", now, work_factor=16)
        words.extend((secrets.passphrase, secrets.recovery_code))
        tell("done")
        vault.close()

    states = cut_in_empty(bench, create)
    return states, lambda folder, told: _judge_new(folder / "papers/case", words, told)


def moving_it(bench: Bench) -> Played:
    """A copy elsewhere: until it has been said to be there, there is a whole one or none."""

    def move(folder: Path, _: str, tell: Tell) -> None:
        moving.copy(bench.case, folder / "papers/case", Quiet())
        tell("done")

    states = cut_in_empty(bench, move)
    return states, lambda folder, told: _judge_new(folder / "papers/case", [bench.words], told)


def removing(bench: Bench) -> Played:
    """The whole case is removed: once that is said, no key is left."""

    def remove(folder: Path, _: str, tell: Tell) -> None:
        moving.remove(folder)
        tell("done")

    def judge(folder: Path, told: Told) -> list[str]:
        left = [path.name for path in folder.glob("slots/*.age")]
        return [f"a key is left: {name}" for name in left if "done" in told.said]

    return cut(bench, remove, told=Told(set())), judge


def exporting(bench: Bench) -> Played:
    """A package in a folder: it has its name only when it is whole, and stays when it is said."""

    def export(folder: Path, _: str, tell: Tell) -> None:
        write_package(folder / "package")
        tell("done")

    def judge(folder: Path, told: Told) -> list[str]:
        package = folder / "package"
        if not package.exists():
            return ["there is no package"] if "done" in told.said else []
        return [f"{each.name}: {each.said}" for each in verify_package(package) if not each.ok]

    return cut_in_empty(bench, export), judge


def exporting_sealed(bench: Bench) -> Played:
    """A package for one reader, in one file."""

    def export(folder: Path, _: str, tell: Tell) -> None:
        reader = str(pyrage.x25519.Identity.generate().to_public())
        with sealed_beside(folder / "p.tar.age", reader, "p", 0) as package:
            package.put("a", b"a" * 3000)
        whole.append((folder / "p.tar.age").read_bytes())
        tell("done")

    whole: list[bytes] = []
    states = cut_in_empty(bench, export)
    return states, lambda folder, told: judge_file(folder / "p.tar.age", whole[0], told)


def exporting_without_links(bench: Bench) -> Played:
    """The same where the disk knows no hard links."""

    def refused(*arguments: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    link = os.link
    os.link = refused
    try:
        return exporting_sealed(bench)
    finally:
        os.link = link


def printing(bench: Bench) -> Played:
    """A bundle: it has its name only when it is whole, and stays when it is said."""
    papers = bench.shop / "papers"
    papers.mkdir(exist_ok=True)
    (papers / "1 letter.txt").write_text("Dear Sam\n")
    whole: list[bytes] = []

    def printed(folder: Path, _: str, tell: Tell) -> None:
        out = folder / "bundle.pdf"
        build(plan_of_folder(papers, "Papers", "3 April 2024"), out, lambda what, done, all: None)
        whole.append(out.read_bytes())
        tell("done")

    states = cut_in_empty(bench, printed)
    return states, lambda folder, told: judge_file(folder / "bundle.pdf", whole[0], told)


def certifying(bench: Bench) -> Played:
    """A draft of a certificate."""
    pdf = b"%PDF-1.7 " + bytes(9000)

    def certify(folder: Path, _: str, tell: Tell) -> None:
        write_certificate(folder / "draft.pdf", pdf)
        tell("done")

    states = cut_in_empty(bench, certify)
    return states, lambda folder, told: judge_file(folder / "draft.pdf", pdf, told)


def witnessing(bench: Bench) -> Played:
    """A witness makes her key and signs twice: what she has answered she has kept."""
    return cut_in_empty(bench, cuts_witness.witness), cuts_witness.judge


def witnessing_again(bench: Bench) -> Played:
    """The same, killed and begun again, and then the power goes."""
    return cuts_witness.killed_anywhere(bench.shop / "again"), cuts_witness.judge


def recovering_part(bench: Bench) -> Played:
    """The same where both have something for one new part of objects/: its name must be flushed."""
    return killed_then_cut(bench, seal_one, part=bench.free_part()), bench.judge_once


SCENARIOS: dict[str, Callable[[Bench], Played]] = {
    each.__name__: each
    for each in (
        *(creating, adding, deleting, moving_it, removing, exporting, exporting_sealed),
        *(exporting_without_links, printing, certifying, witnessing, witnessing_again),
        *(recovering, recovering_deletion, recovering_part, cut_twice),
        *(*cuts_keys.SCENARIOS, *cuts_outside.SCENARIOS, *cuts_locked.SCENARIOS),
    )
}

LONG = (
    *("recovering", "cut_twice", "recovering_part", "recovering_capture", "recovering_holder"),
    *("recovering_passphrase", "stamping_again"),
)


# What is done


def _delete(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        gone = next(each for each in vault.files() if each.leaf.name == "Alex.txt")
        vault.delete(gone.key, None)
        tell("done")
        vault.note("clock", extra=(("wall", "after"),))
        vault.commit()
        tell(f"committed {len(vault.leaf_hashes())}")


def _judge_new(folder: Path, words: list[str], told: Told) -> list[str]:
    try:
        for each in words:
            with Vault.open(folder, each, now, write=True) as vault:
                found = [f"{check.name}: {check.said}" for check in vault.verify() if not check.ok]
                if found or vault.remarks:
                    return [*found, *vault.remarks]
        return []
    except NoCase:
        return ["there is no case"] if "done" in told.said else []
    except (EverywordError, OSError) as fault:
        return [f"{type(fault).__name__}: {fault}"]


def play(name: str, bench: Bench, fast: bool = False) -> tuple[int, list[str]]:
    """How many distinct states, and what is bad in them."""
    states, judge = SCENARIOS[name](bench)
    return len(states.all), judged(states, bench.shop, judge, fast)


def main(arguments: list[str]) -> int:
    fast = "--fast" in arguments
    wanted = [each for each in arguments if each in SCENARIOS] or list(SCENARIOS)
    faults.quick()
    worst = 0
    with faults.workshop() as shop:
        words = faults.made(shop / "before")
        for name in wanted:
            start = time.monotonic()
            bench = Bench(shop / "before", words, shop, every=3 if fast and name in LONG else 1)
            count, bad = play(name, bench, fast)
            print(f"{name}: {count} states, {len(bad)} bad, {time.monotonic() - start:.1f} s")
            for line in bad[:12]:
                print(f"  {line}")
            if bad:
                worst = 1
                if fast:
                    break
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
