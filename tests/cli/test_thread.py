"""everyword thread: what looks like one conversation is asked, joined when said, and given back."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def export(folder: Path, name: str, own: str, other: str, lines: list[str]) -> Path:
    path = folder / f"WhatsApp Chat with {name}.txt"
    said = [
        f"{13 + n // 50}/03/2024, 12:{n % 50:02} - {other if n % 2 else own}: {line}\n"
        for n, line in enumerate(lines)
    ]
    path.write_text("".join(said), "utf-8")
    return path


LINES = [f"about day {n}, as we said" for n in range(40)]


@pytest.fixture
def two(in_case: Run, tmp_path: Path) -> Run:
    changed = [line if n != 7 else "about day 7, as we never said" for n, line in enumerate(LINES)]
    one = export(tmp_path, "Sam", "Alex", "Sam", LINES)
    other = export(tmp_path, "Alex M", "Alex M", "Sam's own", changed)
    assert in_case("add", one, "--zone", "Europe/London").code == 0
    added = in_case("add", other, "--zone", "Europe/London")
    assert added.code == 0
    assert "These two look like one conversation" in added.err
    assert "39 of 40 messages in both are alike" in added.err
    assert "everyword thread join" in added.err and "everyword thread apart" in added.err
    return in_case


def listed(run: Run, *words: str) -> list[str]:
    return [json.loads(line)["text"] for line in run("list", "--json", *words).out.splitlines()]


def conversations(run: Run) -> list[str]:
    found = [json.loads(line) for line in run("thread", "list", "--json").out.splitlines()]
    return [each["name"] for each in found if "name" in each]


def test_joined_ones_are_one_and_undo_gives_back_two(two: Run) -> None:
    before = two("list", "--json").out
    names = conversations(two)
    assert len(names) == 2 and len(listed(two)) == 80

    told = two("thread", "join", *names)

    assert told.code == 0 and "calls" in told.err
    assert len(listed(two)) == 40
    assert len(listed(two, "--thread", names[0])) == len(listed(two, "--thread", names[1])) == 40
    assert "look like one conversation" not in two("list").err
    differs = two("list", "--differences").out
    assert "as we never said" in differs and differs.count("calls") == 2
    assert "has it from" not in differs
    assert two("rebuild").code == 0 and len(listed(two)) == 40
    assert "Would undo: thread " in two("thread", "undo", "--dry-run").err
    assert two("thread", "undo").code == 0
    assert two("list", "--json").out == before
    assert "look like one conversation" in two("list").err


def test_what_was_said_to_be_two_is_not_asked_again(two: Run) -> None:
    names = conversations(two)
    assert two("thread", "apart", *names).code == 0

    assert "look like one conversation" not in two("list").err
    assert "two: " in two("thread", "list").out
    assert two("thread", "join", *reversed(names)).code == 0
    assert len(listed(two)) == 40
    assert two("thread", "apart", *names).code == 0  # the newest word counts
    assert len(listed(two)) == 80


def test_unrelated_ones_are_not_joined_unless_somebody_knows_better(
    filled: Run, tmp_path: Path
) -> None:
    other = export(tmp_path, "Rowan", "Alex", "Rowan", [f"school {n}" for n in range(20)])
    assert filled("add", other).code == 0
    names = conversations(filled)

    told = filled("thread", "join", *names)
    assert told.code == 7 and "do not look like one conversation" in told.err
    assert len(listed(filled)) == 24
    assert filled("thread", "join", "--anyway", *names).code == 0
    assert len(listed(filled, "--thread", names[0])) == 24


def test_names_that_are_not_there_or_one_are_said(two: Run) -> None:
    (name, _) = conversations(two)

    assert two("thread", "join", name, "Nobody").code == 2
    assert two("thread", "join", name, name).code == 2
    assert two("thread", "undo").code == 2
    assert len(listed(two)) == 80
