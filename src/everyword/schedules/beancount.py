"""The account of support as a ledger in the syntax of beancount: each entry adds up to nothing.

Sums are rounded to the coin as they are printed: an entry has the difference between what stood,
rounded, before and after it, so the accounts end at the same figures as the table.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from everyword.schedules.arrears import NONE, Line
from everyword.schedules.dues import DAY
from everyword.schedules.sums_shown import money
from everyword.schedules.support_account import Account

UNPAID: Final = "Assets:Support:Unpaid"
INTEREST: Final = "Assets:Support:Interest"
AHEAD: Final = "Liabilities:Support:Ahead"
RECEIVED: Final = "Assets:Support:Received"
ORDERED: Final = "Income:Support:Ordered"
ACCRUED: Final = "Income:Support:Accrued"
ACCOUNTS: Final = (UNPAID, INTEREST, AHEAD, RECEIVED, ORDERED, ACCRUED)


def ledger_text(account: Account) -> str:
    """The undisputed ledger, seen by who is paid; the balances are asserted at the end."""
    lines, currency = account.ledger.lines, account.between.currency
    first, after = lines[0].day, account.as_of + DAY
    parts = [
        f"; support from {account.between.by} to {account.between.to}, counted to"
        f" {account.as_of}; rules: {account.rules.id}; disputed payments are left out",
        f'option "operating_currency" "{currency}"',
        "",
        *(f"{first} open {name} {currency}" for name in ACCOUNTS),
        "",
        *_entries(account),
        *(f"{after} balance {name} {sum} {currency}" for name, sum in _ends(account)),
    ]
    return "\n".join(parts) + "\n"


def _entries(account: Account) -> Iterator[str]:
    """One for each line that moves anything, its items as metadata."""
    currency, cites = account.between.currency, account.cites
    before: dict[str, Decimal] = {}
    totals = {ORDERED: NONE, ACCRUED: NONE, RECEIVED: NONE}
    for line in account.ledger.lines:
        totals[ACCRUED] -= line.interest
        totals[ORDERED] -= line.amount if line.kind == "due" else NONE
        totals[RECEIVED] += line.amount if line.kind == "payment" else NONE
        now = _standing(line, totals, currency)
        moved = {name: sum - before.get(name, Decimal(0)) for name, sum in now.items()}
        before = now
        if any(moved.values()):
            yield f'{line.day} * "{_words(line)}"'
            for cite in cites.get(line.of, ()):
                yield f'  item: "{cite.item}"'
                break
            yield from (f"  {name}  {sum} {currency}" for name, sum in moved.items() if sum)
            yield ""


def _standing(line: Line, totals: dict[str, Fraction], currency: str) -> dict[str, Decimal]:
    """Each account rounded; what rounding leaves over stands with what accrued, which has most."""
    found = {
        UNPAID: money(line.principal, currency),
        INTEREST: money(line.owed_interest, currency),
        AHEAD: money(-line.ahead, currency),
        RECEIVED: money(totals[RECEIVED], currency),
        ORDERED: money(totals[ORDERED], currency),
    }
    return found | {ACCRUED: -sum(found.values(), Decimal(0))}


def _ends(account: Account) -> list[tuple[str, Decimal]]:
    last, currency = account.ledger.lines[-1], account.between.currency
    return [
        (UNPAID, money(last.principal, currency)),
        (INTEREST, money(last.owed_interest, currency)),
        (AHEAD, money(-last.ahead, currency)),
    ]


def _words(line: Line) -> str:
    words = {"due": f"{line.of} falls due", "payment": f"{line.of} received"}
    return re.sub(r'["\\\n]', " ", words.get(line.kind, "interest to the last day counted"))
