"""Pages are displayed in processes of their own; what comes of it is the same with one or two."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from everyword.bundle.build import build
from everyword.bundle.check import check
from everyword.bundle.pdf import apart as module
from everyword.bundle.pdf.apart import Apart, Opening, processors, runs
from everyword.bundle.pdf.looking import Found, Wanted
from everyword.bundle.pdf.stamp import places, sheet_of
from everyword.bundle.plan import Manifest, Plan
from tests.bundle_papers import given_plan, number_of, pages, paper, saved

MANY = 430
FULL = b"435 0 160 60 re f\n"
"""Stands where the number goes first."""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processors", lambda: 2)


@cache
def plan() -> Plan:
    turned = paper("b.pdf", pages(20, turn=90, crop=(10, 20, 500, 700)))
    return given_plan(paper("a.pdf", pages(MANY)), turned, paper("c.pdf", pages(9, content=FULL)))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Manifest]]:
    path = tmp_path_factory.mktemp("apart") / "b.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "processors", lambda: 2)
        yield path, build(plan(), path)


def test_two_processes_make_what_one_makes(
    large: tuple[Path, Manifest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, manifest = large
    assert manifest.findings == () and {page.place for page in manifest.pages} == {0, 1}
    monkeypatch.setattr(module, "processors", lambda: 1)
    assert build(plan(), tmp_path / "b.pdf") == manifest
    assert (tmp_path / "b.pdf").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("number", [3, 200, MANY + 20])
def test_one_wrong_number_among_many_is_found(
    large: tuple[Path, Manifest], tmp_path: Path, number: int
) -> None:
    path, manifest = large
    with pikepdf.open(path) as pdf:
        wrong, other = (number_of(pdf.pages[at]) for at in (number, number + 1))
        wrong.write(other.read_bytes())
        pdf.save(tmp_path / "b.pdf")
    label, next_one = manifest.pages[number].label, manifest.pages[number + 1].label
    said = f"Page {label}: the number printed on the page reads back as {next_one!r}."
    assert check(tmp_path / "b.pdf", manifest) == [said]


def questions(count: int, content: bytes = b"") -> tuple[Opening, list[Wanted]]:
    pdf = pages(count, content=content)
    sheets = [sheet_of(page) for page in pdf.pages]
    wanted = [Wanted(n, each, tuple(places(each, str(n)))) for n, each in enumerate(sheets)]
    return Opening("look", saved(pdf)), wanted


def deadly(wanted: Wanted) -> Wanted:
    """A question that ends the process that is to answer it."""
    return msgspec.structs.replace(wanted, tried=())


@pytest.mark.parametrize("bad", [[0], [4], [2, 3], [9], [0, 5, 9]])
def test_a_page_that_ends_its_process_costs_that_page(bad: Sequence[int]) -> None:
    opening, wanted = questions(10, FULL)
    with Apart() as apart:
        good = apart.ask(opening, wanted, Found).answers()
        items = [deadly(each) if n in bad else each for n, each in enumerate(wanted)]
        answers = apart.ask(opening, items, Found).answers()
    free = {msgspec.structs.replace(each.tried[1], under=True) for each in wanted}
    assert None not in good and {each.place for each in good if each} == free
    assert answers == [None if n in bad else each for n, each in enumerate(good)]


@pytest.mark.parametrize(("how", "tries"), [(-signal.SIGXCPU, 1), (-signal.SIGSEGV, 2)])
def test_a_page_whose_time_is_over_is_not_tried_again(
    how: int, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Ended:
        """A process that ends over the page in the middle of five."""

        def send(self, data: bytes) -> None:
            self.message = msgspec.msgpack.decode(data)

        def receive(self) -> bytes:
            pages = [each["page"] for each in self.message]
            asked.append(len(pages))
            if 2 in pages:
                raise EOFError
            return msgspec.msgpack.encode([{"place": each["tried"][0]} for each in self.message])

        def how_it_ended(self) -> int:
            return how

        def end(self) -> None: ...

    monkeypatch.setattr(module, "_Child", Ended)
    monkeypatch.setattr(module, "runs", lambda items, processes: [range(items)])
    opening, wanted = questions(5)
    with Apart() as apart:
        answers = apart.ask(opening, wanted, Found).answers()
    assert [each is None for each in answers] == [False, False, True, False, False]
    assert asked == [5, *[1] * (4 + tries)]


def test_where_every_page_ends_its_process_no_more_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_ENDED", 2)
    opening, wanted = questions(9)
    taken = []
    take = Apart.take
    monkeypatch.setattr(Apart, "take", lambda apart: taken.append(1) or take(apart))
    with Apart() as apart:
        assert apart.ask(opening, [deadly(each) for each in wanted], Found).answers() == [None] * 9
    # The first one gets ready; then some pages at once, and of these two are tried twice.
    assert len(taken) == 1 + 1 + 2 * 2


def test_a_file_that_cannot_be_opened_has_no_answers() -> None:
    _, wanted = questions(2)
    with Apart() as apart:
        asked = apart.ask(Opening("look", b"no PDF"), wanted, Found)
        assert asked.answers() == [None, None]
        opening, wanted = questions(2)
        assert None not in apart.ask(opening, wanted, Found).answers()


def test_the_person_hears_of_a_page_that_ends_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Apart.ask
    read: list[int] = []

    def hostile(apart: Apart, opening: Opening, items: Any, kind: Any) -> Any:
        """The second page of the document; it is not displayed again when it is read back."""
        worse = [*items]
        if opening.kind == "look":
            worse[1] = deadly(items[1])
        else:
            read.extend(each.page for each in items)
        return ask(apart, opening, worse, kind)

    monkeypatch.setattr(Apart, "ask", hostile)
    manifest = build(given_plan(paper("a.pdf", pages(3))), tmp_path / "b.pdf")
    first, second = manifest.findings
    assert first.startswith("Page 4 (a.pdf): it stops the program that displays it")
    assert second == "Page 4 cannot be displayed." and read == [0, 1]
    assert [page.plate for page in manifest.pages] == [False, False, False, True, False]


def test_without_a_program_to_start_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    opening, wanted = questions(1)
    monkeypatch.setattr(sys, "executable", "/nothing/here")
    with pytest.raises(FileNotFoundError), Apart() as apart:
        apart.ask(opening, wanted, Found).answers()


@pytest.mark.parametrize("items", [0, 1, 7, 399, 400, 5003])
@pytest.mark.parametrize("processes", [1, 2])
def test_runs_hold_each_page_once(items: int, processes: int) -> None:
    made = runs(items, processes)
    assert [item for run in made for item in run] == list(range(items))
    assert all(0 < len(run) <= module.AT_ONCE for run in made)


def test_there_is_a_processor() -> None:
    assert processors() >= 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_stays_behind(how: signal.Signals) -> None:
    script = (
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from everyword.bundle.pdf.apart import Apart\n"
        "with Apart() as apart:\n"
        "    print(apart._all[0]._process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as first:
        assert first.stdout is not None
        second = int(first.stdout.readline())
        os.kill(second, 0)
        first.send_signal(how)
        first.wait(30)
        until = time.monotonic() + 30
        while is_there(second) and time.monotonic() < until:
            time.sleep(0.02)
        assert not is_there(second)


def is_there(process: int) -> bool:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    state = shown.stdout.strip()
    return bool(state) and not state.startswith("Z")  # dead, and nobody asked how it ended


def test_a_search_says_the_same_in_any_order() -> None:
    """A page that stays open for its fonts makes no difference."""
    opening, wanted = questions(6, FULL)
    with Apart() as apart:
        found = apart.ask(opening, wanted, Found).answers()
        mixed = [5, 3, 1, 0, 2, 4]
        again = apart.ask(opening, [wanted[n] for n in mixed], Found).answers()
    assert again == [found[n] for n in mixed] and None not in found
