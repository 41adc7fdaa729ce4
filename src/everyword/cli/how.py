"""everyword how: how a source or an item was obtained, what that locks, and what opens it."""

import json
from collections.abc import Callable
from typing import Any

import click

from everyword.case import answered, gate, joining, obtained, place_notes
from everyword.case.obtained import Subject
from everyword.case.store import Case
from everyword.case.work import Decision
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark
from everyword.cli.undone import undo_dry
from everyword.intake.seeing import remarks


class _ByName(click.Group):
    """`how NAME --device mine` is short for `how answer NAME --device mine`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["answer", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ByName)
def how() -> None:
    """How something was obtained: answer, see what is locked, record an adviser's word.

    Some answers lock a source or an item: nothing of it is shown, searched, printed or handed over
    until an adviser's word is recorded. What nobody answered is not locked; it is counted. "I do
    not know" is an answer. This is no legal advice: the notes say what to ask.
    """


def _asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each question."""
    for each in reversed(gate.QUESTIONS):
        command = click.option(
            f"--{each.key}", each.key.replace("-", "_"), type=click.Choice([*each.answers]),
            help=each.words,
        )(command)  # fmt: skip
    return command


@how.command()
@click.argument("subject", metavar="SOURCE_OR_ID")
@_asked
@click.option("--json", "as_json", is_flag=True)
@click.option("--dry-run", is_flag=True, help="Only say what it would lock.")
@pass_settings
def answer(
    settings: Settings, /, subject: str, as_json: bool, dry_run: bool, **given: str | None
) -> None:
    """Answer for a source (id, hash or name) or an item (id). Without answers: what was said.

    An item's own answer stands instead of its source's. A locked source is locked with all its
    items. Another answer later opens nothing, except where the first was "not-sure".
    """
    answers = {key.replace("_", "-"): value for key, value in given.items() if value is not None}
    with settings.open(write=bool(answers) and not dry_run) as case:
        found = obtained.named(case, subject)
        why = obtained.would_lock(found, answers)
        if dry_run:
            _say_dry(found, why)
            return
        if answers:
            found = obtained.answer(case, found, answers)
        if as_json:
            click.echo(json.dumps(_as_json(case, found), ensure_ascii=False))
        else:
            _say(case, found)
        for line in _notes(case, answers) if found.lock or why else ():
            remark(line)


@how.command(name="list")
@click.option("--locked", "only_locked", is_flag=True, help="Only what is locked.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each.")
@pass_settings
def list_(settings: Settings, only_locked: bool, as_json: bool) -> None:
    """What is locked and why, what was answered, and what was not."""
    with settings.open() as case:
        subjects = [each for each in obtained.every(case) if each.lock or not only_locked]
        for each in subjects:
            if as_json:
                click.echo(json.dumps(_as_json(case, each), ensure_ascii=False))
            else:
                _say(case, each)
        if as_json:
            return
        locked = sum(each.lock is not None for each in subjects)
        open_ = sum(not each.lock and bool(obtained.unanswered(case, each)) for each in subjects)
        remark(f"{locked} locked; {open_} open with questions not answered.")


