"""Ten years of weekly dues and 3,000 lines of a bank: what looks like a payment, and the arrears.

    python bench/support.py

Measured: finding the proposals among all lines, and reckoning the dues against those that were
taken, with interest each night; once with interest met last, once with interest met first (then
every sum is a fraction of a fraction). The floor is sorting the same lines and adding their sums.
Times are those of the processor, best of five.
"""

import datetime as dt
import random
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from everyword.schedules import arrears, dues
from everyword.schedules.allocation import Priority
from everyword.schedules.arrears import Paid
from everyword.schedules.interest import Interest, Rate
from everyword.schedules.matching import BankLine, proposed

LIMIT = 0.2
ROUNDS = 5
START, END = dt.date(2014, 1, 3), dt.date(2023, 12, 31)
LINES = 3000
SHOPS = ("SUPERMARKET", "CARD PAYMENT BUS", "RENT", "A QUILLON", "ALEX QUILL KIDS")


def lines() -> list[BankLine]:
    """The same each time: a fifth names the payer, some have the sum that is due."""
    dice, whole = random.Random(1), (END - START).days
    return [
        BankLine(
            f"i{n}",
            START + dt.timedelta(days=dice.randrange(whole)),
            Decimal(dice.choice([100, 100, *range(-90, 90)])) + Decimal(dice.randrange(100)) / 100,
            "GBP",
            dice.choice(SHOPS),
        )
        for n in range(LINES)
    ]


def floor(found: list[BankLine]) -> Decimal:
    return sum((each.amount for each in sorted(found, key=lambda x: x.day)), Decimal(0))


def counted(found: list[BankLine], to: Priority) -> arrears.Ledger:
    term = dues.Term("T1", Fraction(100), dues.Rhythm("week"), START)
    falling = dues.dues_of([term], END)
    taken = proposed(found, falling, "GBP", ["Alex Quill"], ["Sam Reed"])
    paid = [Paid(each.line.item, each.line.day, Fraction(abs(each.line.amount))) for each in taken]
    rule = Interest((Rate(Decimal("8.069")), Rate(Decimal("8.25"), dt.date(2019, 7, 1))))
    return arrears.reckon([term], falling, paid, (to,), rule, END)


def best(run: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        run()
        spent.append(time.process_time() - before)
    return min(spent)


def main() -> None:
    found = lines()
    least = best(lambda: floor(found))
    print(f"floor (sort, add):    {least * 1000:7.2f} ms")
    ways = {
        "interest met last": Priority(("current", "principal", "interest")),
        "interest met first": Priority(("interest", "principal")),
    }
    for name, to in ways.items():
        spent = best(lambda to=to: counted(found, to))  # type: ignore[misc]  # bound in this round
        ledger = counted(found, to)
        payments = sum(each.kind == "payment" for each in ledger.lines)
        print(
            f"{name + ':':21} {spent * 1000:7.2f} ms (at most {LIMIT * 1000:.0f}), {payments} of"
            f" {LINES:,} lines taken, {spent / least:.0f} times the floor"
        )


if __name__ == "__main__":
    main()
