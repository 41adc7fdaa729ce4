"""The case behind the pages: opened by its words only, locked when nobody is there."""

import asyncio
import datetime as dt
import threading
import time
from pathlib import Path

import pytest

from everyword.case.store import Case
from everyword.errors import Locked
from everyword.web.desk import Desk
from tests.cases_made import Ticking


@pytest.fixture
def folder(tmp_path: Path, words: str) -> Path:
    return tmp_path / "case"


def test_wrong_words_and_no_case_take_the_same_time(folder: Path, tmp_path: Path) -> None:
    async def tried(folder: Path) -> float:
        desk, begun = Desk(folder, Ticking()), time.monotonic()
        assert not await desk.unlock("wrong", at_least=0.6)
        desk.close()
        return time.monotonic() - begun

    assert all(asyncio.run(tried(each)) >= 0.6 for each in (folder, tmp_path / "none"))


def test_what_is_locked_answers_nothing(folder: Path, words: str) -> None:
    async def work() -> None:
        desk = Desk(folder, Ticking())
        with pytest.raises(Locked):
            await desk.ask(lambda case: case.index.sources())
        assert await desk.unlock(words, at_least=0)
        assert len(await desk.ask(lambda case: case.index.sources())) == 1
        await desk.lock()
        assert not desk.is_open
        with pytest.raises(Locked):
            await desk.ask(lambda case: case.index.sources())
        desk.close()

    asyncio.run(work())


def test_it_locks_when_nobody_is_there(folder: Path, words: str) -> None:
    async def work() -> None:
        desk = Desk(folder, Ticking(), idle=dt.timedelta(seconds=0.2))
        await desk.unlock(words, at_least=0)
        watching = asyncio.create_task(desk.watch(every=0.02))
        for _ in range(8):  # somebody is there
            await asyncio.sleep(0.06)
            desk.touch()
        assert desk.is_open
        for _ in range(200):
            if not desk.is_open:
                break
            await asyncio.sleep(0.02)
        assert not desk.is_open
        watching.cancel()
        desk.close()

    asyncio.run(work())


def test_leaving_does_not_wait_for_a_long_question(folder: Path, words: str) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT count(*) FROM n"
    started = threading.Event()

    def question(case: Case) -> None:
        started.set()
        case.index.connection.execute(endless).fetchone()

    async def work() -> None:
        desk = Desk(folder, Ticking())
        await desk.unlock(words, at_least=0)
        asked = asyncio.create_task(desk.ask(question))
        await asyncio.to_thread(started.wait)
        await asyncio.sleep(0.05)
        leaving = asyncio.create_task(desk.lock())
        await asyncio.sleep(0)
        assert not desk.is_open  # at once, before the question has ended
        await asyncio.wait_for(leaving, 20)
        with pytest.raises(Exception, match="interrupted"):
            await asked
        desk.close()

    asyncio.run(work())
