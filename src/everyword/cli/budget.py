"""everyword budget: regular sums, and the rates by which one currency is shown in another."""

import json
from decimal import Decimal
from typing import Any

import click
import msgspec

from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark, table
from everyword.cli.taken_back import with_taking_back
from everyword.errors import WrongUsage
from everyword.schedules.entering import add as add_entry
from everyword.schedules.entering import checked, entries
from everyword.schedules.household import BudgetLine, RateSaid
from everyword.schedules.sums import (
    EVERY,
    SOME,
    money,
    monthly,
    monthly_words,
    rate_words,
    read_amount,
    read_currency,
    read_rate,
    rounded,
)


@click.group()
def budget() -> None:
    """Regular sums in and out, as you say them, and what a month of each comes to."""


@budget.command()
@click.argument("what")
@click.argument("amount")
@click.argument("currency")
@click.option("--every", type=click.Choice([*EVERY]), required=True)
@click.option("--times", help="Days or hours a week, where it is so much a day or an hour.")
@click.option("--in", "is_in", is_flag=True, help="It comes in (else it goes out).")
@click.option("--kind", help="Compared with the payments of this kind.")
@click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, =quote")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(
    settings: Settings,
    what: str,
    amount: str,
    currency: str,
    every: str,
    times: str | None,
    is_in: bool,
    kind: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Add a regular sum: everyword budget add rent 750.00 GBP --every month. AMOUNT may be "not
    known"."""
    line = BudgetLine(
        "",
        what,
        _not_negative(read_amount(amount)),
        read_currency(currency),
        every,
        "in" if is_in else "out",
        kind,
        _times(every, times),
        tuple(map(parse_cite, cites)),
    )
    with settings.open(write=not dry_run) as case:
        if dry_run:
            checked(case, line)
            remark("This would be added.")
            return
        made = add_entry(case, "budget", line)
        click.echo(printable(f"{made.id}  {_words(made)}"))
        if not made.cites:
            remark("It cites nothing; take it out and add it with --cite when you have a paper.")


def _not_negative(amount: Decimal | None) -> Decimal | None:
    if amount is not None and amount < 0:
        raise WrongUsage(
            problem=f"A regular sum has no sign: {amount}",
            remedy="Say that it comes in with --in.",
        )
    return amount


def _times(every: str, times: str | None) -> Decimal | None:
    if (every in SOME) != (times is not None):
        raise WrongUsage(
            problem="--times goes with --every day or hour, and these need it.",
            remedy="For example:  --every hour --times 37.5    (hours a week)",
        )
    return None if times is None else read_amount(times)


def _words(line: BudgetLine) -> str:
    how = f"{money(line.amount, line.currency)} every {line.every}"
    if line.amount is None:
        return f"{line.what} ({line.way}): {how}"
    month = rounded(monthly(line.amount, line.every, line.times), line.currency)
    if line.every == "month":
        return f"{line.what} ({line.way}): {how}"
    return (
        f"{line.what} ({line.way}): {how} ({monthly_words(line.every, line.times)}"
        f" = {money(month, line.currency)} a month)"
    )


@budget.command()
@click.argument("rate")
@click.option("--to", "to", required=True, help="The currency it is shown in: GBP.")
@click.option("--source", help="Who says so, in your words.")
@click.option("--cite", "cites", multiple=True, help="ID, ID:p3, =quote")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def rate(
    settings: Settings,
    rate: str,
    to: str,
    source: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Keep a dated rate: EUR=0.86@2026-05-01 --to GBP. Nothing is converted without one."""
    read = read_rate(rate, read_currency(to))
    read = msgspec.structs.replace(read, source=source, cites=tuple(map(parse_cite, cites)))
    with settings.open(write=not dry_run) as case:
        if dry_run:
            checked(case, read)
            remark("This would be kept.")
            return
        made = add_entry(case, "budget", read)
        click.echo(printable(f"{made.id}  {rate_words(made)}"))


@budget.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per entry.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The regular sums, and the rates."""
    with settings.open() as case:
        lines = entries(case.work, "budget", BudgetLine)
        rates = entries(case.work, "budget", RateSaid)
        if as_json:
            both: list[Any] = [*lines.values(), *rates.values()]
            for each in both:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        table(("id", "what"), [(id, _words(each)) for id, each in lines.items()])
        for given in rates.values():
            click.echo(printable(f"{given.id}  {rate_words(given)}"))


with_taking_back(budget, "budget")
