"""Draft facts: clauses in which somebody does something, with kind, words and time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from everyword.tell import kinds
from everyword.tell.clauses import Clause, clauses_of
from everyword.tell.dates import Time
from everyword.tell.jotted import is_dated_note
from everyword.tell.money import SIGNS
from everyword.tell.people import Cast
from everyword.tell.quotes import Quoted
from everyword.tell.recurring import best_of
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, phrases, words
from everyword.tell.times import times_in
from everyword.tell.trimming import trimmed

_BEING = listed("be get have")
_SEXES = {"he": "m", "she": "f"}


@dataclass
class Draft:
    """A fact while it is made: tokens[first:last] of a sentence."""

    sentence: int
    first: int
    last: int
    kind: str
    who: list[str]
    start: int
    end: int
    head: str
    time: Time | None = None
    negative: bool = False
    anchor: str | None = None
    id: str = ""
    order: int = 0
    also: list[Time] = field(default_factory=list)


@dataclass
class _Piece:
    """One clause, or several that are one draft."""

    clause: Clause
    first: int
    last: int
    kind: str | None
    governs: bool
    heads: list[str]
    said: bool = False


def drafts_of(
    given: Sequence[Sentence], cast: Cast, spoken: Sequence[Sequence[bool]]
) -> list[Draft]:
    """All drafts, in the order of the text; the times are not yet tied to one another."""
    found: list[Draft] = []
    learner = _is_learner(given)
    for number, sentence in enumerate(given):
        all_, said = sentence.tokens, spoken[number]
        named = [(each.first, each.last) for each in cast.in_sentence(number)]
        made = clauses_of(all_, said, [place for place in named if not said[place[0]]])
        past = learner or _tells_past(all_)
        pieces = _pieces(all_, said, made, _is_question(all_, said), past)
        times = times_in(all_)
        if not made and is_dated_note(all_, said):
            found.append(_noted(number, all_, times))
        who: list[str] = []
        for piece in pieces:
            if piece.clause.subject is not None:
                who = _who(number, all_, piece.clause.subject, cast)
            draft = _draft(number, sentence, said, piece, who, times)
            if draft is not None:
                found.append(draft)
    return found


def _noted(number: int, all_: Sequence[Token], times: Sequence[Time]) -> Draft:
    """A note with a day and no verb, whole."""
    first, last = trimmed(all_, [False] * len(all_), 0, len(all_))
    start, end = all_[first].start, all_[last - 1].end
    draft = Draft(number, first, last, kinds.HAPPENED, [], start, end, "")
    draft.also = [time for time in times if first <= time.first < last]
    draft.time = best_of(draft.also)
    return draft


def spoken_in(given: Sequence[Sentence], quoted: Sequence[Quoted]) -> list[list[bool]]:
    """Which tokens of each sentence stand in quotation marks; one way through the text."""
    found, at = [], 0
    for sentence in given:
        spoken = []
        for token in sentence.tokens:
            while at < len(quoted) and quoted[at].close <= token.start:
                at += 1
            spoken.append(at < len(quoted) and quoted[at].outer <= token.start)
        found.append(spoken)
    return found


def _is_question(all_: Sequence[Token], spoken: Sequence[bool]) -> bool:
    """Does the sentence itself ask? A question in quotation marks is somebody's words."""
    for at in range(len(all_) - 1, -1, -1):
        if not spoken[at] and all_[at].text not in "\"'”\u2019»)":
            return all_[at].text in "?؟"
    return False


def _is_learner(given: Sequence[Sentence]) -> bool:
    """ "he take", "I not call": somebody who does not mark the past, in three places or more."""
    marks = 0
    for sentence in given:
        for one, two in zip(sentence.tokens, sentence.tokens[1:], strict=False):
            tenses = {form.tense for form in forms(two.low)}
            if (
                one.low in ("he", "she") and tenses == {"base"} and two.low not in words("modal")
            ) or (one.low in ("i", "he", "she", "we", "they") and two.low == "not"):
                marks += 1
    return marks >= 3


def _tells_past(all_: Sequence[Token]) -> bool:
    """Words that put a sentence in the past although its verbs do not (learners' English)."""
    low = {token.low for token in all_}
    return bool(low & {"yesterday", "ago", "last", "later", "then", "suddenly", "after"}) or any(
        token.is_number and len(token.text) == 4 and token.text[:2] in ("19", "20")
        for token in all_
    )


def _pieces(
    all_: Sequence[Token], spoken: Sequence[bool], made: Sequence[Clause], asked: bool, past: bool
) -> list[_Piece]:
    pieces: list[_Piece] = []
    dreamt = False
    for clause in made:
        kind = kinds.kind_of(all_, spoken, clause, asked)
        head = kinds.base_of(all_[clause.head])
        before = pieces[-1] if pieces else None
        if before is not None and (
            _shares_doubt(before, clause)
            or (before.governs and (dreamt or _governed(all_, before, clause, kind)))
        ):
            before.last = clause.last
            before.heads.append(head)
            before.said = True
            if before.kind in (kinds.HAPPENED, kinds.HABITUAL, "base"):
                before.kind = _known(before.kind, kind.kind)
            continue
        pieces.append(_Piece(clause, clause.first, clause.last, kind.kind, kind.governs, [head]))
        dreamt = dreamt or kinds.is_dreamt(all_, spoken, clause)
    for piece in pieces:
        _settle(all_, spoken, piece, past)
    return _merged(all_, pieces)


