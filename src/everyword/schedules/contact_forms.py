"""The ways a person says a pattern, as terms: every other weekend, the first, third and fifth, a
cycle of nights, days of the week, dates, school holidays, or a rule of RFC 5545 itself.

Where two readings are possible the words are refused: from which day the weeks are counted, and
whether Fridays or Saturdays are counted, an order says or it is asked.
"""

import datetime as dt
import re
from typing import NoReturn

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.readers.ics.rules import WEEKDAYS, Rule, Work, moments, rule_of
from everyword.schedules.contact_pattern import EARLIEST, MIDNIGHT, day_of, span
from everyword.schedules.contact_terms import Layer, Term

NAMES = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_EDGE = re.compile(r"(?:([a-z]{3})[a-z]*|([+-]\d{1,3}))?\s*(\d\d?:\d\d)?", re.IGNORECASE)
_CYCLE = re.compile(r"(.+):(\d{1,3})")
_LIMITS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_OF_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
DAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Said(Struct, frozen=True):
    """The parts of a command, as typed; which days of the four forms, and from when to when."""

    rrule: str | None = None
    every_other_weekend: bool = False
    weekends: str | None = None
    counting: str | None = None
    every: str | None = None
    cycle: str | None = None
    on: tuple[str, ...] = ()
    holidays: str | None = None
    default: bool = False
    only: str | None = None
    begins: str | None = None
    ends: str | None = None
    nights: int | None = None
    layer: Layer | None = None


class _Edge(Struct, frozen=True):
    """A beginning or an end: a day of the week, or days to add, and a time on the wall."""

    weekday: int | None
    days: int | None
    clock: str | None


def terms(said: Said, base: Term) -> list[Term]:
    """The terms these words are; the parts that are not of the pattern are taken from `base`.

    Raises WrongUsage.
    """
    forms = _forms(said)
    if len(forms) != 1:
        given = ", ".join(forms) or "none"
        _refuse(
            f"A term needs its days said in one way; here it is {given}.",
            "Say one of --every-other-weekend, --weekends, --every, --cycle, --rrule, --on,"
            " --holidays, --default.",
        )
    base = msgspec.structs.replace(base, layer=said.layer or _layer(said))
    if said.cycle is not None:
        return _cycle(said, base)
    if said.default:
        if said.begins or said.ends or said.nights:
            _refuse("Every night has no times of its own.", "Leave --from, --to and --nights out.")
        return [base]
    if said.counting is not None and said.weekends is None:
        _refuse("Which day is counted goes with --weekends.", "For example:  --weekends 1,3,5")
    made = _with_days(said, base)
    if made.rrule is not None:
        check_rule(made)
    return [made]


def _forms(said: Said) -> list[str]:
    found = {
        "--rrule": said.rrule is not None,
        "--every-other-weekend": said.every_other_weekend,
        "--weekends": said.weekends is not None,
        "--every": said.every is not None,
        "--cycle": said.cycle is not None,
        "--on": bool(said.on),
        "--holidays": said.holidays is not None and said.only is None,
        "--default": said.default,
    }
    return [name for name, there in found.items() if there]


def _layer(said: Said) -> Layer:
    if said.default:
        return "default"
    if said.on:
        return "date"
    if said.holidays is not None and said.only is None:
        return "school holiday"
    if said.rrule is not None and rule_or_refuse(said.rrule).freq == "YEARLY":
        return "holiday"
    return "weekly"


def _with_days(said: Said, base: Term) -> Term:
    begins, ends = _edge(said.begins, "--from"), _edge(said.ends, "--to")
    whole = begins.clock is None and ends.clock is None
    if (begins.clock is None) != (ends.clock is None):
        _refuse(
            "A time is said for one end only.",
            "Say both:  --from 'fri 18:00' --to 'sun 18:00'    or neither, with --nights N",
        )
    rule, counted = _rule(said, begins)
    before, length = _lengths(said, begins, ends, counted, whole)
    for each in said.on:
        _span(each)
    return msgspec.structs.replace(
        base,
        rrule=rule,
        dates=said.on,
        holidays=said.holidays,
        before=before,
        begins=begins.clock,
        length=length,
        ends=ends.clock,
    )


