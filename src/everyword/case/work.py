"""What people decide, kept as a list that only grows: a change or an undo is one more entry.

The present state is the list folded from the start, so every state there ever was can be shown.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from everyword.case.quotes import S, of_data, without_quotes
from everyword.index import database
from everyword.index.withheld import Place

Act = Literal[
    "said",
    "person",
    "alike",
    "fact",
    "knew",
    "exhibit",
    "setting",
    "zone",
    "thread",
    "how",
    "unlock",
    "undo",
]


class Decision(Struct, frozen=True):
    """One entry: `subject` is what it is about, `data` its whole new state; None takes it away."""

    n: int
    at: str
    act: Act
    subject: str
    data: dict[str, Any] | None


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


Conversation = tuple[str, str]
"""Reader and name."""
Pair = tuple[Conversation, Conversation]

T = TypeVar("T")


def pair_key(one: Conversation, two: Conversation) -> str:
    """What a decision on two conversations is about, in whatever order they were named."""
    return msgspec.json.encode(sorted((one, two))).decode()


def _pair(key: str) -> Pair:
    found: Pair = msgspec.json.decode(key, type=Pair)
    return found


class Work:
    """The decisions of a case, over the table that holds them."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        rows = connection.execute("SELECT n, at, act, subject, data FROM decision ORDER BY n")
        self.decisions = [_decision(row) for row in rows]
        self.fresh = 0
        self.is_withheld: Callable[[str], bool] = lambda item: False
        self._folded: dict[Act, tuple[int, dict[str, Any]]] = {}

    def decide(self, at: str, act: Act, subject: str, value: Struct | dict[str, Any] | None) -> int:
        """Add one entry and say its number."""
        data = msgspec.json.decode(msgspec.json.encode(value))  # as it comes back from the disk
        number = len(self.decisions) + 1
        decision = Decision(number, at, act, subject, data)
        self._insert(decision)
        self.fresh += 1
        return number

    def undo(self, at: str, number: int) -> None:
        self.decide(at, "undo", str(number), {})

    def restore(self, lines: bytes) -> None:
        """Fill an empty list from a snapshot."""
        assert not self.decisions, "only an empty list is restored"
        with database.transaction(self._connection):
            for line in lines.splitlines():
                self._insert(msgspec.json.decode(line, type=Decision))

    def snapshot(self) -> bytes:
        """The whole list as JSON Lines."""
        return b"".join(msgspec.json.encode(each) + b"\n" for each in self.decisions)

    def _insert(self, decision: Decision) -> None:
        self._connection.execute(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?)",
            (
                decision.n,
                decision.at,
                decision.act,
                decision.subject,
                msgspec.json.encode(decision.data).decode(),
            ),
        )
        self.decisions.append(decision)

    def _standing(self) -> Iterator[Decision]:
        """The entries that no later standing entry undoes."""
        undone: set[str] = set()
        for decision in reversed(self.decisions):
            if str(decision.n) in undone:
                continue
            if decision.act == "undo":
                undone.add(decision.subject)
        for decision in self.decisions:
            if str(decision.n) not in undone and decision.act != "undo":
                yield decision

    def history(self, act: Act, subject: str) -> list[tuple[Decision, str | None]]:
        """Every entry about one thing, oldest first, and when it was undone, if it was."""
        undone = {each.subject: each.at for each in self.decisions if each.act == "undo"}
        return [
            (self._as_shown(each), undone.get(str(each.n)))
            for each in self.decisions
            if each.act == act and each.subject == subject
        ]

    def _as_shown(self, each: Decision) -> Decision:
        return msgspec.structs.replace(each, data=of_data(each.data, self.is_withheld))

    def standing(self, *acts: Act) -> list[Decision]:
        """The entries of these kinds that nothing undid, oldest first."""
        return [each for each in self._standing() if each.act in acts]

    def newest(self, act: str) -> Decision | None:
        """The latest standing entry of one kind."""
        standing = [each for each in self._standing() if each.act == act]
        return standing[-1] if standing else None

    def _all(self, act: Act, type: type[T]) -> dict[str, T]:
        known = self._folded.get(act)
        if known is not None and known[0] == len(self.decisions):
            return known[1]
        state: dict[str, T] = {}
        for decision in self._standing():
            if decision.act != act:
                continue
            if decision.data is None:
                state.pop(decision.subject, None)
            else:
                state[decision.subject] = msgspec.convert(decision.data, type)
        self._folded[act] = (len(self.decisions), state)
        return state

    def said(self, object: str) -> Said:
        return self._all("said", Said).get(object, Said())

    def said_now(self, object: str, said: Said) -> Said:
        """What is said of a source when this is said too; naming the phone takes its zones."""
        before = self.said(object)
        phone = before.phone if said.phone is None else self.phone(said.phone)
        answers = {**before.answers, **said.answers}
        if said.phone is not None and phone in self.zones() and "zone" not in said.answers:
            answers.pop("zone", None)
        how = said.how if said.how != "not said" else before.how
        return Said(how, said.custodian or before.custodian, answers, phone)

    def answers(self, object: str) -> dict[str, str]:
        """What a reader is told: the zone of the case, else of the phone, else of this source."""
        said, zone = self.said(object), self.setting("zone")
        typed = self.zones().get(said.phone) if said.phone is not None else None
        if typed is not None:
            zone = f"{typed} [phone: {said.phone}]"
        return {**({"zone": zone} if zone else {}), **said.answers}

    def zones(self) -> dict[str, str]:
        """Of each phone, the zones somebody said it had, as `readers.times.zone` reads them."""
        found = self._all("zone", dict[str, str])
        return {phone: each["zones"] for phone, each in found.items()}

    def phone(self, name: str) -> str:
        """A phone's name as it was first written; capitals and blanks make no other phone of it."""
        name = " ".join(name.split())
        known = [*self.zones(), *(each.phone for each in self._all("said", Said).values())]
        same = (each for each in known if each and each.casefold() == name.casefold())
        return next(same, name)

    def apart(self) -> set[Pair]:
        """The pairs of conversations that somebody said are two."""
        return {_pair(key) for key, each in self._all("thread", Joined).items() if not each.one}

    def joined(self) -> set[Pair]:
        """The pairs of conversations that somebody said are one."""
        return {_pair(key) for key, each in self._all("thread", Joined).items() if each.one}

    def people_as_said(self) -> dict[str, Person]:
        """Each as it was entered, also those that are said to be another one."""
        return self._all("person", Person)

    def people(self) -> dict[str, Person]:
        """One for each person; who is said to be another one is found in that one's names."""
        said, found = self.people_as_said(), dict[str, Person]()
        roots = self._roots()
        for id, each in said.items():
            root = found.get(roots.get(id, id), said[roots.get(id, id)])
            if id != root.id:
                names = (*root.aliases, each.name, *each.aliases)
                aliases = tuple(dict.fromkeys(name for name in names if name != root.name))
                handles = tuple(dict.fromkeys((*root.handles, *each.handles)))
                ties = (*root.ties, *each.ties)
                root = msgspec.structs.replace(root, aliases=aliases, handles=handles, ties=ties)
            found[root.id] = root
        return {id: found[id] for id in said if id in found}

    def root_of(self, id: str) -> str:
        """The person this one is said to be, or itself."""
        return self._roots().get(id, id)

    def _roots(self) -> dict[str, str]:
        """Of each person who is said to be another one that is there: the last of the row."""
        said, roots = self.people_as_said(), dict[str, str]()
        for id in said:
            at, seen = id, {id}
            while (other := said[at].same_as) in said and other not in seen:
                seen.add(other)
                at = other
            if at != id:
                roots[id] = at
        return roots

    def obtained(self) -> dict[str, Obtained]:
        """Of each source and item somebody answered for, the answers now."""
        return self._all("how", Obtained)

    def facts(self) -> dict[str, Fact]:
        """Without the quotes of what the gate keeps; they are shown again when it is unlocked.
        People who are said to be one are one in them."""
        facts, roots = self._unquoted(self.facts_as_kept()), self._roots()
        return {id: _renamed(fact, roots) for id, fact in facts.items()} if roots else facts

    def facts_as_kept(self) -> dict[str, Fact]:
        """To be kept again, changed; never to be shown."""
        return self._all("fact", Fact)

    def knowledge(self) -> dict[str, Knew]:
        """As with facts."""
        known, roots = self._unquoted(self.knowledge_as_kept()), self._roots()
        for id, each in known.items() if roots else ():
            person, teller = roots.get(each.person), roots.get(each.told_by or "")
            changed = {"person": person or each.person, "told_by": teller or each.told_by}
            known = {**known, id: msgspec.structs.replace(each, **changed)}
        return known

    def knowledge_as_kept(self) -> dict[str, Knew]:
        """As with facts."""
        return self._all("knew", Knew)

    def people_apart(self) -> set[tuple[str, str]]:
        """What somebody said are two: two people, or a person and a handle."""
        found = self._all("alike", dict[str, Any])
        return {msgspec.json.decode(key, type=tuple[str, str]) for key in found}

    def _unquoted(self, kept: dict[str, S]) -> dict[str, S]:
        return {id: without_quotes(each, self.is_withheld) for id, each in kept.items()}

    def exhibits(self) -> dict[str, Exhibit]:
        return self._all("exhibit", Exhibit)

    def setting(self, name: str) -> str | None:
        found = self._all("setting", dict[str, str]).get(name)
        return found["value"] if found else None

    def next_number(self, act: Act, prefix: str) -> str:
        """The next label after every one ever given, so that a removed one is never used again."""
        used = [
            int(each.subject[len(prefix) :])
            for each in self.decisions
            if each.act == act
            and each.subject.startswith(prefix)
            and each.subject[len(prefix) :].isdecimal()
        ]
        return f"{prefix}{max(used, default=0) + 1}"


def _renamed(fact: Fact, roots: Mapping[str, str]) -> Fact:
    who = tuple(dict.fromkeys(roots.get(each, each) for each in fact.who))
    by, known = roots.get(fact.by or "", fact.by), roots.get(fact.known_from or "", fact.known_from)
    return msgspec.structs.replace(fact, who=who, by=by, known_from=known)


def _decision(row: Any) -> Decision:
    return Decision(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]))
