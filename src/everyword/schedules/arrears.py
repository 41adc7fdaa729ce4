"""What was due, what was received, what is owed: one line for each, in order of time.

Everything is exact: sums are fractions of the unit of money, and are rounded only where they are
printed. On one day sums fall due first; then what was paid ahead meets them; then that day's
payments do. Nothing here knows a case: the same sums and payments give the same lines.
"""

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, Literal

from msgspec import Struct

from everyword.schedules import allocation, interest
from everyword.schedules.allocation import Open
from everyword.schedules.dues import DAY, Due, Term, months_on, per_month
from everyword.schedules.interest import Interest, Piece

NONE: Final = Fraction(0)
LONGEST: Final = 512
FINE: Final = 10**40
"""Interest that is paid out of payments again and again has denominators without end: beyond 512
binary digits it is kept to 40 places after the point, far finer than any sum that is printed."""


class Paid(Struct, frozen=True):
    """A payment, by the day it was received."""

    id: str
    day: dt.date
    amount: Fraction


class Met(Struct, frozen=True):
    """That a payment met, on a day, a part of a sum, or of the interest (`due` None)."""

    payment: str
    day: dt.date
    due: Due | None
    amount: Fraction


class Line(Struct, frozen=True):
    """One line. `interest` accrued since the line before, of which `pieces` are the products.

    `principal`, `owed_interest` and `ahead` (paid before it was due) are what stands after it.
    """

    day: dt.date
    kind: Literal["due", "payment", "end"]
    of: str
    amount: Fraction
    interest: Fraction
    pieces: tuple[Piece, ...]
    met: tuple[Met, ...]
    principal: Fraction
    owed_interest: Fraction
    ahead: Fraction
    share: str = ""


class Unpaid(Struct, frozen=True):
    """A sum that fell due, and what is left of it."""

    due: Due
    left: Fraction


class Ledger(Struct, frozen=True):
    """The lines to the end of a day, and what they come to. `unpaid`: sums with something left."""

    as_of: dt.date
    lines: tuple[Line, ...]
    unpaid: tuple[Unpaid, ...]
    met: tuple[Met, ...]

    @property
    def due(self) -> Fraction:
        return sum((each.amount for each in self.lines if each.kind == "due"), NONE)

    @property
    def paid(self) -> Fraction:
        return sum((each.amount for each in self.lines if each.kind == "payment"), NONE)

    @property
    def interest(self) -> Fraction:
        return sum((each.interest for each in self.lines), NONE)

    @property
    def interest_paid(self) -> Fraction:
        return sum((each.amount for each in self.met if each.due is None), NONE)

    @property
    def principal(self) -> Fraction:
        return self.lines[-1].principal

    @property
    def owed_interest(self) -> Fraction:
        return self.lines[-1].owed_interest

    @property
    def ahead(self) -> Fraction:
        return self.lines[-1].ahead

    def unpaid_before(self, day: dt.date) -> Fraction:
        """What is left of sums that fell due before a day."""
        return sum((each.left for each in self.unpaid if each.due.day < day), NONE)


def reckon(
    terms: Sequence[Term],
    dues: Sequence[Due],
    payments: Sequence[Paid],
    orders: Sequence[allocation.Priority],
    rule: Interest | None,
    as_of: dt.date,
) -> Ledger:
    """The ledger to the end of `as_of`; interest to its morning. Later payments are left out.

    `dues` go to the end of that month, so that what is paid ahead in it finds its sum. Raises
    WrongUsage where no rate or no order of payments is known for a day.
    """
    run = _Run(terms, dues, orders, rule)
    received: dict[dt.date, list[Paid]] = {}
    for paid in payments:
        received.setdefault(paid.day, []).append(paid)
    falling = Counter(due.day for due in dues)
    for day in sorted({*received, *falling, *run.breaks(as_of)}):
        if day > as_of:
            break
        run.go_to(day)
        for _ in range(falling[day]):
            run.fall_due()
        for paid in received.get(day, ()):
            run.receive(paid)
    run.go_to(as_of)
    run.write("end", "", NONE)
    unpaid = tuple(Unpaid(one.due, one.left) for one in run.fallen)
    return Ledger(as_of, tuple(run.lines), unpaid, tuple(run.met))


