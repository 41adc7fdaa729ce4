"""What of an account gave no draft, and what is in a language these rules do not know.

Nothing is lost silently: every stretch of three words or more that no draft has is listed.
"""

import re
from collections.abc import Iterator, Sequence

from everyword.tell.drafts import Counts, Passed, placed
from everyword.tell.sentences import Sentence, Token, tokens
from everyword.tell.tables import forms, words

EMPTY = "this account has no words: nothing was taken from it"
UNREAD = "this account is in a language everyword cannot read yet: nothing was taken from it"
STRANGE = "in a language everyword cannot read yet"
NO_DRAFT = "no draft was made of it"
_FEWEST = 3
"""Words of a stretch that is worth saying."""
_JUDGED = 12
"""Words from which the share of common ones says whether it is English; fewer need one of them."""
_LATIN = re.compile(r"[A-Za-z]")


def parted(
    text: str, blocks: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
    """The blocks that are English, and those that are not, with why they are passed over."""
    read: list[tuple[int, int]] = []
    passed: list[tuple[int, int, str]] = []
    latin = [each for each in blocks if not _is_other(_words(text, [each]))]
    is_english = _is_english(_words(text, latin))
    for start, end in blocks:
        these = _words(text, [(start, end)])
        if is_english and (len(these) < _JUDGED or _is_english(these)) and not _is_other(these):
            read.append((start, end))
        else:
            passed.append((start, end, STRANGE))
    return read, passed


def _words(text: str, blocks: Sequence[tuple[int, int]]) -> list[Token]:
    return [each for start, end in blocks for each in tokens(text, start, end) if each.is_word]


def _is_other(given: Sequence[Token]) -> bool:
    """Most of its words are in other letters."""
    return sum(not _LATIN.match(each.text) for each in given) * 2 > len(given)


def _is_english(given: Sequence[Token]) -> bool:
    """By the words that English has and its neighbours have not; short notes by a verb, too."""
    if not given:
        return True
    if _is_other(given):
        return False
    common = sum(each.low in words("english") or _is_verb(each.low) for each in given)
    if len(given) < _JUDGED:
        return common > 0 or any(forms(each.low) or each.text == "I" for each in given)
    return common * 20 >= len(given)


def _is_verb(low: str) -> bool:
    """A form that only English has: "hit" and "paid", and not "die" or "fall"."""
    return any(form.tense in ("past", "ing", "s") for form in forms(low)) and low != "was"


def note_of(text: str, blocks: Sequence[tuple[int, int]], read: Sequence[object]) -> str | None:
    """What is said of the whole account where nothing can be taken from it."""
    if not any(letter.isalnum() for letter in text):
        return EMPTY
    return UNREAD if blocks and not read else None


def left_of(
    text: str, given: Sequence[Sentence], places: Sequence[tuple[int, int]]
) -> tuple[list[Passed], Counts]:
    """What no draft has (`places`: where drafts stand), and how many sentences gave one."""
    merged = _merged(places)
    found: list[Passed] = []
    drafted = 0
    at = 0
    for sentence in given:
        while at < len(merged) and merged[at][1] <= sentence.start:
            at += 1
        inside = [each for each in merged[at : at + 50] if each[0] < sentence.end]
        drafted += bool(inside)
        for start, end in _free(sentence, inside):
            found.append(Passed(NO_DRAFT, **placed(text, start, end)))
    return found, Counts(len(given), drafted, len(found))


def _merged(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _free(sentence: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of tokens outside all of these, with three words or more."""
    run: list[Token] = []
    for token in (*sentence.tokens, None):
        if token is not None and not any(a < token.end and token.start < b for a, b in taken):
            run.append(token)
            continue
        if sum(each.is_word for each in run) >= _FEWEST:
            yield run[0].start, run[-1].end
        run = []
