"""Evidence the account speaks of, and what courts are said to have ordered."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from everyword.tell.dates import DAYS
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import listed, phrases, words


class Place(NamedTuple):
    """tokens[first:last] of a sentence, and what they name; `have`: not said to be missing."""

    sentence: int
    first: int
    last: int
    what: str
    have: bool = True


def evidence_in(given: Sequence[Sentence]) -> list[Place]:
    """Nouns of evidence where the sentence speaks of having, making or seeing them; quoted with the
    part of the sentence around them."""
    return [each for number, one in enumerate(given) for each in _evidence(number, one)]


def _evidence(number: int, sentence: Sentence) -> Iterator[Place]:
    all_ = sentence.tokens
    low = [token.low for token in all_]
    if phrases("evidence_idiom").search(" ".join(low)):
        return
    at = 0
    while at < len(all_):
        length = _named_length(low, at)
        if not length or not _is_evidence(low, at, length):
            at += max(1, length)
            continue
        missing = bool(set(low[max(0, at - 4) : at]) & words("missing"))
        last = at + length
        while last < len(all_) and (all_[last].is_number or low[last] in words("reference")):
            last += 1
        first, last = _around(all_, at, last)
        yield Place(number, first, last, " ".join(low[at : at + length]), not missing)
        at = last


def _named_length(low: Sequence[str], at: int) -> int:
    """How many words from here are a noun of evidence, or one verb of making it."""
    for length in (3, 2, 1):
        if at + length <= len(low) and " ".join(low[at : at + length]) in words("evidence"):
            return length
    return int(low[at] in words("recorded"))


def _is_evidence(low: Sequence[str], at: int, length: int) -> bool:
    before = low[at - 1] if at else ""
    if low[at] in words("recorded"):
        return bool(at) and before not in ("was", "were", "the", "a", "not", "never")
    if before in words("before_verb"):
        return False  # "I text him", "to film it"
    near = low[max(0, at - 8) : at + length + 5]
    return low[at] in words("strong_evidence") or bool(set(near) & words("evidence_context"))


def _around(all_: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The part of the sentence between its marks."""
    while first and all_[first - 1].text not in ".,;:!?":
        first -= 1
    while last < len(all_) and all_[last].text not in ".,;:!?":
        last += 1
    return first, last


def orders_in(given: Sequence[Sentence]) -> list[Place]:
    """What a court or judge is said to have ordered; `what` is by whom. Pizzas are none.

    "It says ..." right after the sentence of an order goes on with it, and so do the sentences that
    say what somebody shall, must or may do, until the account goes on to something else.
    """
    found: list[Place] = []
    lows = [[token.low for token in sentence.tokens] for sentence in given]
    has_order = any("order" in low or "orders" in low or "court" in low for low in lows)
    for number, low in enumerate(lows):
        by = _ordered_by(low)
        if not by and has_order and _is_owed(low):
            by = "order"
        if not by and found and _goes_on(low, number - found[-1].sentence):
            by = found[-1].what
        if by:
            found.append(Place(number, 0, len(low), by))
    return found


def _is_owed(low: Sequence[str]) -> bool:
    """ "He is supposed to see them every second Saturday", where there is an order."""
    text = " ".join(low)
    return bool(
        phrases("order_owed").search(text)
        and set(low) & (words("order_when") | {f"{day}s" for day in DAYS} | DAYS)
        and "if" not in low
    )


_REACH, _FAR = 3, 8
"""Sentences between two terms of one order, at most; _FAR for words that are said of orders only.
"""


def _goes_on(low: Sequence[str], gap: int) -> bool:
    """Does this sentence say more of the order told `gap` sentences before?"""
    if gap == 1 and low[0] in ("it", "he", "she") and len(low) > 2 and low[1] in words("says"):
        return True
    text = " ".join(low)
    if gap <= _FAR and phrases("order_sure").search(text):
        return not set(low) & {"if", "said", "told"}
    if gap > _REACH or set(low) & words("wished") or set(low) & _OWN_VIEW:
        return False
    return phrases("order_term").search(text) is not None


_OWN_VIEW = listed("never didn't did was were had paid came went took if said told")
"""A sentence with one of these tells what happened, not what was ordered."""


def _ordered_by(low: Sequence[str]) -> str:
    """The office or paper whose order a sentence tells, "" for none."""
    cleared = phrases("order_idiom").sub(" ", " ".join(low)).split()
    if not words("court") & set(cleared):
        return ""
    wished = set(cleared) & words("wished")
    by = next((each for each in cleared if each in words("court_person")), "")
    if by:
        at = cleared.index(by)
        after = cleared[at + 1 : at + 8]
        speaks = bool(set(after) & words("ordering"))
        ordered = bool(set(cleared) & {"ordered", "ruled", "granted", "awarded"})
        not_yet = set(after[:2]) & {"will", "would", "should", "might", "may", "to"}
        if (speaks or ordered) and not not_yet and not (wished and not ordered):
            return by
    paper = phrases("court_paper").search(" ".join(cleared))
    if paper and not wished and set(cleared) & words("paper_says"):
        return paper[0]
    return ""
