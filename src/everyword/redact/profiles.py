"""What a court wants taken out of every paper, and what of it may stay: small dated data files.

Each profile says for a kind of word what may stay of it (the last four digits, the year, the
initials) and which patterns are looked for although nobody listed them.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.redact.marks import KINDS, Keep, Kind

WIDEST = 200_000
"""Letters of a page that patterns are run over; a page has some thousands."""


class Pattern(Struct, frozen=True, forbid_unknown_fields=True):
    """A shape to look for; `test` luhn or iban throws out numbers that only look alike."""

    name: str
    kind: Kind
    regex: str
    test: str = ""


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """The redaction rules of a court, as seen on a day."""

    id: str
    title: str
    source: str
    seen: str
    keep: dict[Kind, Keep] = {}
    pattern: tuple[Pattern, ...] = ()


class Hit(Struct, frozen=True):
    """A part of a text that a pattern fits."""

    start: int
    stop: int
    pattern: Pattern


def profile(id: str) -> Profile:
    """Raises WrongUsage naming the known ones."""
    known = _all()
    if id not in known:
        raise WrongUsage(
            problem=f"There is no redaction profile {id}.",
            remedy=f"These are there: {', '.join(known)}.",
        )
    return known[id]


def profiles() -> tuple[Profile, ...]:
    return tuple(_all().values())


@lru_cache(maxsize=1)
def _all() -> dict[str, Profile]:
    folder = files("everyword.redact") / "data"
    found = {}
    for each in sorted(folder.iterdir(), key=lambda item: item.name):
        if each.name.endswith(".toml"):
            one = msgspec.convert(tomllib.loads(each.read_text("utf-8")), Profile)
            found[one.id] = one
    return found


def hits(text: str, patterns: tuple[Pattern, ...]) -> list[Hit]:
    """Every fit, in order; of two that overlap both are given."""
    found = []
    for pattern in patterns:
        for match in _compiled(pattern.regex).finditer(text[:WIDEST]):
            start, stop = match.span("it") if "it" in match.groupdict() else match.span()
            if _holds(pattern.test, text[start:stop]):
                found.append(Hit(start, stop, pattern))
    return sorted(found, key=lambda hit: (hit.start, hit.stop))


@lru_cache(maxsize=200)
def _compiled(regex: str) -> "re.Pattern[str]":
    return re.compile(regex, re.IGNORECASE)


def _holds(test: str, text: str) -> bool:
    match test:
        case "luhn":
            return luhn(text)
        case "iban":
            return iban(text)
        case _:
            return True


def luhn(text: str) -> bool:
    """The check digit of payment cards."""
    digits = [int(each) for each in text if each in "0123456789"]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    return len(digits) >= 12 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def iban(text: str) -> bool:
    """The check digits of ISO 13616."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1


def stays(text: str, keep: Keep) -> list[tuple[int, int]]:
    """The parts of a found text, by first and last-but-one index, that may stay readable."""
    if keep == "last4":
        places = [at for at, sign in enumerate(text) if sign.isalnum()]
        if len(places) > 8:  # of a short number the last four would be half of it
            return [(places[-4], places[-1] + 1)]
        return [(places[-4], places[-1] + 1)] if len(places) >= 7 else []
    if keep == "year":
        match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
        return [match.span()] if match else []
    return []


def label_of(kind: Kind, keep: Keep, text: str, basis: str) -> str:
    """What is printed on the box: the basis, and initials where they are to stand for a name."""
    words = basis or KINDS[kind]
    if keep != "initials":
        return words
    initials = [part[0].upper() for part in re.split(r"[\s\-]+", text) if part[:1].isalpha()]
    return f"{'.'.join(initials)}. ({words})" if initials else words
