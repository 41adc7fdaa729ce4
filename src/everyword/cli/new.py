"""everyword new: an encrypted case, its passphrase and recovery code shown once."""

import json
import zoneinfo
from pathlib import Path

import click

from everyword.case.store import Case
from everyword.cli.by_telephone import check_words
from everyword.cli.files import check_free
from everyword.cli.new_words import own_passphrase
from everyword.cli.settings import now, printable, remark
from everyword.cli.sheet import write_sheet
from everyword.errors import WrongUsage
from everyword.vault.making import Secrets, Ways, check_recipient


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--zone", help="The time zone your phone was set to, for example Europe/London.")
@click.option("--place", help="Where the court is, in your own words; kept with the case.")
@click.option("--own", is_flag=True, help="Type a passphrase of your own, instead of six words.")
@click.option("--weak", is_flag=True, help="Take your own even if it can be guessed.")
@click.option("--no-recovery", is_flag=True, help="No recovery code: nothing to be found.")
@click.option("--sheet", type=click.Path(path_type=Path), help="The code as a page to print (PDF).")
@click.option(
    "--holder",
    "holders",
    nargs=2,
    multiple=True,
    metavar="NAME KEY",
    help="Somebody who gets a key of their own (age1...); they see nothing without a copy.",
)
@click.option("--words", multiple=True, help="The eight words of each key, for scripts.")
@click.option(
    "--deposit",
    is_flag=True,
    help="Nobody on this computer can open it, you neither: only the key holders, elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="The two secrets as JSON.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
def new(
    folder: Path,
    zone: str | None,
    place: str | None,
    own: bool,
    weak: bool,
    no_recovery: bool,
    sheet: Path | None,
    holders: tuple[tuple[str, str], ...],
    words: tuple[str, ...],
    deposit: bool,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Make an encrypted case in FOLDER.

    Before you start: who else uses this computer? If somebody could be watching it, use another
    one: a library's, or a friend's. This program cannot hide that it was used.
    """
    if zone is not None and zone not in zoneinfo.available_timezones():
        raise WrongUsage(
            problem=f"{zone} is not the name of a time zone.",
            remedy="Names look like Europe/London or America/New_York.",
        )
    has_code = not (deposit or no_recovery)
    if (deposit and own) or (sheet and not has_code):
        raise WrongUsage(
            problem="These options do not fit together: there would be no such secret.",
            remedy="See how:  everyword new --help",
        )
    if sheet is not None:
        check_free(sheet)
    if dry_run:
        remark(f"Would make an encrypted case in {folder}.")
        return
    _compare_keys(holders, words)
    chosen = own_passphrase(None, weak) if own else None
    ways = Ways(not deposit, has_code, chosen, holders)
    case, secrets = Case.create(folder, now, zone, ways)
    with case:
        if place:
            case.set("place", place)
        if sheet is not None:
            write_sheet(case.vault, secrets.recovery_code, sheet)
    _say(folder, secrets, as_json, is_own=own, is_deposit=deposit)


def _compare_keys(holders: tuple[tuple[str, str], ...], words: tuple[str, ...]) -> None:
    if words and len(words) != len(holders):
        raise WrongUsage(problem="--words is given once for each --holder.", remedy="Count them.")
    for place, (name, public) in enumerate(holders):
        check_recipient(public)
        check_words(name, public, words[place] if words else None)


def _say(folder: Path, secrets: Secrets, as_json: bool, is_own: bool, is_deposit: bool) -> None:
    if as_json:
        found = {"passphrase": secrets.passphrase, "recovery_code": secrets.recovery_code}
        click.echo(json.dumps(found))
        return
    if is_deposit:
        click.echo(printable(f"A case in {folder} that nobody on this computer can open."))
        remark(f"\nNext:  everyword --case {folder} add --locked PATH")
        return
    if not is_own:
        click.echo(f"Passphrase:     {secrets.passphrase}")
    if secrets.recovery_code:
        click.echo(f"Recovery code:  {secrets.recovery_code}")
    remark("\nThese are shown once. Write both on paper, not on this computer.")
    remark("Whoever finds one of them can read everything; without them nobody can, not even you.")
    remark(f"\nNext:  everyword --case {folder} add PATH")
