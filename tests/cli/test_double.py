"""everyword double: what may be one payment is asked once, and the answer is kept."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids

CSV = "Date,Description,Amount\n2024-03-01,RENT MILL RD,-450.00\n2024-03-02,Bus,-3.20\n"
QIF = "!Type:Bank\nD2024-03-01\nT-450.00\nPMill Road\n^\nD2024-03-03\nT300.00\nPSam Lee\n^\n"


@pytest.fixture
def asked(in_case: Run, tmp_path: Path) -> Run:
    (tmp_path / "march.csv").write_text(CSV)
    (tmp_path / "march.qif").write_text(QIF)
    said = in_case("add", "--answer", "columns=yes", "march.csv", "march.qif")
    assert "1 payment may stand in two sources" in said.err
    return in_case


def pair(run: Run) -> tuple[str, str]:
    (line,) = map(json.loads, run("list", "--differences", "--json").out.splitlines())
    return line["id"], line["perhaps_same"]["id"]


@pytest.mark.parametrize("word", ["one", "two"])
def test_what_was_answered_is_not_asked_again_and_undo_asks_again(asked: Run, word: str) -> None:
    one, two = pair(asked)
    how = f"everyword double one {one} {two}    if not:  everyword double two {one} {two}"
    assert how in asked("list", "--differences").out

    assert asked("double", word, two, one, "--dry-run").code == 0
    assert pair(asked) == (one, two)
    said = asked("double", word, two[:8], one)

    assert said.code == 0 and said.out.startswith(f"{word}:") and "RENT MILL RD" in said.out
    assert "No two copies" in asked("list", "--differences").err
    assert "may stand in two" not in asked("add", "march.qif").err
    assert len(ids(asked, "--kind", "payment")) == 4  # nothing is merged
    (kept,) = map(json.loads, asked("double", "list", "--json").out.splitlines())
    assert kept == {"one": word == "one", "items": sorted((one, two))}
    assert f"{word}:" in asked("double", "list").out

    other = {"one": "two", "two": "one"}[word]
    assert asked("double", other, one, two).code == 0  # the later answer stands
    (kept,) = map(json.loads, asked("double", "list", "--json").out.splitlines())
    assert kept["one"] == (other == "one")
    assert asked("double", "undo").code == asked("double", "undo").code == 0
    assert pair(asked) == (one, two) and asked("double", "undo").code == 2


def test_what_cannot_be_one_is_refused(asked: Run, tmp_path: Path) -> None:
    one, two = pair(asked)
    (bus,) = ids(asked, "--find", "Bus")
    (tmp_path / "note.txt").write_text("a note\n")
    asked("add", "note.txt")
    (note,) = ids(asked, "--find", "note")

    for other, words in (
        (bus, "one source"),
        (one, "one item already"),
        (note, "not two payments"),
    ):
        refused = asked("double", "one", one, other)
        assert refused.code == 2 and words in refused.err
    assert asked("double", "one", one, "zzzz").code == 2
    assert asked("double", "list").out == "" and pair(asked) == (one, two)


def test_the_answer_follows_an_item_whose_first_source_is_deleted(
    asked: Run, tmp_path: Path
) -> None:
    one, two = pair(asked)
    assert asked("double", "two", one, two).code == 0
    (tmp_path / "again.csv").write_text(CSV + "2024-03-09,Bread,-2.00\n")
    assert asked("add", "--answer", "columns=yes", "again.csv").code == 0
    assert "may stand" not in asked("list", "--differences").out
    (first,) = (
        line.split()[0]
        for line in asked("list", "--sources").out.splitlines()
        if "march.csv" in line
    )

    assert asked("delete", first, "--yes").code == 0

    (kept,) = map(json.loads, asked("double", "list", "--json").out.splitlines())
    assert one not in kept["items"] and two in kept["items"]
    assert "No two copies" in asked("list", "--differences").err


def test_an_answer_is_there_after_the_index_is_made_again(asked: Run) -> None:
    one, two = pair(asked)
    asked("double", "one", one, two)
    before = asked("double", "list").out

    assert asked("rebuild").code == 0

    assert asked("double", "list").out == before
    assert "No two copies" in asked("list", "--differences").err
