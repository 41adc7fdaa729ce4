"""everyword schedule: one sub-command for each kind of counted table, and how all are shown."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from everyword.bundle.scheduled import alone
from everyword.case.people import without_hidden
from everyword.case.store import Case
from everyword.cli.files import write_new
from everyword.cli.listed import Line, Listed
from everyword.cli.settings import harmless, printable, remark, table
from everyword.schedules.kinds import KINDS
from everyword.schedules.kinds import make as make
from everyword.schedules.table import Row, Schedule

F = TypeVar("F", bound=Callable[..., Any])


@click.group(
    cls=Listed,
    lines=[Line(each.name, f"schedule_{each.name}.command", each.short) for each in KINDS],
)
def schedule() -> None:
    """Counted tables: each figure with the items it was counted from.

    They are counted anew each time, from what is in the case and what you entered. What is not
    known is said and never counted as nothing.
    """


def shown_as(command: F) -> F:
    """The options by which every schedule is shown; `put` takes them."""
    pdf = click.option(
        "--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Print it to a new PDF."
    )
    sheet = click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet.")
    lines = click.option("--json", "as_json", is_flag=True, help="JSON Lines, with every item.")
    return pdf(sheet(lines(command)))


def put(
    case: Case, made: Schedule, as_json: bool = False, as_csv: bool = False, pdf: Path | None = None
) -> None:
    """Show a schedule in the form asked for. Raises StorageFailed where no PDF can be written."""
    people = case.work.people()
    made = _with_words(made, lambda words: without_hidden(words, people))
    if pdf is not None:
        data, said = alone(case, made)
        write_new(pdf, data)
        for words in said:
            remark(words)
        remark(f"{pdf}: {made.title}, {_lines(len(made.rows))}.")
    if as_json:
        _put_json(made)
    elif as_csv:
        _put_csv(made)
    elif pdf is None:
        _put_text(made)


def _with_words(made: Schedule, change: Callable[[str], str]) -> Schedule:
    """Of all the words in it; figures for programs hold none of people."""
    rows = tuple(
        msgspec.structs.replace(row, cells=tuple(map(change, row.cells))) for row in made.rows
    )
    return msgspec.structs.replace(
        made,
        title=change(made.title),
        facts=tuple((change(label), change(words)) for label, words in made.facts),
        rows=rows,
        notes=tuple(map(change, made.notes)),
    )


def _put_json(made: Schedule) -> None:
    """A line for each row, then one with what was counted, by which rule, and the results."""
    for number, row in enumerate(made.rows, 1):
        line = {
            "schedule": made.name,
            "row": number,
            **dict(zip(made.columns, row.cells, strict=True)),
            "total": row.total,
            "items": row.items,
            "said": row.said,
        }
        click.echo(json.dumps(line, ensure_ascii=False))
    last = {
        "schedule": made.name,
        "title": made.title,
        "rows": len(made.rows),
        "facts": [list(each) for each in made.facts],
        "notes": made.notes,
        "figures": made.figures,
    }
    click.echo(json.dumps(last, ensure_ascii=False))


def _put_csv(made: Schedule) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow([*made.columns, "items", "said"])
    for row in made.rows:
        writer.writerow([harmless(each) for each in (*row.cells, *_origin(row))])


def _put_text(made: Schedule) -> None:
    click.echo(printable(made.title))
    for label, words in made.facts:
        click.echo(printable(f"  {label}: {words}"))
    click.echo("")
    counts = [(*row.cells, _count(row)) for row in made.rows]
    table((*made.columns, "from"), counts, made.align)
    for note in made.notes:
        remark(note)


def _origin(row: Row) -> tuple[str, str]:
    return " ".join(row.items), " ".join(row.said)


def _count(row: Row) -> str:
    """What a line was counted from, as short as a column needs; --json names each item."""
    if row.total:
        return ""
    items = f"{len(row.items)} item{'s' * (len(row.items) != 1)}" if row.items else ""
    return ", ".join(part for part in (*row.said, items) if part)


def _lines(count: int) -> str:
    return f"{count} line{'s' * (count != 1)}"
