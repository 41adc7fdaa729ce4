"""everyword payment: what was paid under an order: proposed from the case, and said by a person."""

import json
from typing import Any

import click
import msgspec

from everyword.case.deciding import named
from everyword.case.store import Case
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark, table
from everyword.errors import NotFound, WrongUsage
from everyword.model import NO_TIME
from everyword.schedules import payments
from everyword.schedules.orders import read_amount
from everyword.schedules.payments import Exchange, Payment
from everyword.schedules.proposals import Proposed, bank_line, proposals
from everyword.schedules.support_account import all_between

DRY = click.option("--dry-run", is_flag=True, help="Only check it.")
JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def payment() -> None:
    """What was paid under an order. Only what you say yes to is counted."""


def _said(command: Any) -> Any:
    for option in reversed(
        (
            click.option("--from", "by", help="Who paid: a person's id or name."),
            click.option("--to", help="Who was paid."),
            click.option("--currency", help="GBP, where the source does not say."),
            click.option("--order", help="For which order it was, where there are several."),
            click.option("--words", help="What you say of it."),
            click.option("--disputed", is_flag=True, default=None, help="It is disputed."),
            click.option("--rate", nargs=2, metavar="RATE CUR", help="One of it is: 0.85 GBP."),
            click.option("--rate-day", help="The day of that rate."),
            click.option("--rate-source", help="Where you read it."),
        )
    ):
        command = option(command)
    return command


def _given(rate: Any, rate_day: str | None, rate_source: str | None, **parts: Any) -> Any:
    """What was said, as the fields of a payment."""
    found = {key: value for key, value in parts.items() if value is not None}
    if "disputed" in found:
        found["is_disputed"] = found.pop("disputed")
    if "currency" in found:
        found["currency"] = found["currency"].upper()
    if rate:
        amount = read_amount(rate[0])
        if rate_day is None or amount is None:
            raise WrongUsage(
                problem="A rate of exchange needs its day.",
                remedy="For example:  --rate 0.85 GBP --rate-day 2024-05-03",
            )
        found["exchange"] = Exchange(amount, rate[1].upper(), rate_day, rate_source)
    return found


@payment.command()
@JSON
@pass_settings
def propose(settings: Settings, as_json: bool) -> None:
    """What in the case looks like a payment under its orders, and why. Nothing is decided by it."""
    with settings.open() as case:
        found = list(proposals(case))
        if not found:
            remark("No order has a sum to be paid yet:  everyword order term ... --pay")
        for each in found:
            _put_proposed(each, as_json)
        if any(each.lines or each.papers for each in found):
            remark("Say of each:  everyword payment yes ID    or  everyword payment no ID")


def _put_proposed(found: Proposed, as_json: bool) -> None:
    by, to, currency = found.between
    rows = [
        (x.line.item, x.line.day.isoformat(), str(abs(x.line.amount)), x.line.currency or "",
         "; ".join(x.why))
        for x in found.lines
    ]  # fmt: skip
    rows += [
        (x.item, x.day or "", str(x.amount), "", f"{x.title}: the sum stands on page {x.page}, and"
         " a name")
        for x in found.papers
    ]  # fmt: skip
    columns = ("item", "day", "amount", "currency", "why")
    if as_json:
        for row in rows:
            line = {"from": by, "to": to, **dict(zip(columns, row, strict=True))}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    click.echo(f"{by} to {to} in {currency}: {len(rows)} proposed")
    if rows:
        table(columns, rows, "llrll")


@payment.command()
@click.argument("items", nargs=-1, required=True)
@click.option("--day", help="Received on this day, where the source has another or none.")
@click.option("--amount", help="What of it was for the order, where not the whole; or unknown.")
@_said
@DRY
@JSON
@pass_settings
def yes(
    settings: Settings, /, items: tuple[str, ...], dry_run: bool, as_json: bool, **parts: Any
) -> None:
    """These items are payments under an order: lines of a bank, receipts, notes."""
    given = _amount(_given(**parts))
    with settings.open(write=not dry_run) as case:
        _keep(case, [_of_item(case, item, dict(given)) for item in items], dry_run, as_json)


def _keep(case: Case, found: list[Payment], dry_run: bool, as_json: bool) -> None:
    """All of them or none."""
    if dry_run:
        for each in payments.all_checked(case, found):
            what = "would be counted" if each.is_one else "would not be proposed again"
            remark(f"{', '.join(x.item for x in each.cites) or 'This payment'} {what}.")
        return
    for each in payments.add_all(case, found):
        _put(each, as_json)


def _amount(given: dict[str, Any]) -> dict[str, Any]:
    return given | ({"amount": read_amount(given["amount"])} if "amount" in given else {})


def _of_item(case: Case, item: str, given: dict[str, Any]) -> Payment:
    """What its source says of day and sum, unless the person says it; who, by the orders."""
    cite = parse_cite(item)
    entry = case.index.item(cite.item)
    line = bank_line(entry)
    when = getattr(entry.reading, "when", NO_TIME)
    found: dict[str, Any] = {"day": when.local, "amount": None, "currency": None}
    if line is not None:
        sum = abs(line.amount)
        found = {"day": line.day.isoformat(), "amount": sum, "currency": line.currency}
    elif "amount" not in given:
        raise WrongUsage(
            problem=f"{entry.id} is no line of an account: its sum has to be said.",
            remedy="Say it:  --amount 100.00 --currency GBP    or  --amount unknown",
        )
    found |= given
    found["day"] = str(found["day"] or "")[:10]
    return Payment("", **_people(case, found), cites=(cite,))


