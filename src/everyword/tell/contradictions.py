"""Places of one account that do not fit together, both shown; which is right is not said."""

import datetime
from collections.abc import Iterator, Sequence

from everyword.tell.dates import DAYS
from everyword.tell.drafts import Contradiction, Place, placed
from everyword.tell.facts import Draft
from everyword.tell.kinds import CLAIMED, HABITUAL, HAPPENED, SAID, base_of
from everyword.tell.numbers import number_at
from everyword.tell.opposed import opposed
from everyword.tell.people import Cast
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, words
from everyword.tell.times import times_in
from everyword.tell.told_twice import Value, values_of

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SIDES = {"left": "right", "right": "left"}
_BODY = listed("arm leg hand eye ear shoulder wrist knee foot ankle cheek side elbow hip")
_KIDS = listed("kids children sons daughters child kid")
_MOST = 60


def contradictions_in(
    text: str, given: Sequence[Sentence], cast: Cast, found: Sequence[Draft]
) -> list[Contradiction]:
    """Two values for one thing, done and not done, a weekday that is not that of its date."""
    made = [
        *_two_values(text, given, cast),
        *_denied(text, given, cast, found),
        *_weekdays(text, given),
    ]
    shown = {(each.other.start, each.start) for each in made}
    for one, two, what in opposed(given, found):
        places = given[one.sentence].start, given[two.sentence].start
        if not shown & {(one.start, two.start), places}:
            made.append(_both(text, what, (one.start, one.end), (two.start, two.end)))
    return made[:_MOST]


def _two_values(text: str, given: Sequence[Sentence], cast: Cast) -> Iterator[Contradiction]:
    first: dict[tuple[str, ...], Value] = {}
    shown: set[tuple[int, int]] = set()
    for number, sentence in enumerate(given):
        for value in (*_values(number, sentence.tokens, cast), *values_of(number, sentence, cast)):
            before = first.setdefault(value.key, value)
            pair = before.start, value.start
            if before.value != value.value and not _fits(before, value) and pair not in shown:
                shown.add(pair)
                yield _both(text, value.what, (before.start, before.end), (value.start, value.end))


def _fits(one: Value, two: Value) -> bool:
    """A birth year and an age in a year leave one year of room."""
    return one.key[0] == "born" and abs(int(one.value) - int(two.value)) <= 1


def _both(text: str, what: str, one: tuple[int, int], two: tuple[int, int]) -> Contradiction:
    other = Place(**placed(text, *one))
    return Contradiction(what, **placed(text, *two), other=other)


def _values(number: int, all_: Sequence[Token], cast: Cast) -> Iterator[Value]:
    low = [token.low for token in all_]
    whole = (all_[0].start, all_[-1].end)
    for at, word in enumerate(low):
        yield from _age(number, all_, at, cast, whole)
        if word == "married":
            yield from _marriage(all_, at, whole)
        count = number_at(tuple(all_[at : at + 3]), 0)
        if count and at and low[at - 1] in ("have", "had", "got", "has", "our", "of", "with"):
            after = low[at + count[1]] if at + count[1] < len(low) else ""
            if after in _KIDS and low[at - 1] in ("have", "had", "our", "got", "of"):
                yield Value(("children",), str(count[0]), *whole, "how many children")
        if word in _SIDES and at + 1 < len(low) and low[at + 1] in _BODY:
            owner = low[at - 1] if at else ""
            if owner in ("my", "his", "her"):
                yield Value(("side", owner, low[at + 1]), word, *whole, f"which {low[at + 1]}")
        if word in ("worked", "works", "work") and low[at + 1 : at + 2] in (
            ["as"],
            ["for"],
            ["at"],
        ):
            yield Value(("job", _doer(number, at, low, cast)), "worked", *whole, "work")
        if (
            (word == "work" and low[at - 2 : at] == ["out", "of"])
            or word in ("unemployed", "jobless")
        ) and {"whole", "always", "entire", "never"} & set(low):
            yield Value(("job", _doer(number, at, low, cast)), "did not", *whole, "work")
        if word in ("owe", "owes", "owed"):
            yield from _owed(all_, at, whole)
    yield from _ordered(all_, low, whole)


def _doer(number: int, at: int, low: Sequence[str], cast: Cast) -> str:
    """Who works: the pronoun or the sex of the person before the word."""
    before = [each for each in low[max(0, at - 6) : at] if each in _DOERS]
    named = [each.id for each in cast.in_sentence(number) if each.last <= at]
    return before[-1] if before else _pronoun(named[-1], cast) if named else ""


def _age(
    number: int, all_: Sequence[Token], at: int, cast: Cast, whole: tuple[int, int]
) -> Iterator[Value]:
    """ "Leo was born in 2015", "in 2020 Leo was 3", "Leo is 7"."""
    if all_[at].low not in ("is", "was", "turned", "'s"):
        return
    who = next((each.id for each in cast.in_sentence(number) if each.last == at), None)
    if who is None and at and all_[at - 1].low in ("he", "she"):
        who = cast.one(number, at - 1, "m" if all_[at - 1].low == "he" else "f")
    if who is None or who == cast.teller:
        return
    years = [time.lo for time in times_in(tuple(all_)) if time.anchor == "calendar" and time.lo]
    year = int(str(years[0])[:4]) if len(years) == 1 else None
    if at + 1 < len(all_) and all_[at + 1].low == "born" and year:
        yield Value(("born", who), str(year), *whole, "age and year of birth")
        return
    age = number_at(tuple(all_[at + 1 : at + 4]), 0)
    if not age or age[0] > 100:
        return
    after = all_[at + 1 + age[1]].low if at + 1 + age[1] < len(all_) else "."
    if after in ("months", "weeks", "days", "month", "week") or after not in (
        "years",
        "year",
        "old",
        ".",
        ",",
        "and",
        "when",
        "then",
        "now",
        "at",
        "in",
        "but",
        "so",
    ):
        return
    if year is not None and all_[at].low != "is":
        yield Value(("born", who), str(year - age[0]), *whole, "age and year of birth")
    elif all_[at].low in ("is", "'s"):
        yield Value(("age", who), str(age[0]), *whole, "age")


