"""The dated records of the formulas: which figures held from which day, and where they were read.

One TOML file for each scheme, with a record for every stretch of time. A day that no record covers
is refused: figures of another year are never taken instead.
"""

import datetime as dt
import tomllib
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage

DATA: Final = Path(__file__).parent.parent / "data" / "formulas"
Confidence = Literal["official", "secondary", "general"]
CONFIDENCE: Final = {
    "official": "the official text or page was read",
    "secondary": "not sure: from somebody's account of it, not from its text",
    "general": "not sure: general knowledge, the text was not read",
}
T = TypeVar("T")


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """The figures of one scheme from one day to another, both included.

    `values` differ by scheme. `rounding`: how the authority rounds. `unsure`: what in this record
    was not read in the text itself; `unsure_of`: the same for a part that not every result uses.
    """

    id: str
    since: dt.date = msgspec.field(name="from")
    values: dict[str, Any]
    source: str
    source_title: str
    seen: dt.date
    confidence: Confidence
    rounding: str
    until: dt.date | None = msgspec.field(name="to", default=None)
    unsure: tuple[str, ...] = ()
    unsure_of: dict[str, str] = {}


class Scheme(Struct, frozen=True, forbid_unknown_fields=True):
    """One formula: its records in the order of time; `unit` is what its result is counted in.

    `values`: what all its records have, unless a record says otherwise. `not_included`: what of
    the scheme is not worked out here.
    """

    id: str
    title: str
    jurisdiction: str
    unit: str
    record: tuple[Record, ...]
    values: dict[str, Any] = {}
    not_included: tuple[str, ...] = ()

    @property
    def covered(self) -> str:
        last = self.record[-1].until
        return f"{self.record[0].since} to {last or f'now (read {self.record[-1].seen})'}"


@cache
def schemes() -> dict[str, Scheme]:
    """All of them, by id."""
    found = {}
    for path in sorted(DATA.glob("*.toml")):
        read = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        for each in read["record"]:
            each["values"] = {**read.get("values", {}), **each.get("values", {})}
        scheme = msgspec.convert(read, Scheme)
        found[scheme.id] = scheme
    return found


def record(scheme: str, day: dt.date) -> Record:
    """The record in force on this day. Raises WrongUsage where none is."""
    known = schemes()[scheme]
    for each in known.record:
        if each.since <= day and (each.until is None or day <= each.until):
            return each
    raise WrongUsage(
        problem=f"{known.title}: there are no figures for {day}; those here are for "
        f"{known.covered}.",
        remedy="Nothing is worked out with figures of another time. Give a day inside:  --on DAY",
    )


def values_of(record: Record, type: type[T]) -> T:
    """The figures of a record, as its formula reads them."""
    return msgspec.convert(record.values, type)


def doubts(record: Record, day: dt.date, used: Collection[str]) -> tuple[str, ...]:
    """What a reader of the result must know about its record; `used`: the parts it used."""
    found = [*record.unsure, *(words for part, words in record.unsure_of.items() if part in used)]
    if record.confidence != "official":
        found.insert(0, f"The record {record.id} is {CONFIDENCE[record.confidence]}.")
    if day > record.seen:
        found.append(
            f"{day} is after {record.seen}, the day the source was read; a change since then is "
            "not known here."
        )
    return tuple(found)
