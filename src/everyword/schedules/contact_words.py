"""A term in plain words, beside which the words of its order stand."""

from collections.abc import Mapping, Sequence

from everyword.readers.ics.rules import rule_of
from everyword.schedules.contact_forms import DAY_WORDS
from everyword.schedules.contact_terms import Term

_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def in_words(term: Term, names: Mapping[str, str] = {}) -> str:
    """The pattern of a term in plain words, beside which its order's own words stand."""
    said = [_days_words(term)]
    if term.only is not None:
        said.append(f"in {term.only} only, by {term.holidays}")
    if term.years is not None:
        said.append(f"in {term.years} years")
    if term.begins is not None and term.ends is not None:
        said.append(_span_words(term))
    elif term.rrule is not None or any("/" not in each for each in term.dates):
        said.append("1 night" if term.length == 1 else f"{term.length} nights")
    if term.anchor is not None:
        said.append(f"counted from {term.anchor}")
    if term.since or term.until:
        said.append(f"in force {term.since or '..'} to {term.until or '..'}")
    who = names.get(term.person, term.person)
    return f"{who}: " + ", ".join(said)


def _span_words(term: Term) -> str:
    before = f" {term.before} days before" if term.before else ""
    later = "the same day" if term.length == 0 else f"{term.length} days later"
    if (term.holidays and not term.only) or any("/" in each for each in term.dates):
        later = f"the last day and {term.length} more" if term.length else "the last day"
    return f"from {term.begins}{before} to {term.ends} {later}"


def _days_words(term: Term) -> str:
    if term.is_every_night:
        return "every night that no other term gives"
    if term.rrule is not None:
        return _rule_words(term.rrule)
    if term.dates:
        return ", ".join(each.replace("/", " to ") for each in term.dates)
    part = {"all": "the whole", "first": "the first half", "second": "the second half"}[term.part]
    named = f" (“{term.titled}”)" if term.titled else ""
    return f"{part} of each holiday of {term.holidays}{named}"


def _rule_words(text: str) -> str:
    """The common rules in words; any other one as it is."""
    rule = rule_of(text.removeprefix("RRULE:"))
    plain = not rule.by and rule.until is None and rule.count is None
    if not plain or (not rule.days and rule.freq != "DAILY"):
        return f"by the rule {text}"
    named: Sequence[str] = [
        (f"{_NTH[nth]} " if nth in _NTH else "") + DAY_WORDS[day] for nth, day in rule.days
    ]
    days = " and ".join(named)
    match rule.freq, rule.interval:
        case "WEEKLY", 1:
            return f"every {days}"
        case "WEEKLY", 2:
            return f"every other {days}"
        case "MONTHLY", 1 if all(nth in _NTH for nth, _ in rule.days):
            return f"{days} of the month"
        case "DAILY", interval:
            return f"every {interval} days"
    return f"by the rule {text}"
