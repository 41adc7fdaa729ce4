"""An account in somebody's own words, read into drafts. Offline, by rules and small lists alone."""

from collections.abc import Sequence
from typing import Any

import msgspec

from everyword.tell import drafts
from everyword.tell.alike import PERHAPS, alike
from everyword.tell.contradictions import contradictions_in
from everyword.tell.drafts import When, placed
from everyword.tell.facts import Draft, drafts_of, spoken_in
from everyword.tell.gaps import gaps_in
from everyword.tell.knowledge import known_in
from everyword.tell.mentioned import evidence_in, orders_in
from everyword.tell.money import sums_in
from everyword.tell.page import read_page
from everyword.tell.people import Cast
from everyword.tell.quotes import quoted_in
from everyword.tell.sayings import speakers
from everyword.tell.sentences import Sentence, sentences
from everyword.tell.spoken import with_speech
from everyword.tell.taken import left_of, note_of, parted
from everyword.tell.timeline import number, orders, whens


def read_account(text: str) -> drafts.Told:
    """All drafts of one text; the same text gives the same drafts. Never raises."""
    page = read_page(text)
    blocks, strange = parted(text, page.blocks)
    given = sentences(text, blocks)
    quoted = quoted_in(text, blocks)
    cast = Cast(given, [(each.outer, each.close) for each in quoted], page.author)
    sayings = speakers(text, given, cast, quoted)
    spoken = spoken_in(given, quoted)
    found = with_speech(text, given, drafts_of(given, cast, spoken), sayings)
    number(found)
    made = whens(text, given, found, cast)
    told = drafts.Told(
        people=[drafts.Person(each.id, each.names, each.roles) for each in cast.people.values()],
        relations=_relations(text, cast),
        facts=_facts(text, given, found, made),
        sayings=[
            drafts.Saying(text[each.start : each.end], each.start, each.end, who)
            for each, who, speech in sayings
            if speech
        ],
        knowledge=[
            drafts.Knowledge(each.who, fact, each.how, **_at(text, given, each))
            for each, fact in known_in(given, found, cast, spoken)
        ],
        **_named(text, given),
        gaps=gaps_in(text, given, cast, found, sayings, sums_in(text, given)),
        contradictions=contradictions_in(text, given, cast, found),
        skipped=[
            drafts.Passed(why, **placed(text, a, b)) for a, b, why in sorted(page.passed + strange)
        ],
        left=[],
        counts=drafts.Counts(len(given), 0, 0),
        note=note_of(text, page.blocks, blocks),
    )
    left, counts = left_of(text, given, _places(told))
    return msgspec.structs.replace(told, left=left, counts=counts)


def _relations(text: str, cast: Cast) -> list[drafts.Relation]:
    """What people are to each other, and who may be one."""
    return [
        drafts.Relation(each.a, each.b, each.type, **placed(text, each.start, each.end))
        for each in cast.links
    ] + [
        drafts.Relation(one.id, two.id, PERHAPS, **placed(text, *two.first))
        for one, two in alike(cast)
    ]


def _named(text: str, given: Sequence[Sentence]) -> dict[str, Any]:
    """Evidence, sums and orders."""
    return {
        "evidence": [
            drafts.Mention(each.what, each.have, **_at(text, given, each))
            for each in evidence_in(given)
        ],
        "money": [
            drafts.Sum(each.amount, each.currency, **_at(text, given, each))
            for each in sums_in(text, given)
        ],
        "orders": [drafts.Term(each.what, **_at(text, given, each)) for each in orders_in(given)],
    }


def _places(told: drafts.Told) -> list[tuple[int, int]]:
    """Where the cards and lists stand in the text; a sum or a question alone is no card."""
    lists = (told.facts, told.sayings, told.knowledge, told.evidence, told.orders)
    return [(each.start, each.end) for these in lists for each in these]


def _facts(
    text: str, given: Sequence[Sentence], found: Sequence[Draft], made: Sequence[When]
) -> list[drafts.Fact]:
    return [
        drafts.Fact(
            id=each.id,
            text=" ".join(text[each.start : each.end].split()),
            kind=each.kind,
            who=each.who,
            **placed(text, each.start, each.end),
            when=when,
            order=order,
        )
        for each, when, order in zip(found, made, orders(given, found, made), strict=True)
    ]


def _at(text: str, given: Sequence[Sentence], each: drafts.Tokens) -> drafts.Words:
    tokens = given[each.sentence].tokens
    return placed(text, tokens[each.first].start, tokens[each.last - 1].end)
