"""everyword schedule form: the figures under the headings of a disclosure form."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.schedule_money import RATE, TO
from everyword.cli.settings import Settings, pass_settings
from everyword.schedules.layouts import names


@click.command(name="form")
@click.option("--layout", type=click.Choice(names()), required=True)
@click.option("--whose", help="What is said to be this person's, or nobody's: an id or name.")
@TO
@RATE
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **asked: Any
) -> None:
    """The figures of money under the headings of a form. It is no form: the person fills that in.
    What has no figure says "not stated"."""
    with settings.open() as case:
        put(case, make(case, "form", asked), as_json, as_csv, pdf)
