"""everyword fact: the rows of the chronology."""

import json
import re
from typing import get_args

import click
import msgspec

from everyword import chronology
from everyword.case.work import CiteTo, Status
from everyword.cli.settings import Settings, pass_settings, remark, table
from everyword.errors import WrongUsage

STATUSES: tuple[str, ...] = get_args(Status)
_CITE = re.compile(r"([a-z0-9]+)(?::(?:p(\d+)|L(\d+)-(\d+)|s(\d+)-(\d+)))?", re.IGNORECASE)


def parse_cite(text: str) -> CiteTo:
    """ID, ID:p3 (page), ID:L10-20 (lines), ID:s10-25 (seconds); then an optional "=quote"."""
    place, equals, quote = text.partition("=")
    found = _CITE.fullmatch(place.strip())
    if found is None:
        raise WrongUsage(
            problem=f"--cite {text}: a cite is an item's id and, if you like, a place in it.",
            remedy="For example:  --cite k3v92mfa  or  k3v92mfa:p3  or  k3v92mfa:s10-25",
        )
    item, page, first, last, start, end = found.groups()
    return CiteTo(
        item,
        int(page) if page else None,
        (int(first), int(last)) if first else None,
        (int(start), int(end)) if start else None,
        quote if equals else None,
    )


_when = click.option("--when", help='2024-03-01, 2024-03, a range A/B, or "about 2024-03".')
_status = click.option("--status", type=click.Choice(STATUSES))
_cites = click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, ID:s10-25")


@click.group()
def fact() -> None:
    """What happened, one neutral sentence each, with the items it stands on."""


@fact.command()
@click.argument("sentence")
@_when
@_status
@_cites
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(
    settings: Settings,
    sentence: str,
    when: str | None,
    status: Status | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Add a fact. Nothing is filled in for you: date and status are yours to say."""
    if when is None or status is None:
        raise WrongUsage(
            problem="A fact needs --when and --status.",
            remedy='For example:  --when "about 2024-03" --status alleged',
        )
    found = tuple(parse_cite(cite) for cite in cites)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            case.check_fact(when, found)
            remark("This fact would be added.")
            return
        made = case.add_fact(sentence, when, status, found)
        click.echo(f"{made.id}  {made.sentence}")
        if not made.cites:
            remark(f"It cites nothing yet:  everyword fact change {made.id} --cite ID")


@fact.command()
@click.argument("id")
@click.option("--sentence")
@_when
@_status
@_cites
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@pass_settings
def change(
    settings: Settings,
    id: str,
    sentence: str | None,
    when: str | None,
    status: Status | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Change a fact; what it was before is kept."""
    changes = {
        "sentence": sentence,
        "when": when,
        "status": status,
        "cites": tuple(parse_cite(cite) for cite in cites) or None,
    }
    given = {key: value for key, value in changes.items() if value is not None}
    if dry_run:
        remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
        return
    with settings.open(write=True) as case:
        changed = case.change_fact(id, **given)
        click.echo(f"{changed.id}  {changed.sentence}")


@fact.command()
@click.argument("id")
@pass_settings
def remove(settings: Settings, id: str) -> None:
    """Take a fact out; undo brings it back."""
    with settings.open(write=True) as case:
        case.remove("fact", id)
        click.echo(f"removed: fact {id}")


@fact.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of facts."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {case.undo('fact')}")


@fact.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The chronology: all facts in order of time."""
    with settings.open() as case:
        rows = chronology.rows(case.work.facts().values())
        if as_json:
            for row in rows:
                click.echo(json.dumps(msgspec.to_builtins(row.fact), ensure_ascii=False))
            return
        cells = [
            (row.fact.id, row.span.words, row.fact.status, str(len(row.cites)), row.fact.sentence)
            for row in rows
        ]
        table(("id", "when", "status", "cites", "what"), cells)
