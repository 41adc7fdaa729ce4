"""When each draft was, as far as its words say, and in which order; no day is worked out."""

from collections.abc import Sequence

from everyword.tell.dates import PREVIOUS, Time
from everyword.tell.drafts import When
from everyword.tell.facts import Draft
from everyword.tell.kinds import HAPPENED
from everyword.tell.people import Cast
from everyword.tell.sentences import Sentence

DAY_ZERO = "day 0"
_DATE, _BACK = 0, 1
_Group = tuple[tuple[int, int] | None, list[int]]


def number(found: Sequence[Draft]) -> None:
    """Gives each draft its id, in the order of the text."""
    for at, draft in enumerate(found, 1):
        draft.id = f"f{at}"


def whens(text: str, given: Sequence[Sentence], found: Sequence[Draft], cast: Cast) -> list[When]:
    """One for each draft, in their order; "previous" becomes the draft before that happened."""
    made = []
    last = DAY_ZERO
    for draft in found:
        made.append(_when(text, given[draft.sentence], draft, last, cast))
        if draft.kind == HAPPENED:
            last = draft.id
    return made


def _when(text: str, sentence: Sentence, draft: Draft, last: str, cast: Cast) -> When:
    time = draft.time
    if time is None:
        return When()
    all_ = sentence.tokens
    words = text[all_[time.first].start : all_[time.last - 1].end]
    anchor = time.anchor
    if anchor == PREVIOUS:
        anchor = last
    elif anchor and anchor.startswith("birth of"):
        named = [
            each.id for each in cast.in_sentence(draft.sentence) if each.first == time.first + 1
        ]
        sex = {"he": "m", "she": "f"}.get(all_[time.first + 1].low)
        one = named[0] if named else cast.one(draft.sentence, time.first + 1, sex) if sex else None
        anchor = f"birth of {one or all_[time.first + 1].text}"
    return When(words, time.lo, time.hi, time.unit, anchor)


def orders(given: Sequence[Sentence], found: Sequence[Draft], made: Sequence[When]) -> list[int]:
    """The place of each draft in time, from 1.

    What has no time words stays behind what was told before it. Dates are put in order among
    themselves, and so are stretches counted back from the telling; "before that" goes before.
    """
    groups: list[_Group] = []
    newest: tuple[tuple[int, int], list[int]] = ((-1, 0), [])
    block = -1
    for at, (draft, when) in enumerate(zip(found, made, strict=True)):
        key = _key(when)
        if key is not None or not groups:
            groups.append((key, [at]))
            if key is not None and key >= newest[0]:
                newest = key, groups[-1][1]
        elif block != given[draft.sentence].block and groups[-1][0] and groups[-1][0] < newest[0]:
            newest[1].append(at)  # a paragraph after a look back goes on where the account was
        elif draft.time is not None and _earlier(draft.time):
            groups.insert(len(groups) - 1, (None, [at]))
        else:
            groups[-1][1].append(at)
        block = given[draft.sentence].block
    for sort in (_DATE, _BACK):
        groups = _sorted(groups, sort)
    result = [0] * len(found)
    for place, at in enumerate((at for _, group in groups for at in group), 1):
        result[at] = place
    return result


def _key(when: When) -> tuple[int, int] | None:
    """(sort, place among those of the sort): a date, or how long before the telling."""
    if when.anchor == "calendar" and isinstance(when.lo, str):
        return _DATE, int(when.lo.replace("-", "").ljust(8, "0"))
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650}
    if when.anchor == "telling" and isinstance(when.lo, int) and when.unit in days:
        return _BACK, when.lo * days[when.unit]
    return None


def _earlier(time: Time) -> bool:
    return time.anchor == PREVIOUS and isinstance(time.hi, int) and time.hi <= 0 and time.lo != 0


def _sorted(groups: list[_Group], sort: int) -> list[_Group]:
    """The groups of one sort in order, each with those that hang behind it."""
    runs: list[tuple[int, list[_Group]]] = [(0, [])]
    for group in groups:
        key = group[0]
        if key is not None and key[0] == sort:
            runs.append((key[1], []))
        runs[-1][1].append(group)
    first, *others = runs
    others.sort(key=lambda run: run[0])
    return first[1] + [group for _, run in others for group in run]
