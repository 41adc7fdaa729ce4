"""What people decide, kept as a list that only grows: a change or an undo is one more entry.

The present state is the list folded from the start, so every state there ever was can be shown.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from everyword.case.decided import (
    Exhibit,
    Fact,
    Joined,
    Knew,
    Obtained,
    Pair,
    Person,
    Said,
    pair_of,
)
from everyword.case.quotes import of_data, without_quotes
from everyword.index import database

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
    "double",
    "how",
    "unlock",
    "order",
    "term",
    "payment",
    "contact",
    "account",
    "budget",
    "asset",
    "cost",
    "deadline",
    "plan",
    "draft",
    "undo",
]


class Decision(Struct, frozen=True):
    """One entry: `subject` is what it is about, `data` its whole new state; None takes it away."""

    n: int
    at: str
    act: Act
    subject: str
    data: dict[str, Any] | None


T = TypeVar("T")
S = TypeVar("S", bound=Struct)


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

    def state(self, act: Act, type: type[T]) -> dict[str, T]:
        """What stands of one kind by its subject, as kept: to be kept again, changed."""
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

    def present(self) -> list[Decision]:
        """What stands now: of each thing its newest entry, without those that were taken away."""
        newest: dict[tuple[Act, str], Decision] = {}
        for decision in self._standing():
            newest[decision.act, decision.subject] = decision
        return [each for each in newest.values() if each.data is not None]

    def said(self, object: str) -> Said:
        return self.state("said", Said).get(object, Said())

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
        found = self.state("zone", dict[str, str])
        return {phone: each["zones"] for phone, each in found.items()}

    def phone(self, name: str) -> str:
        """A phone's name as it was first written; capitals and blanks make no other phone of it."""
        name = " ".join(name.split())
        known = [*self.zones(), *(each.phone for each in self.state("said", Said).values())]
        same = (each for each in known if each and each.casefold() == name.casefold())
        return next(same, name)

    def apart(self) -> set[Pair]:
        """The pairs of conversations that somebody said are two."""
        return {pair_of(key) for key, each in self.state("thread", Joined).items() if not each.one}

    def joined(self) -> set[Pair]:
        """The pairs of conversations that somebody said are one."""
        return {pair_of(key) for key, each in self.state("thread", Joined).items() if each.one}

    def people_as_said(self) -> dict[str, Person]:
        """Each as it was entered, also those that are said to be another one."""
        return self.state("person", Person)

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
        return self.state("how", Obtained)

    def facts(self) -> dict[str, Fact]:
        """Without the quotes of what the gate keeps; they are shown again when it is unlocked.
        People who are said to be one are one in them."""
        facts, roots = self.shown("fact", Fact), self._roots()
        return {id: _renamed(fact, roots) for id, fact in facts.items()} if roots else facts

    def facts_as_kept(self) -> dict[str, Fact]:
        """To be kept again, changed; never to be shown."""
        return self.state("fact", Fact)

    def knowledge(self) -> dict[str, Knew]:
        """As with facts."""
        known, roots = self.shown("knew", Knew), self._roots()
        for id, each in known.items() if roots else ():
            person, teller = roots.get(each.person), roots.get(each.told_by or "")
            changed = {"person": person or each.person, "told_by": teller or each.told_by}
            known = {**known, id: msgspec.structs.replace(each, **changed)}
        return known

    def knowledge_as_kept(self) -> dict[str, Knew]:
        """As with facts."""
        return self.state("knew", Knew)

    def people_apart(self) -> set[tuple[str, str]]:
        """What somebody said are two: two people, or a person and a handle."""
        found = self.state("alike", dict[str, Any])
        return {msgspec.json.decode(key, type=tuple[str, str]) for key in found}

    def shown(self, act: Act, type: type[S]) -> dict[str, S]:
        """The same without the quotes of what the gate keeps: to be shown."""
        kept = self.state(act, type)
        return {id: without_quotes(each, self.is_withheld) for id, each in kept.items()}

    def exhibits(self) -> dict[str, Exhibit]:
        return self.state("exhibit", Exhibit)

    def setting(self, name: str) -> str | None:
        found = self.state("setting", dict[str, str]).get(name)
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
