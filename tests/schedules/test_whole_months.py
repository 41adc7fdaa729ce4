"""What a regular sum is beside what the statements have, over months that are whole."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.schedules.papers import COLUMNS, filled, ok, sheet, table

ROWS = (
    ("2024-01-10", "-100.00", "RENT"),
    ("2024-02-10", "-100.00", "RENT"),
    ("2024-03-10", "-100.01", "RENT"),
    ("2024-04-10", "-100.00", "RENT"),
)


def regular(run: Run) -> str:
    (row,) = [each for each in table(run, "money")[0] if each["said"] and not each["total"]]
    return str(row["Kind"])


def test_only_whole_months_are_compared(in_case: Run, tmp_path: Path) -> None:
    ok(in_case, "add", sheet(tmp_path / "b.csv", ROWS), "--answer", COLUMNS)
    ok(in_case, "account", "name", "b.csv", "--title", "Ours", "--currency", "GBP")
    ok(in_case, "account", "kind", "rent", "rent")
    ok(in_case, "budget", "add", "rent", "110", "GBP", "--every", "month", "--kind", "rent")
    assert regular(in_case) == (
        "rent: 110.00 every month; rent by the statements: 100.01 a month over 2 whole months"
    )
    notes = table(in_case, "money")[1]["notes"]
    assert (
        "A1 Ours: not wholly covered by statements: 2024-01, 2024-04"
        " (everyword schedule statements)"
    ) in notes

    ok(in_case, "account", "statement", "A1", "--from", "2024-01-01", "--to", "2024-04-30")
    assert "100.00 a month over 4 whole months" in regular(in_case)


def test_without_a_whole_month_nothing_is_compared(in_case: Run, tmp_path: Path) -> None:
    filled(in_case, tmp_path)
    ok(in_case, "budget", "add", "rent", "110", "GBP", "--every", "month", "--kind", "rent")

    assert regular(in_case) == "rent: 110.00 every month; rent: no whole month to compare with"
