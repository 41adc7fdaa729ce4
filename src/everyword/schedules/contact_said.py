"""What stands around a schedule of contact: the terms, the rule, the counts; what is not known."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from everyword.case.dates import day_words
from everyword.schedules import contact_count
from everyword.schedules.contact_count import CONFIDENCE, NightRule
from everyword.schedules.contact_counting import Counting
from everyword.schedules.contact_nights import Tally, hours, longest_gap, tally
from everyword.schedules.contact_pattern import DAY
from everyword.schedules.contact_terms import STATES, Visit
from everyword.schedules.contact_words import in_words

_NIGHT = (
    "A night has the date of its evening and is with whoever has the time at midnight at its end;"
    " times are on the wall of the place, also when the clocks change."
)
_LAYERS = (
    "Where several terms give one night: a date of its own counts before a named holiday, that"
    " before school holidays, that before weekends and days of the week, that before the usual home"
)
_SERIES = (
    "Three series are kept apart: by the terms; said to have been, with a cite or without; and"
    " disputed. What nobody said is not known: not nothing, and not missed."
)
_NAMED = 8


def title(counting: Counting) -> str:
    window = counting.window
    first, last = day_words(window.first.isoformat()), day_words(window.last.isoformat())
    whose = f" with {counting.names.get(counting.child, '')}" if counting.child else ""
    return f"Contact{whose}, nights of {first} to {last}"


def facts(counting: Counting, whose: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What was counted and how, then the counts."""
    window = counting.window
    yield "Nights", f"{window.count}, from {window.first} to {window.last}. {_NIGHT}"
    for term in counting.contact.terms.values():
        words = f"“{term.words}” ({in_words(term, counting.names)}; {term.zone})"
        yield term.id, f"{_order(counting, term.order)}{words}"
    for id, found in counting.lists.items():
        known = found.known()
        reach = f"{known.first} to {known.last}" if known else "nothing"
        yield id, f"{counting.contact.lists[id].name}: {len(found.blocks)} blocks; covers {reach}"
    yield "Which counts", f"{_LAYERS}."
    yield "Said to have been", _SERIES
    if counting.rule is not None:
        yield "Rule", _rule_words(counting.rule)
    for person in whose:
        yield from _counts(counting, person)


def _order(counting: Counting, id: str | None) -> str:
    if id is None:
        return "in no order: "
    order = counting.orders.get(id)
    return f"{id}, {order.title}: " if order else f"{id}, which is not entered any more: "


def _rule_words(rule: NightRule) -> str:
    words = f"{rule.title} ({rule.source}, as seen on {rule.seen}; {CONFIDENCE[rule.confidence]})."
    return " ".join((words, f"It counts over {rule.window}.", *rule.assumptions))


def _counts(counting: Counting, person: str) -> Iterator[tuple[str, str]]:
    name = counting.names.get(person, person)
    counted = tally(person, counting.nights, counting.had)
    yield f"By the terms, {name}", _by_terms(counting, counted)
    yield f"Said to have been, {name}", _happened(counting, counted)
    if person not in _only_home(counting):
        yield f"Days, {name}", _days(counting, person)
    if any(each.person == person for each in counting.contact.visits.values()):
        yield f"Days without contact, {name}", _gap(counting, person)


def _only_home(counting: Counting) -> set[str]:
    """Those with no time but every night that is left, and of whose days nothing is said."""
    own = {each.person for each in counting.given if each.layer != "default"}
    own |= {each.person for each in counting.contact.visits.values()}
    return set(counting.people) - own


def states(counting: Counting, person: str) -> dict[str, int]:
    """How many days are recorded as each; those that are disputed count as that alone."""
    found = dict.fromkeys((*STATES, "good", "disputed"), 0)
    for visit in counting.contact.visits.values():
        if visit.person != person or not counting.window.has(dt.date.fromisoformat(visit.day)):
            continue
        if visit.disputed:
            found["disputed"] += 1
            continue
        for state in visit.states:
            found[state] += 1
        found["good"] += visit.good
    return found


def _days(counting: Counting, person: str) -> str:
    given = [each for each in counting.given if each.person == person and each.layer != "default"]
    parts = [f"{count} {state}" for state, count in states(counting, person).items() if count]
    times = f"the terms give {len(given)} times that touch the window"
    return f"{times}; recorded: {', '.join(parts) or 'nothing'}."


