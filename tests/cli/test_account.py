"""everyword account: what a person says of the accounts, and what is asked."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import COLUMNS, CURRENT, filled, ok, sheet, table
from tests.schedules.test_counting import asked


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def test_every_question_has_the_command_that_answers_it(run: Run) -> None:
    found = asked(run)
    assert [each["what"] for each in found] == [
        *("account", "account", "transfer"), *("kind",) * 7, "unlisted"
    ]  # fmt: skip
    for each in found:
        words = each["command"].split("    (")[0].replace("KIND", "food").replace("P1", "Alex")
        ran = run(*shlex.split(words)[1:])
        assert ran.code == 0, (words, ran.err)
    assert asked(run) == []


def test_a_named_table_is_one_account_with_the_other_names(run: Run, tmp_path: Path) -> None:
    ok(run, "add", sheet(tmp_path / "jan.csv", CURRENT[:2]), "--answer", COLUMNS)
    said = ok(run, "account", "name", "jan.csv", "12345678", "--title", "Ours", "--whose", "Alex")
    assert said.startswith("A1  Ours; whose: P1")
    listed = ok(run, "account", "list")
    assert "A1  9 " in listed and "unnamed account" not in listed
    ok(run, "account", "name", "A1", "--whose", "Alex", "--whose", "Sam", "--currency", "gbp")
    assert "(joint)" in ok(run, "account", "list")
    assert run("account", "name", "A1", "--currency", "pounds").code == 2
    ok(run, "account", "name", "87654321", "--title", "Saver")
    assert run("account", "name", "A1", "A2").code == 2  # two already


def test_a_dry_run_keeps_nothing(run: Run) -> None:
    for words in (
        ("name", "12345678", "--whose", "Alex"),
        ("kind", "TESCO*", "food"),
        ("moved", "--all"),
        ("statement", "12345678", "--from", "2024-01-01", "--to", "2024-01-31"),
    ):
        ok(run, "account", *words, "--dry-run")
    assert "A1" not in ok(run, "account", "list") and len(asked(run)) == 11


def test_what_does_not_fit_is_refused(run: Run, tmp_path: Path) -> None:
    ids = [json.loads(x)["id"] for x in ok(run, "list", "--kind", "payment", "--json").splitlines()]
    for words in (
        ("name", "12345678", "--whose", "Nobody"),
        ("kind", "*", "food"),
        ("kind", "TESCO*", " "),
        ("moved", ids[0], ids[2]),
        ("moved", ids[0]),
        ("moved",),
        ("moved", ids[0], ids[1], "--all"),
        ("twice", "current.ofx", "s.ofx"),
        ("statement", "nothing", "--from", "2024-01-01", "--to", "2024-01-31"),
        ("statement", "12345678", "--from", "2024-02-01", "--to", "2024-01-31"),
        ("statement", "12345678", "--from", "2024-02", "--to", "2024-03-31"),
        ("remove", "A9"),
    ):
        assert run("account", *words).code == 2, words


def test_one_payment_may_be_of_a_kind_of_its_own(run: Run) -> None:
    ok(run, "account", "kind", "TESCO*", "food")
    (id,) = [x["items"][0] for x in table(run, "money")[0] if x["Kind"] == "food"][:1]
    ok(run, "account", "kind", id, "gift", "--item")

    kinds = [(x["Month"], x["Kind"]) for x in table(run, "money")[0]]
    assert ("2024-01", "gift") in kinds and ("2024-02", "food") in kinds
    ok(run, "account", "remove", "R2")
    assert ("2024-01", "food") in [(x["Month"], x["Kind"]) for x in table(run, "money")[0]]
