"""everyword new: an encrypted case, its passphrase and recovery code shown once."""

import json
import zoneinfo
from pathlib import Path

import click

from everyword.case.store import Case
from everyword.cli.settings import now, remark
from everyword.errors import WrongUsage


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--zone", help="The time zone your phone was set to, for example Europe/London.")
@click.option("--place", help="Where the court is, in your own words; kept with the case.")
@click.option("--json", "as_json", is_flag=True, help="The two secrets as JSON.")
@click.option("--dry-run", is_flag=True, help="Only say what would be made.")
def new(folder: Path, zone: str | None, place: str | None, as_json: bool, dry_run: bool) -> None:
    """Make an encrypted case in FOLDER.

    Before you start: who else uses this computer? If somebody could be watching it, use another
    one: a library's, or a friend's. This program cannot hide that it was used.
    """
    if zone is not None and zone not in zoneinfo.available_timezones():
        raise WrongUsage(
            problem=f"{zone} is not the name of a time zone.",
            remedy="Names look like Europe/London or America/New_York.",
        )
    if dry_run:
        remark(f"Would make an encrypted case in {folder}.")
        return
    case, secrets = Case.create(folder, now, zone)
    with case:
        if place:
            case.set("place", place)
    if as_json:
        words = {"passphrase": secrets.passphrase, "recovery_code": secrets.recovery_code}
        click.echo(json.dumps(words))
        return
    click.echo(f"Passphrase:     {secrets.passphrase}")
    click.echo(f"Recovery code:  {secrets.recovery_code}")
    remark("\nThese are shown once. Write both on paper, not on this computer.")
    remark("Whoever finds one of them can read everything; without them nobody can, not even you.")
    remark(f"\nNext:  everyword --case {folder} add PATH")
