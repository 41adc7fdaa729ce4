"""everyword contact: the terms of an order on contact, and what became of each day."""

import json
from collections.abc import Callable
from typing import Any, get_args

import click
import msgspec

from everyword.case.store import Case
from everyword.cli import contact_shown
from everyword.cli.contact_shown import in_words, names_of
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import WrongUsage
from everyword.schedules import contact_entry
from everyword.schedules.contact_forms import Said
from everyword.schedules.contact_terms import (
    ACT,
    LAYERS,
    STATES,
    Entry,
    HolidayList,
    State,
    Term,
    Visit,
)

_DRY = click.option("--dry-run", is_flag=True, help="Only check it.")
_JSON = click.option("--json", "as_json", is_flag=True)
_CITES = click.option(
    "--cite", "cites", multiple=True, help="ID, ID:p3 (page), ID:L10-20, ID:s10-25, =quote"
)
_HALVES = click.Choice(["first", "second"])


@click.group()
def contact() -> None:
    """Time with a child: the terms, and what became of each day."""


_PATTERN: tuple[Callable[[Any], Any], ...] = (
    click.option("--every", metavar="DAYS", help="Each week on these: wed, or mon,thu."),
    click.option("--every-other-weekend", is_flag=True, help="From an --anchor on."),
    click.option("--weekends", metavar="1,3,5", help="These weekends of each month."),
    click.option("--counting", metavar="DAY", help="With --weekends: fri or sat is counted."),
    click.option("--cycle", metavar="P1:2,P2:2,...", help="Nights in turn, from an --anchor on."),
    click.option("--on", multiple=True, metavar="DAY", help="A day, or a stretch A/B."),
    click.option("--holidays", metavar="H1", help="The blocks of this list; or for --only."),
    click.option("--default", is_flag=True, help="Every night that no other term gives."),
    click.option("--rrule", metavar="RULE", help="A rule of RFC 5545 that gives days."),
    click.option("--from", "begins", metavar="WHEN", help="'fri 18:00' or 18:00."),
    click.option("--to", "ends", metavar="WHEN", help="'sun 18:00' or '+2 18:00'."),
    click.option("--nights", type=click.IntRange(1, 366), help="So many, no times said."),
    click.option("--anchor", metavar="DAY", help="A day on which the pattern began."),
    click.option("--only", type=click.Choice(["term", "holidays"]), help="By --holidays."),
    click.option("--titled", metavar="WORDS", help="Only holidays with this in their title."),
    click.option("--half", type=_HALVES, help="Half of each holiday."),
    click.option("--middle", type=_HALVES, help="The half that has an odd night."),
    click.option("--years", type=click.Choice(["odd", "even"]), help="In these years only."),
    click.option("--layer", type=click.Choice(LAYERS), help="Which of several terms counts."),
    click.option("--in-force", metavar="A..B", help="First and last day; either may be missing."),
)


