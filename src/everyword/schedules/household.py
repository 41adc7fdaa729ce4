"""What a person says of the household's money: each of these is one entry of the list of decisions.

Amounts are decimals; None is "not known", which is said as such and never counted as nothing.
Days are as typed; `case.dates` reads them. Cites lead to items of the case.
"""

from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

from everyword.case.decided import CiteTo

AccountKind = Literal[
    "current", "savings", "card", "loan", "cash", "investment", "other", "outside"
]
"""Outside: of somebody who is not of the household; its statements are not asked for."""


class AccountSaid(Struct, frozen=True, tag="account", tag_field="entry"):
    """One account. `names`: as sources write it, or "file " and a hash for a table without one.

    `whose`: ids of people; two or more: a joint account. `since`, `closed`: days as typed.
    """

    id: str
    names: tuple[str, ...] = ()
    title: str | None = None
    whose: tuple[str, ...] = ()
    kind: AccountKind | None = None
    currency: str | None = None
    since: str | None = None
    closed: str | None = None
    cites: tuple[CiteTo, ...] = ()


class StatementSaid(Struct, frozen=True, tag="statement", tag_field="entry"):
    """That a statement of an account covers these days (ISO, both counted)."""

    id: str
    account: str
    first: str
    last: str
    cites: tuple[CiteTo, ...] = ()


class KindRule(Struct, frozen=True, tag="kind", tag_field="entry"):
    """Payments to (`way` out) or from (in) payees like `pattern` are of this kind; * is any words.

    `item`: this one payment is, whatever its payee.
    """

    id: str
    kind: str
    pattern: str | None = None
    way: Literal["in", "out"] | None = None
    item: CiteTo | None = None


class Transfer(Struct, frozen=True, tag="transfer", tag_field="entry"):
    """Whether two payments are one sum that went from one account to the other."""

    id: str
    one: CiteTo
    two: CiteTo
    same: bool


class Twice(Struct, frozen=True, tag="twice", tag_field="entry"):
    """Whether the payments that two sources (SHA-256) seem to share are one each."""

    id: str
    one: str
    two: str
    same: bool


class BudgetLine(Struct, frozen=True, tag="line", tag_field="entry"):
    """A regular sum. `times`: days or hours a week, where it is so much a day or an hour."""

    id: str
    what: str
    amount: Decimal | None
    currency: str
    every: str
    way: Literal["in", "out"] = "out"
    kind: str | None = None
    times: Decimal | None = None
    cites: tuple[CiteTo, ...] = ()


class RateSaid(Struct, frozen=True, tag="rate", tag_field="entry"):
    """On a day (ISO) one `of` was `rate` of `to`. `source`: who says so, in words."""

    id: str
    of: str
    to: str
    rate: Decimal
    day: str
    source: str | None = None
    cites: tuple[CiteTo, ...] = ()


class Debt(Struct, frozen=True, tag="debt", tag_field="entry"):
    """What is owed. `whose`: who is said to owe it; `in_name`: in whose name it stands."""

    id: str
    what: str
    amount: Decimal | None
    currency: str
    to: str | None = None
    kind: str | None = None
    whose: tuple[str, ...] = ()
    in_name: tuple[str, ...] = ()
    since: str | None = None
    on: str | None = None
    purpose: str | None = None
    property: str | None = None
    cites: tuple[CiteTo, ...] = ()


class Property(Struct, frozen=True, tag="property", tag_field="entry"):
    """What is owned. `value` on the day `on`, `basis` says whose figure it is."""

    id: str
    what: str
    value: Decimal | None
    currency: str
    kind: str | None = None
    whose: tuple[str, ...] = ()
    in_name: tuple[str, ...] = ()
    since: str | None = None
    on: str | None = None
    basis: str | None = None
    cites: tuple[CiteTo, ...] = ()


class Contribution(Struct, frozen=True, tag="paid in", tag_field="entry"):
    """What somebody put into a thing that is owned: money, or work in words."""

    id: str
    property: str
    by: str
    what: str
    amount: Decimal | None
    currency: str
    day: str | None = None
    cites: tuple[CiteTo, ...] = ()


DisposalKind = Literal["sold", "given", "transferred", "withdrawn", "lost", "other"]


class Disposal(Struct, frozen=True, tag="gone", tag_field="entry"):
    """What went. `amount`: what was got for it, or went; `worth`: what it is said to be worth."""

    id: str
    what: str
    kind: DisposalKind
    amount: Decimal | None
    currency: str
    day: str | None = None
    by: str | None = None
    to: str | None = None
    worth: Decimal | None = None
    cites: tuple[CiteTo, ...] = ()


Answer = Literal["agreed", "refused", "partly"]


class Answered(Struct, frozen=True):
    """What was answered to a claim, and on which day (ISO). `amount`: of a part only."""

    day: str
    answer: Answer
    amount: Decimal | None = None
    cites: tuple[CiteTo, ...] = ()


class Repaid(Struct, frozen=True):
    """What was paid to a claim on a day (ISO)."""

    day: str
    amount: Decimal
    cites: tuple[CiteTo, ...] = ()


class Cost(Struct, frozen=True):
    """One expense. `share`: the part asked back, "1/2". `day`, `asked`: ISO.

    `notice_days`: within so many days of `day` it is to be asked; `pay_days`: and paid within so
    many days of being asked; both by `order`.
    """

    id: str
    what: str
    amount: Decimal | None
    currency: str
    day: str
    share: str
    kind: str | None = None
    who: tuple[str, ...] = ()
    order: str | None = None
    notice_days: int | None = None
    pay_days: int | None = None
    cites: tuple[CiteTo, ...] = ()
    asked: str | None = None
    asked_cites: tuple[CiteTo, ...] = ()
    answered: Answered | None = None
    repaid: tuple[Repaid, ...] = ()


AccountEntry = AccountSaid | StatementSaid | KindRule | Transfer | Twice
BudgetEntry = BudgetLine | RateSaid
AssetEntry = Debt | Property | Contribution | Disposal
"""What stands under the acts "account", "budget" and "asset" of the list of decisions."""

PREFIXES: Final[dict[type, str]] = {
    AccountSaid: "A",
    StatementSaid: "S",
    KindRule: "R",
    Transfer: "M",
    Twice: "W",
    BudgetLine: "B",
    RateSaid: "X",
    Debt: "L",
    Property: "H",
    Contribution: "N",
    Disposal: "G",
    Cost: "C",
}
"""The letter in front of the numbers of each."""
