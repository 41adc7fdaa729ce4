"""everyword read: any source as JSON Lines, CSV or a page, without a case."""

import contextlib
import csv
import html
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click
import msgspec

from everyword.accounting import Account, Names, Reads
from everyword.cli.accounted import WORST, account_words
from everyword.cli.answers import merged, parse_given
from everyword.cli.settings import harmless, remark
from everyword.errors import EverywordError, NeedsAnswer
from everyword.index.words import handle_of, thread_of, when_of, words_of
from everyword.intake.reading import ReadingRoom, read_formed
from everyword.intake.receive import files_below, label, regular_source
from everyword.intake.siblings import with_other
from everyword.intake.wire import Form, Lines
from everyword.lines import to_lines, with_ids
from everyword.model import Reading, Source
from everyword.streams import sha256_of

COLUMNS = ("id", "kind", "local", "zone", "from", "thread", "words", "path", "first", "last")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "form", flag_value="json", default="json", help="JSON Lines (default).")
@click.option("--csv", "form", flag_value="csv", help="A table for a spreadsheet.")
@click.option("--html", "form", flag_value="html", help="One page to look at or print.")
@click.option("--zone", help="The time zone the phone was set to, where the file does not say.")
@click.option("--answer", "answers", multiple=True, metavar="[FILE:]K=V",
              help="What the files do not say, or what FILE does not.")  # fmt: skip
def read(paths: tuple[Path, ...], form: str, zone: str | None, answers: tuple[str, ...]) -> int:
    """Read any file or folder and print everything in it. Keeps nothing, changes nothing."""
    given = parse_given(answers, zone)
    own = given.of(files_below(list(paths))) if given.for_one else {}
    printer = {"json": _Json, "csv": _Csv, "html": _Html}[form]()
    codes = {0}
    with ReadingRoom() as room:
        room.get_ready()
        for found in files_below(list(paths)):
            try:
                if isinstance(found, EverywordError):
                    raise found
                source = regular_source(found[0], label(found[1]))
                with_it = with_other(source, partial(_beside, found[0]))
                told = merged(given, own, found[0])
                codes.add(_read_one(room, source, with_it, told, printer))
            except NeedsAnswer as question:
                assert not isinstance(found, EverywordError)
                told = merged(given, own, found[0])
                remark(str(question.for_command("read", os.path.relpath(found[0]), told)))
                codes.add(question.code)
            except EverywordError as error:
                remark(str(error))
                codes.add(error.code)
    printer.end()
    return max(codes, key=WORST.index)


def _beside(path: Path, name: str) -> Source | None:
    """The file of this name that lies beside another, where there is one."""
    other = path.with_name(name.rpartition("/")[2])
    return regular_source(other, name) if other.is_file() and not other.is_symlink() else None


def _read_one(
    room: ReadingRoom, source: Source, with_it: Source, answers: dict[str, str], printer: "_Json"
) -> int:
    names, findings = None, 0
    # Closed at once if the output is: the child must not stay behind, half-way through a file.
    with (
        ThreadPoolExecutor(1) as beside,
        contextlib.closing(read_formed(room, with_it, answers, printer.FORM)) as batches,
    ):
        hashing = beside.submit(sha256_of, source)
        for batch in batches:
            names = names or Names(hashing.result(), source.name)
            if isinstance(batch, Account):
                printer.account(batch)
                findings = batch.problems + batch.unread
            elif isinstance(batch, Lines):
                printer.lines(with_ids(batch.lines, names.ids_at(batch.kinds, batch.wheres)))
            else:
                assert isinstance(batch, Reads)
                printer.readings(names.ids_of(batch.readings), batch.readings)
    return 1 if findings else 0


class _Json:
    """JSON Lines: one per reading, then one account per source."""

    FORM: Form = "lines"

    def lines(self, lines: bytes) -> None:
        sys.stdout.buffer.write(lines)

    def readings(self, ids: list[str], readings: list[Reading]) -> None:
        sys.stdout.buffer.write(to_lines(readings, ids))

    def account(self, account: Account) -> None:
        line = {"kind": "account", **msgspec.to_builtins(account)}
        del line["locked"]  # of a case only
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def end(self) -> None:
        sys.stdout.buffer.flush()


def _cells(id: str, reading: Reading) -> list[str]:
    when = when_of(reading)
    place = reading.where[0]
    return [
        id,
        type(reading).__name__.lower(),
        (when.local or "") if when else "",
        (when.zone or "") if when else "",
        handle_of(reading) or "",
        thread_of(reading) or "",
        words_of(reading),
        place.path,
        str(place.first),
        str(place.last),
    ]


class _Csv(_Json):
    """A table; a cell that a spreadsheet would run as a formula gets a ' in front."""

    FORM = "readings"

    def __init__(self) -> None:
        self._writer = csv.writer(sys.stdout)
        self._writer.writerow(COLUMNS)

    def readings(self, ids: list[str], readings: list[Reading]) -> None:
        for id, reading in zip(ids, readings, strict=True):
            self._writer.writerow([harmless(cell) for cell in _cells(id, reading)])

    def account(self, account: Account) -> None:
        remark(f"{account.path}: {account_words(account)}")

    def end(self) -> None:
        sys.stdout.flush()


class _Html(_Json):
    """One page without any script or remote part; text of sources is text, never markup."""

    FORM = "readings"

    def __init__(self) -> None:
        heads = "".join(f"<th>{name}</th>" for name in COLUMNS)
        click.echo(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title>'
            "<style>body{font-family:sans-serif}td{white-space:pre-wrap;vertical-align:top;"
            "border-top:1px solid #ccc;padding:4px}</style>"
            f"<table><thead><tr>{heads}</tr></thead>"
        )

    def readings(self, ids: list[str], readings: list[Reading]) -> None:
        for id, reading in zip(ids, readings, strict=True):
            cells = "".join(f'<td dir="auto">{html.escape(c)}</td>' for c in _cells(id, reading))
            click.echo(f"<tr>{cells}</tr>")

    def account(self, account: Account) -> None:
        words = html.escape(f"{account.path}: {account_words(account)}")
        click.echo(f'<tr><td colspan="{len(COLUMNS)}"><b>{words}</b></td></tr>')

    def end(self) -> None:
        click.echo("</table></html>")
