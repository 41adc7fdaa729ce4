"""Hearings and deadlines a person enters; the day of a counted one is worked out anew each time.

So a deadline follows the hearing it is counted from. What cannot be counted any more (the hearing
was taken out, the holiday list ends before it) stays in the list and says why.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.case.decided import CiteTo
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.errors import NOTHING_CHANGED, EverywordError, WrongUsage
from everyword.schedules.days import Counted, Rule, count, full
from everyword.schedules.holidays import Closed, Place, closed, worked

LONGEST: Final = 300
_ID: Final = re.compile(r"(?:hearing|deadline)?\s*([HD]\d{1,9})", re.IGNORECASE)


class Deadline(Struct, frozen=True):
    """One day to keep: `on` is typed (ISO), or it is counted by `rule` from `event` (an id or ISO).

    `clock` and `where` are words. `own`: the holiday list the person gave, as it was then. `done`:
    the day it was done.
    """

    id: str
    title: str
    hearing: bool = False
    on: str | None = None
    clock: str | None = None
    where: str | None = None
    event: str | None = None
    rule: Rule | None = None
    own: Place | None = None
    done: str | None = None
    cites: tuple[CiteTo, ...] = ()


class Found(Struct, frozen=True):
    """The day of a deadline; none where `problem` says why. `count`: how it was counted."""

    day: dt.date | None
    count: Counted | None = None
    problem: str | None = None


def day_of(typed: str) -> dt.date:
    """A day as typed. Raises WrongUsage."""
    try:
        if len(typed.strip()) != 10:
            raise ValueError
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise WrongUsage(
            problem=f"This is not a day: {typed}", remedy="Write it like 2026-05-01."
        ) from None


def event_of(typed: str) -> str:
    """What a count starts from: "hearing H1" and "h1" are H1, anything else a day."""
    found = _ID.fullmatch(typed.strip())
    return found[1].upper() if found else day_of(typed).isoformat()


def all_of(case: Deciding) -> dict[str, Deadline]:
    """To be shown: without quotes of what is locked."""
    return case.work.shown("deadline", Deadline)


def add(case: Deciding, deadline: Deadline) -> Deadline:
    """The deadline with its number. Raises WrongUsage, NotFound, Refused."""
    number = case.work.next_number("deadline", "H" if deadline.hearing else "D")
    return keep(case, msgspec.structs.replace(deadline, id=number))


def keep(case: Deciding, deadline: Deadline) -> Deadline:
    """Raises what `add` raises; what it was before stays in the list of decisions."""
    checked_one = checked(case, deadline)
    case.work.decide(case.now, "deadline", checked_one.id, checked_one)
    return checked_one


def changed(case: Deciding, id: str, **changes: Any) -> Deadline:
    """What it would be; nothing is kept and its parts are not checked."""
    kept = named(case.work.state("deadline", Deadline), "deadline", id)
    return msgspec.structs.replace(kept, **changes)


def checked(case: Deciding, deadline: Deadline) -> Deadline:
    """It has a name and one way to its day, and the day can be counted now."""
    title = deadline.title.strip()
    if not title or len(title) > LONGEST or "\n" in title:
        raise WrongUsage(
            problem=f"A deadline needs a name of one line, at most {LONGEST} letters.",
            remedy='For example:  everyword deadline add "Form E" --on 2026-05-01',
        )
    if (deadline.on is None) == (deadline.event is None):
        raise WrongUsage(
            problem="A deadline needs its day, or the day it is counted from; one of them.",
            remedy="Say it:  --on 2026-05-01    or  --before H1 --days 14",
        )
    before = case.work.state("deadline", Deadline)
    known = {**before, deadline.id: deadline}
    if deadline.event is not None and deadline.event[0] in "HD":
        named(known, "deadline", deadline.event)
    _found(deadline, known, ())
    cites = deadline.cites
    if deadline.id not in before or before[deadline.id].cites != cites:
        cites = checked_cites(case, cites)  # a hearing moves also when its paper is locked by now
    return msgspec.structs.replace(deadline, title=title, cites=cites)


def found(deadline: Deadline, known: Mapping[str, Deadline]) -> Found:
    """Its day, or the problem in words."""
    try:
        return _found(deadline, known, ())
    except EverywordError as error:
        problem, safe, remedy = error.lines()
        words = (problem, remedy) if safe == NOTHING_CHANGED else (problem, safe, remedy)
        return Found(None, None, " ".join(words))


def follow(known: Mapping[str, Deadline], id: str) -> list[str]:
    """The deadlines that are counted from this one, also through others."""
    reached = [id]
    for at in reached:
        reached += [
            each.id for each in known.values() if each.event == at and each.id not in reached
        ]
    return reached[1:]


def _found(deadline: Deadline, known: Mapping[str, Deadline], on_way: tuple[str, ...]) -> Found:
    if deadline.on is not None:
        return Found(day_of(deadline.on))
    if deadline.event is None or deadline.rule is None:
        raise WrongUsage(problem="Nothing says how it is counted.", remedy="Give  --days 14.")
    if deadline.id in on_way:
        raise WrongUsage(
            problem=f"{' from '.join((*on_way, deadline.id))}: counted from itself.",
            remedy="Give one of them a day:  everyword deadline change ID --on DAY",
        )
    if deadline.event[0] not in "HD":
        start = day_of(deadline.event)
    elif deadline.event not in known:
        raise WrongUsage(
            problem=f"{deadline.event}, which it is counted from, was taken out.",
            remedy=f"Bring it back, or:  everyword deadline change {deadline.id} --on DAY",
        )
    else:
        on = _found(known[deadline.event], known, (*on_way, deadline.id)).day
        assert on is not None
        start = on
    counted = count(deadline.rule, start, closed_of(deadline.rule, deadline.own))
    return Found(counted.day, counted)


def closed_of(rule: Rule, own: Place | None) -> Closed | None:
    """The holiday list a rule is counted with. Raises WrongUsage for one that is not there."""
    if own is not None:
        return worked(own)
    return closed(rule.place) if rule.place is not None else None


def steps(deadline: Deadline, found: Found) -> list[str]:
    """How the day came to be, in words, a line each."""
    if found.problem is not None:
        return [found.problem]
    if found.count is None:
        assert found.day is not None
        return [f"{full(found.day)}: the day as it was entered"]
    lines = list(found.count.steps)
    lines += [f"not counted: {full(day)} ({why})" for day, why in found.count.left_out]
    return lines


def brief(deadline: Deadline, found: Found) -> str:
    """The same on one line: weekends by their number, holidays by their names."""
    if found.problem is not None:
        return found.problem
    if found.count is None:
        return "as entered"
    event = f"{deadline.event}, " if deadline.event and deadline.event[0] in "HD" else ""
    parts = [f"from {event}{full(found.count.start)}: {found.count.rule}"]
    parts += [step for step in found.count.steps if "moved to" in step]
    names = [why for _, why in found.count.left_out]
    left_out = [
        f"{names.count(name)} {name}{'s' * (names.count(name) != 1)}"
        for name in ("Saturday", "Sunday")
        if name in names
    ]
    left_out += [
        f"{full(day)} ({why})"
        for day, why in sorted(found.count.left_out)
        if why not in ("Saturday", "Sunday")
    ]
    return "; ".join([*parts, *([f"not counted: {', '.join(left_out)}"] if left_out else [])])
