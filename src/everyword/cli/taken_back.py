"""`remove` and `undo` for the groups of commands whose entries stand under one act."""

import click

from everyword.case.work import Act
from everyword.cli.settings import Settings, pass_settings, remark


def with_taking_back(group: click.Group, act: Act) -> None:
    """Adds both to a group of that name."""

    @group.command()
    @click.argument("id")
    @click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
    @pass_settings
    def remove(settings: Settings, id: str, dry_run: bool) -> None:
        """Take one out; undo brings it back."""
        with settings.open(write=not dry_run) as case:
            if dry_run:
                there = {each.subject for each in case.work.present() if each.act == act}
                remark(f"Would take out {id}." if id in there else f"No {id} is there.")
                return
            case.remove(act, id)
            click.echo(f"removed: {act} {id}")

    @group.command()
    @pass_settings
    def undo(settings: Settings) -> None:
        """Undo the newest change of this kind."""
        with settings.open(write=True) as case:
            click.echo(f"undone: {case.undo(act)}")
