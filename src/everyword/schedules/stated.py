"""Balances that statements state beside their lines: how far a statement reaches, and what is left.

A camt or MT940 statement has an opening and a closing balance with their days, an OFX file a ledger
balance. They are taken from the reader's own words of them; where a file has several accounts and
the words name none, nothing is taken.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from everyword.index.paying import Told
from everyword.schedules.running import Span

_BALANCE: Final = re.compile(
    r"(opening balance|closing balance of the day before|closing balance)"
    r" (-?\d{1,30}(?:\.\d{1,30})?)(?: [A-Z]{3})? on (\d{4}-\d\d-\d\d)(.*)"
)
_LEDGER: Final = re.compile(
    r"ledger balance: BALAMT (-?\d{1,30}(?:\.\d{1,30})?), DTASOF (\d{4})(\d\d)(\d\d).*"
    r"\(account (.*), [^,]*\)"
)
FITS: Final = "it fits the opening balance"
Place = tuple[str, str]
"""Source and path of a file."""


class Stated(Struct, frozen=True):
    """A balance of an account on a day (ISO), and the item that states it."""

    account: str
    amount: Decimal
    day: str
    item: str


class Balances:
    """`accounts`: of each file, those its payments are of."""

    def __init__(self, told: Iterable[Told], accounts: Mapping[Place, set[str]]) -> None:
        self._told, self._accounts = list(told), accounts

    def last(self) -> dict[str, Stated]:
        """Of each account the newest closing or ledger balance."""
        found = dict[str, Stated]()
        for each in (*self._ledger(), *(one for _, one, _ in self._pairs())):
            if each.account not in found or each.day > found[each.account].day:
                found[each.account] = each
        return found

    def spans(self) -> Iterator[Span]:
        """What each statement with both balances covers: from its opening balance to its closing.

        One that opens on the first of a month covers that day; else it begins the day after, as
        the opening balance is what the day before left.
        """
        for opening, closing, fits in self._pairs():
            first = dt.date.fromisoformat(opening.day)
            first += dt.timedelta(days=first.day != 1)
            if first.isoformat() <= closing.day:
                yield Span(
                    closing.account,
                    self._source(closing.item),
                    first.isoformat(),
                    closing.day,
                    opening.amount,
                    closing.amount,
                    fits,
                    frozenset(),
                    closing.item,
                )

    def _source(self, item: str) -> str:
        return next(each.stands[0].source for each in self._told if each.id == item)

    def _pairs(self) -> Iterator[tuple[Stated, Stated, bool]]:
        """Each opening with the closing that follows it in its file; whether the payments fit."""
        by_file = defaultdict[Place, list[tuple[int, Told]]](list)
        for told in self._told:
            for stand in told.stands[:1]:
                by_file[stand.source, stand.path].append((stand.first, told))
        for place, rows in by_file.items():
            account = self._only(place)
            opening: Stated | None = None
            for _, told in sorted(rows, key=lambda row: row[0]) if account else ():
                found = _BALANCE.match(told.words)
                day = _day(found[3]) if found else None
                if found is None or day is None or account is None:
                    continue
                stated = Stated(account, Decimal(found[2]), day, told.id)
                if found[1] != "closing balance":
                    opening = stated
                elif opening is not None:
                    yield opening, stated, FITS in found[4]
                    opening = None

    def _only(self, place: Place) -> str | None:
        accounts = self._accounts.get(place, set())
        return next(iter(accounts)) if len(accounts) == 1 else None

    def _ledger(self) -> Iterator[Stated]:
        for told in self._told:
            found = _LEDGER.match(told.words)
            day = _day(f"{found[2]}-{found[3]}-{found[4]}") if found else None
            account = self._only((told.stands[0].source, told.stands[0].path))
            if found and day and account:
                yield Stated(account, Decimal(found[1]), day, told.id)


def _day(text: str) -> str | None:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
