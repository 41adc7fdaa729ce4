"""The process in which pages of given PDFs are displayed: with limits, and writing no file.

Run as `python -m everyword.bundle.pdf.child`; `apart` asks it through its standard streams.
"""

import os
import resource
import signal
import sys
from pathlib import Path

import msgspec
import pypdfium2

from everyword.bundle.pdf.apart import Opening, receive, send
from everyword.bundle.pdf.looking import Found, Search, Wanted
from everyword.bundle.pdf.reading import Reader, ToRead
from everyword.rules.limits import limit, more_time

MEMORY = 4 << 30
"""Address space, in bytes."""
SECONDS = 86_400
PAGE_SECONDS = 20
"""Of work on one page."""
HURRIED_SECONDS = 5
"""The same for a page among others: one that takes longer is asked about again, alone."""
GROWN = 64 << 20
"""Bytes; the library keeps the pictures of all pages it has displayed, until the file is closed."""
MOST_PAGES = 200
"""Pages before the file is closed, where nobody says how much memory it takes."""
OFTEN = 10
"""Pages after which the memory is looked at."""
STATE = Path("/proc/self/statm")


def main() -> None:
    inward, outward = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing a library prints may be taken for an answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process says when to stop
    limit(MEMORY, SECONDS)
    answers: _Answers | None = None
    try:
        while True:
            message = msgspec.msgpack.decode(receive(inward), type=Opening | list[msgspec.Raw])
            if isinstance(message, Opening):
                if answers is not None:
                    answers.close()
                answers = _Answers(message)
                continue
            assert answers is not None  # what is asked about is said first
            seconds = PAGE_SECONDS if len(message) == 1 else HURRIED_SECONDS
            said = [answers.of(item, seconds) for item in message]
            send(outward, msgspec.msgpack.encode(said))
    except (EOFError, BrokenPipeError):
        return


class _Answers:
    """What is said of the pages of one PDF."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._open()

    def _open(self) -> None:
        self._pdf = pypdfium2.PdfDocument(self._opening.data or self._opening.path)
        self._pdf.init_forms()
        kind = Search if self._opening.kind == "look" else Reader
        self._reader: Search | Reader = kind(self._pdf)
        self._at_first, self._count = resident(), 0

    def close(self) -> None:
        self._reader.close()
        self._pdf.close()

    def of(self, item: msgspec.Raw, seconds: int) -> Found | list[str]:
        more_time(seconds)
        if self._count % OFTEN == OFTEN - 1 and self._is_full():
            self.close()
            self._open()
        self._count += 1
        if isinstance(self._reader, Search):
            return self._reader.find(msgspec.msgpack.decode(item, type=Wanted))
        return self._reader.said(msgspec.msgpack.decode(item, type=ToRead))

    def _is_full(self) -> bool:
        now = resident()
        return now > self._at_first + GROWN if now else self._count >= MOST_PAGES


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not say."""
    try:
        return int(STATE.read_bytes().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main()
