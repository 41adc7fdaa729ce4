"""Every command walked in one case: nothing plain but where it was asked for, no secret said."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from everyword.cli import COMMANDS
from everyword.cli.listed import inside
from tests.canary import Search
from tests.canary_house import House
from tests.canary_walk import (
    FILES,
    NOT_WALKED,
    PACKAGES,
    PLAIN,
    SAYING,
    Walk,
    everything,
    secrets_of,
)
from tests.canary_watching import Watching
from tests.vault.authority import Authority

STRACE = ("strace", "-f", "--seccomp-bpf", "-s", "0")
CALLS = "trace=openat,?open,?creat,mkdirat,?mkdir,?rename,renameat2,?link,linkat,memfd_create"


def may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*STRACE, "-e", CALLS, "true"], capture_output=True).returncode == 0


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path.resolve() / "house")
    (house.outside / "log").mkdir(parents=True)
    trace = (*STRACE, "-o", str(house.outside / "log/trace"), "-e", CALLS)
    house.begin(trace if may_trace() else ())
    yield house
    house.end()


def test_after_every_command_nothing_is_found(house: House, tmp_path: Path) -> None:
    walk = Walk(house)
    with Watching(house) as watching:
        everything(walk, Authority(tmp_path / "a") if shutil.which("openssl") else None)
    search = Search(house.words)

    assert (house.finds(search), sorted(watching.found)) == ([], [])
    assert watching.looks > 20
    assert house.left_over() == []
    _check_what_was_asked_for(house, search)
    _check_what_was_said(walk)
    walk.on("remove", "--no-copy", "--yes")
    assert set(every_command()) - {*NOT_WALKED} == {
        each for each in every_command() if _is_walked(walk, each)
    }
    assert not house.case.exists() and house.finds(search) == []
    trace = house.outside / "log/trace"
    if not trace.exists():
        pytest.skip("needs strace, and leave to use it")
    _check_what_was_opened(house, trace.read_text(errors="replace").splitlines())


def every_command() -> Iterator[str]:
    """By its words: "list", "key add"."""
    for command in (each.load() for each in COMMANDS):
        if isinstance(command, click.Group):
            yield from (f"{command.name} {name}" for name in inside(command))
        else:
            yield str(command.name)


def _is_walked(walk: Walk, command: str) -> bool:
    return any(words == command or words.startswith(f"{command} ") for words, _ in walk.done)


def _check_what_was_asked_for(house: House, search: Search) -> None:
    assert {path.name for path in house.chosen.iterdir()} == {*FILES, *PACKAGES}
    found = search.in_folder(house.chosen)
    assert {each.word for each in found} == PLAIN
    plain = {*PACKAGES, "bundle.json", "bundle.pdf", "copy.pdf", "contact.pdf"}
    assert {each.path.split("/")[0] for each in found} == plain
    assert not [each for each in found if each.path.startswith("copy") and each.word == "chat"]


def _check_what_was_said(walk: Walk) -> None:
    """No secret to the terminal or to another program; no word of the case to another program."""
    secret, every = secrets_of(walk.house), Search(walk.house.words)
    names, started = set(), 0
    for words, ran in walk.done:
        name = " ".join(words.split()[:2]) if words.startswith("key") else words.split()[0]
        names.add(name)
        said = {word for word, _ in secret.in_bytes(ran.out.encode())}
        assert not said or name in SAYING or said == {"any identity"}, words
        assert list(secret.in_bytes(ran.err.encode())) == [], words
        started += len(ran.started)
        for program in ran.started:
            assert list(every.in_bytes("\n".join(program).encode())) == [], words
    assert started > 5 and names >= SAYING


def _check_what_was_opened(house: House, lines: list[str]) -> None:
    """Also files removed at once, or with no name at all: their bytes stay on the disk.

    Files in memory (memfd) have none there.
    """
    written = [
        line
        for line in lines
        if any(word in line for word in ("O_WRONLY", "O_RDWR", "O_TMPFILE", "mkdir"))
        and " resumed>" not in line
    ]
    sealed = ("case", "moved", "for the reader", "ask.txt", "answer.txt", "request.tsq", "text")
    places = (
        *(str(house.watched / name) for name in sealed),
        *(str(house.chosen), str(house.outside / "log"), str(house.outside / "ann")),
    )
    usual = (*(f'"{place}' for place in places), '"/dev/null"', '"/dev/tty"', '"/proc/self/')
    others = ("EEXIST", "ENOENT", ".pyc.", '/__pycache__"')  # not made; our own modules, kept ready
    assert len(written) > 500
    assert [line for line in written if not any(each in line for each in (*usual, *others))] == []
