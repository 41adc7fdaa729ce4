"""The demonstration: the made-up household taken through the whole program, with its functions.

Nothing here is special to the demonstration: each step is what the command of that name does.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from everyword.bundle.build import build, write_manifest
from everyword.bundle.of_case import SectionSpec, Spec, plan_of_case
from everyword.bundle.spec import ScheduleSpec
from everyword.case.dates import day_words
from everyword.case.decided import CiteTo, Said
from everyword.case.handover import export
from everyword.case.store import Case, Clock
from everyword.demo import household
from everyword.demo.exhibits import Exhibit
from everyword.demo.facts import Cite
from everyword.errors import CaseExists, Damaged
from everyword.index.store import Entry, Query
from everyword.intake.receive import Watch
from everyword.model import Message, Payment
from everyword.schedules.matching import Proposal
from everyword.schedules.orders import Order, Term, add_order, add_term
from everyword.schedules.payments import Payment as Paid
from everyword.schedules.payments import add_all
from everyword.schedules.proposals import proposals
from everyword.vault.checks import Check
from everyword.vault.package import verify_package


class Made(Struct, frozen=True):
    """Where everything is, and how much of it there is."""

    folder: Path
    passphrase: str
    sources: int
    items: int
    doubled: int
    facts: int
    exhibits: int
    pages: int
    findings: tuple[str, ...]
    checks: tuple[int, int]
    seconds: tuple[tuple[str, float], ...]


def make(folder: Path, now: Clock, watch: Watch, say: Callable[[str], None]) -> Made:
    """Everything in `folder`, which must not exist yet or be empty."""
    if folder.exists() and any(folder.iterdir()):
        raise CaseExists(path=folder)
    clocked = _Clocked(say)
    with clocked.step("writing the household: a phone, a bank account, a drawer"):
        home = household.write(folder / "household")
    with clocked.step("making an encrypted case"):
        case, secrets = Case.create(folder / "case", now, home.zone)
    with case:
        with clocked.step("sealing and reading every file"):
            items, doubled = _take_in(case, folder / "household", home, watch)
        with clocked.step("persons, facts, exhibits and payments"):
            _Teller(case, home).tell()
        with clocked.step("printing bundle.pdf"):
            planned = plan_of_case(case, spec_of(home), day_words(now().date().isoformat()))
            manifest = build(planned, folder / "bundle.pdf")
            write_manifest(manifest, folder / "bundle.pdf")
            case.save_work()
        with clocked.step("writing the package for the other side"):
            export(case, folder / "package", bundle=folder / "bundle.pdf")
        with clocked.step("verifying case and package"):
            of_case = _all_match(case.vault.verify(watch))
            of_package = _all_match(verify_package(folder / "package"))
        counts = (len(case.work.facts()), len(case.work.exhibits()))
        sources = len(case.index.sources())
    (folder / "passphrase.txt").write_text(secrets.passphrase + "\n", "utf-8")
    return Made(
        folder,
        secrets.passphrase,
        sources,
        items,
        doubled,
        *counts,
        len(manifest.pages),
        manifest.findings,
        (of_case, of_package),
        tuple(clocked.spent),
    )


class _Clocked:
    """Says each step and keeps how long it took."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.spent: list[tuple[str, float]] = []
        self._say = say

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        self.spent.append((what, time.monotonic() - start))
        self._say(f"{self.spent[-1][1]:5.1f} s  {what}")


def _take_in(case: Case, folder: Path, home: household.Household, watch: Watch) -> tuple[int, int]:
    items = doubled = 0
    for each in home.sources:
        said = Said(each.how, each.custodian, dict(each.answers))
        for received in case.add([folder / each.file], said, lambda row, fresh: None, watch):
            if received.error is not None:
                raise received.error
            assert received.account is not None, f"{each.file}: {received.question}"
            items += received.account.items
            doubled += received.account.doubled
    return items, doubled


