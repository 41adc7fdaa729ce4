"""everyword person: who a number, address or name is said to be."""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click
import msgspec

from everyword.case import people
from everyword.case.asking import Question, questions
from everyword.case.decided import Person, Tie
from everyword.case.people import hidden_notes
from everyword.case.store import Case
from everyword.cli.settings import Settings, pass_settings, printable, remark, table
from everyword.cli.undone import remove_dry, take_out, undo_dry, undo_newest
from everyword.index.query import handle_counts

MOST_NAMED = 8


@click.group()
def person() -> None:
    """The people, and the handles the sources know them by."""


_PARTS = (
    click.option("--role", help="For example: mother, school, neighbour."),
    click.option("--handle", "handles", multiple=True, help="As the source has it."),
    click.option("--alias", "aliases", multiple=True, help="Another name they go by."),
    click.option(
        "--tie",
        "ties",
        multiple=True,
        help='"spouse of P2 from 2010 to 2024-03", "employer of P1", "lawyer of P2".',
    ),
    click.option("--born", help="2016-03-01, 2016, or a range A/B."),
    click.option("--child/--adult", default=None, help="A child, or not (any more)."),
    click.option("--side", type=click.Choice(["mine", "other"]), help="Whose side they are on."),
    click.option("--hide/--show-name", "hidden", default=None,
                 help="What is printed has the role or the initials instead."),
)  # fmt: skip
_TIE = re.compile(r"(.+?)(?: of (P\d{1,9}))?(?: from (\S+))?(?: (?:to|until) (\S+))?")


def _with_parts(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_PARTS):
        command = option(command)
    return command


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the fields of a person; an empty word takes a part out again."""
    found = {key: value for key, value in parts.items() if value not in (None, ())}
    for key in ("handles", "aliases", "ties"):
        if key in found:
            found[key] = tuple(value for value in found[key] if value)
    if "ties" in found:
        found["ties"] = tuple(map(_tie, found["ties"]))
    for key in ("role", "born"):
        if found.get(key) == "":
            found[key] = None
    return found


def _tie(text: str) -> Tie:
    read = _TIE.fullmatch(text.strip())
    assert read is not None, "any words are a tie"
    return Tie(*read.groups())


@person.command()
@click.argument("name")
@_with_parts
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@pass_settings
def add(settings: Settings, /, name: str, dry_run: bool, **parts: Any) -> None:
    """Say who somebody is."""
    given = _given(parts)
    handles, role = given.pop("handles", ()), given.pop("role", None)
    if dry_run:
        remark(f"Would add {name} with {len(handles)} handles.")
        return
    with settings.open(write=True) as case:
        made = case.add_person(name, role, handles, **given)
        click.echo(printable(f"{made.id}  {made.name}"))
        counts = handle_counts(case.index.connection.execute)
        for handle in handles:
            if handle not in counts:
                remark(f"No source has the handle “{handle}” yet, letter for letter.")
        asked = [each for each in questions(case) if made.id in (each.person, each.other)]
        for each in asked[:MOST_NAMED]:
            remark(_asked(case, each))
        if len(asked) > MOST_NAMED:
            remark(f"{len(asked) - MOST_NAMED} more questions:  everyword person ask")


@person.command()
@click.argument("id")
@click.option("--name")
@_with_parts
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@pass_settings
def change(settings: Settings, /, id: str, name: str | None, dry_run: bool, **parts: Any) -> None:
    """Change what was said of a person. Handles, aliases and ties take the place of all before."""
    given = _given(parts) | ({"name": name} if name is not None else {})
    if dry_run:
        remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
        return
    with settings.open(write=True) as case:
        changed = case.change_person(id, **given)
        click.echo(printable(f"{changed.id}  {changed.name}"))
        if changed.hidden:
            for line in hidden_notes({changed.id: changed}):
                remark(line)


@person.command()
@click.argument("one")
@click.argument("two")
@click.option("--dry-run", is_flag=True, help="Only say whether they would be joined.")
@pass_settings
def join(settings: Settings, one: str, two: str, dry_run: bool) -> None:
    """The second is the first: its names and handles go with that one. Undo parts them again."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            ids = [people.person_id(case, each) for each in (one, two)]
            remark(f"Would join {ids[1]} to {ids[0]}.")
            return
        made = people.join(case, one, two)
        also = f", also {', '.join(made.aliases)}" if made.aliases else ""
        click.echo(printable(f"{made.id}  {made.name}{also}"))


@person.command()
@click.argument("id")
@click.argument("other")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def apart(settings: Settings, id: str, other: str, dry_run: bool) -> None:
    """A person is not that other one, or does not go by that handle: it is not asked again."""
    if dry_run:
        remark(f"Would keep {id} and {other} apart.")
        return
    with settings.open(write=True) as case:
        people.keep_apart(case, id, other)
        click.echo(printable(f"apart: {id} and {other}"))


@person.command()
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def ask(settings: Settings, as_json: bool) -> None:
    """Which people may be one, and who else a handle may be. Nothing is joined unasked."""
    with settings.open() as case:
        found = list(questions(case))
        for each in found:
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            else:
                click.echo(printable(_asked(case, each)))
        if not found:
            remark("There is nothing to ask.")


def _asked(case: Case, each: Question) -> str:
    other = shlex.quote(each.other)
    if each.is_handle:
        known = case.work.people_as_said()[each.person].handles
        handles = " ".join(f"--handle {shlex.quote(handle)}" for handle in (*known, each.other))
        return (
            f"“{each.other}” ({each.items:,}): nobody is said to be. Is it {each.name}"
            f" ({each.person})?  everyword person change {each.person} {handles}"
            f"    if not:  everyword person apart {each.person} {other}"
        )
    called = f"“{each.name}” and “{each.other_name}”"
    if each.name.casefold() == each.other_name.casefold():
        called = f"both “{each.name}”"
    return (
        f"{each.person} and {each.other} are {called}: one person, or two?"
        f"  everyword person join {each.person} {other}"
        f"  or  everyword person apart {each.person} {other}"
    )


@person.command()
@click.argument("id")
@remove_dry
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take a person out; undo brings it back."""
    take_out(settings, "person", id, dry_run)


@person.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Undo the newest change of people."""
    undo_newest(settings, "person", dry_run)


@person.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All people."""
    with settings.open() as case:
        known = case.work.people()
        if as_json:
            for each in known.values():
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        rows = [
            (each.id, each.name, ", ".join(each.aliases), each.role or "",
             ", ".join(_said(each, known)), ", ".join(each.handles))
            for each in known.values()
        ]  # fmt: skip
        table(("id", "name", "also", "role", "said", "handles"), rows)


def _said(each: Person, known: Mapping[str, Person]) -> Iterator[str]:
    """What else was said of a person, in a few words each."""
    for tie in each.ties:
        of = f" of {tie.to}" if tie.to else ""
        since, until = f" from {tie.since}" if tie.since else "", tie.until
        yield tie.what + of + since + (f" to {until}" if until else "")
    if each.born:
        yield f"born {each.born}"
    if each.child:
        yield "a child"
    if each.side:
        yield f"side: {each.side}"
    if each.hidden:
        yield f"printed as {people.printed_name(each, known)}"
