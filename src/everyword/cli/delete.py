"""everyword delete: take the content of a file out of the case, and say so."""

import sys

import click

from everyword.cli.accounted import counted
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import NotOne, WrongUsage
from everyword.index.store import Index, SourceRow

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
        row = _only(case.index, source)
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


def _only(index: Index, typed: str) -> SourceRow:
    """The one file meant. Raises NotFound; WrongUsage after a list of all that could be meant."""
    try:
        return index.source(typed)
    except NotOne:
        rows = index.sources()
    fits = [row for row in rows if _fits(row, typed)]
    lines = [f"{len(fits)} files fit {typed}. To delete one of them, type its line:\n"]
    for row in fits:
        lines.append(f"  everyword delete {_short(row, rows)}")
        lines.append(
            f"      {row.name}, {row.size:,} bytes, SHA-256 {row.sha256[:16]}...,"
            f" added {row.seen[:16].replace('T', ' ')} UTC by this computer's clock\n"
        )
    remark("\n".join(lines))
    raise WrongUsage(
        problem=f"{len(fits)} files of the case fit {typed}.",
        # No id here: what is copied without looking must not delete the wrong one.
        remedy="Look at the list above, and type the line of the one you mean:"
        "  everyword delete ID",
    )


def _fits(row: SourceRow, typed: str) -> bool:
    """As `Index.source` understands what was typed."""
    return row.name == typed or row.object.startswith(typed) or row.sha256.startswith(typed)


def _short(row: SourceRow, rows: list[SourceRow]) -> str:
    """So much of its id, 8 letters at least, that it can mean no other file."""
    for length in range(8, len(row.object)):
        start = row.object[:length]
        if sum(_fits(each, start) for each in rows) == 1:
            return start
    return row.object
