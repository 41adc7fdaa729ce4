"""One thing told in two ways that may not both hold: sums, dates, ages, gifts and loans, falls.

Each rule gives (key, value) for a sentence; two values under one key are shown side by side.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from everyword.tell.dates import UNITS
from everyword.tell.money import CURRENCIES
from everyword.tell.numbers import number_at
from everyword.tell.people import Cast
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, words
from everyword.tell.times import times_in

_DOERS = listed("i he she we they")


class Value(NamedTuple):
    """One value for one thing: key, value, the words, and what it is."""

    key: tuple[str, ...]
    value: str
    start: int
    end: int
    what: str


Sayings = Iterator[tuple[tuple[str, ...], str, str]]
"""(key, value, what) of one sentence."""


def values_of(number: int, sentence: Sentence, cast: Cast) -> Iterator[Value]:
    """All values a sentence gives."""
    all_ = sentence.tokens
    low = [token.low for token in all_]
    for rule in (_dated, _regular, _loans, _given, _aged, _work, _told_nobody, _fell):
        for key, value, what in rule(number, all_, low, cast):
            yield Value(key, value, all_[0].start, all_[-1].end, what)


def _doer(number: int, at: int, low: Sequence[str], cast: Cast) -> str:
    """Whose doing it is: the nearest pronoun or person before the word."""
    near = [i for i in range(max(0, at - 6), at) if low[i] in _DOERS]
    named = [each for each in cast.in_sentence(number) if at - 6 <= each.first and each.last <= at]
    if named and (not near or named[-1].first > near[-1]):
        if named[-1].id == cast.teller:
            return "i"
        return {"m": "he", "f": "she"}.get(cast.people[named[-1].id].sex, named[-1].id)
    return low[near[-1]] if near else ""


_ONCE = {
    ("moved", "out"): "moving out", ("moved", "in"): "moving in", ("split", "up"): "separating",
    ("broke", "up"): "separating", ("separated",): "separating", ("divorced",): "the divorce",
    ("met",): "meeting", ("married",): "marrying", ("got", "engaged"): "the engagement",
    ("lost", "his", "job"): "losing the job", ("lost", "her", "job"): "losing the job",
    ("lost", "my", "job"): "losing the job", ("was", "born"): "the birth",
    ("left", "me"): "leaving", ("left", "us"): "leaving", ("left", "him"): "leaving",
    ("left", "her"): "leaving", ("left", "home"): "leaving", ("left", "the"): "leaving",
    ("left", "in"): "leaving", ("left", "on"): "leaving", ("left", "for", "good"): "leaving",
    ("walked", "out"): "leaving", ("bought", "the", "house"): "buying the house",
    ("bought", "the", "flat"): "buying the flat", ("sold", "the", "house"): "selling the house",
    ("sold", "the", "car"): "selling the car", ("was", "arrested"): "the arrest",
    ("first", "hit"): "the first blow", ("first", "time", "he", "hit"): "the first blow",
}  # fmt: skip
"""What people mostly do once, and how it is called."""


def _dated(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """ "He moved out in May 2020" beside "he moved out in 2021"."""
    for sign, what in _ONCE.items():
        at = _find(low, sign)
        if at is None or set(low[max(0, at - 4) : at]) & words("negative"):
            continue
        who = _doer(number, at, low, cast)
        for time in times_in(tuple(all_)):
            if time.anchor == "calendar" and time.lo and at - 8 <= time.first <= at + 9:
                key = (what, "we" if what in ("separating", "meeting") else who)
                yield (*key, "year"), str(time.lo)[:4], f"when: {what}"
                if time.unit in ("month", "day"):
                    yield (*key, "month", str(time.lo)[:4]), str(time.lo)[:7], f"when: {what}"
                if time.unit == "day":
                    yield (*key, "day", str(time.lo)[:7]), str(time.lo), f"when: {what}"
                break


def _find(low: Sequence[str], sign: tuple[str, ...]) -> int | None:
    length = len(sign)
    return next(
        (at for at in range(len(low) - length + 1) if tuple(low[at : at + length]) == sign), None
    )


_PAY = listed("paid pays pay gave gives give sent sends send earns earned earn payed giving paying")


def _regular(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """ "He gave me 50 a week" beside "the 80 a week he gave me"."""
    for at, token in enumerate(all_[:-2]):
        if not token.is_number or low[at] in UNITS:
            continue
        skip = at + 1
        while skip < len(low) and (low[skip] in CURRENCIES or low[skip] in "£$€₹zł"):
            skip += 1
        per = low[skip : skip + 2]
        unit = {"weekly": "week", "monthly": "month"}.get(per[0] if per else "", "")
        if len(per) == 2 and per[0] in ("a", "per", "each", "every"):
            unit = UNITS.get(per[1], "")
        verb = next((i for i in range(max(0, at - 8), min(len(low), at + 8)) if low[i] in _PAY), -1)
        if unit and verb >= 0 and not set(low) & {"ordered", "order", "judge", "court", "asked"}:
            who = _doer(number, verb, low, cast)
            kept = "earn" if low[verb].startswith("earn") else "pay"
            yield (kept, who, unit), token.text, f"how much a {unit}"


def _loans(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """The sum of one loan or debt."""
    for at, word in enumerate(low):
        if word not in ("loan", "debt", "borrowed", "lent", "owe", "owes", "owed", "deposit"):
            continue
        near = [i for i in range(max(0, at - 5), min(len(low), at + 7)) if all_[i].is_number]
        near = [i for i in near if len(all_[i].text) > 2 and not _is_year(all_[i].text)]
        if len(near) != 1:
            continue
        kind = {"borrowed": "loan", "lent": "loan", "owes": "owe", "owed": "owe"}.get(word, word)
        who = _lender(number, low, cast) if kind == "loan" else _doer(number, at, low, cast)
        yield ("sum", kind, who), all_[near[0]].text.rstrip(".,"), f"the sum of the {kind}"


def _lender(number: int, low: Sequence[str], cast: Cast) -> str:
    """One of the family or a friend named beside a loan; else nobody."""
    kin = words("kin_m") | words("kin_f") | words("kin_u") | {"bank"}
    return next((word for word in low if word in kin), "")


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in ("19", "20") and "," not in text


def _given(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """A gift in one place, a loan in the other: of one thing or of one lender."""
    said = set(low)
    gift = bool(said & {"gift", "present", "gifted"}) and not said & {"birthday", "christmas"}
    loan = bool(said & {"loan", "lent", "borrowed", "lend", "repay", "repaid"}) or (
        "back" in said and bool(said & {"pay", "paid", "paying"})
    )
    if gift == loan and "not" not in said:
        return
    things = said & listed("deposit car money house gold jewellery ring furniture sofa cash")
    sums = {token.text for token in all_ if token.is_number and len(token.text) > 2}
    for thing in sorted(things | sums):
        yield ("gift or loan", thing), "gift" if gift and not loan else "loan", "a gift or a loan"


def _aged(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """ "Mia (7)", "Mia, who is 8", "my 7-year-old", "Mia is seven": the age now."""
    for each in cast.in_sentence(number):
        if each.id == cast.teller:
            continue
        at = each.last
        skip = next(
            (
                len(lead)
                for lead in (("(",), (",",), ("is",), (",", "who", "is"), (",", "aged"), ("aged",))
                if tuple(low[at : at + len(lead)]) == lead
            ),
            0,
        )
        age = number_at(tuple(all_[at + skip : at + skip + 3]), 0) if skip else None
        if not age or not 0 < age[0] < 30:
            continue
        rest = [*low[at + skip + age[1] :], "."]
        after = rest[0]
        if after in (")", ",", ".", "and", "now", "years", "year", "but", "-", "so", "when"):
            if after in ("years", "year") and rest[1:2] not in (["old"], ["."]):
                continue
            yield ("age", each.id), str(age[0]), "age"


def _work(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """Has work, and has none; both told as being so."""
    text = f" {' '.join(low)} "
    for sign, value in _WORK:
        at = text.find(f" {sign} ")
        if at >= 0:
            place = text[: at + 1].count(" ") - 1
            who = _doer(number, place, low, cast)
            if who:
                yield ("work", who), value, "work"


_WORK = (
    ("out of work", "none"), ("unemployed", "none"), ("has no job", "none"),
    ("have no job", "none"), ("no job", "none"), ("does not work", "none"),
    ("doesn't work", "none"), ("never worked", "none"), ("not working", "none"),
    ("without work", "none"), ("without a job", "none"), ("not worked", "none"),
    ("works as", "some"), ("works at", "some"), ("works for", "some"), ("works in", "some"),
    ("was working", "some"), ("worked as", "some"), ("worked at", "some"), ("worked for", "some"),
    ("is working", "some"), ("goes to work", "some"), ("went to work", "some"),
    ("his shift", "some"), ("her shift", "some"), ("his boss", "some"), ("her boss", "some"),
)  # fmt: skip
"""Words of having work or none, the longer ones first."""


def _told_nobody(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """ "I told nobody" beside "I rang my sister and told her"."""
    for at, word in enumerate(low[:-1]):
        if word not in ("told", "tell", "rang", "phoned", "called", "telling") or at == 0:
            continue
        negative = bool(set(low[max(0, at - 3) : at]) & {"never", "not", "didn't", "nobody"})
        after = low[at + 1]
        if _doer(number, at, low, cast) != "i":
            continue
        nobody = after in ("nobody", "noone") or low[at + 1 : at + 3] == ["no", "one"]
        anyone = after in ("anyone", "anybody", "a") and negative
        if nobody or anyone:
            yield ("told",), "nobody", "told nobody, and told somebody"
        elif not negative and word != "called" and not _told_of_other(low, at):
            yield ("told",), "somebody", "told nobody, and told somebody"


def _told_of_other(low: Sequence[str], at: int) -> bool:
    """ "I told him to go": said to the other one himself, which is no telling of it."""
    return low[at + 1] in ("him", "you", "them", "it", "to") or "to" in low[at + 2 : at + 4]


_FALLS = listed("fell slipped tripped fall fallen stairs accident bumped")
_BLOWS = listed("hit punched pushed slapped kicked shoved threw struck beat broke headbutted")


def _fell(number: int, all_: Sequence[Token], low: Sequence[str], cast: Cast) -> Sayings:
    """What an office was told was a fall, and what the account tells was a blow."""
    said = set(low)
    if said & {"told", "said", "wrote", "says"} and said & _FALLS and not said & _BLOWS:
        yield ("injury",), "a fall", "a fall, and a blow"
        return
    for at, word in enumerate(low[:-1]):
        if (
            word in _BLOWS
            and low[at + 1] in ("me", "my", "her", "him", "us")
            and not any(
                form.base in words("say") | words("claim") for x in low[:at] for form in forms(x)
            )
        ):
            if not set(low[max(0, at - 3) : at]) & words("negative"):
                yield ("injury",), "a blow", "a fall, and a blow"
            return
