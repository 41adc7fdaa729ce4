"""The lines of a schedule of contact: each time the terms give, and each day something is said of.

Below the lines of a month stand its sums for each person, and at the end those of the window.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.schedules.contact_counting import Counting
from everyword.schedules.contact_nights import Tally, tally
from everyword.schedules.contact_pattern import Stretch
from everyword.schedules.contact_terms import STATES, Visit
from everyword.schedules.table import Row

COLUMNS = ("Day", "By the terms", "Nights", "What is said of it", "Nights said", "In what words")
ALIGN = "llrlrl"
NOTHING = "nothing is recorded"


class _Line(Struct, frozen=True):
    day: dt.date
    stretch: Stretch | None
    visit: Visit | None


def rows(counting: Counting, whose: Iterable[str]) -> Iterator[Row]:
    """Days in order, with the sums of each month and of all."""
    whose = tuple(whose)
    lines = sorted(_lines(counting, whose), key=lambda line: (line.day, line.visit is not None))
    months = counting.months
    at = 0
    while at < len(lines) and (lines[at].day.year, lines[at].day.month) < min(months):
        yield _row(counting, lines[at])
        at += 1
    for month, nights in months.items():
        while at < len(lines) and (lines[at].day.year, lines[at].day.month) == month:
            yield _row(counting, lines[at])
            at += 1
        words = day_words(nights[0].day.isoformat()).split(" ", 1)[1]
        for person in whose:
            yield _sum(counting, words, tally(person, nights, counting.had))
    for person in whose:
        yield _sum(counting, "In all", tally(person, counting.nights, counting.had))


def _lines(counting: Counting, whose: tuple[str, ...]) -> Iterator[_Line]:
    """One for each time the terms give, with the first entry on it; one for each other entry."""
    left = [
        each
        for each in counting.contact.visits.values()
        if each.person in whose and (counting.window.has(_day(each)) or counting.counted(each.id))
    ]
    left.sort(key=lambda each: (each.day, len(each.id), each.id))
    for stretch in counting.given:
        if stretch.layer == "default" or stretch.person not in whose:
            continue
        fits = [each for each in left if _is_of(each, stretch)]
        left = [each for each in left if each not in fits]
        yield _Line(stretch.start.date(), stretch, fits[0] if fits else None)
        for more in fits[1:]:
            yield _Line(_day(more), None, more)
    for visit in left:
        yield _Line(_day(visit), None, visit)


def _day(visit: Visit) -> dt.date:
    return dt.date.fromisoformat(visit.day)


def _is_of(visit: Visit, stretch: Stretch) -> bool:
    day = _day(visit)
    last = stretch.end.date() if not stretch.whole else stretch.end.date() - dt.timedelta(days=1)
    return visit.person == stretch.person and stretch.start.date() <= day <= last


def _row(counting: Counting, line: _Line) -> Row:
    ordered, nights = _by_terms(counting, line)
    said, had, words = NOTHING, "", ""
    items, ids = list[str](), list[str]()
    if line.visit is not None:
        said, had, words = _said(counting, line.visit)
        items += [cite.item for cite in line.visit.cites]
        ids.append(line.visit.id)
    if line.stretch is not None:
        term = counting.contact.terms[line.stretch.term]
        items += counting.items_of(term)
        ids.append(term.id)
        if term.holidays is not None and term.holidays in counting.lists:
            first, last = line.stretch.start.date(), line.stretch.end.date()
            blocks = counting.lists[term.holidays].blocks
            items += [e.item for e in blocks if e.item and e.first <= last and e.last >= first]
    cells = (day_words(line.day.isoformat()), ordered, nights, said, had, words)
    return Row(cells, tuple(dict.fromkeys(items)), tuple(ids))


def _by_terms(counting: Counting, line: _Line) -> tuple[str, str]:
    """What the terms give, with the term's id; and how many nights of the window count for it."""
    stretch = line.stretch
    if stretch is None:
        return "no time of its own by the terms", ""
    name = counting.names.get(stretch.person, stretch.person)
    # The name is not first: one written to the left would turn the whole line.
    words = f"{_span(stretch)}, {name} [{stretch.term}]"
    if stretch.unsure:
        return f"{words}; left open: {stretch.unsure}", ""
    of_day = {day: night for day in stretch.nights if (night := counting.night(day)) is not None}
    own = sum(night.term == stretch.term for night in of_day.values())
    behind = {night.term for night in of_day.values() if stretch.term in night.over and night.term}
    unclear = sum(night.unclear is not None for night in of_day.values())
    if behind:
        words += f"; {', '.join(sorted(behind))} stands above it"
    if unclear:
        words += f"; {unclear} of its nights are left open"
    return words, str(own)


def _span(stretch: Stretch) -> str:
    if stretch.whole:
        count = (stretch.end - stretch.start).days
        return f"{count} night{'s' * (count != 1)}"
    start, end = stretch.start, stretch.end
    if start.date() == end.date():
        return f"{start:%a %H:%M} to {end:%H:%M}"
    last = f"{end:%a} {end.day} {end:%b %H:%M}" if (end - start).days > 6 else f"{end:%a %H:%M}"
    return f"{start:%a %H:%M} to {last}"


def _said(counting: Counting, visit: Visit) -> tuple[str, str, str]:
    """What became of the day, how many nights are said, and the words for it."""
    late = "late" if visit.minutes is None else f"{visit.minutes} minutes late"
    parts = (late if each == "late" else each for each in STATES if each in visit.states)
    said = ", ".join(parts)
    if visit.by is not None:
        said += f" by {counting.names.get(visit.by, visit.by)}"
    if visit.good:
        said += "; a good day"
    if visit.equivalent:
        said += "; care that counts like a night"
    if visit.disputed:
        said += "; disputed"
    if not visit.cites:
        said += "; nothing cited"
    said += f" [{visit.id}]"
    return said, _nights(counting, visit), visit.why or ""


def _nights(counting: Counting, visit: Visit) -> str:
    """Those of the window that are counted for it."""
    if "used" not in visit.states:
        return "0"
    if visit.nights is None and not visit.as_ordered:
        return "0" if visit.equivalent else "not said"
    days = counting.counted(visit.id)
    disputed = sum(counting.had[day].basis == "disputed" for day in days)
    words = str(len(days) - disputed)
    if visit.nights is not None and visit.nights != len(days):
        words += f" of {visit.nights} in the window"
    return f"{words}, {disputed} disputed" if disputed else words


def _sum(counting: Counting, when: str, counted: Tally) -> Row:
    name = counting.names.get(counted.person, counted.person)
    had = counted.had
    parts = [f"cited {had['cited']}", f"said, not cited {had['said']}"]
    parts += [f"disputed {had['disputed']}"] if had["disputed"] else []
    gone = counted.not_had["cited"] + counted.not_had["said"]
    parts += [f"said not to have been {gone}"] if gone else []
    cells = (
        when,
        f"Nights by the terms: {name}",
        str(counted.ordered),
        "; ".join(parts),
        str(had["cited"] + had["said"]),
        f"nothing is known of {counted.unknown}" if counted.unknown else "",
    )
    return Row(cells, total=True)
