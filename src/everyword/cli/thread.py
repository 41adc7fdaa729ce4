"""everyword thread: whether conversations of different names are one."""

import json
import shlex

import click
import msgspec

from everyword.case import joining
from everyword.case.store import Case
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.cli.undone import undo_dry
from everyword.index import joined, merging
from everyword.index.joined import Alike


@click.group()
def thread() -> None:
    """Conversations that have two names: the other phone's, or a contact that was renamed.

    Nothing is joined unasked. Joined ones are compared as copies of one conversation; every place
    and every id stays, and undo gives back what was.
    """


@thread.command()
@click.argument("one")
@click.argument("two")
@click.option("--anyway", is_flag=True, help="Although they do not look like one.")
@click.option("--dry-run", is_flag=True, help="Only say whether they would be joined.")
@pass_settings
def join(settings: Settings, one: str, two: str, anyway: bool, dry_run: bool) -> None:
    """These two are one conversation."""
    with settings.open(write=not dry_run) as case:
        pair = joining.named(case, one), joining.named(case, two)
        if dry_run:
            joining.check_join(case, *pair, anyway)
            remark(f"Would join {one} and {two}.")
            return
        joining.join(case, *pair, anyway)
        click.echo(printable(f"joined: “{pair[0][1]}” and “{pair[1][1]}”"))
        for line in names(case):
            remark(line)
        if case.index.difference_counts():
            remark("Where the copies differ:  everyword list --differences")


@thread.command()
@click.argument("one")
@click.argument("two")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept.")
@pass_settings
def apart(settings: Settings, one: str, two: str, dry_run: bool) -> None:
    """These two are two conversations; it is not asked again, and a join of them ends."""
    with settings.open(write=not dry_run) as case:
        pair = joining.named(case, one), joining.named(case, two)
        if dry_run:
            remark(f"Would keep {one} and {two} apart.")
            return
        joining.keep_apart(case, *pair)
        click.echo(printable(f"apart: “{pair[0][1]}” and “{pair[1][1]}”"))


@thread.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Undo the newest of these answers."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            remark(printable(f"Would undo: {joining.to_undo(case)}."))
            return
        click.echo(printable(f"undone: {joining.undo(case)}"))


@thread.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All conversations, what was said of them, and what is still asked."""
    with settings.open() as case:
        run = case.index.connection.execute
        known = joined.conversations(run)
        if as_json:
            for each in known:
                company = joined.company(run, *each)
                others = [other for other in company if other != each and other in known]
                found = {"reader": each[0], "name": each[1], "joined_with": others}
                click.echo(json.dumps(found, ensure_ascii=False))
            for one in joining.questions(case):
                click.echo(json.dumps({"question": msgspec.to_builtins(one)}, ensure_ascii=False))
            return
        for reader, name in known:
            click.echo(printable(f"{name}  ({reader})"))
        for word, pairs in (("one", case.work.joined()), ("two", case.work.apart())):
            for one_, two in sorted(pair for pair in pairs if {*pair} <= {*known}):
                click.echo(printable(f"{word}: “{one_[1]}” and “{two[1]}”"))
        for line in [*names(case), *asked(case)]:
            click.echo(printable(line))


def names(case: Case) -> list[str]:
    """Whom the copies of joined conversations call what: told once, not message by message."""
    return [
        f"{case.index.row(each.source).name} calls {each.ours or 'the user of the other phone'}"
        f" {f'“{each.theirs}”' if each.theirs else 'nothing: its own user'}"
        for each in merging.called(case.index.connection.execute)
    ]


def asked(case: Case) -> list[str]:
    """The questions that are open, in words."""
    return [line for each in joining.questions(case) for line in _question(case, each)]


def _question(case: Case, each: Alike) -> tuple[str, str]:
    one, two = (f"“{talk[1]}” ({_files(case, *talk)})" for talk in (each.one, each.two))
    names = " ".join(shlex.quote(_typed(case, *talk)) for talk in (each.one, each.two))
    return (
        f"These two look like one conversation: {one} and {two}: {each.same:,} of {each.of:,}"
        " messages in both are alike.",
        f"If they are one:  everyword thread join {names}    if not:  everyword thread apart"
        f" {names}",
    )


def _typed(case: Case, reader: str, name: str) -> str:
    """The name alone, where there is one of that name."""
    known = joined.conversations(case.index.connection.execute)
    return name if sum(each[1] == name for each in known) == 1 else f"{reader}:{name}"


def _files(case: Case, reader: str, name: str) -> str:
    files = joined.files_of(case.index.connection.execute, (reader, name))
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{files[0]}{more}"
