"""Redaction in a process of its own: a hostile PDF can stop that one, and nothing else.

`python -m everyword.redact.apart` takes one task on its standard input and answers on its standard
output. It may write no file, and has a limit on memory and on time; what is written at the end is
written by the one who asked.
"""

import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal

import msgspec
import pikepdf
from msgspec import Struct

from everyword.errors import ERRORS, EverywordError, SourceUnreadable
from everyword.redact.counting import elsewhere, hits_of
from everyword.redact.marks import Box, Log, Word, findings_of, remarks_of
from everyword.redact.pictured import Eyes
from everyword.redact.redacting import look, redacted
from everyword.redact.survey import MOST_PAGES

MEMORY = 6 << 30
"""Address space, in bytes: a picture at 300 dpi and the file several times over."""
SECONDS, PAGE_SECONDS = 240, 20
"""Of work: at first, and for each page."""
REMEDY = "Print it to a new PDF in a viewer that shows it, and redact that file."


class Task(Struct, frozen=True):
    kind: Literal["look", "redact"]
    data: bytes
    name: str
    marks: tuple[Box, ...]
    words: tuple[Word, ...]
    profile: str
    keep_words: bool
    beside: tuple[tuple[str, bytes], ...]
    seconds: int
    eyes: Eyes | None = None


class Place(Struct, frozen=True):
    """A box that would be drawn: as shown, in points from the upper left corner."""

    page: int
    box: tuple[float, float, float, float]
    basis: str
    words: str


class Seen(Struct, frozen=True):
    """What would be taken out."""

    boxes: tuple[Place, ...]
    findings: tuple[str, ...]
    counts: dict[str, int]
    hits: tuple[int, ...] = ()
    """How often each word was found on the pages, in the order given."""
    elsewhere: tuple[int, ...] = ()
    """Which words, from 0, are on no page but in other data of the file."""
    remarks: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """What was looked for; or the copy and its record; or the error that stopped it."""

    seen: Seen | None = None
    data: bytes = b""
    log: Log | None = None
    error: str = ""
    words: dict[str, str] = {}


def look_apart(
    data: bytes,
    name: str,
    marks: Sequence[Box],
    words: Sequence[Word],
    profile: str = "plain",
    eyes: Eyes | None = None,
) -> Seen:
    """As `look`, in a child with limits. Raises SourceUnreadable where that does not come back."""
    task = Task("look", data, name, tuple(marks), tuple(words), profile, False, (), SECONDS, eyes)
    seen = _answered(task).seen
    assert seen is not None
    return seen


def redacted_apart(
    data: bytes,
    name: str,
    marks: Sequence[Box],
    words: Sequence[Word],
    profile: str = "plain",
    keep_words: bool = False,
    beside: Sequence[tuple[str, bytes]] = (),
    seconds: int = SECONDS,
    eyes: Eyes | None = None,
) -> tuple[bytes, Log]:
    """As `redacted`, in a child with limits: the copy, and its record.

    Raises what it raises, and SourceUnreadable where the child does not come back.
    """
    given = (tuple(marks), tuple(words), profile, keep_words, tuple(beside), seconds, eyes)
    answer = _answered(Task("redact", data, name, *given))
    assert answer.log is not None
    return answer.data, answer.log


def _answered(task: Task) -> Answer:
    command = [sys.executable, "-I", "-m", "everyword.redact.apart"]
    ran = subprocess.run(
        command, input=msgspec.msgpack.encode(task), stdout=subprocess.PIPE, check=False
    )
    try:
        answer = msgspec.msgpack.decode(ran.stdout, type=Answer)
    except msgspec.DecodeError:
        busy = ran.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        reason = "it keeps a program busy without end" if busy else "it stops the program"
        raise _unreadable(task.name, reason) from None
    if answer.error:
        known = {each.__name__: each for each in ERRORS}
        error = known.get(answer.error)
        if error is None:
            raise _unreadable(task.name, f"it stops the program ({answer.error})")
        raise error(**answer.words)
    return answer


def _unreadable(name: str, reason: str) -> SourceUnreadable:
    return SourceUnreadable(path=name, reason=reason, remedy=REMEDY)


def main() -> None:
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    outward = os.fdopen(os.dup(1), "wb")
    # Nothing a library prints may be taken for the answer, or reach the person's terminal.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    _limit(task.seconds)
    with suppress(pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        with pikepdf.open(io.BytesIO(task.data)) as pdf:
            pages = min(len(pdf.pages), MOST_PAGES)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        seconds = task.seconds + PAGE_SECONDS * (pages - 1)
        if hard == resource.RLIM_INFINITY or seconds <= hard:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
    try:
        answer = _worked(task)
    except EverywordError as error:
        answer = Answer(error=type(error).__name__, words=error.words)
    except Exception as fault:  # the wall around every PDF: its fault is said, and nothing leaves
        answer = Answer(error=f"with a fault of its own: {type(fault).__name__}")
    outward.write(msgspec.msgpack.encode(answer))
    outward.flush()


def _worked(task: Task) -> Answer:
    given = (task.data, task.marks, task.words, task.profile)
    if task.kind == "redact":
        data, log = redacted(*given, task.keep_words, task.name, task.beside, task.eyes)
        return Answer(data=data, log=log)
    found = look(*given, task.name, task.eyes)
    boxes = tuple(
        Place(
            mark.page,
            found.survey.sheets[mark.page - 1].view.shown(mark.rect),
            mark.basis,
            mark.words,
        )
        for mark in found.survey.marks
    )
    hits = hits_of(found.survey, task.words)
    missed = elsewhere(found.data, task.words, hits)
    said = (findings_of(found.findings), remarks_of(found.findings))
    return Answer(seen=Seen(boxes, said[0], found.counts, hits, missed, said[1]))


def _limit(seconds: int) -> None:
    """Lower the limits of this process."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, MEMORY),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = seconds if hard == resource.RLIM_INFINITY else min(seconds, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()
