"""A second process reads pages of large bundles; what comes of it is what one process makes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build
from everyword.bundle.check import check
from everyword.bundle.pdf import beside, looking
from everyword.bundle.pdf.beside import Beside, Memory, is_worth, stretches
from everyword.bundle.pdf.stamp import sheet_of
from everyword.bundle.plan import Manifest, Plan
from tests.bundle_papers import given_plan, pages, paper

LINUX = pytest.mark.skipif(
    not hasattr(os, "memfd_create"), reason="a second process is used on Linux only"
)
MANY = 430
FULL = b"435 0 160 60 re f\n"
"""Stands where the number goes first."""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)


@cache
def plan() -> Plan:
    turned = paper("b.pdf", pages(20, turn=90, crop=(10, 20, 500, 700)))
    return given_plan(paper("a.pdf", pages(MANY)), turned, paper("c.pdf", pages(9, content=FULL)))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Manifest, int]]:
    """A bundle made by two processes, and how many tasks the second one did."""
    answered = 0
    path = tmp_path_factory.mktemp("beside") / "b.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
        left = Beside.left

        def counted(self: Beside) -> Iterator[int]:
            nonlocal answered
            until = time.monotonic() + 60
            while not self.answers and time.monotonic() < until:  # it is to do one at least
                time.sleep(0.01)
            yield from left(self)
            answered += len(self.answers)

        patch.setattr(Beside, "left", counted)
        manifest = build(plan(), path)
    yield path, manifest, answered


@LINUX
def test_two_processes_make_what_one_makes(
    large: tuple[Path, Manifest, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, manifest, answered = large
    assert answered >= 2 and manifest.findings == ()  # for looking and for reading back
    assert {page.place for page in manifest.pages} == {0, 1}
    monkeypatch.setattr(beside, "MANY", 10_000)
    assert build(plan(), tmp_path / "b.pdf") == manifest
    assert (tmp_path / "b.pdf").read_bytes() == path.read_bytes()


@LINUX
@pytest.mark.parametrize("number", [3, 200, MANY + 20])
def test_one_wrong_number_among_many_is_found(
    large: tuple[Path, Manifest, int], tmp_path: Path, number: int
) -> None:
    path, manifest, _ = large
    with pikepdf.open(path) as pdf:
        wrong, other = (pdf.pages[at].obj.Contents for at in (number, number + 1))
        wrong[-1].write(other[-1].read_bytes())
        pdf.save(tmp_path / "b.pdf")
    label, next_one = manifest.pages[number].label, manifest.pages[number + 1].label
    said = f"Page {label}: the number printed on the page reads back as {next_one!r}."
    assert check(tmp_path / "b.pdf", manifest) == [said]


def broken(task: bytes) -> Beside:
    return Beside("everyword.bundle.pdf.looking", b"9999", [task] * 3)


@LINUX
def test_what_a_second_process_cannot_do_is_left_for_the_first() -> None:
    with broken(b"[]") as second:
        assert sorted(second.left()) == [0, 1, 2] and second.answers == {}
    with Beside("everyword.nothing_of_this_name", b"", [b"1"]) as second:
        assert list(second.left()) == [0]


def test_without_a_program_to_start_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nothing/here")
    with Beside("everyword.bundle.pdf.looking", b"", [b"1", b"2"]) as second:
        assert list(second.left()) == [1, 0]


def test_few_pages_or_one_processor_need_no_second_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert is_worth(beside.MANY) and not is_worth(beside.MANY - 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    assert not is_worth(beside.MANY)


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 101])
def test_stretches_hold_each_page_once(count: int) -> None:
    assert [page for run in stretches(count) for page in run] == list(range(count))
    assert all(0 < len(run) <= beside.AT_ONCE for run in stretches(count))


@LINUX
def test_a_limit_on_files_only_means_no_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        """A stream onto which nothing can be written."""

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *fault: object) -> None:
            pass

        def write(self, data: bytes) -> int:
            raise OSError(27, "File too large")

    monkeypatch.setattr(beside, "open", lambda *_, **__: Full(), raising=False)
    with Memory(lambda stream: stream.write(b"words") and None, shared=True) as memory:
        assert memory.handle is None and memory.data == b"words"


@LINUX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_stays_behind(how: signal.Signals) -> None:
    script = (
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from everyword.bundle.pdf.beside import Beside, Memory\n"
        "from tests.bundle_papers import pages\n"
        "with Memory(lambda stream: pages(1).save(stream), shared=True) as memory:\n"
        "    setup = str(memory.handle).encode()\n"
        "    looking = 'everyword.bundle.pdf.looking'\n"
        "    with Beside(looking, setup, [b'[]'], [memory.handle]) as second:\n"
        "        while not second.answers: time.sleep(0.01)\n"
        "        print(second._child.pid, flush=True)\n"
        "        time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        assert Path(f"/proc/{second}").exists()
        first.send_signal(how)
        first.wait(30)
        until = time.monotonic() + 30
        while is_there(second) and time.monotonic() < until:
            time.sleep(0.02)
        assert not is_there(second)


def is_there(process: int) -> bool:
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return words.rpartition(")")[2].split()[0] != "Z"  # dead, and nobody asked how it ended


def test_a_search_says_the_same_in_any_order() -> None:
    """A page that stays open for its fonts makes no difference."""
    pdf = pages(6, content=FULL)
    sheets = [sheet_of(page) for page in pdf.pages]
    labels = [str(number) for number in range(1, 7)]
    found: list[dict[int, Any]] = []
    with Memory(pdf.save, shared=False) as memory:
        for order in ([0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 2, 4]):
            with pypdfium2.PdfDocument(memory.data) as looked_at:
                found.append(looking.find_places(looked_at, order, sheets, labels))
    assert found[0] == found[1] and len(found[0]) == 6
