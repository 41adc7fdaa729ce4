"""Faults injected by the kernel at a spread of the calls of an `add`; all of them: make faults."""

import os
import shutil
import sys

import pytest

from tests import strace_matrix

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def traceable() -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    if not strace_matrix.is_permitted():
        pytest.skip("strace may not attach to a process in this sandbox")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is another one")
@pytest.mark.parametrize(("play", "every", "least"), [("vault", 5, 60), ("case", 67, 6)])
def test_a_spread_of_all_calls(play: str, every: int, least: int) -> None:
    processes = min(2, os.cpu_count() or 1)
    whole = strace_matrix.matrix(play, every, processes)

    assert whole.bad == []
    assert whole.points >= least
    assert whole.hit >= whole.points * 9 // 10
