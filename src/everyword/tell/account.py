"""An account in somebody's own words, read into drafts. Offline, by rules and small lists alone."""

from collections.abc import Sequence

from everyword.tell import drafts
from everyword.tell.drafts import placed
from everyword.tell.facts import Draft, drafts_of
from everyword.tell.page import read_page
from everyword.tell.people import Cast
from everyword.tell.quotes import quoted_in
from everyword.tell.sayings import speakers
from everyword.tell.sentences import sentences


def read_account(text: str) -> drafts.Told:
    """All drafts of one text; the same text gives the same drafts. Never raises."""
    page = read_page(text)
    given = sentences(text, page.blocks)
    quoted = quoted_in(text, page.blocks)
    cast = Cast(given, [(each.outer, each.close) for each in quoted])
    sayings = speakers(text, given, cast, quoted)
    found = drafts_of(text, given, cast, quoted)
    for number, each in enumerate(found, 1):
        each.id, each.order = f"f{number}", number
    return drafts.Told(
        people=[drafts.Person(each.id, each.names, each.roles) for each in cast.people.values()],
        relations=[
            drafts.Relation(each.a, each.b, each.type, **placed(text, each.start, each.end))
            for each in cast.links
        ],
        facts=[_fact(text, each) for each in found],
        sayings=[
            drafts.Saying(text[each.start : each.end], each.start, each.end, who)
            for each, who, speech in sayings
            if speech
        ],
        knowledge=[],
        evidence=[],
        money=[],
        orders=[],
        gaps=[],
        contradictions=[],
        skipped=[drafts.Passed(why, **placed(text, a, b)) for a, b, why in page.passed],
    )


def _fact(text: str, each: Draft) -> drafts.Fact:
    quote = text[each.start : each.end]
    return drafts.Fact(
        each.id, " ".join(quote.split()), each.kind, each.who, quote, each.start, each.end,
        drafts.When(), each.order,
    )  # fmt: skip
