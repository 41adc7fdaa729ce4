"""Who knew, saw, read, heard or was told what, where the account says so."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from everyword.tell.clauses import finite
from everyword.tell.facts import Draft
from everyword.tell.kinds import base_of
from everyword.tell.people import Cast
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, words

_HOW = {
    "know": "knew", "learn": "learned", "discover": "found out", "realise": "realised",
    "realize": "realised", "notice": "noticed", "see": "saw", "hear": "heard", "read": "read",
    "overhear": "heard", "witness": "saw", "recognise": "knew", "recognize": "knew",
}  # fmt: skip
_EVERYDAY = listed(
    "doctor gp lawyer solicitor therapist counsellor each counselor kids children friends film"
)
_OBJECT = {"me": "i", "him": "m", "her": "f"}


class Known(NamedTuple):
    """tokens[first:last] of a sentence say that `who` knew; `how` in one word or two."""

    sentence: int
    first: int
    last: int
    who: str | None
    how: str


def known_in(
    given: Sequence[Sentence], found: Sequence[Draft], cast: Cast, spoken: Sequence[Sequence[bool]]
) -> list[tuple[Known, str | None]]:
    """(knowledge, the draft that says what)."""
    by_sentence: dict[int, list[Draft]] = {}
    for draft in found:
        by_sentence.setdefault(draft.sentence, []).append(draft)
    made = []
    for number, sentence in enumerate(given):
        for each in _in_sentence(number, sentence.tokens, spoken[number], cast):
            fits = [
                draft
                for draft in by_sentence.get(number, ())
                if draft.first < each.last and each.first < draft.last
            ]
            what = next((d for d in fits if d.first >= each.first), fits[0] if fits else None)
            made.append((each, what.id if what else None))
    return made


def _in_sentence(
    number: int, all_: Sequence[Token], spoken: Sequence[bool], cast: Cast
) -> Iterator[Known]:
    at, floor = 0, 0
    while at < len(all_):
        if spoken[at]:
            at += 1
            continue
        found = _knowing(all_, at) or _telling(all_, at)
        if found is None:
            floor = (
                at + 1
                if all_[at].text in ".;:" or all_[at].low in ("and", "but", "because")
                else floor
            )
            at += 1
            continue
        how, passive = found
        after = at + 1 + (how == "found out")
        last = _end(all_, after)
        if how == "told":
            told, whom = _told_whom(number, all_, at, cast)
            if told:
                yield Known(number, floor, last, whom, "was told")
        elif _subject_there(all_, at, floor):
            negative = any(
                token.low in words("negative") for token in all_[max(floor, at - 3) : at]
            )
            who = _subject(number, all_, at, floor, cast)
            yield Known(number, floor, last, who, f"did not {_plain(how)}" if negative else how)
        del passive
        at = max(at + 1, after)


def _plain(how: str) -> str:
    return {"knew": "know", "learned": "learn", "found out": "find out", "saw": "see",
            "heard": "hear", "read": "read", "realised": "realise", "noticed": "notice",
            "was told": "know"}.get(how, how)  # fmt: skip


_NO_FINITE = listed("to the a will would can could let you 'll if")
_NO_KNOWING = listed("reading seeing knowing hearing learning known read-only")


def _knowing(all_: Sequence[Token], at: int) -> tuple[str, bool] | None:
    """A verb of knowing with something to know after it."""
    low = all_[at].low
    after = all_[at + 1].low if at + 1 < len(all_) else ""
    before = all_[at - 1].low if at else ""
    if (low in ("found", "find") and after == "out") or (low == "found" and after == "that"):
        return "found out", False
    if low == "told" and before in ("was", "were", "been", "got"):
        return "was told", True
    sensed = before == "could" and low in ("see", "hear")
    if not sensed and (not forms(low) or before in _NO_FINITE):
        return None
    base = base_of(all_[at])
    if base not in _HOW or low in _NO_KNOWING or _is_idle(all_, at, base, after):
        return None
    return None if any(form.tense == "ing" for form in forms(low)) else (_HOW[base], False)


def _is_idle(all_: Sequence[Token], at: int, base: str, after: str) -> bool:
    """ "saw a", "saw my doctor", "know how", "know.": nothing learned is told."""
    if base == "see":
        return after in _SEEN_ONLY or (at + 2 < len(all_) and all_[at + 2].low in _EVERYDAY)
    return base == "know" and after in ("how", ".", ",", "me", "each")


_SEEN_ONLY = frozenset(("a", "my", "each", "our", "."))


def _telling(all_: Sequence[Token], at: int) -> tuple[str, bool] | None:
    """ "told me that", "told my mother about": the one who is told learns it."""
    if all_[at].low not in ("told", "tells", "tell", "informed", "warned", "showed"):
        return None
    before = all_[at - 1].low if at else ""
    if before in (
        "was",
        "were",
        "been",
        "to",
        "will",
        "would",
        "not",
        "never",
        "didn't",
        "don't",
        "if",
        "can",
        "could",
    ):
        return None
    rest = [token.low for token in all_[at + 1 : at + 7]]
    if not rest or rest[0] in (":", ",", "that"):
        return None
    if "to" in rest[:3]:
        return None
    return "told", True


def _told_whom(number: int, all_: Sequence[Token], at: int, cast: Cast) -> tuple[bool, str | None]:
    """(is somebody told, who) by the words after "told"."""
    after = at + 1
    for each in cast.in_sentence(number):
        if each.first == after:
            return True, each.id
    low = all_[after].low if after < len(all_) else ""
    if low in ("him", "her"):
        return True, cast.one(number, after, "m" if low == "him" else "f")
    return low in ("us", "them", "everyone", "everybody", "people", "police", "the"), None


def _subject_there(all_: Sequence[Token], at: int, floor: int) -> bool:
    return any(all_[i].is_word for i in range(floor, at))


def _subject(number: int, all_: Sequence[Token], at: int, floor: int, cast: Cast) -> str | None:
    """The nearest person before the verb."""
    near = [each for each in cast.in_sentence(number) if floor <= each.first and each.last <= at]
    pronouns = [
        i for i in range(floor, at) if all_[i].low in ("he", "she", "they", "we", "who", "nobody")
    ]
    if pronouns and (not near or pronouns[-1] >= near[-1].last):
        low = all_[pronouns[-1]].low
        sex = {"he": "m", "she": "f"}.get(low)
        if low == "who" and near:
            return near[-1].id
        return cast.one(number, pronouns[-1], sex) if sex else None
    if not near:
        return None
    last = near[-1]
    gap = finite(all_, [False] * len(all_), last.last, "he")
    return last.id if gap is not None and gap <= at else None


def _end(all_: Sequence[Token], at: int) -> int:
    while at < len(all_) and all_[at].text not in ";!?":
        at += 1
    while at > 1 and all_[at - 1].text == ".":
        at -= 1
    return at
