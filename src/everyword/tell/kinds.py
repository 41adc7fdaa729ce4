"""What kind of thing a clause tells of; what did not happen is never called happened.

When in doubt between two kinds, the one that claims less is taken.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from everyword.tell.clauses import PAPERS_SAY, Clause
from everyword.tell.dates import DAYS, UNITS
from everyword.tell.sentences import Token
from everyword.tell.tables import forms, listed, phrases, words

HAPPENED, SAID, PLANNED = "happened", "said", "planned"
CLAIMED, SUPPOSED, HABITUAL = "claimed by", "supposed", "habitual"
_DONE_HAD_TO = frozenset(("i", "we"))
_FRONT_MAYBE = 4
_NOT_COMPLEMENT = listed("and but so or because cause cos when after before while until till since")
_ASKED = listed("if whether how why what who where which that")


_TELLS = listed("tell say promise text write message reply answer ask warn mention admit")


class Kind(NamedTuple):
    """`kind` is None where the clause tells nothing that can be drafted (asked, imagined);
    `governs`: what follows is told, thought or claimed, not told as having been."""

    kind: str | None
    governs: bool = False


def base_of(token: Token) -> str:
    """The base form of a verb; the word itself where it is none we know."""
    known = forms(token.low)
    return known[0].base if known else token.low


def kind_of(given: Sequence[Token], spoken: Sequence[bool], clause: Clause, asked: bool) -> Kind:
    """The kind of a clause by its own words; `asked`: its sentence is a question."""
    own = [
        token
        for at, token in enumerate(given)
        if clause.first <= at < clause.last and not spoken[at]
    ]
    text = " ".join(token.low for token in own)
    subject = given[clause.subject[0]].low if clause.subject else ""
    verb, head = given[clause.verb].low, base_of(given[clause.head])
    group = [token.low for token in given[clause.verb : clause.head + 1]]
    if (
        clause.joiner == "like"
        or clause.joiner in words("conditional")
        or any(t.low in words("conditional") for t in own[:2])
    ):
        return Kind(None)
    if "according to" in text:
        return Kind(CLAIMED, True)
    if _only_if(given, clause) or any(token.low in ("almost", "nearly") for token in own):
        return Kind(None, True)
    unreal = phrases("unreal").search(text)
    if unreal:
        return Kind(None if "have" in unreal[0] or "'ve" in unreal[0] else SUPPOSED, True)
    if any(token.low in words("maybe") for token in own) or "must have" in text:
        return Kind(CLAIMED if "allegedly" in text or "apparently" in text else SUPPOSED)
    if group[:1] == ["to"]:
        return Kind(None)
    if clause.subject and any(
        base_of(token) in words("say") | words("claim")
        for token in given[clause.first : clause.subject[0]]
    ):
        return Kind(SAID, True)  # somebody we do not know by name said it
    speech = _speech(given, spoken, clause, head)
    if speech is not None and not set(group) & words("future"):
        return speech
    if asked:
        return Kind(None)
    if head in words("think") and not _seen_not_thought(text, head):
        return _thought(given, clause, head)
    if head in ("want", "wish", "prefer"):
        return Kind(PLANNED, True)
    planned = phrases("planned").search(text)
    if planned or set(group) & words("future"):
        return _planned(text, planned.group() if planned else "", group, subject)
    if (
        phrases("habitual").search(text)
        or any(token.low in words("habit") for token in own)
        or _again(own)
    ):
        return Kind(HABITUAL)
    if set(group) & {"would", "'d", "wouldn't"} and not _had(given, clause):
        return Kind(HABITUAL if clause.joiner == "whenever" else SUPPOSED)
    if set(group) & words("modal") - {"'d", "couldn't", "can't", "cannot", "could"}:
        return Kind(SUPPOSED)
    if "could" in group or "can" in group:
        return Kind(None if "not" not in text else HAPPENED)
    if "had to" in text and subject not in _DONE_HAD_TO and clause.subject is not None:
        return Kind(PLANNED)
    if (
        clause.subject
        and verb in PAPERS_SAY
        and {token.low for token in given[clause.subject[0] : clause.subject[1]]} & words("paper")
    ):
        return Kind(SAID)
    return Kind(_by_tense(given, clause, verb), head in words("know"))


def _again(own: Sequence[Token]) -> bool:
    """ "every Friday", "on Fridays", "kept calling"."""
    for one, two in itertools.pairwise(own):
        if one.low in ("every", "each") and (two.low in UNITS or two.low in DAYS):
            return True
        if one.low in ("kept", "keeps", "keep") and any(f.tense == "ing" for f in forms(two.low)):
            return True
    return any(token.low[:-1] in DAYS and token.low.endswith("s") for token in own)


def _had(given: Sequence[Token], clause: Clause) -> bool:
    """ "he'd taken": had; "he'd take": would."""
    if given[clause.verb].low != "'d":
        return False
    known = forms(given[clause.head].low)
    return any(form.tense in ("participle",) for form in known) and not any(
        form.tense == "base" for form in known
    )


def _only_if(given: Sequence[Token], clause: Clause) -> bool:
    """ "in case he came", "as long as he paid", "had he paid": nothing of it is told as done."""
    low = [token.low for token in given[max(0, clause.first - 3) : clause.first]]
    if low[-2:] == ["in", "case"] or low[-3:] in (["as", "long", "as"], ["as", "soon", "as"]):
        return low[-3:] != ["as", "soon", "as"]
    opens = given[clause.first].low
    return opens in ("had", "were", "should") and clause.subject == (
        clause.first + 1,
        clause.first + 2,
    )


def _by_tense(given: Sequence[Token], clause: Clause, verb: str) -> str | None:
    """Past is happened; the present of somebody else's doing is what usually is."""
    tenses = {form.tense for form in forms(verb)}
    if verb in ("'s", "has", "have", "'ve", "hasn't", "haven't") and clause.head > clause.verb:
        return HAPPENED
    if "past" in tenses or verb in (
        "was",
        "were",
        "had",
        "did",
        "didn't",
        "wasn't",
        "weren't",
        "hadn't",
        "'d",
        "got",
        "couldn't",
    ):
        return HAPPENED
    if verb in (
        "is",
        "are",
        "am",
        "'s",
        "'re",
        "'m",
        "isn't",
        "aren't",
        "don't",
        "doesn't",
        "have",
        "has",
        "do",
        "does",
    ):
        return HABITUAL
    if "s" in tenses:
        return HABITUAL
    if "ing" in tenses or "participle" in tenses:
        return HAPPENED
    return "base"


