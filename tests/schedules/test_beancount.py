"""The exported ledger adds up, read by a small program that knows nothing of ours."""

import datetime as dt
import re
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.schedules import arrears
from everyword.schedules.allocation import Priority
from everyword.schedules.arrears import Paid
from everyword.schedules.beancount import ledger_text
from everyword.schedules.dues import Rhythm, Term, clamped, dues_of
from everyword.schedules.interest import Interest, Rate
from everyword.schedules.orders import Reckoning
from everyword.schedules.payments import Counted
from everyword.schedules.sums_shown import money
from everyword.schedules.support_account import Account, Between
from everyword.schedules.support_rules import rules_for

D = dt.date


class Books:
    """A ledger as beancount reads it: entries that add up to nothing, accounts that were opened."""

    def __init__(self, text: str) -> None:
        self.sums: Counter[str] = Counter()
        opened: set[str] = set()
        entry: list[Decimal] = []
        for line in [*text.splitlines(), ""]:
            if found := re.fullmatch(r"  ([A-Z][\w:]+)  (-?[\d.]+) ([A-Z]{3})", line):
                assert found[1] in opened, line
                self.sums[found[1]] += Decimal(found[2])
                entry.append(Decimal(found[2]))
            elif found := re.fullmatch(r"\d{4}-\d\d-\d\d open ([A-Z][\w:]+) [A-Z]{3}", line):
                opened.add(found[1])
            elif found := re.fullmatch(r"\S+ balance ([A-Z][\w:]+) (-?[\d.]+) [A-Z]{3}", line):
                assert self.sums[found[1]] == Decimal(found[2]), line
            elif not line:
                assert sum(entry) == 0, text
                entry = []
            else:
                assert re.fullmatch(r';.*|option .*|\S+ \* "[^"]*"|  item: "\w+"', line), line


def account(terms: list[Term], paid: list[Paid], rule: Interest | None, as_of: dt.date) -> Account:
    falling = dues_of(terms, clamped(as_of.replace(day=1), 31))
    way = (Priority(("interest", "principal")),)
    ledger = arrears.reckon(terms, falling, paid, way, rule, as_of)
    rules = rules_for("interest-first")
    return Account(
        Between("P2", "P1", "GBP"), as_of, (), (), (), Counted((), tuple(paid), ()), rules, rule,
        (), Reckoning(), True, rules, falling, ledger, ledger,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30_000)), max_size=6),
    st.integers(1, 10_000),
    st.booleans(),
)
def test_every_entry_adds_up_to_nothing(
    paid: list[tuple[int, int]], cents: int, bears: bool
) -> None:
    start = D(2023, 12, 1)
    term = Term("T1", Fraction(cents, 100), Rhythm("week"), start)
    rule = Interest((Rate(Decimal("8.069")),)) if bears else None
    payments = [
        Paid(f"R{n}", start + dt.timedelta(days=days), Fraction(sum, 100))
        for n, (days, sum) in enumerate(paid)
    ]
    found = account([term], payments, rule, D(2024, 3, 1))
    books = Books(ledger_text(found))

    assert books.sums["Assets:Support:Unpaid"] == money(found.ledger.principal, "GBP")
    assert books.sums["Assets:Support:Interest"] == money(found.ledger.owed_interest, "GBP")
    assert books.sums["Assets:Support:Received"] == money(found.ledger.paid, "GBP")


@pytest.mark.skipif(shutil.which("bean-check") is None, reason="needs beancount")
def test_beancount_itself_reads_it(tmp_path: Path) -> None:
    term = Term("T1", Fraction(100), Rhythm("month"), D(2024, 1, 1))
    paid = [Paid("R1", D(2024, 1, 9), Fraction(30)), Paid("R2", D(2024, 2, 1), Fraction(500))]
    found = account([term], paid, Interest((Rate(Decimal(10)),)), D(2024, 3, 1))
    (tmp_path / "a.bean").write_text(ledger_text(found), "utf-8")

    ran = subprocess.run(["bean-check", tmp_path / "a.bean"], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
