"""everyword schedule support: every figure with its items, both ways of counting side by side."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.support_made import as_made, fill, proposed
from tests.schedules.test_beancount import Books

AS_OF = ("schedule", "support", "--as-of", "2024-05-31")


@pytest.fixture
def paid(in_case: Run, tmp_path: Path) -> Run:
    """Three of five sums: two undisputed payments, one disputed."""

    def make() -> None:
        fill(in_case, tmp_path)
        found = proposed(in_case)
        in_case("payment", "yes", found["2024-05-03"], found["2024-05-11"])
        in_case("payment", "yes", found["2024-05-18"], "--disputed")

    as_made("paid", tmp_path, make)
    return in_case


def last(run: Run, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(*AS_OF, "--json", *words).out.splitlines()[-1])
    return found


def test_both_counts_side_by_side_with_their_items(paid: Run) -> None:
    out = paid(*AS_OF).out
    rows = [json.loads(line) for line in paid(*AS_OF, "--json").out.splitlines()][:-1]

    assert "Unpaid: 340.00 GBP; 240.00 GBP if the disputed payments are allowed" in out
    assert "No rules were chosen" in out
    assert "5: 1 met in full by the day, 0 in full later, 1 in part, 3 not at all" in out
    assert all(row["items"] and row["said"] for row in rows[:-2])
    disputed = next(row for row in rows if row["said"] == ["R3"])
    assert disputed["Received"] == "" and "is disputed" in disputed["What"]
    assert rows[-1]["total"] and rows[-1]["Unpaid"] == "340.00"
    assert rows[-1]["If allowed"] == "240.00"


def test_lines_of_a_stretch_change_no_figure(paid: Run) -> None:
    out = paid(*AS_OF, "--from", "2024-05-10", "--to", "2024-05-17", "--csv").out.splitlines()

    assert [line.split(",")[1] for line in out[1:-1]] == ["2024-05-10", "2024-05-11", "2024-05-17"]
    assert ",340.00," in out[-1]
    assert paid(*AS_OF, "--from", "2024-06-01", "--to", "2024-05-01").code == 2
    dues = paid(*AS_OF, "--from", "2024-05-10", "--to", "2024-05-17", "--dues", "--csv")
    days = [line.split(",")[1] for line in dues.out.splitlines()[1:]]
    assert days == ["2024-05-10", "2024-05-17"]
    assert paid(*AS_OF, "--from", "2024-05-10", "--summary").code == 2


def test_a_year_to_a_line(paid: Run) -> None:
    rows = [json.loads(x) for x in paid(*AS_OF, "--summary", "--json").out.splitlines()]

    assert (rows[0]["Year"], rows[0]["Due"], rows[0]["Received"]) == ("2024", "500.00", "160.00")
    assert {*rows[0]["said"]} == {"T1", "R1", "R2"} and len(rows[0]["items"]) == 3


def test_interest_by_the_rules_that_were_chosen(paid: Run) -> None:
    assert paid("order", "rules", "O1", "--rules", "us-ca").code == 0
    figures = last(paid)["figures"]
    other = last(paid, "--rules", "uk-ew")["figures"]

    assert figures["undisputed"]["interest_owed"] == "0.82"
    assert other["undisputed"]["interest_owed"] == "0.00"
    assert paid(*AS_OF, "--rules", "us-az").code == 2
    assert paid(*AS_OF, "--rules", "us-az", "--payments-to", "oldest-first").code == 0
    assert paid(*AS_OF, "--rules", "nowhere").code == 2
    pieces = [x for line in figures["interest"] for x in line]
    assert sum(Decimal(x["amount"]) for x in pieces).quantize(Decimal("0.01")) == Decimal("0.82")


def test_what_is_older_than_a_year_before_the_issue_is_apart(paid: Run) -> None:
    out = paid(*AS_OF, "--rules", "uk-ew", "--issued", "2025-05-20").out

    assert "140.00 GBP of what is unpaid fell due before 2024-05-20" in out
    assert "200.00 GBP on that day or later" in out


def test_a_sum_not_known_is_said_and_never_counted(paid: Run) -> None:
    pay = ("--pay", "unknown", "GBP", "--every", "month", "--first", "2024-05-01")
    assert paid("order", "term", "O1", *pay, "--from", "P2", "--to", "P1").code == 0
    ran = paid(*AS_OF)

    assert "Due: 500.00 GBP" in ran.out
    assert "T2 is not counted: its amount is not known." in ran.err


def test_two_currencies_are_never_added(paid: Run) -> None:
    pay = ("--pay", "10", "EUR", "--every", "month", "--first", "2024-05-01")
    assert paid("order", "term", "O1", *pay, "--from", "P2", "--to", "P1").code == 0
    ran = paid(*AS_OF)

    assert ran.code == 2 and "P2 to P1 in EUR (O1)" in ran.err
    assert "Due: 10.00 EUR" in paid(*AS_OF, "--currency", "eur").out
    assert "Due: 500.00 GBP" in paid(*AS_OF, "--currency", "GBP").out
    assert paid(*AS_OF, "--order", "O9").code == 2


def test_promises_stand_apart(paid: Run) -> None:
    fact = ("--when", "2024-05-01", "--status", "alleged", "--kind", "planned", "--who", "P2")
    paid("fact", "add", "Alex said he would pay 300 pounds.", *fact, "--due", "2024-05-20")
    ran = paid(*AS_OF)

    assert "Promised or planned, not counted as due: F1, for 20 May 2024" in ran.err
    assert "Due: 500.00 GBP" in ran.out


def test_the_end_is_the_birthday_where_it_is_known(paid: Run) -> None:
    paid("person", "add", "Kim", "--child", "--born", "2006-05-20")
    paid("person", "add", "Robin", "--child", "--born", "2006")
    paid("order", "change", "T1", "--until", "child P3 is 18", "--until", "P4 is 18")
    ran = paid(*AS_OF)

    assert "Due: 300.00 GBP" in ran.out
    assert "T1 ends when P3 is 18: no sum falls due from 20 May 2024 on." in ran.err
    assert "“P4 is 18”: no day is known for it (the day of birth is not known)" in ran.err


def test_a_hidden_person_is_not_named(paid: Run) -> None:
    paid("person", "change", "P2", "--hide", "--role", "father")

    for form in ((), ("--json",), ("--csv",)):
        ran = paid(*AS_OF, *form)
        assert "Alex" not in ran.out + ran.err
    assert "Support due from father" in paid(*AS_OF).out


def test_on_paper_and_as_a_ledger(paid: Run, tmp_path: Path) -> None:
    book = tmp_path / "out.bean"
    ran = paid(*AS_OF, "--pdf", tmp_path / "out.pdf", "--beancount", book)
    assert ran.code == 0, ran.err
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    books = Books(book.read_text("utf-8"))

    assert books.sums["Assets:Support:Unpaid"] == Decimal("340.00")
    assert books.sums["Assets:Support:Received"] == Decimal("160.00")
    assert paid(*AS_OF, "--beancount", book).code != 0


def test_nothing_ordered_is_said(in_case: Run) -> None:
    assert in_case("schedule", "support").code == 2
    assert "No order has a sum" in in_case("payment", "propose").err
