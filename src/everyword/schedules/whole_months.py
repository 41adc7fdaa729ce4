"""Which months of the accounts that are counted are wholly covered by statements."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from everyword.schedules.counting import Money
from everyword.schedules.coverage import Asked, cells, month_days, stretches
from everyword.schedules.flows import Flows
from everyword.schedules.household import BudgetLine
from everyword.schedules.ledger import Books
from everyword.schedules.running import Span
from everyword.schedules.sums import money, rounded


class Covered(Struct, frozen=True):
    """`months`: those that every account counted covers wholly. `lacking`: of each other account
    the months it does not."""

    months: tuple[str, ...]
    lacking: dict[str, tuple[str, ...]]

    def words(self, books: Books) -> Iterator[str]:
        for account, months in self.lacking.items():
            yield (
                f"{books.shown(account)}: not wholly covered by statements: {', '.join(months)}"
                " (everyword schedule statements)"
            )


def covered(counted: Money, spans: Iterable[Span], months: Sequence[str]) -> Covered:
    """Of the months from the first to the last of these; `spans`: of the accounts counted."""
    if not months:
        return Covered((), {})
    first, last = month_days(months[0])[0].isoformat(), month_days(months[-1])[1].isoformat()
    days = Asked(first, last, last, len(months), 0)
    by_account = dict[str, list[Span]]()
    for span in spans:
        by_account.setdefault(span.account, []).append(span)
    whole, lacking = set(days.months()), dict[str, tuple[str, ...]]()
    for account, own in by_account.items():
        said = [
            each
            for each in counted.statements.values()
            if counted.books.resolved(each.account) == account
        ]
        found = cells(days, stretches(own, said)[0], *counted.life(account))
        short = tuple(each.month for each in found if each.state in ("part", "missing", "no line"))
        whole -= {*short}
        if short:
            lacking[account] = short
    return Covered(tuple(sorted(whole)), lacking)


def paid_words(found: Flows, line: BudgetLine, months: Sequence[str]) -> str:
    """What payments of its kind come to in a month, over the months that are whole."""
    if line.kind is None:
        return ""
    if not months:
        return f"; {line.kind}: no whole month to compare with"
    known = Decimal(0)
    for month in months:
        known += found.total(line.currency, line.way, month, line.kind).known
    average = rounded(Fraction(abs(known)) / len(months), line.currency)
    count = f"{len(months)} whole month{'s' * (len(months) != 1)}"
    return f"; {line.kind} by the statements: {money(average)} a month over {count}"
