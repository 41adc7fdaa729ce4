"""The server: one port of this computer that nobody else can reach, for as long as it runs."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn

from everyword.case.store import Clock
from everyword.web.app import make_app
from everyword.web.desk import Desk
from everyword.web.door import Door

HOST = "127.0.0.1"
Ready = Callable[[str, str], None]


def serve(folder: Path, now: Clock, away: str, ready: Ready, port: int = 0) -> None:
    """Until it is stopped. `ready` is given the address, and the code that lets one window in.

    Port 0 is one that is free, another each time.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind((HOST, port))
        port = listening.getsockname()[1]
        door, desk = Door(port), Desk(folder, now)
        config = uvicorn.Config(
            make_app(desk, door, away),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        try:
            asyncio.run(_run(_Server(config), listening, desk, door, port, ready))
        finally:
            desk.close()


class _Server(uvicorn.Server):
    """Stops by itself when it is asked to, so that the case is closed after it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, setattr, self, "should_exit", True)
        yield


async def _run(
    server: uvicorn.Server,
    listening: socket.socket,
    desk: Desk,
    door: Door,
    port: int,
    ready: Ready,
) -> None:
    watching = asyncio.create_task(desk.watch())
    running = asyncio.create_task(server.serve([listening]))
    while not server.started and not running.done():
        await asyncio.sleep(0.01)
    if server.started:
        ready(f"http://{HOST}:{port}/", f"{door.code[:5]}-{door.code[5:]}")
    try:
        await running
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
