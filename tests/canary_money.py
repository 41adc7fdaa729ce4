"""The part of the walk that enters and counts the household's money."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.canary_house import Ran
from tests.schedules.papers import COLUMNS, ofx, sheet


def count_money(on: Callable[..., Ran], folder: Path, words: Mapping[str, str], item: str) -> None:
    """Accounts, regular sums, what is owed and owned, costs; counted as tables, and taken back.

    `words`: a canary for "account", "owed" and "spent".
    """
    account, owed, spent = words["account"], words["owed"], words["spent"]
    papers = [folder / f"{number}.ofx" for number in (12345678, 87654321)]
    for path, sum_ in zip(papers, ("-5.00", "5.00"), strict=True):
        ofx(path, path.stem, [("2024-01-05", sum_, account)])
    sheet(folder / "bank.csv", [("2024-01-05", "-5.00", account)])
    on("add", *papers)
    on("add", folder / "bank.csv", "--answer", COLUMNS)
    on("account", "ask")
    on("account", "name", "12345678", "--title", account, "--currency", "GBP")
    on("account", "statement", "A1", "--from", "2024-01-01", "--to", "2024-01-31")
    on("account", "kind", f"{account}*", account)
    on("account", "moved", "--all")
    on("account", "twice", "12345678.ofx", "bank.csv")
    on("account", "list")
    on("account", "remove", "A1")
    on("account", "undo")
    on("budget", "add", owed, "5", "GBP", "--every", "week")
    on("budget", "rate", "EUR=0.86@2026-05-01", "--to", "GBP", "--source", owed)
    on("budget", "list")
    on("budget", "remove", "B1")
    on("budget", "undo")
    on("asset", "property", owed, "not known", "GBP")
    on("asset", "debt", owed, "5", "GBP", "--cite", item)
    on("asset", "paid-in", "H1", owed, "5", "GBP", "--by", "P1")
    on("asset", "gone", owed, "5", "GBP", "--kind", "sold")
    on("asset", "change", "L1", "--for", owed)
    on("asset", "list")
    on("asset", "remove", "G1")
    on("asset", "undo")
    on("cost", "add", spent, "5", "GBP", "--day", "2024-03-01", "--share", "1/2")
    on("cost", "asked", "C1", "--on", "2024-03-02")
    on("cost", "answered", "C1", "--on", "2024-03-03", "--answer", "agreed")
    on("cost", "paid", "C1", "2.50", "--on", "2024-03-04")
    on("cost", "list")
    on("cost", "remove", "C1")
    on("cost", "undo")
    for kind in ("money", "debts", "costs", "statements"):
        on("schedule", kind)
    on("schedule", "form", "--layout", "ew-form-e")
