"""everyword order: orders and agreements, what they say, and what is said of its being kept."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import click
import msgspec

from everyword.cli import order_shown
from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, remark
from everyword.errors import WrongUsage
from everyword.schedules import orders
from everyword.schedules.orders import GivenRate, Mark, Order, Reckoning, Term, read_amount
from everyword.schedules.support_rules import all_rules

CITE = click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, =quote")
DRY = click.option("--dry-run", is_flag=True, help="Only check it.")
JSON = click.option("--json", "as_json", is_flag=True)
PARTS = {"due-day": "due day", "ahead": "ahead", "behind": "behind"}
STATES = {"kept": "kept", "not-kept": "not kept", "not-known": "not known"}


@click.group()
def order() -> None:
    """What was ordered or agreed: who, what, how much, from when, until when, on which page."""


def _cited(cites: tuple[str, ...]) -> dict[str, Any]:
    return {"cites": tuple(parse_cite(each) for each in cites if each)} if cites else {}


@order.command()
@click.argument("title")
@click.option("--day", required=True, help="Of the order: 2024-03-01.")
@click.option("--court", help="Leave it out for an agreement.")
@CITE
@DRY
@pass_settings
def add(
    settings: Settings, /, title: str, day: str, court: str | None, cites: Any, dry_run: bool
) -> None:
    """Add an order or an agreement; then its terms:  everyword order term."""
    made = Order("", title, day, court, **_cited(cites))
    with settings.open(write=not dry_run) as case:
        if dry_run:
            orders.checked_order(case, made)
            remark("This order would be added.")
            return
        click.echo(order_shown.order_line(orders.add_order(case, made)))


def _terms_options(command: Any) -> Any:
    for option in reversed(
        (
            click.option("--pay", nargs=2, metavar="AMOUNT CUR", help="100.00 GBP; unknown GBP."),
            click.option("--do", "what", help="What has to be done, where nothing is paid."),
            click.option(
                "--every", help='week, "2 weeks", month, quarter, year, "half month", once.'
            ),
            click.option("--days", help="Of a half month: 1,15; 31 is the last day."),
            click.option("--first", help="The first day it is due: 2024-05-03."),
            click.option("--until", multiple=True, help='A day, or "child P3 is 18", or words.'),
            click.option("--to", help="Who is paid: a person's id or name."),
            click.option("--words", help="The order's own words."),
            click.option("--condition", "conditions", multiple=True, help="On what it depends."),
            CITE,
            DRY,
        )
    ):
        command = option(command)
    return command


def _given(pay: Any, until: tuple[str, ...], conditions: Any, cites: Any, **parts: Any) -> Any:
    """What was said, as the fields of a term."""
    found = {key: value for key, value in parts.items() if value is not None}
    if pay:
        found |= {"amount": read_amount(pay[0]), "currency": pay[1].upper()}
    if until:
        days = [each for each in until if re.fullmatch(r"\d{4}-\d\d-\d\d", each.strip())]
        words = tuple(each for each in until if each and each not in days)
        found |= {"until": min(days, default=None), "ends": words}
    if conditions:
        found["conditions"] = tuple(each for each in conditions if each)
    return found | _cited(cites)


@order.command()
@click.argument("order_id", metavar="ORDER")
@click.option("--from", "by", required=True, help="Who pays, or has to do it: an id or name.")
@_terms_options
@pass_settings
def term(settings: Settings, /, order_id: str, by: str, dry_run: bool, **parts: Any) -> None:
    """Add a term of an order: something to pay, or something to do."""
    given = _given(**parts)
    if ("currency" in given) == ("what" in given):
        raise WrongUsage(
            problem="A term is either something to pay or something to do.",
            remedy='For example:  --pay 100.00 GBP --every week    or  --do "hand over the keys"',
        )
    if "first" not in given:
        raise WrongUsage(
            problem="A term needs its first day.", remedy="Say it:  --first 2024-05-03"
        )
    made = Term("", order_id, given.pop("what", "support"), by, **given)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            orders.checked_term(case, made)
            remark("This term would be added.")
            return
        made = orders.add_term(case, made)
        click.echo(order_shown.term_line(made))
        if not made.cites:
            remark(f"It cites nothing yet:  everyword order change {made.id} --cite ID:p3")


@order.command()
@click.argument("id")
@click.option("--title", help="Of an order.")
@click.option("--day", help="Of an order.")
@click.option("--court", help="Of an order.")
@click.option("--from", "by", help="Who pays, or has to do it.")
@_terms_options
@pass_settings
def change(settings: Settings, /, id: str, dry_run: bool, **parts: Any) -> None:
    """Correct an order or a term that was entered wrongly; what it was before is kept.

    Where a later order changes it, it was not wrong:  everyword order vary.
    """
    given = _given(**parts)
    own = {"title", "day", "court", "cites"}
    allowed = own if id.startswith("O") else {*Term.__struct_fields__} - {"title"}
    if wrong := sorted({*given} - allowed):
        raise WrongUsage(
            problem=f"{id} has no {', '.join(wrong)}.",
            remedy=f"See what it has:  everyword order show {id}",
        )
    with settings.open(write=not dry_run) as case:
        if dry_run:
            remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
        elif id.startswith("O"):
            click.echo(order_shown.order_line(orders.change_order(case, id, **given)))
        else:
            click.echo(order_shown.term_line(orders.change_term(case, id, **given)))


@order.command()
@click.argument("id")
@click.option("--from", "from_day", required=True, help="The day from which it holds.")
@click.option("--order", "order_id", help="The order that varies it, if it is another one.")
@click.option("--part", type=click.Choice([*PARTS]), help="Of a period the day falls into.")
@_terms_options
@pass_settings
def vary(
    settings: Settings,
    /,
    id: str,
    from_day: str,
    order_id: str | None,
    part: str | None,
    dry_run: bool,
    **parts: Any,
) -> None:
    """A term takes the place of another one from a day on; both are kept.

    --part says what holds for a period into which the day falls: due-day, the whole sum as on its
    due day; ahead or behind, shared by days, where each sum is for the days after or before it.
    """
    given = _given(**parts) | ({"order": order_id} if order_id else {})
    if part:
        given["part"] = PARTS[part]
    with settings.open(write=not dry_run) as case:
        made = orders.varied(case, id, from_day, **given)
        if dry_run:
            remark(f"It would take the place of {id} from {from_day}, first due on {made.first}.")
            return
        click.echo(order_shown.term_line(orders.keep_term(case, made)))
        if not made.cites:
            remark(f"It cites nothing yet:  everyword order change {made.id} --cite ID:p3")


@order.command()
@click.argument("id")
@click.argument("state", type=click.Choice([*STATES]))
@click.option("--day", help="The due day it is about; without one, the whole term.")
@click.option("--words", help="What you say of it.")
@CITE
@DRY
@pass_settings
def mark(
    settings: Settings,
    /,
    id: str,
    state: str,
    day: str | None,
    words: str | None,
    cites: Any,
    dry_run: bool,
) -> None:
    """Say of a term, or of one of its days, that it was kept, not kept, or that it is not known."""
    said = msgspec.convert(
        {"state": STATES[state], "day": day, "words": words, **_cited(cites)}, Mark
    )
    with settings.open(write=not dry_run) as case:
        marked = orders.mark(case, id, said)
        if dry_run:
            remark(f"This would be said of {id}.")
            return
        click.echo(order_shown.mark_line(orders.keep_term(case, marked), said))


@order.command()
@click.argument("id", required=False)
@click.option("--rules", help="The record to reckon by: uk-ew, us-tx, hk, ...")
@click.option("--payments-to", help="What a payment meets, where not as those rules say.")
@click.option("--rate", "rates", multiple=True, help="A rate: 2024-01-01=5.25, or 6 for all days.")
@click.option("--source", help="Where you read the rates.")
@click.option("--compounding", type=click.Choice(["none", "month", "year"]), default="none")
@click.option("--words", help="The order's own words on interest.")
@click.option("--list", "as_list", is_flag=True, help="The records there are.")
@DRY
@JSON
@pass_settings
def rules(
    settings: Settings,
    /,
    id: str | None,
    rates: tuple[str, ...],
    source: str | None,
    as_list: bool,
    dry_run: bool,
    as_json: bool,
    **parts: Any,
) -> None:
    """Choose by which rules the arrears of an order are reckoned; you choose, nothing is guessed.

    The whole choice is said anew each time.
    """
    if as_list or id is None:
        order_shown.rules_list(all_rules().values(), as_json)
        return
    said = Reckoning(rates=tuple(_rate(each, source) for each in rates), **parts)
    with settings.open(write=not dry_run) as case:
        if dry_run:
            held = msgspec.structs.replace(Order("", "", "2000"), reckoning=said)
            orders.checked_order(case, held)
            remark(f"The arrears of {id} would be reckoned so.")
            return
        made = orders.change_order(case, id, reckoning=said)
        click.echo(order_shown.reckoning_line(made))


def _rate(text: str, source: str | None) -> GivenRate:
    """DAY=PERCENT, or PERCENT for all days."""
    day, equals, percent = text.rpartition("=")
    try:
        found = Decimal(percent.strip().removesuffix("%").strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found < 1000:
        raise WrongUsage(
            problem=f"This is not a rate: {text}",
            remedy="Write the per cent of a year from a day on:  --rate 2024-01-01=5.25",
        )
    return GivenRate(found, day.strip() if equals else None, source)


@order.command()
@click.argument("id")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take an order or a term out; undo brings it back."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            remark(f"Would take out {id}.")
            return
        orders.remove(case, id)
        click.echo(f"removed: {id}")


@order.command()
@pass_settings
def undo(settings: Settings) -> None:
    """Undo the newest change of orders and terms."""
    with settings.open(write=True) as case:
        click.echo(f"undone: {orders.undo(case)}")


@order.command(name="list")
@JSON
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All orders with their terms."""
    with settings.open() as case:
        order_shown.everything(case, as_json)


@order.command()
@click.argument("id")
@JSON
@pass_settings
def show(settings: Settings, id: str, as_json: bool) -> None:
    """One order, or one term with its due days and what is said of each."""
    with settings.open() as case:
        order_shown.show(case, id, as_json)


@order.command()
@click.argument("id")
@JSON
@pass_settings
def history(settings: Settings, id: str, as_json: bool) -> None:
    """Every change of an order or a term, and what was undone."""
    with settings.open() as case:
        order_shown.history(case, id, as_json)
