"""Who said the words in quotation marks: only where the account says so, otherwise nobody.

"... ," said Tom / he told me: "..." / Mum: "..." are said so. A pronoun counts where one person
fits it. What somebody does beside the words ("She turned away. '...'") does not say who spoke.
"""

import bisect
from collections.abc import Sequence

from everyword.tell.kinds import base_of
from everyword.tell.people import Cast
from everyword.tell.quotes import Quoted
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, words

_PRONOUNS = {"he": "m", "she": "f"}
_LEAD = 9
_NEGATED = listed("never didn't don't not doesn't nobody no")
_GAP = frozenset(
    (",", ":", "-", "—", "\u2013", "that", "like", "quote", "this", "the", "following")
)


def speakers(
    text: str, given: Sequence[Sentence], cast: Cast, quoted: Sequence[Quoted]
) -> list[tuple[Quoted, str | None, bool]]:
    """(place, person or None, is it speech?) of each; a title or a single odd word is no speech."""
    finder = _Finder(text, given, cast, quoted)
    found: list[tuple[Quoted, str | None, bool]] = []
    for number, each in enumerate(quoted):
        who, speech = finder.who(number)
        if who is None and found and finder.goes_on(number):
            who, speech = found[-1][1], speech or found[-1][2]
        found.append((each, who, speech or _sounds(text, each)))
    return found


def _sounds(text: str, each: Quoted) -> bool:
    """Four words or more, or a stop inside: that is no title."""
    inner = text[each.start : each.end].strip()
    return len(inner.split()) >= 4 or inner[-1:] in tuple(".!?,…")


