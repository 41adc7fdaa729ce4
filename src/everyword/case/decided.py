"""What people decide, as values: what was said of a source, people, facts, exhibits, cites."""

from typing import Final, Literal

import msgspec
from msgspec import Struct

from everyword.index.withheld import Place


class Said(Struct, frozen=True):
    """What a person said of a source. `how` is "not said" until somebody says.

    `phone` is the name they gave the phone it came from.
    """

    how: str = "not said"
    custodian: str | None = None
    answers: dict[str, str] = {}
    phone: str | None = None


class Tie(Struct, frozen=True):
    """What one person is to another, or to nobody named ("employer"), and from when to when.

    Dates as typed; `case.dates` reads them.
    """

    what: str
    to: str | None = None
    since: str | None = None
    until: str | None = None


class Obtained(Struct, frozen=True):
    """What was answered of how a source or an item was obtained (`case.gate` has the questions).

    `places`: of an item, every id that leads to it; none for a source.
    """

    answers: dict[str, str] = {}
    places: tuple[Place, ...] = ()
    name: str = ""


class Unlocking(Struct, frozen=True):
    """What opened a lock: an adviser's word with its day, or the person's own second yes.

    `opens`: the answers that had locked it, as `case.gate` writes them.
    """

    opens: tuple[str, ...]
    adviser: str | None
    words: str
    day: str | None = None


class Person(Struct, frozen=True):
    """Who somebody says it is; the handles are the sources' own words, `aliases` other names.

    `hidden`: what is printed or exported says the role or the initials instead of the name.
    `born` as typed; `side`: whose side the person is on, where somebody said so. `same_as`: the
    person that somebody said this one is.
    """

    id: str
    name: str
    role: str | None = None
    handles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    hidden: bool = False
    child: bool = False
    side: Literal["mine", "other"] | None = None
    born: str | None = None
    same_as: str | None = None


class CiteTo(Struct, frozen=True):
    """What a fact stands on: an item, and where in it. `quote` occurs in it letter for letter."""

    item: str
    page: int | None = None
    lines: tuple[int, int] | None = None
    seconds: tuple[int, int] | None = None
    quote: str | None = None


Status = Literal["agreed", "disputed", "alleged", "admitted", "not answered"]


Kind = Literal["happened", "said", "planned", "claimed by", "supposed", "habitual"]
OWN: Final = "own"


class Fact(Struct, frozen=True):
    """One row of the chronology. `when` is as typed; `case.dates` reads it.

    `by`: the person who said or claims it; `who`: the people it is about; all are ids of people.
    `known_from`: OWN, or the person who told. `response`: what the other side answers to it.
    `due`: when what is planned or promised was to be done, as typed. `notes` are private: no list,
    table, page or package has them.
    """

    id: str
    sentence: str
    when: str
    status: Status
    cites: tuple[CiteTo, ...] = ()
    kind: Kind | None = None
    by: str | None = None
    place: str | None = None
    who: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    known_from: str | None = None
    response: str | None = None
    response_cites: tuple[CiteTo, ...] = ()
    due: str | None = None
    notes: str | None = None

    @property
    def every_cite(self) -> tuple[CiteTo, ...]:
        return (*self.cites, *self.response_cites)


class Knew(Struct, frozen=True):
    """That a person learned of a fact, or said not to know it (`knows` False), and how one knows.

    `when` as typed; `how` in words; `told_by` a person's id.
    """

    id: str
    person: str
    fact: str
    when: str
    how: str | None = None
    told_by: str | None = None
    knows: bool = True
    cites: tuple[CiteTo, ...] = ()

    @property
    def every_cite(self) -> tuple[CiteTo, ...]:
        return self.cites


class Exhibit(Struct, frozen=True):
    """Items put before the court under a label. `context`: messages shown before and after."""

    label: str
    title: str
    items: tuple[str, ...]
    context: int = 2


class Joined(Struct, frozen=True):
    """Whether two conversations are one."""

    one: bool


class Doubled(Struct, frozen=True):
    """Whether two payments or calls of two sources, named by their ids, are one."""

    one: bool
    items: tuple[str, str]


Conversation = tuple[str, str]
"""Reader and name."""
Pair = tuple[Conversation, Conversation]


def pair_key(one: Conversation, two: Conversation) -> str:
    """What a decision on two conversations is about, in whatever order they were named."""
    return msgspec.json.encode(sorted((one, two))).decode()


def pair_of(key: str) -> Pair:
    """The pair that a decision's subject names."""
    found: Pair = msgspec.json.decode(key, type=Pair)
    return found
