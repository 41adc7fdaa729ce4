"""everyword list: the timeline, or the sources it comes from."""

import json
from typing import get_args

import click
import msgspec

from everyword.case.people import handles_of
from everyword.case.store import Case
from everyword.cli import compared, pictured
from everyword.cli.accounted import NOT_READ, account_words
from everyword.cli.settings import Settings, days, pass_settings, printable, remark, table
from everyword.cli.thread import asked, names
from everyword.index.store import Query, SourceRow
from everyword.index.summary import one_line
from everyword.index.withheld import LOCKED
from everyword.model import (
    Reading,
)

KINDS = tuple(str(each.__struct_config__.tag) for each in get_args(Reading))


@click.command(name="list")
@click.option(
    "--find",
    "words",
    help='All these words, in any order; "in quotes": in this order; begin*: only begun.',
)
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--person", "who", help="A handle as the source has it, or a person's name or id.")
@click.option("--thread", help="One conversation or account.")
@click.option("--from", "since", help="From this day on, for example 2024-03-01.")
@click.option("--to", "until", help="Up to and with this day, month or year.")
@click.option("--newest", is_flag=True, help="The newest first.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@click.option("--problems", is_flag=True, help="Only what could not be read.")
@click.option("--differences", is_flag=True,
              help="Where copies differ, lack something, or may be one thing twice.")  # fmt: skip
@click.option("--sources", is_flag=True, help="The files, and what became of each.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per item.")
@pass_settings
def list_(
    settings: Settings,
    words: str | None,
    kind: str | None,
    who: str | None,
    thread: str | None,
    since: str | None,
    until: str | None,
    newest: bool,
    limit: int | None,
    problems: bool,
    differences: bool,
    sources: bool,
    as_json: bool,
) -> None:
    """Everything that was read, oldest first; things without a time at the end."""
    since, until = days(since, until)
    with settings.open() as case:
        if sources:
            _sources(case.index.sources(), as_json, case.waiting())
            return
        if differences:
            _differences(case, as_json)
            return
        handles = handles_of(case, who) if who else None
        kind = "problem" if problems else kind
        query = Query(words, kind, thread, handles, since, until, None, limit, newest)
        found, waiting = 0, case.waiting()
        for entry in case.index.find(query):
            found += 1
            if as_json:
                click.echo(pictured.as_json(case, entry))
            else:
                hit = pictured.hit(case, entry, words)
                mark = "  [not confirmed]" if entry.source in waiting else ""
                click.echo(printable(one_line(entry) + hit + mark))
        if problems and not as_json:
            for row in case.index.sources():
                if row.state == LOCKED:
                    found += 1
                    click.echo(printable(f"{row.object[:12]}  {row.name}: {NOT_READ}"))
                elif row.state != "read":
                    found += 1
                    click.echo(
                        printable(f"{row.object[:12]}  not read: {row.question or row.name}")
                    )
        for line in asked(case) if not as_json else ():
            remark(line)
        if not found:
            remark("Nothing here fits." if case.index.sources() else "Nothing was added yet.")


def _differences(case: Case, as_json: bool) -> None:
    found = 0
    for entry in case.index.differing():
        found += 1
        if as_json:
            click.echo(compared.as_json(case, entry))
            continue
        click.echo(printable(one_line(entry)))
        for line in compared.lines(case, entry):
            click.echo(printable(f"    {' '.join(line.split())}"))
    for showing, lines in pictured.difference_lines(case):
        found += 1
        if as_json:
            click.echo(pictured.whole_json(case, showing.picture))
            continue
        click.echo(printable(one_line(showing.picture)))
        for line in lines:
            click.echo(printable(f"    {line}"))
    for one, two, line in compared.doubles(case):
        found += 1
        if as_json:
            click.echo(compared.doubled_json(case, one, two))
            continue
        answer = compared.answer_line(one, two)
        for words in (one_line(one), one_line(two), f"    {line}", f"    {answer}"):
            click.echo(printable(words))
    if not as_json:
        for line in (*names(case), *compared.holes(case)):
            found += 1
            click.echo(printable(line))
    if not found:
        remark(
            "No two copies of a conversation differ, no picture differs from one, no payment or "
            "call seems to stand in two sources, and no account has an empty month."
        )


def _account(row: SourceRow) -> str:
    if row.state == LOCKED:
        return NOT_READ
    return account_words(row.account) if row.account else f"not read: {row.question or 'waiting'}"


def _sources(rows: list[SourceRow], as_json: bool, waiting: set[str]) -> None:
    if as_json:
        for row in rows:
            click.echo(json.dumps(msgspec.to_builtins(row), ensure_ascii=False))
        return
    cells = [
        (
            row.object[:8],
            f"{row.size:,}",
            row.name + ("  [not confirmed]" if row.object in waiting else ""),
            _account(row),
        )
        for row in rows
    ]
    table(("id", "bytes", "name", "account"), cells)
