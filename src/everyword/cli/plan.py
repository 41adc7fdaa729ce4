"""everyword plan: a private list of what to do next, printed only when asked for."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from everyword.bundle.pages.papers import Paper, tick_list
from everyword.case.people import without_hidden
from everyword.cli.files import check_free, write_new
from everyword.cli.schedule import put
from everyword.cli.settings import Settings, now, pass_settings, printable, remark, table
from everyword.errors import WrongUsage
from everyword.schedules import cash, plan_entry
from everyword.schedules.deadline_entry import day_of
from everyword.schedules.plan_entry import LEAVING, LISTS, TITLES, List, PlanEntry, amount_of
from everyword.schedules.sums import read_currency


@click.group()
def plan() -> None:
    """A private list: papers to copy, things to take, people to tell, training, jobs, money.

    It is in no bundle, no package and no other table. Whoever opens the case can read it.
    """


@plan.command()
@click.argument("words")
@click.option("--list", "list_", required=True, type=click.Choice(LISTS))
@click.option("--by", help="The day it should be done by.")
@click.option("--month", help="Of money: 2026-05, or 2026-05/2026-12 for each month.")
@click.option("--in", "comes", help='Of money: what comes in; or "not known".')
@click.option("--out", "goes", help="... or what goes out.")
@click.option("--currency", help="Its three letters.")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(
    settings: Settings,
    /,
    words: str,
    list_: List,
    comes: str | None,
    goes: str | None,
    dry_run: bool,
    **parts: Any,
) -> None:
    """Add a line to one of the lists."""
    if comes is not None and goes is not None:
        raise WrongUsage(
            problem="A line has one sum: what comes in or what goes out.",
            remedy="Make two lines of it.",
        )
    typed = comes if comes is not None else goes
    if typed is not None:
        parts |= {"amount": amount_of(typed), "way": "in" if comes is not None else "out"}
    if parts["currency"] is not None:
        parts["currency"] = read_currency(parts["currency"])
    if list_ != "cash" and (typed is not None or parts["currency"] is not None):
        parts["month"] = parts["month"] or ""  # a sum is for cash: said by the check below
    made = PlanEntry("", list_, words, **parts)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            plan_entry.checked(made)
            remark("This would be added.")
            return
        made = plan_entry.add(case, made)
        click.echo(printable(f"{made.id}  {TITLES[made.list]}: {made.words}"))


@plan.command()
@click.argument("id")
@click.option("--words", help="Instead of those before.")
@click.option("--by", help="The day it should be done by.")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def change(settings: Settings, id: str, words: str | None, by: str | None, dry_run: bool) -> None:
    """Change a line."""
    changes = {key: value for key, value in (("words", words), ("by", by)) if value is not None}
    if not changes:
        raise WrongUsage(problem="Nothing to change is named.", remedy="For example:  --words W")
    with settings.open(write=not dry_run) as case:
        keep = plan_entry.changed if dry_run else plan_entry.change
        made = keep(case, id.upper(), **changes)
        click.echo(printable(f"{made.id}  {TITLES[made.list]}: {made.words}"))


@plan.command()
@click.argument("id")
@click.option("--on", help="The day it was done (today by this computer's clock, if none).")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def done(settings: Settings, id: str, on: str | None, dry_run: bool) -> None:
    """Say that a line is done; undo takes that back."""
    day = day_of(on) if on is not None else now().astimezone().date()
    with settings.open(write=not dry_run) as case:
        keep = plan_entry.changed if dry_run else plan_entry.change
        made = keep(case, id.upper(), done=day.isoformat())
        click.echo(printable(f"{made.id}  {made.words}  done {made.done}"))


@plan.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take a line out; undo brings it back. What it said stays among the decisions of the case."""
    with settings.open(write=not dry_run) as case:
        made = plan_entry.changed(case, id.upper())
        if not dry_run:
            case.remove("plan", made.id)
        click.echo(printable(f"{'would be removed' if dry_run else 'removed'}: plan {made.id}"))


