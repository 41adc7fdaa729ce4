"""everyword asset: entries are checked, changed, taken out, brought back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import filled, ok, table
from tests.schedules.test_debts import entered


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def test_entries_are_changed_taken_out_and_brought_back(run: Run) -> None:
    entered(run)
    ok(run, "asset", "change", "L2", "--amount", "500", "--since", "2024")
    assert "at least" not in str(table(run, "debts")[0])
    ok(run, "asset", "change", "L2", "--amount", "not known", "--dry-run")
    ok(run, "asset", "change", "L2", "--amount", "not known")
    assert "at least" in str(table(run, "debts")[0])
    ok(run, "asset", "remove", "L2")
    assert "L2" not in ok(run, "asset", "list")
    ok(run, "asset", "undo")
    assert "L2  debt: card: not known" in ok(run, "asset", "list")
    assert len(ok(run, "asset", "list", "--json").splitlines()) == 5


def test_what_does_not_fit_is_refused(run: Run) -> None:
    entered(run)
    for words in (
        ("debt", "x", "1,200", "GBP"),
        ("debt", "x", "5", "pounds"),
        ("debt", "x", "5", "GBP", "--whose", "Nobody"),
        ("debt", "x", "5", "GBP", "--secured-on", "L1"),
        ("debt", "x", "5", "GBP", "--cite", "zzzz"),
        ("debt", "x", "5", "GBP", "--since", "lately"),
        ("paid-in", "H9", "x", "5", "GBP", "--by", "Alex"),
        ("gone", "x", "5", "GBP", "--kind", "sold", "--day", "2024"),
        ("change", "L9", "--amount", "5"),
        ("change", "L1", "--worth", "5"),
        ("change", "G1", "--kind", "mortgage"),
    ):
        assert run("asset", *words).code == 2, words
    assert len(ok(run, "asset", "list").splitlines()) == 5
