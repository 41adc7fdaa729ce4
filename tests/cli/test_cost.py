"""everyword cost: entries are checked, taken out, brought back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import filled, item, ofx, ok
from tests.schedules.test_costs import TRIP


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def test_what_does_not_fit_is_refused(run: Run, tmp_path: Path) -> None:
    ok(run, "cost", "add", *TRIP)
    ok(run, "add", ofx(tmp_path / "e.ofx", "5555", [("2024-01-02", "-10.00", "kiosk")], "EUR"))
    for words in (
        ("add", "x", "0", "GBP", "--day", "2024-03-01", "--share", "1/2"),
        ("add", "x", "5", "GBP", "--day", "2024-03", "--share", "1/2"),
        ("add", "x", "5", "GBP", "--day", "2024-03-01", "--share", "2"),
        ("add", "x", "5", "GBP", "--day", "2024-03-01", "--share", "1/2", "--order", "O9"),
        ("asked", "C9", "--on", "2024-03-01"),
        ("paid", "C1"),
        ("paid", "C1", "5"),
        ("paid", "C1", "not known", "--on", "2024-03-01"),
        ("paid", "C1", "--cite", item(run, "kiosk")),
        ("paid", "C1", "5", "--on", "2024-03-01", "--cite", "zzzz"),
    ):
        assert run("cost", *words).code == 2, words
    assert "paid" not in ok(run, "cost", "list")


def test_dry_runs_taking_out_and_bringing_back(run: Run) -> None:
    ok(run, "cost", "add", *TRIP, "--dry-run")
    assert ok(run, "cost", "list") == ""
    ok(run, "cost", "add", *TRIP)
    ok(run, "cost", "asked", "C1", "--on", "2024-03-03", "--dry-run")
    assert "not asked" in ok(run, "cost", "list")
    ok(run, "cost", "remove", "C1")
    ok(run, "cost", "undo")
    assert len(ok(run, "cost", "list", "--json").splitlines()) == 1
