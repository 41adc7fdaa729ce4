"""What kind of thing a clause tells of; what did not happen is never called happened.

When in doubt between two kinds, the one that claims less is taken.
"""

from collections.abc import Sequence
from typing import NamedTuple

from everyword.tell.clauses import PAPERS_SAY, Clause
from everyword.tell.numbers import WORDS
from everyword.tell.recurring import is_again, is_each, is_to_come
from everyword.tell.sentences import Token
from everyword.tell.tables import forms, listed, phrases, words

HAPPENED, SAID, PLANNED = "happened", "said", "planned"
CLAIMED, SUPPOSED, HABITUAL = "claimed by", "supposed", "habitual"
_DONE_HAD_TO = frozenset(("i", "we"))
_FRONT_MAYBE = 4
_NOT_COMPLEMENT = listed("and but so or because cause cos when after before while until till since")
_ASKED = listed("if whether how why what who where which when")
_CANNOT = listed("cannot can't cant not couldn't could can")


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


class _View(NamedTuple):
    """A clause as the rules look at it: its own words (none in quotation marks) and its verb."""

    given: Sequence[Token]
    spoken: Sequence[bool]
    clause: Clause
    asked: bool
    own: Sequence[Token]
    text: str
    subject: str
    verb: str
    head: str
    group: frozenset[str]

    def has(self, name: str) -> bool:
        """Has it a word of this list?"""
        return any(token.low in words(name) for token in self.own)


def kind_of(given: Sequence[Token], spoken: Sequence[bool], clause: Clause, asked: bool) -> Kind:
    """The kind of a clause by its own words; `asked`: its sentence is a question."""
    own = [given[at] for at in range(clause.first, clause.last) if not spoken[at]]
    view = _View(
        given,
        spoken,
        clause,
        asked,
        own,
        " ".join(token.low for token in own),
        given[clause.subject[0]].low if clause.subject else "",
        given[clause.verb].low,
        base_of(given[clause.head]),
        frozenset(token.low for token in given[clause.verb : clause.head + 1]),
    )
    found = next((kind for rule in _RULES if (kind := rule(view))), None)
    return found or Kind(_by_tense(given, clause, view.verb), view.head in words("know"))


def _supposing(view: _View) -> Kind | None:
    """ "if he came", "like he was drunk", "almost hit": nothing is told as done."""
    joiner = view.clause.joiner
    if joiner == "like" or joiner in words("conditional"):
        return Kind(None)
    if any(token.low in words("conditional") for token in view.own[:2]):
        return Kind(None)
    if "according to" in view.text:
        return Kind(CLAIMED, True)
    if _only_if(view.given, view.clause) or view.has("nearly"):
        return Kind(None, True)
    return None


def _unreal(view: _View) -> Kind | None:
    """What is imagined, dreamt, doubted or possible."""
    unreal = phrases("unreal").search(view.text)
    if unreal:
        return Kind(None if "have" in unreal[0] or "'ve" in unreal[0] else SUPPOSED, True)
    if phrases("hearsay").search(view.text):
        return Kind(CLAIMED, True)
    if is_dreamt(view.given, view.spoken, view.clause):
        return Kind(SUPPOSED, True)
    if _doubted(view.own) or "must have" in view.text:
        said = "allegedly" in view.text or "apparently" in view.text
        return Kind(CLAIMED if said else SUPPOSED)
    if view.given[view.clause.verb].low == "to":
        return Kind(None)
    return None


def is_dreamt(given: Sequence[Token], spoken: Sequence[bool], clause: Clause) -> bool:
    """ "In the dream he came": so is all that follows in the sentence; no "dream house"."""
    own = [given[at].low for at in range(clause.first, clause.last) if not spoken[at]]
    found = phrases("dreamt").search(" ".join(own))
    if found is None:
        return False
    after = " ".join(own)[found.end() :].split()
    return found[0] != "dream" or after[:1] == [] or after[0] not in _DREAMS_OF


_DREAMS_OF = listed("house home job wedding car flat life holiday kitchen come man woman")


def _doubted(own: Sequence[Token]) -> bool:
    """ "maybe he left"; but "maybe 300" is a guess at a number, not at what happened."""
    for at, token in enumerate(own):
        after = own[at + 1] if at + 1 < len(own) else None
        if token.low in words("maybe") and not (after is not None and _counts(after)):
            return True
    return False


def _counts(token: Token) -> bool:
    return token.is_number or token.low in WORDS or token.low in ("a", "an")


def _spoken_of(view: _View) -> Kind | None:
    """What somebody said; in a question nothing else is told."""
    clause, given = view.clause, view.given
    if clause.subject and any(
        base_of(token) in words("say") | words("claim")
        and any(form.tense != "base" for form in forms(token.low))
        for token in given[clause.first : clause.subject[0]]
    ):
        return Kind(SAID, True)  # somebody we do not know by name said it
    if phrases("asking").search(view.text):
        return Kind(PLANNED, True)
    if clause.subject and any(
        token.low in _HOLDING for token in given[max(0, clause.first - 1) : clause.subject[0]]
    ):
        return Kind(SUPPOSED, True)
    speech = _speech(given, view.spoken, clause, view.head)
    if speech is not None and not view.group & words("future"):
        return speech
    return Kind(None) if view.asked else None


