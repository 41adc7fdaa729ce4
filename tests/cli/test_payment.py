"""everyword payment: proposed with a reason, counted only when a person said yes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.support_made import COLUMNS, as_made, bank, fill, listed, proposed


@pytest.fixture
def ordered(in_case: Run, tmp_path: Path) -> Run:
    as_made("ordered", tmp_path, lambda: fill(in_case, tmp_path))
    return in_case


def test_proposed_with_the_reason_and_counted_by_nothing(ordered: Run) -> None:
    ran = ordered("payment", "propose")
    lines = [line.split("  ")[-1].strip() for line in ran.out.splitlines()[2:]]

    assert ran.out.startswith("P2 to P1 in GBP: 4 proposed\n")
    assert lines[:3] == [
        "comes from “alex quill”; is the sum due on 2024-05-03 (T1)",
        "comes from “alex quill”",
        "is the sum due on 2024-05-17 (T1)",
    ]
    assert "the sum stands on page 1" in lines[3]
    assert ordered("payment", "list").out == ""


def test_yes_and_no_are_not_proposed_again_and_can_be_undone(ordered: Run) -> None:
    found = proposed(ordered)
    ran = ordered("payment", "yes", found["2024-05-03"], found["2024-05-11"])
    assert [line.split()[:4] for line in ran.out.splitlines()] == [
        ["R1", "2024-05-03", "100.00", "GBP"],
        ["R2", "2024-05-11", "60.00", "GBP"],
    ]
    assert ordered("payment", "no", found["2024-05-18"]).code == 0
    assert {*proposed(ordered)} == {""}
    assert ordered("payment", "yes", found["2024-05-03"]).code == 2
    assert ordered("payment", "undo").out == "undone: payment R3\n"
    assert "2024-05-18" in proposed(ordered)
    assert ordered("payment", "remove", "R1").code == 0
    assert "2024-05-03" in proposed(ordered)


def test_cash_with_a_note(ordered: Run) -> None:
    ordered("note", "Alex gave 40.00 in cash", "--day", "2024-05-25")
    note = next(str(x["id"]) for x in listed(ordered, "list") if "cash" in str(x))
    day = ("--day", "2024-05-25")
    assert ordered("payment", "add", "--cash", "40", *day, "--cite", note).code == 2
    ran = ordered("payment", "add", "--cash", "40", *day, "--cite", note, "--currency", "GBP")
    assert ran.out == f"R1  2024-05-25  40 GBP  P2 to P1, cash  {note}\n"
    ran = ordered("payment", "add", "--amount", "unknown", *day, "--currency", "GBP")
    assert "an amount not known" in ran.out and "no item" in ran.err
    ran = ordered("schedule", "support", "--as-of", "2024-05-31")
    assert "R2 is not counted: its amount is not known." in ran.err
    assert "Received: 40.00 GBP" in ran.out
    for words in (("--cash", "1,5"), ("--cash", "-5"), ("--cash", "5", "--amount", "5"), ()):
        assert ordered("payment", "add", *words, *day, "--currency", "GBP").code == 2
    assert (
        ordered("payment", "add", "--cash", "5", *day, "--currency", "GBP", "--dry-run").code == 0
    )
    assert len(listed(ordered, "payment", "list")) == 2


def test_a_paper_needs_its_sum_said(ordered: Run) -> None:
    paper = proposed(ordered)[""]
    assert ordered("payment", "yes", paper).code == 2
    assert ordered("payment", "yes", paper, "--amount", "100", "--currency", "GBP").code == 2
    said = ("--amount", "100", "--currency", "GBP", "--day", "2024-05-24")
    assert ordered("payment", "yes", paper, *said).code == 0


def test_other_money_counts_only_by_a_rate_with_its_day(ordered: Run, tmp_path: Path) -> None:
    paid = bank(tmp_path / "euro.csv", (("2024-05-24", "ALEX QUILL", "50.00"),), "EUR")
    assert ordered("add", paid, "--answer", COLUMNS).code == 0
    item = next(str(x["id"]) for x in listed(ordered, "list") if x.get("currency") == "EUR")
    assert item not in proposed(ordered).values()
    assert ordered("payment", "yes", item).code == 0
    ran = ordered("schedule", "support", "--as-of", "2024-05-31")
    assert "R1 is not counted: it is in EUR, and no rate into GBP was given." in ran.err

    rate = ("payment", "change", "R1", "--rate", "0.85", "gbp")
    assert ordered(*rate).code == 2
    assert ordered(*rate, "--rate-day", "2024-05-24", "--rate-source", "the ECB").code == 0
    ran = ordered("schedule", "support", "--as-of", "2024-05-31")
    assert "Received: 42.50 GBP" in ran.out
    assert "50.00 EUR at 0.85 GBP for 1 EUR, the rate of 2024-05-24" in ran.err


def test_a_locked_line_is_shown_by_nothing(ordered: Run) -> None:
    item = proposed(ordered)["2024-05-11"]
    ordered("payment", "yes", item)
    assert ordered("how", "answer", item, "--lawyer", "theirs").code in (0, 1)

    for words in (("list",), ("history", "R1")):
        for form in ((), ("--json",)):
            out = ordered("payment", *words, *form).out
            assert "60.00" not in out and "2024-05-11" not in out
    ran = ordered("schedule", "support", "--as-of", "2024-06-01")
    assert "R1 is not counted: what it was taken from is locked." in ran.err
    assert "Received: 0.00 GBP" in ran.out


def test_what_is_counted_is_not_deleted_under_it(ordered: Run) -> None:
    ordered("payment", "yes", proposed(ordered)["2024-05-11"])
    ran = ordered("delete", "bank.csv", "--yes", "--why", "w")
    assert ran.code == 7 and "payment remove R1" in ran.err
    ordered("payment", "remove", "R1")
    assert ordered("delete", "bank.csv", "--yes", "--why", "w").code == 0
    ordered("payment", "undo")
    ran = ordered("schedule", "support", "--as-of", "2024-06-01")
    assert "Received: 0.00 GBP" in ran.out
    assert "R1 is not counted: what it was taken from (" in ran.err


def test_history_and_changes(ordered: Run) -> None:
    ordered("payment", "yes", proposed(ordered)["2024-05-03"])
    assert ordered("payment", "change", "R1", "--disputed", "--amount", "90").code == 0
    assert "disputed" in ordered("payment", "list").out
    assert ordered("payment", "change", "R1", "--undisputed", "--dry-run").code == 0
    assert ordered("payment", "change", "R1", "--undisputed").code == 0
    assert ordered("payment", "change", "R9", "--amount", "1").code == 2
    assert len(ordered("payment", "history", "R1").out.splitlines()) == 3
    assert ordered("payment", "history", "R9").code == 2


def test_all_of_several_or_none(ordered: Run) -> None:
    found = proposed(ordered)
    ran = ordered("payment", "yes", found["2024-05-03"], found[""])
    assert ran.code == 2 and ordered("payment", "list").out == ""
    assert ordered("payment", "no", found["2024-05-03"], "zzzz").code == 2
    ran = ordered("payment", "yes", found["2024-05-03"], found["2024-05-03"])
    assert len(ran.out.splitlines()) == 1
