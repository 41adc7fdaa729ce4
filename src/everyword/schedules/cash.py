"""Money of a plan, month by month: what comes in, what goes out, what is left.

What is not known is never a zero: it is counted beside the sums, and they say so.
"""

from collections.abc import Iterable
from decimal import Decimal

from everyword.errors import WrongUsage
from everyword.schedules.plan_entry import PlanEntry, months_of
from everyword.schedules.table import Row, Schedule


def table(entries: Iterable[PlanEntry]) -> Schedule:
    """A line for each month of each currency, also for one without an entry in between.

    Raises WrongUsage where nothing is planned.
    """
    planned = [each for each in entries if each.list == "cash"]
    if not planned:
        raise WrongUsage(
            problem="No money is planned yet.",
            remedy='Say it:  everyword plan add "sewing" --list cash --month 2026-05 --in 400'
            " --currency EUR",
        )
    rows: list[Row] = []
    for currency in sorted({str(each.currency) for each in planned}):
        rows += _of_currency(currency, [each for each in planned if each.currency == currency])
    unknown = sum(each.amount is None for each in planned)
    notes = ["A plan, as it was entered; nothing of it is in the case's other tables."]
    if unknown:
        notes.append(f"{unknown} of {len(planned)} amounts are not known; they are in no sum.")
    return Schedule(
        "cash",
        "Money by month",
        (("Entered", f"{len(planned)} lines"),),
        ("Month", "Currency", "In", "Out", "Left", "Together"),
        "llrrrr",
        tuple(rows),
        tuple(notes),
    )


def _of_currency(currency: str, planned: list[PlanEntry]) -> list[Row]:
    by_month: dict[str, list[PlanEntry]] = {}
    for entry in planned:
        for month in months_of(entry):
            by_month.setdefault(month, []).append(entry)
    whole = PlanEntry("", "cash", "", month=f"{min(by_month)}/{max(by_month)}")
    rows, together, open_ = list[Row](), Decimal(0), 0
    for month in months_of(whole):
        there = by_month.get(month, [])
        known, unknown = dict[str, Decimal](), dict[str, int]()
        for way in ("in", "out"):
            amounts = [each.amount for each in there if each.way == way]
            known[way] = sum((each for each in amounts if each is not None), Decimal(0))
            unknown[way] = amounts.count(None)
        left = known["in"] - known["out"]
        together += left
        open_ += unknown["in"] + unknown["out"]
        cells = (
            month,
            currency,
            words(known["in"], unknown["in"]),
            words(known["out"], unknown["out"]),
            words(left, unknown["in"] + unknown["out"]),
            words(together, open_),
        )
        rows.append(Row(cells, said=tuple(each.id for each in there)))
    return rows


def words(amount: Decimal, unknown: int) -> str:
    """1234.5 as "1,234.50", with what it lacks."""
    shown = f"{amount:,.2f}" if amount == round(amount, 2) else f"{amount:,}"
    return f"{shown} and {unknown} not known" if unknown else shown
