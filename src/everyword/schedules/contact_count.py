"""Nights counted by a published rule: which band they are in, and what one night more would do.

The rules are dated records in `data/nights`, each with its source and how sure we are of it. A
rule is what a published text says; what a court or an agency makes of it is theirs to say.
"""

import datetime as dt
import tomllib
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from everyword.errors import NotFound

DATA = Path(__file__).parent / "data" / "nights"
Confidence = Literal["official", "copy", "secondary", "general"]
CONFIDENCE: dict[Confidence, str] = {
    "official": "the official text",
    "copy": "the official text as another site has it",
    "secondary": "not sure: from a note about the rule, not from its text",
    "general": "not sure: general knowledge, the text was not read",
}


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """From `least` (nights or percent, as the rule counts) up to the next band."""

    least: int
    words: str


class NightRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule in one version. It counts nights, or percent of the window's nights or time.

    `rounds`: a percentage is rounded down below 50 and up above it before its band is looked up.
    `equivalent`: time without a night may count like one, and is added to the whole too.
    `window`: the length the rule counts over, in words; `nights` in nights, where it is fixed.
    """

    id: str
    title: str
    jurisdiction: str
    source: str
    seen: dt.date
    confidence: Confidence
    counts: Literal["nights", "percent of nights", "percent of time"]
    window: str
    bands: tuple[Band, ...]
    assumptions: tuple[str, ...] = ()
    nights: tuple[int, ...] = ()
    rounds: bool = False
    equivalent: bool = False
    since: dt.date | None = msgspec.field(name="from", default=None)
    until: dt.date | None = msgspec.field(name="to", default=None)


class Counted(Struct, frozen=True):
    """Where a number of nights stands. `less`, `more`: the band with one night less or more, None
    where that is the same band. `next`: nights to the next band up, None in the last."""

    nights: int
    of: int
    value: Fraction
    shown: str
    band: Band
    less: Band | None
    more: Band | None
    next: tuple[int, Band] | None


@cache
def night_rules() -> dict[str, tuple[NightRule, ...]]:
    """All rules by name, their versions oldest first."""
    found = {}
    for path in sorted(DATA.glob("*.toml")):
        raw = tomllib.loads(path.read_text("utf-8"))
        versions = raw.pop("version")
        made = [msgspec.convert({**raw, **each}, NightRule) for each in versions]
        found[path.stem] = tuple(sorted(made, key=lambda each: each.since or dt.date.min))
    return found


def night_rule(name: str, day: dt.date) -> NightRule:
    """The version in force on a day. Raises NotFound."""
    versions = night_rules().get(name, ())
    for each in reversed(versions):
        if (each.since or day) <= day <= (each.until or day):
            return each
    what = name if not versions else f"{name} on {day}"
    names = ", ".join(night_rules())
    raise NotFound(thing="rule", name=what, command=f"everyword contact rules    ({names})")


def count(
    rule: NightRule, nights: int, of: int, equivalent: int = 0, all_equivalent: int = 0
) -> Counted:
    """Where these nights of so many stand by a rule that counts nights.

    `equivalent` are the person's days that count like a night, `all_equivalent` everybody's.
    """
    had, whole = nights, of
    if rule.equivalent:
        had, whole = nights + equivalent, of + all_equivalent
    here = _band(rule, had, whole)
    less = _band(rule, had - 1, whole) if had > 0 else here
    more = _band(rule, had + 1, whole) if had < whole else here
    value = Fraction(had, whole)
    return Counted(
        had,
        whole,
        value,
        shown(rule, had, whole),
        here,
        less if less != here else None,
        more if more != here else None,
        _next(rule, had, whole, here),
    )


def count_time(rule: NightRule, share: Fraction) -> tuple[Band, str]:
    """The band of a share of the time, and the share in words."""
    return _at(rule, share * 100), percent(share)


def _next(rule: NightRule, had: int, whole: int, here: Band) -> tuple[int, Band] | None:
    for more in range(1, whole - had + 1):
        band = _band(rule, had + more, whole)
        if band != here:
            return more, band
    return None


def _band(rule: NightRule, had: int, whole: int) -> Band:
    return _at(rule, Fraction(had) if rule.counts == "nights" else _points(rule, had, whole))


def _at(rule: NightRule, value: Fraction) -> Band:
    return [each for each in rule.bands if each.least <= value][-1]


def _points(rule: NightRule, had: int, whole: int) -> Fraction:
    return Fraction(rounded(had, whole)) if rule.rounds else Fraction(100 * had, whole)


def rounded(had: int, whole: int) -> int:
    """In whole percent: down below 50, up above, as Australia's guide rounds care."""
    return 100 * had // whole if 2 * had < whole else -(-100 * had // whole)


def shown(rule: NightRule, had: int, whole: int) -> str:
    """The figure as the rule has it: nights, or percent."""
    if rule.counts == "nights":
        return f"{had} of {whole} nights ({percent(Fraction(had, whole))})"
    exact = f"{percent(Fraction(had, whole))} ({had} of {whole} nights)"
    return f"{rounded(had, whole)} %, from {exact}" if rule.rounds else exact


def percent(share: Fraction) -> str:
    """With two decimals, half up; the exact fraction is what is compared with a rule."""
    value = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)} %"


def effects(counted: Counted) -> list[str]:
    """What one night more or less does to the band, in words; and how far the next band is."""
    said = []
    for word, band in (("less", counted.less), ("more", counted.more)):
        if band is None:
            said.append(f"One night {word} is the same band.")
        else:
            said.append(f"One night {word} is another band: {band.words}.")
    if counted.next is not None and counted.more is None:
        far, band = counted.next
        said.append(f"The next band is {far} nights away: {band.words}.")
    return said


def reach(rule: NightRule, low: int, high: int, of: int) -> Sequence[Band]:
    """Every band that lies between two numbers of nights: where some nights are not known."""
    bands = (_band(rule, had, of) for had in range(low, high + 1))
    return tuple(dict.fromkeys(bands))
