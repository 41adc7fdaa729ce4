"""everyword schedule money: counted from the case, as it is at the time."""

import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest

from everyword.index.paying import Paid, Stand
from everyword.model import Payment, When
from everyword.schedules.flows import Kinds, flows
from everyword.schedules.ledger import Books
from tests.cli.conftest import Run
from tests.schedules.papers import COLUMNS, CURRENT, filled, item, ofx, ok, sheet, table


@pytest.fixture
def run(in_case: Run, tmp_path: Path) -> Run:
    return filled(in_case, tmp_path)


def cells(rows: list[dict[str, object]], month: str, kind: str) -> tuple[object, object, object]:
    (row,) = [each for each in rows if (each["Month"], each["Kind"]) == (month, kind)]
    return row["In"], row["Out"], row["Difference"]


def test_in_and_out_by_month_and_kind_with_the_items_of_each(run: Run) -> None:
    ok(run, "account", "kind", "TESCO*", "food")
    ok(run, "account", "kind", "MRS QUILL", "rent", "--out")
    rows, last = table(run, "money")

    assert cells(rows, "2024-01", "food") == ("", "41.20", "-41.20")
    assert cells(rows, "2024-01", "all kinds") == ("1,900.00", "891.20", "1,008.80")
    assert cells(rows, "all months", "food") == ("", "50.00", "-50.00")
    assert last["figures"]["in"] == {"GBP": "3700.41"} and last["figures"]["out"] == {
        "GBP": "1650.00"
    }
    (food,) = [each for each in rows if (each["Month"], each["Kind"]) == ("2024-01", "food")]
    assert food["items"] == [item(run, "31")]
    single = [each for each in rows if not each["total"]]
    assert sum(len(each["items"]) for each in single) == 9
    assert "5 payments without a kind" in str(last["notes"])


def test_a_transfer_is_apart_once_it_is_confirmed(run: Run) -> None:
    (asked,) = [x for x in ok(run, "account", "ask").splitlines() if "account moved" in x]
    ok(run, *asked.split("    (")[0].split()[1:])
    rows, last = table(run, "money")

    assert last["figures"]["between"] == {"GBP": "0.00"}
    assert cells(rows, "2024-01", "all kinds") == ("1,800.00", "791.20", "1,008.80")
    (between,) = [each for each in rows if "between own" in each["Kind"]]
    assert len(between["items"]) == 2
    ok(run, "account", "undo")
    assert table(run, "money")[1]["figures"]["between"] == {}


def test_the_other_sides_accounts_are_left_out_and_named(run: Run) -> None:
    ok(run, "account", "name", "87654321", "--whose", "Sam", "--kind", "savings")
    _, last = table(run, "money")
    assert "Not counted: A1 87654321" in str(last["facts"])
    assert last["figures"]["in"] == {"GBP": "3600.00"}
    assert table(run, "money", "--whose", "Sam")[1]["figures"]["in"] == {"GBP": "100.41"}
    assert table(run, "money", "--account", "12345678")[1]["figures"]["in"] == {"GBP": "3600.00"}
    assert run("schedule", "money", "--account", "999").code == 2


def test_days_asked_for(run: Run) -> None:
    last = table(run, "money", "--from", "2024-02", "--until", "2024-02")[1]

    assert last["figures"]["in"] == {"GBP": "1800.00"}
    assert "7 payments outside the days asked for: not counted" in last["notes"]


def test_currencies_are_never_added_without_a_rate(run: Run, tmp_path: Path) -> None:
    ok(run, "add", ofx(tmp_path / "e.ofx", "5555", [("2024-01-02", "-10.01", "x")], "EUR"))
    rows, last = table(run, "money", "--to", "GBP")
    assert last["figures"]["out"] == {"EUR": "10.01", "GBP": "1650.00"}
    assert cells(rows, "all months", "all, converted")[1] == (
        "at least 1,650.00; 1 amount not known"
    )
    assert "no rate was given for EUR in GBP" in str(last["notes"])

    ok(run, "budget", "rate", "EUR=0.86@2026-05-01", "--to", "GBP", "--source", "my bank")
    rows, last = table(run, "money", "--to", "GBP")
    assert cells(rows, "all months", "all, converted") == ("3,700.41", "1,658.61", "2,041.80")
    assert "1 EUR = 0.86 GBP, a rate given for 1 May 2026 (my bank)" in str(last["facts"])
    ok(run, "budget", "rate", "EUR=0.50@2024-05-01", "--to", "GBP")  # of an earlier day
    rows, _ = table(run, "money", "--to", "GBP")
    assert cells(rows, "all months", "all, converted")[1] == "1,658.61"
    once = table(run, "money", "--to", "GBP", "--rate", "EUR=1@2026-06-01")[0]
    assert cells(once, "all months", "all, converted")[1] == "1,660.01"


