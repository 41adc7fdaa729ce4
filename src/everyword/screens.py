"""Which messages a screenshot shows: words read from a picture, laid beside the messages of a case.

A machine's reading has faults, so a line and a message are held together when most of their letters
agree. Whatever has no message is told: it may be the clock at the top, a reading fault, or words
that were changed. Nothing is decided here.
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

ALIKE = 0.82
"""Share of letters that must agree; tesseract gets 95 of 100 right on a clear screenshot."""
SHORTEST = 3
"""Letters a line or message must have to be looked for: "ok" is found anywhere."""
FURNITURE = re.compile(
    r"\s*(\d{1,2}[:.]\d{2}(\s*[ap]\.?m\.?)?|\d{1,3}\s*%|today|yesterday)[\s✓vVyY/]*", re.I
)
"""What a phone prints around messages: the clock, the battery, the day."""


class Message(Struct, frozen=True):
    id: str
    text: str


class Found(Struct, frozen=True):
    """A message that the picture shows; `alike` is 1.0 where every letter agrees.

    `figures` holds the numbers that stand in the one and not in the other: "300" beside "800".
    """

    id: str
    alike: float
    figures: tuple[str, ...] = ()


class Shown(Struct, frozen=True):
    """`missing`: lines of the picture that belong to none of the messages, in order."""

    found: tuple[Found, ...]
    missing: tuple[str, ...]


def match(lines: Sequence[str], messages: Sequence[Message]) -> Shown:
    """Both in order; messages of one conversation, a few hundred at most."""
    whole, owner = _run_together(lines)
    found: list[Found] = []
    used: set[int] = set()
    at = 0
    for message in messages:
        wanted = letters(message.text)
        if len(wanted) < SHORTEST:
            continue
        place = _find(whole, wanted, at)
        if place is None:
            continue
        first, last, alike = place
        at = last
        used.update(owner[first:last])
        seen = " ".join(lines[number] for number in sorted(set(owner[first:last])))
        found.append(Found(message.id, round(alike, 2), _figures(message.text, seen)))
    missing = tuple(
        line
        for number, line in enumerate(lines)
        if number not in used and len(letters(line)) >= SHORTEST and not FURNITURE.fullmatch(line)
    )
    return Shown(tuple(found), missing)


def letters(text: str) -> str:
    """Letters and digits only, in one form: what a reading machine and a phone agree on."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _run_together(lines: Sequence[str]) -> tuple[str, list[int]]:
    """All letters, since a message goes over several lines; and which line each is of."""
    parts, owner = [], []
    for number, line in enumerate(lines):
        part = letters(line)
        parts.append(part)
        owner += [number] * len(part)
    return "".join(parts), owner


def _find(whole: str, wanted: str, at: int) -> tuple[int, int, float] | None:
    """Where `wanted` stands from `at` on, give or take some letters."""
    exact = whole.find(wanted, at)
    if exact >= 0:
        return exact, exact + len(wanted), 1.0
    if len(wanted) < 8:  # so few letters are alike with anything
        return None
    look = SequenceMatcher(None, whole[at:], wanted, autojunk=False)
    block = look.find_longest_match()
    if block.size < max(4, len(wanted) // 8):
        return None
    first = max(0, at + block.a - block.b)
    last = min(len(whole), first + len(wanted))
    alike = SequenceMatcher(None, whole[first:last], wanted, autojunk=False).ratio()
    return (first, last, alike) if alike >= ALIKE else None


def _figures(said: str, seen: str) -> tuple[str, ...]:
    """Numbers are what is worth changing, and one letter of many: they are compared by themselves.

    The clock beside a message in the picture is none of its words, so only what the message says
    and the picture does not is told.
    """
    there = set(re.findall(r"\d+", seen))
    return tuple(number for number in re.findall(r"\d+", said) if number not in there)
