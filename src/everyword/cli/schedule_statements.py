"""everyword schedule statements: which months of which account are missing."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.settings import Settings, pass_settings


@click.command(name="statements")
@click.option("--on", help="The day they are to reach (today).")
@click.option("--months", type=click.IntRange(1, 240), default=12, show_default=True)
@click.option(
    "--within", type=click.IntRange(0, 52), default=4, show_default=True, help="Weeks of that day."
)
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **asked: Any
) -> None:
    """Each month of each account: covered, part of it, missing; balances that do not run on; and
    accounts that payments name and nobody listed. The PDF has it as a drawing, too."""
    with settings.open() as case:
        put(case, make(case, "statements", asked), as_json, as_csv, pdf)
