"""everyword asset and everyword schedule debts."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import filled, item, ok, table


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def entered(run: Run) -> None:
    cite = item(run, "Express")
    home = ("--kind", "family home", "--whose", "Alex", "--whose", "Sam", "--in-name", "Alex")
    ok(
        run,
        "asset",
        "property",
        "flat",
        "240000",
        "GBP",
        *home,
        "--since",
        "2015",
        "--on",
        "2026-01",
    )
    ok(run, "asset", "debt", "mortgage", "120000.55", "GBP", "--to", "Bank", "--kind", "mortgage",
       "--whose", "Alex", "--secured-on", "H1", "--cite", cite)  # fmt: skip
    ok(run, "asset", "debt", "card", "not known", "GBP", "--whose", "Sam")
    ok(
        run,
        "asset",
        "paid-in",
        "H1",
        "deposit",
        "20000",
        "GBP",
        "--by",
        "Alex",
        "--day",
        "2015-05-01",
    )
    ok(
        run,
        "asset",
        "gone",
        "car",
        "900",
        "GBP",
        "--kind",
        "sold",
        "--by",
        "Sam",
        "--worth",
        "4000",
    )


def sums(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(x["What"], x["Whose"], x["Amount"]) for x in rows if x["total"]]


def test_whose_in_whose_name_since_when_and_what_is_not_known(run: Run) -> None:
    entered(run)
    rows, last = table(run, "debts")

    assert sums(rows) == [
        ("all owed", "Alex", "120,000.55"),
        ("all owed", "Sam", "not known (1)"),
        ("all owed", "", "at least 120,000.55; 1 amount not known"),
        ("all owned", "", "240,000.00"),
        ("all put in", "", "20,000.00"),
        ("all gone", "", "900.00"),
        ("owned less owed", "", "what is known: 119,999.45; 1 amount not known"),
    ]
    (flat,) = [each for each in rows if each["Id"] == "H1"]
    assert (flat["Whose"], flat["In the name of"]) == ("Alex and Sam", "Alex")
    assert (flat["Since"], flat["Figure of"]) == ("2015", "January 2026")
    (mortgage,) = [each for each in rows if each["Id"] == "L1"]
    assert mortgage["items"] == [item(run, "Express")] and mortgage["said"] == ["L1"]
    assert last["figures"]["owed"] == {"GBP": {"known": "120000.55", "not known": 1}}
    assert "amount not known, and not counted: L2" in last["notes"]


def test_what_cites_something_locked_is_left_out_and_named(run: Run) -> None:
    entered(run)
    ok(run, "how", "answer", item(run, "Express"), "--device", "other")
    rows, last = table(run, "debts")

    assert "L1" not in [each["Id"] for each in rows]
    assert "L1 left out: what it cites is locked because of how it was obtained" in last["notes"]


def test_what_a_figure_stands_on_is_not_deleted_under_it(run: Run) -> None:
    entered(run)
    ran = run("delete", "current.ofx", "--yes")

    assert ran.code == 7 and "L1" in ran.err and "everyword asset remove L1" in ran.err


def test_hidden_people_are_hidden(run: Run) -> None:
    entered(run)
    ok(run, "person", "change", "P2", "--role", "the other parent", "--hide")

    assert "Sam" not in str(table(run, "debts")[0])
