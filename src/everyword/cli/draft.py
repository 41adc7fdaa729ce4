"""everyword draft: what an account gave, and the person's word on each draft."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import click
import msgspec

from everyword.case import telling
from everyword.case.decided import OWN, Kind, Status
from everyword.case.telling import Draft
from everyword.cli import draft_ask
from everyword.cli.draft_shown import ANSWERS, card, ids_of, ids_words
from everyword.cli.fact_shown import one_line
from everyword.cli.settings import Settings, pass_settings, printable, remark
from everyword.errors import WrongUsage


@click.group()
def draft() -> None:
    """What your account gave: say of each draft what is so.

    The drafts come from  everyword tell FILE --keep.
    """


@draft.command(name="list")
@click.option("--all", "is_all", is_flag=True, help="Also those you answered; private ones too.")
@click.option("--json", "as_json", is_flag=True, help="One line for each draft.")
@pass_settings
def list_(settings: Settings, is_all: bool, as_json: bool) -> None:
    """The drafts that wait for your word, in the order of the account."""
    with settings.open() as case:
        found = list(telling.drafts(case).values())
        shown = [each for each in found if is_all or each.answer == "open"]
        for each in shown:
            if as_json:
                click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
                continue
            for line in card(each, with_answer=is_all):
                click.echo(printable(line))
        counts = {word: sum(each.answer == key for each in found) for key, word in ANSWERS.items()}
        remark("; ".join(f"{word}: {count}" for word, count in counts.items()))
        if hidden := telling.hidden(case):
            remark(f"not shown, because their account is locked: {hidden}")


@draft.command()
@pass_settings
def ask(settings: Settings) -> None:
    """Go through the open drafts one by one, a key each. Stop when you like: nothing is lost."""
    with settings.open(write=True) as case:
        draft_ask.ask(case)


_SAID = (
    click.option("--sentence", help="What happened, in one neutral sentence."),
    click.option("--when", help='2024-03-01, 2024-03, A/B, "about 2024-03", "after F3".'),
    click.option("--status", type=click.Choice(get_args(Status)), help="Without it: alleged."),
    click.option("--kind", type=click.Choice(get_args(Kind))),
    click.option("--by", help="Who said or claims it: a person's id or name."),
    click.option("--where", "place", help="The place, in your words."),
    click.option("--who", multiple=True, help="Whom it is about: a person's id or name."),
    click.option("--issue", "issues", multiple=True, help="A question it belongs to: your tag."),
    click.option("--own", is_flag=True, help="You know it yourself."),
    click.option("--told-by", help="Who told you: a person's id or name."),
)


def _with_said(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_SAID):
        command = option(command)
    return command


@draft.command()
@click.argument("ids", nargs=-1, required=True)
@_with_said
@click.option("--json", "as_json", is_flag=True, help="One line for each fact.")
@click.option("--dry-run", is_flag=True, help="Only say what facts they would be.")
@pass_settings
def yes(
    settings: Settings, /, ids: tuple[str, ...], as_json: bool, dry_run: bool, **said: Any
) -> None:
    """It is so: the draft becomes a fact that cites your account. IDS: D3, or D3-D9.

    With an option it is so with that change. Its sentence is yours to make neutral.
    """
    given, chosen = _given(said), ids_of(ids)
    if len(chosen) > 1 and "sentence" in given:
        raise WrongUsage(
            problem="One sentence cannot be several facts.", remedy="Confirm them one by one."
        )
    unknown: dict[str, None] = {}
    with settings.open(write=not dry_run) as case:
        for id in chosen:
            telling.as_fact(case, id, **given)  # all of them hold, or none is kept
        for id in chosen:
            made = (telling.as_fact if dry_run else telling.confirm)(case, id, **given)
            unknown |= dict.fromkeys(made.unknown)
            if as_json:
                line = {"draft": id} | msgspec.to_builtins(made.fact)
                click.echo(json.dumps(line, ensure_ascii=False))
            else:
                click.echo(
                    f"{id} would be: {one_line(made.fact)}" if dry_run else one_line(made.fact)
                )
    for name in unknown:
        remark(f'Not named as a person of the case: {name}.  everyword person add "{name}"')


def _given(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the fields of a fact."""
    own, told = said.pop("own"), said.pop("told_by")
    if own and told:
        raise WrongUsage(
            problem="A fact is known to you or told by somebody, not both.",
            remedy="Say one of them:  --own    or  --told-by P1",
        )
    found = {key: value for key, value in said.items() if value not in (None, ())}
    return found | ({"known_from": OWN if own else told} if own or told else {})


def _answer(
    settings: Settings, ids: tuple[str, ...], word: Literal["no", "private"], dry_run: bool
) -> Sequence[Draft]:
    with settings.open(write=not dry_run) as case:
        if dry_run:
            return [telling.unconfirmed(case, id) for id in ids_of(ids)]
        return telling.answer(case, ids_of(ids), word)


def _say(found: Sequence[Draft], word: str, as_json: bool, dry_run: bool) -> None:
    if as_json:
        for each in found:
            click.echo(json.dumps(msgspec.to_builtins(each), ensure_ascii=False))
        return
    click.echo(f"{'would be ' if dry_run else ''}{word}: {ids_words([x.id for x in found])}")


_IDS = click.argument("ids", nargs=-1, required=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="One line for each draft.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say which.")


@draft.command()
@_IDS
@_JSON
@_DRY_RUN
@pass_settings
def no(settings: Settings, ids: tuple[str, ...], as_json: bool, dry_run: bool) -> None:
    """Not a fact. It is remembered, so that it is not asked again. IDS: D3, or D3-D9."""
    _say(_answer(settings, ids, "no", dry_run), "not a fact", as_json, dry_run)


@draft.command()
@_IDS
@_JSON
@_DRY_RUN
@pass_settings
def private(settings: Settings, ids: tuple[str, ...], as_json: bool, dry_run: bool) -> None:
    """Keep it to yourself: no fact, in no list but  draft list --all, and not asked again."""
    _say(_answer(settings, ids, "private", dry_run), "private", as_json, dry_run)


@draft.command()
@_IDS
@_DRY_RUN
@pass_settings
def remove(settings: Settings, ids: tuple[str, ...], dry_run: bool) -> None:
    """Take drafts out, so that the account can be deleted, or told anew. Undo brings them back."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            gone: Sequence[Draft] = [telling.unconfirmed(case, id) for id in ids_of(ids)]
        else:
            gone = telling.remove(case, ids_of(ids))
    _say(gone, "taken out", False, dry_run)


@draft.command()
@click.option("--dry-run", is_flag=True, help="Only say what was answered last.")
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Take back the newest answer; a fact that came of it goes out too."""
    with settings.open(write=not dry_run) as case:
        if dry_run:
            for each in telling.newest(case):
                click.echo(f"would be taken back: draft {each.subject}")
            return
        for line in telling.undo(case):
            click.echo(line)
