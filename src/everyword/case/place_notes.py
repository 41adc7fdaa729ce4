"""Notes by place on how things are obtained: dated, with source and confidence. They say what to
ask about; they give no advice, forbid nothing and suggest nothing.

The records are the TOML files of the folder `places`. Which place is meant is never guessed: the
words of the case must be one of the names a file gives.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

DATA: Final = Path(__file__).parent / "places"
TOPICS: Final = ("recording", "papers", "accounts", "lawyers", "children", "intimate", "sharing")
_TOPICS_OF: Final = {
    "took-part": ("recording",),
    "device": ("papers", "accounts"),
    "how": ("papers", "accounts"),
    "account": ("accounts",),
    "work": ("accounts",),
    "child": ("children",),
    "lawyer": ("lawyers",),
    "intimate": ("intimate",),
}


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """One record. `disagree`: the sources that were read say different things.

    `confidence`: official (the text itself was read), secondary (somebody about it), general (not
    read: known in general).
    """

    id: str
    about: Literal["recording", "papers", "accounts", "lawyers", "children", "intimate", "sharing"]
    words: str
    source: str
    confidence: Literal["official", "secondary", "general"]
    disagree: bool = False
    seen: dt.date | None = None
    jurisdiction: str = ""


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A place: `names` are the words by which a case may call it; `within`: its notes hold too."""

    id: str
    title: str
    names: tuple[str, ...]
    seen: dt.date
    note: tuple[Note, ...] = ()
    within: str | None = None


@cache
def _all() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for path in sorted(DATA.glob("*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["place"]:
            place = msgspec.convert(each, Place)
            found[place.id] = place
    return found


def places() -> list[Place]:
    """By their ids."""
    return [place for _, place in sorted(_all().items())]


def place_of(words: str | None) -> Place | None:
    """The place of this id or name, capitals and blanks apart; None where it is none of them."""
    wanted = " ".join((words or "").split()).casefold()
    fits = [
        place
        for place in _all().values()
        if wanted in {place.id, place.title.casefold(), *map(str.casefold, place.names)}
    ]
    return fits[0] if len(fits) == 1 else None


def notes_for(words: str | None, about: str | None = None) -> list[Note]:
    """The notes of a place, then those of what it is within; none where it is not known."""
    place, found = place_of(words), list[Note]()
    while place is not None:
        found += [
            msgspec.structs.replace(each, seen=each.seen or place.seen, jurisdiction=place.title)
            for each in place.note
            if about in (None, each.about)
        ]
        place = _all()[place.within] if place.within else None
    return found


def topics_of(answers: Mapping[str, str]) -> Iterator[str]:
    """What notes are about that belong to these answers."""
    yield from dict.fromkeys(topic for key in answers for topic in _TOPICS_OF.get(key, ()))


def lines(note: Note) -> list[str]:
    """For a person: the words first, then where they are from."""
    mark = " Sources disagree." if note.disagree else ""
    return [
        f"{note.jurisdiction}: {note.words}{mark} Ask an adviser.",
        f"    source: {note.source} ({_CONFIDENCE[note.confidence]}), seen {note.seen} [{note.id}]",
    ]


_CONFIDENCE: Final = {
    "official": "the text itself was read",
    "secondary": "somebody's account of it",
    "general": "generally known, not read",
}


def to_json(note: Note) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(note)
    return found
