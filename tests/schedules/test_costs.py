"""everyword cost and everyword schedule costs."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.schedules.papers import filled, item, ok, table

TRIP = ("trip", "121.01", "GBP", "--day", "2024-03-01", "--share", "1/2")


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def test_asked_answered_paid_and_open(run: Run) -> None:
    said = ok(
        run, "cost", "add", *TRIP, "--notice-days", "30", "--pay-days", "14", "--kind", "school"
    )
    assert said.startswith("C1  trip: 121.01 GBP on 2024-03-01; 1/2 of it is 60.50 GBP; not asked")
    ok(run, "cost", "asked", "C1", "--on", "2024-04-05", "--cite", item(run, "31"))
    ok(run, "cost", "answered", "C1", "--on", "2024-04-09", "--answer", "partly", "--amount", "10")
    ok(run, "cost", "paid", "C1", "20.00", "--on", "2024-05-01")
    rows, last = table(run, "costs", "--on", "2024-06-01")

    (trip, whole) = rows
    assert (
        trip["Asked and answered"]
        == "2024-04-05 (by 2024-03-31, 5 days late); partly 10.00 2024-04-09"
    )
    assert (trip["Claimed"], trip["Paid"], trip["Open"]) == ("60.50", "20.00", "40.50")
    assert trip["items"] == [item(run, "31")] and whole["Open"] == "40.50"
    assert "C1: to be paid by 2024-04-19; not all of it was" in last["notes"]
    assert last["figures"]["by currency"]["GBP"]["open"] == "40.50"
    assert (
        table(run, "costs", "--on", "2024-03-02")[0][0]["Asked and answered"]
        == "not asked (by 2024-03-31)"
    )
    assert table(run, "costs", "--kind", "medical")[0] == []


def test_a_payment_that_is_cited_says_how_much_and_when(run: Run) -> None:
    ok(run, "cost", "add", *TRIP)
    said = ok(run, "cost", "paid", "C1", "--cite", item(run, "31"))
    assert "open: 19.30 GBP" in said
    again = run("cost", "paid", "C1", "5", "--on", "2024-02-01", "--cite", item(run, "31"))
    assert "was 41.20 and is put to costs of 46.20 in all" in again.err
    rows, _ = table(run, "costs")
    assert rows[0]["Paid"] == "46.20" and rows[0]["items"] == [item(run, "31")]

    ok(run, "how", "answer", item(run, "31"), "--device", "other")
    rows, last = table(run, "costs")
    assert rows[0]["Paid"] == "" and "C1: 2 payments locked: left out" in last["notes"]


def test_one_payment_may_meet_several_costs(run: Run) -> None:
    ok(run, "cost", "add", *TRIP)
    ok(run, "cost", "add", "shoes", "40", "GBP", "--day", "2024-03-02", "--share", "50%")
    for id, amount in (("C1", "21.20"), ("C2", "20.00")):
        ran = run("cost", "paid", id, amount, "--on", "2024-01-09", "--cite", item(run, "31"))
        assert ran.code == 0 and "put to costs" not in ran.err
    assert [each["Open"] for each in table(run, "costs")[0]] == ["39.30", "0.00", "39.30"]


def test_not_known_is_no_zero_and_currencies_stay_apart(run: Run) -> None:
    ok(run, "cost", "add", *TRIP)
    ok(run, "cost", "add", "glasses", "not known", "GBP", "--day", "2024-04-01", "--share", "3/5")
    ok(run, "cost", "add", "camp", "100", "EUR", "--day", "2024-04-02", "--share", "1")
    rows, last = table(run, "costs")

    totals = [(x["Cost"], x["Claimed"], x["Open"], x["Currency"]) for x in rows if x["total"]]
    assert totals == [
        ("100.00", "100.00", "100.00", "EUR"),
        (*("at least 121.01; 1 amount not known", "at least 60.50; 1 amount not known"),
         "at least 60.50; 1 amount not known", "GBP"),
    ]  # fmt: skip
    assert last["figures"]["by currency"]["GBP"]["not known"] == "1"
    ok(run, "budget", "rate", "EUR=0.50@2024-04-01", "--to", "GBP")
    rows, _ = table(run, "costs", "--to", "GBP")
    assert rows[-1]["Cost"] == "at least 171.01; 1 amount not known"
