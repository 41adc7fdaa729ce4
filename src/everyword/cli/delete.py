"""everyword delete: take the content of a file out of the case, and say so."""

import sys

import click

from everyword.cli.add import counted
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import WrongUsage

WARNING = (
    "While a case is before a court, or may be soon, destroying papers that matter to it can be\n"
    "punished, also when they speak against you. Ask a lawyer first."
)
REMAINS = (
    "What remains: the hash of it in the tree (nothing can be read from it), and a line that it\n"
    "was deleted. What you wrote about it (facts, quotes, snapshots of your work), packages and\n"
    "bundles made before, and other copies of this folder keep what they have. On many disks old\n"
    "encrypted bytes stay for a while; whoever has the passphrase might read them."
)


@click.command()
@click.argument("source")
@click.option("--why", help="Your reason, kept with the case.")
@click.option("--yes", is_flag=True, help="The warning was read; do not ask again.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@pass_settings
def delete(settings: Settings, source: str, why: str | None, yes: bool, dry_run: bool) -> None:
    """Delete one file of the case for good. SOURCE: its id, hash or name (list --sources)."""
    with settings.open(write=not dry_run) as case:
        row = case.index.source(source)
        count = len(case.items_only_in(row))
        click.echo(
            printable(f"{row.name}, {row.size:,} bytes; {counted(count, 'item')} only in it")
        )
        if dry_run:
            return
        remark(WARNING)
        if not yes and not sys.stdin.isatty():
            raise WrongUsage(
                problem="Nobody is here to be asked.", remedy="After reading the warning:  --yes"
            )
        if not yes and not click.confirm("Delete it for good?", err=True):
            raise WrongUsage(problem="It was not deleted.", remedy="Nothing more to do.")
        case.delete(row, why)
    click.echo(printable(f"deleted  {row.name}"))
    remark(REMAINS)
