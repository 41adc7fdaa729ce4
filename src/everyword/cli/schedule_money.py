"""everyword schedule money: in and out by month and kind, regular sums, what is short."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.schedule import make, put, shown_as
from everyword.cli.settings import Settings, days, pass_settings

TO = click.option("--to", "to", help="All sums in this currency too, by the rates you gave: GBP.")
RATE = click.option("--rate", "rates", multiple=True, help="EUR=0.86@2026-05-01, for this once.")


@click.command(name="money")
@click.option("--from", "since", help="From this day, month or year on.")
@click.option("--until", help="Up to and with this day, month or year.")
@click.option("--account", "accounts", multiple=True, help="Only this: its id or name.")
@click.option("--whose", help="Only the accounts of this person: an id or name.")
@TO
@RATE
@shown_as
@pass_settings
def command(
    settings: Settings, /, as_json: bool, as_csv: bool, pdf: Path | None, **asked: Any
) -> None:
    """In and out by month and kind, with the items of each figure; transfers between own accounts
    apart; regular sums as a month of each, and what is left or short."""
    asked["since"], asked["until"] = days(asked["since"], asked["until"])
    with settings.open() as case:
        put(case, make(case, "money", asked), as_json, as_csv, pdf)
