"""everyword asset: what is owed, what is owned, what was put in, and what went."""

import json
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click
import msgspec
from msgspec import Struct

from everyword.cli.fact import parse_cite
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.cli.taken_back import with_taking_back
from everyword.errors import WrongUsage
from everyword.schedules.entering import add, checked, entries, keep, kept, whole_day
from everyword.schedules.household import Contribution, Debt, Disposal, DisposalKind, Property
from everyword.schedules.layouts import DEBTS, OWNED
from everyword.schedules.sums import money, read_amount, read_currency

GONE: tuple[str, ...] = get_args(DisposalKind)
CITE = "ID, ID:p3, ID:L10-20, =quote"


@click.group()
def asset() -> None:
    """Debts, property, what was put into it, and what was sold, given or moved away."""


def _entered(settings: Settings, entry: Any, dry_run: bool) -> None:
    with settings.open(write=not dry_run) as case:
        if dry_run:
            checked(case, entry)
            remark("This would be added.")
            return
        made = add(case, "asset", entry)
        click.echo(printable(_line(made)))
        if not made.cites:
            remark(f"It cites nothing yet:  everyword asset change {made.id} --cite ID")


def _line(entry: Any) -> str:
    """One entry in a line."""
    match entry:
        case Debt():
            whose = f", owed by {', '.join(entry.whose)}" if entry.whose else ""
            name = f", in the name of {', '.join(entry.in_name)}" if entry.in_name else ""
            text = f"debt: {entry.what}: {money(entry.amount, entry.currency)}{whose}{name}"
        case Property():
            whose = f", of {', '.join(entry.whose)}" if entry.whose else ""
            name = f", in the name of {', '.join(entry.in_name)}" if entry.in_name else ""
            text = f"owned: {entry.what}: {money(entry.value, entry.currency)}{whose}{name}"
        case Contribution():
            text = (
                f"put into {entry.property}: {entry.what}: {money(entry.amount, entry.currency)}"
                f" by {entry.by}"
            )
        case Disposal():
            text = f"{entry.kind}: {entry.what}: {money(entry.amount, entry.currency)}"
        case _:
            raise AssertionError(entry)
    return f"{entry.id}  {text}"


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the fields of an entry; an empty word takes a part out again."""
    found = {key: value for key, value in parts.items() if value not in (None, ())}
    for key in ("cites", "whose", "in_name"):
        if key in found:
            values = tuple(value for value in found[key] if value)
            found[key] = tuple(map(parse_cite, values)) if key == "cites" else values
    for key in ("amount", "value", "worth"):
        if key in found:
            found[key] = read_amount(found[key])
    if "currency" in found:
        found["currency"] = read_currency(found["currency"])
    if found.get("day"):
        found["day"] = whole_day(found["day"])
    return {key: None if value == "" else value for key, value in found.items()}


_OWNERS = (
    click.option("--whose", multiple=True, help="Who is said to owe or own it: a person's id."),
    click.option("--in-name", multiple=True, help="In whose name it stands: a person's id."),
    click.option("--since", help="Since when, as typed for a fact."),
    click.option("--on", help="The day the figure is of."),
)
_CITED = (
    click.option("--cite", "cites", multiple=True, help=CITE),
    click.option("--dry-run", is_flag=True, help="Only check it."),
)


F = TypeVar("F", bound=Callable[..., None])


def _with(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorated(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


@asset.command()
@click.argument("what")
@click.argument("amount")
@click.argument("currency")
@click.option("--to", help="To whom it is owed.")
@click.option("--kind", type=click.Choice(DEBTS))
@_with(*_OWNERS)
@click.option("--for", "purpose", help="What it was for.")
@click.option("--secured-on", "property", help="What is owned and stands for it: H1.")
@_with(*_CITED)
@pass_settings
def debt(settings: Settings, /, dry_run: bool, **parts: Any) -> None:
    """Add what is owed. AMOUNT may be "not known": it is shown so, and never counted as nothing."""
    _entered(
        settings, msgspec.convert({"id": "", "amount": None, **_plain(Debt, parts)}, Debt), dry_run
    )


@asset.command(name="property")
@click.argument("what")
@click.argument("value")
@click.argument("currency")
@click.option("--kind", type=click.Choice(OWNED))
@_with(*_OWNERS)
@click.option("--basis", help='Whose figure it is: "valuation by an agent", "my estimate".')
@_with(*_CITED)
@pass_settings
def property_(settings: Settings, /, dry_run: bool, **parts: Any) -> None:
    """Add what is owned. VALUE may be "not known"."""
    _entered(
        settings,
        msgspec.convert({"id": "", "value": None, **_plain(Property, parts)}, Property),
        dry_run,
    )


@asset.command(name="paid-in")
@click.argument("property")
@click.argument("what")
@click.argument("amount")
@click.argument("currency")
@click.option("--by", required=True, help="Who put it in: a person's id or name.")
@click.option("--day", help="2024-03-01.")
@_with(*_CITED)
@pass_settings
def paid_in(settings: Settings, /, dry_run: bool, **parts: Any) -> None:
    """Add what somebody put into a thing that is owned (PROPERTY: H1): money, or work in words."""
    given = {"id": "", "amount": None, **_plain(Contribution, parts)}
    _entered(settings, msgspec.convert(given, Contribution), dry_run)


@asset.command()
@click.argument("what")
@click.argument("amount")
@click.argument("currency")
@click.option("--kind", type=click.Choice(GONE), required=True)
@click.option("--day", help="2024-03-01.")
@click.option("--by", help="By whom: a person's id or name.")
@click.option("--to", help="To whom, in your words.")
@click.option("--worth", help="What it is said to have been worth.")
@_with(*_CITED)
@pass_settings
def gone(settings: Settings, /, dry_run: bool, **parts: Any) -> None:
    """Add what was sold, given, moved away, taken out or lost; AMOUNT is what was got for it."""
    given = {"id": "", "amount": None, **_plain(Disposal, parts)}
    _entered(settings, msgspec.convert(given, Disposal), dry_run)


def _plain(kind: type[Struct], parts: dict[str, Any]) -> dict[str, Any]:
    """As the data of an entry."""
    tag = {"entry": kind.__struct_config__.tag}
    return tag | {key: msgspec.to_builtins(value) for key, value in _given(parts).items()}


@asset.command()
@click.argument("id")
@click.option("--what")
@click.option("--amount", help='A figure, or "not known".')
@click.option("--value", help="Of what is owned.")
@click.option("--currency")
@click.option("--kind")
@_with(*_OWNERS)
@click.option("--to")
@click.option("--by")
@click.option("--day")
@click.option("--basis")
@click.option("--worth")
@click.option("--for", "purpose")
@click.option("--secured-on", "property")
@_with(*_CITED)
@pass_settings
def change(settings: Settings, /, id: str, dry_run: bool, **parts: Any) -> None:
    """Change an entry; what it was before is kept. "" takes a part out."""
    given = _given(parts)
    with settings.open(write=not dry_run) as case:
        entry = kept(case.work, "asset", id)
        strange = sorted(set(given) - set(entry.__struct_fields__))
        if strange:
            raise WrongUsage(
                problem=f"{id} has no {', '.join(strange)}.",
                remedy="See what it has:  everyword asset list --json",
            )
        data = msgspec.to_builtins(entry) | {k: msgspec.to_builtins(v) for k, v in given.items()}
        try:
            changed = msgspec.convert(data, type(entry))
        except msgspec.ValidationError as fault:
            raise WrongUsage(
                problem=f"{id} cannot be changed so: {fault}",
                remedy="See what it has:  everyword asset list --json",
            ) from None
        if dry_run:
            checked(case, changed)
            remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
            return
        click.echo(printable(_line(keep(case, "asset", changed))))


@asset.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per entry.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All of it, in the order it was entered."""
    with settings.open() as case:
        for each in entries(case.work, "asset", Struct).values():
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            else:
                click.echo(printable(_line(each)))


with_taking_back(asset, "asset")