def _rule(said: Said, begins: _Edge) -> tuple[str | None, int | None]:
    """The rule, and the day of the week it counts, where it counts one."""
    if said.rrule is not None:
        rule = rule_or_refuse(said.rrule)
        days = {weekday for _, weekday in rule.days}
        text = said.rrule.strip().removeprefix("RRULE:")
        return text, days.pop() if len(days) == 1 else None
    if said.every_other_weekend:
        if begins.weekday is None:
            _refuse(
                "On which day the weekend begins is not said.", "For example:  --from 'fri 18:00'"
            )
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={WEEKDAYS[begins.weekday]}", begins.weekday
    if said.weekends is not None:
        return _numbered(said)
    if said.every is not None:
        named = [_weekday(each) for each in said.every.split(",")]
        text = f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[each] for each in named)}"
        return text, named[0] if len(named) == 1 else None
    return None, None


def _numbered(said: Said) -> tuple[str, int]:
    """First, third and fifth: of which day, the order has to say."""
    if said.counting is None:
        _refuse(
            "Whether the first weekend is that of the first Friday or of the first Saturday is not"
            " said: they differ in some months.",
            "See what the order says, then:  --counting fri    or  --counting sat",
        )
    counted = _weekday(said.counting)
    numbers = [each.strip() for each in (said.weekends or "").split(",")]
    if not numbers or any(each not in ("1", "2", "3", "4", "5", "-1") for each in numbers):
        _refuse(f"These are no weekends of a month: {said.weekends}", "For example:  1,3,5")
    days = ",".join(f"{each}{WEEKDAYS[counted]}" for each in numbers)
    return f"FREQ=MONTHLY;BYDAY={days}", counted


def _lengths(
    said: Said, begins: _Edge, ends: _Edge, counted: int | None, whole: bool
) -> tuple[int, int]:
    """How many days before the day counted it begins, and how many after that it ends."""
    before = -(begins.days or 0)
    if begins.weekday is not None:
        if counted is None:
            _refuse(
                "A day of the week after --from needs a rule that counts one.",
                "Say the time alone:  --from 18:00",
            )
        before = (counted - begins.weekday) % 7
    if whole:
        if said.nights is None and not said.holidays and not any("/" in each for each in said.on):
            _refuse(
                "How long it lasts is not said.",
                "Say it:  --from 'fri 18:00' --to 'sun 18:00'    or  --nights 2",
            )
        return before, said.nights or 1
    if said.nights is not None:
        _refuse("With --from and --to the nights follow.", "Leave --nights out.")
    first = begins.weekday
    if first is None and counted is not None:
        first = (counted - before) % 7
    if ends.weekday is not None:
        if first is None:
            _refuse("A day of the week after --to needs one after --from.", "Or:  --to '+2 18:00'")
        length = (ends.weekday - first) % 7
        is_later = (ends.clock or "").zfill(5) > (begins.clock or "").zfill(5)
        return before, length if length or is_later else 7
    length = ends.days or 0
    ranged = bool(said.holidays) or any("/" in each for each in said.on)
    if length < 0 or (length == 0 and not ranged and (ends.clock or "") <= (begins.clock or "")):
        _refuse(
            "It ends before it begins.",
            "Say the day too:  --to 'sun 18:00'    or, days later,  --to '+2 18:00'",
        )
    return before, length


def _cycle(said: Said, base: Term) -> list[Term]:
    """2-2-5-5 and its like: nights in turn, counted from the anchor, over and over."""
    parts = []
    for each in (said.cycle or "").split(","):
        match = _CYCLE.fullmatch(each.strip())
        if match is None or int(match[2]) == 0:
            _refuse(
                f"This is no part of a cycle: {each.strip()}",
                "Write who and how many nights:  --cycle P1:2,P2:2,P1:5,P2:5",
            )
        parts.append((match[1].strip(), int(match[2])))
    begins = _edge(said.begins, "--from")
    if begins.weekday is not None or begins.days is not None or said.ends or said.nights:
        _refuse(
            "A cycle changes hands at one time of day.",
            "Say it:  --from 17:00    and leave --to and --nights out.",
        )
    if base.anchor is None:
        _refuse(*_NO_ANCHOR)
    whole, at, made = sum(nights for _, nights in parts), _day(base.anchor), []
    for person, nights in parts:
        one = msgspec.structs.replace(
            base,
            person=person,
            rrule=f"FREQ=DAILY;INTERVAL={whole}",
            anchor=at.isoformat(),
            begins=begins.clock,
            length=nights,
            ends=begins.clock,
        )
        check_rule(one)
        made.append(one)
        at += dt.timedelta(days=nights)
    return made


