"""What a person says of the drafts taken from their account: a fact, no fact, or private.

A draft is kept with its words and their place. Every answer is one more entry in the list of
decisions, so it can be undone, and what was answered once is not asked again: neither when the
same account is told again nor in a longer one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from everyword.case import facts
from everyword.case.dates import UNKNOWN
from everyword.case.decided import CiteTo, Fact, Kind
from everyword.case.deciding import Deciding, named
from everyword.case.people import person_id
from everyword.case.work import Decision
from everyword.errors import NotFound, NotOne, WrongUsage
from everyword.index import database

Answer = Literal["open", "yes", "changed", "no", "private"]
CONFIRMED = ("yes", "changed")


class Draft(Struct, frozen=True):
    """A draft in the case. `start` and `end` count characters of the item's text.

    `who`: of each person it is about, the names the account has; `when` as it would be typed for a
    fact, `words` the words about time. `after` and `before`: the draft its time is counted from.
    `fact`: what it became.
    """

    id: str
    cite: CiteTo
    start: int
    end: int
    kind: Kind
    who: tuple[tuple[str, ...], ...] = ()
    when: str = UNKNOWN
    words: str | None = None
    after: str | None = None
    before: str | None = None
    answer: Answer = "open"
    fact: str | None = None

    @property
    def quote(self) -> str:
        return self.cite.quote or ""


class Confirmed(Struct, frozen=True):
    """The fact a draft became, and the names in it that are nobody's in the case, or two's."""

    fact: Fact
    unknown: tuple[str, ...] = ()


def drafts(case: Deciding) -> dict[str, Draft]:
    """All that were kept, without those whose account is locked."""
    found = case.work.state("draft", Draft)
    locked = {item: case.work.is_withheld(item) for item in {x.cite.item for x in found.values()}}
    return {id: each for id, each in found.items() if not locked[each.cite.item]}


def hidden(case: Deciding) -> int:
    """How many drafts are not shown, because their account is locked."""
    return len(case.work.state("draft", Draft)) - len(drafts(case))


def answered_before(case: Deciding, told: Sequence[Draft]) -> list[Draft | None]:
    """Of each draft, the one in the case that has the same words at the same place.

    In the same item the places count; else the same words, the first with the first.
    """
    known: dict[str, list[Draft]] = defaultdict(list)
    placed: dict[str, list[Draft]] = defaultdict(list)
    for each in drafts(case).values():
        known[_plain(each)].append(each)
        placed[each.cite.item].append(each)
    taken: set[str] = set()
    found: list[Draft | None] = []
    for one in told:
        here = [each for each in placed[one.cite.item] if _is_same_place(one, each)]
        free = [each for each in known[_plain(one)] if each.id not in taken]
        same = next(iter(here or free), None)
        if same is not None:
            taken.add(same.id)
        found.append(same)
    return found


def _plain(draft: Draft) -> str:
    return " ".join(draft.quote.split()).casefold()


def _is_same_place(one: Draft, two: Draft) -> bool:
    """Do they share more than half of the shorter one?"""
    shared = min(one.end, two.end) - max(one.start, two.start)
    return 2 * shared > min(one.end - one.start, two.end - two.start)


def keep(case: Deciding, told: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Those that were new, with their numbers, and those the case has already.

    `after` and `before` of `told` are places in it ("0"). Raises WrongUsage where a quote does not
    stand in its item, NotFound, Refused.
    """
    before = answered_before(case, told)
    number = int(case.work.next_number("draft", "D")[1:])
    ids = []
    for same in before:
        ids.append(same.id if same else f"D{number}")
        number += same is None
    new = [
        msgspec.structs.replace(
            each, id=id, after=_id(ids, each.after), before=_id(ids, each.before)
        )
        for each, id, same in zip(told, ids, before, strict=True)
        if same is None
    ]
    facts.checked_cites(case, tuple(each.cite for each in new))
    _decide(case, new)
    return new, [each for each in before if each is not None]


def _id(ids: Sequence[str], place: str | None) -> str | None:
    return None if place is None else ids[int(place)]


def _decide(case: Deciding, changed: Iterable[Draft]) -> None:
    """All or none of them, at one time."""
    at = case.now
    with database.transaction(case.index.connection):
        for each in changed:
            case.work.decide(at, "draft", each.id, each)


def answer(case: Deciding, ids: Sequence[str], word: Literal["no", "private"]) -> list[Draft]:
    """Say of drafts that they are no fact, or stay private. Raises NotFound, WrongUsage."""
    changed = [
        msgspec.structs.replace(unconfirmed(case, id), answer=word) for id in dict.fromkeys(ids)
    ]
    _decide(case, changed)
    return changed


