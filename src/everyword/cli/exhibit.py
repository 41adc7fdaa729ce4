"""everyword exhibit: items put before the court under a label."""

import json

import click
import msgspec

from everyword.case.store import Case
from everyword.cli.settings import Settings, days, pass_settings, remark, table
from everyword.cli.undone import remove_dry, take_out, undo_dry, undo_newest
from everyword.errors import WrongUsage
from everyword.index import joined
from everyword.index.store import Query

MOST_NAMED = 8


@click.group()
def exhibit() -> None:
    """What goes before the court, under labels that run on."""


@exhibit.command()
@click.argument("items", nargs=-1)
@click.option("--title", required=True, help="What it is, neutrally, for the index.")
@click.option("--prefix", help="Letters of the labels, chosen once: AB gives AB1, AB2 ...")
@click.option("--thread", help="All messages or lines of one conversation or account ...")
@click.option("--from", "since", help="... from this day")
@click.option("--to", "until", help="... to this day.")
@click.option("--context", type=click.IntRange(0, 100), default=2, show_default=True,
              help="Messages shown before and after each chosen one.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only count what it would hold.")
@pass_settings
def add(
    settings: Settings,
    items: tuple[str, ...],
    title: str,
    prefix: str | None,
    thread: str | None,
    since: str | None,
    until: str | None,
    context: int,
    dry_run: bool,
) -> None:
    """Put ITEMS, or a stretch of a conversation, before the court."""
    since, until = days(since, until)
    with settings.open(write=not dry_run) as case:
        if thread:
            query = Query(thread=thread, since=since, until=until)
            items += tuple(entry.id for entry in case.index.find(query))
        if not items:
            raise _nothing(case, thread)
        if dry_run:
            remark(f"Would hold {len(items)} items.")
            return
        if prefix:
            case.set_exhibit_prefix(prefix)
        made = case.add_exhibit(title, items, context)
        click.echo(f"{made.label}  {made.title}  ({len(made.items)} items)")


def _nothing(case: Case, thread: str | None) -> WrongUsage:
    if thread is None:
        remedy = "Name ids from  everyword list  or a --thread with --from and --to."
        return WrongUsage(problem="No item is named.", remedy=remedy)
    known = sorted({name for _, name in joined.conversations(case.index.connection.execute)})
    if thread in known:
        problem = f"The conversation “{thread}” has nothing between these days."
        return WrongUsage(problem=problem, remedy="Take other days:  --from and --to.")
    near = [name for name in known if thread.casefold() in name.casefold()] or known
    named = ", ".join(f"“{name}”" for name in near[:MOST_NAMED])
    return WrongUsage(
        problem=f"No conversation or account is called “{thread}”.",
        remedy=f"There are {named or 'none'}. All of them:  everyword thread list",
    )


@exhibit.command()
@click.argument("label")
@remove_dry
@pass_settings
def remove(settings: Settings, label: str, dry_run: bool) -> None:
    """Take an exhibit out; its label is not given again. Undo brings it back."""
    take_out(settings, "exhibit", label, dry_run)


@exhibit.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Undo the newest change of exhibits."""
    undo_newest(settings, "exhibit", dry_run)


@exhibit.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All exhibits."""
    with settings.open() as case:
        exhibits = case.work.exhibits().values()
        if as_json:
            for each in exhibits:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        rows = [(each.label, str(len(each.items)), each.title) for each in exhibits]
        table(("label", "items", "title"), rows)
