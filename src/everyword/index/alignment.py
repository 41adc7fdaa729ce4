"""Which messages of two copies of one conversation are one message, although they differ.

What is alike in everything was merged before. What is left is compared by time, order and words,
and a pair is made only where the copies leave no choice: the same words and sender in one minute of
which one copy writes the second; a file that only one copy has; words that one copy shows as
deleted or edited; the same words under another name, or an hour apart throughout. Two messages a
second apart are two messages. Everything else stays apart: one copy has it, the other lacks it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Final, Literal

from msgspec import Struct

What = Literal[
    "seconds", "clock", "media", "deleted", "edited", "text", "sender", "details", "missing"
]
"""How two copies differ. `details`: in what is not shown in one line, as parts of a second;
`missing`: one covers this time and does not have the message."""

VOTES: Final = 3
"""So many messages at least must agree on how far a clock is off, and on who was renamed."""
SHARE: Final = 5
"""And at least one in so many of those that could."""
FAR: Final = timedelta(hours=14)
STEP: Final = timedelta(minutes=15)
TELLING: Final = 8
"""Letters that words must have to tell a clock by: "ok" stands everywhere."""
ALIKE: Final = 0.5
LOOKED_AT: Final = 500
CROWD: Final = 40
"""More messages of one sender in one minute than anybody can be told apart by."""


class Seen(Struct, frozen=True):
    """One message. `minute` is "2024-04-03T21:07", `second` None where it is not written."""

    n: int
    minute: str
    second: str | None
    sender: str | None
    text: str
    system: bool = False
    edited: bool = False
    deleted: bool = False
    files: tuple[tuple[str, str | None, bool], ...] = ()
    """Name, hash, and whether the copy has it."""


class Pair(Struct, frozen=True):
    """One message in two copies, and how they differ. `clock`: what to add to the right one's."""

    left: int
    right: int
    what: tuple[What, ...]
    clock: str | None = None


def align(left: Sequence[Seen], right: Sequence[Seen]) -> list[Pair]:
    """The pairs, each message in one at most. Both sides in the order of their conversation."""
    aligner = _Aligner(left, right)
    aligner.same_words(timedelta())
    clocks = [timedelta(), *_clocks(aligner.left(), aligner.right())]
    for clock in clocks[1:]:
        aligner.same_words(clock)
    for clock in clocks:
        aligner.media(clock)
        aligner.deleted(clock)
        aligner.renamed(clock)
        aligner.reworded(clock)
    return sorted(aligner.pairs, key=lambda pair: pair.left)


def callings(left: Sequence[Seen], right: Sequence[Seen]) -> dict[str | None, str | None]:
    """Whom the right side calls what on the left, by words that stand once on each.

    For two conversations that a person said are one. Nobody is given two names, or another's.
    """
    ones, twos = _once(left, lambda each: each.text), _once(right, lambda each: each.text)
    clocks = _agreed(_apart(ones, twos))
    votes: Counter[tuple[str | None, str | None]] = Counter()
    for words, one in ones.items():
        two = twos.get(words)
        if two is not None and _between(one, two) in clocks:
            votes[two.sender, one.sender] += 1
    found: dict[str | None, str | None] = {}
    for (theirs, ours), count in votes.most_common():
        all_of_them = sum(each for (name, _), each in votes.items() if name == theirs)
        if theirs not in found and ours not in found.values() and count * 2 > all_of_them:
            found[theirs] = ours
    return found


class _Aligner:
    def __init__(self, left: Sequence[Seen], right: Sequence[Seen]) -> None:
        self._left = {each.n: each for each in left}
        self._right = {each.n: each for each in right}
        self.pairs: list[Pair] = []

    def left(self) -> list[Seen]:
        return list(self._left.values())

    def right(self) -> list[Seen]:
        return list(self._right.values())

    def same_words(self, clock: timedelta) -> None:
        """The n-th of these words in a minute here is the n-th of them there."""
        for here, there in self._buckets(clock, lambda each: (each.sender, each.text)):
            waiting = list(there)
            for one in here:
                fits = next((two for two in waiting if _seconds_fit(one, two)), None)
                if fits is not None:
                    waiting.remove(fits)
                    self._pair(one, fits, clock)

    def media(self, clock: timedelta) -> None:
        """A file in one copy, and only the words that stand for it in the other."""
        for here, there in self._buckets(clock, lambda each: each.sender):
            ones = [each for each in here if each.files]
            twos = [each for each in there if each.files]
            # Which of three pictures is the one left out, nobody can say.
            if len(ones) == len(twos):
                for one, two in zip(ones, twos, strict=True):
                    if _seconds_fit(one, two) and _one_lacks(one, two):
                        self._pair(one, two, clock)

    def deleted(self, clock: timedelta) -> None:
        for here, there in self._buckets(clock, lambda each: each.sender):
            if len(here) == len(there) == 1:
                one, two = here[0], there[0]
                if one.deleted != two.deleted and _seconds_fit(one, two):
                    self._pair(one, two, clock)

    def renamed(self, clock: timedelta) -> None:
        """The same words in the same minute under another name, more than once."""
        found = [
            (one, two)
            for here, there in self._buckets(clock, lambda each: each.text)
            if len(here) == len(there) == 1
            for one, two in zip(here, there, strict=True)
            if one.text and not one.system and not two.system and _seconds_fit(one, two)
        ]
        names = Counter((one.sender, two.sender) for one, two in found)
        for one, two in found:
            if names[one.sender, two.sender] >= VOTES:
                self._pair(one, two, clock)

    def reworded(self, clock: timedelta) -> None:
        """Other words of one sender at one time, where no other message could be meant."""
        for here, there in self._buckets(clock, lambda each: each.sender):
            if len(here) * len(there) > CROWD:
                continue
            choices = [
                (likeness, one, two)
                for one in here
                for two in there
                if not (one.system or two.system) and _seconds_fit(one, two)
                if (likeness := _likeness(one, two)) >= ALIKE
            ]
            choices.sort(key=lambda choice: -choice[0])  # stable: then in their order
            for _, one, two in choices:
                if one.n in self._left and two.n in self._right:
                    self._pair(one, two, clock)

    def _buckets(
        self, clock: timedelta, of: Callable[[Seen], Hashable]
    ) -> Iterator[tuple[list[Seen], list[Seen]]]:
        """What both sides have of one minute and one key."""
        there: defaultdict[tuple[str, Hashable], list[Seen]] = defaultdict(list)
        for each in self._right.values():
            there[_moved(each.minute, clock), of(each)].append(each)
        here: defaultdict[tuple[str, Hashable], list[Seen]] = defaultdict(list)
        for each in self._left.values():
            if (each.minute, of(each)) in there:
                here[each.minute, of(each)].append(each)
        yield from [(ones, there[key]) for key, ones in here.items()]

    def _pair(self, one: Seen, two: Seen, clock: timedelta) -> None:
        del self._left[one.n], self._right[two.n]
        words = _clock_words(clock) if clock else None
        self.pairs.append(Pair(one.n, two.n, tuple(_differences(one, two, clock)), words))


