"""Drafts of what was said where no clause of the account has it: "... ," said Tom."""

import bisect
from collections.abc import Sequence

from everyword.tell.facts import Draft
from everyword.tell.kinds import SAID, base_of
from everyword.tell.quotes import Quoted
from everyword.tell.sentences import Sentence
from everyword.tell.tables import words

_FEWEST = 4
"""Words of a speech that is worth a card."""


def with_speech(
    text: str,
    given: Sequence[Sentence],
    found: Sequence[Draft],
    sayings: Sequence[tuple[Quoted, str | None, bool]],
) -> list[Draft]:
    """The drafts and those of speeches nobody else has, in the order of the text.

    A draft of something said goes on to the end of the speech it begins.
    """
    starts = [sentence.start for sentence in given]
    made = list(found)
    places = [draft.start for draft in found]
    for each, who, speech in sayings:
        at = bisect.bisect_right(places, each.start) - 1
        if at >= 0 and found[at].end > each.start:
            if found[at].kind == SAID:
                found[at].end = max(found[at].end, each.close)
            continue
        after = found[at + 1] if at + 1 < len(found) else None
        if after is not None and after.start < each.close:
            continue
        number = bisect.bisect_right(starts, each.outer) - 1
        if speech and number >= 0 and _is_worth(text, given[number], each, who):
            last = len(given[number].tokens)
            made.append(
                Draft(number, 0, last, SAID, [who] if who else [], each.outer, each.close, "say")
            )
    return sorted(made, key=lambda draft: draft.start)


def _is_worth(text: str, sentence: Sentence, each: Quoted, who: str | None) -> bool:
    """Some words, no question; without a speaker only what somebody does or will do."""
    inner = text[each.start : each.end].strip()
    if len(inner.split()) < _FEWEST or inner.endswith("?"):
        return False
    bases = {base_of(token) for token in sentence.tokens if each.start <= token.start < each.end}
    return who is not None or bool(bases & words("strong"))
