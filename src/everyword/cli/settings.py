"""What every command needs: which case, which passphrase, how to print."""

import datetime as dt
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from everyword import errors
from everyword.case.dates import read_span
from everyword.errors import HostileSlot, Locked, NoCase, WrongUsage
from everyword.vault import keys, known_head
from everyword.vault.agefile import BadAge

if TYPE_CHECKING:
    from everyword.case.store import Case


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Settings(Struct, frozen=True):
    """The options in front of the command."""

    case: Path | None = None
    is_named: bool = False
    """--case was given in the command itself."""
    passphrase_file: Path | None = None
    key_file: Path | None = None
    known_head: str | None = None
    """A head known from outside: a file, or its size and eight words."""

    def folder(self) -> Path:
        """The case meant: --case, EVERYWORD_CASE, or the folder one stands in."""
        here = Path.cwd()
        folder = self.case or here
        if not (folder / "FORMAT").is_file():
            raise NoCase(path=folder)
        if not self.is_named and (here / "FORMAT").is_file() and not folder.samefile(here):
            raise WrongUsage(
                problem=f"You stand in one case, and EVERYWORD_CASE names another: {folder}",
                remedy="Say which one:  everyword --case DIR ...    or  unset EVERYWORD_CASE",
            )
        return folder

    def words(self, folder: Path | None = None) -> str:
        """What opens the case: from the file given, else typed. Never from the command's words.

        `folder` is the case it is for. Raises WrongUsage, before anything is asked, where no
        words open that one; Locked where nobody is there to type them.
        """
        if self.key_file is not None:
            return words_in(self.key_file)
        if folder is not None and _is_for_keys_only(folder):
            raise WrongUsage(
                problem="This case is opened with a key file; there is no passphrase for it.",
                remedy="Who holds a key types:  everyword --key-file KEY.txt ..."
                "    To keep files here no key is needed:  everyword add --locked PATH",
            )
        if self.passphrase_file is not None:
            return words_in(self.passphrase_file)
        if not sys.stdin.isatty():
            raise Locked()
        return str(click.prompt("Passphrase", hide_input=True, err=True))

    def open(self, write: bool = False) -> "Case":
        # Here, not above: what opens no case (`tell`, `check`) need not wait for all its readers.
        from everyword.case.renewals import renewal_remarks
        from everyword.case.store import Case

        given = self.known_head
        known = None if given is None else known_head.read(known_head.given(given))
        folder = self.folder()
        case = Case.open(folder, self.words(folder), now, write, known)
        try:
            for text in [*case.vault.remarks, *(renewal_remarks(case) if write else [])]:
                remark(text)
        except BaseException:
            case.close()
            raise
        return case


def _is_for_keys_only(folder: Path) -> bool:
    """There are slots, and each is for a key. One that cannot be read may be for words."""
    slots = keys.slot_files(folder)
    try:
        return bool(slots) and not any(
            keys.said_of_slot(slot).startswith("locked by words") for slot in slots
        )
    except (HostileSlot, BadAge, OSError):
        return False


def words_in(file: Path) -> str:
    """The text of a passphrase or key file. Raises WrongUsage."""
    try:
        return file.read_text("utf-8-sig").strip("\r\n")
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "it is not a text file"
        raise WrongUsage(
            problem=f"{file}: cannot be read: {reason}",
            remedy="Name a text file that holds the passphrase on its first line.",
        ) from None


def day(text: str | None) -> str | None:
    """A day, month or year as typed for --from and --to. Raises WrongUsage for anything else."""
    if text is None:
        return None
    span = read_span(text)
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) or not span.first:
        raise WrongUsage(
            problem=f"This is not a day: {text}",
            remedy="Write it like 2024-03-01, 2024-03 or 2024.",
        )
    return text


def days(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """Both ends of a stretch of time, the first not after the last."""
    since, until = day(since), day(until)
    if since and until and read_span(since).first > read_span(until).last:
        raise WrongUsage(
            problem=f"The stretch from {since} to {until} runs backwards.",
            remedy="Put the earlier day after --from.",
        )
    return since, until


pass_settings = click.make_pass_decorator(Settings)


def remark(text: str) -> None:
    """A line for the person; results alone go to standard output."""
    click.echo(printable(text), err=True)


def printable(text: str) -> str:
    """Text of a source on a terminal: control characters are shown, never obeyed."""
    return errors.printable(text, kept="\n\t")


NUMBER = re.compile(r"[+-]?\d[\d,.]*")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets a ' in front; a number is none."""
    begins_one = cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    return "'" + cell if begins_one and not NUMBER.fullmatch(cell) else cell


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> None:
    """Columns padded to their widest cell, the last one free; nothing is cut off.

    `align` has l or r for each column; without it all stand to the left.
    """
    align = align.ljust(len(columns), "l")
    cells = [[printable(cell).replace("\n", " ") for cell in row] for row in rows]
    widths = [
        max([len(column), *(len(row[place]) for row in cells)])
        for place, column in enumerate(columns)
    ]
    for row in [list(columns), *cells]:
        padded = [
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, align, strict=True)
        ]
        click.echo("  ".join(padded).rstrip())


class Bar:
    """A progress bar on the terminal for long jobs; silent when nobody is looking at one."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._shown = console.is_terminal and not os.environ.get("NO_PROGRESS")
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not self._shown,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def begin(self, what: str, total: int) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        name = printable(what).rsplit("/", 1)[-1][:40].replace("[", "(")
        self._task = self._progress.add_task(name, total=total or None)

    def advance(self, by: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, by)

    def at(self, what: str, done: int, total: int) -> None:
        """For jobs that know how far they are, not how far they went."""
        if self._task is None or self._progress.tasks[0].description != what:
            self.begin(what, total)
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total)
