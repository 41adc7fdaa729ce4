"""everyword cost: shared expenses, what was asked back, what was answered, what was paid."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, get_args

import click
import msgspec

from everyword.case.store import Case
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.cli.taken_back import with_taking_back
from everyword.errors import WrongUsage
from everyword.schedules.claims import Claim, claim
from everyword.schedules.entering import add as add_entry
from everyword.schedules.entering import (
    checked,
    entries,
    keep,
    kept,
    payment_of,
    used_beyond,
    whole_day,
)
from everyword.schedules.household import Answer, Answered, Cost, Repaid
from everyword.schedules.sums import money, read_amount, read_currency, read_share

ANSWERS: tuple[str, ...] = get_args(Answer)
CITE = "ID, ID:p3, ID:L10-20, =quote"


@click.group()
def cost() -> None:
    """Shared expenses: children's, medical, others; asked back, answered, paid."""


@cost.command()
@click.argument("what")
@click.argument("amount")
@click.argument("currency")
@click.option("--day", required=True, help="When it was incurred: 2024-03-01.")
@click.option("--share", required=True, help="The part asked back: 1/2, 60%.")
@click.option("--kind", help="School, medical, clothes: your word.")
@click.option("--for", "who", multiple=True, help="Whom it is for: a person's id or name.")
@click.option("--order", help="The order that says so: its id.")
@click.option("--notice-days", type=click.IntRange(0, 3650), help="Days to ask, after the day.")
@click.option("--pay-days", type=click.IntRange(0, 3650), help="Days to pay, after being asked.")
@click.option("--cite", "cites", multiple=True, help=CITE)
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(settings: Settings, /, dry_run: bool, **parts: Any) -> None:
    """Add a cost: everyword cost add "school trip" 120.00 GBP --day 2024-03-01 --share 1/2."""
    parts["amount"] = _positive(read_amount(parts["amount"]))
    parts["currency"] = read_currency(parts["currency"])
    parts["share"] = str(read_share(parts["share"]))
    parts["day"] = whole_day(parts["day"])
    parts["cites"] = tuple(map(parse_cite, parts["cites"]))
    said = Cost("", **parts)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            checked(case, said)
            remark("This would be added.")
            return
        made = add_entry(case, "cost", said)
        _say(made, case)
        if not made.cites:
            remark("It cites nothing; take it out and add it with --cite when you have the bill.")


def _positive(amount: Decimal | None) -> Decimal | None:
    if amount is not None and amount <= 0:
        raise WrongUsage(
            problem=f"A cost is more than nothing: {amount}",
            remedy='Write it like 120.00, or "not known".',
        )
    return amount


def _say(said: Cost, case: Case) -> None:
    click.echo(printable(f"{said.id}  {_words(claim(said, case.now[:10]))}"))


def _words(one: Claim) -> str:
    cost = one.cost
    until = f"; to be asked by {one.ask_by}" if one.ask_by and not cost.asked else ""
    return (
        f"{cost.what}: {money(cost.amount, cost.currency)} on {cost.day}; {cost.share} of it is"
        f" {money(one.claimed, cost.currency)}; {one.state};"
        f" open: {money(one.open, cost.currency)}{until}"
    )


def _change(
    settings: Settings, id: str, dry_run: bool, changed: Callable[[Case, Cost], Cost]
) -> None:
    with settings.open(write=not dry_run) as case:
        said = changed(case, kept(case.work, "cost", id))
        if dry_run:
            checked(case, said)
            remark("This would be kept.")
            return
        _say(keep(case, "cost", said), case)


@cost.command()
@click.argument("id")
@click.option("--on", "day", required=True, help="The day: 2024-03-01.")
@click.option("--cite", "cites", multiple=True, help=CITE)
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def asked(settings: Settings, id: str, day: str, cites: tuple[str, ...], dry_run: bool) -> None:
    """Say when the share was asked back."""
    found = {"asked": whole_day(day), "asked_cites": tuple(map(parse_cite, cites))}
    _change(settings, id, dry_run, lambda _, said: msgspec.structs.replace(said, **found))


@cost.command()
@click.argument("id")
@click.option("--on", "day", required=True, help="The day: 2024-03-01.")
@click.option("--answer", type=click.Choice(ANSWERS), required=True)
@click.option("--amount", help="Of which they agreed to pay so much.")
@click.option("--cite", "cites", multiple=True, help=CITE)
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def answered(
    settings: Settings,
    id: str,
    day: str,
    answer: Any,
    amount: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Say what the other side answered."""
    sum_ = _positive(read_amount(amount)) if amount is not None else None
    said = Answered(whole_day(day), answer, sum_, tuple(map(parse_cite, cites)))
    _change(settings, id, dry_run, lambda _, cost: msgspec.structs.replace(cost, answered=said))


@cost.command()
@click.argument("id")
@click.argument("amount", required=False)
@click.option("--on", "day", help="The day; else that of the payment cited.")
@click.option("--cite", "cites", multiple=True, help="The payment, or a receipt: its id.")
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def paid(
    settings: Settings,
    id: str,
    amount: str | None,
    day: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Say what was paid to it; without AMOUNT and --on, what the payment says that you cite."""

    def changed(case: Case, said: Cost) -> Cost:
        made = _repaid(case, said, amount, day, cites)
        for words in used_beyond(case, made):
            remark(words)
        return msgspec.structs.replace(said, repaid=(*said.repaid, made))

    _change(settings, id, dry_run, changed)


def _repaid(
    case: Case, said: Cost, amount: str | None, day: str | None, cites: tuple[str, ...]
) -> Repaid:
    found = tuple(
        msgspec.structs.replace(each, item=case.index.item(each.item).id)
        for each in map(parse_cite, cites)
    )
    payment = payment_of(case, found)
    if payment and payment.currency not in (None, said.currency):
        raise WrongUsage(
            problem=f"The payment is in {payment.currency} and the cost in {said.currency}.",
            remedy="Say it in that of the cost:  everyword cost paid ID AMOUNT --on DAY",
        )
    sum_ = _positive(read_amount(amount)) if amount is not None else None
    if sum_ is None and amount is None and payment:
        sum_ = abs(payment.amount)
    local = (payment.when.local or "")[:10] if payment else ""
    on = whole_day(day) if day else local
    if sum_ is None or len(on) != 10:
        raise WrongUsage(
            problem="How much was paid, and on which day, is to be said.",
            remedy="For example:  everyword cost paid C1 60.00 --on 2024-03-01    or cite the"
            " payment",
        )
    return Repaid(on, sum_, found)


@cost.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per cost.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The costs as they were entered; what is open of each."""
    with settings.open() as case:
        for each in entries(case.work, "cost", Cost).values():
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            else:
                _say(each, case)


with_taking_back(cost, "cost")
