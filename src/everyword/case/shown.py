"""Which messages of the case a picture shows, by the words a machine read in it; and the reverse.

Computed when it is asked for, so it is right after later adds. Rows of words of the picture are
looked for in all conversations; where most of them stand near each other, some hundreds of messages
are laid beside the picture (`screens`). Nothing is merged, and nothing is chosen.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from everyword import screens
from everyword.index import seen
from everyword.index.seen import Hit, Spoken, Words
from everyword.index.store import Entry, Index
from everyword.model import Message, Photo

LONGER = 5
"""Letters of a word that is looked for by itself; shorter ones only in rows of three."""
QUERIES = 80
SPAN = 300
"""Messages from the first hit to the last that are taken together."""
BEFORE, MOST = 50, 400
"""Messages before the first hit that are looked at, too, and at most in all."""
TOP_HITS = 300
CONVERSATIONS = 3
ENOUGH = 20
"""Letters that agree, for a picture to be said to show a message; or two messages."""
PICTURES = 20
NEAR = 10


class Showing(Struct, frozen=True):
    """A picture and the messages it looks like: all from the first to the last that were found.

    `first` and `last` count from 1 in the conversation; `found` has those that the picture shows,
    by their ids; `missing` the lines of the picture that belong to no message.
    """

    picture: Entry
    words: Words
    messages: tuple[Spoken, ...]
    first: int
    last: int
    found: dict[str, screens.Found]
    missing: tuple[str, ...]

    @property
    def is_different(self) -> bool:
        """Figures differ, or a line of the picture is in no message."""
        return bool(self.missing) or any(each.figures for each in self.found.values())


def showing(index: Index, picture: Entry) -> Showing | None:
    """The messages a picture looks like, if any."""
    run = index.connection.execute
    words = seen.words(run, picture.n) if isinstance(picture.reading, Photo) else None
    if words is None or not words.lines:
        return None
    best: tuple[float, screens.Shown, list[Spoken]] | None = None
    for window in _windows(run, words.lines):
        shown, worth = _match(words.lines, window)
        if worth and (best is None or worth > best[0]):
            best = worth, shown, window
    if best is None:
        return None
    _, shown, window = best
    found = {each.id: each for each in shown.found}
    places = [at for at, each in enumerate(window) if each.id in found]
    messages = tuple(window[places[0] : places[-1] + 1])
    first = seen.number_of(run, seen.hit_of(run, messages[0].n))
    last = first + len(messages) - 1
    return Showing(picture, words, messages, first, last, found, shown.missing)


def showings(index: Index) -> Iterator[Showing]:
    """Every picture that looks like messages, in order of time."""
    for id in seen.with_lines(index.connection.execute):
        found = showing(index, index.item(id))
        if found is not None:
            yield found


def shown_in(index: Index, message: Entry) -> list[Showing]:
    """The pictures that show a message. Those around it lead to them: "ok" has no word to find."""
    if not isinstance(message.reading, Message):
        return []
    run = index.connection.execute
    hit = seen.hit_of(run, message.n)
    near = seen.around(run, hit, hit, NEAR, 2 * NEAR + 1)
    pictures: dict[int, float] = {}
    any_read = bool(seen.with_lines(run))
    for phrase in _phrases([each.message.text for each in near]) if any_read else ():
        hits = seen.pictures_with(run, phrase)
        for n in hits:
            pictures[n] = pictures.get(n, 0) + 1 / len(hits)
    likeliest = sorted(pictures, key=lambda n: (-pictures[n], n))[:PICTURES]
    read = (showing(index, index.item(_id_of(run, n))) for n in sorted(likeliest))
    return [each for each in read if each is not None and message.id in each.found]


def _id_of(run: Any, n: int) -> str:
    return str(run("SELECT id FROM item WHERE n = ?", (n,)).fetchone()[0])


def _match(lines: Sequence[str], window: list[Spoken]) -> tuple[screens.Shown, float]:
    """What is shown, and how many letters of it agree: 0 where that is too little to be told."""
    messages = [screens.Message(each.id, each.message.text, each.others) for each in window]
    names = {each.message.thread or "" for each in window}
    names |= {each.message.sender or "" for each in window}
    shown = screens.match(lines, messages, sorted(names))
    texts = {each.id: each.message.text for each in window}
    worth = sum(len(screens.letters(texts[each.id])) * each.alike for each in shown.found)
    return shown, worth if worth >= ENOUGH or len(shown.found) > 1 else 0


def _phrases(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Words to look for: three in a row, and longer ones; spread over all of the text."""
    rows: dict[tuple[str, ...], None] = {}
    longer: dict[tuple[str, ...], None] = {}
    for text in texts:
        words = re.findall(r"[^\W_]+", text)
        rows |= {
            tuple(words[at : at + 3]): None
            for at in range(len(words) - 2)
            if not all(word.isdecimal() for word in words[at : at + 3])
        }
        longer |= {(word,): None for word in words if len(word) >= LONGER}
    return [*_spread(list(rows), QUERIES // 2), *_spread(list(longer), QUERIES // 2)]


def _spread(found: list[tuple[str, ...]], most: int) -> list[tuple[str, ...]]:
    step = max(1, -(-len(found) // most))
    return found[::step]


def _windows(run: Any, lines: Sequence[str]) -> Iterator[list[Spoken]]:
    """The likeliest stretch of each of the likeliest conversations."""
    conversations: dict[tuple[Any, ...], dict[int, tuple[Hit, dict[int, float]]]] = {}
    for number, phrase in enumerate(_phrases(lines)):
        hits = seen.hits(run, phrase)
        for hit in hits:
            of = conversations.setdefault(hit.conversation, {})
            of.setdefault(hit.n, (hit, {}))[1][number] = 1 / len(hits)
    stretches = [_stretch(run, list(hits.values())) for hits in conversations.values()]
    stretches.sort(key=lambda stretch: -stretch[0])
    for _, first, last in stretches[:CONVERSATIONS]:
        yield seen.around(run, first, last, BEFORE, MOST)


def _stretch(run: Any, hits: list[tuple[Hit, dict[int, float]]]) -> tuple[float, Hit, Hit]:
    """The first and last hit of the messages, near each other, in which most was found."""
    hits.sort(key=lambda each: -sum(each[1].values()))
    hits = sorted(hits[:TOP_HITS], key=lambda each: (each[0].sort, each[0].n))
    places = [0]
    for (one, _), (two, _) in pairwise(hits):
        places.append(places[-1] + 1 + seen.apart_by(run, one, two, SPAN))
    best = (0.0, hits[0][0], hits[0][0])
    for start, place in enumerate(places):
        heard: dict[int, float] = {}
        for end in range(start, len(hits)):
            if places[end] - place >= SPAN:
                break
            for phrase, worth in hits[end][1].items():
                heard[phrase] = worth
            total = sum(heard.values())
            if total > best[0]:
                best = total, hits[start][0], hits[end][0]
    return best
