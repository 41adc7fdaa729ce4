"""Orders and agreements, and what they say has to be paid or done: entered by the person, cited.

A term is never changed by a later order: the later one is a term of its own that takes its place
from a day on, and both stay. What somebody says of a term (kept, not kept, not known) stands with
the day it is about.
"""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from everyword.case.dates import day_words, read_span
from everyword.case.decided import CiteTo, Person
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.case.people import person_id
from everyword.case.work import Act, Work
from everyword.errors import NotFound, WrongUsage
from everyword.schedules import dues
from everyword.schedules.dues import Part, due_days, months_on, read_rhythm
from everyword.schedules.interest import FIRST, Compounding, Rate
from everyword.schedules.support_rules import rules_for

T = TypeVar("T", bound="Order | Term")
State = Literal["kept", "not kept", "not known"]
ENDS: Final = re.compile(r"(?:child )?(P\d+) is (\d{1,2})(?: years old)?", re.IGNORECASE)
"""The end of a term that can be reckoned: the birthday of a person."""


class GivenRate(Struct, frozen=True):
    """A rate of interest as the person gave it: from a day on, and where it was read."""

    percent: Decimal
    since: str | None = None
    source: str | None = None


class Reckoning(Struct, frozen=True):
    """How arrears of an order are reckoned: ids of rules, and rates of the order itself."""

    rules: str | None = None
    payments_to: str | None = None
    rates: tuple[GivenRate, ...] = ()
    compounding: Compounding = "none"
    words: str | None = None


class Order(Struct, frozen=True):
    """A court's order or an agreement. `day` as typed; `court` None where no court made it."""

    id: str
    title: str
    day: str
    court: str | None = None
    cites: tuple[CiteTo, ...] = ()
    reckoning: Reckoning = Reckoning()


class Mark(Struct, frozen=True):
    """What somebody says of a term: was it kept? `day`: the due day it is about, None for all."""

    state: State
    day: str | None = None
    words: str | None = None
    cites: tuple[CiteTo, ...] = ()


class Term(Struct, frozen=True):
    """One thing that an order says has to be paid or done, by whom, to whom.

    `amount` None: not known, or nothing is to be paid; then `currency` None tells the second.
    `words`: the order's own. `ends`: "child P3 is 18", or words that no day can be reckoned from.
    `anchor`: the first due day of the term whose rhythm this one goes on in.
    """

    id: str
    order: str
    what: str
    by: str
    to: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    every: str = "once"
    days: str | None = None
    first: str = ""
    until: str | None = None
    ends: tuple[str, ...] = ()
    words: str | None = None
    conditions: tuple[str, ...] = ()
    cites: tuple[CiteTo, ...] = ()
    replaces: str | None = None
    from_day: str | None = None
    anchor: str | None = None
    part: Part = "due day"
    marks: tuple[Mark, ...] = ()

    @property
    def is_money(self) -> bool:
        return self.currency is not None


def orders(work: Work) -> dict[str, Order]:
    """As they may be shown."""
    return work.shown("order", Order)


def terms(work: Work) -> dict[str, Term]:
    """As they may be shown: the order's words are hidden while what they stand in is locked."""
    found = work.shown("term", Term)
    return {
        id: msgspec.structs.replace(each, words=None) if is_locked(work, each.cites) else each
        for id, each in found.items()
    }


def is_locked(work: Work, cites: tuple[CiteTo, ...]) -> bool:
    return any(work.is_withheld(each.item) for each in cites)


def add_order(case: Deciding, order: Order) -> Order:
    """With its number. Raises WrongUsage, NotFound, Refused."""
    order = msgspec.structs.replace(order, id=case.work.next_number("order", "O"))
    return _kept(case, "order", checked_order(case, order))


def checked_order(case: Deciding, order: Order) -> Order:
    """The day must read, the rules must be there, what is cited may be used."""
    read_span(order.day)
    for id in filter(None, (order.reckoning.rules, order.reckoning.payments_to)):
        rules_for(id)
    for rate in order.reckoning.rates:
        if rate.since is not None:
            exact_day(rate.since, "--rate")
    return msgspec.structs.replace(order, cites=checked_cites(case, order.cites))


def change_order(case: Deciding, id: str, **changes: Any) -> Order:
    """Raises what add_order raises; what it was stays in the list of decisions."""
    order = named(case.work.state("order", Order), "order", id)
    return _kept(case, "order", checked_order(case, msgspec.structs.replace(order, **changes)))


def add_term(case: Deciding, term: Term) -> Term:
    """With its number. Raises WrongUsage, NotFound, NotOne, Refused."""
    term = msgspec.structs.replace(term, id=case.work.next_number("term", "T"))
    return _kept(case, "term", checked_term(case, term))


