"""What only a person can say of their accounts, asked with the command that answers it."""

import shlex
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.schedules.counting import Money
from everyword.schedules.flows import NO_KIND, TWO_KINDS, flows
from everyword.schedules.ledger import FILE
from everyword.schedules.sums import money
from everyword.schedules.transfers import Proposal, proposals
from everyword.schedules.unlisted import unlisted

What = Literal["account", "transfer", "twice", "kind", "unlisted"]
MOST_ITEMS: Final = 20


class Question(Struct, frozen=True):
    """`words` in one line, `command` that answers it, and the first of the `items` it is about."""

    what: What
    words: str
    command: str
    items: tuple[str, ...]


def questions(counted: Money) -> Iterator[Question]:
    """Accounts nobody named, transfers, payments in two sources, payees without a kind, accounts
    that payments name and nobody listed. Nothing is decided by asking."""
    transfers = list(proposed(counted))
    yield from _accounts(counted)
    yield from (_transfer(counted, each) for each in transfers)
    for shared in counted.open_shared():
        names = shlex.quote(shared.one[1]), shlex.quote(shared.two[1])
        yield Question(
            "twice",
            f"{len(shared.pairs):,} payments seem to stand in both {shared.one[1]} and"
            f" {shared.two[1]}: are they one each? (everyword list --differences)",
            f"everyword account twice {names[0]} {names[1]}    (two each: --apart)",
            tuple(item for each in shared.pairs for item in (each.one, each.two))[:MOST_ITEMS],
        )
    yield from _kinds(counted)
    yield from _unlisted(counted)


def proposed(counted: Money) -> Iterator[Proposal]:
    """Payments that may have gone from one account to another."""
    return proposals(counted.lines(), counted.transfers.values())


def _accounts(counted: Money) -> Iterator[Question]:
    for key, seen in counted.books.seen.items():
        said = counted.accounts.get(key)
        if said is not None and said.whose and said.kind:
            continue
        title = counted.books.title(key)
        name = title.removeprefix("unnamed account of ") if key.startswith(FILE) else title
        days = f", {day_words(seen.first)} to {day_words(seen.last)}" if seen.first else ""
        yield Question(
            "account",
            f"{title}: {seen.count:,} payments{days}. Whose is it, and of which kind?",
            f"everyword account name {shlex.quote(said.id if said else name)} --whose P1"
            " --kind current",
            (),
        )


def _transfer(counted: Money, each: Proposal) -> Question:
    one, two = each.out, each.into
    sure = f"; {each.others} more fit as well" if each.others else ""
    return Question(
        "transfer",
        f"{money(-one.amount, one.currency)} left {counted.books.title(one.account)} on"
        f" {day_words(one.day)} and {money(two.amount, two.currency)} came to"
        f" {counted.books.title(two.account)} on {day_words(two.day)}: one transfer between these"
        f" accounts?{sure}",
        f"everyword account moved {one.item} {two.item}    (it is not: --apart)",
        (one.item, two.item),
    )


def _kinds(counted: Money) -> Iterator[Question]:
    found = flows(counted.lines(), counted.kinds, counted.between)
    for (payee, way), each in sorted(found.unknown.items(), key=lambda it: -len(it[1].items)):
        count = f"{len(each.items):,} payment{'s' * (len(each.items) != 1)} {way}"
        if not payee.strip():
            words = f"{count} without a payee: look at each"
            command = f"everyword account kind {each.items[0]} KIND --item"
        else:
            words = f"{' '.join(payee.split())}: {count}. What kind?"
            command = f"everyword account kind {shlex.quote(payee)} KIND --{way}"
        fits = {counted.kinds.of_payee(payee, way)} - {NO_KIND}
        words += f" ({TWO_KINDS}: make one rule longer)" if fits else ""
        yield Question("kind", words, command, tuple(each.items[:MOST_ITEMS]))


def _unlisted(counted: Money) -> Iterator[Question]:
    for each in unlisted(counted.lines(), listed(counted), counted.between):
        seen = ", ".join(counted.books.title(account) for account in each.seen_in)
        yield Question(
            "unlisted",
            f"{each.words}: named in {len(each.items):,} payments of {seen}, and not listed."
            " Is it an account of the household? (if not: --kind outside)",
            f"everyword account name {shlex.quote(each.words)} --whose P1",
            tuple(each.items[:MOST_ITEMS]),
        )


def listed(counted: Money) -> list[str]:
    """The names of every account that is in the case or that a person named."""
    named = [name for each in counted.accounts.values() for name in each.names]
    titles = [each.title for each in counted.accounts.values() if each.title]
    return [*named, *titles, *(key for key in counted.books.seen if not key.startswith(FILE))]
