"""everyword person: who a number, address or name is said to be."""

import json
from collections.abc import Iterator

import click
import msgspec

from everyword.case.store import Case
from everyword.cli.settings import Settings, pass_settings, remark, table
from everyword.index.query import handle_counts

MOST_NAMED = 8


@click.group()
def person() -> None:
    """The people, and the handles the sources know them by."""


@person.command()
@click.argument("name")
@click.option("--role", help="For example: mother, school, neighbour.")
@click.option("--handle", "handles", multiple=True, help="As the source has it, letter for letter.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@pass_settings
def add(
    settings: Settings, name: str, role: str | None, handles: tuple[str, ...], dry_run: bool
) -> None:
    """Say who somebody is."""
    if dry_run:
        remark(f"Would add {name} with {len(handles)} handles.")
        return
    with settings.open(write=True) as case:
        made = case.add_person(name, role, handles)
        click.echo(f"{made.id}  {made.name}")
        for line in _handles_to_look_at(case, name, handles):
            remark(line)


def _handles_to_look_at(case: Case, name: str, handles: tuple[str, ...]) -> Iterator[str]:
    """Handles no source has, and those nobody is said to be that look like the name: neither is
    changed, but what belongs to them would be missing without a word."""
    counts = handle_counts(case.index.connection.execute)
    for handle in handles:
        if handle not in counts:
            yield f"No source has the handle “{handle}” yet, letter for letter."
    taken = {handle for each in case.work.people().values() for handle in each.handles}
    words = {word.casefold() for word in name.split() if len(word) > 2}
    near = [
        f"“{handle}” ({count:,})"
        for handle, count in counts.items()
        if handle not in taken and words & {word.casefold() for word in handle.split()}
    ]
    if near:
        yield f"Is this also {name}? Nobody is said to be: {', '.join(near[:MOST_NAMED])}"
        yield f"If so:  everyword person change ID  with every --handle of {name}."


@person.command()
@click.argument("id")
@click.option("--name")
@click.option("--role")
@click.option("--handle", "handles", multiple=True, help="All handles, in place of those before.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@pass_settings
def change(
    settings: Settings,
    id: str,
    name: str | None,
    role: str | None,
    handles: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Change what was said of a person."""
    changes = {"name": name, "role": role, "handles": handles or None}
    given = {key: value for key, value in changes.items() if value is not None}
    if dry_run:
        remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
        return
    with settings.open(write=True) as case:
        changed = case.change_person(id, **given)
        click.echo(f"{changed.id}  {changed.name}")


@person.command()
@click.argument("id")
@pass_settings
def remove(settings: Settings, id: str) -> None:
    """Take a person out; undo brings it back."""
    with settings.open(write=True) as case:
        case.remove("person", id)
        click.echo(f"removed: person {id}")


@person.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of people."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {case.undo('person')}")


@person.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All people."""
    with settings.open() as case:
        people = case.work.people().values()
        if as_json:
            for each in people:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        rows = [(each.id, each.name, each.role or "", ", ".join(each.handles)) for each in people]
        table(("id", "name", "role", "handles"), rows)
