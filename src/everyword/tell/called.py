"""Which words of an account are names, and where two words are said to name one person."""

from collections.abc import Sequence

from everyword.tell.persons import is_kin_word, is_listed
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, names, words

_PLACE_WORDS = listed("in at from near to into through of via outside towards around")


_LEADS = (
    *(["known", "as"], ["also", "known", "as"], ["aka"], ["short", "for"], ["nicknamed"]),
    *([who, *said] for who in ("who", "whom", "that") for said in (
        ["we", "call"], ["we", "all", "call"], ["i", "call"], ["i", "will", "call"],
        ["everybody", "calls"], ["everyone", "calls"], ["people", "call"], ["they", "call"],
        ["the", "family", "calls"], ["the", "kids", "call"],
    )),
    *(["who", "is", each] for each in ("called", "known", "nicknamed")),
    *(["who", "is", "also", each] for each in ("called",)), ["who", "is", "known", "as"],
    ["who", "is", "also", "known", "as"], ["also", "called"], ["or"], ["called"],
    *([*who, her] for her in ("her", "him") for who in (
        ["everybody", "calls"], ["everyone", "calls"], ["i", "call"], ["we", "call"],
        ["we", "all", "call"], ["i", "will", "call"], ["i", "'ll", "call"], ["let", "'s", "call"],
        ["let", "us", "call"], ["people", "call"], ["they", "call"],
    )),
)  # fmt: skip
"""What stands between a name and another name of the same person."""


_CLOSING = frozenset((",", ")", ".", "-", "\u2013", "and"))


class Written:
    """How the writer of one account writes names: with capitals or without, and which there are."""

    def __init__(self, given: Sequence[Sentence]) -> None:
        self.capitals = _has_capitals(given)
        self._names = _names_of(given, self.capitals)
        self._letters = _letters_of(given)

    def name_at(self, all_: Sequence[Token], at: int) -> int:
        """The token after a name that begins here, or 0."""
        first = at
        if at < len(all_) and len(all_[at].text) == 1 and all_[at].text in self._letters:
            return at + 1
        if at < len(all_) and all_[at].low in words("honorific") and all_[at].text[0].isupper():
            after = at + 1
            if after < len(all_) and all_[after].text == ".":
                after += 1
            if after < len(all_) and all_[after].text[0].isupper() and all_[after].is_word:
                return after + 1
        last = at
        while last < len(all_) and last - first < 3 and self._is_name(all_[last], last == first):
            last += 1
        return last if last > first else 0

    def is_teller(self, all_: Sequence[Token], at: int) -> bool:
        """ "My name is Ann", "I am Ann", "everyone calls me Ann", "Ann (me)"."""
        low = [token.low for token in all_[max(0, at - 3) : at]]
        if low[-3:] == ["my", "name", "is"] or low[-2:] in (["calls", "me"], ["call", "me"]):
            return True
        last = self.name_at(all_, at)
        if [token.low for token in all_[last : last + 2]] == ["(", "me"]:
            return True
        if low[-2:] in (["i", "am"], ["i", "'m"]):
            return last >= len(all_) or all_[last].low in (*".,;!(", "and", "from", "but")
        return False

    def after_name_is(self, all_: Sequence[Token], at: int) -> int:
        """Where a name would stand: "my son called Max", "my daughter's name is Ida", or here."""
        low = [token.low for token in all_[at : at + 3]]
        if low == ["'s", "name", "is"] or low == ["'s", "name", "was"]:
            return at + 3
        if low[:2] in (["is", "called"], ["was", "called"], ["is", "named"]):
            return at + 2
        if low[:1] in (["is"], ["was"]):
            last = self.name_at(all_, at + 1)
            return at + 1 if last and (last >= len(all_) or all_[last].text in ".,;!(") else at
        return at + (low[:1] in (["called"], ["named"], ["aka"], ["nicknamed"], ["known"]))

    def beside_kin(self, all_: Sequence[Token], at: int) -> int:
        """Where the name of "my sister" stands, or 0: "my sister Ann", "my sister (Ann)"; after a
        comma only where nothing is listed."""
        if at < len(all_) and all_[at].text in (",", "(", "-", "\u2013"):
            closing = self.name_at(all_, at + 1)
            if closing:
                apart = closing < len(all_) and all_[closing].text in _CLOSING
                listed_ = apart and is_listed(all_, closing)
                return at + 1 if all_[at].text == "(" or (apart and not listed_) else 0
        name_at = self.after_name_is(all_, at)
        return name_at if self.name_at(all_, name_at) else 0

    def _is_name(self, token: Token, first: bool) -> bool:
        if not token.is_word or token.text in words("not_name"):
            return False
        if not self.capitals:
            return first and token.low in self._names
        if not token.text[0].isupper():
            sure = token.low in self._names and token.low in names()
            return first and sure and token.low not in _DOUBTFUL
        return token.low in self._names or (not first and token.low not in _COMMON)

    def other_name(self, all_: tuple[Token, ...], at: int) -> tuple[int, int] | None:
        """ "Katherine (Kate)", "Katherine, known as K", "Kate, short for Katherine"."""
        low = [token.low for token in all_[at : at + 8]]
        skip = 0
        if low[:1] == ["("]:
            skip = 1 + (low[1:2] in (["or"], ["aka"], ["called"]))
            if len(low) > 2 and low[1:3] == ["known", "as"]:
                skip = 3
            quote = low[skip : skip + 1] in (['"'], ["“"], ["'"], ["\u2018"])
            last = self._short_name(all_, at + skip + quote)
            close = last + quote if last else 0
            if last and close < len(all_) and all_[close].text in "),":
                return at + skip + quote, last
            return None
        skip = low[:1] == [","]
        rest = low[skip:]
        for lead in _LEADS:
            if rest[: len(lead)] == lead and (lead != ["or"] or rest[1:2] in (['"'], ["“"])):
                begin = at + skip + len(lead)
                quote = begin < len(all_) and all_[begin].text in "\"“'\u2018"
                last = self._short_name(all_, begin + quote)
                return (begin + quote, last) if last else None
        return None

    def _short_name(self, all_: tuple[Token, ...], at: int) -> int:
        """A name, or a single letter that stands for one."""
        if at < len(all_) and len(all_[at].text) == 1 and all_[at].text.isupper():
            return at + 1
        return self.name_at(all_, at)


