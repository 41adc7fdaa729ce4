"""A fault at every call to the disk: nothing kept is lost, nothing doubled, nothing goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.vault import keys
from tests.cases_made import quick_stretch
from tests.vault import faults
from tests.vault.faults import HOWS, Fault, calls_of, copied, fits, run, troubles, workshop
from tests.vault.watched import Call, Do, Watched

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
    pytest.mark.usefixtures("quick_words"),
]


@pytest.fixture
def shop() -> Iterator[Path]:
    with workshop() as folder:
        yield folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("faults") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        return folder, faults.made(folder)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("start", ["whole", "crashed"])
def test_at_every_call(how: str, start: str, before: tuple[Path, str], shop: Path) -> None:
    whole, words = copied(before[0], shop / "whole"), before[1]
    if start == "crashed":
        faults.crashed(whole, words)
    case = copied(whole, shop / "case")
    seen, _ = calls_of(faults.add, case, words)
    if start == "crashed":  # what opening it puts right; the rest is as in the whole case
        seen = seen[: seen.index("kept small.txt")]
    calls = [each for each in seen if isinstance(each, Call)]
    assert {each.name for each in calls} >= {"open", "write", "fsync", "rename"}
    points = [(at, call) for at, call in enumerate(calls, 1) if fits(how, call)]
    assert points

    bad = []
    for at, call in points:
        copied(whole, case)
        found = one_fault(case, words, at, how)
        bad += [f"{how} at call {at}, {call.name} {call.path}: {each}" for each in found]
    assert bad == []


def one_fault(case: Path, words: str, at: int, how: str, closes: bool = False) -> list[str]:
    ran = run(faults.add, case, words, Fault(at, how), closes)
    found = list(ran.bad)
    if how in ("killed", "torn"):
        if ran.status != -9:
            found.append(f"it was not killed: {ran.status} {ran.failed}")
    elif ran.status != 4 or len(ran.failed.splitlines()) != 3:
        found.append(f"it did not end with three lines: {ran.status} {ran.failed!r}")
    elif any(each.name != "0" * 32 for each in (case / "tmp").iterdir()):
        found.append("something half-written remains")
    return found + troubles(case, words, ran.told)


def test_a_short_write_alone_is_no_fault(before: tuple[Path, str], shop: Path) -> None:
    """The kernel may take less than it is given; the rest follows."""
    case = copied(before[0], shop / "case")

    def halves(call: Call, do: Do) -> object:
        if call.name == "write" and len(call.data) > 1:
            return faults._real_write(call.file, call.data[: len(call.data) // 2])
        return do()

    assert run(faults.add, case, before[1], halves).status == 0
    assert troubles(case, before[1], faults.Told()) == []


def test_a_lost_fsync_is_seen_by_this_harness(before: tuple[Path, str], shop: Path) -> None:
    """The judge can say no: an object and a head that were called safe are taken away."""
    case = copied(before[0], shop / "case")
    ran = run(faults.add, case, before[1], lambda call, do: do())
    assert (ran.status, ran.failed) == (0, "")
    assert ran.told.private and ran.told.leaves > 5 and len(ran.told.kept) == 6
    next((case / "objects").glob("??/*.age")).unlink()
    assert troubles(copied(case, shop / "a"), before[1], ran.told) != []
    newest = max((case / "heads").glob("*.note"), key=lambda path: int(path.stem))
    copied(before[0], case)
    assert troubles(case, before[1], ran.told) != []
    assert newest.name == f"{ran.told.leaves}.note"


def test_a_close_that_fails_is_said_in_three_lines(before: tuple[Path, str], shop: Path) -> None:
    """Some disks report a fault only then. The bytes were flushed before, so nothing is lost."""
    case = copied(before[0], shop / "case")
    calls: list[Call] = []

    def step(call: Call, do: Do) -> object:
        calls.append(call)
        return do()

    with faults.same_names(), Watched(case, step, closes=True):
        faults.add(case, before[1], lambda line: None)
    points = [at for at, call in enumerate(calls, 1) if call.name == "close"]
    assert len(points) > 10

    bad = []
    for at in points[::3]:
        copied(before[0], case)
        bad += [f"close {at}: {each}" for each in one_fault(case, before[1], at, "EIO", True)]
    assert bad == []
