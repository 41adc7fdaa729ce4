"""Which column is what: proposed from the headings, said in plain words, confirmed by a person."""

import re

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.readers.bank import dates as bank_dates
from everyword.readers.tables import table as csv_table
from everyword.readers.tables.table import Table, is_sum
from everyword.readers.tables.words import code_of, role_of

ROLES = (
    *("date", "amount", "out", "in", "sign", "currency"),
    *("payee", "reference", "balance", "account"),
)
_ANSWER = re.compile(
    r"[a-z]+=-?[0-9]{1,4}(?:\+[0-9]{1,4})*(?:,[a-z]+=-?[0-9]{1,4}(?:\+[0-9]{1,4})*)*"
)
_SAID = {
    "date": "the date is in column {c}",
    "amount": "the amount in column {c}",
    "out": "money going out in column {c}",
    "in": "money coming in in column {c}",
    "sign": "whether it goes out or comes in, column {c}",
    "currency": "the currency in column {c}",
    "payee": "the other person in column {c}",
    "reference": "what it was for in column {c}",
    "balance": "the balance afterwards in column {c}",
    "account": "the account number in column {c}",
}


class Mapping(Struct, frozen=True):
    """Columns by role, counted from 0. `turned`: a plus in the amount is money going out."""

    columns: dict[str, tuple[int, ...]]
    turned: bool = False

    def one(self, role: str) -> int | None:
        found = self.columns.get(role)
        return found[0] if found else None

    @property
    def words(self) -> str:
        """As it is answered: date=1,amount=-5."""
        parts = []
        for role in ROLES:
            if found := self.columns.get(role):
                minus = "-" if role == "amount" and self.turned else ""
                parts.append(f"{role}={minus}{'+'.join(str(each + 1) for each in found)}")
        return ",".join(parts)


def proposed(table: Table) -> Mapping:
    """What the headings, and for two of them the cells, say. Never used without a yes."""
    if not table.first:
        return _by_cells(table)
    found: dict[str, list[int]] = {}
    for at, name in enumerate(table.names):
        role = role_of(name)
        if role is None and name.strip().casefold() == "valuta":
            dated = any(bank_dates.is_date(cells[at]) for cells in table.sample)
            role = "value" if dated else "currency"
        if role is not None:
            found.setdefault(role, []).append(at)
    if "date" not in found and "value" in found:
        found["date"] = found["value"]
    dates = [at for at in found.get("date", ()) if _any(table, at, bank_dates.is_date)]
    found["date"] = dates or found.get("date", [])
    if "amount" in found:
        found.pop("out", None)
        found.pop("in", None)
    else:
        found.pop("sign", None)
    own = found.get("account", [])
    if own and len({cells[own[0]] for cells in table.sample}) > 1:
        found.pop("account")  # the number of the other side
    columns = {
        role: tuple(found[role]) if role == "reference" else (found[role][0],)
        for role in ROLES
        if found.get(role)
    }
    return Mapping(columns)


def _by_cells(table: Table) -> Mapping:
    """Where there is no heading: the first sum is the amount, one more the balance."""
    sums, words = csv_table.sums_of(table.sample), csv_table.words_of(table.sample)
    columns = {"date": (0,), "amount": (sums[0],), "reference": tuple(words)}
    return Mapping(columns | ({"balance": (sums[1],)} if len(sums) > 1 else {}))


def _any(table: Table, at: int, test: object) -> bool:
    assert callable(test)
    return any(test(cells[at]) for cells in table.sample if at < len(cells))


def settle(table: Table, answer: str | None, path: str) -> Mapping:
    """The mapping a person has confirmed. Raises NeedsAnswer."""
    proposal = proposed(table)
    if answer is None:
        raise question(table, proposal, path, "")
    if answer.replace(" ", "").lower() in ("yes", proposal.words):
        return proposal  # what was offered is taken, whatever the rows hold
    wrong, mapping = _answered(table, answer.replace(" ", "").lower())
    if mapping is None:
        raise question(table, proposal, path, f"the answer {answer} cannot be used: {wrong}. ")
    return mapping


def _answered(table: Table, answer: str) -> tuple[str, Mapping | None]:
    if not _ANSWER.fullmatch(answer):
        return "it is not of the form date=1,amount=2", None
    columns: dict[str, tuple[int, ...]] = {}
    turned = False
    for part in answer.split(","):
        role, _, numbers = part.partition("=")
        if role not in ROLES:
            return f"{role} is not one of {', '.join(ROLES)}", None
        if role in columns:
            return f"{role} is named twice", None
        if numbers.startswith("-"):
            if role != "amount":
                return "a minus before a column goes with amount only", None
            turned, numbers = True, numbers[1:]
        found = tuple(int(each) - 1 for each in numbers.split("+"))
        if len(found) > 1 and role not in ("reference", "payee"):
            return f"{role} can be one column only", None
        if any(not 0 <= each < len(table.names) for each in found):
            return f"there are columns 1 to {len(table.names)}", None
        columns[role] = found
    return _whole(table, Mapping(columns, turned))


def _whole(table: Table, mapping: Mapping) -> tuple[str, Mapping | None]:
    """Whether the columns named hold what they are named for."""
    date, sums = mapping.one("date"), [mapping.one(role) for role in ("amount", "out", "in")]
    if date is None:
        return "it names no date", None
    if not any(each is not None for each in sums):
        return "it names no amount", None
    if sums[0] is not None and (sums[1] is not None or sums[2] is not None):
        return "amount does not go with out and in", None
    if not _any(table, date, bank_dates.is_date):
        return f"there are no dates in column {date + 1}", None
    if not any(each is not None and _any(table, each, is_sum) for each in sums):
        return "there are no amounts in the column named for them", None
    return "", mapping


def question(table: Table, proposal: Mapping, path: str, before: str) -> NeedsAnswer:
    """The proposal in plain words, with the headings and an example of each."""
    parts = []
    for role, columns in proposal.columns.items():
        named = " and ".join(f"{at + 1} ({_short(table.names[at])})" for at in columns)
        parts.append(_SAID[role].format(c=named))
    example = _example(table, proposal)
    every = ", ".join(f"{at} {_short(name)}" for at, name in enumerate(table.names[:40], 1))
    words = (
        f"which column is which. {before}It looks as if {', '.join(parts)}. {example}"
        "If that is right, copy the line below. If not, change the numbers in it: "
        f"the columns are {every}. You can also name: {', '.join(ROLES)}"
    )
    return NeedsAnswer(path=path, question=words, key="columns", choices=(proposal.words, "yes"))


def _example(table: Table, proposal: Mapping) -> str:
    cells = table.sample[0]
    at = proposal.one("amount")
    if at is None:
        return ""
    if proposal.one("sign") is not None:
        return ""
    minus = next((each[at] for each in table.sample if "-" in each[at] or "(" in each[at]), None)
    if minus is not None:
        return (
            f"Then {minus.strip()} is money going out of the account; if it is money coming in, "
            f"as on many credit cards, write amount=-{at + 1}. "
        )
    return (
        f"Then {cells[at].strip()} is money coming in; if it is money going out, as on many "
        f"credit cards, write amount=-{at + 1}. "
    )


def _short(name: str) -> str:
    name = name.strip() or "no heading"
    return name if len(name) <= 30 else name[:30] + "..."


def money_of(table: Table, mapping: Mapping) -> str | None:
    """The currency that the heading of an amount names."""
    for role in ("amount", "out", "in"):
        at = mapping.one(role)
        if at is not None and (code := code_of(table.names[at])):
            return code
    return None
