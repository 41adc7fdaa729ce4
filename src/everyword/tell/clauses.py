"""A sentence in clauses: who does, which verb, and what joins it to the clause before.

Run-on sentences and sentences without articles are cut at the pronouns that can only be subjects.
Words in quotation marks are never cut: they belong to the clause that has them.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from everyword.tell.jotted import is_sum, opens_bare
from everyword.tell.sentences import Token
from everyword.tell.tables import forms, listed, words

SUBJECTS = listed("i he she we they you it who nobody everybody everyone someone somebody")
_ONLY_SUBJECT = listed("i he she we they")
_OBJECTS = listed("me him her us them myself himself herself mine")
_DETERMINERS = listed(
    "the a an my our his her their your its this that these those some any no every each another"
    " both all one two three four five six"
)
_NOT_BEFORE_VERB = _DETERMINERS - {
    "that",
    "this",
    "all",
    "both",
    "these",
    "those",
    "some",
} | listed("to of in on at for with from by into about")
_BREAK = frozenset(",;:—\u2013().…")
_JOIN_VERBS = frozenset(("and", "but", "then", "or"))
_DASHES = frozenset(("-", "—", "\u2013"))


class Clause(NamedTuple):
    """tokens[first:last] of a sentence. `subject`: (first, last) or None where it is that of the
    clause before; `verb`: the first word of the verb group, `head` the verb that says what is done;
    `joiner`: the word it is joined by, "" for none; `comma`: a mark stands before it."""

    first: int
    last: int
    subject: tuple[int, int] | None
    verb: int
    head: int
    joiner: str
    comma: bool


def clauses_of(
    given: Sequence[Token], spoken: Sequence[bool], named: Sequence[tuple[int, int]]
) -> list[Clause]:
    """The clauses, left to right; what comes before the first subject belongs to the first one.

    `spoken`: which tokens stand in quotation marks; `named`: the places of people.
    """
    starts = _starts(given, spoken, named)
    made: list[Clause] = []
    for number, (subject, verb) in enumerate(starts):
        at = subject[0] if subject else verb
        floor = made[-1].verb + 1 if made else 0
        first, joiner, comma = (0, _opening(given), False) if not made else _lead(given, at, floor)
        if made:
            made[-1] = made[-1]._replace(last=first)
        last = len(given)
        end = starts[number + 1][1] if number + 1 < len(starts) else last
        made.append(
            Clause(first, last, subject, verb, _head(given, spoken, verb, end), joiner, comma)
        )
    return made


def _opening(given: Sequence[Token]) -> str:
    """The joiner a sentence opens with; "on the day she left" opens like "when"."""
    low = [token.low for token in given[:4]]
    skip = low[:1] == ["on"]
    if (
        low[skip : skip + 1] in (["the"], ["that"])
        and low[skip + 1 : skip + 2]
        and low[skip + 1] in _MOMENTS
    ):
        return "when" if low[skip + 2 :] and low[skip + 2] in _ONLY_SUBJECT else ""
    for token, after in itertools.pairwise(given):
        if token.low in words("joiner") and after.text != ",":
            return token.low
        if token.is_word:
            return ""
    return ""


def _starts(
    given: Sequence[Token], spoken: Sequence[bool], named: Sequence[tuple[int, int]]
) -> list[tuple[tuple[int, int] | None, int]]:
    """(subject or None, verb) of each clause."""
    ends = dict(named)
    found: list[tuple[tuple[int, int] | None, int]] = []
    noted = opens_bare(given, spoken)
    at = 0
    if noted is not None:
        found.append((None, noted))
        at = noted + 1
    while at < len(given):
        if spoken[at]:
            at += 1
            continue
        subject = _subject(given, at, ends)
        if subject and not (_made_to(given, at) and given[at].low not in SUBJECTS):
            verb = finite(
                given,
                spoken,
                subject[1],
                given[subject[0]].low,
                _many_or_named(given, subject, ends),
            )
            if verb is not None:
                found.append((subject, verb))
                at = verb + 1
                continue
            at = at + 1
            continue
        if found and given[at].low in _JOIN_VERBS | {","}:
            verb = _joined_verb(given, spoken, at + 1)
            if verb is not None:
                found.append((None, verb))
                at = verb + 1
                continue
        at += 1
    return found


def _made_to(given: Sequence[Token], at: int) -> bool:
    """ "let Tom come", "saw the man run": what follows is no sentence of its own."""
    bases = {form.base for form in forms(given[at - 1].low)} if at else set()
    return bool(bases & {"let", "make", "help", "watch"})


def _many_or_named(given: Sequence[Token], subject: tuple[int, int], ends: dict[int, int]) -> bool:
    """May a bare verb follow? After a person (learners' English) and after several."""
    last = given[subject[1] - 1].low
    return subject[0] in ends or last in _SEVERAL


def _subject(given: Sequence[Token], at: int, ends: dict[int, int]) -> tuple[int, int] | None:
    """A subject that may begin here."""
    low = given[at].low
    after_to = at > 0 and given[at - 1].low in ("of", "to", "with", "for", "at")
    if low in SUBJECTS and not (low in ("it", "you", "who") and after_to):
        return at, at + 1
    before = given[at - 1].low if at else ""
    if low in _OBJECTS and before not in words("joiner") | _BREAK | {""}:
        return None  # "he pushed me": no subject, although it names somebody
    if at in ends:
        return None if before in _BEFORE_OBJECT else _named_subject(given, at, ends)
    if low in _PARTS and at + 1 < len(given) and given[at + 1].low == "of":
        return at, _with_of(given, at + 1)
    if is_sum(given, at):
        return at, at + 2
    if low in _DETERMINERS or (given[at].is_word and low in words("office")):
        return None if before in _BEFORE_OBJECT | {"in", "on", "into"} else _noun(given, at)
    return None


_BEFORE_OBJECT = listed("to with from of for at by about")
_OWNED = listed("work phone loan car")


def _named_subject(given: Sequence[Token], at: int, ends: dict[int, int]) -> tuple[int, int] | None:
    """ "my partner, Craig,", "Tom and his sister", "Tom's car"."""
    last = ends[at]
    if last < len(given) and given[last].text == ",":
        last += any(token.text == "," for token in given[max(0, at - 2) : last])
    while last + 1 < len(given) and given[last].low in ("and", "'s") and last - at < 9:
        after = given[last + 1]
        if last + 1 in ends:
            last = ends[last + 1]
        elif given[last].low == "and" and (noun := _noun(given, last + 1)):
            last = noun[1]
        elif given[last].low == "'s" and after.is_word and given[last].text != "'S":
            if forms(after.low) and after.low not in _OWNED:
                break
            last += 2
        else:
            break
    return at, _with_of(given, last)


def _noun(given: Sequence[Token], at: int) -> tuple[int, int] | None:
    """ "the police", "our joint bank account", "her lip", "social services": up to four words that
    are no verbs, before a verb."""
    last = at
    while last < len(given) and last - at < 5 and given[last].is_word:
        low = given[last].low
        if last > at and (low in _NO_NOUN or low in _POSSESSIVE or _is_verb(given, last)):
            break
        last += 1
        if low in _SEVERAL and last < len(given) and forms(given[last].low):
            break
    return (at, _with_of(given, last)) if last - at > (given[at].low in _DETERMINERS) else None


_PARTS = listed("half most some all none part much")


_SEVERAL = listed("children police people parents kids girls boys twins neighbours")
_POSSESSIVE = listed("the my our his her their your")
_NO_NOUN = listed("of in on at to for from with by i he she we they you it who not")


_HOLDS = listed("reckon say think believe insist deny swear admit tell know want")


def _is_verb(given: Sequence[Token], at: int) -> bool:
    """Could the verb of the sentence stand here? A word after an article or adjective may be a noun
    that looks like one."""
    low = given[at].low
    if (
        low in words("auxiliary")
        or low in words("modal")
        or low in words("joiner") | words("adverb")
    ):
        return True
    if any(form.tense == "s" and form.base in _HOLDS for form in forms(low)):
        return True
    if not any(form.tense == "past" for form in forms(low)):
        return False
    return low not in ("left", "saw", "felt", "cut", "set", "bit") or _object_follows(given, at)


def _with_of(given: Sequence[Token], last: int) -> int:
    """ "my husband of fifteen years": the words after "of" belong to the subject."""
    if last + 1 >= len(given) or given[last].low not in ("of", "from", "at", "in", "on", "with"):
        return last
    end = last + 1
    while end < len(given) and end - last < 5 and (given[end].is_word or given[end].is_number):
        low = given[end].low
        if (
            low in words("auxiliary") | words("modal")
            or low in PAPERS_SAY
            or any(form.tense == "past" for form in forms(low))
        ):
            return end
        if low in words("joiner") or low in _ONLY_SUBJECT:
            return last
        end += 1
    return last


def _owns(given: Sequence[Token], at: int, subject: str) -> bool:
    """ "Anna's solicitor", and not "Anna's gone" or "he's left"."""
    if subject in SUBJECTS or at + 1 >= len(given):
        return False
    after = given[at + 1].low
    tenses = {form.tense for form in forms(after)}
    return not (tenses & {"participle", "ing"} or after in ("not", "a", "an", "the", "been", "so"))


def is_month(given: Sequence[Token], at: int) -> bool:
    """ "in May", "3 March": no verb."""
    if given[at].text not in ("May", "March"):
        return False
    before = given[at - 1] if at else None
    after = given[at + 1] if at + 1 < len(given) else None
    near = ("in", "of", "since", "until", "by", "last", "next", "early", "late", "mid", "this")
    return (after is not None and after.is_number) or (
        before is not None and (before.is_number or before.low in near)
    )


def finite(
    given: Sequence[Token],
    spoken: Sequence[bool],
    at: int,
    subject: str = "",
    person: bool = False,
) -> int | None:
    """The verb that follows a subject, past adverbs; None where none does."""
    skipped = 0
    if at < len(given) and given[at].low == "," and skipped == 0:
        return None
    while at < len(given) and not spoken[at] and skipped < 4:
        low = given[at].low
        if is_month(given, at):
            return None
        if low == "'s" and _owns(given, at, subject):
            return None
        if low in words("modal") or low in words("auxiliary"):
            return at
        known = forms(low)
        tenses = {form.tense for form in known}
        if "past" in tenses:
            named = low in ("called", "named") and subject not in SUBJECTS and not person
            return None if named else at
        if "s" in tenses and (subject in SUBJECTS or not skipped or _object_follows(given, at)):
            return at
        if "base" in tenses and (subject in SUBJECTS or person):
            return at
        if "participle" in tenses and subject in _ONLY_SUBJECT:
            return at  # "he taken my phone"
        if "ing" in tenses and subject in _ONLY_SUBJECT:
            return at  # "he shouting at me"
        if low not in words("adverb") and not low.endswith("ly"):
            return None
        at += 1
        skipped += 1
    return None


_SHARED = listed("was were had is has did didn't didnt wasn't never")


def _joined_verb(given: Sequence[Token], spoken: Sequence[bool], at: int) -> int | None:
    """ "and broke", ", then left": a verb that shares the subject before it."""
    skipped = 0
    while at < len(given) and not spoken[at] and skipped < 3:
        low = given[at].low
        before = given[at - 1].low
        if low in words("modal") or low in _SHARED:
            if low != "never":
                return at
        elif any(form.tense == "past" for form in forms(low)) and before not in _NOT_BEFORE_VERB:
            return at
        elif any(form.tense == "s" for form in forms(low)) and before in _JOIN_VERBS:
            return at if not given[at].text[0].isupper() and _object_follows(given, at) else None
        elif low not in words("adverb") and not low.endswith("ly") and low not in _JOIN_VERBS:
            return None
        at += 1
        skipped += 1
    return None


def _object_follows(given: Sequence[Token], at: int) -> bool:
    """ "and takes the keys" is a verb; "calls and texts." are things."""
    after = given[at + 1].low if at + 1 < len(given) else ""
    return after in _DETERMINERS | _AFTER_VERB


_AFTER_VERB = listed("me him her us them it to that out off up away")


def _lead(given: Sequence[Token], at: int, floor: int) -> tuple[int, str, bool]:
    """Where the clause whose subject stands at `at` begins, its joiner, and a mark before."""
    joiner, where, comma, best = "", at, False, at
    if (
        at - 2 >= floor
        and given[at - 1].low in _MOMENTS
        and given[at - 2].low in ("the", "that", "each", "every")
    ):
        return at - 2 - (at - 3 >= floor and given[at - 3].low == "on"), "when", False
    while where > floor and at - where < 8:
        low = given[where - 1].low
        if (low in words("joiner") and low not in ("what", "who")) or (
            low == "like" and where == at
        ):
            joiner, where = (joiner if joiner == "then" else low), where - 1
            best = where
            if where > floor and given[where - 1].text in _BREAK:
                comma = True
            elif where > floor and given[where - 1].low in ("and", "but", "so", "or"):
                continue
            break
        if given[where - 1].text in _BREAK or given[where - 1].text in _DASHES:
            comma = True
            if where - 1 > floor and given[where - 2].low in words("joiner"):
                where -= 1
                continue
            best = where
            break
        if low in _LEADING or given[where - 1].is_number:
            where -= 1
            continue
        break
    return best, joiner, comma


PAPERS_SAY = listed("says shows gives allows requires orders states forbids confirms")
_MOMENTS = listed("day night time moment week year morning evening")
_LEADING = words("adverb") | listed(
    "the next same following day night morning evening afternoon week month year weeks months years"
    " days hours few some couple of a an one two three four five six seven ten later after before"
    " that this last in on at monday tuesday wednesday thursday friday saturday sunday january"
    " february march april may june july august september october november december afterwards"
)


def _head(given: Sequence[Token], spoken: Sequence[bool], verb: int, end: int) -> int:
    """The verb of a group: of "was never going to pay" it is "going", of "did not pay" "pay"."""
    at, best = verb, verb
    while at < min(end, len(given), verb + 7) and not spoken[at]:
        low = given[at].low
        if low in words("modal") or low in words("auxiliary") or low in ("having",):
            best = at
        elif forms(low) and (at == verb or low not in words("joiner")):
            return at
        elif low not in words("adverb") and low not in words("negative") and not low.endswith("ly"):
            break
        at += 1
    return best
