"""everyword schedule debts: debts, property, contributions and disposals."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.schedule_money import RATE, TO
from everyword.cli.settings import Settings, pass_settings


@click.command(name="debts")
@TO
@RATE
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **asked: Any
) -> None:
    """What is owed and owned, whose and in whose name, what was put in, what was sold or given."""
    with settings.open() as case:
        put(case, make(case, "debts", asked), as_json, as_csv, pdf)
