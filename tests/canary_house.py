"""A house for canaries: folders that are watched, and commands run in it, each in its own process.

`serve` is a process with everything imported; it forks for each command, which takes no time, runs
the command line there, and can kill it in front of any one of its steps.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from msgspec import Struct, field

from everyword.cli.listed import inside
from tests.canary import Found, Search

ROOT = Path(__file__).parent.parent
SLICE = 1 << 15
PAUSE = 500
"""Steps of SQLite's machine between two places where it can be killed."""


class Ran(Struct, frozen=True):
    """How one command ended; what it had to say; how many steps it took; what it started."""

    code: int
    out: str
    err: str
    steps: str
    """A letter for each: d for what changes a disk, s for what SQLite was told."""
    started: tuple[tuple[str, ...], ...]


class House(Struct):
    """`watched`: nothing may be found there. `chosen`: what a person asked for, in plain.
    `outside`: what the person has: papers, keys, and what we write down.
    """

    root: Path
    words: dict[str, str | bytes] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    @property
    def watched(self) -> Path:
        return self.root / "watched"

    @property
    def case(self) -> Path:
        return self.watched / "case"

    @property
    def chosen(self) -> Path:
        return self.root / "chosen"

    @property
    def outside(self) -> Path:
        return self.root / "outside"

    @property
    def unused(self) -> list[Path]:
        """Folders that are there to be written to, and nothing may be."""
        return [self.watched / name for name in ("tmp", "home", "here")]

    def begin(self, before: Sequence[str] = ()) -> None:
        for folder in (*self.unused, self.chosen, self.outside / "drawer", self.outside / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        self.server = subprocess.Popen(
            [*before, sys.executable, "-c", "from tests.canary_house import serve; serve()"],
            env=self.environment(),
            cwd=self.watched / "here",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def end(self) -> None:
        assert self.server is not None
        self.server.communicate()

    def environment(self) -> dict[str, str]:
        tmp, home = str(self.watched / "tmp"), self.watched / "home"
        tmps = ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR")
        homes = {"CACHE": ".cache", "CONFIG": ".config", "DATA": ".local/share", "STATE": ".state"}
        paths = [str(ROOT), *sys.path]
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "HOME": str(home),
            "XDG_RUNTIME_DIR": tmp,
            "EVERYWORD_CASE": str(self.case),
            **dict.fromkeys(tmps, tmp),
            **{f"XDG_{name}_HOME": str(home / folder) for name, folder in homes.items()},
        }

    def run(
        self,
        *words: str | Path,
        key: str = "words",
        fed: bytes = b"",
        kill: int = 0,
        ok: int = 0,
        keeps: bool = False,
    ) -> Ran:
        """One command; `key`: the file in `outside` that opens the case, or nothing.

        `kill`: the number of the step, from 1, in front of which it is killed. `fed` comes by a
        pipe. `keeps`: whatever a kill in front of any step would leave is kept in `outside/left`.
        """
        opener = "EVERYWORD_KEY_FILE" if key.endswith(".txt") else "EVERYWORD_PASSPHRASE_FILE"
        (self.outside / "log/fed").write_bytes(fed)
        asked = {
            "words": [str(word) for word in words],
            "env": {opener: str(self.outside / key)} if key else {},
            "fed": bool(fed),
            "kill": kill,
            "log": str(self.outside / "log"),
            "keep": [str(self.watched), str(self.outside / "left")] if keeps else [],
        }
        assert self.server is not None and self.server.stdin and self.server.stdout
        self.server.stdin.write(json.dumps(asked).encode() + b"\n")
        self.server.stdin.flush()
        code = int(self.server.stdout.readline())
        out, err = (
            (self.outside / "log" / name).read_text("utf-8", "replace") for name in ("out", "err")
        )
        lines = (self.outside / "log/steps").read_text("utf-8").splitlines()
        started = tuple(tuple(json.loads(line)) for line in lines if line.startswith("["))
        ran = Ran(code, out, err, "".join(line for line in lines if line in ("d", "s")), started)
        assert kill or code in ((0, 1) if ok == 0 else (ok,)), (words, code, out, err)
        return ran

    def finds(self, search: Search) -> list[Found]:
        return search.in_folder(self.watched)

    def left_over(self) -> list[str]:
        """Whatever is in a folder that nothing had to write to."""
        return [str(path.relative_to(self.watched)) for each in self.unused for path in _in(each)]

    def put_back(self, case: Path) -> None:
        shutil.rmtree(self.case, ignore_errors=True)
        shutil.copytree(case, self.case)


def _in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


# The process that runs them


def serve() -> None:
    """One line of JSON for each command; the answer is a line with its exit code."""
    _prepare()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                _child(**asked)
            finally:
                os._exit(99)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _prepare() -> None:
    """Passphrases are stretched less than usual, and a slice of a recording is small."""
    for line in import_module("everyword.cli").COMMANDS:
        command = line.load()  # once here, not in each child
        if isinstance(command, click.Group):
            inside(command)
    from everyword.vault import keys
    from everyword.vault.store import Vault

    create = Vault.create.__func__  # type: ignore[attr-defined]
    create.__defaults__ = (keys.LEAST_WORK, *create.__defaults__[1:])
    keys.lock_slot.__defaults__ = (keys.LEAST_WORK,)
    sys.modules["everyword.cli.record"].MOST = SLICE  # type: ignore[attr-defined]


def _child(
    words: list[str], env: dict[str, str], fed: bool, kill: int, log: str, keep: list[str]
) -> None:
    os.setsid()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    left = Left(Path(keep[0]), Path(keep[1])) if keep else None
    steps = Steps(os.open(f"{log}/steps", flags, 0o600), kill, left)
    os.dup2(_feeder(f"{log}/fed") if fed else os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{log}/{name}", flags, 0o600), number)
    os.environ.update(env)
    from everyword.cli import run

    steps.begin()
    code = run(words)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _feeder(path: str) -> int:
    """A pipe that somebody else writes this file to."""
    out, into = os.pipe()
    if os.fork() == 0:
        os.close(out)
        data = Path(path).read_bytes()
        try:
            while data:
                data = data[os.write(into, data) :]
        finally:
            os._exit(0)
    os.close(into)
    return out


class Left:
    """Keeps a copy of every file that is new or other than before, with its name, at each look.

    Not of the database: its pages change with every step, and a kill leaves them as they are.
    """

    def __init__(self, watched: Path, to: Path) -> None:
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir()
        self._watched, self._to = watched, to
        self._seen: set[tuple[str, int, int, int]] = set()
        self.look(keep=False)

    def look(self, keep: bool = True) -> None:
        for path in self._watched.rglob("*"):
            status = path.lstat()
            state = (str(path), status.st_ino, status.st_mtime_ns, status.st_size)
            if state in self._seen or path.name.startswith("case.db"):
                continue
            self._seen.add(state)
            if keep:
                data = path.read_bytes() if path.is_file() else b""
                name = str(path.relative_to(self._watched)).encode()
                (self._to / str(len(self._seen))).write_bytes(name + b"\n" + data)


class Steps:
    """Counts what changes a disk, and what SQLite is told; kills in front of the one asked for."""

    def __init__(self, log: int, kill: int, left: Left | None) -> None:
        self._log, self._kill, self._count, self._off = log, kill, 0, False
        self._left = left
        self._write, self._end = os.write, os.kill

    def begin(self) -> None:
        for name in ("write", "fsync", "fdatasync", "ftruncate"):
            setattr(os, name, self._before(getattr(os, name)))
        sys.addaudithook(self._heard)
        from everyword.index import database

        connect = database.connect

        def connected(*args: Any, **words: Any) -> Any:
            connection = connect(*args, **words)
            connection.set_trace_callback(lambda sql: self.step("s"))
            connection.set_progress_handler(lambda: self.step("s") or 0, PAUSE)
            return connection

        database.connect = connected

    def step(self, sort: str = "d") -> None:
        if self._off:
            return
        self._off = True
        self._count += 1
        if self._count == self._kill:
            self._end(0, signal.SIGKILL)
        if self._left is not None and sort == "d":
            self._left.look()
        self._write(self._log, f"{sort}\n".encode())
        self._off = False

    def _before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def before(*args: Any) -> Any:
            if args[0] > 2:  # what is printed is no step
                self.step()
            return real(*args)

        return before

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[2], int):
            if args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.step()
        elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"):
            self.step()
        elif event == "subprocess.Popen":
            started = [os.fsdecode(word) for word in args[1]]
            started += [f"{os.fsdecode(k)}={os.fsdecode(v)}" for k, v in (args[3] or {}).items()]
            self._write(self._log, json.dumps(started).encode() + b"\n")
