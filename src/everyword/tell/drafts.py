"""What is drafted from an account: every draft carries its words and where they stand.

`start` and `end` count characters of the text as given (a mark of byte order and CR included), and
`text[start:end]` is the `quote`, to the letter. Nothing here is a fact of the case: a person says
which drafts are right.
"""

from typing import Protocol, TypedDict

import msgspec


class When(msgspec.Struct, frozen=True):
    """Time as the words give it. `lo` and `hi` count `unit`s from `anchor` (an id, "day 0",
    "telling", "birth of p2", or the words of an event; "length": how long it was). With the
    anchor "calendar" they are what is written of a date (2024-03-12, 2024-03, 2024). None is what
    the words leave open, ambiguous dates too."""

    words: str | None = None
    lo: int | str | None = None
    hi: int | str | None = None
    unit: str | None = None
    anchor: str | None = None


class Person(msgspec.Struct, frozen=True):
    """Somebody the account tells of; `names` are words for one person, never joined by guess."""

    id: str
    names: list[str]
    roles: list[str]


class Relation(msgspec.Struct, frozen=True):
    """`a` is the `type` of `b`: p2 is the husband of p1."""

    a: str
    b: str
    type: str
    quote: str
    start: int
    end: int


class Fact(msgspec.Struct, frozen=True):
    """A draft. `kind`: happened, said, planned, claimed by, supposed, habitual. `order`: its place
    in time as far as the words say, from 1."""

    id: str
    text: str
    kind: str
    who: list[str]
    quote: str
    start: int
    end: int
    when: When
    order: int


class Saying(msgspec.Struct, frozen=True):
    """Words in quotation marks; `speaker` only where the account says who."""

    quote: str
    start: int
    end: int
    speaker: str | None


class Knowledge(msgspec.Struct, frozen=True):
    """`who` learned or knew something; `fact`: the draft that says what, where there is one."""

    who: str | None
    fact: str | None
    how: str
    quote: str
    start: int
    end: int


class Mention(msgspec.Struct, frozen=True):
    """Evidence the account names; `have`: does it say that it exists, or that there is none."""

    what: str
    have: bool
    quote: str
    start: int
    end: int


class Sum(msgspec.Struct, frozen=True):
    """`amount` as written in figures or words, None where it is not one plain number; `currency` as
    written, None where it is not."""

    amount: str | None
    currency: str | None
    quote: str
    start: int
    end: int


class Term(msgspec.Struct, frozen=True):
    """What a court or an authority is said to have ordered."""

    by: str
    quote: str
    start: int
    end: int


class Gap(msgspec.Struct, frozen=True):
    """What the account leaves open, as a question."""

    what: str
    question: str
    quote: str
    start: int
    end: int


class Contradiction(msgspec.Struct, frozen=True):
    """Two places that cannot both hold as they stand, or may seem not to; both are shown."""

    what: str
    quote: str
    start: int
    end: int
    other: "Place"


class Place(msgspec.Struct, frozen=True):
    """Some words of the account."""

    quote: str
    start: int
    end: int


class Passed(msgspec.Struct, frozen=True):
    """What was not read as the person's own words, and why."""

    why: str
    quote: str
    start: int
    end: int


class Counts(msgspec.Struct, frozen=True):
    """Sentences, those of which a draft was made, and the stretches of words that gave none."""

    sentences: int
    drafted: int
    left: int


class Told(msgspec.Struct, frozen=True):
    """All drafts of one account. `skipped`: not read as the person's own words; `left`: read, and
    no draft was made of it; `note`: why nothing could be taken from the whole account."""

    people: list[Person]
    relations: list[Relation]
    facts: list[Fact]
    sayings: list[Saying]
    knowledge: list[Knowledge]
    evidence: list[Mention]
    money: list[Sum]
    orders: list[Term]
    gaps: list[Gap]
    contradictions: list[Contradiction]
    skipped: list[Passed]
    left: list[Passed]
    counts: Counts
    note: str | None = None


class Words(TypedDict):
    """The three fields that tie a draft to the text."""

    quote: str
    start: int
    end: int


class Tokens(Protocol):
    """tokens[first:last] of a sentence."""

    @property
    def sentence(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def placed(text: str, start: int, end: int) -> Words:
    """What stands from `start` to `end`."""
    return {"quote": text[start:end], "start": start, "end": end}
