"""everyword deadline: hearings and the days before and after them, counted by a stated rule."""

import json
from typing import Any

import click
import msgspec

from everyword.case.deciding import named
from everyword.case.store import Case
from everyword.cli.deadline_counting import counting, say, timing
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, now, pass_settings, printable, remark, table
from everyword.errors import WrongUsage
from everyword.schedules import deadline_entry as entry
from everyword.schedules.days import Counted, count, full, named_rules
from everyword.schedules.deadline_entry import Deadline
from everyword.schedules.deadlines import lines, standing, today_of
from everyword.schedules.holidays import places


@click.group()
def deadline() -> None:
    """Hearings, and the days that are counted from them by a rule you state.

    Which rule applies, and what it means, a court or an adviser says; the count is shown step by
    step so that it can be checked.
    """


@deadline.command()
@click.argument("title")
@click.option("--on", help="The day itself: 2026-05-01.")
@click.option("--hearing", is_flag=True, help="It is a hearing (H1): others are counted from it.")
@click.option("--time", "clock", help="The time of day, in your words.")
@click.option("--where", help="The place, in your words.")
@click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, ID:s10-25, =quote")
@counting
@click.option("--dry-run", is_flag=True, help="Only count it.")
@pass_settings
def add(settings: Settings, /, cites: tuple[str, ...], dry_run: bool, **typed: Any) -> None:
    """Enter a hearing or a deadline: its day, or what it is counted from."""
    timed = timing(typed)
    made = Deadline("", cites=tuple(map(parse_cite, cites)), **typed)
    if timed is not None:
        made = msgspec.structs.replace(made, event=timed.event, rule=timed.rule, own=timed.own)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            made = entry.checked(case, made)
            _say(case, made)
            remark("This would be added.")
            return
        _say(case, entry.add(case, made))


def _say(case: Case, made: Deadline) -> None:
    """The day and how it was counted, with those that follow it."""
    known = {**entry.all_of(case), made.id: made}
    at = entry.found(made, known)
    day = full(at.day) if at.day else "not counted"
    click.echo(printable(f"{made.id or 'new'}  {made.title}  {day}"))
    for line in entry.steps(made, at):
        click.echo(printable(f"    {line}"))
    if at.count is not None and made.rule is not None:
        say(at.count, made.rule)
    for id in entry.follow(known, made.id):
        other = entry.found(known[id], known)
        where = full(other.day) if other.day else other.problem
        remark(f"Counted from it: {id}  {known[id].title}  {where}")


@deadline.command()
@click.argument("id")
@click.option("--title")
@click.option("--on", help="The day itself; it is not counted any more.")
@click.option("--time", "clock", help="The time of day, in your words.")
@click.option("--where", help="The place, in your words.")
@click.option("--cite", "cites", multiple=True, help="Instead of those before.")
@counting
@click.option("--dry-run", is_flag=True, help="Only show what it would be.")
@pass_settings
def change(
    settings: Settings, /, id: str, cites: tuple[str, ...], dry_run: bool, **typed: Any
) -> None:
    """Change one; what is counted from it follows, and that is said."""
    timed = timing(typed)
    changes = {key: value for key, value in typed.items() if value is not None}
    if cites:
        changes["cites"] = tuple(map(parse_cite, cites))
    if timed is not None:
        if "on" in changes:
            raise WrongUsage(
                problem="A day was given, and how it is counted.", remedy="Give one of them."
            )
        changes |= {"on": None, "event": timed.event, "rule": timed.rule, "own": timed.own}
    elif "on" in changes:
        changes |= {"event": None, "rule": None, "own": None}
    if not changes:
        raise WrongUsage(problem="Nothing to change is named.", remedy="For example:  --on DAY")
    with settings.open(write=not dry_run) as case:
        made = entry.changed(case, id.upper(), **changes)
        if dry_run:
            _say(case, entry.checked(case, made))
            remark("This would be changed.")
            return
        _say(case, entry.keep(case, made))


