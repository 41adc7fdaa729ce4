"""Accounts that payments name and nobody has listed: by their numbers, or by a word for savings.

Only what is written is taken: an IBAN whose check digits fit, a sort code with an account number,
the last digits behind "ending" or a row of x. A number that ends as a listed one does is that one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from everyword.schedules.ledger import Line, plain

_IBAN: Final = re.compile(r"(?<![^\W_])([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})(?![^\W_])")
_SORT: Final = re.compile(r"(?<!\d)(\d{2}-\d{2}-\d{2}|\d{6})[ /]{1,3}(\d{8})(?!\d)")
_ENDING: Final = re.compile(
    r"(?<![^\W_])(?:[x*•…]{2,8}|\.{2,4}|ending(?: in)?|a/c(?: no\.?)?) ?(\d{4,12})(?!\d)", re.I
)
_SAVING: Final = re.compile(
    r"(?<![^\W_])(savings?|saver|umbuchung|tagesgeld|sparkonto|[ée]pargne|livret|ahorros?|"
    r"oszcz[ęe]dno\w{0,8}|накопительн\w{0,8}|tasarruf)(?![^\W_])",
    re.I,
)
LEAST: Final = 4
"""So many last digits tell which account it is."""


class Unlisted(Struct):
    """An account as payments write it. `seen_in`: the accounts that paid it, or were paid by it."""

    words: str
    number: str | None
    items: list[str] = []
    seen_in: dict[str, None] = {}


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """Each account number in it, as written and plain."""
    taken = list[tuple[int, int]]()
    for found in _IBAN.finditer(text):
        written = _whole_iban(found[1])
        if written:
            taken.append(found.span())
            yield written, plain(written)
    for pattern in (_SORT, _ENDING):
        for found in pattern.finditer(text):
            if all(found.end() <= first or found.start() >= last for first, last in taken):
                taken.append(found.span())
                yield found[0].strip(), plain("".join(found.groups()))


def _whole_iban(written: str) -> str | None:
    """The words behind it may look like more of it: the longest part whose check digits fit."""
    parts = written.split(" ")
    for count in range(len(parts), 0, -1):
        text = "".join(parts[:count])
        if 15 <= len(text) <= 34 and _is_iban(text):
            return " ".join(parts[:count])
    return None


def _is_iban(text: str) -> bool:
    figures = "".join(str(int(sign, 36)) for sign in text[4:] + text[:4])
    return int(figures) % 97 == 1


def unlisted(
    lines: Iterable[Line], listed: Iterable[str], own: frozenset[str] = frozenset()
) -> list[Unlisted]:
    """In the order they were met. `listed`: names of the accounts there are; `own`: items of
    transfers between them, in which the account is known."""
    plains = [plain(each) for each in listed]
    found = dict[str, Unlisted]()
    for line in lines:
        if line.item in own:
            continue
        text = f"{line.payee or ''}  {line.reference or ''}"
        named = list(numbers(text))
        for written, number in named:
            if not any(_is_one(number, each) for each in plains):
                _note(found, number, written, number, line)
        saving = None if named else _SAVING.search(text)
        if saving:
            who = " ".join((line.payee or line.reference or "").split())
            _note(found, f"words {plain(who)}", who, None, line)
    return list(found.values())


def _note(found: dict[str, Unlisted], key: str, words: str, number: str | None, line: Line) -> None:
    one = found.setdefault(key, Unlisted(words, number))
    one.items.append(line.item)
    one.seen_in.setdefault(line.account)


def _is_one(number: str, listed: str) -> bool:
    """One ends as the other does; letters of a name that is no number tell nothing."""
    short, long = sorted((number, listed.lstrip("x")), key=len)
    return len(short) >= LEAST and short[-LEAST:].isdecimal() and long.endswith(short)
