"""everyword show: one item with its places, its source's hash and what was said of the source."""

import shutil
import sys

import click

from everyword.bundle.pages import printed_letters
from everyword.case import obtained
from everyword.case.store import HOW
from everyword.cli import compared, pictured
from everyword.cli.settings import Settings, pass_settings, printable
from everyword.index.summary import one_line, summary
from everyword.index.words import when_of
from everyword.model import Contact, Document, Email, Event


@click.command()
@click.argument("id")
@click.option("--raw", is_flag=True, help="The source's own bytes, exactly, to standard output.")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def show(settings: Settings, id: str, raw: bool, as_json: bool) -> None:
    """One item: its words, every place it stands in, and the hash of its source."""
    with settings.open() as case:
        entry = case.index.item(id)
        if raw:
            obtained.check_whole(case, entry.source)
            with case.source_of(entry).open() as stream:
                shutil.copyfileobj(stream, sys.stdout.buffer)
            return
        if as_json:
            click.echo(pictured.whole_json(case, entry))
            return
        when = when_of(entry.reading)
        row = case.index.row(entry.source)
        said = case.work.said(row.object)
        lines = [f"{entry.id}  {type(entry.reading).__name__.lower()}", ""]
        if isinstance(entry.reading, Document) and entry.reading.text:
            lines += ["\n".join(entry.reading.text), ""]
        elif isinstance(entry.reading, Email | Event | Contact):
            lines += [f"{label:<10}{said}" for label, said in printed_letters.head(entry.reading)]
            lines += ["", *printed_letters.lines(entry.reading), ""]
        else:
            lines += [summary(entry), ""]
        if when is not None:
            lines.append(f"time      {when.local or 'none'} {when.zone or ''} ({when.basis})")
            lines.append(f"as there  {when.text or ''}")
        lines += [f"differs   {line}" for line in compared.lines(case, entry)]
        lines += [*pictured.read_lines(case, entry), *pictured.show_lines(case, entry)]
        lines += [f"same file {one_line(each)}" for each in case.index.same_file(entry)]
        for place in entry.reading.where:
            lines.append(f"place     {place.path}, {place.unit} {place.first} to {place.last}")
        lines += [
            f"source    {row.name}, {row.size:,} bytes, kept {row.seen} (this computer's clock)",
            f"sha256    {row.sha256}",
            f"how       {HOW.get(said.how, said.how)}",
        ]
        lines += [f"obtained  {each}" for each in obtained.said_of(case, entry)]
        if row.object in case.waiting():
            lines.append("confirmed no: taken in while the case was locked (everyword confirm)")
        if said.custodian:
            lines.append(f"from      {said.custodian}")
        lines += [f"answered  {key}: {value}" for key, value in said.answers.items()]
        click.echo(printable("\n".join(lines)))