_NO_ANCHOR = (
    "From which day it is counted is not said, and the pattern depends on it.",
    "Say one day on which it began:  --anchor 2026-01-02",
)


def check_rule(term: Term) -> None:
    """The rule reads, gives whole days, and has the anchor it needs. Raises WrongUsage."""
    assert term.rrule is not None
    rule = rule_or_refuse(term.rrule)
    if term.anchor is None and needs_anchor(rule):
        _refuse(*_NO_ANCHOR)
    day = _day(term.anchor or term.since or EARLIEST)
    start = dt.datetime.combine(day, MIDNIGHT)
    first = next(moments(rule, start, Work(200_000)), None)
    if first is None:
        _refuse(f"This rule gives no day: {term.rrule}", "See what the order says.")
    if first.date() != day and needs_anchor(rule):
        _refuse(
            f"{day} is a {DAY_WORDS[day.weekday()]}, and the pattern does not begin on it; the"
            f" next day that fits is {first.date()}, a {DAY_WORDS[first.weekday()]}.",
            "Say the first day of the pattern itself:  --anchor DAY",
        )


def rule_or_refuse(text: str) -> Rule:
    """A rule of RFC 5545 that gives days. Raises WrongUsage."""
    try:
        rule = rule_of(text.strip().removeprefix("RRULE:"))
    except ValueError as fault:
        _refuse(f"This rule was not understood: {fault}.", "For example:  FREQ=WEEKLY;BYDAY=FR")
    if rule.freq not in _LIMITS or any(name in rule.by for name in _OF_HOURS):
        _refuse("The rule says hours.", "Let it give days, and say the hours with --from and --to.")
    return rule


def needs_anchor(rule: Rule) -> bool:
    """Whether another first day would give other days."""
    if rule.interval > 1 or rule.count is not None:
        return True
    named = rule.days or "BYMONTHDAY" in rule.by or "BYYEARDAY" in rule.by
    return rule.freq != "DAILY" and not named


def _edge(text: str | None, option: str) -> _Edge:
    """fri 18:00, 18:00, fri, +2 18:00."""
    if text is None:
        return _Edge(None, None, None)
    match = _EDGE.fullmatch(text.strip())
    if match is None or not text.strip():
        _refuse(f"{option} {text}: this is no day and time.", "For example:  'fri 18:00' or 18:00")
    clock = match[3].zfill(5) if match[3] else None
    if clock is not None:
        try:
            dt.time.fromisoformat(clock)
        except ValueError:
            _refuse(f"{option} {text}: this is no time of day.", "For example:  18:00")
    weekday = _weekday(match[1]) if match[1] else None
    return _Edge(weekday, int(match[2]) if match[2] else None, clock)


def _weekday(word: str) -> int:
    found = NAMES.get(word.strip().lower()[:3])
    if found is None:
        _refuse(f"This is no day of the week: {word}", "Write mon, tue, wed, thu, fri, sat or sun.")
    return found


def _day(text: str) -> dt.date:
    try:
        return day_of(text)
    except ValueError as fault:
        _refuse(f"This is not a day: {text} ({fault})", "Write it like 2026-01-02.")


def _span(text: str) -> None:
    try:
        span(text)
    except ValueError as fault:
        _refuse(f"This is no day and no stretch of days: {text} ({fault})", "2026-01-02, or A/B.")


def _refuse(problem: str, remedy: str) -> NoReturn:
    raise WrongUsage(problem=problem, remedy=remedy)
