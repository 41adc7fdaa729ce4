"""Running balances: does what was read fit the balances the bank wrote?

Three checks, each in plain words with both figures, never a change of an item:
a statement (opening + payments = closing), statements of one file after one another (the next
begins with what the one before ended with), and a balance on each line.
"""

from collections.abc import Iterator
from decimal import Context, Decimal

from msgspec import Struct

MOST = 10
"""Breaks of one column of balances that are named one by one; the rest is counted."""
MAX_ACCOUNTS = 1000
_EXACT = Context(prec=120)


class Figure(Struct, frozen=True, gc=False):
    """A balance: signed sum, currency, and the day as text that sorts (None: not said)."""

    amount: Decimal
    currency: str | None
    day: str | None

    @property
    def words(self) -> str:
        money = f" {self.currency}" if self.currency else ""
        return f"{plain(self.amount)}{money}" + (f" on {self.day}" if self.day else "")


def plain(amount: Decimal) -> str:
    """12.50 as 12.50, never 1.25E+1."""
    return f"{amount:f}"


def added(one: Decimal, other: Decimal) -> Decimal:
    """Exact: the usual 28 figures of precision would round a hostile sum without a word."""
    return _EXACT.add(one, other)


class Statement:
    """One statement: its opening balance, what was read since, and whether the closing fits."""

    def __init__(self) -> None:
        self.opening: Figure | None = None
        self._sum = Decimal(0)
        self._count = 0
        self._unsure: str | None = None

    def open(self, figure: Figure) -> None:
        self.opening, self._sum, self._count, self._unsure = figure, Decimal(0), 0, None

    def add(self, amount: Decimal, currency: str | None) -> None:
        self._sum = added(self._sum, amount)
        self._count += 1
        has = self.opening.currency if self.opening else None
        if has and currency and has != currency:
            self.lose(f"a payment is in {currency}")

    def lose(self, why: str) -> None:
        """Something of the statement was not read: the sum says nothing."""
        self._unsure = self._unsure or why

    def fault(self, closing: Figure) -> str | None:
        """Why the closing balance does not fit; None where it does or cannot be checked."""
        if self.opening is None or self.unchecked(closing):
            return None
        comes_to = added(self.opening.amount, self._sum)
        if comes_to == closing.amount:
            return None
        differ = plain(added(closing.amount, comes_to.copy_negate()))
        return (
            f"the closing balance is {closing.words}, but the opening balance "
            f"{self.opening.words} and the payments between ({self._count:,}) come to "
            f"{plain(comes_to)}: a difference of {differ}"
        )

    def unchecked(self, closing: Figure) -> str | None:
        """Why the closing balance cannot be checked."""
        if self.opening is None:
            return "there is no opening balance"
        money = (self.opening.currency, closing.currency)
        if all(money) and money[0] != money[1]:
            return f"the opening balance is in {money[0]}"
        return self._unsure

    def verdict(self, closing: Figure) -> str:
        """What the check gave, where it found no fault."""
        why = self.unchecked(closing)
        return f"not checked: {why}" if why else "it fits the opening balance and the payments"


class Chain:
    """Statements of one file: per account, the one before."""

    def __init__(self) -> None:
        self._before: dict[str | None, tuple[Figure, Figure]] = {}

    def at_opening(self, account: str | None, opening: Figure) -> str | None:
        """Why this statement does not follow the one before it in the file."""
        before = self._before.get(account)
        if before is None or not _not_after(before[1].day, opening.day):
            return None
        return self._fault(before[1], opening)

    def at_closing(self, account: str | None, opening: Figure, closing: Figure) -> str | None:
        """The same for files that begin with the newest statement; remembers this one."""
        before = self._before.get(account)
        if before is not None or len(self._before) < MAX_ACCOUNTS:
            self._before[account] = (opening, closing)
        newest_first = (
            before is not None
            and not _not_after(before[1].day, opening.day)
            and _not_after(closing.day, before[0].day)
        )
        return self._fault(closing, before[0]) if before is not None and newest_first else None

    def _fault(self, earlier: Figure, later: Figure) -> str | None:
        if earlier.amount == later.amount or earlier.currency != later.currency:
            return None
        return (
            f"a statement of this account ends with {earlier.words}, the next one in the file "
            f"begins with {later.words}: what lies between them is not in this file"
        )


def _not_after(earlier: str | None, later: str | None) -> bool:
    return earlier is None or later is None or earlier <= later


class _Way:
    """One way to go through the lines: down or up the file, signs as written or turned."""

    def __init__(self, up: bool, turned: bool) -> None:
        self.up, self.turned = up, turned
        self.fits = self.breaks = 0
        self.first: list[str] = []
        self._last: tuple[int, Decimal] | None = None
        self._since = Decimal(0)

    def see(self, line: int, amount: Decimal, balance: Decimal | None) -> None:
        step = amount.copy_negate() if self.turned else amount
        if not self.up:
            self._since = added(self._since, step)
        if balance is not None:
            if self._last is not None:
                self._compare(line, balance)
            self._last, self._since = (line, balance), Decimal(0)
        if self.up:
            self._since = added(self._since, step)

    def lose(self) -> None:
        self._last, self._since = None, Decimal(0)

    def _compare(self, line: int, balance: Decimal) -> None:
        assert self._last is not None
        at, before = self._last
        since = self._since.copy_negate() if self.up else self._since
        should = added(before, since)
        if should == balance:
            self.fits += 1
            return
        self.breaks += 1
        if len(self.first) < MOST:
            said = f"line {line:,} says {plain(balance)}, but with line {at:,}"
            self.first.append(
                f"the balance stops fitting: {said} ({plain(before)}) and the amounts between "
                f"it comes to {plain(should)}"
            )


class Column:
    """A balance on each line; one per account. The file may go from old to new or back."""

    def __init__(self) -> None:
        self._ways = [_Way(up, turned) for turned in (False, True) for up in (False, True)]

    def see(self, line: int, amount: Decimal, balance: Decimal | None) -> None:
        for way in self._ways:
            way.see(line, amount, balance)

    def lose(self) -> None:
        """A line that could not be read stands here."""
        for way in self._ways:
            way.lose()

    def faults(self) -> Iterator[str]:
        best = max(self._ways, key=lambda way: way.fits)  # the first of equals: signs as written
        if not best.fits + best.breaks:
            return
        if best.turned:
            yield (
                "the balances fit only if every sign is turned round "
                f"({best.fits:,} lines of {best.fits + best.breaks:,} then fit)"
            )
        elif best.fits < best.breaks:
            of = best.fits + best.breaks
            yield (
                f"the column of balances does not follow the amounts: {best.fits:,} of {of:,} "
                "lines fit the line before"
            )
        else:
            yield from best.first
            if best.breaks > len(best.first):
                rest = best.breaks - len(best.first)
                yield f"the balance stops fitting at {rest:,} more lines"