@how.command()
@click.argument("subject", metavar="SOURCE_OR_ID")
@click.option("--adviser", required=True, help="Who advised: name and what they are.")
@click.option("--said", required=True, help="What they said, in their words.")
@click.option("--date", "day", required=True, help="The day they said it, like 2026-03-01.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--dry-run", is_flag=True, help="Only say what would be opened.")
@pass_settings
def unlock(
    settings: Settings,
    subject: str,
    adviser: str,
    said: str,
    day: str,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Record an adviser's word on something locked; it is kept with the case, with its day."""
    with settings.open(write=not dry_run) as case:
        found = obtained.named(case, subject)
        if dry_run:
            obtained.check_unlock(case, found, adviser, said, day)
            remark(f"Would record this for {found.name}.")
            return
        _opened(case, obtained.unlock(case, found, adviser, said, day), as_json)


@how.command()
@click.argument("subject", metavar="SOURCE_OR_ID")
@click.option("--said", default="", help="Your reason, kept with the case.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--dry-run", is_flag=True, help="Only say what would be opened.")
@pass_settings
def yes(settings: Settings, subject: str, said: str, as_json: bool, dry_run: bool) -> None:
    """A second yes to what a child owns or made, after an adviser's word."""
    with settings.open(write=not dry_run) as case:
        found = obtained.named(case, subject)
        if dry_run:
            obtained.check_agree(found)
            remark(f"Would open {found.name}.")
            return
        _opened(case, obtained.agree(case, found, said), as_json)


@how.command()
@click.argument("subject", metavar="[SOURCE_OR_ID]", required=False)
@undo_dry
@pass_settings
def undo(settings: Settings, subject: str | None, dry_run: bool) -> None:
    """Take back the newest answer or word, of one source or item where it is named; nothing is
    opened by that."""
    with settings.open(write=not dry_run) as case:
        found = obtained.named(case, subject) if subject is not None else None
        if dry_run:
            newest = answered.to_undo(case, found)
            remark(f"Would undo: {answered.undone_words(newest)}, given {newest.at}.")
            return
        click.echo(f"undone: {answered.undo(case, found)}")


@how.command()
@click.option("--place", help="As in  everyword how notes --places; usual: that of the case.")
@click.option("--places", "as_places", is_flag=True, help="Only the places there are notes for.")
@click.option("--about", type=click.Choice(place_notes.TOPICS))
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def notes(
    settings: Settings, place: str | None, as_places: bool, about: str | None, as_json: bool
) -> None:
    """Dated notes with their sources, by place: what to ask an adviser about. No legal advice."""
    if as_places:
        for each in place_notes.places():
            click.echo(f"{each.id:<10}{each.title}")
        return
    if place is None:
        with settings.open() as case:
            place = case.work.setting("place")
    found = place_notes.notes_for(place, about)
    for note in found:
        if as_json:
            click.echo(json.dumps(place_notes.to_json(note), ensure_ascii=False))
        else:
            click.echo(printable("\n".join(place_notes.lines(note)) + "\n"))
    if not found:
        remark(_no_notes(place))


def _no_notes(place: str | None) -> str:
    said = f"There are no notes for “{place}”" if place else "The case does not say its place"
    return f"{said}. Ask an adviser there. Places with notes:  everyword how notes --places"


def _notes(case: Case, answers: dict[str, str]) -> list[str]:
    """Of the place of the case, on what was just answered."""
    place = case.work.setting("place")
    found = [
        note
        for topic in place_notes.topics_of(answers)
        for note in place_notes.notes_for(place, topic)
    ]
    if not found:
        return [_no_notes(place)]
    return [line for note in found for line in place_notes.lines(note)]


def _opened(case: Case, found: Subject, as_json: bool) -> None:
    """After a word was recorded: what was opened is read, with the words in its pictures."""
    if found.lock is None:
        joining.look(case)
        with Bar() as bar:
            for line in remarks(case.read_pictures(bar)):
                remark(line)
    if as_json:
        click.echo(json.dumps(_as_json(case, found), ensure_ascii=False))
        return
    _say(case, found)


def _say_dry(found: Subject, why: list[str]) -> None:
    for words in why:
        remark(f"Would lock {found.name}: {words}")
    if not why:
        remark(f"Would lock nothing of {found.name}.")


def _say(case: Case, found: Subject) -> None:
    state = "locked" if found.lock else "open"
    click.echo(printable(f"{found.id[:12]}  {state:<6}  {found.kind}  {found.name}"))
    if found.lock:
        click.echo(f"    {found.row.size:,} bytes, SHA-256 {found.row.sha256}")
        click.echo(f"    locked because: {found.lock.words}")
        click.echo(f"    what opens it: {_how_to_open(found)}")
    for key, value in found.effective.items():
        whose = "" if key in found.answers else "  (of its source)"
        click.echo(f"    {gate.reason_words(f'{key}={value}')}{whose}")
    for opened in answered.opened_by_answer(case, found):
        click.echo(printable(f"    {opened.words}"))
    for each in _history(case, found):
        click.echo(printable(f"    {each}"))
    left = obtained.unanswered(case, found)
    if left:
        click.echo(f"    not answered: {', '.join(left)}")


def _how_to_open(found: Subject) -> str:
    assert found.lock is not None
    short = found.id[:12]
    if found.lock.needs == gate.SECOND:
        return f"your second yes:  everyword how yes {short}"
    return (
        f"an adviser's word:  everyword how unlock {short} --adviser NAME --said WORDS --date DAY"
    )


def _history(case: Case, found: Subject) -> list[str]:
    return [_word_of(each) for each in _unlockings(case, found)]


def _unlockings(case: Case, found: Subject) -> list[Decision]:
    return [each for each in case.work.standing("unlock") if each.subject == found.id]


def _word_of(each: Decision) -> str:
    data = each.data or {}
    if data["adviser"] is None:
        return f"second yes, recorded {each.at}: {data['words'] or 'no reason given'}"
    return f"{data['adviser']} said on {data['day']}, recorded {each.at}: {data['words']}"


def _as_json(case: Case, found: Subject) -> dict[str, object]:
    lock = found.lock
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "source": found.row.object,
        "sha256": found.row.sha256,
        "size": found.row.size,
        "locked": lock is not None,
        "reasons": list(lock.reasons) if lock else [],
        "needs": lock.needs if lock else None,
        "answers": found.answers,
        "of_source": found.inherited,
        "unanswered": list(obtained.unanswered(case, found)),
        "words": [{"at": each.at, **(each.data or {})} for each in _unlockings(case, found)],
        "ended_by_answer": [
            {"question": each.key, "answer": each.answer, "at": each.at}
            for each in answered.opened_by_answer(case, found)
        ],
    }
