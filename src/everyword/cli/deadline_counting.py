"""The options by which days are counted, and the rule and list they say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct
from msgspec.structs import replace

from everyword.cli.files import read_small
from everyword.cli.settings import remark
from everyword.errors import WrongUsage
from everyword.schedules import holidays_given
from everyword.schedules.days import Counted, Rule, Unit, Way, by_name, full
from everyword.schedules.deadline_entry import event_of
from everyword.schedules.holidays import ONE, Place

F = TypeVar("F", bound=Callable[..., Any])
UNITS: dict[str, Unit] = {
    "days": "days",
    "court_days": "business days",
    "weeks": "weeks",
    "months": "months",
}
_OPTIONS = (
    click.option("--before", help='Counted back from this: "H1", or a day.'),
    click.option("--after", help="Counted on from this."),
    click.option("--days", type=int, help="So many days ..."),
    click.option("--court-days", type=int, help="... or days on which the office is open ..."),
    click.option("--weeks", type=int, help="... or weeks ..."),
    click.option("--months", type=int, help="... or months."),
    click.option("--clear", is_flag=True, help="Clear days: neither end is counted."),
    click.option("--short", type=int, help="Of so many days or fewer, closed ones do not count."),
    click.option("--roll", type=click.Choice(["next", "previous", "no"]),
                 help="Where a last day moves on which the office is closed."),
    click.option("--rule", help="A rule of court there is a record of: deadline rules."),
    click.option("--place", help="The holiday list: deadline places."),
    click.option("--holidays", type=click.Path(path_type=Path), metavar="FILE",
                 help="Your own holiday list: a calendar file, or TOML."),
)  # fmt: skip


class Timing(Struct, frozen=True):
    """What a count starts from, by which rule, and the list the person gave."""

    event: str
    rule: Rule
    own: Place | None = None


def counting(command: F) -> F:
    """Adds the options; `timing` takes them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def timing(typed: dict[str, Any]) -> Timing | None:
    """What the options say; None where none was given. Takes them out of `typed`.

    Raises WrongUsage where they do not fit together.
    """
    given = {name: typed.pop(name) for name in ("before", "after", *UNITS)}
    more = {name: typed.pop(name) for name in ("clear", "short", "roll", "rule", "place")}
    holidays: Path | None = typed.pop("holidays")
    if not any(value not in (None, False) for value in (*given.values(), *more.values())):
        if holidays is not None:
            raise _one("A holiday list alone counts nothing.")
        return None
    ways: list[Way] = [way for way in ("before", "after") if given[way] is not None]
    units = [unit for unit in UNITS if given[unit] is not None]
    if len(ways) != 1 or len(units) != 1:
        raise _one("To count, one day to start from and one number are needed.")
    way, number, unit = ways[0], given[units[0]], UNITS[units[0]]
    rule = _rule(number, unit, way, more)
    own = None
    if holidays is not None:
        own = holidays_given.read(holidays.name, read_small(holidays, holidays_given.LARGEST)).place
        rule = replace(rule, place=None)
    return Timing(event_of(given[way]), rule, own)


def _rule(number: int, unit: Unit, way: Way, more: dict[str, Any]) -> Rule:
    if more["rule"] is None:
        return Rule(
            number,
            unit,
            way,
            more["clear"],
            more["short"] or 0,
            more["roll"] or "no",
            more["place"],
        )
    rule = by_name(more["rule"], number, unit, way)
    changes = {key: more[key] for key in ("short", "roll", "place") if more[key] is not None}
    return replace(rule, clear=rule.clear or more["clear"], **changes)


def _one(problem: str) -> WrongUsage:
    return WrongUsage(problem=problem, remedy="For example:  --before H1 --days 14")


def say(counted: Counted, rule: Rule) -> None:
    """What a person should know beside the day."""
    for words in counted.remarks:
        remark(words)
    if rule.unit == "days" and not rule.clear and rule.named is None and rule.number:
        other = counted.start + (rule.number + 1) * (-ONE if rule.way == "before" else ONE)
        remark(
            f"In clear days (--clear) it would be {full(other)}: ask which your rule means by "
            "“at least” and “not less than”."
        )
