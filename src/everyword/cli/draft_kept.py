"""everyword tell --keep: the account is sealed, its drafts wait for the person's word."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from everyword.case import telling
from everyword.case.decided import CiteTo, Said
from everyword.case.store import Case
from everyword.case.telling import Draft
from everyword.cli.draft_ask import ask
from everyword.cli.draft_shown import ANSWERS, card, ids_words
from everyword.cli.settings import Settings, printable, remark
from everyword.cli.tell import beside, one_line, read_text, say_note
from everyword.errors import SourceUnreadable
from everyword.index.store import Query, SourceRow
from everyword.index.withheld import LOCKED
from everyword.intake.receive import Unwatched
from everyword.tell import keeping
from everyword.tell.account import read_account
from everyword.tell.drafts import Fact, Told


def keep_account(
    settings: Settings, file: Path, asks: bool, as_json: bool, dry_run: bool = False
) -> int:
    """Seal a file as it is, keep what is new in it, and ask if asked to; the exit code."""
    if dry_run:
        return _would_keep(settings, file)
    with settings.open(write=True) as case:
        parts = keeping.parts_of(list(case.index.find(Query(source=_sealed(case, file).object))))
        if not parts:
            raise _no_text(file, "there is no text in it that could be told")
        told = read_account(keeping.text_in(parts))
        drafts, spread = keeping.as_kept(told, parts)
        new, before = telling.keep(case, drafts)
        if as_json:
            _as_json(told, new, before)
        else:
            _show(keeping.text_in(parts), told, new)
        _remarks(new, before, spread)
        code = say_note(file, told)
        if asks:
            ask(case)
        elif new:
            remark(f"Say what is so:  everyword draft ask    or  draft yes {new[0].id} --own")
    return code


def _sealed(case: Case, file: Path) -> SourceRow:
    """The file sealed and read. Raises SourceUnreadable, NeedsAnswer; a locked one is not told."""
    rows: list[SourceRow] = []
    if file.is_dir():
        raise _no_text(file, "it is a folder")
    for each in case.add([file], Said(), lambda row, fresh: rows.append(row), Unwatched()):
        if each.error is not None:
            raise each.error
        if each.question is not None:
            raise each.question.for_command("add", each.path)
    row = case.index.row(rows[0].object)
    if row.state == LOCKED:
        raise _no_text(file, "it is locked by how it was obtained (everyword how list)")
    if case.work.said(row.object).how == "not said":
        own = msgspec.structs.replace(case.work.said(row.object), how="own-device")
        case.work.decide(case.now, "said", row.object, own)
    return row


def _no_text(file: Path, reason: str) -> SourceUnreadable:
    return SourceUnreadable(
        path=file.name, reason=reason, remedy="Tell an account as text, Word, PDF or e-mail."
    )


def _would_keep(settings: Settings, file: Path) -> int:
    told = read_account(read_text(file))
    found = [
        Draft("", CiteTo("", quote=each.quote), each.start, each.end, "happened")
        for each in told.facts
    ]
    with settings.open() as case:
        before = telling.answered_before(case, found)
    known = len([each for each in before if each is not None])
    remark(f"{file.name} would be sealed, and {len(found) - known} drafts kept.")
    if known:
        remark(f"{known} more have been told before.")
    return 0


def _as_json(told: Told, new: Sequence[Draft], before: Sequence[Draft]) -> None:
    found = msgspec.to_builtins(told)
    found["kept"] = [msgspec.to_builtins(each) for each in new]
    found["before"] = [msgspec.to_builtins(each) for each in before if each.answer != "private"]
    click.echo(json.dumps(found, ensure_ascii=False))


def _show(text: str, told: Told, new: Sequence[Draft]) -> None:
    for each in new:
        for line in card(each):
            click.echo(printable(line))
    for line in beside(text, told):
        click.echo(printable(line))


def _remarks(new: Sequence[Draft], before: Sequence[Draft], spread: Sequence[Fact]) -> None:
    """What was kept, what was told before and how it was answered, what could not be kept."""
    remark(f"The account is sealed. New drafts: {len(new)}. Nothing of it is a fact yet.")
    for answer, words in ANSWERS.items():
        ids = [each.id for each in before if each.answer == answer]
        if ids:
            remark(f"Told before, not asked again: {len(ids)} {words} ({ids_words(ids)}).")
    for fact in spread:
        remark(f"Not kept, its words stand in two parts of the file: “{one_line(fact.quote)}”")
