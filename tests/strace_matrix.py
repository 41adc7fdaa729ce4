"""Every call of an `add` to the system, one by one: killed there, or refused with EIO or ENOSPC.

    python -m tests.strace_matrix             all of them, on two processes (make faults)
    python -m tests.strace_matrix --every 9   a spread, as test_strace.py runs it

strace finds the calls in one undisturbed run and injects the fault in a run of its own for each.
It is attached to a child that has all imports behind it, so its count begins with the work.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from everyword.case.decided import Said
from everyword.case.store import Case
from everyword.errors import EverywordError, StorageFailed
from everyword.index.database import FAULTS
from everyword.index.store import Query
from everyword.vault.store import verify_case
from tests.cases_made import Quiet, Ticking
from tests.vault import faults
from tests.vault.faults import Tell, Told

CALLS = (
    *("openat", "?open", "?link", "linkat", "?rename", "renameat", "renameat2", "?mkdir"),
    *("mkdirat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "?unlink", "unlinkat"),
    "close",
)
HOWS = ("SIGKILL", "EIO", "ENOSPC")
PROCESSES = 2
LINE = re.compile(r"(?:(\d+) +)?([a-z0-9]+)\((.*)")
CHANGING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_RDONLY\|O_CLOEXEC\|O_DIRECTORY")
"""Opened to write, or to flush a folder; a folder that is listed is opened with O_NONBLOCK."""
FILES = {"Alex.txt": b"hello\n" * 9, "empty.txt": b"", "long.bin": bytes(range(256)) * 1200}

Work = Callable[[Path, str, Tell], None]


class NotPermitted(Exception):
    """strace is there and may not attach to a process of ours."""


class Point(Struct, frozen=True):
    """One call that concerns the case: the when-th of this name in its thread."""

    call: str
    when: int
    line: str
    changes: bool


class Ended(Struct):
    status: int
    failed: str
    told: Told
    bad: list[str]


def is_permitted() -> bool:
    """Does attaching work here?"""
    with faults.workshop() as shop:
        try:
            traced(lambda folder, words, tell: None, shop, "", shop / "trace", None)
        except NotPermitted:
            return False
    return True


def traced(work: Work, folder: Path, words: str, trace: Path, inject: str | None) -> Ended:
    """Do this in a forked child under strace."""
    held, go = os.pipe()
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.close(inward)
        os.read(held, 1)
        _child(work, folder, words, outward)
    os.close(held)
    os.close(outward)
    command = ["strace", "-y", "-s", "0", "-o", str(trace), "-p", str(child)]
    if work is not add_to_case:  # there a child reads: not what is tested here
        command.append("-f")
    command += ["-e", f"trace={','.join(CALLS)}", *(("-e", f"inject={inject}") if inject else ())]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        if b"attached" not in said:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise NotPermitted(said.decode())
        os.close(go)
        with os.fdopen(inward, "rb") as pipe:
            lines = pipe.read().decode().splitlines()
        _, status = os.waitpid(child, 0)
    ended = Ended(os.waitstatus_to_exitcode(status), "", Told(), [])
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "bad":
            ended.bad.append(rest)
        elif word == "failed":
            ended.failed = json.loads(rest)
        else:
            ended.told.take(line)
    return ended


def _child(work: Work, folder: Path, words: str, outward: int) -> None:
    def tell(line: str) -> None:
        os.write(outward, f"{line}\n".encode())

    code = 1
    try:
        with faults.same_names():
            work(folder, words, tell)
        code = 0
    except StorageFailed as fault:
        code = 4
        tell("failed " + json.dumps("\n".join(fault.lines())))
    except (EverywordError, OSError, *FAULTS) as fault:
        code = 5
        tell("failed " + json.dumps(f"{type(fault).__name__}: {fault}"))
    except BaseException as fault:
        tell("failed " + json.dumps(f"{type(fault).__name__}: {fault}"))
    os._exit(code)


def points_of(trace: Path, folder: Path) -> list[Point]:
    """The calls of a run that concern the case, counted as strace counts for `when`."""
    found: list[Point] = []
    counts: Counter[tuple[str, str]] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match is None:
            continue  # signals, ends of threads, second halves of calls that were interrupted
        thread, call, rest = match.groups()
        counts[thread, call] += 1
        if str(folder) in rest:
            changes = call not in ("openat", "open", "close") or bool(CHANGING.search(rest))
            said = rest.replace(str(folder), "")[:90]
            found.append(Point(call, counts[thread, call], said, changes))
    return found


# The two sorts of adding


def add_to_case(folder: Path, words: str, tell: Tell) -> None:
    """What `everyword add` does, index and all."""
    with Case.open(folder, words, Ticking(), write=True) as case:

        def kept(row: object, fresh: bool) -> None:
            tell(f"kept {row.name}")  # type: ignore[attr-defined]

        for received in case.add([folder.parent / "drawer"], Said(), kept, Quiet()):
            if received.error is not None:
                raise received.error


def case_troubles(folder: Path, words: str, told: Told) -> list[str]:
    """What is wrong after a fault in `add_to_case`, when the person adds the same again."""
    try:
        found = _lost(folder, words, told, is_read=False)
        add_to_case(folder, words, lambda line: None)
        found += _lost(folder, words, Told({f"drawer/{name}" for name in FILES}), is_read=True)
        checks = verify_case(folder, words, Ticking(), Quiet())
        return found + [f"{each.name}: {each.said}" for each in checks if not each.ok]
    except Exception as fault:  # whatever stops a person here is bad
        return [f"{type(fault).__name__}: {fault}"]


def _lost(folder: Path, words: str, told: Told, is_read: bool) -> list[str]:
    """A file whose reading failed is sealed all the same, and read when it is added again."""
    with Case.open(folder, words, Ticking(), write=True) as case:
        for _ in case.add([], Said(), lambda row, fresh: None, Quiet()):
            pass
        files = [each for each in case.vault.records() if each.object]
        names = Counter(str(each.leaf.name) for each in files)
        seen = {entry.reading.where[0].path for entry in case.index.find(Query())}
        kept = {name for name in told.kept if name.startswith("drawer/")}
        found = [f"lost: {name}" for name in kept - set(names)]
        found += [f"doubled: {name}" for name, count in names.items() if count > 1]
        found += [f"not in the list: {name}" for name in set(names) - seen if is_read]
        for each in files:
            if case.vault.source(each).open().read() != FILES[Path(str(each.leaf.name)).name]:
                found.append(f"other bytes: {each.leaf.name}")
    return found


class Play(Struct):
    """What is done, and how what is left is judged."""

    template: Path
    words: str
    work: Work
    judge: Callable[[Path, str, Told], list[str]]


def prepared(name: str, shop: Path) -> Play:
    """A case to add to. Everything is done once untraced: later imports are behind us then."""
    if name == "vault":
        words = faults.made(shop / "before")
        play = Play(shop / "before", words, faults.add, faults.troubles)
    else:
        case, secrets = Case.create(shop / "before", Ticking())
        case.close()
        (shop / "drawer").mkdir()
        for file, data in FILES.items():
            (shop / "drawer" / file).write_bytes(data)
        play = Play(shop / "before", secrets.passphrase, add_to_case, case_troubles)
    warm = faults.copied(play.template, shop / "warm")
    with faults.same_names():
        play.work(warm, play.words, lambda line: None)
    faults.gone(warm)
    return play


# The matrix


class Result(Struct):
    points: int
    hit: int
    bad: list[str]


def worker(name: str, number: int, of: int, every: int) -> Result:
    """This worker's part of the points, each as often as there are ways to fail."""
    faults.quick()
    with faults.workshop() as shop:
        play = prepared(name, shop)
        case = faults.copied(play.template, shop / "case")
        first = traced(play.work, case, play.words, shop / "trace", None)
        assert first.status == 0, first.failed
        plan = [
            (point, how)
            for point in points_of(shop / "trace", case)
            for how in HOWS
            if (point.call, how) != ("close", "ENOSPC")
        ]
        mine = plan[::every][number::of]
        result = Result(len(mine), 0, [])
        for point, how in mine:
            faults.copied(play.template, case)
            said = f"{how} at {point.call} {point.when}: {point.line}"
            hit, bad = _one(play, case, shop / "trace", point, how)
            result.hit += hit
            result.bad += [f"{said}: {each}" for each in bad]
        return result