_HOLDING = listed(
    "reckons reckon reckoned suspects suspected believes believed thinks thought guesses assumes"
)


def _meant(view: _View) -> Kind | None:
    """What is thought, wanted or planned."""
    if view.head in words("think") and not _seen_not_thought(view.text, view.head):
        return Kind(SUPPOSED, True)
    if view.head in words("want"):
        return Kind(PLANNED, True)
    planned = phrases("planned").search(view.text)
    if planned or view.group & words("future"):
        return _planned(view.text, planned.group() if planned else "", view.subject)
    return Kind(PLANNED) if _to_come(view) else None


def _to_come(view: _View) -> bool:
    """ "I am starting next month", "we are in court on 4 May": the present with a day to come."""
    if view.verb not in _PRESENT_BE or (
        view.clause.head == view.clause.verb + 1
        and any(
            form.tense in ("past", "participle") for form in forms(view.given[view.clause.head].low)
        )
    ):
        return False
    return is_to_come(view.own)


def _usual(view: _View) -> Kind | None:
    """What is or was so again and again."""
    if phrases("habitual").search(view.text) or view.has("habit") or is_again(view.own):
        return Kind(HABITUAL)
    never = view.group | {view.given[max(0, view.clause.verb - 1)].low}
    if "never" in never or (view.head in _GIVES and is_each(view.own)):
        return Kind(HABITUAL)
    return None


_GIVES = listed("pay give send earn get receive spend charge cost take make transfer")


def _modal(view: _View) -> Kind | None:
    """ "would", "might", "could", "had to": possible, or bound to be."""
    group, clause = view.group, view.clause
    if group & {"would", "'d", "wouldn't"} and not _had(view.given, clause):
        return Kind(HABITUAL if _used_to(view) else SUPPOSED)
    if group & words("modal") - {"'d", "couldn't", "can't", "cannot", "could"}:
        return Kind(SUPPOSED)
    if "could" in group or "can" in group:
        return Kind(None if "not" not in view.text else HAPPENED)
    if "had to" in view.text and view.subject not in _DONE_HAD_TO and clause.subject is not None:
        return Kind(PLANNED)
    return None


def _used_to(view: _View) -> bool:
    """ "In those years he would lock the door", "when I came he would shout": what was usual, where
    no condition and nobody's word stands beside it."""
    said = _sentence(view)
    low = set(said.split())
    if low & words("conditional") or view.head in _WISHED:
        return False
    if view.clause.joiner == "whenever" or phrases("framed").search(said):
        return True
    if any(
        base_of(token) in words("say") | words("claim") | words("think") for token in view.given
    ):
        return False
    return bool(low & {"when", "whenever", "after", "sometimes"}) and "would" in view.group


_WISHED = listed("be like have love prefer want need hope mean")


def _sentence(view: _View) -> str:
    """All words of the sentence that are no quotation, in lower case."""
    return " ".join(
        token.low for token, said in zip(view.given, view.spoken, strict=True) if not said
    )


def _paper_says(view: _View) -> Kind | None:
    subject = view.clause.subject
    if subject and view.verb in PAPERS_SAY:
        named = {token.low for token in view.given[subject[0] : subject[1]]}
        return Kind(SAID) if named & words("paper") else None
    return None


_RULES = (_supposing, _unreal, _spoken_of, _meant, _usual, _modal, _paper_says)
"""In this order; the first that knows the clause decides, else the tense of its verb."""


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


_PAST = listed("was were had did didn't wasn't weren't hadn't 'd got couldn't")
_PRESENT_BE = listed("is are am 's 're 'm isn't aren't")
_STATE = listed("be have owe own hold live belong keep")
_PRESENT = listed("is are am 's 're 'm isn't aren't don't doesn't have has do does")


def _by_tense(given: Sequence[Token], clause: Clause, verb: str) -> str | None:
    """Past is happened; the present of somebody else's doing is what usually is."""
    tenses = {form.tense for form in forms(verb)}
    if verb in ("'s", "has", "have", "'ve", "hasn't", "haven't") and clause.head > clause.verb:
        return HAPPENED
    if "past" in tenses or verb in _PAST:
        return HAPPENED
    done = any(form.tense == "participle" for form in forms(given[clause.head].low))
    if verb in _PRESENT_BE and done:
        return HAPPENED  # "is gone", "are sold"
    if verb in _PRESENT:
        return HAPPENED if base_of(given[clause.head]) in _STATE else HABITUAL
    if "s" in tenses:
        return HAPPENED if base_of(given[clause.verb]) in _STATE else HABITUAL
    if "ing" in tenses or "participle" in tenses:
        return HAPPENED
    return "base"


def _seen_not_thought(text: str, head: str) -> bool:
    return head == "expect" and "expecting a" in text


def _planned(text: str, found: str, subject: str) -> Kind:
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
    group = {token.low for token in given[clause.verb : clause.head]}
    next_ = [*after, given[clause.last].low if clause.last < len(given) else ""][0]
    if group & _CANNOT and next_ in _ASKED:
        return Kind(None, True)
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