def _shares_doubt(before: _Piece, clause: Clause) -> bool:
    """ "He may have come and hit her": the second verb is no surer than the first."""
    doubted = before.kind in (kinds.SUPPOSED, kinds.CLAIMED)
    open_ = before.kind is None and before.clause.joiner in words("conditional")
    return clause.subject is None and before.last == clause.first and (doubted or open_)


def _known(kind: str | None, inner: str | None) -> str | None:
    """What is found out is told as having been, unless it is itself a plan or a guess."""
    open_ = (kinds.PLANNED, kinds.SUPPOSED, kinds.CLAIMED, None)
    return inner if inner in open_ else kind


_ON_ITS_OWN = listed("and but so or then because cause cos since until till although though while")


def _governed(all_: Sequence[Token], before: _Piece, clause: Clause, kind: kinds.Kind) -> bool:
    """Is this clause what was said, thought or planned in the one before?"""
    if before.said:
        if clause.joiner in ("but", "so", "then") or (
            clause.comma and clause.joiner in ("and", "")
        ):
            return clause.joiner == "and" and kind.kind in (kinds.PLANNED, kinds.SUPPOSED)
        if kind.kind in (kinds.PLANNED, kinds.SUPPOSED) or clause.joiner in words("temporal") | {
            "that",
            "who",
            "which",
            "where",
            "because",
            "if",
        }:
            return True
        if clause.joiner in ("and", "or", ""):
            return not _is_modal(all_, before) and not clause.comma
        return not clause.comma
    if clause.joiner in _ON_ITS_OWN:
        return False
    if clause.joiner in ("when", "after", "before", "once", "as"):
        return False
    gap = clause.first - before.clause.head
    if clause.comma and clause.joiner not in ("that", "if", "whether"):
        return before.kind in (kinds.SAID, "told") and gap <= 4 and _quoteless(all_, clause)
    return gap <= 9 and clause.subject is not None


def _is_modal(all_: Sequence[Token], before: _Piece) -> bool:
    """Was what is said a thing to come? Then what follows in the past is told by the account."""
    inner = {token.low for token in all_[before.clause.last : before.last]}
    return bool(inner & (words("modal") | {"going"}))


def _quoteless(all_: Sequence[Token], clause: Clause) -> bool:
    """ "he say, I will kill you": words of somebody without quotation marks."""
    subject = all_[clause.subject[0]].low if clause.subject else ""
    return subject in ("i", "you", "we") and all_[clause.verb].low in words("modal") | {
        "'m",
        "are",
        "am",
    }


def _settle(all_: Sequence[Token], spoken: Sequence[bool], piece: _Piece, past: bool) -> None:
    """The kind where it hangs on what follows, or on the tense of learners' English."""
    if piece.kind == "told":
        quoted = any(spoken[piece.first : piece.last])
        piece.kind = kinds.SAID if piece.said or quoted else kinds.HAPPENED
        if not piece.said and not quoted:
            verb = all_[piece.clause.verb].low
            if any(form.tense in ("base", "s") for form in forms(verb)) and not any(
                form.tense == "past" for form in forms(verb)
            ):
                piece.kind = "base"
    subject = all_[piece.clause.subject[0]].low if piece.clause.subject else ""
    if piece.kind == "base":
        learner = subject not in ("i", "you", "we", "they", "") or past
        piece.kind = kinds.HAPPENED if learner else kinds.HABITUAL
    elif piece.kind == kinds.HABITUAL and past:
        tenses = {form.tense for form in forms(all_[piece.clause.verb].low)}
        low = {token.low for token in all_[piece.first : piece.last]}
        habit = low & (words("habit") | {"every", "used", "each", "never", "per", "times"})
        bare = tenses == {"s"} or all_[piece.clause.verb].low in _UNMARKED
        if bare and not habit:
            piece.kind = kinds.HAPPENED


_UNMARKED = listed("don't doesn't do does is are am isn't aren't not have has")
"""Verbs that learners use for the past as well."""


