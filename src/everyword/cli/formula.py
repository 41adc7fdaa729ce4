"""everyword formula: what a published maintenance formula gives, step by step. No case needed."""

import datetime as dt
import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import click
import msgspec

from everyword.cli.settings import printable, remark
from everyword.errors import WrongUsage
from everyword.schedules.formulas import (
    australia,
    new_york,
    texas,
    time_share,
    uk_cms,
    wisconsin,
)
from everyword.schedules.formulas.records import CONFIDENCE, schemes
from everyword.schedules.formulas.working import PER_YEAR, Worked


@click.group()
def formula() -> None:
    """What a published formula gives, with every step. Nothing is kept; no case is needed.

    It is not what is owed: an order, a decision or an agreement comes first.
    """


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--json", "as_json", is_flag=True)(command)
    return click.option("--on", help="The day whose figures hold: 2026-05-01.")(command)


def _amount(option: str, typed: str | None, example: str = "600") -> Fraction:
    """A sum or number as typed: digits, a point. Raises WrongUsage; a comma is never guessed."""
    if typed is None:
        raise WrongUsage(problem=f"{option} is missing.", remedy=f"Give it:  {option} {example}")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", typed.strip(), re.ASCII):
        raise WrongUsage(
            problem=f"{option}: this is not a sum: {typed}",
            remedy="Write it in digits, with a point before the pence or cents:  1234.50",
        )
    return Fraction(typed.strip())


def _day(typed: str | None) -> dt.date:
    if typed is None:
        raise WrongUsage(
            problem="--on is missing: formulas change, and the day decides which figures hold.",
            remedy="Give it:  --on 2026-05-01",
        )
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise WrongUsage(
            problem=f"This is not a day: {typed}", remedy="Write it like 2026-05-01."
        ) from None


def _children(number: int | None) -> int:
    if number is None:
        raise WrongUsage(problem="--children is missing.", remedy="Give it:  --children 2")
    return number


def _show(found: Worked, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return
    click.echo(f"{found.title}, figures of {found.on}")
    for number, step in enumerate(found.steps, 1):
        working = f": {step.working}" if step.working else ""
        value = f" = {step.value}" if step.value else ""
        click.echo(printable(f"{number:>3}. {step.words}{working}{value}"))
    for result in found.results:
        click.echo(f"     {result.what}: {result.amount:,} {result.unit}")
    click.echo(f"record {found.record}: {found.source_title} ({CONFIDENCE[found.confidence]}),")
    click.echo(f"    {found.source}, seen {found.seen}")
    click.echo(f"rounding: {found.rounding}")
    for title, lines in (
        ("assumed", found.assumed),
        ("not sure", found.unsure),
        ("not worked out", found.not_included),
    ):
        for line in lines:
            click.echo(f"{title}: {line}")
    remark(found.says)


@formula.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="With every record, its figures and source.")
def list_(as_json: bool) -> None:
    """The formulas there are, and for which days they have figures."""
    for each in schemes().values():
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            continue
        click.echo(f"{each.id:<16}{each.title}")
        click.echo(f"{'':<16}{each.covered}; {each.unit}")


@formula.command(name="uk-cms")
@click.option("--income", help="Gross income of the parent who pays.")
@click.option("--per", type=click.Choice(list(PER_YEAR)), help="What the income is for.")
@click.option("--unknown-income", is_flag=True, help="The default rate.")
@click.option("--children", type=int, help="How many children the sum is for.")
@click.option("--nights", default="0", help="A year with the one who pays; or one each: 60,110")
@click.option("--other-children", type=int, default=0, help="In the household of who pays.")
@click.option("--benefit", is_flag=True, help="Who pays gets one of the listed benefits.")
@click.option("--collected", is_flag=True, help="With the fees of Collect and Pay.")
@click.option("--northern-ireland", is_flag=True, help="Its own record, not Great Britain's.")
@_options
def uk_cms_(
    income: str | None,
    per: str | None,
    unknown_income: bool,
    children: int | None,
    nights: str,
    other_children: int,
    benefit: bool,
    collected: bool,
    northern_ireland: bool,
    on: str | None,
    as_json: bool,
) -> None:
    """Child maintenance in Great Britain, or in Northern Ireland: the scheme of 2012."""
    place: uk_cms.Place = "ni-cms" if northern_ireland else "uk-cms"
    weekly = None if unknown_income else _weekly(income, per)
    each = _nights(nights, _children(children))
    found = uk_cms.worked(place, _day(on), weekly, each, other_children, benefit, collected)
    _show(found, as_json)


def _weekly(income: str | None, per: str | None) -> Fraction:
    """The yearly sum x 7/365, as the scheme has it."""
    if income is None:
        raise WrongUsage(
            problem="--income is missing.",
            remedy="Give it:  --income 600 --per week    or  --unknown-income",
        )
    if per is None:
        raise WrongUsage(
            problem="--per is missing: is the income for a week, a month or a year?",
            remedy="Give it:  --per week",
        )
    return _amount("--income", income) * PER_YEAR[per] / PER_YEAR["week"]


