"""A case with an order, a bank's lines and a note, for the tests of support."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Run

COLUMNS = "columns=date=1,amount=3,currency=4,reference=2,balance=5"
LINES = (
    ("2024-05-03", "FASTER PAYMENT ALEX QUILL", "100.00"),
    ("2024-05-11", "ALEX QUILL kids", "60.00"),
    ("2024-05-12", "SUPERMARKET", "-30.50"),
    ("2024-05-18", "CARD TRANSFER", "100.00"),
)


def bank(
    path: Path, lines: tuple[tuple[str, str, str], ...] = LINES, currency: str = "GBP"
) -> Path:
    """The lines as a bank writes them, with the balance after each."""
    cents, rows = 0, ["Date,Description,Amount,Currency,Balance"]
    for day, words, amount in lines:
        cents += int(amount.replace(".", ""))
        rows.append(f"{day},{words},{amount},{currency},{cents / 100:.2f}")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


_made: dict[str, Path] = {}


def as_made(name: str, folder: Path, make: Callable[[], object]) -> None:
    """The case in a folder as it is after `make`: made once, copied where a test needs its own."""
    if name not in _made:
        make()
        template = Path(tempfile.mkdtemp(prefix="everyword-tests-")) / "all"
        atexit.register(shutil.rmtree, template.parent, ignore_errors=True)
        shutil.copytree(folder, template)
        _made[name] = template
        return
    shutil.rmtree(folder / "case")
    shutil.copytree(_made[name], folder, dirs_exist_ok=True)


def fill(run: Run, folder: Path) -> str:
    """Two people, an order of 100 GBP a week from 3 May 2024 in a letter; the letter's id."""
    letter = folder / "letter.txt"
    letter.write_text("Order of 20 April 2024: Alex Quill pays 100.00 a week.\n", "utf-8")
    assert run("add", bank(folder / "bank.csv"), letter, "--answer", COLUMNS).code == 0
    run("person", "add", "Sam Reed")
    run("person", "add", "Alex Quill")
    (item,) = (row["id"] for row in listed(run, "list") if row["kind"] == "document")
    order = ("Order of 2024", "--day", "2024-04-20", "--court", "Larkford", "--cite", f"{item}")
    assert run("order", "add", *order).code == 0
    pay = ("--pay", "100", "gbp", "--every", "week", "--first", "2024-05-03")
    sides = ("--from", "Alex Quill", "--to", "P1", "--words", "pays 100.00 a week")
    ran = run("order", "term", "O1", *pay, *sides, "--cite", item)
    assert ran.code == 0 and ran.out.startswith("T1"), ran.err
    return str(item)


def listed(run: Run, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(*words, "--json").out.splitlines()]


def proposed(run: Run) -> dict[str, str]:
    """What is proposed: its day, and the item."""
    return {str(x["day"]): str(x["item"]) for x in listed(run, "payment", "propose")}
