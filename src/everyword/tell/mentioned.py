"""Evidence the account speaks of, and what courts are said to have ordered."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import phrases, words

_NONE = frozenset(
    "no not never without deleted lost threw destroyed nothing haven't don't didn't".split()
)
_COURT = frozenset(
    "judge court magistrate magistrates tribunal cafcass judges order orders ruling injunction"
    " custody agreement judgment judgement decree".split()
)
_BY = frozenset("judge court magistrate magistrates tribunal judges".split())
_ORDERING = frozenset(
    "said says ordered orders order decided ruled granted gave awarded told made must allowed"
    " directed grants give say set issued refused requires required states forbids forbade banned"
    " stated wants warned should shall has have can cannot may adjourned".split()
)
_PAPERS = (
    "court order", "custody order", "contact order", "protection order", "restraining order",
    "non-molestation order", "care order", "child arrangements order", "consent order",
    "interim order", "final order", "occupation order", "parenting order", "protective order",
    "prohibited steps order", "specific issue order", "the order", "an order",
)  # fmt: skip


class Place(NamedTuple):
    """tokens[first:last] of a sentence, and what they name."""

    sentence: int
    first: int
    last: int
    what: str
    have: bool = True


def evidence_in(given: Sequence[Sentence]) -> list[Place]:
    """Nouns of evidence where the sentence speaks of having, making or seeing them; quoted as far as
    the sentence's own part around them."""
    return [each for number, one in enumerate(given) for each in _evidence(number, one)]


def _evidence(number: int, sentence: Sentence) -> Iterator[Place]:
    all_ = sentence.tokens
    low = [token.low for token in all_]
    joined = " ".join(low)
    if phrases("evidence_idiom").search(joined):
        return
    at = 0
    while at < len(all_):
        length = next((n for n in (3, 2, 1) if " ".join(low[at : at + n]) in words("evidence")), 0)
        if not length or at + length > len(all_):
            at += 1
            continue
        near = low[max(0, at - 8) : at + length + 5]
        before = low[at - 1] if at else ""
        if before not in (
            "to",
            "will",
            "would",
            "'ll",
            "can",
            "please",
            "i",
            "we",
            "he",
            "she",
            "they",
        ) and (set(near) & words("evidence_context")):
            missing = bool(set(low[max(0, at - 4) : at]) & _NONE)
            last = at + length
            while last < len(all_) and (
                all_[last].is_number
                or low[last] in ("number", "no", "nr", "ref", "reference", "#", ":")
            ):
                last += 1
            first, last = _around(all_, at, last)
            yield Place(number, first, last, " ".join(low[at : at + length]), not missing)
            at = last
            continue
        at += length


def _around(all_: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The part of the sentence between its marks."""
    while first and all_[first - 1].text not in ".,;:!?":
        first -= 1
    while last < len(all_) and all_[last].text not in ".,;:!?":
        last += 1
    return first, last


def orders_in(given: Sequence[Sentence]) -> list[Place]:
    """What a court or judge is said to have ordered; `what` is by whom. Pizzas are none."""
    return [each for number, one in enumerate(given) for each in _orders(number, one)]


def _orders(number: int, sentence: Sentence) -> Iterator[Place]:
    all_ = sentence.tokens
    low = [token.low for token in all_]
    joined = " ".join(low)
    cleared = phrases("order_idiom").sub(" ", joined)
    if not _COURT & set(cleared.split()):
        return
    by = next((each for each in low if each in _BY), "")
    paper = next((each for each in _PAPERS if f" {each} " in f" {cleared} "), "")
    if by:
        at = low.index(by)
        after = low[at + 1 : at + 6]
        if not (set(after) & _ORDERING) and not (
            set(low) & {"ordered", "ruled", "granted", "awarded"}
        ):
            by = ""
        elif (
            low[:at]
            and low[0] in ("if", "maybe", "i")
            and set(low[:at]) & {"if", "hope", "maybe", "wish", "asked", "want"}
        ):
            by = ""
        elif set(after[:2]) & {"will", "would", "should", "might", "may"}:
            by = ""
    if not by and paper:
        says = {
            "says",
            "said",
            "must",
            "states",
            "gives",
            "allows",
            "granted",
            "got",
            "has",
            "forbids",
            "was",
            "made",
            "according",
        }
        if not set(low) & says or set(low) & {"applied", "apply", "want", "wanted", "asked", "if"}:
            return
        by = paper
    if by:
        yield Place(number, 0, len(all_), by)
