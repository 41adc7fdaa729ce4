"""What is to be taken out of a PDF, what was found for it, and the private record of it."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.redact.geometry import Rect

Kind = Literal["child", "name", "address", "account", "identity", "birth", "phone", "other"]
Keep = Literal["nothing", "last4", "year", "initials"]

KINDS: dict[Kind, str] = {
    "child": "child's name",
    "name": "name",
    "address": "address",
    "account": "account number",
    "identity": "identity number",
    "birth": "date of birth",
    "phone": "telephone or e-mail",
    "other": "redacted",
}
"""The basis printed on a box where the person gives none."""
MOST = 10_000


class Box(Struct, frozen=True):
    """A place on a page as shown: points from its upper left corner; pages count from 1."""

    page: int
    x: float
    y: float
    width: float
    height: float
    basis: str = "redacted"


class Word(Struct, frozen=True):
    """A word, name, address, number or date (2015-03-04: all usual spellings) to be taken out."""

    text: str
    kind: Kind = "other"
    basis: str = ""
    line: bool = False
    """Take out the whole line, so that the gap does not tell how long the word was."""


class Spec(Struct, frozen=True, forbid_unknown_fields=True):
    """redact.toml: `profile`, `[[box]]`, `[[word]]`."""

    profile: str = "plain"
    box: tuple[Box, ...] = ()
    word: tuple[Word, ...] = ()


class Mark(Struct, frozen=True):
    """One box that will be drawn: where, why, and what lies under it."""

    page: int
    rect: Rect
    """In the page's own space."""
    basis: str
    label: str
    words: str = ""
    """What was found here, as it is written there; empty for a box of the person's."""
    secrets: tuple[str, ...] = ()
    """What must be nowhere in the copy."""
    is_pictured: bool = False
    """A machine read it in a picture."""


class Logged(Struct, frozen=True):
    """A box in the private record: as shown, in points from the upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float
    basis: str
    label: str
    sha256: str
    """Of the letters that were under it, UTF-8. Short words can be guessed from it."""
    words: str | None = None


class Check(Struct, frozen=True):
    """One point of the acceptance test."""

    id: str
    title: str
    state: Literal["passed", "failed", "not done"]
    found: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    """Where it failed, from 1, if it is a matter of single pages."""


class Finding(str):
    """Said because a person must act on it; other words are remarks."""


def findings_of(said: Sequence[str]) -> tuple[str, ...]:
    """What a person must act on."""
    return tuple(str(each) for each in said if isinstance(each, Finding))


def remarks_of(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in said if not isinstance(each, Finding))


class Log(Struct, frozen=True):
    """The private record; it is kept beside the copy and never goes into it."""

    source: str
    """SHA-256 of the file as given."""
    sha256: str
    """SHA-256 of the redacted copy; empty before there is one."""
    boxes: tuple[Logged, ...]
    counts: dict[str, int]
    """Boxes of each page."""
    findings: tuple[str, ...]
    """What a person must act on."""
    pictured: tuple[int, ...]
    """Pages that were made again as a picture."""
    checks: tuple[Check, ...]
    hits: tuple[int, ...] = ()
    """How often each word was found on the pages, in the order given."""
    elsewhere: tuple[int, ...] = ()
    """Which words, from 0, are on no page but in other data of the file."""
    remarks: tuple[str, ...] = ()
    """What else is to be said of the copy."""


def read_spec(path: Path) -> Spec:
    """The boxes and words of a redact.toml. Raises WrongUsage saying what does not fit."""
    try:
        spec = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Spec)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        words = str(fault).split("\n")[0]
        raise WrongUsage(
            problem=f"{path} cannot be used: {words}",
            remedy="See how one is written:  everyword redact --help",
        ) from None
    checked(spec.box, spec.word)
    return spec


def read_words(path: Path) -> tuple[Word, ...]:
    """One word a line, "child: Rowan Fox" or only the word; lines that begin with # are left out.

    Raises WrongUsage where the file cannot be read or a line says nothing.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "it is not UTF-8 text"
        remedy = "Give a text file with one word on each line."
        raise WrongUsage(problem=f"{path}: {reason}.", remedy=remedy) from None
    found = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        kind, colon, rest = line.partition(":")
        named = next((each for each in KINDS if each == kind.strip().lower()), None)
        if colon and named is not None:
            found.append(Word(rest.strip(), named))
        else:
            found.append(Word(line.strip()))
    checked((), found)
    return tuple(found)


def box_of(text: str) -> Box:
    """PAGE,X,Y,W,H[=BASIS] of a command line. Raises WrongUsage."""
    place, _sign, basis = text.partition("=")
    try:
        page, *numbers = place.split(",")
        x, y, width, height = (float(each) for each in numbers)
        box = Box(int(page), x, y, width, height, basis.strip() or "redacted")
    except ValueError:
        raise WrongUsage(
            problem=f"{text} is not a box.",
            remedy="Give page, left, top, width, height in points:  --box 3,72,100,120,14=address",
        ) from None
    checked((box,), ())
    return box


def checked(boxes: Sequence[Box], words: Sequence[Word]) -> None:
    """Raises WrongUsage for a box without area, a word of less than two letters, or too many."""
    for box in boxes:
        numbers = (box.x, box.y, box.width, box.height)
        if box.page < 1 or not all(-1e5 < each < 1e5 for each in numbers):
            _wrong(f"There is no place {numbers} on page {box.page}.")
        if box.width < 1 or box.height < 1:
            _wrong(f"The box on page {box.page} is smaller than a point.")
    for word in words:
        if sum(letter.isalnum() for letter in word.text) < 2:
            _wrong(f"{word.text!r} is too short to look for.")
        if len(word.text) > 500:
            _wrong(f"{word.text[:40]!r}... is longer than 500 letters.")
    if len(boxes) > MOST or len(words) > MOST:
        _wrong(f"There are more than {MOST} boxes or words.")


def _wrong(problem: str) -> None:
    raise WrongUsage(problem=problem, remedy="Correct it and run the same command again.")