def _merged(all_: Sequence[Token], pieces: Sequence[_Piece]) -> list[_Piece]:
    """Clauses that share a subject and a kind are one draft, and so are "when he came" and what it
    dates."""
    found: list[_Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before is not None and before.last == piece.first and before.kind == piece.kind:
            shares = piece.clause.subject is None
            dates = piece.clause.joiner in words("temporal") and not piece.clause.comma
            dated = before.clause.joiner in words("temporal") and len(found) == 1 and before.heads
            relative = piece.clause.subject is not None and all_[piece.clause.subject[0]].low in (
                "who",
                "which",
            )
            if (shares or dates or dated or relative) and piece.kind is not None:
                before.last = piece.last
                before.heads += piece.heads
                continue
        found.append(piece)
    return found


def _draft(
    number: int,
    sentence: Sentence,
    spoken: Sequence[bool],
    piece: _Piece,
    who: list[str],
    times: Sequence[Time],
) -> Draft | None:
    all_ = sentence.tokens
    if piece.kind is None:
        return None
    first, last = trimmed(all_, spoken, piece.first, piece.last)
    if piece.kind == kinds.HAPPENED and any(spoken[first:last]):
        first, last = _without_speech(all_, spoken, piece, first, last)
    if last - first < 2 + (piece.kind == kinds.SAID):
        return None
    own = [time for time in times if first <= time.first < last]
    if not _matters(all_, spoken, piece, who, first, last, bool(own)):
        return None
    start, end = all_[first].start, all_[last - 1].end
    group = all_[piece.clause.verb : piece.clause.head + 1]
    negative = any(token.low in words("negative") for token in group)
    passive = all_[piece.clause.verb].low in ("was", "were", "been", "am", "'m")
    if piece.kind in (kinds.SAID, kinds.CLAIMED) and (passive or piece.heads[0] == "hear"):
        who = []  # "I was told": who said it is not told
    draft = Draft(
        number, first, last, piece.kind, who, start, end, piece.heads[0], negative=negative
    )
    draft.also = own
    draft.time = best_of(own)
    return draft


_SENT = listed("send leave reply post call phone text scribble")


def _without_speech(
    all_: Sequence[Token], spoken: Sequence[bool], piece: _Piece, first: int, last: int
) -> tuple[int, int]:
    """What is in quotation marks at an end did not happen; "he sent a message: ..." is said."""
    length = sum(spoken[first:last])
    cut = last
    while cut > first and (spoken[cut - 1] or all_[cut - 1].text in ":,"):
        cut -= 1
    if cut < last and piece.heads[-1] in _SENT and all_[cut].text == ":":
        piece.kind = kinds.SAID
        return first, last
    while first < cut and spoken[first] and length > 3:
        first += 1
    return trimmed(all_, spoken, first, cut if length > 3 or cut == last else last)


def _who(number: int, all_: Sequence[Token], subject: tuple[int, int], cast: Cast) -> list[str]:
    """The people the subject names; nobody where a pronoun fits two."""
    found = [each.id for each in cast.in_sentence(number) if subject[0] <= each.first < subject[1]]
    if found:
        return list(dict.fromkeys(found[-1:] if _possessed(all_, subject) else found))
    sex = _SEXES.get(all_[subject[0]].low)
    one = cast.one(number, subject[0], sex) if sex else None
    return [one] if one else []


def _possessed(all_: Sequence[Token], subject: tuple[int, int]) -> bool:
    return any(token.low == "'s" for token in all_[subject[0] : subject[1]])


_STILL = words("feel") | {"be", "have"}
_SAID_WEIGHT = 4


def _matters(
    all_: Sequence[Token],
    spoken: Sequence[bool],
    piece: _Piece,
    who: Sequence[str],
    first: int,
    last: int,
    timed: bool,
) -> bool:
    """Is it a thing a case could turn on: somebody does something, or something is done to what
    matters? Feelings and the weather are not drafted."""
    subject = piece.clause.subject
    low = all_[subject[0]].low if subject else ""
    body = {token.low for at, token in enumerate(all_[first:last], first) if not spoken[at]}
    about = bool(body & (words("matter") | words("state")))
    counted = timed or any(token.is_number for token in all_[first:last])
    heads = piece.heads
    if phrases("money_idiom").search(" ".join(token.low for token in all_[first:last])):
        return False
    if last - first <= 4 and set(heads) <= words("auxiliary") | {"do", "have", "be"} and not about:
        return False  # "He didn't."
    if piece.kind == kinds.SAID:
        quoted = sum(spoken[first:last])
        if low in ("you", "this", "that", "there"):
            return False
        return quoted == 0 or quoted >= _SAID_WEIGHT
    if low in ("it", "this", "that", "there", "you", "these", "those"):
        return about and heads[0] not in words("feel") | {"be", "have"}
    if piece.kind == kinds.SUPPOSED:
        return bool(set(heads[1:] or heads) & words("strong")) or bool(body & words("strong"))
    if piece.kind == kinds.PLANNED:
        return bool(who) or low in _PEOPLE or about or subject is None or timed
    if all(each in words("feel") for each in heads):
        return (about or counted) and heads[0] not in words("only_feel")
    if all(each in _STILL for each in heads):
        return about or counted
    known = bool(who) or about or timed or low in _PEOPLE or low in SIGNS or low[:1].isdigit()
    named = {token.low for token in all_[subject[0] : subject[1]]} if subject else set()
    return known or subject is None or bool(named & words("office"))


_PEOPLE = listed("he she they we i nobody who everybody everyone somebody someone")