def _nights(typed: str, children: int) -> tuple[int, ...]:
    parts = [part.strip() for part in typed.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise WrongUsage(
            problem=f"These are not nights: {typed}",
            remedy="One number for all children, or one for each:  --nights 60,110",
        )
    if len(parts) == 1:
        return (int(parts[0]),) * max(children, 0)
    if len(parts) != children:
        raise WrongUsage(
            problem=f"There are {children} children and nights for {len(parts)}.",
            remedy="Give one number for all of them, or one for each.",
        )
    return tuple(int(part) for part in parts)


@formula.command(name="texas")
@click.option("--net", help="Net resources a month of the one who pays.")
@click.option("--children", type=int, help="Children before the court.")
@click.option("--elsewhere", type=int, default=0, help="Further children to support.")
@_options
def texas_(
    net: str | None, children: int | None, elsewhere: int, on: str | None, as_json: bool
) -> None:
    """Texas guidelines, with children in other households."""
    found = texas.worked(_day(on), _amount("--net", net, "4000"), _children(children), elsewhere)
    _show(found, as_json)


@formula.command(name="new-york")
@click.option("--payer", help="Yearly income of the one who pays.")
@click.option("--other", help="Yearly income of the other parent; 0 is an answer.")
@click.option("--children", type=int)
@_options
def new_york_(
    payer: str | None, other: str | None, children: int | None, on: str | None, as_json: bool
) -> None:
    """New York: the basic obligation up to the cap, shared by income."""
    incomes = _amount("--payer", payer, "60000"), _amount("--other", other, "40000")
    _show(new_york.worked(_day(on), *incomes, _children(children)), as_json)


@formula.command(name="wisconsin")
@click.option("--income", help="A month, of the one who pays: the plain standard.")
@click.option("--income-a", help="A month, of parent A ...")
@click.option("--income-b", help="... and of parent B.")
@click.option("--children", type=int, help="All of them, where all live the same way.")
@click.option("--with-a", type=int, default=0, help="Split: children placed with A ...")
@click.option("--with-b", type=int, default=0, help="... with B ...")
@click.option("--with-both", type=int, default=0, help="... and with both by turns.")
@click.option("--nights-a", type=int, help="Overnights a year with A ...")
@click.option("--nights-b", type=int, help="... and with B.")
@click.option("--care-a", type=int, default=0, help="Equivalent care of A, in overnights ...")
@click.option("--care-b", type=int, default=0, help="... and of B.")
@click.option("--high", is_flag=True, help="With the lower rates a court may use above 7,000.")
@_options
def wisconsin_(
    children: int | None, high: bool, on: str | None, as_json: bool, **typed: Any
) -> None:
    """Wisconsin: the plain standard, shared placement, split placement, or both together."""
    day, time = _day(on), _time(typed)
    placed = (typed["with_a"], typed["with_b"], typed["with_both"])
    if typed["income_a"] is None and typed["income_b"] is None:
        if time is not None or any(placed):
            raise WrongUsage(
                problem="Nights and split placement need the incomes of both parents.",
                remedy="Give them:  --income-a 2000 --income-b 3000",
            )
        income = _amount("--income", typed["income"], "3000")
        _show(wisconsin.plain(day, income, _children(children), high), as_json)
        return
    a = _amount("--income-a", typed["income_a"], "2000")
    b = _amount("--income-b", typed["income_b"], "3000")
    if any(placed):
        _fits(not high and children is None, "Split placement goes without --high and --children.")
        _show(wisconsin.combined(day, a, b, *placed, time), as_json)
        return
    _fits(time is not None, "With two incomes it must be said how the children live.")
    assert time is not None
    _show(wisconsin.shared(day, a, b, _children(children), time, high), as_json)


def _fits(fits: bool, problem: str) -> None:
    if not fits:
        remedy = "Give  --nights-a 219 --nights-b 146 --children 2    or  --with-a 2 --with-b 1"
        raise WrongUsage(problem=problem, remedy=remedy)


def _time(typed: dict[str, Any]) -> wisconsin.Time | None:
    a, b = typed["nights_a"], typed["nights_b"]
    if a is None and b is None and not typed["care_a"] and not typed["care_b"]:
        return None
    if a is None or b is None:
        raise WrongUsage(
            problem="The nights of one parent are missing.",
            remedy="Give both:  --nights-a 219 --nights-b 146",
        )
    return wisconsin.Time(a, b, typed["care_a"], typed["care_b"])


@formula.command(name="australia-care")
@click.option("--nights", help="With this parent in the care period.")
@click.option("--days", type=int, default=365, show_default=True, help="Of the care period.")
@_options
def australia_care(nights: str | None, days: int, on: str | None, as_json: bool) -> None:
    """Australia: nights to the percentage of care and the cost percentage."""
    found = australia.worked(_day(on), _amount("--nights", nights, "128"), days)
    _show(found, as_json)


@formula.command(name="time-share")
@click.option("--nights", help="Of a year, with one parent.")
@_options
def time_share_(nights: str | None, on: str | None, as_json: bool) -> None:
    """Nights of a year as a percentage, as time share tables print it."""
    _show(time_share.worked(_day(on), _amount("--nights", nights, "52")), as_json)
