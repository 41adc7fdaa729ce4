"""What is said of contact is checked against what is there, before it is kept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import msgspec

from everyword.case.decided import CiteTo
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.case.people import person_id
from everyword.errors import NotFound, WrongUsage
from everyword.index.store import Query
from everyword.model import Event
from everyword.readers.times.zone import schedule_of
from everyword.schedules import contact_forms
from everyword.schedules.contact_pattern import day_of, span
from everyword.schedules.contact_terms import ACT, Entry, HolidayList, Term, Visit, as_kept

PREFIX: dict[type[Entry], str] = {Term: "C", HolidayList: "H", Visit: "V"}
T = TypeVar("T")
_AGAINST = ("missed", "declined")


def add_terms(case: Deciding, said: contact_forms.Said, base: Term) -> list[Term]:
    """The terms with their numbers. Raises what `checked` raises; all are kept or none."""
    checked = checked_terms(case, said, base)
    return [term for each in checked for term in [_kept(case, each)] if isinstance(term, Term)]


def checked_terms(case: Deciding, said: contact_forms.Said, base: Term) -> list[Term]:
    """What would be kept, without numbers."""
    made = contact_forms.terms(said, msgspec.structs.replace(base, zone=_zone(case, base.zone)))
    return [_term(case, each) for each in made]


def add(case: Deciding, entry: Entry) -> Entry:
    """With its number. Raises what `checked` raises."""
    return _kept(case, checked(case, entry))


def change(case: Deciding, id: str, **changes: Any) -> Entry:
    """Raises NotFound, what `checked` raises; what it was before stays in the list of decisions."""
    entry = checked(case, changed(case, id, **changes))
    case.work.decide(case.now, ACT, id, entry)
    return entry


def changed(case: Deciding, id: str, **changes: Any) -> Entry:
    """What it would be; nothing is kept and its parts are not checked."""
    entry = _there(as_kept(case.work), "contact entry", id)
    unknown = set(changes) - set(entry.__struct_fields__)
    if unknown:
        _refuse(
            f"{id} has no {', '.join(sorted(unknown))}.",
            "Take it out and add it anew:  everyword contact remove ID",
        )
    return msgspec.structs.replace(entry, **changes)


def undo(case: Deciding) -> str:
    """Undo the newest decision on contact; its number. Raises NotFound."""
    decision = case.work.newest(ACT)
    if decision is None:
        raise NotFound(thing="contact entry", name="to undo", command="everyword contact list")
    case.work.undo(case.now, decision.n)
    return decision.subject


def checked(case: Deciding, entry: Entry) -> Entry:
    """People, orders, lists and items exist, days read, cites hold: whole ids come back.

    Raises WrongUsage, NotFound, NotOne, Refused.
    """
    match entry:
        case Term():
            return _term(case, entry)
        case HolidayList():
            return _list(case, entry)
        case Visit():
            return _visit(case, entry)


def _there(state: Mapping[str, T], thing: str, id: str) -> T:
    if id not in state:
        raise NotFound(thing=thing, name=id, command="everyword contact list")
    return state[id]


def _kept(case: Deciding, entry: Entry) -> Entry:
    number = case.work.next_number(ACT, PREFIX[type(entry)])
    entry = msgspec.structs.replace(entry, id=number)
    case.work.decide(case.now, ACT, entry.id, entry)
    return entry


def _term(case: Deciding, term: Term) -> Term:
    if not term.words.strip():
        _refuse("A term needs the words of the order.", "Copy them as they stand there.")
    if term.order is not None:
        orders = {each.subject: each for each in case.work.present() if each.act == "order"}
        named(orders, "order", term.order)
    if term.holidays is not None:
        _known_list(case, term.holidays)
    if term.only is not None and term.holidays is None:
        _refuse(
            "Which days are holidays is not said.",
            "Add the list first:  everyword contact holidays NAME --dates A/B    then  --holidays",
        )
    if (term.part != "all" or term.titled) and (term.holidays is None or term.only is not None):
        _refuse("A half and a title go with --holidays alone.", "Leave --half and --titled out.")
    if term.middle is not None and term.part == "all":
        _refuse("Whose the middle night is goes with --half.", "Leave --middle out.")
    if term.is_every_night and (term.years or term.only):
        _refuse("Every night is in all years, in term and out of it.", "Say which days it gives.")
    if term.anchor is not None and term.rrule is None:
        _refuse("An anchor goes with a pattern that is counted.", "Leave --anchor out.")
    ends = [_day(each) for each in (term.since, term.until) if each is not None]
    if ends != sorted(ends):
        _refuse("The term ends before it begins.", "Put the earlier day first:  --in-force A..B")
    if term.rrule is not None:
        contact_forms.check_rule(term)
    return msgspec.structs.replace(
        term,
        zone=_zone(case, term.zone),
        person=person_id(case, term.person),
        children=tuple(dict.fromkeys(person_id(case, each) for each in term.children)),
        cites=checked_cites(case, term.cites),
    )


def _known_list(case: Deciding, id: str) -> None:
    lists = {k: v for k, v in as_kept(case.work).items() if isinstance(v, HolidayList)}
    _there(lists, "list of holidays", id)


def _zone(case: Deciding, given: str) -> str:
    """The zone said, or that of the case where it is one. Raises WrongUsage: none is assumed."""
    text = given or case.work.setting("zone") or ""
    try:
        parts = schedule_of(text).parts if text else ()
    except ValueError as fault:
        _refuse(f"This is no time zone: {text} ({fault})", "For example:  --zone Europe/London")
    if len(parts) != 1:
        _refuse(
            "On the clocks of which place the times are meant is not said.",
            "Say it:  --zone Europe/London",
        )
    return parts[0].zone


def _list(case: Deciding, entry: HolidayList) -> HolidayList:
    if not entry.name.strip():
        _refuse("A list of holidays needs a name.", "For example:  'School holidays 2026'")
    for each in (*entry.dates, *([entry.covers] if entry.covers else [])):
        try:
            span(each)
        except ValueError:
            _refuse(f"This is no stretch of days: {each}", "Like 2026-02-16/2026-02-20, or one day")
    cites = checked_cites(case, entry.cites)
    for cite in cites:
        if not isinstance(case.index.item(cite.item).reading, Event):
            _refuse(f"{cite.item} is no entry of a calendar.", "See them:  list --kind event")
    if not entry.dates and not cites:
        _refuse("The list has no days.", "Say them:  --dates A/B    or  --source CALENDAR")
    return msgspec.structs.replace(entry, cites=cites)


def of_calendar(case: Deciding, name: str, titled: str | None) -> tuple[CiteTo, ...]:
    """The entries of an added calendar, all or those with this in their title. Raises WrongUsage,
    NotFound, NotOne, Refused."""
    row = case.index.source(name)
    found = [
        CiteTo(entry.id)
        for entry in case.index.find(Query(source=row.object))
        if isinstance(entry.reading, Event)
        and (titled is None or titled.casefold() in (entry.reading.title or "").casefold())
    ]
    if not found:
        _refuse(
            f"{row.name} has no entry of a calendar" + (f" titled {titled}." if titled else "."),
            "See what was read of it:  everyword list --sources",
        )
    return tuple(found)


def _visit(case: Deciding, visit: Visit) -> Visit:
    _day(visit.day)
    states = set(visit.states)
    if not states:
        _refuse(
            "What became of the day is not said.",
            "Say it:  --offered, --used, --missed, --late or --declined",
        )
    against = [each for each in _AGAINST if each in states]
    if against and "used" in states:
        _refuse(f"A day cannot be used and {against[0]}.", "Make two entries, or say what was so.")
    if visit.as_ordered and visit.nights is not None:
        _refuse("The nights are said twice.", "Say --nights N, or --as-ordered.")
    if visit.equivalent and (visit.nights or visit.as_ordered):
        _refuse(
            "The same time counts once: as nights, or as care that is equivalent to one.",
            "Leave --equivalent out, or make an entry for the other day.",
        )
    if visit.minutes is not None and "late" not in states:
        _refuse("How many minutes goes with --late.", "Say --late too.")
    return msgspec.structs.replace(
        visit,
        states=tuple(dict.fromkeys(visit.states)),
        person=person_id(case, visit.person),
        child=person_id(case, visit.child) if visit.child else None,
        by=person_id(case, visit.by) if visit.by else None,
        cites=checked_cites(case, visit.cites),
    )


def _day(text: str) -> dt.date:
    try:
        return day_of(text)
    except ValueError as fault:
        _refuse(f"This is not a day: {text} ({fault})", "Write it like 2026-01-02.")


def check_removable(case: Deciding, id: str) -> None:
    """Raises NotFound; WrongUsage for a list that terms stand on."""
    kept = as_kept(case.work)
    _there(kept, "contact entry", id)
    standing = [t.id for t in kept.values() if isinstance(t, Term) and t.holidays == id]
    if standing:
        _refuse(
            f"These go by {id}: {', '.join(standing)}",
            f"Take them out first:  everyword contact remove {standing[0]}",
        )


def _refuse(problem: str, remedy: str) -> NoReturn:
    raise WrongUsage(problem=problem, remedy=remedy)
