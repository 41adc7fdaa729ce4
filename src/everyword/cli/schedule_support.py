"""everyword schedule support: due, received, unpaid, interest."""

from pathlib import Path
from typing import Any

import click

from everyword.cli.files import write_new
from everyword.cli.schedule import make, put, shown_as
from everyword.cli.settings import Settings, days, pass_settings, remark
from everyword.schedules.beancount import ledger_text
from everyword.schedules.support_account import Options, account


@click.command()
@click.option("--order", help="Only the terms of this order: O1.")
@click.option("--currency", help="Only the terms in this currency: GBP.")
@click.option("--from", "since", help="Lines from this day on; no figure changes.")
@click.option("--to", help="Lines to this day.")
@click.option("--as-of", help="Count to the end of this day (default: today).")
@click.option("--rules", help="Rules of interest and payments; see: everyword order rules --list")
@click.option("--payments-to", help="What a payment meets first, where not as those rules say.")
@click.option("--issued", help="The day an application was issued: what is older is shown apart.")
@click.option("--summary", is_flag=True, help="One line for each year.")
@click.option("--dues", is_flag=True, help="One line for each sum due: what met it, and when.")
@click.option(
    "--beancount",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write a ledger in the syntax of beancount.",
)
@shown_as
@pass_settings
def command(
    settings: Settings,
    /,
    since: str | None,
    to: str | None,
    beancount: Path | None,
    as_json: bool,
    as_csv: bool,
    pdf: Path | None,
    **asked: Any,
) -> None:
    """Support: what fell due, what was received, what is unpaid, and interest by a rule you choose.

    Disputed payments are counted in a column of their own. Only payments you said yes to count:
    everyword payment propose.
    """
    since, to = days(since, to)
    asked = {key: value for key, value in asked.items() if value is not None}
    asked |= {key: value for key, value in (("since", since), ("to", to)) if value is not None}
    with settings.open() as case:
        made = make(case, "support", asked)
        if beancount is not None:
            found = account(case, Options(**asked))
            write_new(beancount, ledger_text(found).encode())
            remark(f"{beancount}: {len(found.ledger.lines)} lines of the ledger.")
        put(case, made, as_json, as_csv, pdf)
