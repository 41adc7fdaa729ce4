"""The schedule of hearings and deadlines: each day with how it was counted, open or done.

With them the days by which time stamps must be renewed, and the last days of shared costs.
"""

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from everyword.case.renewals import renewals
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules import entering as money
from everyword.schedules.calendar_out import Entry
from everyword.schedules.claims import claim
from everyword.schedules.days import full
from everyword.schedules.deadline_entry import Deadline, all_of, brief, day_of, found, steps
from everyword.schedules.household import Cost
from everyword.schedules.table import Row, Schedule

SOON = 7
LATEST = dt.date.max


class Options(Struct, forbid_unknown_fields=True):
    """`today` (ISO): from which day it is seen; the day of the case's clock where none is given."""

    today: str | None = None
    open: bool = False


class Line(Struct, frozen=True):
    """One day of the list; `day` None where it cannot be counted. `how` has a line for each step,
    `brief` is one for all. `done` is a day (ISO), or None.
    """

    id: str
    title: str
    day: dt.date | None
    how: tuple[str, ...]
    brief: str
    done: str | None = None
    hearing: bool = False
    place: str = ""
    items: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def lines(case: Case, today: dt.date) -> list[Line]:
    """Everything that has a day to be kept, the earliest first; what has none at the end."""
    known = all_of(case)
    made = [_line(case, each, known) for each in known.values()]
    made += [
        Line(
            f"stamp {each.size}.{each.label}",
            "Renew the time stamp",
            each.date,
            (each.words,),
            each.words,
        )
        for each in renewals(case, case.moment)
    ]
    made += _of_costs(case, today)
    return sorted(made, key=lambda each: (each.day or LATEST, each.id))


def _line(case: Case, deadline: Deadline, known: dict[str, Deadline]) -> Line:
    at = found(deadline, known)
    items = dict.fromkeys(cite.item for cite in deadline.cites)
    open_ = tuple(item for item in items if not case.work.is_withheld(item))
    remarks = at.count.remarks if at.count else ()
    if len(open_) < len(items):
        remarks += (f"{deadline.id}: something it stands on is locked, and is not named.",)
    kind = "Hearing: " if deadline.hearing else ""
    clock = f", {deadline.clock}" if deadline.clock else ""
    return Line(
        deadline.id,
        f"{kind}{deadline.title}{clock}",
        at.day,
        tuple(steps(deadline, at)),
        brief(deadline, at),
        deadline.done,
        deadline.hearing,
        deadline.where or "",
        open_,
        remarks,
    )


def _of_costs(case: Case, today: dt.date) -> Iterator[Line]:
    """The last day to ask a cost back, or, once it was asked, the last day to pay it."""
    for cost in money.entries(case.work, "cost", Cost).values():
        at = claim(cost, today.isoformat())
        order = f", by {cost.order}" if cost.order else ""
        if at.state == "paid":
            continue
        if at.asked is None and at.ask_by is not None:
            title, day = f"Ask back: {cost.what}", at.ask_by
            how = f"{cost.notice_days} days from {cost.day}{order}"
        elif at.pay_by is not None:
            title, day = f"To be paid back: {cost.what} ({at.state})", at.pay_by
            how = f"{cost.pay_days} days from {at.asked}, when it was asked{order}"
        else:
            continue
        items = tuple(item for item in at.items if not case.work.is_withheld(item))
        yield Line(cost.id, title, dt.date.fromisoformat(day), (how,), how, items=items)


def standing(line: Line, today: dt.date) -> str:
    """How it stands on a day, in words."""
    if line.done is not None:
        return f"done {line.done}"
    if line.day is None:
        return "not counted"
    days = (line.day - today).days
    if days < 0:
        return f"past by {_days(-days)}"
    if days == 0:
        return "today"
    soon = "next 7 days" if days <= SOON else "open"
    return f"{soon}: in {_days(days)}"


def _days(number: int) -> str:
    return f"{number} day{'s' * (number != 1)}"


def today_of(case: Case, typed: str | None) -> dt.date:
    """Raises WrongUsage for what is no day."""
    return day_of(typed) if typed is not None else case.moment.astimezone().date()


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage for a `today` that is no day."""
    today = today_of(case, options.today)
    every = lines(case, today)
    shown = [line for line in every if line.done is None] if options.open else every
    rows = tuple(
        Row(
            (
                full(line.day) if line.day else "not known",
                line.title,
                standing(line, today),
                line.brief,
            ),
            line.items,
            (line.id,),
        )
        for line in shown
    )
    notes = list(dict.fromkeys(remark for line in shown for remark in line.remarks))
    if len(shown) < len(every):
        notes.append(f"Done and not shown: {len(every) - len(shown)}.")
    seen = full(today)
    if options.today is None:
        seen += ", by this computer's clock"
    return Schedule(
        "deadlines",
        "Hearings and deadlines",
        (("Seen on", seen), ("Counted", "by the rule each line names; ask which rule applies")),
        ("Day", "What", "Standing", "How"),
        "llll",
        rows,
        tuple(notes),
        figures={"lines": [_figures(line, today) for line in shown]},
    )


def _figures(line: Line, today: dt.date) -> dict[str, str | None]:
    return {
        "id": line.id,
        "day": line.day.isoformat() if line.day else None,
        "standing": standing(line, today),
        "done": line.done,
    }


def entries(case: Case, today: dt.date) -> tuple[list[Entry], list[str]]:
    """What goes into a calendar: what is open and has a day; and what was left out, in words."""
    made, left_out = list[Entry](), list[str]()
    for line in lines(case, today):
        if line.done is not None:
            left_out.append(f"{line.id}: done, not in the calendar.")
        elif line.day is None or line.day == LATEST:
            left_out.append(f"{line.id}: has no day, not in the calendar.")
        else:
            key = f"{case.vault.case_id}/{line.id}"
            note = "\n".join((line.id, *line.how))
            made.append(Entry(key, line.day, line.title, note, line.place))
    if not made:
        raise WrongUsage(
            problem="There is no open day for a calendar.",
            remedy='Enter one:  everyword deadline add "Form E" --on 2026-05-01',
        )
    return made, left_out
