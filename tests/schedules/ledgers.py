"""Lines of made-up accounts for tests of household money, and random ledgers."""

import datetime as dt
import random
from decimal import Decimal

from hypothesis import strategies as st

from everyword.index.paying import Stand
from everyword.schedules.ledger import Line


def line(
    number: int,
    day: str,
    pence: int,
    payee: str | None = "shop",
    account: str = "current",
    balance: int | None = None,
    currency: str | None = "GBP",
    source: str = "",
    reference: str | None = None,
) -> Line:
    """The payment `i{number}`, on line `number` of its file."""
    return Line(
        f"i{number}",
        account,
        day,
        Decimal(pence) / 100,
        currency,
        payee,
        reference,
        None if balance is None else Decimal(balance) / 100,
        (Stand(source or account, f"{source or account}.csv", number),),
    )


FIRST = dt.date(2024, 1, 1)
PAYEES = ("TESCO STORES 31", "Tesco Express", "ACME WAGES", "J Smith", "Überweisung  J Smith", "")


def made(seed: int, most: int = 25) -> list[Line]:
    """In order of time; several accounts, currencies, payees; some days cut or not known."""
    chance = random.Random(seed)
    offsets = sorted(chance.randrange(200) for _ in range(chance.randrange(most + 1)))
    found = []
    for number, offset in enumerate(offsets):
        day = (FIRST + dt.timedelta(offset)).isoformat()
        day = {0: day[:7], 1: day[:4], 2: ""}.get(chance.randrange(20), day)
        pence = chance.choice((chance.randrange(-90000, 90001), 5000, -5000, 0))
        payee, account = chance.choice(PAYEES), chance.choice(("current", "saver", "card"))
        currency = chance.choice(("GBP", "EUR", None))
        found.append(line(number, day, pence, payee, account, currency=currency))
    return found


def ledgers() -> st.SearchStrategy[list[Line]]:
    """Random ledgers: a seed each, so that a thousand of them take a second."""
    return st.integers(0, 2**32).map(made)
