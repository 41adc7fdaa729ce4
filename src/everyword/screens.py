"""Which messages a screenshot shows: words read from a picture, laid beside the messages of a case.

A machine's reading has faults, so a line and a message are held together when most of their letters
agree. Whatever has no message is told: it may be the clock at the top, a reading fault, or words
that were changed. Nothing is decided here.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

ALIKE = 0.82
"""Share of letters that must agree; tesseract gets 95 of 100 right on a clear screenshot."""
SHORTEST = 3
"""Letters a line or message must have to be looked for: "ok" is found anywhere."""
SHORT = 8
"""Letters below which a message must be the whole of a line: "yes" stands in "yesterday"."""
GRAM = 4
"""So many letters in a row that two texts with nothing of it in common are not alike."""
SLACK = 3
"""Letters by which a place that was found with faults may reach into the next."""
GAP, MOST_GAP = 0.1, 6.0
"""What each message passed over costs, in letters: one equal message far away is not shown."""
PLACES = 50
FURNITURE = re.compile(
    r"\s*(\d{1,2}[:.]\d{2}(\s*[ap]\.?m\.?)?|\d{1,3}\s*%|today|yesterday|online"
    r"|heute|gestern|сегодня|вчера|в сети|hoy|ayer|hier|aujourd.hui|oggi|ieri)[\s✓vVyY/]*",
    re.I,
)
"""What a phone prints around messages: the clock, the battery, the day."""
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(\s*[ap]\.?m\.?)?\W*(?:[vVyYJ/\W]{1,4})?$", re.I)
"""The clock and the ticks at the end of a line."""


class Message(Struct, frozen=True):
    """`others`: how other copies of the conversation have it, before an edit, for one."""

    id: str
    text: str
    others: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """A message that the picture shows; `alike` is 1.0 where every letter agrees.

    `figures` holds the numbers of the message that the picture lacks: "300"; `instead` those which
    its lines have and the message has not: "800".
    """

    id: str
    alike: float
    figures: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


class Shown(Struct, frozen=True):
    """`missing`: lines of the picture that belong to none of the messages, in order."""

    found: tuple[Found, ...]
    missing: tuple[str, ...]


class _Place(Struct, frozen=True):
    """Where a message may stand: letters `first` to before `last`."""

    id: str
    number: int
    text: str
    first: int
    last: int
    alike: float

    @property
    def worth(self) -> float:
        return (self.last - self.first) * self.alike


def match(lines: Sequence[str], messages: Sequence[Message], names: Sequence[str] = ()) -> Shown:
    """Both in order; messages of one conversation, a few hundred at most.

    Of all the ways to lay them side by side, in order, the one in which most letters agree.
    `names`: of those taking part, and of the conversation: a line that is only one is not told.
    """
    whole, owner = _run_together(lines)
    grams = {whole[at : at + GRAM] for at in range(len(whole) - GRAM + 1)}
    places: list[_Place] = []
    number = 0
    for message in messages:
        texts = [text for text in (message.text, *message.others) if len(letters(text)) >= SHORTEST]
        for text in dict.fromkeys(texts):
            for first, last, alike in _places(whole, owner, letters(text), grams):
                places.append(_Place(message.id, number, text, first, last, alike))
        number += bool(texts)
    covered = [0] * len(lines)
    found: list[Found] = []
    for place in _best_chain(places):
        for line in owner[place.first : place.last]:
            covered[line] += 1
        seen = " ".join(lines[line] for line in sorted(set(owner[place.first : place.last])))
        figures = _figures(place.text, seen)
        instead = _figures(_without_clocks(seen), place.text) if figures else ()
        found.append(Found(place.id, round(place.alike, 2), figures, instead))
    own = {letters(name) for name in names}
    missing = (line for line, count in zip(lines, covered, strict=True) if _is_told(line, count))
    return Shown(tuple(found), tuple(line for line in missing if letters(line) not in own))


def letters(text: str) -> str:
    """Letters and digits only, in one form: what a reading machine and a phone agree on."""
    plain = unicodedata.normalize("NFKD", text.replace("|", "I")).casefold()  # a machine's I
    return "".join(sign for sign in plain if sign.isalnum())


def _is_told(line: str, covered: int) -> bool:
    """Less than half of it is of a message, and it is not what a phone prints around them."""
    if len(letters(line)) < SHORTEST or FURNITURE.fullmatch(line):
        return False
    return covered == 0 or covered * 2 < len(letters(CLOCK.sub("", line)))


def _run_together(lines: Sequence[str]) -> tuple[str, list[int]]:
    """All letters, since a message goes over several lines; and which line each is of."""
    parts, owner = [], []
    for number, line in enumerate(lines):
        part = letters(line)
        parts.append(part)
        owner += [number] * len(part)
    return "".join(parts), owner


def _places(
    whole: str, owner: list[int], wanted: str, grams: set[str]
) -> list[tuple[int, int, float]]:
    """Where `wanted` may stand, give or take some letters."""
    exact = [(at, at + len(wanted), 1.0) for at in _occurrences(whole, wanted)]
    at_start = [place for place in exact if place[0] == 0 or owner[place[0] - 1] < owner[place[0]]]
    if len(wanted) < SHORT:  # so few letters are alike with anything
        return [place for place in at_start if _ends_line(whole, owner, place[1])]
    if exact:
        return at_start or exact[:PLACES]
    if not any(wanted[at : at + GRAM] in grams for at in range(len(wanted) - GRAM + 1)):
        return []
    block = SequenceMatcher(None, whole, wanted, autojunk=False).find_longest_match()
    if block.size < max(GRAM, len(wanted) // 8):
        return []
    first = max(0, block.a - block.b)
    last = min(len(whole), first + len(wanted))
    alike = SequenceMatcher(None, whole[first:last], wanted, autojunk=False).ratio()
    return [(first, last, alike)] if alike >= ALIKE else []


def _occurrences(whole: str, wanted: str) -> Iterator[int]:
    at = whole.find(wanted)
    while at >= 0:
        yield at
        at = whole.find(wanted, at + 1)


def _ends_line(whole: str, owner: list[int], last: int) -> bool:
    """Nothing but a clock and ticks follows on the line."""
    line = owner[last - 1]
    rest = whole[last : next((at for at in range(last, len(whole)) if owner[at] != line), None)]
    return re.fullmatch(r"(\d{3,4}([ap]m?)?[vyj]{0,4})?", rest) is not None


def _best_chain(places: list[_Place]) -> list[_Place]:
    """The places in the order of both, that together hold the most letters."""
    places = sorted(places, key=lambda place: (place.number, place.first))
    best: list[float] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        most, previous = 0.0, None
        for other in range(at):
            if not _follows(places[other], place):
                continue
            passed = place.number - places[other].number - 1
            sum_ = best[other] - min(MOST_GAP, GAP * passed)
            if sum_ > most:
                most, previous = sum_, other
        best.append(most + place.worth)
        before.append(previous)
    chain: list[_Place] = []
    last = max(range(len(best)), key=lambda at: best[at], default=None)
    while last is not None:
        chain.append(places[last])
        last = before[last]
    return chain[::-1]


def _follows(one: _Place, two: _Place) -> bool:
    slack = 0 if one.alike == two.alike == 1 else SLACK
    return one.number < two.number and one.first < two.first and two.first >= one.last - slack


def _without_clocks(seen: str) -> str:
    return re.sub(r"\b\d{1,2}[:.]\d{2}\b", " ", seen)


def _figures(said: str, seen: str) -> tuple[str, ...]:
    """Numbers are what is worth changing, and one letter of many: they are compared by themselves.

    The clock beside a message in the picture is none of its words, so only what the message says
    and the picture does not is told.
    """
    there = set(re.findall(r"\d+", seen))
    return tuple(number for number in re.findall(r"\d+", said) if number not in there)
