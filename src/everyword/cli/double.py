"""everyword double: whether a payment or a call that two sources tell of is one."""

import json

import click

from everyword.case import doubling
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.index.summary import one_line


@click.group()
def double() -> None:
    """Payments and calls that may stand in two sources, in other words: are they one or two?

    They are asked about in `list --differences`. Nothing is merged: both stay in the list; what
    was said is kept, and not asked again.
    """


def _say(settings: Settings, ids: tuple[str, str], is_one: bool, dry_run: bool) -> None:
    word = "one" if is_one else "two"
    with settings.open(write=not dry_run) as case:
        if dry_run:
            doubling.check(case, *ids)
            remark(f"Would keep that {ids[0]} and {ids[1]} are {word}.")
            return
        click.echo(f"{word}:")
        for entry in doubling.say(case, *ids, is_one):
            click.echo(printable(f"    {one_line(entry)}"))


@double.command()
@click.argument("ids", nargs=2)
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def one(settings: Settings, ids: tuple[str, str], dry_run: bool) -> None:
    """These two items are one payment, or one call; it is counted once."""
    _say(settings, ids, True, dry_run)


@double.command()
@click.argument("ids", nargs=2)
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def two(settings: Settings, ids: tuple[str, str], dry_run: bool) -> None:
    """These two items are two."""
    _say(settings, ids, False, dry_run)


@double.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest of these answers."""
    with settings.open(write=True) as case:
        click.echo(printable(f"undone: {case.undo('double')}"))


@double.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """What was said, and how many are still asked about."""
    with settings.open() as case:
        said = doubling.answers(case)
        for *pair, is_one in said:
            if as_json:
                ids = [entry.id for entry in pair]
                click.echo(json.dumps({"one": is_one, "items": ids}))
                continue
            click.echo("one:" if is_one else "two:")
            for entry in pair:
                click.echo(printable(f"    {one_line(entry)}"))
        left = len(doubling.questions(case))
        if left and not as_json:
            remark(f"{left:,} still asked about:  everyword list --differences")
        elif not said and not as_json:
            remark("Nothing is asked about, and nothing was said.")