def remove(case: Deciding, ids: Sequence[str]) -> list[Draft]:
    """Take drafts out: they are not remembered, and told again they are new. Raises as `answer`."""
    gone, at = [unconfirmed(case, id) for id in dict.fromkeys(ids)], case.now
    with database.transaction(case.index.connection):
        for each in gone:
            case.work.decide(at, "draft", each.id, None)
    return gone


def unconfirmed(case: Deciding, id: str) -> Draft:
    """Raises NotFound; WrongUsage where the draft is a fact already."""
    draft = named(drafts(case), "draft", id)
    if draft.answer in CONFIRMED and draft.fact in case.work.facts():
        raise WrongUsage(
            problem=f"{id} is the fact {draft.fact} already.",
            remedy=f"everyword fact change {draft.fact} ...    or  fact remove {draft.fact}",
        )
    return draft


def as_fact(case: Deciding, id: str, **said: Any) -> Confirmed:
    """What `confirm` would make of it, with no number. Raises what `facts.add` raises.

    The sentence is the person's own words until they say another one, the status "alleged": who
    tells a thing says no more than that. Nobody is made a person of the case here.
    """
    draft = unconfirmed(case, id)
    who, unknown = _people(case, draft)
    given = {"who": who, "when": _when(case, draft), "kind": draft.kind, "status": "alleged"} | said
    if given["kind"] in facts.SAYING and "by" not in said and draft.kind in facts.SAYING:
        given["by"] = _sayer(case, draft)
    sentence = given.pop("sentence", " ".join(draft.quote.split()))
    fact = Fact("", sentence, cites=(draft.cite,), **given)
    return Confirmed(facts.checked(case, fact), () if "who" in said else tuple(unknown))


def confirm(case: Deciding, id: str, **said: Any) -> Confirmed:
    """The draft becomes a fact that cites the account. Raises what `as_fact` raises."""
    made = as_fact(case, id, **said)
    answered: Answer = "changed" if said.keys() - {"known_from", "issues"} else "yes"
    draft = drafts(case)[id]
    with database.transaction(case.index.connection):
        fact = facts.add(case, made.fact)
        changed = msgspec.structs.replace(draft, answer=answered, fact=fact.id)
        case.work.decide(case.now, "draft", id, changed)
    return msgspec.structs.replace(made, fact=fact)


def _people(case: Deciding, draft: Draft) -> tuple[tuple[str, ...], list[str]]:
    """The people of the case it is about, and the names that none or several of them have."""
    found = {names[0]: _person(case, names) for names in draft.who if names}
    unknown = [name for name, id in found.items() if id is None]
    return tuple(dict.fromkeys(id for id in found.values() if id)), unknown


def _person(case: Deciding, names: Iterable[str]) -> str | None:
    fits = set()
    for name in names:
        try:
            fits.add(person_id(case, name))
        except NotFound:
            continue
        except NotOne:
            return None
    return fits.pop() if len(fits) == 1 else None


def _sayer(case: Deciding, draft: Draft) -> str | None:
    """The one whose words it is; the person telling is nobody's name in the case."""
    return _person(case, draft.who[0]) if draft.who else None


def _when(case: Deciding, draft: Draft) -> str:
    """The date it was kept with; else after or before the fact that its time is counted from."""
    if draft.when != UNKNOWN:
        return draft.when
    kept = drafts(case)
    for word, other in (("after", draft.after), ("before", draft.before)):
        fact = kept[other].fact if other in kept else None
        if fact in case.work.facts():
            return f"{word} {fact}"
    return UNKNOWN


def undo(case: Deciding) -> list[str]:
    """Take the newest answer back; where nothing was answered since, the newest telling.

    The fact that a draft had become goes out too. What was done, in words. Raises NotFound.
    """
    entries = list(newest(case))
    if not entries:
        raise NotFound(thing="draft decision", name="to undo", command="everyword draft list")
    done = []
    with database.transaction(case.index.connection):
        for entry in entries:
            fact = (entry.data or {}).get("fact")
            case.work.undo(case.now, entry.n)
            now = case.work.state("draft", Draft).get(entry.subject)
            words = f"draft {entry.subject} is {now.answer if now else 'not kept'} again"
            if fact in case.work.facts():
                case.work.decide(case.now, "fact", fact, None)
                words += f"; the fact {fact} is taken out"
            done.append(words)
    return done


def newest(case: Deciding) -> Iterator[Decision]:
    """The newest entry; of a telling all that were kept with it."""
    standing = case.work.standing("draft")
    if not standing:
        return
    last = standing[-1]
    for each in reversed(standing):
        one = each.at == last.at and (each.data or {}).get("answer") == "open"
        if each is last or (one and (last.data or {}).get("answer") == "open"):
            yield each
        else:
            return