def _by_terms(counting: Counting, counted: Tally) -> str:
    rule = counting.rule
    share = contact_count.percent(Fraction(counted.ordered, counted.nights))
    if rule is None:
        return f"{counted.ordered} of {counted.nights} nights ({share})."
    if rule.counts == "percent of time":
        band, exact = contact_count.count_time(rule, _share(counting, counted.person))
        nights = f"{counted.ordered} of {counted.nights} nights"
        return f"{exact} of the time ({nights}): {band.words}. {_one_day(counting, counted)}"
    mine, every = _equivalent(counting)
    had = mine.get(counted.person, 0)
    found = contact_count.count(rule, counted.ordered, counted.nights, had, every)
    more = f", {had} of them care that counts like a night" if had and rule.equivalent else ""
    words = [f"{found.shown}{more}: {found.band.words}.", *contact_count.effects(found)]
    left = sum(night.unclear is not None for night in counting.nights)
    if left:
        bands = contact_count.reach(
            rule, found.nights, min(found.nights + left, found.of), found.of
        )
        which = "the same band" if len(bands) == 1 else f"up to another band: {bands[-1].words}"
        words.append(f"With all that is left open ({left}) it is {which}.")
    return " ".join(words)


def _share(counting: Counting, person: str) -> Fraction:
    if counting.zone is None:
        return Fraction()
    return hours(counting.given, counting.window, counting.zone).get(person, Fraction())


def _one_day(counting: Counting, counted: Tally) -> str:
    """24 hours more or less, where a rule counts time."""
    assert counting.rule is not None
    share, day = _share(counting, counted.person), Fraction(1, counted.nights)
    here = contact_count.count_time(counting.rule, share)[0]
    said = []
    for word, other in (("less", share - day), ("more", share + day)):
        band = contact_count.count_time(counting.rule, max(other, Fraction()))[0]
        which = "the same band" if band == here else f"another band: {band.words}"
        said.append(f"24 hours {word} is {which}.")
    return " ".join(said)


def _equivalent(counting: Counting) -> tuple[dict[str, int], int]:
    """Days of care that count like a night, of each person and of all: once for any 24 hours."""
    found: dict[str, set[str]] = {}
    for visit in counting.contact.visits.values():
        day = dt.date.fromisoformat(visit.day)
        night = counting.night(day)
        if visit.equivalent and night is not None and night.person != visit.person:
            found.setdefault(visit.person, set()).add(visit.day)
    each = {person: len(days) for person, days in found.items()}
    return each, sum(each.values())


def _happened(counting: Counting, counted: Tally) -> str:
    had, rule = counted.had, counting.rule
    words = f"{had['cited']} nights cited, {had['said']} said and not cited"
    words += f", {had['disputed']} disputed"
    words += f"; nothing is known of {counted.unknown} of {counted.nights} nights."
    if rule is None or rule.counts == "percent of time":
        return words
    if not counted.unknown and not had["disputed"]:
        found = contact_count.count(rule, had["cited"] + had["said"], counted.nights)
        said = f"{found.shown}: {found.band.words}."
        return " ".join((words, said, *contact_count.effects(found)))
    most = had["cited"] + had["said"] + had["disputed"] + counted.unknown
    bands = contact_count.reach(rule, had["cited"], most, counted.nights)
    if len(bands) == 1:
        return f"{words} Whatever the others were, it is one band: {bands[0].words}."
    reach = f"from “{bands[0].words}” to “{bands[-1].words}”"
    return f"{words} It can be in {len(bands)} bands, {reach}."


def _gap(counting: Counting, person: str) -> str:
    gap = longest_gap(person, counting.contact.visits.values(), counting.window)
    if gap is None:
        return "none: each day of the window has one recorded."
    if gap.open_start and gap.open_end:
        return f"in the whole window no day of contact is recorded ({gap.recorded} other entries)."
    words = f"the longest: {gap.days} days, {gap.first} to {gap.last}"
    if gap.open_start or gap.open_end:
        words += ", at the edge of the window (it may have been longer)"
    return f"{words}; on {gap.recorded} of them something else is recorded."