def _people(case: Case, found: dict[str, Any]) -> dict[str, Any]:
    """Who paid whom, where the orders leave one answer only."""
    pairs = {each[:2] for each in all_between(case.work)}
    if ("by" in found and "to" in found) or len(pairs) != 1:
        return found
    by, to = next(iter(pairs))
    return {"by": by, "to": to} | found


@payment.command()
@click.argument("items", nargs=-1, required=True)
@DRY
@pass_settings
def no(settings: Settings, items: tuple[str, ...], dry_run: bool) -> None:
    """These items are no payments under an order; they are not proposed again."""
    with settings.open(write=not dry_run) as case:
        said = [
            Payment("", "", None, None, cites=(parse_cite(item),), is_one=False) for item in items
        ]
        _keep(case, said, dry_run, as_json=False)


@payment.command()
@click.option("--cash", help="A sum in cash: 50.00; or unknown.")
@click.option("--amount", help="A sum paid otherwise.")
@click.option("--day", required=True, help="Received on this day.")
@click.option("--cite", "cites", multiple=True, help="A note or receipt: ID, ID:p3, =quote")
@_said
@DRY
@JSON
@pass_settings
def add(
    settings: Settings,
    /,
    cash: str | None,
    amount: str | None,
    cites: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    **parts: Any,
) -> None:
    """A payment that no bank line shows: cash, a cheque, a payment to somebody else."""
    if (cash is None) == (amount is None):
        raise WrongUsage(problem="Say one sum.", remedy="--cash 50.00    or  --amount 50.00")
    given = _given(**parts)
    if cash is not None:
        given["words"] = "; ".join(filter(None, ("cash", given.get("words"))))
    found = {"amount": read_amount(cash or amount or ""), "currency": None} | given
    with settings.open(write=not dry_run) as case:
        made = Payment("", **_people(case, found), cites=tuple(map(parse_cite, cites)))
        _keep(case, [made], dry_run, as_json)
        if not made.cites:
            remark("It has no item: write a note of it and cite that:  everyword note --day ...")


@payment.command()
@click.argument("id")
@click.option("--day", help="Received on this day.")
@click.option("--amount", help="The sum, or unknown.")
@click.option("--undisputed", is_flag=True, help="It is not disputed any more.")
@click.option("--cite", "cites", multiple=True, help="All its items anew: ID, ID:p3, =quote")
@_said
@DRY
@pass_settings
def change(
    settings: Settings,
    /,
    id: str,
    undisputed: bool,
    cites: tuple[str, ...],
    dry_run: bool,
    **parts: Any,
) -> None:
    """Change what was said of a payment; what it was before is kept."""
    given = _amount(_given(**parts))
    if undisputed:
        given["is_disputed"] = False
    if cites:
        given["cites"] = tuple(map(parse_cite, cites))
    with settings.open(write=not dry_run) as case:
        if dry_run:
            named(payments.payments(case.work), "payment", id)
            remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
            return
        _put(payments.change(case, id, **given), False)


@payment.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take what was said of a payment out; undo brings it back."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            remark(f"Would take out {id}.")
            return
        case.remove("payment", id)
        click.echo(f"removed: payment {id}")


@payment.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of payments."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {case.undo('payment')}")


@payment.command(name="list")
@JSON
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All that was said to be a payment, or not to be one."""
    with settings.open() as case:
        for each in payments.payments(case.work).values():
            _put(each, as_json)


@payment.command()
@click.argument("id")
@JSON
@pass_settings
def history(settings: Settings, id: str, as_json: bool) -> None:
    """Every change of a payment, and what was undone; nothing of it while its source is locked."""
    with settings.open() as case:
        entries = case.work.history("payment", id)
        if not entries:
            raise NotFound(thing="payment", name=id, command="everyword payment list")
        for decision, undone in entries:
            now = msgspec.convert(decision.data, Payment) if decision.data else None
            if now and any(case.work.is_withheld(x.item) for x in now.cites):
                now = Payment(now.id, "", None, None, cites=now.cites, is_one=now.is_one)
            if as_json:
                kept = msgspec.to_builtins(now)
                line = {"n": decision.n, "at": decision.at, "undone": undone, "now": kept}
                click.echo(json.dumps(line, ensure_ascii=False))
            else:
                was = f" (undone {undone})" if undone else ""
                click.echo(f"{decision.at}{was}  {_line(now) if now else 'taken out'}")


def _put(one: Payment, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(one), ensure_ascii=False))
    else:
        click.echo(_line(one))


def _line(one: Payment) -> str:
    items = ", ".join(each.item for each in one.cites)
    if not one.is_one:
        return printable(f"{one.id}  {items}: no payment under an order")
    if not one.day:
        return printable(f"{one.id}  {items}: what it was taken from is locked")
    amount = f"{one.amount} {one.currency}" if one.amount is not None else "an amount not known"
    rate = one.exchange
    parts = [f"at {rate.rate} {rate.currency} of {rate.day}"] if rate else []
    parts += ["disputed"] if one.is_disputed else []
    parts += [f"for {one.order}"] if one.order else []
    parts += [one.words] if one.words else []
    more = "".join(f", {each}" for each in parts)
    return printable(f"{one.id}  {one.day}  {amount}  {one.by} to {one.to}{more}  {items}".rstrip())
