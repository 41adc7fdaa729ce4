"""everyword schedule contact: nights by the terms, and what is said of each day."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.settings import Settings, pass_settings


@click.command()
@click.option("--window", required=True, help="First and last night: A..B, a month or a year.")
@click.option("--child", help="Nights are counted for one child: a person's id or name.")
@click.option("--person", help="Only whose time this is: a person's id or name.")
@click.option("--rule", help="Count by a published rule:  everyword contact rules")
@click.option("--month", help="Draw these months too: 2026-03, or several with a comma.")
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **options: Any
) -> None:
    """Nights by the terms of an order, and what is said of each day.

    Ordered, said to have been, and disputed stay apart; what nobody said is not known. Sums by
    month, the longest gap, and a published rule if you name one; calendars in --pdf and a bundle.
    """
    asked = {key: value for key, value in options.items() if value is not None}
    with settings.open() as case:
        put(case, make(case, "contact", asked), as_json, as_csv, pdf)