def test_regular_sums_and_what_is_short(run: Run) -> None:
    ok(run, "budget", "add", "wages", "100", "GBP", "--every", "week", "--in")
    ok(run, "budget", "add", "rent", "450.00", "GBP", "--every", "month")
    rows, last = table(run, "money")
    assert cells(rows, "regular", "wages: 100.00 every week, x 52 / 12") == ("433.33", "", "")
    assert cells(rows, "regular", "a month, all regular sums: short") == (
        *("433.33", "450.00", "-16.67"),
    )

    ok(run, "budget", "add", "school", "not known", "GBP", "--every", "week")
    rows, last = table(run, "money")
    assert cells(rows, "regular", "a month, all regular sums") == (
        "433.33",
        "at least 450.00; 1 amount not known",
        "what is known: -16.67; 1 amount not known",
    )
    assert last["figures"]["budget"]["out GBP"] == {"known": "450.00", "not known": "1"}


def test_a_line_removed_at_its_source_changes_the_total_and_says_so(
    in_case: Run, tmp_path: Path
) -> None:
    whole = sheet(tmp_path / "whole.csv", CURRENT, 5000)
    short = sheet(tmp_path / "short.csv", CURRENT, 5000)
    lines = short.read_text().splitlines()
    short.write_text("\n".join(each for each in lines if "Express" not in each) + "\n")
    ok(in_case, "add", whole, "--answer", COLUMNS)
    assert "does not run" not in str(table(in_case, "money")[1]["notes"])
    before = table(in_case, "money")[1]["figures"]["out"]

    ok(in_case, "delete", "whole.csv", "--yes")
    assert in_case("add", short, "--answer", COLUMNS).code == 1  # the reader says it, too
    last = table(in_case, "money")[1]
    (currency,) = before
    assert Decimal(before[currency]) - Decimal(last["figures"]["out"][currency]) == Decimal("8.80")
    assert "balance does not run in short.csv" in str(last["notes"])


def test_what_is_locked_is_not_counted_and_that_is_said(run: Run) -> None:
    before = table(run, "money")[1]["figures"]["out"]
    ok(run, "how", "answer", item(run, "Express"), "--device", "other")
    last = table(run, "money")[1]

    assert (before, last["figures"]["out"]) == ({"GBP": "1650.00"}, {"GBP": "1641.20"})
    assert "1 item of other sources locked because of how obtained" in str(last["notes"])
    ok(run, "how", "answer", "current.ofx", "--device", "other")
    last = table(run, "money")[1]
    assert "1 source locked because of how obtained" in str(last["notes"])
    assert last["figures"]["out"] == {"GBP": "0.00"} and last["figures"]["in"] == {"GBP": "100.41"}


def test_half_a_transfer_that_is_locked_counts_as_a_payment_and_says_so(run: Run) -> None:
    ok(run, "account", "moved", "--all")
    ok(run, "how", "answer", item(run, "FROM CURRENT"), "--device", "other")
    last = table(run, "money")[1]

    assert last["figures"]["between"] == {}
    assert "M1: one half of this transfer is not in the case any more" in str(last["notes"])


def test_what_nobody_confirmed_is_not_counted(run: Run, tmp_path: Path) -> None:
    more = ofx(tmp_path / "more.ofx", "777", [("2024-01-02", "-3.00", "kiosk")])
    ok(run, "add", "--locked", more)
    ok(run, "person", "add", "Rowan")  # the next one that writes takes it in
    last = table(run, "money")[1]

    assert last["figures"]["out"] == {"GBP": "1650.00"}
    assert "not confirmed" in str(last["notes"])


def test_no_payment_is_an_empty_table(in_case: Run) -> None:
    rows, last = table(in_case, "money")

    assert rows == [] and "no account" in str(last["facts"])


def test_it_prints(run: Run, tmp_path: Path) -> None:
    ran = run("schedule", "money", "--pdf", tmp_path / "m.pdf")
    assert ran.code == 0 and (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")
    assert "Month,Kind,In,Out,Difference,Currency,items,said" in ok(
        run, "schedule", "money", "--csv"
    )


COUNT = 20_000


def test_a_long_ledger_is_never_all_in_memory() -> None:
    """What is kept of each is its id, in the one figure it stands in."""
    when = When("", "2024-01-05", "day", None, None, "")

    def payments() -> object:
        for number in range(COUNT):
            pence = Decimal(number % 999 - 500) / 100
            payee = f"{'a long name of a payee ' * 9}{number % 7}"
            payment = Payment((), when, "1", pence, "GBP", payee, None, None)
            yield Paid(f"{number:012}", payment, (Stand("o", "p", number),))

    books = Books([], {})
    tracemalloc.start()
    found = flows(books.lines(payments()), Kinds(()), frozenset())  # type: ignore[arg-type]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    pence = sum(number % 999 - 500 for number in range(COUNT))
    assert sum(each.known for each in found.cells.values()) == Decimal(pence) / 100
    assert sum(len(each.items) for each in found.cells.values()) == COUNT
    assert most < COUNT * 200  # bytes; the payments themselves take several times as much
