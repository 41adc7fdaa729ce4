"""Words and sentences, each with its place in the text as given."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from everyword.tell.tables import listed, names

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*|\d[\d.,/:]{0,30}(?<=\d)|[^\s]")
_TAIL = re.compile(r"['\u2019](?:s|d|ll|ve|re|m)\Z", re.IGNORECASE)
_ENDS = ".!?…。؟।"
_CLOSERS = "\"'”\u2019»)]"
_SHORT = listed(
    "mr mrs ms dr st no rs vs etc approx ref tel prof sgt jr sr jan feb mar apr jun jul aug sep"
    " sept oct nov dec e.g i.e a.m p.m hon rd ave nr art para"
)
_SPELLED = {
    "didnt": "didn't",
    "dont": "don't",
    "doesnt": "doesn't",
    "wont": "won't",
    "cant": "can't",
    "couldnt": "couldn't",
    "wouldnt": "wouldn't",
    "shouldnt": "shouldn't",
    "wasnt": "wasn't",
    "isnt": "isn't",
    "werent": "weren't",
    "havent": "haven't",
    "hasnt": "hasn't",
    "hadnt": "hadn't",
    "arent": "aren't",
    "wich": "which",
    "becouse": "because",
    "becuase": "because",
    "beacuse": "because",
    "infront": "in front",
    "untill": "until",
    "thier": "their",
    "recieved": "received",
}
_ONE_AS_TWO = {"im": ("i", "'m"), "ive": ("i", "'ve"), "hes": ("he", "'s"), "shes": ("she", "'s")}


LONGEST = 400
"""Tokens of one sentence: where nothing ends it, it is cut, so that no text takes ever longer."""


class Token(NamedTuple):
    """One word, number or mark; `low` in lower case with straight apostrophes, common slips mended;
    `text[start:end]` is what stands there."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha() or self.text[0] in "'\u2019"

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()


class Sentence(NamedTuple):
    """A stretch of tokens of one paragraph; `block`: the number of the paragraph."""

    tokens: tuple[Token, ...]
    block: int

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of text[start:end]; `didn't` is one, `he'd` and `Tom's` are two."""
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word, at = found[0], found.start()
        low = word.lower().replace("\u2019", "'")
        if low in _ONE_AS_TWO:
            first, second = _ONE_AS_TWO[low]
            yield Token(word[: len(first)], first, at, at + len(first))
            yield Token(word[len(first) :], second, at + len(first), found.end())
            continue
        tail = None if low.endswith("n't") else _TAIL.search(word)
        if tail and tail.start():
            cut = at + tail.start()
            yield Token(word[: tail.start()], low[: tail.start()], at, cut)
            yield Token(word[tail.start() :], low[tail.start() :], cut, found.end())
        else:
            yield Token(word, _SPELLED.get(low, low), at, found.end())


def sentences(text: str, blocks: list[tuple[int, int]]) -> list[Sentence]:
    """The sentences of the blocks, in order; nothing of a block is left out."""
    found = []
    for number, (start, end) in enumerate(blocks):
        width = max((len(line) for line in text[start:end].split("\n")), default=0)
        these: list[Token] = []
        pieces = list(tokens(text, start, end))
        for at, token in enumerate(pieces):
            these.append(token)
            after = pieces[at + 1] if at + 1 < len(pieces) else None
            if after is None or len(these) >= LONGEST or _ends(text, pieces, at, after, width):
                found.append(Sentence(tuple(these), number))
                these = []
    return found


def _ends(text: str, pieces: list[Token], at: int, after: Token, width: int) -> bool:
    token = pieces[at]
    between = text[token.end : after.start]
    if "\n" in between and _line_ends(text, token, after, width):
        return True
    if not between:
        return False
    mark = at
    if token.text in _CLOSERS and at + 2 < len(pieces) and pieces[at + 2].low in _SAID:
        return (
            at > 0 and pieces[at - 1].text == "." and after.text[0].isupper()
        )  # "Why?" Tom asked.
    while mark >= 0 and pieces[mark].text in _CLOSERS:
        mark -= 1
    if mark < 0 or pieces[mark].text not in _ENDS:
        return False
    if pieces[mark].text != ".":
        # "Why?" he said: the sentence goes on
        return not (mark != at and after.text[0].islower())
    before = pieces[mark - 1] if mark else None
    if before is not None and before.end == pieces[mark].start:
        ordinal = before.low == "st" and mark > 1 and pieces[mark - 2].end == before.start
        if not ordinal and (
            before.low in _SHORT or (len(before.text) == 1 and before.text.isupper())
        ):
            return _starts_anew(before, after)
        if before.is_word and len(before.text) == 1 and before.low not in ("i", "a"):
            return False
    return not (mark != at and after.text[0].islower() and after.low in _SAYERS)


_SAID = listed("said says asked shouted screamed wrote replied answered told yelled")
_SAYERS = listed("he she they said says i we asked told my the")


def _starts_anew(before: Token, after: Token) -> bool:
    """ "at 5 p.m. He left": an abbreviation may end a sentence, before a word that opens one."""
    return before.low in ("m", "etc") and after.text in ("I", "He", "She", "We", "They", "The")


def _line_ends(text: str, token: Token, after: Token, width: int) -> bool:
    """Is the end of a line the end of a sentence? Wrapped lines are not."""
    if after.text in "-*•\u2013—>" or token.text in _ENDS:
        return True
    line = token.end - (text.rfind("\n", 0, token.end) + 1)
    return line < 0.6 * width and after.text[0].isupper() and after.low not in names()
