"""How the chronology is shown: list, table for a spreadsheet, reasons, one fact, its history."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import msgspec

from everyword.case import facts, hidden
from everyword.case.decided import OWN, CiteTo, Fact, Person
from everyword.case.people import hidden_notes, printed_name
from everyword.case.store import Case
from everyword.chronology import columns
from everyword.chronology.rows import Row
from everyword.cli.settings import harmless, printable, remark, table
from everyword.errors import NotFound

FIELDS = {
    "sentence": "what",
    "when": "when",
    "status": "status",
    "kind": "kind",
    "by": "said by",
    "place": "where",
    "due": "due",
    "who": "who",
    "issues": "issues",
    "known_from": "known from",
    "cites": "cites",
    "response": "response",
    "response_cites": "response cites",
    "notes": "private notes",
}
"""What a person sees for each part of a fact, in this order."""


def as_csv(case: Case, rows: Sequence[Row]) -> None:
    """The court's columns."""
    writer = csv.writer(sys.stdout)
    writer.writerow(columns.COLUMNS)
    places: list[hidden.Place] = []
    for cells in columns.cells(case, rows):
        writer.writerow([harmless(cell) for cell in cells])
        places.append(("The table", f"row {cells[0]}", "\n".join(cells)))
    people = case.work.people()
    for line in (*hidden_notes(people), *hidden.told(places, hidden.sought(people))):
        remark(line)


def as_table(rows: Sequence[Row], people: Mapping[str, Person], with_response: bool) -> None:
    cells = []
    for row in rows:
        status = columns.status_words(row.fact, people)
        count = str(len(row.cites))
        response = (row.fact.response or "-",) if with_response else ()
        cells.append((row.fact.id, row.words, status, count, *response, row.fact.sentence))
    named = ("response",) if with_response else ()
    table(("id", "when", "status", "cites", *named, "what"), cells)


def pattern(case: Case, rows: Sequence[Row], most: int) -> Iterator[str]:
    """Theme, period, some examples and what each stands on."""
    labels = columns.labels_of(case)
    for theme in columns.themes(rows):
        yield theme.tag
        yield f"  period    {theme.period}"
        for row in theme.rows[:most]:
            yield f"  {row.words}: {row.fact.sentence}"
            yield f"      {columns.sources(case, row.cites, labels) or 'no document'}"
        if len(theme.rows) > most:
            yield f"  and {len(theme.rows) - most} more: {_numbers(theme.rows[most:])}"


def issues(rows: Sequence[Row], as_json: bool) -> None:
    """The list of issues: each tag with its rows."""
    found = columns.themes(rows)
    if as_json:
        for theme in found:
            line = {"issue": theme.tag, "facts": [row.fact.id for row in theme.rows]}
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    cells = [
        (theme.tag, str(len(theme.rows)), theme.period, _numbers(theme.rows)) for theme in found
    ]
    table(("issue", "facts", "period", "ids"), cells)


def _numbers(rows: Sequence[Row]) -> str:
    return ", ".join(row.fact.id for row in rows)


def show(case: Case, id: str, as_json: bool) -> None:
    """All there is of one fact, with its private notes: for the person's own eyes."""
    known = case.work.facts()
    if id not in known:
        raise NotFound(thing="fact", name=id, command="everyword fact list")
    fact = known[id]
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(fact), ensure_ascii=False))
        return
    values = msgspec.to_builtins(fact)
    people = case.work.people()
    for field, label in FIELDS.items():
        if values[field]:
            click.echo(printable(f"{label:<15}{_words(field, values[field], people)}"))


def history(case: Case, id: str, as_json: bool) -> None:
    """Every change of a fact, oldest first; what was undone too."""
    people = case.work.people()
    for decision, undone, changes in facts.history(case, id):
        if as_json:
            line = msgspec.to_builtins(decision) | {"undone": undone}
            click.echo(json.dumps(line, ensure_ascii=False))
            continue
        mark = f"  [undone {undone}]" if undone else ""
        click.echo(f"{decision.at}  {'taken out' if decision.data is None else ''}{mark}".rstrip())
        for field, label in FIELDS.items():
            if field in changes:
                said = _words(field, changes[field], people) or "nothing"
                click.echo(printable(f"    {label:<15}{said}"))


def _words(field: str, value: Any, people: Mapping[str, Person]) -> str:
    """A value as a person reads it; people by name."""

    def name(id: str) -> str:
        return f"{printed_name(people[id], people)} ({id})" if id in people else id

    match field:
        case "by":
            return name(value) if value else ""
        case "known_from":
            return "own knowledge" if value == OWN else f"told by {name(value)}" if value else ""
        case "who":
            return ", ".join(name(each) for each in value)
        case "issues":
            return ", ".join(value)
        case "cites" | "response_cites":
            return "; ".join(_cite(msgspec.convert(each, CiteTo)) for each in value)
        case _:
            return str(value or "")


def _cite(cite: CiteTo) -> str:
    quote = f": “{cite.quote}”" if cite.quote else ""
    return cite.item + columns.place_words(cite) + quote


def one_line(fact: Fact) -> str:
    return printable(f"{fact.id}  {fact.sentence}")
