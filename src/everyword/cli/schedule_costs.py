"""everyword schedule costs: shared costs as they stood on a day."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.schedule_money import RATE, TO
from everyword.cli.settings import Settings, pass_settings


@click.command(name="costs")
@click.option("--on", help="As it stood on this day (today).")
@click.option("--kind", help="Only costs of this kind.")
@click.option("--order", help="Only costs by this order.")
@TO
@RATE
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **asked: Any
) -> None:
    """What each shared cost was, what was asked back by when, answered, paid; what is open."""
    with settings.open() as case:
        put(case, make(case, "costs", asked), as_json, as_csv, pdf)
