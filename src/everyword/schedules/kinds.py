"""The kinds of schedule there are, and how one is made of a case by its name."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import msgspec

from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules.table import Schedule


class Kind(NamedTuple):
    """`module` has `Options` and `make(case, options) -> Schedule`."""

    name: str
    module: str
    short: str


KINDS: tuple[Kind, ...] = (
    Kind(
        "support",
        "everyword.schedules.support",
        "Support: due, received, unpaid, and interest where a rule has it.",
    ),
    Kind(
        "money",
        "everyword.schedules.money",
        "In and out by month and kind, regular sums, what is short.",
    ),
    Kind(
        "debts",
        "everyword.schedules.debts",
        "Debts, property, contributions, and what was sold or given.",
    ),
    Kind(
        "costs",
        "everyword.schedules.costs",
        "Shared costs: claimed back, answered, paid, open.",
    ),
    Kind(
        "statements",
        "everyword.schedules.statements",
        "Which months of which account are missing.",
    ),
    Kind(
        "form",
        "everyword.schedules.form",
        "The figures of money under the headings of a disclosure form.",
    ),
    Kind(
        "contact",
        "everyword.schedules.contact",
        "Nights by the terms of an order, and what is said of each day.",
    ),
    Kind(
        "deadlines", "everyword.schedules.deadlines", "Hearings and deadlines, how each is counted."
    ),
)


def make(case: Case, name: str, options: Mapping[str, Any]) -> Schedule:
    """Count one. Raises WrongUsage for a kind or an option that is not there, and what it raises.

    Options are those of its command, with _ for -; a value may be the text of it.
    """
    found = next((each for each in KINDS if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in KINDS)
        raise WrongUsage(problem=f"There is no schedule {name!r}.", remedy=f"There are: {known}")
    module = import_module(found.module)
    try:
        asked = msgspec.convert(dict(options), module.Options, strict=False)
    except msgspec.ValidationError as fault:
        raise WrongUsage(
            problem=f"The schedule {name} cannot be made so: {fault}",
            remedy=f"See what may be asked of it:  everyword schedule {name} --help",
        ) from None
    schedule: Schedule = module.make(case, asked)
    return schedule
