"""The front door: help, wrong words, wrong passphrase, no case."""

import subprocess
import sys
from pathlib import Path

import pytest

from everyword.cli import COMMANDS
from everyword.cli.listed import Line
from tests.cli.conftest import Run


def test_help_lists_every_command_in_the_order_of_the_work(command: Run) -> None:
    out = command("--help").out

    places = [out.index(f"  {each.name} ") for each in COMMANDS]
    assert places == sorted(places)


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line.name)
def test_the_list_says_of_a_command_what_the_command_says(line: Line) -> None:
    loaded = line.load()

    assert (loaded.name, loaded.get_short_help_str(200)) == (line.name, line.short)


def test_help_loads_no_reader_and_no_case() -> None:
    code = (
        "import sys; from everyword.cli import run; run(['--help']);"
        "print([each for each in sys.modules if each.startswith('everyword.')], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "Commands:" in ran.stdout
    assert ran.stderr.strip() == str(["everyword.cli.listed", "everyword.errors", "everyword.cli"])


@pytest.mark.parametrize(
    "words", [("nonsense",), ("add",), ("bundle",), ("show",), ("list", "--x")]
)
def test_wrong_words_are_three_lines_and_code_two(in_case: Run, words: tuple[str, ...]) -> None:
    ran = in_case(*words)

    assert ran.code == 2 and len(ran.err.splitlines()) == 3


def test_no_case_says_how_to_make_one(command: Run) -> None:
    ran = command("list")

    assert ran.code == 2 and "everyword new" in ran.err


def test_a_wrong_passphrase_is_code_five(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "words").write_text("quite other words than these here")

    ran = in_case("list")

    assert ran.code == 5 and len(ran.err.splitlines()) == 3


def test_without_a_passphrase_it_stays_locked(
    in_case: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVERYWORD_PASSPHRASE_FILE")

    assert in_case("list").code == 5


def test_two_writers_at_once_are_refused(in_case: Run, tmp_path: Path, chat: Path) -> None:
    from everyword.case.store import Case
    from tests.cases_made import Ticking

    words = (tmp_path / "words").read_text().strip()
    with Case.open(tmp_path / "case", words, Ticking(), write=True):
        assert in_case("add", chat).code == 5
        assert in_case("list").code == 0
    assert in_case("add", chat).code == 0


def test_a_fault_of_ours_is_code_seventy(in_case: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from everyword.cli.settings import Settings

    def broken(self: Settings, write: bool = False) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Settings, "open", broken)

    ran = in_case("list")
    assert ran.code == 70 and "Sealed files are not touched" in ran.err