def _marriage(all_: Sequence[Token], at: int, whole: tuple[int, int]) -> Iterator[Value]:
    low = [token.low for token in all_]
    if set(low[:at]) & {"not", "never", "before", "first", "second", "remarried", "if"}:
        return
    subject = next((each for each in low[max(0, at - 4) : at] if each in ("i", "we")), None)
    if subject is None:
        return
    for time in times_in(tuple(all_)):
        if not at <= time.first <= at + 6:
            continue
        if time.anchor == "calendar" and time.lo:
            yield Value(("married",), str(time.lo)[:4], *whole, "when the marriage was")
        elif time.anchor == "length" and time.unit == "year" and time.lo == time.hi:
            yield Value(("married for",), str(time.lo), *whole, "how long the marriage lasted")


def _owed(all_: Sequence[Token], at: int, whole: tuple[int, int]) -> Iterator[Value]:
    low = [token.low for token in all_]
    number = next((n for n in range(at + 1, min(at + 5, len(all_))) if all_[n].is_number), None)
    if number is not None and at:
        to = next((each for each in low[at + 1 : number] if each in ("me", "him", "her", "us")), "")
        yield Value(("owes", low[at - 1], to), all_[number].text, *whole, "the sum owed")


def _ordered(all_: Sequence[Token], low: Sequence[str], whole: tuple[int, int]) -> Iterator[Value]:
    """What a judge said is to be paid."""
    if not {"judge", "court", "order"} & set(low) or "pay" not in low:
        return
    at = low.index("pay")
    number = next((n for n in range(at + 1, min(at + 5, len(all_))) if all_[n].is_number), None)
    if number is not None:
        rest = "week" if {"week", "weekly"} & set(low[at:]) else "month"
        yield Value(("ordered", rest), all_[number].text, *whole, "the sum ordered")


# --- done and not done ---

_DOERS = listed("i he she we they")


def _pronoun(id: str, cast: Cast) -> str:
    """Somebody's pronoun, so that "Steve never hit me" meets "he hit me"."""
    if id == cast.teller:
        return "i"
    return {"m": "he", "f": "she"}.get(cast.people[id].sex, id)


_WEAK = listed("be have do get go come say tell make")


def _denied(
    text: str, given: Sequence[Sentence], cast: Cast, found: Sequence[Draft]
) -> Iterator[Contradiction]:
    """ "He never hit me" beside "he hit me": the same subject, verb and first object."""
    seen: dict[tuple[str, ...], list[tuple[bool, bool, Draft]]] = {}
    for draft in found:
        if draft.kind not in (HAPPENED, HABITUAL, CLAIMED, SAID):
            continue
        for key, negative, always in _done(given[draft.sentence].tokens, cast, draft):
            for was_negative, was_always, other in seen.get(key, ()):
                told = {draft.kind, other.kind}
                if negative != was_negative and (always or was_always or told & {CLAIMED, SAID}):
                    what = "said and denied" if told & {CLAIMED, SAID} else "done and not done"
                    yield _both(text, what, (other.start, other.end), (draft.start, draft.end))
                    break
            these = seen.setdefault(key, [])
            if len(these) < 6:
                these.append((negative, always, draft))


def _done(
    all_: Sequence[Token], cast: Cast, draft: Draft
) -> Iterator[tuple[tuple[str, ...], bool, bool]]:
    """(subject, verb, object), is it denied, and for all time."""
    low = [token.low for token in all_]
    for at in range(draft.first, draft.last):
        known = forms(low[at])
        if not known or low[at] in words("auxiliary") | words("modal"):
            continue
        base = base_of(all_[at])
        if base in _WEAK or base in words("say") or (base in words("claim") and base != "take"):
            continue
        start = at - 1
        while start >= draft.first and low[start] in words("adverb") | words("auxiliary") | words(
            "negative"
        ):
            start -= 1
        if start < draft.first or (
            low[start] not in ("i", "he", "she", "we", "they") and not draft.who
        ):
            continue
        subjects = [low[start]] if low[start] in _DOERS else []
        subjects += [_pronoun(draft.who[0], cast)] if draft.who else []
        group = low[start + 1 : at]
        negative = bool(set(group) & words("negative")) or _denying(low, draft, at)
        target = next(
            (
                each
                for each in low[at + 1 : at + 5]
                if each not in words("adverb") and each not in _SMALL
            ),
            "",
        )
        always = "never" in group or _denying(low, draft, at) or base == "know"
        for subject in set(subjects) if target else ():
            yield (subject, base, target), negative, always


_SMALL = listed("the a an my his her our their about of to for any that this it at on in from")


def _denying(low: Sequence[str], draft: Draft, at: int) -> bool:
    return any(each in ("denied", "denies", "deny", "denying") for each in low[draft.first : at])


def _weekdays(text: str, given: Sequence[Sentence]) -> Iterator[Contradiction]:
    """ "Monday 12 March 2024" was a Tuesday."""
    for sentence in given:
        for time in times_in(sentence.tokens):
            first = sentence.tokens[time.first]
            if first.low not in DAYS or time.unit != "day" or not isinstance(time.lo, str):
                continue
            try:
                day = datetime.date.fromisoformat(time.lo)
            except ValueError:
                continue
            if _WEEK[day.weekday()] != first.low:
                place = first.start, sentence.tokens[time.last - 1].end
                yield _both(text, "weekday and date", place, place)
