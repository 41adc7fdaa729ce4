"""Notes as people jot them down: a date, then a verb without its subject; a sum that went."""

import itertools
from collections.abc import Sequence

from everyword.tell.money import CURRENCIES, SIGNS
from everyword.tell.sentences import Token
from everyword.tell.tables import forms, listed, names
from everyword.tell.times import times_in

_BULLETS = frozenset("-*•\u2013—>·")
_BEFORE_DATE = listed("on mon tue wed thu fri sat sun tues thurs the")
_ONLY_SUBJECT = listed("i he she we they")
_DATED = ("day", "hour", "minute", "month")


def after_date(given: Sequence[Token]) -> int:
    """Where a note goes on after its bullet and its date: "- 3 May: ", "Mon 3 May - "."""
    at = 0
    while at < len(given) and given[at].text in _BULLETS:
        at += 1
    first = next(iter(times_in(tuple(given[at : at + 8]))), None)
    if first is not None and first.first <= 1 and first.unit in _DATED:
        at += first.last if first.first == 0 or given[at].low in _BEFORE_DATE else 0
    while at < len(given) and (given[at].text in _BULLETS or given[at].text in (":", ",")):
        at += 1
    return at


def opens_bare(given: Sequence[Token], spoken: Sequence[bool]) -> int | None:
    """The verb of a note without its subject: "Took the car", "3 May: did not come"."""
    at = after_date(given)
    if at + 1 >= len(given) or spoken[at] or given[at + 1].text == ",":
        return None
    low, known = given[at].low, forms(given[at].low)
    past = any(form.tense == "past" for form in known) and (at > 0 or known[0].tense != "base")
    if low in names() or not given[at].is_word:
        return None
    if not past and low not in ("did", "didn't", "was", "had"):
        return None
    for one, two in itertools.pairwise(given[at + 1 :]):
        if one.text == "," and two.low in _ONLY_SUBJECT:
            return None  # "Left alone, she cried"
    after = given[at + 1].low
    return None if after in _ONLY_SUBJECT or low == after or given[-1].text == "?" else at


def is_sum(given: Sequence[Token], at: int) -> bool:
    """ "£300 went to his mother", "300 pounds came"."""
    if at + 2 >= len(given):
        return False
    one, two = given[at], given[at + 1]
    sign = one.text in SIGNS and two.is_number
    return sign or (one.is_number and two.low in CURRENCIES)


def is_dated_note(given: Sequence[Token], spoken: Sequence[bool]) -> bool:
    """ "Mon 3 May - late again, drunk": a day and what there was, without any verb."""
    at = after_date(given)
    started = next((n for n, token in enumerate(given) if token.text not in _BULLETS), 0)
    rest = [token for token, said in zip(given[at:], spoken[at:], strict=True) if not said]
    return (
        at > started and 2 <= sum(token.is_word for token in rest) <= 14 and (given[-1].text != "?")
    )
