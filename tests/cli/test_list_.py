"""everyword list: the timeline, narrowed; a message never moves the terminal."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids


def test_list_finds_and_narrows(filled: Run) -> None:
    assert len(ids(filled)) == 4
    assert len(ids(filled, "--find", "money")) == 2
    assert len(ids(filled, "--person", "Sam")) == 2
    assert len(ids(filled, "--from", "2024-03-14", "--to", "2024-03-14")) == 1
    assert len(ids(filled, "--thread", "Sam", "--limit", "3")) == 3
    assert filled("list", "--person", "Nobody").code == 2


def test_list_sources_says_the_account(filled: Run) -> None:
    assert "chat_whatsapp; 5 lines = 4 items" in filled("list", "--sources").out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs linux")
def test_a_terminal_cannot_be_moved_by_a_message(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Rowan.txt"
    path.write_text("13/03/2024, 21:07 - Rowan: \x1b[2J\x1b]0;owned\x07 hi\n" * 3)
    filled("add", path)

    assert "\x1b" not in filled("list").out


@pytest.mark.parametrize("day", ["1/4/24", "yesterday", "2024-02-30", "2024-3-1", ""])
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_day_that_is_none_is_refused(filled: Run, option: str, day: str) -> None:
    assert filled("list", option, day).code == 2
    assert filled("exhibit", "add", "--title", "T", "--thread", "Sam", option, day).code == 2


def test_an_open_question_is_among_the_problems(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n")
    in_case("add", "chat.txt")

    assert "3rd of April" in in_case("list", "--problems").out
