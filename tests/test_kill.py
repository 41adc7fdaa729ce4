"""kill -9 at any moment of an `add`: what was acknowledged is there, nothing is doubled."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.index.store import Query
from everyword.vault import keys
from everyword.vault.store import verify_case
from tests.cases_made import Quiet, Ticking, make_case, remembered_stretch

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
"""Python 3.12 warns of fork beside threads; the child here only adds and is killed."""

FILES = 200
ROUNDS, MOMENTS = int(os.environ.get("EVERYWORD_KILLS", "1")), 10
"""Moments in rounds that run side by side; `make kills` has one hundred."""


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "drawer"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(f"note {number}\n" * (1 + number % 40))
    return folder


@pytest.fixture(scope="module", autouse=True)
def quick_words() -> Iterator[None]:
    """The case is opened some four hundred times; scrypt is computed once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", remembered_stretch)
        yield


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("kill") / "case"
    return folder, make_case(folder)


def add_all(case: Path, words: str, drawer: Path, acknowledge: int | None = None) -> None:
    """The function behind `everyword add`; each kept name is written to a pipe."""
    with Case.open(case, words, Ticking(), write=True) as opened:

        def kept(row: object, fresh: bool) -> None:
            if acknowledge is not None:
                os.write(acknowledge, (row.name + "\n").encode())  # type: ignore[attr-defined]

        for received in opened.add([drawer], Said(), kept, Quiet()):
            assert received.error is None


def killed_add(case: Path, words: str, drawer: Path, after: float) -> set[str]:
    """Start an add in a process of its own, kill it after so many seconds; what it acknowledged."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(inward)
        code = 1
        try:
            add_all(case, words, drawer, outward)
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(inward, "rb") as acknowledged:
        return set(acknowledged.read().decode().split())


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_nothing_acknowledged_is_lost_and_nothing_doubled(
    round_: int, drawer: Path, empty: tuple[Path, str], tmp_path: Path
) -> None:
    template, words = empty
    chance = random.Random(round_)
    whole = _seconds_of_an_undisturbed_add(template, words, drawer, tmp_path)
    wanted = {f"drawer/{number:03}.txt" for number in range(FILES)}
    for moment in range(MOMENTS):
        case = tmp_path / f"case{moment}"
        shutil.copytree(template, case)
        kept = killed_add(case, words, drawer, chance.uniform(0, whole))

        after = verify_case(case, words, Ticking(), Quiet())
        names = _names(case, words)
        assert kept <= set(names), sorted(kept - set(names))
        assert max(names.values(), default=1) == 1
        add_all(case, words, drawer)

        assert _names(case, words) == Counter(wanted)
        assert [
            check for check in verify_case(case, words, Ticking(), Quiet()) if not check.ok
        ] == []
        assert [check for check in after if not check.ok] == []
        shutil.rmtree(case)


def _seconds_of_an_undisturbed_add(
    template: Path, words: str, drawer: Path, tmp_path: Path
) -> float:
    case = tmp_path / "undisturbed"
    shutil.copytree(template, case)
    start = time.monotonic()
    add_all(case, words, drawer)
    spent = time.monotonic() - start
    shutil.rmtree(case)
    return spent


def _names(case: Path, words: str) -> Counter[str]:
    """Every document there is to see, after the case has been opened and caught up."""
    with Case.open(case, words, Ticking(), write=True) as opened:
        for _ in opened.add([], Said(), lambda row, fresh: None, Quiet()):
            pass
        sealed = Counter(str(each.leaf.name) for each in opened.vault.records() if each.object)
        seen = Counter(entry.reading.where[0].path for entry in opened.index.find(Query()))
        assert seen == sealed
        return sealed