def _with(options: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def added(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return added


@contact.command()
@click.argument("order")
@click.argument("words")
@click.option("--with", "person", default="", help="Whose time it is: a person's id or name.")
@_with(_PATTERN)
@click.option("--child", "children", multiple=True, help="For these children only.")
@click.option("--zone", default="", help="On the clocks of this place; else that of the case.")
@_CITES
@_DRY
@_JSON
@pass_settings
def term(
    settings: Settings,
    /,
    dry_run: bool,
    as_json: bool,
    **parts: Any,
) -> None:
    """Enter a term of ORDER (O1; - for what is in none) with its WORDS, and the days it gives.

    An end is a day and a time on the wall, also when the clocks change. Of several terms that give
    one night the strongest layer counts: date, holiday, school holiday, weekly, default.
    """
    parts["order"] = None if parts["order"] == "-" else parts["order"]
    said, base = _said_of(parts), _base_of(parts)
    if not base.person and said.cycle is None:
        raise WrongUsage(problem="Whose time it is, is not said.", remedy="Say it:  --with P2")
    with settings.open(write=not dry_run) as case:
        if dry_run:
            for each in contact_entry.checked_terms(case, said, base):
                click.echo(printable(f"would add  {in_words(each, names_of(case))}"))
            return
        made = contact_entry.add_terms(case, said, base)
        for each in made:
            _put_made(case, each, as_json)
        if len(made) > 1:
            remark(f"These are {len(made)} terms; undo takes back one at a time.")


def _said_of(parts: dict[str, Any]) -> Said:
    """The parts that say the days."""
    names = set(Said.__struct_fields__)
    return Said(**{key: value for key, value in parts.items() if key in names})


def _base_of(parts: dict[str, Any]) -> Term:
    """The other parts of a term, as typed."""
    since, until = _in_force(parts["in_force"])
    given = {
        key: parts[key]
        for key in (
            *("words", "person", "zone", "order", "children", "anchor", "titled", "middle"),
            *("only", "years"),
        )
    }
    return Term(
        "",
        layer="default",
        part=parts["half"] or "all",
        since=since,
        until=until,
        cites=tuple(map(parse_cite, parts["cites"])),
        **given,
    )


def _in_force(text: str | None) -> tuple[str | None, str | None]:
    """A.., ..B or A..B."""
    if text is None:
        return None, None
    first, dots, last = text.partition("..")
    if not dots:
        raise WrongUsage(
            problem=f"--in-force {text}: these are no first and last day.",
            remedy="For example:  2026-01-01..2026-08-31    or  2026-01-01..",
        )
    return first.strip() or None, last.strip() or None


@contact.command()
@click.argument("name")
@click.option("--dates", multiple=True, metavar="A/B", help="First and last day of a holiday.")
@click.option("--source", help="A calendar you added: its name, or the start of its hash.")
@click.option("--titled", help="With --source: only entries with this in their title.")
@click.option("--covers", metavar="A/B", help="The days for which the list says everything.")
@_CITES
@_DRY
@_JSON
@pass_settings
def holidays(
    settings: Settings,
    /,
    name: str,
    dates: tuple[str, ...],
    source: str | None,
    titled: str | None,
    covers: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """A list of school holidays, typed or from a calendar that you added."""
    if titled is not None and source is None:
        raise WrongUsage(
            problem="--titled picks entries of a calendar, and none is named.",
            remedy="Say which:  --source terms.ics",
        )
    with settings.open(write=not dry_run) as case:
        found = tuple(map(parse_cite, cites))
        if source is not None:
            found += contact_entry.of_calendar(case, source, titled)
        entry = HolidayList("", name, dates, found, covers)
        _add(case, entry, dry_run, as_json)


_STATES = tuple(click.option(f"--{each}", is_flag=True) for each in STATES)


@contact.command()
@click.option("--day", required=True, help="The day it began, or was to begin: 2026-01-02.")
@click.option("--with", "person", required=True, help="Whose time it is: a person's id or name.")
@_with(_STATES)
@click.option("--by", help="Who offered it, missed it, was late or declined.")
@click.option("--why", help="In your words, or as it was said.")
@click.option("--minutes", type=click.IntRange(1, 100_000), help="How late.")
@click.option("--nights", type=click.IntRange(0, 366), help="How many followed with that person.")
@click.option("--as-ordered", is_flag=True, help="As many nights as the terms give.")
@click.option("--equivalent", is_flag=True, help="No night, but care a rule counts like one.")
@click.option("--good", is_flag=True, help="It went well.")
@click.option("--disputed", is_flag=True, help="Somebody says otherwise.")
@click.option("--child", help="For this child only: a person's id or name.")
@_CITES
@_DRY
@_JSON
@pass_settings
def visit(
    settings: Settings, /, cites: tuple[str, ...], dry_run: bool, as_json: bool, **parts: Any
) -> None:
    """What became of one day: offered, used, missed, late or declined; good days too.

    What you do not say is not known. Without --cite it is said, and counted apart.
    """
    states: tuple[State, ...] = tuple(each for each in get_args(State) if parts.pop(each))
    entry = Visit("", states=states, cites=tuple(map(parse_cite, cites)), **parts)
    with settings.open(write=not dry_run) as case:
        _add(case, entry, dry_run, as_json)
        if not cites:
            remark("It cites nothing: it is counted as said, not as cited.")
        if "used" in states and entry.nights is None and not entry.as_ordered:
            remark("How many nights followed is not said:  --nights N  or  --as-ordered")


def _add(case: Case, entry: Entry, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        contact_entry.checked(case, entry)
        remark("This would be added.")
        return
    _put_made(case, contact_entry.add(case, entry), as_json)


def _put_made(case: Case, entry: Entry, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(entry), ensure_ascii=False))
    else:
        click.echo(printable(f"{entry.id}  {in_words(entry, names_of(case))}"))


_CHANGES: tuple[Callable[[Any], Any], ...] = (
    click.option("--words", help="Of a term: the words of the order."),
    click.option("--order", help="Of a term: the order it stands in."),
    click.option("--in-force", metavar="A..B", help="Of a term: first and last day."),
    click.option("--covers", metavar="A/B", help="Of a list: what it says everything for."),
    click.option("--day", help="Of a day: when it began."),
    click.option("--with", "person", help="Whose time it is."),
    click.option("--by", help="Of a day: by whom."),
    click.option("--why", help="Of a day: the words."),
    click.option("--nights", type=click.IntRange(0, 366), help="Of a day: how many followed."),
    click.option("--disputed/--not-disputed", default=None, help="Of a day."),
    click.option("--good/--not-good", default=None, help="Of a day."),
)


@contact.command()
@click.argument("id")
@_with(_CHANGES)
@_CITES
@_DRY
@pass_settings
def change(
    settings: Settings, /, id: str, cites: tuple[str, ...], dry_run: bool, **parts: Any
) -> None:
    """Change a term, a list or a day; what it was before is kept. "" takes a part out."""
    changes = {key: value for key, value in parts.items() if value is not None}
    for key in ("by", "why", "covers", "order"):
        if changes.get(key) == "":
            changes[key] = None
    if "in_force" in changes:
        changes["since"], changes["until"] = _in_force(changes.pop("in_force"))
    if cites:
        changes["cites"] = tuple(parse_cite(each) for each in cites if each)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            contact_entry.checked(case, contact_entry.changed(case, id, **changes))
            remark(f"Would change {', '.join(changes) or 'nothing'} of {id}.")
            return
        click.echo(printable(f"{id}  {in_words(contact_entry.change(case, id, **changes), {})}"))


@contact.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take a term, a list or a day out; undo brings it back."""
    with settings.open(write=not dry_run) as case:
        contact_entry.check_removable(case, id)
        if dry_run:
            remark(f"Would take out {id}.")
            return
        case.remove(ACT, id)
        click.echo(f"removed: {id}")


@contact.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of contact."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {contact_entry.undo(case)}")


for _shown in (contact_shown.list_, contact_shown.nights, contact_shown.rules):
    contact.add_command(_shown)
