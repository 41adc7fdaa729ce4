"""What is entered of contact, each night by itself, and the rules nights are counted by."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from everyword.case.store import Case
from everyword.cli.settings import Settings, pass_settings, remark, table
from everyword.schedules.contact import count, window_of
from everyword.schedules.contact_count import CONFIDENCE, night_rules
from everyword.schedules.contact_terms import Entry, HolidayList, Term, Visit, as_kept
from everyword.schedules.contact_terms import contact as contact_of
from everyword.schedules.contact_words import in_words as term_words


def names_of(case: Case) -> dict[str, str]:
    """People as this screen names them."""
    return {id: f"{each.name} ({id})" for id, each in case.work.people().items()}


def in_words(entry: Entry, names: dict[str, str]) -> str:
    """An entry on one line."""
    match entry:
        case Term():
            return term_words(entry, names)
        case HolidayList():
            days = len(entry.dates) + len(entry.cites)
            return f"{entry.name}: {days} entries, covers {entry.covers or 'not said'}"
        case Visit():
            by = f" by {names.get(entry.by, entry.by)}" if entry.by else ""
            why = f": {entry.why}" if entry.why else ""
            person = names.get(entry.person, entry.person)
            return f"{entry.day} {person}: {', '.join(entry.states)}{by}{why}"


@click.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One line for each entry.")
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """The terms, the lists of holidays and the days, as they were entered."""
    with settings.open() as case:
        kept = contact_of(case.work)
        every: list[Entry] = [
            *kept.terms.values(),
            *kept.lists.values(),
            *sorted(kept.visits.values(), key=lambda each: each.day),
        ]
        if as_json:
            for each in every:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
            return
        names = names_of(case)
        rows = [
            (each.id, in_words(each, names), each.words if isinstance(each, Term) else "")
            for each in every
        ]
        table(("id", "what", "in the words of the order"), rows)
        if not as_kept(case.work):
            remark("Nothing is entered yet:  everyword contact term O1 'words of the order' ...")


@click.command()
@click.option("--window", required=True, help="First and last night: A..B, a month or a year.")
@click.option("--child", help="A person's id or name.")
@click.option("--json", "as_json", is_flag=True, help="One line for each night.")
@pass_settings
def nights(settings: Settings, window: str, child: str | None, as_json: bool) -> None:
    """Each night by itself: whose by the terms and by which, and what is said of it."""
    with settings.open() as case:
        counting = count(case, window_of(window), child)
        rows = []
        for night in counting.nights:
            had = counting.had.get(night.day)
            line = {
                "night": night.day.isoformat(),
                "person": night.person,
                "term": night.term,
                "over": list(night.over),
                "left_open": night.unclear,
                "said": had.person if had else None,
                "not_with": had.not_with if had else None,
                "basis": had.basis if had else None,
                "visits": list(had.visits) if had else [],
            }
            if as_json:
                click.echo(json.dumps(line, ensure_ascii=False))
            rows.append(tuple(_cells(line, counting.names, counting.contact.terms)))
        if not as_json:
            table(("night", "by the terms", "why", "said to have been"), rows)
        for note in counting.notes:
            remark(note)


def _cells(line: dict[str, Any], names: Any, terms: Any) -> Iterator[str]:
    day = dt.date.fromisoformat(line["night"])
    yield f"{day:%a} {day}"
    yield names.get(line["person"], "left open" if line["left_open"] else "no term gives it")
    over = f" (above {', '.join(line['over'])})" if line["over"] else ""
    why = f"{line['term']}: {terms[line['term']].words}" if line["term"] else ""
    yield (line["left_open"] or why) + over
    said = names.get(line["said"]) or (
        f"not with {names.get(line['not_with'])}" if line["not_with"] else ""
    )
    basis = f"{line['basis']} [{', '.join(line['visits'])}]" if line["basis"] else "not known"
    yield f"{said}, {basis}" if said else basis


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One line for each rule.")
def rules(as_json: bool) -> None:
    """The published rules by which nights can be counted, with source and how sure we are."""
    for name, versions in night_rules().items():
        for each in versions:
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
                continue
            click.echo(f"{name}  {each.title}")
            click.echo(f"    {each.source}, seen {each.seen}; {CONFIDENCE[each.confidence]}")
            for band in each.bands:
                click.echo(f"    {band.words}")
