"""What comes from outside, cut anywhere: a time stamp asked for and taken in, a witness's line.

A request that was shown is there: no answer fits another. What was said to be kept is there with
what it is checked against. What was not said can be taken in again.
"""

import tempfile
from pathlib import Path

from everyword.vault import stamps_kept, witness_owner
from everyword.vault.stamps_kept import Stamp
from everyword.vault.store import Vault
from tests.vault.authority import Authority
from tests.vault.cases import now
from tests.vault.cuts_bench import (
    Bench,
    Played,
    Work,
    cut,
    judging,
    killed_then_cut,
    said,
    wrong,
)
from tests.vault.faults import Tell, Told
from tests.vault.power import Judge
from tests.vault.witnessed import ANN_KEY, line_of

NEED_OPENSSL = ("stamping", "stamping_again")
_IS_KNOWN = "take the answer again: everyword witness take"


def stamping(bench: Bench) -> Played:
    """A request made and shown, its answer brought back and kept."""
    outside = _Outside(bench.shop)
    return cut(bench, outside.stamp), judging(_judge_stamped(bench, outside))


def stamping_again(bench: Bench) -> Played:
    """Killed meanwhile and begun again, then the power goes."""
    outside = _Outside(bench.shop)
    states = killed_then_cut(bench, outside.stamp, outside.stamp)
    return states, judging(_judge_stamped(bench, outside))


def taking_line(bench: Bench) -> Played:
    """The owner takes a witness's answer in: once that is said, the line stays."""
    asked, take, size = _witnessed(bench)
    return cut(asked, take), judging(_judge_taken(asked, take, size))


def taking_line_again(bench: Bench) -> Played:
    """Killed meanwhile; the same answer is taken again, as the words say; then the power goes."""
    asked, take, size = _witnessed(bench)
    return killed_then_cut(asked, take, take), judging(_judge_taken(asked, take, size))


SCENARIOS = (stamping, stamping_again, taking_line, taking_line_again)


class _Outside:
    """The authority, every request that was shown to the person, and the answers that were kept."""

    def __init__(self, shop: Path) -> None:
        folder = Path(tempfile.mkdtemp(dir=shop)) / "authority"
        self.authority = Authority(folder)
        self.weighed: dict[bytes, Stamp] = {}

    def stamp(self, folder: Path, words: str, tell: Tell) -> None:
        with Vault.open(folder, words, now, write=True) as vault:
            if any(each.token for each in stamps_kept.stamps_of(vault, ask=False)):
                tell("stamped")
                return
            queued = stamps_kept.queue(vault, "a")
            tell(f"asked:{queued.tsq.hex()}")
            if queued.tsq not in self.weighed:
                answer = self.authority.answer(queued.tsq)
                self.weighed[queued.tsq] = stamps_kept.weigh(vault, answer, self.authority.chain)
            stamps_kept.keep(vault, self.weighed[queued.tsq])
            tell("stamped")
            tell(f"committed {len(vault.leaf_hashes())}")


def _judge_stamped(bench: Bench, outside: _Outside) -> Judge:
    def judge(folder: Path, told: Told) -> list[str]:
        found = bench.judge_once(folder, told)
        with Vault.open(folder, bench.words, now, write=True) as vault:
            there = {vault.read_beside(path) for path in vault.beside() if path.endswith(".tsq")}
            shown = {bytes.fromhex(each[6:]) for each in told.said if each.startswith("asked:")}
            found += ["a request that was shown is lost" for each in shown - there]
            kept = stamps_kept.stamps_of(vault, ask=False)
            found += [f"cannot be used: {each.wrong}" for each in kept if each.wrong]
            tokens = [each.token for each in kept if each.token]
            if "stamped" in told.said and not tokens:
                found.append("a stamp that was kept is lost")
            good = [each.token.tsr for each in outside.weighed.values() if each.token]
            found += ["the stamp has other bytes" for each in tokens if each.tsr not in good]
            for each in there & outside.weighed.keys() if not tokens else ():
                stamps_kept.keep(vault, outside.weighed[each])
                found += [] if stamps_kept.stamps_of(vault)[0].is_good else ["not taken again"]
            return found

    return judge


def _witnessed(bench: Bench) -> tuple[Bench, Work, int]:
    """A case with a witness, who has answered for its newest head."""
    answers: list[bytes] = []
    sizes: list[int] = []

    def ask(vault: Vault) -> None:
        witness_owner.add(vault, "Ann", ANN_KEY)
        answers.append(line_of(vault.head_note()))
        sizes.append(vault.head_sizes()[-1])

    asked = bench.prepared("witnessed", ask)

    def take_line(folder: Path, words: str, tell: Tell) -> None:
        with Vault.open(folder, words, now, write=True) as vault:
            witness_owner.take(vault, answers[0])
            tell("taken")
            tell(f"committed {len(vault.leaf_hashes())}")

    return asked, take_line, sizes[0]


def _judge_taken(bench: Bench, take: Work, size: int) -> Judge:
    """Killed between the journal and the head, `verify` says to take the answer again; no more."""

    def judge(folder: Path, told: Told) -> list[str]:
        found: list[str] = []
        is_taken = "taken" in told.said
        with Vault.open(folder, bench.words, now, write=True) as vault:
            checks = wrong(vault)
            found += said([each for each in checks if is_taken or _IS_KNOWN not in each.said])
            if is_taken and witness_owner.seen(vault)[0].size != size:
                found.append("the line is lost")
        take(folder, bench.words, lambda line: None)
        with Vault.open(folder, bench.words, now, write=False) as vault:
            if witness_owner.seen(vault)[0].size != size:
                found.append("the line cannot be taken")
        return found + bench.judge_once(folder, told)

    return judge