class _Finder:
    def __init__(
        self, text: str, given: Sequence[Sentence], cast: Cast, quoted: Sequence[Quoted]
    ) -> None:
        self._text, self._cast, self._quoted = text, cast, quoted
        self._tokens: list[tuple[Token, int, int]] = [
            (token, number, at)
            for number, sentence in enumerate(given)
            for at, token in enumerate(sentence.tokens)
        ]
        self._before: list[int] = []
        self._after: list[int] = []
        self._blocks = [sentence.block for sentence in given]
        self._named = {(each.sentence, each.first): each for each in cast.seen}
        self._ends = {(each.sentence, each.last): each for each in cast.seen}
        at = 0
        for each in quoted:
            while at < len(self._tokens) and self._tokens[at][0].start < each.outer:
                at += 1
            self._before.append(at - 1)
            after = at
            while after < len(self._tokens) and self._tokens[after][0].start < each.close:
                after += 1
            self._after.append(after)
            at = after

    def who(self, number: int) -> tuple[str | None, bool]:
        """(person, said): by the words after, else by those before."""
        at = self._before[number]
        after = self._after[number]
        led = at >= 0 and self._tokens[at][0].text == ":"
        found = self._by_words_before(at, number) if led else self._by_words_after(after)
        if found is None:
            found = self._by_words_after(after) if led else self._by_words_before(at, number)
        if found is not None:
            return found or None, True
        return None, False

    def goes_on(self, number: int) -> bool:
        """ "..." he said, "...": the second half of one speech, or the next paragraph of it."""
        if number == 0 or not self._same_block(number):
            return False
        first, last = self._after[number - 1], self._before[number]
        between = self._tokens[first : last + 1]
        if not between:
            return False
        said = self._by_words_after(first)
        stop = between[-1][0].text
        return (
            bool(said)
            and len(between) <= 10
            and (stop == "," or stop in ".;:—\u2013-")
            and all(token.text not in ".!?" for token, _, _ in between[:-1])
        )

    def _same_block(self, number: int) -> bool:
        """Do this one and the one before stand in one paragraph?"""
        one, two = self._before[number] + 1, self._after[number - 1] - 1
        if two < 0 or max(one, two) >= len(self._tokens):
            return False
        return self._blocks[self._tokens[one][1]] == self._blocks[self._tokens[two][1]]

    def _by_words_after(self, at: int) -> str | None:
        """ "..." he said / said Tom / my mother asked me. None: not said so; "": said, not who."""
        if at >= len(self._tokens) or at == 0:
            return None
        if self._leads_on(at):
            return None
        at += self._tokens[at][0].text in ",-—\u2013" if at < len(self._tokens) else 0
        while at < len(self._tokens) and self._tokens[at][0].text in "-—\u2013":
            at += 1
        if at >= len(self._tokens):
            return None
        token, sentence, place = self._tokens[at]
        if token.low in words("say") or _said(token):
            return self._subject_at(at + 1) if _said(token) else None
        found = self._named_at(sentence, place, at)
        if found is None:
            return None
        id, verb_at = found
        sobbed = verb_at < len(self._tokens) and base_of(self._tokens[verb_at][0]) in ("cry", "sob")
        if sobbed and self._tokens[at - 1][0].text not in ",!?":
            return None  # "... ." Maria cried for a week
        while verb_at < len(self._tokens) and self._tokens[verb_at][0].low in words("adverb"):
            verb_at += 1
        if self._says(verb_at) and not self._tells_more(verb_at):
            return id
        return None

    def _says(self, at: int) -> bool:
        """A verb of saying here, "called out" among them."""
        if at >= len(self._tokens):
            return False
        token = self._tokens[at][0]
        after = self._tokens[at + 1][0].low if at + 1 < len(self._tokens) else ""
        return _said(token) or (token.low in ("called", "calls", "cried") and after == "out")

    def _tells_more(self, at: int) -> bool:
        """ "..." I told her to hide: what is told are other words, not those before."""
        low = [each[0].low for each in self._tokens[at : at + 3]]
        return (
            len(low) == 3
            and base_of(self._tokens[at][0]) in ("tell", "ask")
            and low[2] in ("to", "that", "about", "not", "if", "what", "how", "why", "where")
        )

    def _by_noun_before(self, at: int, floor: int) -> str | None:
        """Tom's answer was "...", according to Tom, "..."."""
        if at - 2 < floor:
            return None
        low = [each[0].low for each in self._tokens[at - 2 : at + 1]]
        sentence, place = self._tokens[at][1:]
        if low[2] in ("was", "is", "were", "are", "read", "reads") and low[1] in _WORDS_OF:
            owner = self._ends.get((sentence, place - 2)) if low[0] == "'s" else None
            sex = {"his": "m", "her": "f"}.get(low[0])
            if owner is not None:
                return owner.id
            return (self._cast.one(sentence, place - 2, sex) or "") if sex else None
        seen = self._ends.get((sentence, place + 1))
        first = at - (seen.last - seen.first) if seen else 0
        if seen is not None and first - 1 >= floor:
            led = [self._tokens[first - 1][0].low, self._tokens[first][0].low]
            return seen.id if led == ["according", "to"] else None
        return None

    def _leads_on(self, at: int) -> bool:
        """ "...here." She answered later: "...": the words between belong to the second speech."""
        inner = self._tokens[at - 2][0].text if at > 1 else ""
        if inner != "." and self._tokens[at - 1][0].text != ".":
            return False
        number = bisect.bisect_left(self._after, at)
        if number + 1 >= len(self._quoted):
            return False
        last = self._before[number + 1]
        return at <= last < at + 12 and self._tokens[last][0].text in ":,"

    def _subject_at(self, at: int) -> str:
        if at >= len(self._tokens):
            return ""
        _, sentence, place = self._tokens[at]
        found = self._named_at(sentence, place, at)
        return found[0] if found else ""

    def _named_at(self, sentence: int, place: int, at: int) -> tuple[str, int] | None:
        """(person or "", the token after) for a name or pronoun here."""
        seen = self._named.get((sentence, place))
        if seen is not None:
            return seen.id, at + seen.last - seen.first
        low = self._tokens[at][0].low
        if low in _PRONOUNS:
            return self._cast.one(sentence, place, _PRONOUNS[low]) or "", at + 1
        if low == "i" and self._cast.teller:
            return self._cast.teller, at + 1
        if low in ("they", "we", "someone", "somebody", "everyone"):
            return "", at + 1
        if low in ("the", "a", "an", "one", "his", "her", "their") and at + 1 < len(self._tokens):
            after = self._tokens[at + 1][0]
            return ("", at + 2) if after.is_word else None
        return None

    def _by_words_before(self, at: int, number: int) -> str | None:
        """he said: "..." / Tom told me that "..." / Tom: "..."."""
        floor = self._after[number - 1] if number else 0
        if at < floor:
            return None
        end = at
        closing = self._tokens[at][0].text
        while at >= floor and self._tokens[at][0].low in _GAP and end - at < 4:
            at -= 1
        if at < floor:
            return None
        sentence, place = self._tokens[at][1:]
        seen = self._ends.get((sentence, place + 1))
        begins = place + 1 == (seen.last - seen.first if seen else 1)
        if closing == ":" and seen is not None and begins:
            return seen.id  # a line of a written talk
        noun = self._by_noun_before(at, floor)
        if noun is not None:
            return noun
        verb = at
        steps = 0
        while verb >= floor and steps < _LEAD and self._tokens[verb][1] == sentence:
            token = self._tokens[verb][0]
            if token.text in ".!?;":
                return None
            if self._says(verb) and token.low not in ("text", "message", "answer", "cry", "report"):
                return self._teller_of(verb, floor, closing)
            verb -= 1
            steps += 1
        return None

    def _teller_of(self, verb: int, floor: int, closing: str) -> str:
        """Who stands before the verb of saying; nobody where it is denied or passive."""
        at = verb - 1
        sentence = self._tokens[verb][1]
        steps = 0
        heard = self._tokens[at][0].low if at >= floor else ""
        if heard in ("him", "her") and not any(
            form.tense == "past" for form in forms(self._tokens[verb][0].low)
        ):
            sex = "m" if heard == "him" else "f"
            return self._cast.one(sentence, self._tokens[at][2], sex) or ""
        while at >= floor and steps < 6 and self._tokens[at][1] == sentence:
            token, _, place = self._tokens[at]
            if token.low in ("was", "were", "is") and self._tokens[at - 1][0].low == "who":
                at -= 2 + (self._tokens[at - 2][0].text == ",")
                continue  # "Tom, who was drunk, shouted"
            if token.low in _NEGATED or token.low in ("was", "were", "been", "if"):
                return ""
            seen = self._ends.get((sentence, place + 1))
            if token.low in ("me", "him", "her", "us", "them", "myself", "mine"):
                at -= 1
                steps += 1
                continue
            if seen is not None:
                first = at - (seen.last - seen.first) + 1
                before = self._tokens[first - 1][0].low if first > floor else ""
                owns = self._tokens[at + 1][0].low == "'s"
                return "" if owns or before in ("to", "with", "for", "from", "of") else seen.id
            if token.low in _PRONOUNS:
                return self._cast.one(sentence, place, _PRONOUNS[token.low]) or ""
            if token.low == "i" and self._cast.teller:
                return self._cast.teller
            if token.low in ("they", "we", "it", "letter", "note", "sign", "who", "nobody"):
                return ""
            at -= 1
            steps += 1
        return ""


_WORDS_OF = listed("answer reply words response message text note letter question explanation")
_BARE_SAY = listed("say tell ask shout scream yell promise write")


def _said(token: Token) -> bool:
    """A verb of saying; "phone" and "text" only in a form that is no noun."""
    known = forms(token.low)
    if not known or base_of(token) not in words("say"):
        return False
    return any(
        form.tense in ("past", "ing") or (form.base in _BARE_SAY and form.tense in ("s", "base"))
        for form in known
    )