def _one(play: Play, case: Path, trace: Path, point: Point, how: str) -> tuple[bool, list[str]]:
    fault = "signal=SIGKILL" if how == "SIGKILL" else f"error={how}"
    inject = f"{point.call}:{fault}:when={point.when}"
    ended = traced(play.work, case, play.words, trace, inject)
    hit = ended.status == -9 or "(INJECTED)" in trace.read_text(errors="replace")
    bad = list(ended.bad)
    if ended.status == 1:
        bad.append(f"it ended with {ended.failed}")
    # After a close that failed the bytes are safe: they were flushed before.
    must_fail = how != "SIGKILL" and hit and point.changes and point.call != "close"
    if must_fail and _is_sealed(point) and ended.status == 0:
        bad.append("the failure was passed over")
    if ended.status == 5 and point.changes and play.work is faults.add:
        bad.append(f"not said in our words: {ended.failed}")
    if ended.status == 4 and len(ended.failed.splitlines()) != 3:
        bad.append(f"not three lines: {ended.failed}")
    return hit, bad + play.judge(case, play.words, ended.told)


def _is_sealed(point: Point) -> bool:
    """Not the index: what cannot be written there is made again. Its own files of the moment have
    no name any more; a sealed one always has."""
    return "/case.db" not in point.line and "<>" not in point.line


def matrix(name: str, every: int, processes: int = PROCESSES) -> Result:
    """The whole of it, on several processes."""
    command = [sys.executable, "-m", "tests.strace_matrix", "--play", name, "--every", str(every)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    running = [
        subprocess.Popen(
            [*command, "--worker", str(number), "--of", str(processes)],
            stdout=subprocess.PIPE,
            env=environment,
            cwd=Path(__file__).parent.parent,
        )
        for number in range(processes)
    ]
    whole = Result(0, 0, [])
    for each in running:
        out, _ = each.communicate()
        assert each.returncode == 0, "a worker stopped; its words are above"
        part = json.loads(out)
        whole.points += part["points"]
        whole.hit += part["hit"]
        whole.bad += part["bad"]
    return whole


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--play", choices=("vault", "case"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--worker", type=int)
    parser.add_argument("--of", type=int, default=PROCESSES)
    given = parser.parse_args()
    if given.worker is not None:
        found = worker(given.play, given.worker, given.of, given.every)
        print(json.dumps({"points": found.points, "hit": found.hit, "bad": found.bad}))
        return 0
    bad = 0
    for name in (given.play,) if given.play else ("vault", "case"):
        start = time.monotonic()
        whole = matrix(name, given.every)
        took = time.monotonic() - start
        print(f"{name}: {whole.points} faults, {whole.hit} hit, {len(whole.bad)} bad, {took:.0f} s")
        for line in whole.bad:
            print(f"  {line}")
        bad += len(whole.bad)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
