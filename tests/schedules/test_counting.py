"""What is counted once, what is asked, and what a person said of the accounts."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import COLUMNS, CURRENT, filled, ofx, ok, sheet, table


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def asked(run: Run) -> list[dict[str, str]]:
    return [json.loads(each) for each in ok(run, "account", "ask", "--json").splitlines()]


def test_what_stands_in_two_files_is_asked_and_then_counted_once(run: Run, tmp_path: Path) -> None:
    again = sheet(tmp_path / "current.csv", CURRENT)
    ok(run, "add", again, "--answer", COLUMNS)
    last = table(run, "money")[1]
    assert last["figures"]["out"] == {"GBP": "1650.00", "currency not said": "1650.00"}
    assert "may stand in both" in str(last["notes"])
    (question,) = [each for each in asked(run) if each["what"] == "twice"]
    assert question["command"].startswith("everyword account twice current.ofx current.csv")

    ok(run, "account", "twice", "current.ofx", "current.csv")
    last = table(run, "money")[1]
    assert last["figures"]["out"] == {"GBP": "1650.00"}
    assert "does not run" not in str(last["notes"])
    assert "both have is counted under the first alone" in str(last["notes"])
    assert "7 payments that stand in two sources are counted once, as said" in last["notes"]
    assert not [each for each in asked(run) if each["what"] == "twice"]
    (rent,) = [each["words"] for each in asked(run) if "MRS QUILL" in each["words"]]
    assert rent == "MRS QUILL: 2 payments out. What kind?"
    ok(run, "account", "undo")
    ok(run, "account", "twice", "current.ofx", "current.csv", "--apart")
    assert len(table(run, "money")[1]["figures"]["out"]) == 2


def test_what_was_said_of_two_payments_goes_before_what_was_said_of_their_files(
    run: Run, tmp_path: Path
) -> None:
    ok(run, "add", sheet(tmp_path / "current.csv", CURRENT), "--answer", COLUMNS)
    lines = map(json.loads, ok(run, "list", "--differences", "--json").splitlines())
    pair = next(each for each in lines if "perhaps_same" in each)
    one, two = pair["id"], pair["perhaps_same"]["id"]
    ok(run, "double", "one", one, two)
    before = table(run, "money")[1]
    assert "6 payments may stand in both" in str(before["notes"])
    assert "1 payment that stand" in str(before["notes"])

    ok(run, "account", "twice", "current.ofx", "current.csv")
    ok(run, "double", "two", one, two)
    last = table(run, "money")[1]
    assert "6 payments that stand in two sources are counted once" in str(last["notes"])


def test_a_locked_cite_takes_its_account_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Your account ends 99.\n")
    ok(run, "add", tmp_path / "letter.txt")
    letter = json.loads(ok(run, "list", "--kind", "document", "--json"))["id"]
    ok(run, "account", "name", "Bank 99", "--title", "Hidden pot", "--cite", letter)
    assert "Hidden pot" in str(table(run, "statements"))
    ok(run, "how", "answer", letter, "--device", "other")

    rows, last = table(run, "statements")
    assert "Hidden pot" not in str(rows) and "A1 left out" in str(last["notes"])


def test_accounts_are_streamed_from_several_sources(run: Run, tmp_path: Path) -> None:
    more = (*CURRENT, ("2024-03-02", "-1.00", "kiosk"))
    ok(run, "add", ofx(tmp_path / "again.ofx", "12345678", more))

    assert table(run, "money")[1]["figures"]["out"] == {"GBP": "1651.00"}  # the same lines: once


def test_two_files_that_are_one_account_have_all_of_it(run: Run, tmp_path: Path) -> None:
    ok(run, "add", sheet(tmp_path / "current.csv", CURRENT), "--answer", COLUMNS)
    ok(run, "account", "twice", "current.ofx", "current.csv")
    ok(run, "account", "name", "current.csv", "12345678", "--title", "Ours", "--currency", "GBP")
    last = table(run, "money", "--account", "A1")[1]

    assert last["figures"]["out"] == {"GBP": "1650.00"}
    assert "under the first alone" not in str(last["notes"])


def test_who_is_joined_with_another_is_that_person(run: Run) -> None:
    ok(run, "person", "add", "Sammy")
    ok(run, "account", "name", "87654321", "--whose", "Sammy")
    ok(run, "person", "join", "P2", "P3")

    assert "Not counted: A1 87654321" in str(table(run, "money")[1]["facts"])
