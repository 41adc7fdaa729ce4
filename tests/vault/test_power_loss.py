"""The power goes at any moment: every legal state of the disk opens, with all that was kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.model import source_of_bytes
from everyword.vault import keys
from everyword.vault.store import Vault
from tests.cases_made import quick_stretch
from tests.vault import cuts, cuts_outside, faults, power
from tests.vault.cases import now
from tests.vault.cuts import SCENARIOS, Bench
from tests.vault.faults import Told, calls_of
from tests.vault.packages import NEEDS_OPENSSL
from tests.vault.power import Disk, States, judged
from tests.vault.watched import Call

pytestmark = pytest.mark.usefixtures("quick_words")


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with faults.workshop() as shop, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        words = faults.made(shop / "before")
        yield Bench(shop / "before", words, shop)


EVERY = {
    **{"recovering": 16, "recovering_deletion": 2, "recovering_slot": 6, "cut_twice": 20},
    **{"recovering_part": 7, "recovering_holder": 30, "recovering_passphrase": 20},
    **{"recovering_capture": 30, "capturing_again": 3, "stamping_again": 45},
    **{"taking_line_again": 5},
}


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(each, marks=NEEDS_OPENSSL if each in cuts_outside.NEED_OPENSSL else ())
        for each in SCENARIOS
    ],
)
def test_no_state_is_bad(bench: Bench, scenario: str) -> None:
    """Every start of each: python -m tests.vault.cuts. Here every so many, where there are many."""
    few = Bench(bench.case, bench.words, bench.shop, EVERY.get(scenario, 1))
    count, bad = cuts.play(scenario, few)

    assert bad == []
    assert count >= 4


def test_pages_of_one_append_reach_the_disk_in_any_order(bench: Bench) -> None:
    """Many frames in one write: a later page may be there where an earlier one is still zeros.

    Nothing of them was under a head, so nothing of them is damage.
    """
    case = faults.copied(bench.case, bench.shop / "pages")
    disk, states, told = Disk(case), States(), Told()

    def many(folder: Path, words: str, tell: faults.Tell) -> None:
        with Vault.open(folder, words, now, write=True) as vault:
            for number in range(40):
                vault.note("clock", extra=(("wall", str(number)),))
            vault.seal(source_of_bytes("small.txt", faults.CONTENTS["small.txt"]))
            tell("kept small.txt")
            vault.commit()

    for each in calls_of(many, case, bench.words)[0]:
        if isinstance(each, str):
            told.take(each)
            continue
        disk.take(each)
        if each.path == "journal" and each.name == "write":
            for tree in disk.states(pages=True):
                states.take(tree, told.copy(), "a page of the journal is zeros")

    assert len(states.all) > 5
    assert judged(states, bench.shop, bench.judge) == []


def test_the_judge_sees_what_a_missing_flush_does(bench: Bench) -> None:
    """The enumerator can fail: without any flush nearly every promise is broken."""
    case = faults.copied(bench.case, bench.shop / "unflushed")
    disk, states = Disk(case), States()
    seen = calls_of(faults.add, case, bench.words)[0]
    unflushed = [each for each in seen if not (isinstance(each, Call) and each.name == "fsync")]
    power.cut_anywhere(disk, unflushed, Told(), states, "add without a flush")

    some = States()
    some.all = dict(list(states.all.items())[-40:])
    assert len(judged(some, bench.shop, bench.judge)) > 20