def joined(all_: Sequence[Token], first: int, last: int) -> str:
    made = ""
    for at in range(first, last):
        made += (" " if made and all_[at].start > all_[at - 1].end else "") + all_[at].text
    return made


def _letters_of(given: Sequence[Sentence]) -> frozenset[str]:
    """Letters that stand for a person: "K (Kevin)", "Kevin (K)", "call him K"."""
    found = set()
    for sentence in given:
        all_ = sentence.tokens
        for at, token in enumerate(all_):
            if len(token.text) != 1 or not token.text.isupper() or token.text == "I":
                continue
            before, after = (
                (all_[at - 1].low if at else ""),
                (all_[at + 1].low if at + 1 < len(all_) else ""),
            )
            named = (
                after == "(" or (before == "(" and after == ")") or before in ("him", "her", "as")
            )
            if named and at + 2 < len(all_) + 1:
                found.add(token.text)
    return frozenset(found)


_COMMON = listed(
    "a an and as at but by for from he her here his i if in it me my no not of on or our she so"
    " the their then there they this to we what when where who why with yes you your"
)
_DOUBTFUL = listed(
    "will mark rose grace may bill art rich pat sue drew jack hope faith joy dawn april june frank"
    " guy ray max jean dean lee dick rob ash amber ruby sky summer brook miles chase grant"
    " jade iris ivy olive holly lily daisy poppy gay earl hank nick chuck kit ted bob peg dot ann"
    " penny harry cat mina ada mason noel ari ira sandy tony angel jesus milan deb em al an ali"
    " lena"
    " bea ken don len matt van wade pam carol christian dolores nan em lola sally juan ned"
)


def _has_capitals(given: Sequence[Sentence]) -> bool:
    """Does the writer put capitals at all? Less than one sentence in three begins with one: no."""
    opened = [sentence.tokens[0].text[0] for sentence in given if sentence.tokens[0].is_word]
    return sum(letter.isupper() for letter in opened) * 3 >= len(opened)


