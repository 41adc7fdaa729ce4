"""How orders and terms are shown: a list, one of them, its history, the records of rules."""

import json
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from everyword.case.dates import read_span
from everyword.case.decided import CiteTo
from everyword.case.deciding import named
from everyword.case.store import Case
from everyword.cli.settings import printable, remark, table
from everyword.errors import NotFound
from everyword.schedules import orders
from everyword.schedules.orders import Mark, Order, Term, is_locked
from everyword.schedules.support_rules import CONFIDENCE, Rules

HIDDEN = ("words", "conditions", "ends", "what")
"""Of a term whose order is locked: words that may be the order's own."""


def order_line(order: Order) -> str:
    court = f", {order.court}" if order.court else ""
    return printable(f"{order.id}  {order.title}{court}, {read_span(order.day).words}")


def term_line(term: Term) -> str:
    since = f", from {term.from_day} in place of {term.replaces}" if term.replaces else ""
    return printable(f"{term.id}  {_what(term)}{since}")


def _what(term: Term) -> str:
    rhythm = "once, on" if term.every == "once" else f"every {term.every} from"
    ends = [f"to {term.until}"] if term.until else []
    ends += [f"until {each}" for each in term.ends]
    whom = f" to {term.to}" if term.to else ""
    amount = f"{term.amount or 'an amount not known in'} {term.currency}"
    what = f"pays {amount}{whom}" if term.is_money else f"{term.what}{whom}"
    return f"{term.by} {what}, {rhythm} {term.first}{''.join(f', {each}' for each in ends)}"


def mark_line(term: Term, said: Mark) -> str:
    day = f" of {said.day}" if said.day else ""
    return printable(f"{term.id}{day}: {said.state}")


def reckoning_line(order: Order) -> str:
    said = order.reckoning
    rates = "".join(f", {x.percent} %{f' from {x.since}' if x.since else ''}" for x in said.rates)
    return printable(f"{order.id}  rules: {said.rules or 'none chosen'}{rates}")


def rules_list(found: Iterable[Rules], as_json: bool) -> None:
    """Every record, with its source and how sure that is."""
    for each in found:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
    if not as_json:
        table(
            ("id", "where", "seen on", "how sure", "source"),
            [(x.id, x.title, str(x.seen), CONFIDENCE[x.confidence], x.source) for x in found],
        )


def everything(case: Case, as_json: bool) -> None:
    """Orders in their order, each with its terms below."""
    terms = orders.terms(case.work)
    for order in orders.orders(case.work).values():
        if as_json:
            _put("order", order)
        else:
            click.echo(order_line(order))
        for term in terms.values():
            if term.order != order.id:
                continue
            if as_json:
                _put("term", _shown(case, term))
            else:
                click.echo(f"  {term_line(_shown(case, term))}")


def _put(kind: str, value: Order | Term) -> None:
    line = {"kind": kind, **msgspec.to_builtins(value)}
    click.echo(json.dumps(line, ensure_ascii=False, default=str))


def _shown(case: Case, term: Term) -> Term:
    """Without words that may be the order's own, while it is locked."""
    if not is_locked(case.work, term.cites):
        return term
    return msgspec.structs.replace(
        term, words=None, conditions=(), ends=(), what="(what it was taken from is locked)"
    )


def show(case: Case, id: str, as_json: bool) -> None:
    found = orders.orders(case.work)
    if id in found:
        _show_order(case, found[id], as_json)
        return
    term = _shown(case, named(orders.terms(case.work), "order", id))
    if as_json:
        _put("term", term)
        return
    click.echo(term_line(term))
    if term.words:
        click.echo(printable(f"words        {term.words}"))
    for words in term.conditions:
        click.echo(printable(f"condition    {words}"))
    _cites(term.cites)
    for said in term.marks:
        words = f": {said.words}" if said.words else ""
        cited = f" ({', '.join(x.item for x in said.cites)})" if said.cites else ""
        click.echo(printable(f"{said.day or 'the whole'}  {said.state}{words}{cited}"))
    if term.is_money:
        remark("What was paid on each day:  everyword schedule support")


def _show_order(case: Case, order: Order, as_json: bool) -> None:
    if as_json:
        _put("order", order)
        return
    click.echo(order_line(order))
    _cites(order.cites)
    if order.reckoning != orders.Reckoning():
        click.echo(reckoning_line(order))
    for term in orders.terms(case.work).values():
        if term.order == order.id:
            click.echo(f"  {term_line(_shown(case, term))}")


def _cites(cites: tuple[CiteTo, ...]) -> None:
    for each in cites:
        page = f", page {each.page}" if each.page else ""
        quote = f": “{each.quote}”" if each.quote else ""
        click.echo(printable(f"from         {each.item}{page}{quote}"))


def history(case: Case, id: str, as_json: bool) -> None:
    """Each entry with what it was from then on; the order's words not while it is locked."""
    entries = case.work.history("term" if id.startswith("T") else "order", id)
    if not entries:
        raise NotFound(thing="order", name=id, command="everyword order list")
    for decision, undone in entries:
        data: dict[str, Any] = dict(decision.data or {})
        items = [each.get("item") for each in data.get("cites", ())]
        if any(case.work.is_withheld(str(item)) for item in items):
            data = {key: value for key, value in data.items() if key not in HIDDEN}
        if as_json:
            line = {"n": decision.n, "at": decision.at, "undone": undone, "now": data or None}
            click.echo(json.dumps(line, ensure_ascii=False))
            continue
        was = f" (undone {undone})" if undone else ""
        said = "; ".join(f"{key}: {value}" for key, value in data.items() if value and key != "id")
        click.echo(printable(f"{decision.at}{was}  {said or 'taken out'}"))
