"""Which column of a call log is what: proposed from the headings, confirmed by a person."""

import re

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.readers.bank import dates as bank_dates
from everyword.readers.calls.words import (
    LENGTHS,
    ROLES,
    is_pair,
    is_router,
    kind_of,
    role_of,
    seconds_of,
)
from everyword.readers.tables import table as csv_table

MARKS = (",", ";", "\t", "|")
MOST_BEFORE = 20
_SAMPLE = 20
_ANSWER = re.compile(r"[a-z]+=\d{1,4}(?:,[a-z]+=\d{1,4})*", re.ASCII)
_NUMBER = re.compile(r"[+(]?[\d\s().*#/-]{3,25}|(?:unknown|private|withheld|anonymous)", re.I)
_EPOCH = re.compile(r"\d{12,13}", re.ASCII)
_SAID = {
    "date": "the day",
    "time": "the time of day",
    "number": "the other side's number",
    "from": "the number that called",
    "to": "the number that was called",
    "kind": "whether it came in or went out",
    "seconds": "the length in seconds",
    "minutes": "the length in minutes",
    "mmss": "the length as minutes:seconds",
    "hhmm": "the length as hours:minutes",
}


class Calls(Struct, frozen=True):
    """A table of calls: `first` is the line of its heading; columns by role, from 0."""

    mark: str
    first: int
    names: list[str]
    sample: list[list[str]]
    columns: dict[str, int]

    @property
    def is_router(self) -> bool:
        return is_router(self.names)

    @property
    def words(self) -> str:
        """As it is answered: date=1,number=3,seconds=5."""
        found = [(role, self.columns[role]) for role in ROLES if role in self.columns]
        return ",".join(f"{role}={at + 1}" for role, at in found)


def find(text: str, complete: bool) -> Calls | None:
    """The table in the first letters of a file; None where there is none of calls."""
    end = "\n" if "\n" in text else "\r"
    lines = text.split(end)
    if not complete and len(lines) > 1:
        lines.pop()  # it may be cut
    lines = [line.removesuffix("\r") for line in lines]
    for mark in MARKS:
        for at, line in enumerate(lines[:MOST_BEFORE]):
            if mark in line and len(line) < 10_000:
                names = csv_table.split(line, mark)
                found = names and _heads(mark, at + 1, names, lines[at + 1 : at + 1 + _SAMPLE])
                if found:
                    return found
    return None


def _heads(mark: str, first: int, names: list[str], rest: list[str]) -> Calls | None:
    roles: dict[str, int] = {}
    if len(names) > csv_table.MOST_COLUMNS:
        return None
    for at, name in enumerate(names):
        role = role_of(name)
        if role is not None:
            roles.setdefault(role, at)
    if "words" in roles or not ("date" in roles and {"number", "from", "to"} & roles.keys()):
        return None
    split = (csv_table.split(line, mark) for line in rest if line.strip())
    rows = [cells for cells in split if cells and csv_table.same_width(cells, len(names))]
    rows = [cells for cells in rows if is_moment(cells[roles["date"]])]
    if not rows or not _are_calls(rows, roles):
        return None
    if "length" in roles:
        at = roles.pop("length")
        if not any(each in roles for each in LENGTHS):
            roles["hhmm" if is_router(names) else _unit(rows, at)] = at
    return Calls(mark, first, names, rows, roles)


def _are_calls(rows: list[list[str]], roles: dict[str, int]) -> bool:
    """A number beside each day, and a length, or a word that only calls have."""
    ends = [roles[role] for role in ("number", "from", "to") if role in roles]
    numbered = sum(any(_NUMBER.fullmatch(cells[at].strip()) for at in ends) for cells in rows)
    if 2 * numbered < len(rows):
        return False
    if "length" in roles or any(each in roles for each in LENGTHS):
        return True
    at = roles.get("kind")
    return at is not None and all(kind_of(cells[at]) for cells in rows)


def _figures(calls: Calls) -> str:
    """How kinds that are bare figures are read."""
    at = calls.columns.get("kind")
    if at is None or not any(cells[at].strip().isdecimal() for cells in calls.sample):
        return ""
    if calls.is_router:
        return "1 is a call that came in, 2 one that was missed, 4 one that went out. "
    return "1 is a call that came in, 2 one that went out, 3 one that was missed. "


def _unit(rows: list[list[str]], at: int) -> str:
    """Proposed only: a person is asked."""
    return "mmss" if any(is_pair(cells[at]) for cells in rows) else "seconds"


def is_moment(cell: str) -> bool:
    return bank_dates.is_date(cell) or _EPOCH.fullmatch(cell.strip()) is not None


def settle(calls: Calls, answer: str | None, path: str) -> Calls:
    """The columns a person has confirmed. Raises NeedsAnswer."""
    if answer is None:
        raise _question(calls, path, "")
    given = answer.replace(" ", "").lower()
    if given == "yes":
        return calls
    if not _ANSWER.fullmatch(given):
        raise _question(calls, path, f"the answer {answer[:100]} cannot be used. ")
    columns: dict[str, int] = {}
    for part in given.split(","):
        role, _, number = part.partition("=")
        if role not in ROLES or role in columns or not 0 < int(number) <= len(calls.names):
            raise _question(calls, path, f"{part} in the answer cannot be used. ")
        columns[role] = int(number) - 1
    lengths = [role for role in LENGTHS if role in columns]
    ends = {"number", "from", "to"} & columns.keys()
    if "date" not in columns or not ends or len(lengths) > 1:
        raise _question(calls, path, "the answer names no day, no number, or two lengths. ")
    return Calls(calls.mark, calls.first, calls.names, calls.sample, columns)


def _question(calls: Calls, path: str, before: str) -> NeedsAnswer:
    parts = []
    for role in ROLES:
        if role in calls.columns:
            at = calls.columns[role]
            parts.append(f"{_SAID[role]} is in column {at + 1} ({calls.names[at].strip()[:30]})")
    example = ""
    for role in LENGTHS:
        at = calls.columns.get(role, -1)
        cell = next((row[at] for row in calls.sample if at >= 0 and row[at].strip("0: ")), None)
        seconds = seconds_of(cell, role) if cell else None
        if cell and seconds is not None:
            minutes, rest = divmod(seconds, 60)
            example = f"Then {cell.strip()} is {minutes} min {rest} s. "
    every = ", ".join(f"{at} {name.strip()[:30]}" for at, name in enumerate(calls.names[:40], 1))
    words = (
        f"which column is which. {before}It looks as if {', '.join(parts)}. "
        f"{_figures(calls)}{example}"
        "If that is right, copy the line below. If not, change the numbers or words in it: "
        f"the columns are {every}. You can name: {', '.join(ROLES)}"
    )
    return NeedsAnswer(path=path, question=words, key="columns", choices=(calls.words, "yes"))
