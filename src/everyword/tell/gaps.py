"""What the account leaves open, as questions in plain words; nothing is answered here."""

from collections.abc import Iterator, Sequence

from everyword.tell.alike import alike
from everyword.tell.drafts import Gap, placed
from everyword.tell.facts import Draft
from everyword.tell.kinds import HAPPENED, SAID
from everyword.tell.money import Found
from everyword.tell.people import Cast
from everyword.tell.persons import is_office
from everyword.tell.quotes import Quoted
from everyword.tell.sentences import Sentence
from everyword.tell.tables import listed
from everyword.tell.times import times_in

_PROMISES = listed("promise promised promises swore swear agreed vowed")
_MOST_EACH = 40
"""Questions of one sort: more are no help; the last says that there are more."""


def gaps_in(
    text: str, given: Sequence[Sentence], cast: Cast, found: Sequence[Draft],
    sayings: Sequence[tuple[Quoted, str | None, bool]], sums: Sequence[Found],
) -> list[Gap]:  # fmt: skip
    """All questions, each sort in the order of the text."""
    sorts = (
        _dates(text, given),
        _no_day(text, given, found),
        _strangers(text, cast),
        _alike(text, cast),
        _speakers(text, sayings),
        _promised(text, given, found),
        _currencies(text, given, sums),
    )
    made: list[Gap] = []
    for sort in sorts:
        these = list(sort)
        made += these[:_MOST_EACH]
        if len(these) > _MOST_EACH:
            last = these[_MOST_EACH]
            more = f"{len(these) - _MOST_EACH} more questions of this sort follow from here on."
            made.append(Gap(last.what, more, last.quote, last.start, last.end))
    return made


def _gap(text: str, what: str, question: str, start: int, end: int) -> Gap:
    return Gap(what, question, **placed(text, start, end))


def _dates(text: str, given: Sequence[Sentence]) -> Iterator[Gap]:
    for sentence in given:
        for time in times_in(sentence.tokens):
            if time.ambiguous:
                start = sentence.tokens[time.first].start
                end = sentence.tokens[time.last - 1].end
                yield _gap(text, "ambiguous date", time.ambiguous, start, end)


def _no_day(text: str, given: Sequence[Sentence], found: Sequence[Draft]) -> Iterator[Gap]:
    """One question for each paragraph that tells of something and has no time word at all."""
    timed = {sentence.block for sentence in given if times_in(sentence.tokens)}
    asked = set()
    for draft in found:
        block = given[draft.sentence].block
        if draft.kind == HAPPENED and block not in timed and block not in asked:
            asked.add(block)
            yield _gap(
                text, "no date", "When was this, as far as you can say?", draft.start, draft.end
            )
    if not any(draft.time and draft.time.anchor == "calendar" and draft.time.lo for draft in found):
        first = next((draft for draft in found if draft.kind == HAPPENED), None)
        if first is not None:
            yield _gap(
                text, "no calendar date",
                "No date with its year is told. Is there one thing whose date you know?",
                first.start, first.end,
            )  # fmt: skip


def _strangers(text: str, cast: Cast) -> Iterator[Gap]:
    """Somebody with a name of whom it is not said who it is; kin whose name is not told."""
    for person in cast.people.values():
        if person.id == cast.teller:
            continue
        where = person.first
        if not person.roles:
            yield _gap(text, "who is it", f"Who is {person.names[0]}?", *where)
        elif not cast.has_name(person.id) and not is_office(person):
            yield _gap(text, "no name", f"What is the name of {person.names[0]}?", *where)


def _alike(text: str, cast: Cast) -> Iterator[Gap]:
    """Two names that may be one person's: asked, never joined."""
    for name in cast.shared_names:
        same = [each for each in cast.people.values() if name in (n.lower() for n in each.names)]
        for person in same[1:]:
            question = f"Two people are called {name.title()}. Who is meant where?"
            yield _gap(text, "one name, two people", question, *person.first)
    for one, two in alike(cast):
        question = f"Are {one.names[0]} and {two.names[0]} one person or two?"
        yield _gap(text, "one or two people", question, *two.first)


def _speakers(text: str, sayings: Sequence[tuple[Quoted, str | None, bool]]) -> Iterator[Gap]:
    for each, who, speech in sayings:
        if speech and who is None:
            yield _gap(text, "who said it", "Who said this?", each.start, each.end)


def _promised(text: str, given: Sequence[Sentence], found: Sequence[Draft]) -> Iterator[Gap]:
    for draft in found:
        low = {token.low for token in given[draft.sentence].tokens[draft.first : draft.last]}
        if draft.kind == SAID and not draft.negative and low & _PROMISES and not draft.also:
            yield _gap(
                text, "promise without a date", "By when was this promised?", draft.start, draft.end
            )


def _currencies(text: str, given: Sequence[Sentence], sums: Sequence[Found]) -> Iterator[Gap]:
    for each in sums:
        tokens = given[each.sentence].tokens
        place = tokens[each.first].start, tokens[each.last - 1].end
        if each.currency is None:
            yield _gap(text, "no currency", "In which currency is this sum?", *place)
        elif each.amount is None:
            yield _gap(text, "how much", "How much is this, in figures?", *place)
