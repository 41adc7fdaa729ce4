"""What is counted: the payments of a case, each once, with what a person said of their accounts."""

from collections.abc import Iterator
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from everyword.case import doubling
from everyword.case.dates import read_span
from everyword.case.store import Case
from everyword.errors import EverywordError
from everyword.index.doubles import Double, payments
from everyword.index.paying import balances, paid
from everyword.schedules.entering import entries
from everyword.schedules.flows import Kinds
from everyword.schedules.household import AccountSaid, KindRule, StatementSaid, Transfer, Twice
from everyword.schedules.lacking import kept_back, many, usable
from everyword.schedules.ledger import Books, Line
from everyword.schedules.stated import Balances
from everyword.schedules.transfers import confirmed


class Shared(Struct, frozen=True):
    """Two sources (SHA-256 and name of each) that seem to have so many payments both."""

    one: tuple[str, str]
    two: tuple[str, str]
    pairs: tuple[Double, ...]


class Money:
    """The payments of a case. `lines` streams them, as often as asked; nothing is held of them."""

    def __init__(self, case: Case) -> None:
        self._case, self._left_out = case, list[str]()
        work = case.work
        self.files = {row.object: (row.sha256, row.name) for row in case.index.sources()}
        accounts = entries(work, "account", AccountSaid)
        self.accounts = {
            id: replace(each, whose=tuple(dict.fromkeys(map(work.root_of, each.whose))))
            for id, each in usable(work, accounts, self._left_out).items()
        }
        statements = entries(work, "account", StatementSaid)
        self.statements = usable(work, statements, self._left_out)
        self.rules = entries(work, "account", KindRule)
        self.transfers = entries(work, "account", Transfer)
        self.twice = entries(work, "account", Twice)
        self._of_files: dict[tuple[str, str], set[str]] = {}
        self.books = Books(self.accounts.values(), self.files)
        self.kinds = Kinds(self.rules.values())
        self.shared = self._shared()
        self._said = doubling.said(case)
        self._pairs = {
            (double.one, double.two)
            for each in self.shared
            for double in each.pairs
            if self._is_one(each, double)
        }
        self.once = {two for _, two in self._pairs}
        """Items that are another item's payment again: counted with that one."""
        self._paired = {item: "" for both in self._pairs for item in both}
        self.between, self.broken = confirmed(self.transfers.values(), self._there())

    def lines(self, as_in_files: bool = False) -> Iterator[Line]:
        """All, in order of time, those without a day last; each payment once.

        `as_in_files`: also those that are another's again, so that each file's balances run.
        """
        self.books.begin()
        self._of_files.clear()
        for line in self.books.lines(paid(self._case.index.connection.execute)):
            if line.item in self._paired:
                self._paired[line.item] = line.account
            for stand in line.stands:
                self._of_files.setdefault((stand.source, stand.path), set()).add(line.account)
            if as_in_files or line.item not in self.once:
                yield line

    def asked_for(self) -> list[str]:
        """The accounts of the household: all but those that are said to be outside of it."""
        kinds = {id: each.kind for id, each in self.accounts.items()}
        return [
            key for key in self.books.all() if kinds.get(key) != "outside" or key in self.books.seen
        ]

    def life(self, account: str) -> tuple[str | None, str | None]:
        """From when to when an account was there (ISO): the widest that was said."""
        said = self.accounts.get(account)
        since = read_span(said.since).first if said and said.since else None
        closed = read_span(said.closed).last if said and said.closed else None
        return since, closed

    def balances(self) -> Balances:
        """What statements state beside their lines; after `lines` was gone through."""
        return Balances(balances(self._case.index.connection.execute), self._of_files)

    def open_shared(self) -> list[Shared]:
        """Of these nobody has said whether their payments are one each: both are counted."""
        open_ = []
        for each in self.shared:
            pairs = tuple(pair for pair in each.pairs if self._is_one(each, pair) is None)
            open_ += [replace(each, pairs=pairs)] if pairs else []
        return open_

    def _is_one(self, shared: Shared, double: Double) -> bool | None:
        """What was said of these two payments (`everyword double`), else of their files."""
        return self._said.get(frozenset((double.one, double.two)), self._said_of(shared))

    def _said_of(self, shared: Shared) -> bool | None:
        both = {shared.one[0], shared.two[0]}
        said = [each.same for each in self.twice.values() if {each.one, each.two} == both]
        return said[-1] if said else None

    def _shared(self) -> list[Shared]:
        run = self._case.index.connection.execute
        sources = run("SELECT count(DISTINCT source) FROM item WHERE kind = 'payment'").fetchone()
        if sources[0] < 2:
            return []  # nothing to compare, and a long ledger need not be held for it
        found: dict[tuple[str, str], list[Double]] = {}
        for double in payments(run):
            found.setdefault((double.one_source, double.two_source), []).append(double)
        return [
            Shared(self.files[one], self.files[two], tuple(pairs))
            for (one, two), pairs in found.items()
        ]

    def _there(self) -> set[str]:
        """The items of confirmed transfers that are in the case and open."""
        found = set[str]()
        for each in self.transfers.values():
            for item in (each.one.item, each.two.item):
                with suppress(EverywordError):
                    self._case.check_usable((item,))
                    found |= {item} & {self._case.index.item(item).id}
        return found - self.once

    def remarks(self) -> Iterator[str]:
        """What the figures lack, in words: what is kept back, not read, or asked and not answered.

        After `lines` was gone through.
        """
        yield from kept_back(self._case)
        yield from self._left_out
        for each in self.broken:
            yield (
                f"{each.id}: one half of this transfer is not in the case any more, or is kept"
                " back; the other half is counted like any payment"
            )
        for shared in self.open_shared():
            yield (
                f"{many(len(shared.pairs), 'payment')} may stand in both {shared.one[1]} and"
                f" {shared.two[1]}: counted twice until you say (everyword account ask)"
            )
        yield from self._two_accounts()
        if self.once:
            count = many(len(self.once), "payment")
            yield f"{count} that stand in two sources are counted once, as said"

    def _two_accounts(self) -> Iterator[str]:
        """What is counted once stands under one account's name: the other lacks it until they are
        said to be one."""
        both = {
            (self._paired[one], self._paired[two])
            for one, two in self._pairs
            if self._paired[one] != self._paired[two]
        }
        for one, two in sorted(both):
            yield (
                f"what {self.books.shown(one)} and {self.books.shown(two)} both have is counted"
                " under the first alone: say that they are one account (everyword account name)"
            )