class _Run:
    """What stands on a day, while the days go by."""

    def __init__(
        self,
        terms: Sequence[Term],
        dues: Sequence[Due],
        orders: Sequence[allocation.Priority],
        rule: Interest | None,
    ) -> None:
        self.orders, self.rule = orders, rule
        self.steps = _months_sums(terms) if rule and rule.above_one_month else []
        self.coming = deque(
            Open(due, due.amount, interest.begins(rule, due.day) if rule else None) for due in dues
        )
        self.beginning: dict[dt.date, list[Open]] = {}
        for one in self.coming:
            if one.begins is not None:
                self.beginning.setdefault(one.begins, []).append(one)
        self.fallen: list[Open] = []
        self.credit: deque[Paid] = deque()
        self.ahead = NONE
        self.principal = self.bearing = self.owed_interest = self.compounded = NONE
        self.day = dt.date.min
        self.lines: list[Line] = []
        self.pieces: list[Piece] = []
        self.fresh: list[Met] = []
        self.met: list[Met] = []

    def breaks(self, as_of: dt.date) -> Iterator[dt.date]:
        """The days, besides those of sums and payments, on which something changes."""
        yield from self.beginning
        yield from (day for day, _ in self.steps)
        if self.rule and self.rule.compounding != "none" and self.coming:
            months = 1 if self.rule.compounding == "month" else 12
            day = self.coming[0].due.day.replace(day=1)
            day = day if months == 1 else day.replace(month=1)
            while day <= as_of:
                yield day
                day = months_on(day, months)

    def go_to(self, day: dt.date) -> None:
        """Interest for the nights up to this day; then what begins to bear it. Once a day."""
        if day == self.day:
            return
        self._accrue(self._base(), self.day, day)
        self.day = day
        for one in self.beginning.get(day, ()):
            if one.has_fallen and one.left:
                self._begin(one)
        if self.rule and (
            (self.rule.compounding == "month" and day.day == 1)
            or (self.rule.compounding == "year" and (day.month, day.day) == (1, 1))
        ):
            self.compounded = self.owed_interest

    def _base(self) -> Fraction:
        """What bears interest."""
        below = next((sum for day, sum in reversed(self.steps) if day <= self.day), NONE)
        return max(NONE, self.bearing - below) + self.compounded

    def _accrue(self, on: Fraction, first: dt.date, last: dt.date) -> None:
        if not on or self.rule is None:
            return
        for over in interest.stretches(self.rule, first, last):
            piece = Piece(on, over)
            self.pieces.append(piece)
            self.owed_interest += piece.amount
        if self.owed_interest.denominator.bit_length() > LONGEST:
            self.owed_interest = Fraction(round(self.owed_interest * FINE), FINE)

    def _begin(self, one: Open) -> None:
        one.bears = True
        self.bearing += one.left
        if self.rule and self.rule.back:
            self._accrue(one.left, one.due.day, self.day)

    def fall_due(self) -> None:
        """The next sum falls due, less what was paid on it; then what is to spare meets it."""
        one = self.coming.popleft()
        one.has_fallen = True
        self.principal += one.left
        self.ahead -= one.due.amount - one.left
        while self.credit and one.left:
            paid = self.credit.popleft()
            part = min(paid.amount, one.left)
            self.ahead -= part
            self._meet(paid.id, one, part)
            if part < paid.amount:
                self.credit.appendleft(Paid(paid.id, paid.day, paid.amount - part))
        if one.left:
            self.fallen.append(one)
            if one.begins == self.day:
                self._begin(one)
        self.write("due", one.due.term, one.due.amount, one.due.share)

    def receive(self, paid: Paid) -> None:
        """A payment, laid against what its day's rule names, in turn; the rest is kept."""
        left = paid.amount
        for bucket in allocation.priority_on(self.orders, paid.day).to:
            if bucket == "interest":
                part = min(left, self.owed_interest)
                self.owed_interest -= part
                self.compounded = min(self.compounded, self.owed_interest)
                if part:
                    self.fresh.append(Met(paid.id, self.day, None, part))
                left -= part
                continue
            sums = allocation.sums_in(bucket, self.fallen, self.coming, paid.day)
            for one, part in allocation.laid(left, sums):
                self._meet(paid.id, one, part)
                left -= part
        self.fallen = [one for one in self.fallen if one.left]
        if left:
            self.credit.append(Paid(paid.id, paid.day, left))
            self.ahead += left
        self.write("payment", paid.id, paid.amount)

    def _meet(self, payment: str, one: Open, part: Fraction) -> None:
        one.left -= part
        if one.has_fallen:
            self.principal -= part
        else:
            self.ahead += part
        if one.bears:
            self.bearing -= part
        self.fresh.append(Met(payment, self.day, one.due, part))

    def write(
        self, kind: Literal["due", "payment", "end"], of: str, amount: Fraction, share: str = ""
    ) -> None:
        pieces, met = tuple(self.pieces), tuple(self.fresh)
        accrued = sum((each.amount for each in pieces), NONE)
        standing = (self.principal, self.owed_interest, self.ahead)
        self.lines.append(Line(self.day, kind, of, amount, accrued, pieces, met, *standing, share))
        self.met += met
        self.pieces, self.fresh = [], []


def _months_sums(terms: Sequence[Term]) -> list[tuple[dt.date, Fraction]]:
    """What is ordered for one month, from each day on which that changes.

    Where nothing is ordered any more, the last month's sum stays.
    """
    later = {each.replaces: each.holds_from for each in terms if each.replaces}
    ends = {
        term.id: min(later.get(term.id, dt.date.max), term.last + DAY if term.last else dt.date.max)
        for term in terms
    }
    steps: list[tuple[dt.date, Fraction]] = []
    for day in sorted({*(each.holds_from for each in terms), *ends.values()} - {dt.date.max}):
        holding = [each for each in terms if each.holds_from <= day < ends[each.id]]
        if holding or not steps:
            steps.append((day, sum(map(per_month, holding), NONE)))
    return steps