def change_term(case: Deciding, id: str, **changes: Any) -> Term:
    """Raises what add_term raises; WrongUsage where another term goes on in its rhythm."""
    term = named(case.work.state("term", Term), "order", id)
    later = next((x.id for x in terms(case.work).values() if x.replaces == id and x.anchor), None)
    if later and {"first", "every", "days"} & {*changes}:
        raise WrongUsage(
            problem=f"{later} goes on in the rhythm of {id}.",
            remedy=f"Take it out first, and vary again after the change:  everyword order remove"
            f" {later}",
        )
    return _kept(case, "term", checked_term(case, msgspec.structs.replace(term, **changes)))


def varied(case: Deciding, id: str, from_day: str, **changes: Any) -> Term:
    """What takes the place of a term from a day on: the same, but for what is said.

    Without a first due day of its own it goes on in the rhythm of the old one. Raises WrongUsage
    where the day falls into a period and nobody said what happens to the part before it.
    """
    old = named(case.work.state("term", Term), "order", id)
    if other := next((x for x in terms(case.work).values() if x.replaces == id), None):
        raise WrongUsage(
            problem=f"{other.id} has taken the place of {id} already, from {other.from_day}.",
            remedy=f"Vary that one:  everyword order vary {other.id} ...",
        )
    day, first = exact_day(from_day, "--from"), exact_day(old.first, "--first")
    part: Part | None = changes.pop("part", None)
    anchor = exact_day(old.anchor or old.first, "--first")
    days = due_days(read_rhythm(old.every, old.days), anchor)
    fresh = next((each for each in days if each >= day), None)
    if fresh is None or day < first:
        raise WrongUsage(
            problem=f"{id} has no due day before and after {from_day}.",
            remedy="Enter it as a term of its own:  everyword order term",
        )
    own = changes.get("first") or changes.get("every")
    if fresh != day and part is None and not own:
        raise WrongUsage(
            problem=f"{from_day} is no due day of {id}; the next one is {fresh}.",
            remedy="Say what holds for that period:  --part due-day (whole, as on the due day)"
            "    or  --part ahead, --part behind (by days; sums are for the days after, or before)",
        )
    if own and part in ("ahead", "behind"):
        raise WrongUsage(
            problem="A period is shared by days only where the due days stay the same.",
            remedy="Leave out --first and --every, or say  --part due-day",
        )
    if part in ("ahead", "behind"):
        _check_one_change(old, day, fresh)
    started = {"first": fresh.isoformat(), "anchor": None if own else old.anchor or old.first}
    new = msgspec.structs.replace(
        old,
        **(started | {key: x for key, x in changes.items() if key not in ("words", "cites")}),
        id=case.work.next_number("term", "T"),
        replaces=id,
        from_day=day.isoformat(),
        part="due day" if part is None else part,
        words=changes.get("words"),
        cites=changes.get("cites", ()),
        marks=(),
    )
    return checked_term(case, new)


def _check_one_change(old: Term, day: dt.date, fresh: dt.date) -> None:
    """Raises WrongUsage where two changes, or no whole period, would have to be shared by days."""
    start = exact_day(old.anchor or old.first, "--first")
    before = [each for each in _days_to(old, fresh) if each < fresh]
    began = exact_day(old.from_day, "--from") if old.from_day else start
    if day != began and (not before or before[-1] < began):
        raise WrongUsage(
            problem=f"Before {day} there is no whole period of {old.id} to share by days.",
            remedy="Choose the term of the due day instead:  --part due-day",
        )


def mark(case: Deciding, id: str, said: Mark) -> Term:
    """Add what somebody says of a term. Raises WrongUsage where the day is none of its days."""
    term = named(case.work.state("term", Term), "order", id)
    said = msgspec.structs.replace(said, cites=checked_cites(case, said.cites))
    if said.day is not None:
        day = exact_day(said.day, "--day")
        said = msgspec.structs.replace(said, day=day.isoformat())
        if term.every != "once" and day not in _days_to(term, day):
            raise WrongUsage(
                problem=f"{said.day} is no due day of {id}.",
                remedy=f"See its days:  everyword order show {id}",
            )
    others = tuple(each for each in term.marks if each.day != said.day)
    return msgspec.structs.replace(term, marks=(*others, said))


def _days_to(term: Term, last: dt.date) -> list[dt.date]:
    days = due_days(read_rhythm(term.every, term.days), exact_day(term.anchor or term.first, ""))
    return list(takewhile(lambda day: day <= last, days))


def _kept(case: Deciding, act: Act, value: T) -> T:
    case.work.decide(case.now, act, value.id, value)
    return value


def keep_term(case: Deciding, term: Term) -> Term:
    """Keep what was checked before."""
    return _kept(case, "term", term)


