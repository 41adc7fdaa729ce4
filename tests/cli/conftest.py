"""A case with a passphrase file, and a way to run commands in-process."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from everyword.cli import run
from everyword.vault import keys
from tests.cases_made import make_case, remembered_stretch

CHAT = (
    "13/03/2024, 21:07 - Messages and calls are end-to-end encrypted.\n"
    "13/03/2024, 21:07 - Alex: I will send money on Friday\n"
    "and the rest next week\n"
    "14/03/2024, 08:00 - Sam: ok 😀\n"
    "15/03/2024, 08:00 - Sam: money has not come\n"
)


class Ran(Struct):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `everyword` with these words in a folder of its own."""
    return running(tmp_path, monkeypatch)


def running(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Standing in this folder, with no case named."""
    monkeypatch.chdir(folder)
    monkeypatch.delenv("EVERYWORD_CASE", raising=False)
    monkeypatch.delenv("EVERYWORD_PASSPHRASE_FILE", raising=False)
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)

    def ran(*words: str | Path, typed: str = "") -> Ran:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", io.StringIO(typed))
            code = run([str(word) for word in words])
        out.flush()
        return Ran(code, out.buffer.getvalue().decode(errors="surrogateescape"), err.getvalue())  # type: ignore[attr-defined]

    return ran


@pytest.fixture
def in_case(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, with a case in ./case that opens."""
    words = make_case(tmp_path / "case")
    (tmp_path / "words").write_text(words + "\n")
    monkeypatch.setenv("EVERYWORD_CASE", str(tmp_path / "case"))
    monkeypatch.setenv("EVERYWORD_PASSPHRASE_FILE", str(tmp_path / "words"))
    return command


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text(CHAT, "utf-8")
    return path


@pytest.fixture
def filled(in_case: Run, chat: Path) -> Run:
    """A case with one short chat in it."""
    assert in_case("add", chat).code == 0
    return in_case


def ids(run: Run, *words: str) -> list[str]:
    """The ids `everyword list` gives for these words."""
    return [json.loads(line)["id"] for line in run("list", "--json", *words).out.splitlines()]