_PERSON_VERBS = listed(
    "say tell ask come go leave call pay hit promise take text write live work shout want give"
    " get send move reply answer be have start stop refuse know meet"
)


def _names_of(given: Sequence[Sentence], capitals: bool) -> frozenset[str]:
    """Words that are names of people here: of the table, or with a capital inside a sentence where
    a person would stand and not mostly after "in", "at", "to"."""
    found: set[str] = set()
    inside: dict[str, list[int]] = {}
    lower = {token.low for each in given for token in each.tokens if token.text[:1].islower()}
    for sentence in given:
        all_ = sentence.tokens
        for at, token in enumerate(all_):
            if not token.is_word or token.low in _COMMON or token.text in words("not_name"):
                continue
            if token.low in words("office") | words("matter") | words("evidence"):
                continue
            known = token.low in names()
            if not capitals:
                kin_before = at > 0 and is_kin_word(all_, at - 1)
                if known and (token.low not in _DOUBTFUL or kin_before):
                    found.add(token.low)
                continue
            if not token.text[0].isupper() or (token.text.isupper() and len(token.text) > 1):
                continue
            if known and (token.low not in lower or at > 0):
                found.add(token.low)
            elif not known:
                _count(inside.setdefault(token.low, [0, 0, 0]), all_, at)
    if not capitals:
        found |= _acting(given)
    for name, (person, place, _) in inside.items():
        if person >= 3 or (person > place and name not in lower and not forms(name)):
            found.add(name)
    return frozenset(found)


_AFTER_NAME = listed(
    "said told rang came asked called texted went took left got gave says saw was wanted hit drove"
    " phoned messaged shouted moved started picked has had"
)
_BEFORE_NAME = listed("and then so but when because with told asked saw rang called that if")
_NO_ACTOR = listed(
    "he she it they we i you who that this which there what nobody everyone everybody someone"
    " somebody people police cops one kids mum dad mom then later so just never also always still"
    " all both me him her us them nothing something anyone anybody not only even ever when where"
)


def _acting(given: Sequence[Sentence]) -> set[str]:
    """Without capitals: a word that acts like a person twice or more, and never after an article or
    "my", which a name does not bear."""
    acts: dict[str, int] = {}
    barred: set[str] = set()
    for sentence in given:
        for at, token in enumerate(sentence.tokens):
            before = sentence.tokens[at - 1].low if at else ""
            after = sentence.tokens[at + 1].low if at + 1 < len(sentence.tokens) else ""
            if before in _ARTICLES:
                barred.add(token.low)
            elif (not at or before in _BEFORE_NAME or before in ",.") and after in _AFTER_NAME:
                acts[token.low] = acts.get(token.low, 0) + 1
    return {
        word
        for word, times in acts.items()
        if times >= 2 and word not in barred | _NO_ACTOR | _COMMON and word.isalpha()
        and not forms(word) and word not in words("office") | words("matter") | words("adverb")
        and word not in words("kin_m") | words("kin_f") | words("kin_u") | words("joiner")
        and word not in words("auxiliary") | words("modal")
    }  # fmt: skip


_ARTICLES = listed("the a an my his her our their your this that some no any every each of two")


def _count(marks: list[int], all_: Sequence[Token], at: int) -> None:
    """Does this word stand where a person stands, or where a place does?"""
    before = all_[at - 1].low if at else ""
    after = all_[at + 1].low if at + 1 < len(all_) else ""
    if before in _PLACE_WORDS and after != "'s":
        marks[1] += 1
    elif is_kin_word(all_, at - 1) if at else False:
        marks[0] += 3
    elif (
        (before in ("called", "named", "with", "mr", "mrs", "ms", "dr", "and") and at)
        or (
            after == "'s"
            and at + 2 < len(all_)
            and (is_kin_word(all_, at + 2) or all_[at + 2].is_word)
        )
        or (
            at
            and all_[at - 1].low not in ("the", "a", "an")
            and any(
                form.base in _PERSON_VERBS and form.tense in ("past", "s") for form in forms(after)
            )
        )
        or (not at and any(form.base in _PERSON_VERBS for form in forms(after)))
    ):
        marks[0] += 1
    elif before in ("the", "a", "an"):
        marks[1] += 1
