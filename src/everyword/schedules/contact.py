"""The schedule of contact: what the terms give, and what is said of each day, side by side.

Neutral on purpose: it says what was ordered, offered, used, missed, late or declined, and by whom
that is said; never whose fault it was. What nobody said stays not known.
"""

import datetime as dt
import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from everyword.case.dates import read_span
from everyword.case.people import person_id, printed_name
from everyword.case.quotes import cited
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules import contact_lists, contact_pictures, contact_rows, contact_said
from everyword.schedules.contact_count import night_rule
from everyword.schedules.contact_counting import Counting, Order
from everyword.schedules.contact_nights import happened, ordered
from everyword.schedules.contact_pattern import (
    FIRST_YEAR,
    LAST_YEAR,
    Stretch,
    Window,
    odd_times,
    stretches,
)
from everyword.schedules.contact_terms import Contact, Entry, Term, Visit, contact
from everyword.schedules.table import Schedule

MOST_YEARS = 20


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """`window`: A..B, a month or a year; `month`: those to draw, with a comma between them."""

    window: str
    child: str | None = None
    person: str | None = None
    rule: str | None = None
    month: str | None = None
    pictures: bool = True


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage, NotFound, NotOne for what is asked and not there."""
    counting = count(case, window_of(options.window), options.child, options.rule)
    whose = (person_id(case, options.person),) if options.person else counting.people
    pictures = contact_pictures.pictures(counting, whose, _months(options.month))
    rows = tuple(contact_rows.rows(counting, whose))
    return Schedule(
        "contact",
        contact_said.title(counting),
        tuple(contact_said.facts(counting, whose)),
        contact_rows.COLUMNS,
        contact_rows.ALIGN,
        rows,
        tuple(dict.fromkeys((*counting.notes, *contact_said.notes(counting)))),
        tuple(pictures) if options.pictures else (),
        contact_said.figures(counting, whose),
    )


def count(case: Case, window: Window, child: str | None, rule: str | None = None) -> Counting:
    """The terms and what is said, worked out. Raises WrongUsage, NotFound, NotOne."""
    notes: list[str] = []
    kept = _usable(case, contact(case.work), notes)
    who = person_id(case, child) if child else None
    _check_children(kept, who)
    terms = {id: each for id, each in kept.terms.items() if _is_for(each, who)}
    visits = {id: each for id, each in kept.visits.items() if each.child in (None, who)}
    kept = Contact(terms, kept.lists, visits)
    lists = {}
    for id, entry in kept.lists.items():
        lists[id], said = contact_lists.read(case, entry)
        notes += said if any(term.holidays == id for term in terms.values()) else []
    wide = _wide(window, visits.values())
    given: list[Stretch] = []
    for term in terms.values():
        found, said = stretches(term, lists, wide)
        given += found
        notes += said
    by_order = ordered(given, wide)
    had = happened(visits.values(), by_order, window)
    nights = tuple(each for each in by_order if window.has(each.day))
    given = [each for each in given if each.touches(window)]
    notes += dict.fromkeys(words for each in given if (words := odd_times(each)))
    people = _people(kept)
    return Counting(
        window,
        who,
        people,
        {
            id: f"{printed_name(each, case.work.people())} ({id})"
            for id, each in case.work.people().items()
        },
        kept,
        lists,
        tuple(sorted(given, key=lambda each: (each.start, each.term))),
        nights,
        had,
        tuple(notes),
        _orders(case),
        night_rule(rule, window.last) if rule else None,
    )


def _orders(case: Case) -> dict[str, Order]:
    found = {}
    for each in case.work.present():
        if each.act == "order" and each.data is not None:
            items = (item for item in cited(each.data) if not case.work.is_withheld(item))
            found[each.subject] = Order(str(each.data.get("title", "")), tuple(items))
    return found


def _wide(window: Window, visits: Iterable[Visit]) -> Window:
    """With the nights before it that a day "as ordered" may have begun on."""
    days = [dt.date.fromisoformat(each.day) for each in visits if each.as_ordered]
    return Window(min([window.first, *days]), window.last)


def window_of(text: str) -> Window:
    """A..B, A/B, a month or a year. Raises WrongUsage."""
    first, dots, last = text.replace("/", "..").partition("..")
    parts = [each.strip() for each in (first, last) if each.strip()]
    if not parts or (dots and len(parts) < 2) or not all(map(_DAY.fullmatch, parts)):
        raise _no_window(text)
    low, high = (
        dt.date.fromisoformat(day) for day in (read_span(parts[0]).first, read_span(parts[-1]).last)
    )
    if not FIRST_YEAR <= low.year <= high.year <= LAST_YEAR or low > high:
        raise _no_window(text)
    if high.year - low.year > MOST_YEARS:
        raise WrongUsage(
            problem=f"A window has at most {MOST_YEARS} years.",
            remedy="Count it in parts:  --window 2020..2029",
        )
    return Window(low, high)


_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


def _no_window(text: str) -> WrongUsage:
    return WrongUsage(
        problem=f"These are no first and last night: {text}",
        remedy="Write them like  --window 2026-01-01..2026-12-31    or  2026    or  2026-03",
    )


def _months(text: str | None) -> list[dt.date]:
    found = []
    for each in filter(None, (part.strip() for part in (text or "").split(","))):
        if re.fullmatch(r"\d{4}-\d\d", each) is None:
            raise WrongUsage(problem=f"This is no month: {each}", remedy="Write it like 2026-03.")
        found.append(dt.date.fromisoformat(read_span(each).first))
    return found


def _usable(case: Case, kept: Contact, notes: list[str]) -> Contact:
    """Without cites of what the gate keeps: what stood on them alone is said and not cited."""

    def free(entry: Entry) -> Entry:
        cites = tuple(each for each in entry.cites if not case.work.is_withheld(each.item))
        if len(cites) < len(entry.cites):
            notes.append(f"{entry.id} cites something that is locked: it does not count as cited")
        people = _joined(case, entry)
        return msgspec.structs.replace(entry, cites=cites, **people)

    return Contact(
        {id: each for id, found in kept.terms.items() if isinstance(each := free(found), Term)},
        kept.lists,
        {id: each for id, found in kept.visits.items() if isinstance(each := free(found), Visit)},
    )


def _joined(case: Case, entry: Entry) -> dict[str, object]:
    """People who are said to be one are one."""
    root = case.work.root_of
    match entry:
        case Term():
            children = tuple(dict.fromkeys(map(root, entry.children)))
            return {"person": root(entry.person), "children": children}
        case Visit():
            return {
                "person": root(entry.person),
                "child": root(entry.child) if entry.child else None,
                "by": root(entry.by) if entry.by else None,
            }
    return {}


def _is_for(term: Term, child: str | None) -> bool:
    return not term.children or child in term.children


def _check_children(kept: Contact, child: str | None) -> None:
    """What is said for some children only is never counted for all."""
    named = {each for term in kept.terms.values() for each in term.children}
    named |= {visit.child for visit in kept.visits.values() if visit.child}
    if named and child is None:
        raise WrongUsage(
            problem="Some of it is said for single children, and nights are counted for each.",
            remedy="  or  ".join(f"--child {each}" for each in sorted(named)),
        )


def _people(kept: Contact) -> tuple[str, ...]:
    found = {each.person for each in kept.terms.values()}
    found |= {each.person for each in kept.visits.values()}
    return tuple(sorted(found, key=lambda id: (len(id), id)))
