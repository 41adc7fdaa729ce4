"""Two drafts about one deed and one thing that differ in a figure, a side, a date or a "not"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyword.tell.facts import Draft
from everyword.tell.kinds import CLAIMED, HABITUAL, HAPPENED, SAID, base_of
from everyword.tell.numbers import number_at
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, names, words
from everyword.tell.times import times_in

_WEAK = listed("be have do get go come say tell make want know think see ask let put")
_NO_THING = listed(
    "thing things time times year years month months week weeks day days night nights hour hours"
    " morning evening afternoon first last next once twice very much many more most some other same"
    " about after again always never then there here when while what which with from into over back"
    " away this that these those them they their mine your only just also even still both each"
    " every down before because until since than like little long whole half first second"
)
_SIDES = {"left": "right", "right": "left"}
_PLACES_OF = listed("hand arm leg eye ear side cheek knee foot shoulder wrist ankle elbow hip face")
_MOST_PER_KEY = 8


@dataclass
class _Deed:
    """What a draft tells, reduced to what can be compared."""

    draft: Draft
    bases: set[str]
    things: set[str]
    figures: dict[str, int]
    sides: set[str]
    dates: set[str]
    negative: bool


def opposed(
    given: Sequence[Sentence], found: Sequence[Draft]
) -> Iterator[tuple[Draft, Draft, str]]:
    """(earlier, later, what differs), each pair once."""
    index: dict[tuple[str, str], list[_Deed]] = {}
    seen: set[tuple[int, int]] = set()
    for draft in found:
        if draft.kind not in (HAPPENED, HABITUAL, CLAIMED, SAID):
            continue
        deed = _deed(given[draft.sentence].tokens, draft)
        for key in sorted((base, thing) for base in deed.bases for thing in deed.things):
            these = index.setdefault(key, [])
            for other in these:
                pair = other.draft.start, draft.start
                what = _differs(other, deed) if pair not in seen else ""
                if what:
                    seen.add(pair)
                    yield other.draft, draft, what
            if len(these) < _MOST_PER_KEY:
                these.append(deed)


def _deed(all_: Sequence[Token], draft: Draft) -> _Deed:
    own = all_[draft.first : draft.last]
    low = [token.low for token in own]
    bases, things = set(), set()
    for token in own:
        known = forms(token.low)
        if known and token.low not in words("auxiliary") | words("modal"):
            bases.add(base_of(token))
        if token.is_word and len(token.low) >= 3 and _is_thing(token.low):
            things.add(token.low.rstrip("s"))
    dates = {str(time.lo) for time in times_in(tuple(own)) if time.anchor == "calendar" and time.lo}
    return _Deed(
        draft, bases - _WEAK, things, _figures(own), _sides(low), dates,
        bool(set(low) & words("negative")),
    )  # fmt: skip


def _is_thing(low: str) -> bool:
    return (
        low not in _NO_THING
        and low not in words("adverb") | words("joiner") | words("auxiliary") | words("modal")
        and low not in words("english") | words("negative")
        and low not in names()
        and not any(form.tense in ("past", "ing", "s") for form in forms(low))
    )


def _figures(own: Sequence[Token]) -> dict[str, int]:
    """What is counted, and how many: {"times": 3}."""
    found: dict[str, int] = {}
    at = 0
    while at < len(own):
        number = number_at(tuple(own[at : at + 4]), 0)
        if number is None:
            if own[at].low in ("once", "twice"):
                found.setdefault("times", 1 + (own[at].low == "twice"))
            at += 1
            continue
        last = at + number[1]
        counted = own[last].low if last < len(own) and own[last].is_word else ""
        before = own[at - 1].low if at else ""
        if not (before == "at" or counted in ("of", "and")):
            found.setdefault(counted, number[0])
        elif before == "at":
            found.setdefault("at", number[0])
        at = last
    return found


def _sides(low: Sequence[str]) -> set[str]:
    return {
        word for at, word in enumerate(low[:-1]) if word in _SIDES and low[at + 1] in _PLACES_OF
    }


def _differs(one: _Deed, two: _Deed) -> str:
    """Which part of two tellings of one deed cannot be the same; "" where none is seen."""
    near = len(one.things & two.things) + len(one.bases & two.bases)
    if one.sides and two.sides and not one.sides & two.sides:
        return "which side"
    if near >= 3 and any(
        value != two.figures.get(what, value) for what, value in one.figures.items()
    ):
        return "two figures"
    if one.negative != two.negative and near >= 3:
        return "done and not done"
    if near >= 4 and one.dates and two.dates and not _fit(one.dates, two.dates):
        return "two dates"
    return ""


def _fit(one: set[str], two: set[str]) -> bool:
    """2021 and 2021-03 fit, and so does one date of several."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in two)
