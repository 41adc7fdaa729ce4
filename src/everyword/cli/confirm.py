"""everyword confirm: what was taken in while the case was locked, and whether it is yours."""

import json

import click
import msgspec

from everyword.case.decided import Said
from everyword.case.store import HOW, Case
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark, table
from everyword.errors import NotFound
from everyword.index.store import SourceRow
from everyword.vault.adopted import MINE, NOT_MINE, words_said
from everyword.vault.leaf import leaf_hash


@click.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="All that waits for a word.")
@click.option("--not-mine", is_flag=True, help="You did not take it in: it is kept, not used.")
@click.option("--how", type=click.Choice([key for key in HOW if key != "not said"]))
@click.option("--custodian", help="Whose phone, account or drawer it came from.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--dry-run", is_flag=True, help="Only say what would be confirmed.")
@pass_settings
def confirm(
    settings: Settings,
    ids: tuple[str, ...],
    is_all: bool,
    not_mine: bool,
    how: str | None,
    custodian: str | None,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Say of things taken in while the case was locked that they are yours.

    Anybody who can write to this folder could have put them there. Until you say so they can be
    looked at, and are used nowhere. Without IDs: what waits.
    """
    with settings.open(write=True) as case, Bar() as bar:
        for _ in case.add([], Said(), lambda row, fresh: None, bar):
            pass  # what was sealed while locked is read now, so that it can be looked at
        waiting, refused = waiting_rows(case), not_theirs(case)
        chosen = [_one(waiting, id) for id in ids]
        if is_all:
            chosen = [row for row in waiting if row in chosen or row.object not in refused]
        if not chosen:
            _list(waiting, refused, as_json)
            return
        for row in chosen:
            if not dry_run:
                case.confirm(
                    row, NOT_MINE if not_mine else MINE, Said(how or "not said", custodian)
                )
            word = "not yours" if not_mine else "yours"
            click.echo(printable(f"{'would be ' if dry_run else ''}{word}  {row.name}"))


def waiting_rows(case: Case) -> list[SourceRow]:
    """The sources nobody has confirmed, in the order they were taken in."""
    keys = {each.key for each in case.vault.unconfirmed()}
    return [row for row in case.index.sources() if row.object in keys]


def not_theirs(case: Case) -> set[str]:
    """Of those, what the person has said is not theirs; only its ID changes that, not --all."""
    said = words_said(case.vault.records())
    return {
        each.key
        for each in case.vault.unconfirmed()
        if said.get(leaf_hash(each.leaf_text).hex()) == NOT_MINE
    }


def _one(waiting: list[SourceRow], id: str) -> SourceRow:
    found = [row for row in waiting if row.object.startswith(id) or row.name == id]
    if len(found) != 1:
        raise NotFound(thing="waiting file", name=id, command="everyword confirm")
    return found[0]


def _list(waiting: list[SourceRow], refused: set[str], as_json: bool) -> None:
    if as_json:
        for row in waiting:
            word = NOT_MINE if row.object in refused else None
            found = {**msgspec.to_builtins(row), "word": word}
            click.echo(json.dumps(found, ensure_ascii=False))
    elif waiting:
        rows = [
            (
                row.object[:8],
                row.seen,
                f"{row.size:,}",
                "not yours" if row.object in refused else "waits",
                row.name,
            )
            for row in waiting
        ]
        table(("id", "kept (that computer's clock)", "bytes", "you said", "name"), rows)
        remark("Look at one:  everyword list    Say it is yours:  everyword confirm ID    or --all")
        if refused:
            remark("--all leaves out what you said is not yours; its ID changes that.")
    else:
        remark("Nothing waits for a word of yours.")
