"""What is missing, and what cannot all be so: listed once each, in neutral words, never weighed."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from everyword.case.decided import CiteTo, Fact, Person
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.chronology import knowledge
from everyword.chronology.conflicts import conflicts
from everyword.chronology.dated import narrower
from everyword.chronology.rows import arranged
from everyword.index.store import Entry
from everyword.index.withheld import LOCKED
from everyword.model import Call, Email, Message


class Gap(Struct, frozen=True):
    """One thing to look at: its kind, the words for it, and the facts, items or people it names."""

    kind: str
    words: str
    about: tuple[str, ...] = ()


def gaps(case: Case) -> Iterator[Gap]:
    """Only what is decided and what that cites is looked at, item by item: no search is made."""
    found = arranged(case.work.facts().values())
    facts = [row.fact for row in found.rows]
    for fact in facts:
        yield from _of_fact(case, fact)
    yield from (Gap("order", each.words, each.facts) for each in found.clashes)
    yield from (Gap("knowledge", each.words, each.facts) for each in knowledge.clashes(case))
    yield from _said_and_denied(facts)
    for each in conflicts(facts, case.work.people()):
        yield Gap("said and denied" if each.is_denied else "two values", each.words, each.about)
    yield from _attachments(case, facts)
    yield from _sources(case)


def _of_fact(case: Case, fact: Fact) -> Iterator[Gap]:
    people, about = case.work.people(), (fact.id,)
    if not fact.cites:
        yield Gap("no document", f"{fact.id} cites nothing yet: {fact.sentence}", about)
    by = people.get(fact.by or "")
    if fact.kind == "claimed by" and not fact.response and not (by and by.side == "mine"):
        name = printed_name(by, people) if by else fact.by
        words = f"{fact.id} is claimed by {name}; no response is written down"
        yield Gap("no response", words, about)
    if fact.kind == "planned" and fact.due is None:
        words = f"{fact.id} is planned or promised; no date by which is said: {fact.sentence}"
        yield Gap("no due date", words, about)
    for id in dict.fromkeys((*fact.who, fact.by, fact.known_from)):
        if id is not None and id != "own" and id not in people:
            yield Gap("person", f"{fact.id} names {id}, who was taken out", (fact.id, id))
    narrow = narrower(case, fact)
    if narrow:
        yield Gap("date", narrow, about)
    yield from _only_a_child(case, fact)


def _only_a_child(case: Case, fact: Fact) -> Iterator[Gap]:
    """Every cited item was written or sent by a child, or nothing is cited and a child told it."""
    if any(case.work.is_withheld(cite.item) for cite in fact.cites):
        return  # whose words those are is not to be seen
    speakers = [_speaker(case, case.index.item(cite.item)) for cite in fact.cites]
    if not speakers and fact.known_from:
        speakers = [case.work.people().get(fact.known_from)]
    if speakers and all(each is not None and each.child for each in speakers):
        named = sorted({printed_name(each, case.work.people()) for each in speakers if each})
        words = f"{fact.id} rests on the words of {' and '.join(named)} alone, a child"
        yield Gap("child", words, (fact.id,))


def _speaker(case: Case, entry: Entry) -> Person | None:
    match entry.reading:
        case Message(sender=sender) | Email(sender=sender) | Call(sender=sender):
            return case.person_of(sender) if sender else None
    return None


def _said_and_denied(facts: Iterable[Fact]) -> Iterator[Gap]:
    """Both sides' words, where both are cited."""
    for fact in facts:
        ours, theirs = _quotes(fact.cites), _quotes(fact.response_cites)
        if ours and theirs:
            words = f"{fact.id} has words on both sides: {ours}; in response: {theirs}"
            yield Gap("said and answered", words, (fact.id,))


def _quotes(cites: Iterable[CiteTo]) -> str:
    return ", ".join(f"“{cite.quote}”" for cite in cites if cite.quote)


def _attachments(case: Case, facts: Iterable[Fact]) -> Iterator[Gap]:
    """Of everything that is cited or an exhibit: files that were sent with it and are not here."""
    cited = [cite.item for fact in facts for cite in fact.every_cite]
    shown = [item for exhibit in case.work.exhibits().values() for item in exhibit.items]
    for item in dict.fromkeys((*cited, *shown)):
        if case.work.is_withheld(item):
            yield Gap("locked", f"{item} is used, and is locked (everyword how list)", (item,))
            continue
        entry = case.index.item(item)
        if isinstance(entry.reading, Message | Email):
            for each in entry.reading.attachments:
                if not each.present:
                    words = f"{entry.id} came with {each.name or 'a file'}, which is not here"
                    yield Gap("attachment", words, (entry.id,))


def _sources(case: Case) -> Iterator[Gap]:
    for row in case.index.sources():
        if row.state != "read":
            why = "locked (everyword how list)" if row.state == LOCKED else row.question
            yield Gap("not read", f"{row.name}: {why or 'waiting'}", (row.object,))