@deadline.command()
@click.argument("id")
@click.option("--on", help="The day it was done (today by this computer's clock, if none).")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def done(settings: Settings, id: str, on: str | None, dry_run: bool) -> None:
    """Say that it was done; undo takes that back."""
    day = entry.day_of(on) if on is not None else now().astimezone().date()
    with settings.open(write=not dry_run) as case:
        made = entry.changed(case, id.upper(), done=day.isoformat())
        if not dry_run:
            case.work.decide(case.now, "deadline", made.id, made)
        click.echo(printable(f"{made.id}  {made.title}  done {day}"))


@deadline.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take one out; undo brings it back."""
    with settings.open(write=not dry_run) as case:
        known = entry.all_of(case)
        named(known, "deadline", id.upper())
        if not dry_run:
            case.remove("deadline", id.upper())
        click.echo(f"{'would be removed' if dry_run else 'removed'}: deadline {id.upper()}")
        for other in entry.follow(known, id.upper()):
            remark(f"{other} is counted from it, and has no day without it.")


@deadline.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of deadlines."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {case.undo('deadline')}")


@deadline.command(name="list")
@click.option("--today", help="As seen on this day.")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, today: str | None, as_json: bool) -> None:
    """All of them, the earliest first, with those of time stamps and shared costs."""
    with settings.open() as case:
        day = today_of(case, today)
        found = lines(case, day)
        for line in found if as_json else ():
            data = msgspec.to_builtins(line) | {"standing": standing(line, day)}
            click.echo(json.dumps(data, ensure_ascii=False))
        if as_json:
            return
        rows = [
            (line.id, str(line.day or "not known"), standing(line, day), line.title)
            for line in found
        ]
        table(("id", "day", f"seen on {day}", "what"), rows)
        for line in found:
            if line.day is None:
                remark(f"{line.id}: {' '.join(line.how)}")


@deadline.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def show(settings: Settings, id: str, as_json: bool) -> None:
    """One, with every step of the count."""
    with settings.open() as case:
        made = named(entry.all_of(case), "deadline", id.upper())
        if as_json:
            at = entry.found(made, entry.all_of(case))
            data = {"deadline": msgspec.to_builtins(made), "found": msgspec.to_builtins(at)}
            click.echo(json.dumps(data, ensure_ascii=False))
            return
        _say(case, made)


@deadline.command(name="count")
@counting
@click.option("--json", "as_json", is_flag=True)
def count_(as_json: bool, **typed: Any) -> None:
    """Only count, from a day; no case is needed and nothing is kept."""
    timed = timing(typed)
    if timed is None or timed.event[0] in "HD":
        raise WrongUsage(
            problem="It must be said from which day is counted, and how far.",
            remedy="For example:  --before 2026-10-20 --days 3 --rule ew-family",
        )
    start = entry.day_of(timed.event)
    found: Counted = count(timed.rule, start, entry.closed_of(timed.rule, timed.own))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    click.echo(full(found.day))
    for step in found.steps:
        click.echo(f"    {step}")
    for day, why in found.left_out:
        click.echo(printable(f"    not counted: {full(day)} ({why})"))
    say(found, timed.rule)


@deadline.command(name="rules")
@click.option("--json", "as_json", is_flag=True)
def rules_(as_json: bool) -> None:
    """The rules of court there are records of, with their sources."""
    for each in named_rules().values():
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            continue
        click.echo(f"{each.id}: {each.title}. {each.words}")
        click.echo(f"    {each.source} ({each.confidence}), seen {each.seen}")


@deadline.command(name="places")
@click.option("--json", "as_json", is_flag=True)
def places_(as_json: bool) -> None:
    """The holiday lists there are, and which days they cover."""
    for each in places().values():
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            continue
        click.echo(f"{each.id}: {each.title}, {each.first} to {each.last} ({each.confidence})")
        for words in each.unsure:
            click.echo(f"    {words}")
