"""Things taken in while the case is locked, cut anywhere, and what the person says of them after.

What was said to be kept is there with its bytes, and is not used before the person says it is
theirs. Of a recording every slice that was said to be kept is in it, in order, and nothing else;
what was not said is there whole or not at all.
"""

from pathlib import Path

from everyword.model import source_of_bytes
from everyword.vault.adopted import MINE
from everyword.vault.deposit import Deposit
from everyword.vault.ledger import Sealed
from everyword.vault.store import Vault
from tests.vault import faults
from tests.vault.cases import now
from tests.vault.cuts_bench import Bench, Played, cut, judging, killed_then_cut, seal_one
from tests.vault.faults import Tell, Told
from tests.vault.power import Judge

REC = "ab" * 16
SLICES = (b"one " * 40, b"two " * 50, b"three")


def capturing(bench: Bench) -> Played:
    """A file added and a recording made with the public key alone."""
    return cut(bench, _capture), judging(_judge_captured(bench))


def capturing_again(bench: Bench) -> Played:
    """Killed meanwhile; more taken in without opening the case; then the power goes."""
    states = killed_then_cut(bench, _capture, _capture_more, bench.free_part())
    return states, judging(_judge_captured(bench))


def recovering_capture(bench: Bench) -> Played:
    """Killed meanwhile, opened and used again, then the power goes."""
    states = killed_then_cut(bench, _capture)
    return states, judging(_judge_captured(bench))


def capturing_after_kill(bench: Bench) -> Played:
    """An unlocked add is killed; something is taken in locked; then the power goes."""
    states = killed_then_cut(bench, seal_one, _capture_more, bench.free_part())
    return states, judging(bench.judge_once)


def confirming(bench: Bench) -> Played:
    """The person says what is theirs: once that is said it may be used."""
    filled = bench.prepared("captured", lambda vault: None)
    _capture(filled.case, "", lambda line: None)
    return cut(filled, _confirm), judging(_judge_confirmed(filled))


SCENARIOS = (*(capturing, capturing_again, capturing_after_kill, recovering_capture, confirming),)


def _capture(folder: Path, _: str, tell: Tell) -> None:
    """As `add --locked` and then `record` do it; a recording has no name, so none is told."""
    with Deposit.open(folder, now) as deposit:
        deposit.seal(source_of_bytes("small.txt", faults.CONTENTS["small.txt"]))
        tell("kept small.txt")
        for number, data in enumerate(SLICES):
            deposit.slice(REC, number, data, "")
            tell(f"slice{number}")
        deposit.stop(REC, len(SLICES), "")
        tell("stopped")


def _capture_more(folder: Path, _: str, tell: Tell) -> None:
    with Deposit.open(folder, now) as deposit:
        deposit.seal(source_of_bytes("chunks.bin", faults.CONTENTS["chunks.bin"]))
        tell("kept chunks.bin")


def _judge_captured(bench: Bench) -> Judge:
    def judge(folder: Path, told: Told) -> list[str]:
        found = bench.judge_once(folder, told)
        with Vault.open(folder, bench.words, now, write=False) as vault:
            made = [each for each in vault.records() if each.leaf.kind == "recording"]
            count = sum(1 for number in range(len(SLICES)) if f"slice{number}" in told.said)
            if len(made) > 1 or len(made) < (count > 0):
                return [*found, f"{len(made)} recordings of one, {count} slices were kept"]
            for each in made:
                found += _wrong_with(vault, each, count, "stopped" in told.said)
            waiting = {each.key for each in vault.unconfirmed()}
            found += [
                f"taken for ours: {each.leaf.name}"
                for each in vault.files()
                if each.leaf.name in (None, "small.txt", "chunks.bin") and each.key not in waiting
            ]
        return found

    return judge


def _wrong_with(vault: Vault, recording: Sealed, count: int, is_stopped: bool) -> list[str]:
    with vault.source(recording).open() as stream:
        data = stream.read()
    known = [b"".join(SLICES[:number]) for number in range(1, len(SLICES) + 1)]
    if data not in known or len(data) < sum(map(len, SLICES[:count])):
        return [f"{count} slices were kept; the recording has {len(data)} bytes"]
    why = recording.leaf.get("why")
    return [f"it was stopped, and is said to be cut off: {why}"] if is_stopped and why else []


def _confirm(folder: Path, words: str, tell: Tell) -> None:
    with Vault.open(folder, words, now, write=True) as vault:
        for each in vault.unconfirmed():
            vault.confirm(each, MINE)
        vault.commit()
        tell("kept small.txt")
        tell(f"committed {len(vault.leaf_hashes())}")
        tell("confirmed")


def _judge_confirmed(bench: Bench) -> Judge:
    """What is not confirmed yet can be, one by one: a word may be there for one of the two."""

    def judge(folder: Path, told: Told) -> list[str]:
        found = bench.judge_once(folder, told)
        with Vault.open(folder, bench.words, now, write=True) as vault:
            if "confirmed" in told.said and vault.unconfirmed():
                found.append("what was confirmed waits again")
            for each in vault.unconfirmed():
                vault.confirm(each, MINE)
            vault.commit()
            return found + (["it cannot be confirmed"] if vault.unconfirmed() else [])

    return judge