def _differences(one: Seen, two: Seen, clock: timedelta) -> Iterator[What]:
    if clock:
        yield "clock"
    if (one.second is None) != (two.second is None):
        yield "seconds"
    if one.sender != two.sender:
        yield "sender"
    is_about_files = one.files != two.files
    if is_about_files:
        yield "media"
    if one.deleted != two.deleted:
        yield "deleted"
    elif one.edited != two.edited:
        yield "edited"
    if one.text != two.text and not is_about_files and one.deleted == two.deleted:
        yield "text"


def _seconds_fit(one: Seen, two: Seen) -> bool:
    return one.second is None or two.second is None or one.second == two.second


def _one_lacks(one: Seen, two: Seen) -> bool:
    """One has a file that the other only names, or names not at all."""
    has = [any(present for _, _, present in each.files) for each in (one, two)]
    return has[0] != has[1]


def _likeness(one: Seen, two: Seen) -> float:
    """From 0 to 1. An edited message may be another altogether: the second must tell it then."""
    if one.second is not None and one.second == two.second:
        return 1.0
    if (one.edited or two.edited) and one.second is None and two.second is None:
        return max(ALIKE, _ratio(one.text, two.text))
    return _ratio(one.text, two.text)


def _ratio(one: str, two: str) -> float:
    return SequenceMatcher(None, one[:LOOKED_AT], two[:LOOKED_AT], autojunk=False).ratio()


def _clocks(left: list[Seen], right: list[Seen]) -> list[timedelta]:
    """How far the right clock is off, in quarters of an hour, by words that stand once on each
    side; the most agreed on first. More than one where a summer lies between."""
    ones, twos = (_once(side, lambda each: (each.sender, each.text)) for side in (left, right))
    votes = _apart(ones, twos)
    del votes[timedelta()]  # a clock that is right needs no vote
    return _agreed(votes)


def _apart(ones: dict[Hashable, Seen], twos: dict[Hashable, Seen]) -> Counter[timedelta]:
    """How far apart the same words are, where a clock can be off so far; counted."""
    votes: Counter[timedelta] = Counter()
    for words, one in ones.items():
        two = twos.get(words)
        if two is None or not _seconds_fit(one, two):
            continue
        apart = _between(one, two)
        if abs(apart) <= FAR and not apart % STEP:
            votes[apart] += 1
    return votes


def _between(one: Seen, two: Seen) -> timedelta:
    return datetime.fromisoformat(one.minute) - datetime.fromisoformat(two.minute)


def _agreed(votes: Counter[timedelta]) -> list[timedelta]:
    voters = votes.total()
    return [
        apart
        for apart, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        if count >= VOTES and count * SHARE >= voters
    ]


def _once(side: Sequence[Seen], of: Callable[[Seen], Hashable]) -> dict[Hashable, Seen]:
    """Messages of which this stands on this side once."""
    count = Counter(map(of, side))
    return {
        of(each): each
        for each in side
        if len(each.text) >= TELLING and count[of(each)] == 1 and not each.system
    }


def _moved(minute: str, clock: timedelta) -> str:
    if not clock:
        return minute
    return (datetime.fromisoformat(minute) + clock).isoformat(timespec="minutes")


def _clock_words(clock: timedelta) -> str:
    """+1:00 or -0:30."""
    minutes = int(abs(clock).total_seconds()) // 60
    return f"{'-' if clock < timedelta() else '+'}{minutes // 60}:{minutes % 60:02}"
