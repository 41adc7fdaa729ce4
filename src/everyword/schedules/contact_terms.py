"""What a person says of contact: terms of an order, lists of holidays, and single days.

All are decisions, so they are frozen and hold the words as typed. A term says whose the nights
are and on which days; `contact_pattern` works them out, `contact_entry` checks them before they
are kept.
"""

from typing import Any, Final, Literal, get_args

from msgspec import Struct

from everyword.case.decided import CiteTo
from everyword.case.work import Work

Layer = Literal["default", "weekly", "school holiday", "holiday", "date"]
"""Which term counts where several give one night, from the weakest: the usual home; weekends and
days of the week; a block of school holidays; a named holiday; a date of its own."""
LAYERS: tuple[Layer, ...] = get_args(Layer)
Part = Literal["all", "first", "second"]
State = Literal["offered", "used", "missed", "late", "declined"]
STATES: tuple[State, ...] = get_args(State)
ACT: Final = "contact"
"""What the decisions of all three are kept under."""


class Term(Struct, frozen=True, tag="term", tag_field="kind"):
    """One term of an order or agreement: these days are with this person.

    The days come from a rule (`rrule`, RFC 5545, counted from `anchor`), `dates`
    (A or A/B, ISO), a list of school holidays (`holidays`); with none of them it is every night.
    Contact begins `before` days ahead of the day the rule counts, at `begins`, and ends `length`
    days after it began, at `ends`: local wall times of `zone`, whatever the clocks do in between.
    Without times of day it is `length` whole nights. Of holidays `length` counts from the last day.
    `since` and `until`: the first and last day the term is in force.
    """

    id: str
    words: str
    person: str
    layer: Layer
    zone: str
    order: str | None = None
    children: tuple[str, ...] = ()
    rrule: str | None = None
    anchor: str | None = None
    dates: tuple[str, ...] = ()
    holidays: str | None = None
    titled: str | None = None
    part: Part = "all"
    middle: Literal["first", "second"] | None = None
    only: Literal["term", "holidays"] | None = None
    years: Literal["odd", "even"] | None = None
    before: int = 0
    begins: str | None = None
    length: int = 1
    ends: str | None = None
    since: str | None = None
    until: str | None = None
    cites: tuple[CiteTo, ...] = ()

    @property
    def is_every_night(self) -> bool:
        return self.rrule is None and not self.dates and self.holidays is None


class HolidayList(Struct, frozen=True, tag="holidays", tag_field="kind"):
    """Days a person gave as school holidays: typed (A or A/B), or entries of a calendar they added.

    `covers` (A/B): the days for which the list says everything; outside of them it is not known
    whether a day is one.
    """

    id: str
    name: str
    dates: tuple[str, ...] = ()
    cites: tuple[CiteTo, ...] = ()
    covers: str | None = None


class Visit(Struct, frozen=True, tag="visit", tag_field="kind"):
    """What is said of one day of contact, good days too.

    `day` is the ISO day it began or was to begin; `person` whose time it is. `nights` how many
    followed it with that person, None where nobody said; `as_ordered` as many as the terms give.
    `equivalent`: time without a night that a rule counts like one. `by` who offered, missed,
    declined or was late; `why` in the words of whoever said it. `disputed`: somebody says
    otherwise.
    """

    id: str
    day: str
    person: str
    states: tuple[State, ...]
    child: str | None = None
    by: str | None = None
    why: str | None = None
    nights: int | None = None
    as_ordered: bool = False
    equivalent: bool = False
    minutes: int | None = None
    good: bool = False
    disputed: bool = False
    cites: tuple[CiteTo, ...] = ()


Entry = Term | HolidayList | Visit


class Contact(Struct, frozen=True):
    """What is decided of contact now, by id."""

    terms: dict[str, Term]
    lists: dict[str, HolidayList]
    visits: dict[str, Visit]


def contact(work: Work) -> Contact:
    """What stands, without the quotes of what the gate keeps."""
    found = work.shown(ACT, _ENTRY)
    return Contact(
        {id: each for id, each in found.items() if isinstance(each, Term)},
        {id: each for id, each in found.items() if isinstance(each, HolidayList)},
        {id: each for id, each in found.items() if isinstance(each, Visit)},
    )


def as_kept(work: Work) -> dict[str, Entry]:
    """To be kept again, changed; never to be shown."""
    found: dict[str, Entry] = work.state(ACT, _ENTRY)
    return found


_ENTRY: Any = Entry
