"""everyword knew: who knew what, since when, and how one knows."""

import json
from typing import Any

import click
import msgspec

from everyword.case import knowledge
from everyword.case.decided import Knew
from everyword.chronology.knowledge import cell_words, clashes, grid
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, remark, table
from everyword.cli.undone import remove_dry, take_out, undo_dry, undo_newest


@click.group()
def knew() -> None:
    """Who knew what, and since when. What nobody said stays unknown."""


@knew.command()
@click.option("--person", required=True, help="Who knew it: a person's id or name.")
@click.option("--fact", required=True, help="What: the fact's id.")
@click.option("--when", required=True, help='Since when, as for a fact; "not known" is an answer.')
@click.option("--how", help='In your words: "read the message", "was there".')
@click.option("--told-by", help="A person's id or name.")
@click.option("--denied", is_flag=True, help="They said they did not know it: cite the words.")
@click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, ID:s10-25, =quote")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(
    settings: Settings, /, denied: bool, cites: tuple[str, ...], dry_run: bool, **parts: Any
) -> None:
    """Say that somebody knew of a fact, or said that they did not."""
    found = tuple(parse_cite(cite) for cite in cites)
    said = Knew("", knows=not denied, cites=found, **parts)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            knowledge.checked(case, said)
            remark("This would be added.")
            return
        made = knowledge.add(case, said)
        known = "knew" if made.knows else "said not to know"
        click.echo(f"{made.id}  {made.person} {known} {made.fact}")
        if not made.cites:
            remark("It cites nothing; take it out and add it with --cite when you have a source.")
        for clash in clashes(case):
            if made.id in clash.facts:
                remark(clash.words)


@knew.command()
@click.argument("id")
@remove_dry
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take one out; undo brings it back."""
    take_out(settings, "knew", id, dry_run)


@knew.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Undo the newest change of who knew what."""
    undo_newest(settings, "knew", dry_run)


@knew.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line for each thing said.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The grid: facts down, people across. What cannot all be so is said with both quotes."""
    with settings.open() as case:
        for clash in clashes(case):
            remark(clash.words)
        if as_json:
            for each in case.work.knowledge().values():
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        found, people = grid(case), case.work.people()
        columns = ("fact", *(f"{each.name} ({each.id})" for each in found.people), "what")
        cells = [
            (line.fact.id, *(cell_words(cell, people) for cell in line.cells), line.fact.sentence)
            for line in found.lines
        ]
        table(columns, cells)
