"""What stands between a payer and a payee: dues, payments, and what rules make of both.

One account is for one payer, one payee and one currency. It is reckoned twice: without the payments
that are disputed, and with them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.case.work import Work
from everyword.errors import NotFound, WrongUsage
from everyword.schedules import arrears, dues, interest
from everyword.schedules.arrears import Ledger
from everyword.schedules.orders import (
    Order,
    Reckoning,
    Term,
    end_of,
    exact_day,
    is_locked,
    of_money,
    orders,
    rates_of,
    terms,
)
from everyword.schedules.payments import Counted, counted, is_there
from everyword.schedules.support_rules import USUAL, Rules, rules_for


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """What may be asked: days as YYYY-MM-DD; `since` and `to` choose the lines that are shown, and
    change no figure. `issued`: the day an application was issued. `summary`: a line for each year;
    `dues`: one for each sum due.
    """

    order: str | None = None
    currency: str | None = None
    since: str | None = None
    to: str | None = None
    as_of: str | None = None
    rules: str | None = None
    payments_to: str | None = None
    issued: str | None = None
    summary: bool = False
    dues: bool = False


class Between(NamedTuple):
    """Whose support: who pays, who is paid, in which currency."""

    by: str
    to: str
    currency: str


class Account(NamedTuple):
    """Everything the table is made of. `ledger` is without what is disputed, `allowed` with it.

    `told` is to be said of the terms' ends; `is_chosen`: somebody chose the rules; `payments_by`:
    those that say what a payment meets.
    """

    between: Between
    as_of: dt.date
    terms: tuple[Term, ...]
    left_out: tuple[str, ...]
    told: tuple[str, ...]
    counted: Counted
    rules: Rules
    rule: interest.Interest | None
    rates: tuple[interest.Rate, ...]
    reckoning: Reckoning
    is_chosen: bool
    payments_by: Rules
    sums: tuple[dues.Due, ...]
    ledger: Ledger
    allowed: Ledger

    @property
    def cites(self) -> dict[str, tuple[CiteTo, ...]]:
        """Of each term and payment that counts, what it was taken from."""
        found = {each.id: each.cites for each in self.terms}
        return found | {each.id: each.cites for each in self.counted.payments}


def account(case: Case, options: Options) -> Account:
    """The terms and payments that are meant, reckoned. Raises WrongUsage, NotFound."""
    as_of = exact_day(options.as_of or case.now[:10], "--as-of")
    between, chosen = _chosen(case, options)
    usable, left_out, told = _usable(case, chosen)
    reckoning = _reckoning(orders(case.work), usable or chosen)
    rules = rules_for(options.rules or reckoning.rules or USUAL)
    to = options.payments_to or (None if options.rules else reckoning.payments_to)
    given = rates_of(reckoning.rates)
    rule = rules.rule(given, reckoning.compounding)
    pure, sums = falling(case, usable, dues.clamped(as_of.replace(day=1), 31))
    several = {each.order for each in all_between(case.work)[between]} != {options.order}
    asked = options.order if several else None
    received = counted(case.work, case.index, between, as_of, asked)
    disputed = {each.id for each in received.payments if each.is_disputed}
    by = rules_for(to) if to else rules

    def reckoned(paid: Sequence[arrears.Paid]) -> Ledger:
        return arrears.reckon(pure, sums, paid, by.priorities, rule, as_of)

    ledger = reckoned([each for each in received.paid if each.id not in disputed])
    allowed = reckoned(received.paid) if disputed else ledger
    return Account(
        between, as_of, tuple(usable), tuple(left_out), tuple(told), received, rules, rule,
        given, reckoning, bool(options.rules or reckoning.rules), by, tuple(sums), ledger, allowed,
    )  # fmt: skip


def all_between(work: Work) -> dict[Between, list[Term]]:
    """All terms of money by who pays whom in which currency; people who are one are one here."""
    found: dict[Between, list[Term]] = {}
    for each in terms(work).values():
        if each.to is not None and each.currency is not None:
            key = Between(work.root_of(each.by), work.root_of(each.to), each.currency)
            found.setdefault(key, []).append(each)
    return found


def _chosen(case: Case, options: Options) -> tuple[Between, list[Term]]:
    """The terms of money that are asked for. Raises WrongUsage where they are of several people."""
    found = {
        between: of
        for between, each in all_between(case.work).items()
        if (options.currency or between.currency).upper() == between.currency
        and (of := [term for term in each if options.order in (None, term.order)])
    }
    if not found:
        raise NotFound(
            thing="term of support",
            name=options.order or options.currency or "of any order",
            command="everyword order list",
        )
    if len(found) > 1:
        ways = "; ".join(
            f"{x.by} to {x.to} in {x.currency} ({', '.join(sorted({t.order for t in of}))})"
            for x, of in found.items()
        )
        raise WrongUsage(
            problem=f"Support is ordered in several ways, which are never added up: {ways}",
            remedy="Choose one:  --order O1    or  --currency GBP",
        )
    return next(iter(found.items()))


def _usable(case: Case, chosen: Sequence[Term]) -> tuple[list[Term], list[str], list[str]]:
    """Terms that count, why others do not, and what is to be said of ends."""
    usable, left_out, told = [], [], []
    people = case.work.people()
    for each in chosen:
        if is_locked(case.work, each.cites):
            left_out.append(f"{each.id} is not counted: what it was taken from is locked.")
        elif gone := [x.item for x in each.cites if not is_there(case.index, x.item)]:
            left_out.append(
                f"{each.id} is not counted: what it was taken from ({gone[0]}) is not in the"
                " case any more."
            )
        elif each.amount is None:
            left_out.append(f"{each.id} is not counted: its amount is not known.")
        else:
            usable.append(each)
            told += end_of(each, people)[1]
    return usable, left_out, told


def falling(
    case: Case, usable: Sequence[Term], until: dt.date
) -> tuple[list[dues.Term], list[dues.Due]]:
    """The terms that count, and their dues. A term ends where another one takes its place, also
    where that one is not counted itself."""
    people, ids = case.work.people(), {each.id for each in usable}
    every = [of_money(each, people) for each in terms(case.work).values() if each.is_money]
    return [each for each in every if each.id in ids], [
        due for due in dues.dues_of(every, until) if due.term in ids
    ]


def _reckoning(known: Mapping[str, Order], chosen: Sequence[Term]) -> Reckoning:
    """What was said of the orders the terms stand in. Raises WrongUsage where it differs."""
    said = {known[each.order].reckoning for each in chosen} - {Reckoning()}
    if len(said) > 1:
        raise WrongUsage(
            problem="The orders of these terms say different rules of interest.",
            remedy="Choose one order:  --order O1",
        )
    return next(iter(said), Reckoning())
