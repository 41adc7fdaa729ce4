"""The figures under the headings of a form: each once, nothing guessed, sums that add up."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.figures import Figure
from everyword.schedules.form import place, sums
from everyword.schedules.layouts import CONFIDENCE, DEBTS, OWNED, layout, names
from tests.cli.conftest import Run
from tests.schedules.papers import filled, ok, table


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


KINDS = st.sampled_from(
    [("owned", kind) for kind in (*OWNED, "not said")]
    + [("owed", kind) for kind in (*DEBTS, "not said")]
    + [("account", kind) for kind in ("current", "savings", "card", "loan", "not said")]
    + [("income", "wages"), ("spending", "food"), ("spending", "zoo"), ("gone", "sold")]
    + [("put in", ""), ("cost", "school")]
)
FIGURES = st.lists(st.tuples(KINDS, st.none() | st.integers(-9999, 9999)), max_size=20)


@given(FIGURES, st.sampled_from(names()))
def test_each_figure_stands_once_in_every_layout(
    drawn: list[tuple[tuple[str, str], int | None]], name: str
) -> None:
    figures = [
        Figure(sort, kind, str(n), "", None if x is None else Decimal(x), "GBP", said=(f"e{n}",))  # type: ignore[arg-type]
        for n, ((sort, kind), x) in enumerate(drawn)
    ]
    placed, left = place(layout(name), figures)

    there = [*(x for each in placed for x in each.figures), *left]
    assert sorted(x.words for x in there) == sorted(x.words for x in figures)
    assert not [x for x in left if x.sort in ("owned", "owed", "account", "income", "spending")]
    for each in placed:
        known = sum(x.amount for x in each.figures if x.amount is not None)
        assert sum(x.known for x in sums(each.figures).values()) == known


@pytest.mark.parametrize("name", names())
def test_every_layout_says_where_its_headings_are_from(name: str) -> None:
    form = layout(name)

    assert form.source.startswith("http") and form.confidence in CONFIDENCE
    assert any(each.summary for each in form.heading)


def test_there_are_no_other_layouts() -> None:
    with pytest.raises(WrongUsage, match="ew-form-e"):
        layout("../../kinds")


def amount(rows: list[dict[str, str]], words: str) -> str:
    (row,) = [each for each in rows if each["Heading, and what stands under it"] == words]
    return row["Amount"]


def test_what_has_no_figure_is_not_stated(run: Run) -> None:
    ok(run, "asset", "property", "flat", "200000", "GBP", "--kind", "family home", "--on", "2026")
    ok(run, "asset", "debt", "mortgage", "50000", "GBP", "--kind", "mortgage")
    ok(run, "asset", "debt", "card", "not known", "GBP", "--kind", "card")
    ok(run, "budget", "add", "wages", "100", "GBP", "--every", "week", "--in")
    rows, last = table(run, "form", "--layout", "ew-form-e")

    assert amount(rows, "all of: Family home") == "150,000.00"
    assert amount(rows, "Pensions") == "not stated"
    assert amount(rows, "all of: Liabilities") == "not known (1)"
    assert amount(rows, "all of: Income, a month") == "433.33"
    assert amount(rows, "12345678") == "not known"  # its file states no balance
    assert amount(rows, "Summary: owned less owed") == (
        "what is known: 150,000.00; 3 amounts not known"
    )
    assert "general knowledge" in str(last["facts"]) and "0.00" not in [x["Amount"] for x in rows]
    assert last["figures"]["summary"] == {"GBP": {"known": "150000.00", "not known": 3}}


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("961.53", "Form 12.902(b), short form: gross income of a year is 49,999.56 USD"),
        ("961.54", "Form 12.902(c), long form: gross income of a year is 50,000.08 USD"),
        ("not known", "not stated: of gross income of a year 0.00 USD is known; 1 amounts"),
    ],
)
def test_income_says_which_of_two_forms(run: Run, week: str, words: str) -> None:
    ok(run, "budget", "add", "wages", week, "USD", "--every", "week", "--in")

    assert words in str(table(run, "form", "--layout", "us-fl-12902")[1]["facts"])


def test_what_is_anothers_is_left_out_and_counted(run: Run) -> None:
    ok(run, "asset", "debt", "card", "10", "GBP", "--whose", "Sam")
    ok(run, "asset", "debt", "loan", "20", "GBP", "--whose", "Alex", "--whose", "Sam")
    rows, last = table(run, "form", "--layout", "ca-bc-f8", "--whose", "Alex")

    assert "card" not in str(rows) and amount(rows, "all of: Property: debts") == "-20.00"
    assert "1 figures are another person's: not in this table" in last["notes"]
    assert "1 figures are of several people: whole, no share is worked out" in last["notes"]


def test_a_balance_is_the_last_of_the_file(in_case: Run, tmp_path: Path) -> None:
    from tests.schedules.papers import COLUMNS, CURRENT, sheet

    ok(in_case, "add", sheet(tmp_path / "b.csv", CURRENT, 5000), "--answer", COLUMNS)
    ok(
        in_case,
        "account",
        "name",
        "b.csv",
        "--title",
        "Ours",
        "--currency",
        "GBP",
        "--kind",
        "current",
    )
    rows, _ = table(in_case, "form", "--layout", "ew-form-e")

    assert amount(rows, "A1 Ours (1 March 2024)") == "2,000.00"
