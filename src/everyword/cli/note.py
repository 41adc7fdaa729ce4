"""everyword note: what happened on a day, written down in a minute and sealed at once."""

import datetime as dt
import json
import sys
from typing import Any

import click

from everyword.case import notes
from everyword.cli.locked import LATER, say_kept, sealed_to
from everyword.cli.settings import Settings, now, pass_settings, printable, remark
from everyword.errors import WrongUsage
from everyword.index.summary import one_line
from everyword.lines import to_json
from everyword.model import source_of_bytes
from everyword.vault.deposit import Deposit


@click.command()
@click.argument("words", required=False)
@click.option("--day", required=True, help="2024-03-01, 2024-03, today or yesterday.")
@click.option("--time", help="18:00, or in your words.")
@click.option("--where", help="The place.")
@click.option("--who", help="Who was there.")
@click.option("--said", help="Words that were said, as they were said.")
@click.option("--harm", help="What was hurt or broken.")
@click.option("--witness", help="Who else saw or heard it.")
@click.option("--told", help="Whom you told, and a reference if there is one.")
@click.option("--locked", is_flag=True, help="Without the passphrase: say later that it is yours.")
@click.option("--dry-run", is_flag=True, help="Only show what would be sealed.")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def note(
    settings: Settings,
    /,
    words: str | None,
    locked: bool,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Write down what happened on a day. Only the day is needed; - takes the words from a pipe.

    The note is sealed as it is and cannot be changed: what you remember later is another note. The
    day is what you say; the time of writing is the time of the seal.
    """
    moment = now()
    said = {key: value for key, value in said.items() if value} | {"day": _day(said["day"], moment)}
    if words == "-":
        words = sys.stdin.read()
    data = notes.text_of(said, (words or "").strip("\n"))
    name = f"note of {said['day']}, written {moment:%Y-%m-%dT%H-%M-%SZ}.txt"
    if dry_run:
        click.echo(printable(data.decode()), nl=False)
        remark("This note would be sealed.")
        return
    if locked:
        with Deposit.open(settings.folder(), now) as deposit:
            remark(sealed_to(deposit))
            say_kept(deposit.seal(source_of_bytes(name, data)), as_json)
        remark(LATER.format(command="everyword confirm"))
        return
    with settings.open(write=True) as case:
        entry = notes.write(case, data, name)
        row = case.index.row(entry.source)
        if as_json:
            line = json.loads(to_json(entry.reading, entry.id)) | {"sealed": row.seen}
            click.echo(json.dumps(line, ensure_ascii=False))
            return
        click.echo(printable(f"sealed {row.seen}  {one_line(entry)}"))
        remark(f"To cite it:  everyword fact add ... --cite {entry.id}")


def _day(typed: str, moment: dt.datetime) -> str:
    """today and yesterday go by this computer's clock and zone; said, so that it can be seen."""
    back = {"today": 0, "yesterday": 1}.get(typed.strip().lower())
    if back is None:
        if not typed.strip():
            raise WrongUsage(problem="A note needs its day.", remedy="For example:  --day today")
        return typed.strip()
    day = (moment.astimezone().date() - dt.timedelta(days=back)).isoformat()
    remark(f"{typed} is {day} by this computer's clock.")
    return day