def checked_term(case: Deciding, term: Term) -> Term:
    """People and items by their whole ids; days, amounts and rhythm must read."""
    named(case.work.state("order", Order), "order", term.order)
    rhythm = read_rhythm(term.every, term.days)
    first = exact_day(term.first, "--first")
    if term.until is not None and exact_day(term.until, "--until") < first:
        raise WrongUsage(
            problem=f"The term would end on {term.until}, before {term.first}.",
            remedy="Put the earlier day after --first.",
        )
    if rhythm.unit == "once" and term.is_money and (term.until or term.ends):
        raise WrongUsage(
            problem="What is due once has no end.", remedy="Leave out --until, or say --every."
        )
    if term.currency is not None:
        check_money(term.amount, term.currency)
    for words in term.ends:
        if found := ENDS.fullmatch(words.strip()):
            named(case.work.people(), "person", found[1].upper())
    by = person_id(case, term.by)
    to = person_id(case, term.to) if term.to is not None else None
    if term.is_money and (to is None or to == by):
        raise WrongUsage(
            problem="A payment needs who pays and who is paid, two people.",
            remedy="For example:  --from P2 --to P1",
        )
    return msgspec.structs.replace(term, by=by, to=to, cites=checked_cites(case, term.cites))


def check_money(amount: Decimal | None, currency: str) -> None:
    """Raises WrongUsage: an amount is more than nothing; a currency has three capital letters."""
    if amount is not None and not (amount.is_finite() and 0 < amount < 10**12):
        raise WrongUsage(
            problem=f"This is not an amount: {amount}",
            remedy="Write it like 100.00; where it is not known, write  unknown",
        )
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise WrongUsage(
            problem=f"This is not a currency: {currency}", remedy="Write it like GBP, USD, EUR."
        )


def read_amount(text: str) -> Decimal | None:
    """100.00; or "unknown", which is never a zero. Raises WrongUsage: 1,234 has two readings."""
    if text.strip().lower() in ("unknown", "not known", "?"):
        return None
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text.strip(), re.ASCII):
        raise WrongUsage(
            problem=f"This is not an amount: {text}",
            remedy="Write it like 1234.50, with a point; where it is not known, write  unknown",
        )
    return Decimal(text.strip())


def exact_day(text: str, what: str) -> dt.date:
    """A whole day. Raises WrongUsage."""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
            raise ValueError
        day = dt.date.fromisoformat(text.strip())
        if not 1900 <= day.year <= 2200:  # a slip of the pen, and no calendar to count in
            raise ValueError
        return day
    except ValueError:
        raise WrongUsage(
            problem=f"{what} needs a day: {text}", remedy="Write it like 2024-03-01."
        ) from None


def end_of(term: Term, people: dict[str, Person]) -> tuple[dt.date | None, list[str]]:
    """The last day a sum can fall due, and what is to be said of it."""
    days = [exact_day(term.until, "--until")] if term.until else []
    told = []
    for words in term.ends:
        found = ENDS.fullmatch(words.strip())
        who = people.get(found[1].upper()) if found else None
        born = read_span(who.born) if who and who.born else None
        if found and born and born.first == born.last:
            birthday = months_on(dt.date.fromisoformat(born.first), 12 * int(found[2]))
            days.append(birthday - dues.DAY)
            told.append(
                f"{term.id} ends when {found[1].upper()} is {found[2]}: no sum falls due from"
                f" {day_words(birthday.isoformat())} on."
            )
        else:
            why = " (the day of birth is not known)" if found else ""
            told.append(f"{term.id} ends “{words}”: no day is known for it{why}, so no end is set.")
    return min(days, default=None), told


def of_money(term: Term, people: dict[str, Person]) -> dues.Term:
    """For reckoning. With an amount that is not known it has days only: its sums are left out."""
    return dues.Term(
        term.id,
        Fraction(term.amount or 0),
        read_rhythm(term.every, term.days),
        exact_day(term.first, "--first"),
        end_of(term, people)[0],
        term.replaces,
        exact_day(term.from_day, "--from") if term.from_day else None,
        exact_day(term.anchor, "--first") if term.anchor else None,
        term.part,
    )


def rates_of(given: tuple[GivenRate, ...]) -> tuple[Rate, ...]:
    """For reckoning, the earliest first."""
    found = (
        Rate(
            each.percent,
            exact_day(each.since, "--rate") if each.since else FIRST,
            None,
            each.source or "",
        )
        for each in given
    )
    return tuple(sorted(found, key=lambda each: each.since))


def remove(case: Deciding, id: str) -> None:
    """Take an order or a term out. Raises NotFound; WrongUsage while terms stand under it."""
    act: Act = "term" if id.startswith("T") else "order"
    standing = terms(case.work)
    below = [x.id for x in standing.values() if id in (x.order, x.replaces)]
    named(standing if act == "term" else orders(case.work), "order", id)
    if below:
        raise WrongUsage(
            problem=f"{', '.join(below)} stand on {id}.",
            remedy=f"Take them out first:  everyword order remove {below[-1]}",
        )
    case.work.decide(case.now, act, id, None)


def undo(case: Deciding) -> str:
    """Undo the newest standing decision of orders or terms. Raises NotFound."""
    found = [each for act in ("order", "term") if (each := case.work.newest(act))]
    if not found:
        raise NotFound(thing="order decision", name="to undo", command="everyword order list")
    decision = max(found, key=lambda each: each.n)
    case.work.undo(case.now, decision.n)
    return f"{decision.act} {decision.subject}"
