"""everyword schedule statements: which months of which account are missing."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import COLUMNS, filled, ofx, ok, sheet, table

YEAR = ("statements", "--on", "2024-06-30", "--months", "6", "--within", "0")


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def states(run: Run, account: str) -> list[str]:
    rows, _ = table(run, *YEAR)
    return [
        each["Statements"] for each in rows if each["Account"].endswith(account) and each["Month"]
    ]


def test_months_of_each_account(run: Run) -> None:
    assert states(run, "12345678") == ["part", "whole", "part", *["missing"] * 3]
    assert states(run, "87654321") == ["part", "no line", "part", *["missing"] * 3]
    rows, last = table(run, *YEAR)
    (january,) = [x for x in rows if (x["Account"], x["Month"]) == ("12345678", "2024-01")]
    assert january["Days covered"] == "2024-01-03 to 2024-01-31" and len(january["items"]) == 4
    assert last["figures"]["months"]["12345678"]["2024-04"] == "missing"


def test_what_a_statement_on_paper_covers(run: Run) -> None:
    ok(run, "account", "name", "12345678", "--title", "Ours")
    ok(run, "account", "statement", "Ours", "--from", "2024-01-01", "--to", "2024-04-30")

    assert states(run, "Ours") == [*["whole"] * 4, *["missing"] * 2]
    rows, _ = table(run, *YEAR)
    assert [each["said"] for each in rows][3] == ["A1", "S1"]
    ok(run, "account", "name", "A1", "--since", "2024-03-01", "--closed", "2024-05")
    assert states(run, "Ours") == [
        "not asked",
        "not asked",
        "whole",
        "whole",
        "missing",
        "not asked",
    ]


def test_what_was_said_of_an_account_by_its_name_stays_when_it_gets_an_id(run: Run) -> None:
    ok(run, "account", "statement", "12345678", "--from", "2024-04-01", "--to", "2024-04-30")
    ok(run, "account", "name", "12345678", "--title", "Ours")

    assert states(run, "Ours")[3] == "whole"


def test_files_whose_balances_meet_and_files_whose_do_not(in_case: Run, tmp_path: Path) -> None:
    one = sheet(tmp_path / "1.csv", [("2024-01-01", "5.00", "a"), ("2024-02-26", "5.00", "b")])
    two = sheet(
        tmp_path / "2.csv", [("2024-03-04", "5.00", "c"), ("2024-06-30", "5.00", "d")], 1000
    )
    for path in (one, two):
        ok(in_case, "add", path, "--answer", COLUMNS)
    ok(in_case, "account", "name", "1.csv", "2.csv", "--title", "Ours")
    assert states(in_case, "Ours") == ["whole"] * 6

    ok(in_case, "delete", "2.csv", "--yes")
    off = sheet(tmp_path / "3.csv", [("2024-03-04", "5.00", "c"), ("2024-06-30", "5.00", "d")], 999)
    ok(in_case, "add", off, "--answer", COLUMNS)
    ok(in_case, "account", "name", "A1", "3.csv")
    assert states(in_case, "Ours")[1:3] == ["part", "part"]
    notes = str(table(in_case, *YEAR)[1]["notes"])
    assert "1.csv closes with 10.00 on 2024-02-26; 3.csv opens with 9.99 on 2024-03-04" in notes


def test_an_account_that_payments_name_and_nobody_listed(run: Run, tmp_path: Path) -> None:
    rows = [("2024-01-02", "-5.00", "TFR 20-11-22 55667788")]
    ok(run, "add", ofx(tmp_path / "x.ofx", "4444", rows))
    found, last = table(run, *YEAR)
    assert "not listed: 20-11-22 55667788" in last["figures"]["not listed"]
    (row,) = [each for each in found if "55667788" in each["Account"]]
    assert row["Statements"] == "named in payments of 4444" and len(row["items"]) == 1

    ok(run, "account", "name", "20-11-22 55667788", "--whose", "Sam")
    found, last = table(run, *YEAR)
    assert "not listed: 20-11-22 55667788" not in last["figures"]["not listed"]
    assert states(run, "55667788") == ["missing"] * 6
    ok(run, "account", "name", "20-11-22 55667788", "--kind", "outside")
    found, last = table(run, *YEAR)
    assert "55667788" not in str(found) and "not listed: 20-11-22" not in str(last)


def test_two_accounts_of_one_title_are_two(run: Run) -> None:
    rows, _ = table(run, *YEAR)
    ok(run, "account", "name", "12345678", "--title", "Ours")
    ok(run, "account", "name", "87654321", "--title", "Ours")

    assert {*table(run, *YEAR)[1]["figures"]["months"]} == {"A1 Ours", "A2 Ours"}
    assert len(table(run, *YEAR)[0]) == len(rows)


def test_the_drawing_is_printed(run: Run, tmp_path: Path) -> None:
    from pypdfium2 import PdfDocument

    ok(run, "schedule", *YEAR, "--pdf", tmp_path / "s.pdf")
    words = "".join(
        page.get_textpage().get_text_bounded() for page in PdfDocument(tmp_path / "s.pdf")
    )
    assert "balance does not run" in words and "Missing: 12345678: 2024-04" in " ".join(
        words.split()
    )
