"""Dated rules of interest and of what a payment meets: one text file each in `data/support`.

A record says where it was read, when, and how sure that is; what it does not say is not made up:
then the person is asked.
"""

import datetime as dt
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from everyword.errors import NotFound
from everyword.schedules.allocation import WORDS, Bucket, Priority
from everyword.schedules.interest import FIRST, Compounding, Count, Interest, Rate, Starts

DATA: Final = Path(__file__).parent / "data" / "support"
USUAL: Final = "oldest-first"
"""What is used where nobody chose: without interest the whole is the same in any order."""


Confidence = Literal["official", "copy", "ours", "secondary", "general"]
CONFIDENCE: Final[dict[Confidence, str]] = {
    "official": "the official text",
    "copy": "the official text as another site has it",
    "ours": "no authority's rule",
    "secondary": "not sure: from a note about the rule, not from its text",
    "general": "not sure: general knowledge, the text was not read",
}


class _Laid(Struct, frozen=True, forbid_unknown_fields=True):
    to: tuple[Bucket, ...]
    since: dt.date = msgspec.field(name="from", default=FIRST)
    source: str = ""


class _Rate(Struct, frozen=True, forbid_unknown_fields=True):
    percent: Decimal
    since: dt.date = msgspec.field(name="from", default=FIRST)
    until: dt.date | None = None
    source: str = ""


class _Interest(Struct, frozen=True, forbid_unknown_fields=True):
    starts: Starts
    count: Count
    days: int = 0
    back: bool = False
    above_one_month: bool = False
    dues_since: dt.date | None = None
    compounding: Compounding = "none"
    count_source: Confidence = "official"
    rate: tuple[_Rate, ...] = ()


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """One record. `interest` None: the place has none. `split_months`: what fell due longer before
    the issue of an application is shown apart."""

    id: str
    title: str
    jurisdiction: str
    seen: dt.date
    source: str
    confidence: Confidence
    allocation: tuple[_Laid, ...] = ()
    interest: _Interest | None = None
    split_months: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def priorities(self) -> tuple[Priority, ...]:
        return tuple(Priority(each.to, each.since, each.source) for each in self.allocation)

    def rule(self, rates: tuple[Rate, ...], compounding: Compounding = "none") -> Interest | None:
        """How interest is counted; given rates stand in the place of the record's from their day.

        Where the place has no interest, given rates are the order's own: simple, from the due day.
        """
        has = self.interest
        if has is None:
            return Interest(rates, compounding=compounding) if rates else None
        own = tuple(Rate(each.percent, each.since, each.until, each.source) for each in has.rate)
        first = min((each.since for each in rates), default=dt.date.max)
        known = tuple(each for each in own if each.since < first)
        return Interest(
            (*known, *rates),
            has.starts,
            has.days,
            has.back,
            has.count,
            has.above_one_month,
            has.dues_since,
            compounding if compounding != "none" else has.compounding,
        )


@cache
def all_rules() -> dict[str, Rules]:
    """Every record, by its id."""
    found = (
        msgspec.convert(tomllib.loads(path.read_text("utf-8")), Rules)
        for path in sorted(DATA.glob("*.toml"))
    )
    return {each.id: each for each in found}


def rules_for(id: str) -> Rules:
    """Raises NotFound, naming those there are."""
    rules = all_rules()
    if id not in rules:
        raise NotFound(
            thing="rule",
            name=f"{id} (there are: {', '.join(rules)})",
            command="everyword order rules --list",
        )
    return rules[id]


_STARTS: Final = {
    "due day": "from the day each sum fell due",
    "month after": "from the first day of the month after a sum fell due",
    "month end": "from the last day of the month in which a sum fell due",
    "next month end": "from the last day of the month after the one in which a sum fell due",
}
_COUNT: Final = {
    "365": "each night is a 365th of a year, in leap years too",
    "year": "each night is a 365th of a year, in a leap year a 366th",
    "month": "each end of a month is a twelfth of a year",
}


def words_of(rules: Rules, rule: Interest | None, given: tuple[Rate, ...]) -> list[str]:
    """The assumptions, to be printed with what was reckoned by them."""
    sure = CONFIDENCE[rules.confidence]
    lines = [
        f"Rules: {rules.title} ({rules.id}), as seen on {rules.seen} in {rules.source}; {sure}."
        if rules.source != "everyword"
        else f"Rules: {rules.title} ({rules.id}); {sure}."
    ]
    for order in rules.allocation:
        since = f"received from {order.since} on" if order.since != FIRST else "received"
        to = ", then ".join(WORDS[each] for each in order.to)
        lines.append(f"A payment {since} is laid against: {to}.")
    if rule is None:
        lines.append("No interest is counted.")
    else:
        lines += _interest_words(rules, rule, given)
    return [*lines, *rules.notes]


def _interest_words(rules: Rules, rule: Interest, given: tuple[Rate, ...]) -> list[str]:
    starts = _STARTS.get(rule.starts, f"from day {rule.days} after a sum fell due")
    back = ", then back to its due day" if rule.back else ""
    kind = {
        "none": "simple interest",
        "month": "unpaid interest bears interest from the end of each month",
        "year": "unpaid interest bears interest from the end of each year",
    }[rule.compounding]
    lines = [f"Interest: {kind}, {starts}{back}; {_COUNT[rule.count]}."]
    if rules.interest and rules.interest.count_source == "ours":
        lines.append("How the days of a year are counted was not found in the rule: it is our way.")
    for rate in rule.rates:
        since = f" from {rate.since}" if rate.since != FIRST else ""
        until = f" to {rate.until}" if rate.until else ""
        whose = "as given by you" if rate in given else "of the rule"
        told = f" ({rate.source})" if rate.source else ""
        lines.append(f"Rate: {rate.percent} % a year{since}{until}, {whose}{told}.")
    if not rule.rates:
        lines.append("Rate: none is known here.")
    return lines
