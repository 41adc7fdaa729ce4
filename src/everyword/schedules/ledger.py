"""The lines of all accounts: which account each is of, and whose that is said to be.

An account is what a source calls it, signs and blanks aside ("12-34-56 12345678" is "123456
12345678"); a table without an account's name is an account of its own, and the tables that a person
says are one account are one. Nothing here adds up.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from everyword.index.paying import Paid, Stand
from everyword.schedules.household import AccountSaid

FILE: Final = "file "
"""In front of the hash that stands for the unnamed account of a table."""
HASH: Final = 16


class Line(Struct, frozen=True, gc=False):
    """One payment of an account. `day` is ISO as the source has it, cut where it is not known:
    "2024-03-01", "2024-03", "". Negative `amount` leaves the account."""

    item: str
    account: str
    day: str
    amount: Decimal
    currency: str | None
    payee: str | None
    reference: str | None
    balance: Decimal | None
    stands: tuple[Stand, ...]

    @property
    def way(self) -> str:
        return "out" if self.amount < 0 else "in"

    @property
    def is_dated(self) -> bool:
        return len(self.day) == 10


class Seen(Struct):
    """What was met of one account: how its sources call it, and what it is paid in."""

    names: dict[str, None] = {}
    currencies: dict[str | None, None] = {}
    count: int = 0
    first: str = ""
    last: str = ""

    def see(self, name: str, line: Line) -> None:
        self.names.setdefault(name)
        self.currencies.setdefault(line.currency)
        self.count += 1
        if line.is_dated:
            self.first = min(self.first or line.day, line.day)
            self.last = max(self.last, line.day)


class Books:
    """Which account a payment is of. `files`: of each sealed object, its SHA-256 and its name."""

    def __init__(self, said: Iterable[AccountSaid], files: Mapping[str, tuple[str, str]]) -> None:
        self.said = {each.id: each for each in said}
        self._by_name = {plain(name): each.id for each in self.said.values() for name in each.names}
        self._files = files
        self.seen: dict[str, Seen] = {}

    def begin(self) -> None:
        """What was met is forgotten: the payments come again from the first."""
        self.seen = {}

    def lines(self, payments: Iterable[Paid]) -> Iterator[Line]:
        """Each as a line of its account, without those only in what nobody confirmed yet."""
        for each in payments:
            if each.stands:
                made, name = self._line(each)
                self.seen.setdefault(made.account, Seen()).see(name, made)
                yield made

    def _line(self, paid: Paid) -> tuple[Line, str]:
        payment = paid.payment
        key, name = self.account_of(payment.account, paid.stands[0].source)
        said = self.said.get(key)
        currency = payment.currency or (said.currency if said else None)
        line = Line(
            paid.id,
            key,
            (payment.when.local or "")[:10],
            payment.amount,
            currency,
            payment.payee,
            payment.reference,
            payment.balance,
            paid.stands,
        )
        return line, name

    def account_of(self, written: str | None, source: str) -> tuple[str, str]:
        """The account (the id a person gave it, else its plain name), and what it is called."""
        if written and plain(written):
            key, name = plain(written), written
        else:
            sha256, file = self._files[source]
            key, name = FILE + sha256[:HASH], f"unnamed account of {file}"
        return self._by_name.get(key, key), name

    def resolved(self, typed: str) -> str:
        """The account that has this id, name or key now; else its plain name."""
        if typed in self.said:
            return typed
        return self._by_name.get(plain(typed), plain(typed))

    def shown(self, account: str) -> str:
        """The title, and the id that the person's words of it have."""
        return f"{account} {self.title(account)}" if account in self.said else self.title(account)

    def title(self, account: str) -> str:
        """As it is printed: the person's words for it, else the source's."""
        said, seen = self.said.get(account), self.seen.get(account)
        if said and said.title:
            return said.title
        names = [*(seen.names if seen else ())]
        names += [self.name_shown(each) for each in said.names] if said else []
        return names[0] if names else account

    def name_shown(self, name: str) -> str:
        """Of an unnamed account the file that it stands in."""
        if not name.startswith(FILE):
            return name
        found = (file for sha256, file in self._files.values() if name == FILE + sha256[:HASH])
        return f"unnamed account of {next(found, 'a file that is not here')}"

    def whose(self, account: str) -> tuple[str, ...]:
        return self.said[account].whose if account in self.said else ()

    def all(self) -> list[str]:
        """Those a person named in their order, then those met in sources in theirs."""
        return [*self.said, *(each for each in self.seen if each not in self.said)]


def plain(name: str) -> str:
    """Letters and digits alone; the mark of an unnamed account stays as it is."""
    if name.startswith(FILE):
        return name
    text = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in text if sign.isalnum()).casefold()


def fits(pattern: str, text: str | None) -> bool:
    """Is a payee like this? Capitals and blanks aside; * is any words, also none."""
    words = _even(text or "")
    parts = [_even(part, is_part=True) for part in pattern.split("*")]
    if len(parts) == 1:
        return words == parts[0].strip()
    first, *middle, last = parts[0].lstrip(), *parts[1:-1], parts[-1].rstrip()
    if not words.startswith(first):
        return False
    at = len(first)
    for part in middle:
        found = words.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(words) - len(last) >= at and words.endswith(last)


def _even(text: str, is_part: bool = False) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    even = " ".join(folded.split())
    if not is_part:
        return even
    return f"{' ' * folded[:1].isspace()}{even}{' ' * (folded[-1:].isspace() and bool(even))}"


def counted(
    lines: Iterable[Line], accounts: Sequence[str] | None, without: frozenset[str]
) -> Iterator[Line]:
    """Those of these accounts (None: of all), without these items."""
    for line in lines:
        if (accounts is None or line.account in accounts) and line.item not in without:
            yield line