def _seen_not_thought(text: str, head: str) -> bool:
    return head == "expect" and "expecting a" in text


def _thought(given: Sequence[Token], clause: Clause, head: str) -> Kind:
    return Kind(SUPPOSED, True)


def _planned(text: str, found: str, group: Sequence[str], subject: str) -> Kind:
    if found.startswith(("has to", "have to", "need")) and subject in ("he", "she", "they", ""):
        return Kind(PLANNED)
    if found in ("going to",) and "going to" in text and not _future_going(text):
        return Kind(HAPPENED)
    return Kind(PLANNED, True)


_PLACES = listed(
    "the my his her our their a court school work hospital bed church england poland spain"
)


def _future_going(text: str) -> bool:
    """ "going to pay" is a plan, "was going to work", "going to the court" may be a way."""
    after = text.partition("going to")[2].split()
    if not after or after[0] in _PLACES:
        return False
    return any(form.tense == "base" for form in forms(after[0])) or after[0] in words("adverb")


def _speech(
    given: Sequence[Token], spoken: Sequence[bool], clause: Clause, head: str
) -> Kind | None:
    """Said or claimed, where words follow that say what; "told the police" alone happened."""
    text = " ".join(token.low for token in given[clause.first : clause.last])
    claim = head in words("claim")
    if head == "lie" and not ({"that", "about"} & set(text.split())):
        claim = False
    if not claim and head not in words("say"):
        return _told(given, clause)
    if claim and head != "swear":
        return Kind(CLAIMED, True)
    after = [token.low for token in given[clause.head + 1 : clause.last]]
    quoted = any(spoken[clause.first : clause.last])
    negated = any(token.low in words("negative") for token in given[clause.verb : clause.head])
    if negated and head in ("agree", "promise", "apologise", "apologize", "answer", "reply"):
        return None
    if head == "tell" and any(low in ("its", "it's") or forms(low) for low in after[1:8]):
        return Kind(SAID, True)
    that = clause.last < len(given) and given[clause.last].low == "that"
    if quoted or that or "that" in after[:4] or _infinitive(given, clause):
        return Kind(SAID, True)
    if head in (
        "say",
        "promise",
        "admit",
        "confess",
        "agree",
        "threaten",
        "insist",
        "swear",
        "warn",
        "explain",
    ):
        return Kind(SAID, True)
    return Kind("told", head in _TELLS or "that" in after)


def _infinitive(given: Sequence[Token], clause: Clause) -> bool:
    """ "told me to leave", "asked for money"."""
    for at in range(clause.head + 1, min(clause.last, clause.head + 6)):
        if given[at].low == "to" and at + 1 < len(given):
            after = given[at + 1].low
            return after == "be" or (
                any(form.tense == "base" for form in forms(after)) and after not in ("work",)
            )
        if given[at].text in ",.;":
            return False
    return False


def _told(given: Sequence[Token], clause: Clause) -> Kind | None:
    """ "I was told that", "I heard that": somebody else's word."""
    group = [token.low for token in given[clause.verb : clause.head + 2]]
    head = base_of(given[clause.head])
    after = given[clause.head + 1].low if clause.head + 1 < clause.last else ""
    next_ = given[clause.last].low if clause.last < len(given) else ""
    told = clause.head + 1 == clause.last and next_ in ("he", "she", "they", "it", "that")
    if head == "hear" and (after in ("that", "from") or told):
        return Kind(CLAIMED, True)
    if "told" in group:
        return Kind(SAID, True)
    return None
