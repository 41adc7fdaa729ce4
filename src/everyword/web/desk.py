"""The open case behind the pages: one thread touches it, and it is locked when nobody works."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from everyword.case.store import Case, Clock
from everyword.errors import EverywordError, Locked

T = TypeVar("T")
IDLE = dt.timedelta(minutes=5)
SLOWEST = 2.0
"""Seconds that every try to open takes, right or wrong, with a case or without: nothing is told by
the time. Stretching the words takes about one."""


class Desk:
    """A case folder, and the case while it is unlocked."""

    def __init__(self, folder: Path, now: Clock, idle: dt.timedelta = IDLE) -> None:
        self._folder, self._now, self._idle = folder, now, idle.total_seconds()
        self._case: Case | None = None
        self._is_leaving = False
        self._last = time.monotonic()
        self._thread = ThreadPoolExecutor(1, "case")

    @property
    def is_open(self) -> bool:
        return self._case is not None and not self._is_leaving

    def touch(self) -> None:
        """Somebody is here."""
        self._last = time.monotonic()

    async def unlock(self, words: str, at_least: float | None = None) -> bool:
        """Whether it is open now. Why it is not is told to nobody."""
        begun = time.monotonic()
        await self._in_thread(lambda: self._unlock(words))
        least = SLOWEST if at_least is None else at_least
        await asyncio.sleep(max(0.0, begun + least - time.monotonic()))
        self.touch()
        return self.is_open

    def _unlock(self, words: str) -> None:
        if self._case is None:
            try:
                self._case = Case.open(self._folder, words, self._now)
            except EverywordError:
                self._case = None

    async def lock(self) -> None:
        """Nothing is answered any more at once; what is being looked up is broken off."""
        case, self._is_leaving = self._case, True
        if case is not None:
            case.index.connection.interrupt()
        await self._in_thread(self._lock)

    def _lock(self) -> None:
        case, self._case, self._is_leaving = self._case, None, False
        if case is not None:
            case.close()

    async def ask(self, question: Callable[[Case], T]) -> T:
        """Raises Locked, and what the question raises."""
        self.touch()
        return await self._in_thread(lambda: self._answer(question))

    def _answer(self, question: Callable[[Case], T]) -> T:
        if self._case is None or self._is_leaving:
            raise Locked()
        return question(self._case)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def watch(self, every: float = 1.0) -> None:
        """Locks when nobody was here for as long as `idle`; runs as long as the server does."""
        while True:
            await asyncio.sleep(every)
            if self.is_open and time.monotonic() - self._last > self._idle:
                await self.lock()

    def close(self) -> None:
        self._thread.submit(self._lock).result()
        self._thread.shutdown()
