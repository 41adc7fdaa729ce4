"""Taking back and taking out: said first with --dry-run, then done."""

from typing import Literal

import click

from everyword.cli.settings import Settings, printable, remark

Act = Literal["person", "fact", "knew", "exhibit"]
undo_dry = click.option("--dry-run", is_flag=True, help="Only say what would be undone.")
remove_dry = click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")


def undo_newest(settings: Settings, act: Act, dry_run: bool) -> None:
    """Undo the newest change of one kind."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            newest = case.newest(act)
            remark(printable(f"Would undo: {act} {newest.subject}, as changed {newest.at}."))
            return
        click.echo(f"undone: {case.undo(act)}")


def take_out(settings: Settings, act: Act, id: str, dry_run: bool) -> None:
    """Take one out; undo brings it back."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            case.check_there(act, id)
            remark(printable(f"Would take out {act} {id}."))
            return
        case.remove(act, id)
        click.echo(f"removed: {act} {id}")