def spec_of(home: household.Household) -> Spec:
    labels = tuple(each.label for each in home.exhibits)
    support = ScheduleSpec(
        "support", options={"as_of": home.order.as_of, "rules": home.order.rules}
    )
    sections = (SectionSpec("Exhibits of Alex Morgan", labels),)
    return Spec(home.title, home.lines, sections, schedules=(support,))


def _all_match(checks: list[Check]) -> int:
    for check in checks:
        if not check.ok:
            raise Damaged(path=check.name, reason=check.said)
    return len(checks)


class _Teller:
    """Says in the case what the household's description says of itself."""

    def __init__(self, case: Case, home: household.Household) -> None:
        self._case, self._home = case, home
        self._object = {row.name: row.object for row in case.index.sources()}

    def tell(self) -> None:
        for person in self._home.persons:
            self._case.add_person(person.name, person.role, person.handles)
        for fact in self._home.facts:
            cites = tuple(self._cite(cite) for cite in fact.cites)
            self._case.add_fact(fact.sentence, fact.date, fact.status, cites)
        for exhibit in self._home.exhibits:
            self._case.set_exhibit_prefix(exhibit.label.rstrip("0123456789"))
            items = tuple(entry.id for entry in self._shown(exhibit))
            self._case.add_exhibit(exhibit.title, items, 2)
        self._order()

    def _order(self) -> None:
        """What the order says has to be paid, and the lines of the bank that paid it."""
        people = {each.name: id for id, each in self._case.work.people().items()}
        said = self._home.order
        cites = (self._cite(said.cite),)
        order = add_order(self._case, Order("", said.title, said.day, said.court, cites))
        term = Term(
            "", order.id, "", people[said.by], people[said.to], said.amount, said.currency,
            said.every, first=said.first, words=said.words, cites=cites,
        )  # fmt: skip
        add_term(self._case, term)
        found = [line for each in proposals(self._case) for line in each.lines]
        since = [each for each in found if each.line.day.isoformat() > said.day]  # before: rent
        add_all(self._case, [_paid(each, term) for each in since])

    def _entries(self, file: str) -> list[Entry]:
        source = self._object[file.rsplit("/", 1)[-1]] if file not in self._object else None
        return list(self._case.index.find(Query(source=source or self._object[file])))

    def _one(self, file: str, words: str) -> Entry:
        found = [entry for entry in self._entries(file) if words in _said_in(entry)]
        assert len(found) == 1, f"{file}: {words!r} stands in {len(found)} items"
        return found[0]

    def _cite(self, cite: Cite) -> CiteTo:
        if cite.find is not None:
            entry = self._one(cite.file, cite.find)
            quote = cite.find if isinstance(entry.reading, Message) else None
            return CiteTo(entry.id, quote=quote)
        entry = self._entries(cite.file)[0]
        return CiteTo(entry.id, page=cite.page, seconds=cite.seconds)

    def _shown(self, exhibit: Exhibit) -> list[Entry]:
        if exhibit.find:
            return [self._one(exhibit.file, words) for words in exhibit.find]
        entries = self._entries(exhibit.file)
        if exhibit.days:
            first, last = exhibit.days
            return [e for e in entries if first <= (_local(e) or "")[:10] <= last]
        return [entry for entry in entries if not hasattr(entry.reading, "what")]


def _paid(found: Proposal, term: Term) -> Paid:
    line = found.line
    cites = (CiteTo(line.item),)
    return Paid("", line.day.isoformat(), line.amount, line.currency, term.by, term.to, cites)


def _said_in(entry: Entry) -> str:
    match entry.reading:
        case Message(text=text):
            return text
        case Payment(payee=payee, reference=reference):
            return f"{payee} {reference}"
        case other:
            return "\n".join(getattr(other, "text", ()))


def _local(entry: Entry) -> str | None:
    when = getattr(entry.reading, "when", None)
    return when.local if when else None
