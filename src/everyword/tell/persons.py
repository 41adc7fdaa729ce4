"""A person of an account, and whom a pronoun means."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from everyword.tell.sentences import Token
from everyword.tell.tables import listed, words


@dataclass
class Somebody:
    """One person while the account is read; `sex` m, f or u."""

    id: str
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    sex: str = "u"
    first: tuple[int, int] = (0, 0)


class Seen(NamedTuple):
    """A person named at tokens[first:last] of a sentence."""

    sentence: int
    first: int
    last: int
    id: str


class Link(NamedTuple):
    """`a` is the `type` of `b`, by the words at (start, end)."""

    a: str
    b: str
    type: str
    start: int
    end: int


PRONOUNS = {
    "he": "m",
    "him": "m",
    "his": "m",
    "she": "f",
    "her": "f",
    "himself": "m",
    "herself": "f",
}
BEFORE_KIN = listed(
    "ex former late older elder eldest oldest younger youngest little big new current dear best"
    " future second first then first-born middle only own beloved good soon-to-be estranged former"
    " next-door upstairs downstairs old twin step adult teenage"
)
WHICH = listed(
    "older elder eldest oldest younger youngest little big first second middle new current former"
    " twin adult late other"
)
NEAR = 6
"""Sentences back in which a pronoun looks for whom it means."""


def is_office(person: Somebody) -> bool:
    return bool(person.roles) and all(role in words("role") for role in person.roles)


def has_name(person: Somebody, by_name: dict[str, str]) -> bool:
    return any(name.lower() in by_name for name in person.names)


def is_kin_word(all_: Sequence[Token], at: int) -> bool:
    kin = words("kin_m") | words("kin_f") | words("kin_u")
    return at < len(all_) and all_[at].low in kin


def lower_my(text: str) -> str:
    """ "My husband" at the beginning of a sentence is "my husband"."""
    first = text.split()[0]
    return text[0].lower() + text[1:] if first.lower() in _BEFORE_LOWER else text


_BEFORE_LOWER = listed("my our his her their the a an")


def add(found: list[str], word: str) -> None:
    if word.lower() not in (each.lower() for each in found):
        found.append(word)


SAME = {
    "mum": "mother", "mom": "mother", "mummy": "mother", "mommy": "mother", "mama": "mother",
    "dad": "father", "daddy": "father", "papa": "father", "neighbor": "neighbour",
    "solicitor": "lawyer", "attorney": "lawyer", "ex-partner": "ex", "nan": "grandmother",
    "grandma": "grandmother", "granny": "grandmother", "gran": "grandmother",
    "grandad": "grandfather", "granddad": "grandfather", "grandpa": "grandfather",
}  # fmt: skip
"""Words for one part in a family, under the plainest of them."""


SHORT_KIN = {
    "DH": "husband", "DW": "wife", "DP": "partner", "OH": "partner", "DS": "son", "DD": "daughter",
    "DM": "mother", "MIL": "mother-in-law", "FIL": "father-in-law", "SIL": "sister-in-law",
    "BIL": "brother-in-law", "STBX": "husband", "STBXH": "husband", "STBXW": "wife",
    "ExH": "ex-husband", "XH": "ex-husband", "ExW": "ex-wife", "exH": "ex-husband",
}  # fmt: skip
"""As people write in forums."""


def is_listed(all_: Sequence[Token], at: int) -> bool:
    """ "my sister, Anna and Tom": a list, no second name of the sister."""
    return all_[at].low == "and"


def is_listed_kin(all_: Sequence[Token], at: int) -> bool:
    """ "Tom, my sister and I": a list, no word for Tom."""
    return at + 1 < len(all_) and all_[at + 1].low in ("and", "'s")