@plan.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of the plan."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {case.undo('plan')}")


@plan.command(name="list")
@click.option("--list", "chosen", multiple=True, type=click.Choice(LISTS), help="Only these.")
@click.option("--open", "only_open", is_flag=True, help="Without what is done.")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, chosen: tuple[List, ...], only_open: bool, as_json: bool) -> None:
    """The lines, list by list."""
    with settings.open() as case:
        found = _chosen(plan_entry.all_of(case), chosen or LISTS, only_open)
    for each in found if as_json else ():
        click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
    if not as_json:
        table(
            ("id", "list", "by", "done", "what"),
            [(each.id, each.list, each.by or "", each.done or "", _line(each)) for each in found],
        )


def _chosen(
    known: dict[str, PlanEntry], chosen: tuple[List, ...], only_open: bool
) -> list[PlanEntry]:
    return [
        each
        for name in LISTS
        if name in chosen
        for each in known.values()
        if each.list == name and not (only_open and each.done)
    ]


def _line(entry: PlanEntry) -> str:
    if entry.list != "cash":
        return entry.words
    amount = cash.words(entry.amount, 0) if entry.amount is not None else "not known"
    return f"{entry.words}: {entry.way} {amount} {entry.currency}, {entry.month}"


@plan.command(name="print")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="A new PDF.")
@click.option("--list", "chosen", multiple=True, type=click.Choice(LISTS),
              help="These instead of papers, take and tell.")  # fmt: skip
@click.option("--title", default="List", show_default=True, help="What stands at the top.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say whether it fits.")
@pass_settings
def print_(
    settings: Settings,
    out: Path,
    chosen: tuple[List, ...],
    title: str,
    paper: Paper,
    dry_run: bool,
) -> None:
    """Print what is not done yet on one page, to be ticked by hand.

    The page does not say what it is for. It is not encrypted: delete the file once it is printed.
    """
    if not dry_run:
        check_free(out)
    with settings.open() as case:
        known, people = plan_entry.all_of(case), case.work.people()
    wanted = _chosen(known, chosen or LEAVING, only_open=True)
    groups = [
        (
            TITLES[name],
            [without_hidden(_with_day(each), people) for each in wanted if each.list == name],
        )
        for name in dict.fromkeys(each.list for each in wanted)
    ]
    page = _page(title, groups, paper)
    left = len(_chosen(known, chosen or LEAVING, only_open=False)) - len(wanted)
    done_ = f" {left} done and left out." if left else ""
    if dry_run:
        remark(f"{len(wanted)} lines would fit on one page.{done_}")
        return
    write_new(out, page)
    remark(f"{out}: {len(wanted)} lines on one page.{done_} Print it, then delete the file.")


def _page(title: str, groups: Sequence[tuple[str, Sequence[str]]], paper: Paper) -> bytes:
    """Raises WrongUsage where there is nothing for it, or too much."""
    if not groups:
        raise WrongUsage(
            problem="There is nothing open in these lists.",
            remedy='Add a line:  everyword plan add "copy of birth certificate" --list papers',
        )
    page = tick_list(title, groups, paper)
    if page is None:
        count = sum(len(lines) for _, lines in groups)
        raise WrongUsage(
            problem=f"{count} lines do not fit on one page.",
            remedy="Print fewer lists at a time:  --list papers    or shorten some lines.",
        )
    return page


def _with_day(entry: PlanEntry) -> str:
    return f"{_line(entry)} (by {entry.by})" if entry.by else _line(entry)


@plan.command(name="cash")
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def cash_(settings: Settings, as_csv: bool, as_json: bool) -> None:
    """Money of the plan month by month. What is not known is never a zero."""
    with settings.open() as case:
        put(case, cash.table(plan_entry.all_of(case).values()), as_json, as_csv)
