"""A private plan: papers to copy, things to take, people to tell, training, jobs, money by month.

Nothing of it is in a bundle, a package or any other schedule; it is printed only when asked for.
"""

import re
from decimal import Decimal
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from everyword.case.dates import read_span
from everyword.case.deciding import Deciding, named
from everyword.errors import WrongUsage
from everyword.schedules.deadline_entry import day_of
from everyword.schedules.sums import read_amount

List = Literal["papers", "take", "tell", "training", "jobs", "cash"]
LISTS: Final[tuple[List, ...]] = get_args(List)
TITLES: Final[dict[List, str]] = {
    "papers": "Papers to copy",
    "take": "Things to take",
    "tell": "People to tell",
    "training": "Training",
    "jobs": "Jobs",
    "cash": "Money by month",
}
LEAVING: Final[tuple[List, ...]] = ("papers", "take", "tell")
LONGEST: Final = 500
MOST_MONTHS: Final = 120
_MONTHS: Final = re.compile(r"\d{4}-\d\d(/\d{4}-\d\d)?", re.ASCII)


class PlanEntry(Struct, frozen=True):
    """One line. `by` and `done` are days (ISO). Only of cash: `month` (2026-05, or 2026-05/2026-12
    for each of them), `way`, `currency`, and `amount`, None where it is not known.
    """

    id: str
    list: List
    words: str
    by: str | None = None
    done: str | None = None
    month: str | None = None
    way: Literal["in", "out"] | None = None
    amount: Decimal | None = None
    currency: str | None = None


def amount_of(typed: str) -> Decimal | None:
    """A sum as typed; None for "not known". Raises WrongUsage, also below zero."""
    amount = read_amount(typed)
    if amount is not None and amount < 0:
        raise WrongUsage(
            problem=f"A planned sum is not below zero: {typed}",
            remedy="What goes out is written with --out.",
        )
    return amount


def months_of(entry: PlanEntry) -> list[str]:
    """Each month an entry is for, as 2026-05."""
    if entry.month is None:
        return []
    first, _, last = entry.month.partition("/")
    at, end = _number(first), _number(last or first)
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(at, end + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def all_of(case: Deciding) -> dict[str, PlanEntry]:
    return case.work.state("plan", PlanEntry)


def add(case: Deciding, entry: PlanEntry) -> PlanEntry:
    """The line with its number. Raises WrongUsage: only what holds is kept."""
    made = checked(msgspec.structs.replace(entry, id=case.work.next_number("plan", "L")))
    case.work.decide(case.now, "plan", made.id, made)
    return made


def change(case: Deciding, id: str, **changes: Any) -> PlanEntry:
    """Raises NotFound, WrongUsage; what it was before stays in the list of decisions."""
    made = changed(case, id, **changes)
    case.work.decide(case.now, "plan", made.id, made)
    return made


def changed(case: Deciding, id: str, **changes: Any) -> PlanEntry:
    """What it would be; nothing is kept."""
    return checked(msgspec.structs.replace(named(all_of(case), "plan", id), **changes))


def checked(entry: PlanEntry) -> PlanEntry:
    """Raises WrongUsage where a part is missing or does not belong to the list."""
    words = entry.words.strip()
    if not words or len(words) > LONGEST or "\n" in words:
        raise WrongUsage(
            problem=f"A line of the plan needs words, at most {LONGEST} letters on one line.",
            remedy='For example:  everyword plan add "copy of birth certificate" --list papers',
        )
    for day in (entry.by, entry.done):
        if day is not None:
            day_of(day)
    if (entry.list == "cash") != (entry.month is not None):
        raise WrongUsage(
            problem="A month and a sum belong to the list cash, and to no other.",
            remedy='Say:  everyword plan add "sewing" --list cash --month 2026-05 --in 400'
            " --currency EUR",
        )
    if entry.list == "cash":
        _check_cash(entry)
    return msgspec.structs.replace(entry, words=words)


def _check_cash(entry: PlanEntry) -> None:
    if entry.way is None or not re.fullmatch(r"[A-Z]{3}", entry.currency or ""):
        raise WrongUsage(
            problem="Money by month needs one sum, in or out, and its currency in three letters.",
            remedy='Say it:  --in 400 --currency EUR    or  --out "not known" --currency EUR',
        )
    month = entry.month or ""
    if not _MONTHS.fullmatch(month):
        raise WrongUsage(
            problem=f"This is not a month: {month}",
            remedy="Write it like 2026-05, or 2026-05/2026-12 for each month from one to another.",
        )
    read_span(month)
    if len(months_of(entry)) > MOST_MONTHS:
        raise WrongUsage(
            problem=f"{month} are more than {MOST_MONTHS} months.", remedy="Take fewer."
        )
