"""Who can open a case, changed and cut anywhere: slots made, replaced and taken away.

What was said to open the case opens it. What was not said is there whole and named in the journal,
or not at all; and at no moment is there nothing left that opens it.
"""

from pathlib import Path

import pyrage

from everyword.case import grants
from everyword.vault.grants import HOLDER, standing
from everyword.vault.store import Vault
from tests.vault.cases import now
from tests.vault.cuts_bench import (
    Bench,
    Played,
    Work,
    cut,
    judge_changed,
    judging,
    killed_then_cut,
    open_and_add,
    opens,
    said,
    wrong,
)
from tests.vault.faults import Tell, Told
from tests.vault.power import Judge

NEW_WORDS = "yonder felt-tip abacus zoom drop-down t-shirt"


def replacing_slot(bench: Bench) -> Played:
    """The recovery code is changed: a new slot in the place of the old one."""
    return cut(bench, _replace_slot), lambda folder, told: judge_changed(bench, folder, told)


def removing_slot(bench: Bench) -> Played:
    """A way to unlock is taken away: once that is said it never comes back."""
    return cut(bench, _remove_slot), lambda folder, told: judge_changed(bench, folder, told)


def recovering_slot(bench: Bench) -> Played:
    """Killed while a slot is taken away, opened and used again, then the power goes."""
    states = killed_then_cut(bench, _remove_slot)
    return states, lambda folder, told: judge_changed(bench, folder, told)


def adding_holder(bench: Bench) -> Played:
    """A friend is given a key: once that is said, it opens the case."""
    identity = pyrage.x25519.Identity.generate()
    return cut(bench, _adding(identity)), judging(_judge_holder(bench, identity))


def recovering_holder(bench: Bench) -> Played:
    """Killed while the key is given, opened and used again, then the power goes."""
    identity = pyrage.x25519.Identity.generate()
    states = killed_then_cut(bench, _adding(identity))
    return states, judging(_judge_holder(bench, identity))


def replacing_passphrase(bench: Bench) -> Played:
    """New words: once said they open it and the old ones do not; until then one of the two."""
    return cut(bench, _replace_passphrase), judging(_judge_passphrase(bench))


def drawing_passphrase(bench: Bench) -> Played:
    """Words drawn by the program: at no moment do only words open it that nobody has seen."""
    drawn: list[str] = []

    def draw_passphrase(folder: Path, words: str, tell: Tell) -> None:
        def show(new: str) -> None:
            drawn.append(new)
            tell("shown")

        with Vault.open(folder, words, now, write=True) as vault:
            grants.change_passphrase(vault, None, show)
            tell("passphrase")

    def judge(folder: Path, told: Told) -> list[str]:
        seen = [bench.words, *(drawn if "shown" in told.said else [])]
        for each in seen:
            opens(folder, each)  # what was cut off is put right by that
        return [] if any(opens(folder, each) for each in seen) else ["nobody knows what opens it"]

    return cut(bench, draw_passphrase), judging(judge)


def recovering_passphrase(bench: Bench) -> Played:
    """Killed meanwhile, opened by whichever words open it and used, then the power goes."""
    states = killed_then_cut(bench, _replace_passphrase, _open_by_either)
    return states, judging(_judge_passphrase(bench))


SCENARIOS = (
    *(replacing_slot, removing_slot, recovering_slot, adding_holder, recovering_holder),
    *(replacing_passphrase, drawing_passphrase, recovering_passphrase),
)


def _replace_slot(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        grants.new_recovery(vault)
        tell(f"committed {len(vault.leaf_hashes())}")


def _remove_slot(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        vault.remove_beside("slots/recovery.age", "slot removed")
        tell("slot")


def _adding(identity: pyrage.x25519.Identity) -> Work:
    def add_holder(folder: Path, words: str, tell: Tell) -> None:
        with Vault.open(folder, words, now, write=True) as vault:
            grants.add_holder(vault, "Ann", str(identity.to_public()))
            tell(f"committed {len(vault.leaf_hashes())}")
            tell("holder")

    return add_holder


def _judge_holder(bench: Bench, identity: pyrage.x25519.Identity) -> Judge:
    """Where it was not said, giving her the key again puts everything right."""

    def judge(folder: Path, told: Told) -> list[str]:
        found = bench.judge_once(folder, told)
        with Vault.open(folder, bench.words, now, write=True) as vault:
            found += [f"not in the journal: {path}" for path in grants.unknown_slots(vault)]
            is_listed = "Ann" in standing(vault.records(), HOLDER)
            if "holder" in told.said and not is_listed:
                found.append("she was given a key and is not in the list")
            if not is_listed:
                grants.add_holder(vault, "Ann", str(identity.to_public()))
                found += said(wrong(vault))
        return found + ([] if opens(folder, str(identity)) else ["her key does not open it"])

    return judge


def _replace_passphrase(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        grants.change_passphrase(vault, NEW_WORDS)
        tell(f"committed {len(vault.leaf_hashes())}")
        tell("passphrase")


def _open_by_either(folder: Path, words: str, tell: Tell) -> None:
    open_and_add(folder, _for_good(folder, words)[0], tell)


def _for_good(folder: Path, words: str) -> list[str]:
    """Of the new and the old words those that open it, and not only once.

    Opening puts right what was cut off: a slot that was only begun goes, and one that the journal
    says was taken away.
    """
    ways = (NEW_WORDS, words)
    for each in ways:
        opens(folder, each)
    return [each for each in ways if opens(folder, each)]


def _judge_passphrase(bench: Bench) -> Judge:
    def judge(folder: Path, told: Told) -> list[str]:
        good = _for_good(folder, bench.words)
        if not good:
            return ["no passphrase opens it"]
        if "passphrase" in told.said and good != [NEW_WORDS]:
            return ["the passphrase was changed, and the old one opens it"]
        return Bench(bench.case, good[0], bench.shop).judge_once(folder, told)

    return judge