def notes(counting: Counting) -> Iterator[str]:
    """What is not known or does not fit: no night is left out without a word."""
    none = [each.day for each in counting.nights if each.person is None and not each.unclear]
    if none:
        yield f"No term gives {_some(none)}: whose they are by the terms is not known."
    reasons: dict[str, list[dt.date]] = {}
    for night in counting.nights:
        if night.unclear is not None:
            reasons.setdefault(night.unclear, []).append(night.day)
    for why, days in reasons.items():
        yield f"Left open: {_some(days)}. {why[0].upper()}{why[1:]}."
    for why, days in _doubts(counting).items():
        yield f"Left open: {_some(days, 'day')}. {why[0].upper()}{why[1:]}."
    disputed = [day for day, each in counting.had.items() if each.basis == "disputed"]
    if disputed:
        yield f"Disputed: {_some(disputed)}; they are in no other count."
    rule, count = counting.rule, counting.window.count
    if rule is not None and rule.nights and count not in rule.nights:
        yield f"The rule counts over {rule.window}; the window has {count} nights, not scaled."
    yield from _short_lists(counting)
    leap = [each for each in counting.window.days if (each.month, each.day) == (2, 29)]
    if leap:
        yield f"29 February is a night like others ({', '.join(map(str, leap))})."
    lost = [id for id, each in counting.contact.visits.items() if _is_own(counting, each)]
    if rule is not None and rule.equivalent and lost:
        yield f"{', '.join(lost)}: that night is the same person's; the day is not counted again."
    zones = {each.zone for each in counting.contact.terms.values()}
    if len(zones) > 1:
        yield f"The terms go by the clocks of {', '.join(sorted(zones))}; each midnight is its own."
    if not counting.contact.terms:
        yield "No term is entered:  everyword contact term ORDER WORDS ..."
    yield "A picture of what was said and ordered, not advice: a rule of a place is for its court."


def _is_own(counting: Counting, visit: Visit) -> bool:
    """Care by day before a night that the terms give to the same person."""
    night = counting.night(dt.date.fromisoformat(visit.day))
    return visit.equivalent and night is not None and night.person == visit.person


def _short_lists(counting: Counting) -> Iterator[str]:
    """Lists of holidays that end inside of the window, and days "as ordered" without a night."""
    window = counting.window
    used = {term.holidays for term in counting.contact.terms.values()}
    for id, found in counting.lists.items():
        known = found.known()
        if id in used and (known is None or known.first > window.first or known.last < window.last):
            reach = f"{known.first} to {known.last}" if known else "nothing"
            yield f"{id} covers {reach}: which days are holidays outside of that is not known."
    empty = [
        id
        for id, each in counting.contact.visits.items()
        if each.as_ordered
        and window.has(dt.date.fromisoformat(each.day))
        and not counting.counted(id)
    ]
    if empty:
        yield f"{', '.join(empty)}: said to be as ordered, and the terms give no night then."


def _doubts(counting: Counting) -> dict[str, list[dt.date]]:
    """Days, without a night of their own, of which it is not known whether a term gives them."""
    found: dict[str, list[dt.date]] = {}
    for each in counting.given:
        if each.unsure is not None and not any(each.nights):
            found.setdefault(each.unsure, []).append(each.start.date())
    return found


def _some(days: Sequence[dt.date], what: str = "night") -> str:
    """The nights as runs; many are counted and the first named."""
    runs: list[list[dt.date]] = []
    for number, day in enumerate(days):
        if number and day - days[number - 1] == DAY:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    named = [f"{a}" if a == b else f"{a} to {b}" for a, b in runs[:_NAMED]]
    rest = f" and {len(runs) - _NAMED} more stretches" if len(runs) > _NAMED else ""
    return f"{len(days)} {what}{'s' * (len(days) != 1)} ({', '.join(named)}{rest})"


def figures(counting: Counting, whose: Iterable[str]) -> dict[str, Any]:
    """The counts for a program, by person."""
    found: dict[str, Any] = {
        "window": [counting.window.first.isoformat(), counting.window.last.isoformat()],
        "nights": counting.window.count,
        "rule": counting.rule.id if counting.rule else None,
        "people": {},
    }
    for person in whose:
        counted = tally(person, counting.nights, counting.had)
        gap = longest_gap(person, counting.contact.visits.values(), counting.window)
        share = _share(counting, person)
        found["people"][person] = {
            "ordered": counted.ordered,
            "cited": counted.had["cited"],
            "said": counted.had["said"],
            "disputed": counted.had["disputed"],
            "not_known": counted.unknown,
            "share_of_time": f"{share.numerator}/{share.denominator}",
            "days": states(counting, person),
            "longest_gap": gap.days if gap else 0,
        }
    return found
