"""The headings of disclosure forms as records: which figures stand under which, and how sure."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from everyword.errors import WrongUsage

DATA: Final = Path(__file__).parent / "data" / "forms"
DEBTS: Final = ("mortgage", "loan", "card", "overdraft", "tax", "family", "other")
OWNED: Final = (
    *("family home", "other land", "investment", "life policy", "owed to me", "cash"),
    *("vehicle", "goods", "business", "pension", "other"),
)
ANY: Final = "*"
NOT_SAID: Final = "not said"
CONFIDENCE: Final = {
    "official": "the form's own text",
    "copy": "its text as another site has it",
    "secondary": "not sure: from a guide to the form, not from its text",
    "general": "not sure: general knowledge, the form's text was not read",
}


class Heading(Struct, frozen=True, forbid_unknown_fields=True):
    """One heading. `owned`, `owed`, `accounts`: kinds that stand under it, ANY for those that
    stand nowhere else. `income`, `spending`: regular sums (of these `kinds`, else the rest)."""

    number: str
    title: str
    owned: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    income: bool = False
    spending: bool = False
    put_in: bool = False
    gone: bool = False
    costs: bool = False
    summary: bool = False


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """Which of two forms it is: `under` a figure or `since` (at or above) it."""

    what: str
    below: str
    under: str
    at_least: str = msgspec.field(name="from")


class Layout(Struct, frozen=True, forbid_unknown_fields=True):
    """A form's headings in its order; `source`, `seen` and `confidence` say how they are known."""

    title: str
    source: str
    seen: dt.date
    confidence: Literal["official", "copy", "secondary", "general"]
    currency: str
    heading: tuple[Heading, ...]
    note: str | None = None
    choice: Choice | None = None


def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in DATA.glob("*.toml")))


@cache
def layout(name: str) -> Layout:
    """Raises WrongUsage for one that is not there."""
    if name not in names():
        raise WrongUsage(
            problem=f"There is no layout {name!r}.", remedy=f"There are: {', '.join(names())}"
        )
    text = (DATA / f"{name}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Layout)
