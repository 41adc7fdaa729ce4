"""The check in a process of its own: a hostile PDF can stop that one, and nothing else.

`python -m everyword.rules.apart` takes one task as JSON on its standard input and answers with
lines of JSON: how far it is, then the result. It may write no file, and has a limit on memory and
on time.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from everyword.errors import EverywordError, SourceUnreadable
from everyword.rules.checking import check_file
from everyword.rules.limits import limit, more_time
from everyword.rules.pictures import as_page
from everyword.rules.records import Profile, profile
from everyword.rules.report import Report

MEMORY = 4 << 30
"""Address space, in bytes."""
SECONDS = 3600
"""Of work in all; 20,000 pages need a twentieth."""
PAGE_SECONDS = 60
"""Of work between one page and the next: pages can be built to keep a program busy for years."""


class Task(Struct, frozen=True):
    path: str
    profile: str
    day: dt.date
    overrides: dict[str, str]
    password: str
    is_pictured: bool
    page_seconds: int


class Answer(Struct, frozen=True):
    """`done` of `total` pages; the report, and the page for a browser; or why there is none."""

    done: int = 0
    total: int = 0
    report: Report | None = None
    html: str = ""
    reason: str = ""
    remedy: str = ""


def check_apart(
    path: Path,
    profile: Profile,
    day: dt.date,
    overrides: Mapping[str, str],
    password: str = "",
    is_pictured: bool = False,
    told: Callable[[int, int], None] = lambda done, total: None,
    page_seconds: int = PAGE_SECONDS,
) -> tuple[Report, str]:
    """As `check_file`, in a child with limits. The HTML is empty unless asked for.

    Raises SourceUnreadable, also where the child did not come to an end.
    """
    task = Task(
        str(path.absolute()),
        profile.id,
        day,
        dict(overrides),
        password,
        is_pictured,
        page_seconds,
    )
    command = [sys.executable, "-I", "-m", "everyword.rules.apart"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        try:
            child.stdin.write(msgspec.json.encode(task))
            child.stdin.close()
            answer = _heard(child.stdout, told)
        except BaseException:
            child.kill()
            raise
    if answer.report is None:
        reason = answer.reason or _end(child.returncode, answer.done)
        raise SourceUnreadable(path=path.name, reason=reason, remedy=answer.remedy or REMEDY)
    return answer.report, answer.html


REMEDY = "Open it in another program, print it to a new PDF there, and check that one."


def _heard(stream: IO[bytes], told: Callable[[int, int], None]) -> Answer:
    """The last answer; the others say how far it is."""
    answer = Answer()
    for line in stream:
        try:
            answer = msgspec.json.decode(line, type=Answer)
        except msgspec.DecodeError:
            return Answer()
        if answer.total:
            told(answer.done, answer.total)
    return answer


def _end(code: int, done: int) -> str:
    where = f" (after page {done})" if done else ""
    if code == -signal.SIGXCPU:
        return f"it keeps a program busy for longer than a check may take{where}"
    return f"it needs more memory than a check may use, or is built to stop a program{where}"


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    outward = os.fdopen(os.dup(1), "wb")
    # Nothing a library prints may be taken for an answer, or reach the person's terminal.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    limit(MEMORY, SECONDS)

    def say(answer: Answer) -> None:
        outward.write(msgspec.json.encode(answer) + b"\n")
        outward.flush()

    try:
        say(_answer(task, lambda done, total: say(Answer(done, total))))
    except EverywordError as error:
        say(Answer(reason=error.words.get("reason", ""), remedy=error.words.get("remedy", "")))


def _answer(task: Task, told: Callable[[int, int], None]) -> Answer:
    path, court = Path(task.path), profile(task.profile)

    def at(done: int, total: int) -> None:
        more_time(task.page_seconds)
        told(done, total)

    more_time(PAGE_SECONDS)
    report = check_file(path, court, task.day, task.overrides, task.password, at)
    more_time(SECONDS)
    html = as_page(report, court, path, task.password) if task.is_pictured else ""
    return Answer(report=report, html=html)


if __name__ == "__main__":
    main()
