"""everyword gaps: what is missing, and what cannot all be so."""

import json

import click
import msgspec

from everyword.chronology.gaps import Gap, gaps
from everyword.cli import compared
from everyword.cli.settings import Settings, pass_settings, printable, remark


@click.command(name="gaps")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def gaps_(settings: Settings, as_json: bool) -> None:
    """What is missing and what cannot all be so. Nothing is weighed, and nobody is blamed.

    Facts without a document, claims without a response, plans without a date, two values for one
    thing, dates closer than their sources, what only a child said, files that were sent and are not
    here, holes in conversations and months without a bank line.
    """
    with settings.open() as case:
        found = list(gaps(case))
        found += [Gap("hole", line.removeprefix("hole").strip()) for line in compared.holes(case)]
        for each in found:
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            else:
                click.echo(printable(f"{each.kind:<18}{' '.join(each.words.split())}"))
        remark(f"{len(found)} to look at." if found else "Nothing of this kind is missing.")
