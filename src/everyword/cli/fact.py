"""everyword fact: the rows of the chronology."""

import json
import re
from collections.abc import Callable
from typing import Any, get_args

import click

from everyword.case import facts
from everyword.case.decided import OWN, CiteTo, Fact, Kind, Status
from everyword.case.people import person_id
from everyword.case.store import Case
from everyword.chronology import columns
from everyword.chronology.dated import narrower
from everyword.chronology.rows import arranged
from everyword.cli import fact_shown
from everyword.cli.settings import Settings, pass_settings, printable, remark, table
from everyword.cli.undone import remove_dry, take_out, undo_dry, undo_newest
from everyword.errors import WrongUsage

STATUSES: tuple[str, ...] = get_args(Status)
KINDS: tuple[str, ...] = get_args(Kind)
_CITE = re.compile(r"([a-z0-9]+)(?::(?:p(\d+)|L(\d+)-(\d+)|s(\d+)-(\d+)))?", re.IGNORECASE)


def parse_cite(text: str) -> CiteTo:
    """ID, ID:p3 (page), ID:L10-20 (lines), ID:s10-25 (seconds); then an optional "=quote"."""
    place, equals, quote = text.partition("=")
    found = _CITE.fullmatch(place.strip())
    if found is None:
        raise WrongUsage(
            problem=f"--cite {text}: a cite is an item's id and, if you like, a place in it.",
            remedy="For example:  --cite k3v92mfa  or  k3v92mfa:p3  or  k3v92mfa:s10-25",
        )
    item, page, first, last, start, end = found.groups()
    return CiteTo(
        item,
        int(page) if page else None,
        (int(first), int(last)) if first else None,
        (int(start), int(end)) if start else None,
        quote if equals else None,
    )


_PARTS = (
    click.option(
        "--when", help='2024-03-01, 2024-03, a range A/B, "about 2024-03", "after F3", "not known".'
    ),
    click.option("--status", type=click.Choice(STATUSES)),
    click.option("--kind", type=click.Choice(KINDS), help="Did it happen, or was it said, ...?"),
    click.option("--by", help="Who said or claims it: a person's id or name."),
    click.option("--where", "place", help="The place, in your words."),
    click.option("--who", "who", multiple=True, help="Whom it is about: a person's id or name."),
    click.option("--issue", "issues", multiple=True, help="A question it belongs to: your tag."),
    click.option("--own", is_flag=True, help="You know it yourself."),
    click.option("--told-by", help="Who told you: a person's id or name."),
    click.option("--due", help="When what is planned or promised was to be done."),
    click.option("--cite", "cites", multiple=True, help="ID, ID:p3, ID:L10-20, ID:s10-25, =quote"),
    click.option("--response", help="What the other side answers to it."),
    click.option("--response-cite", "response_cites", multiple=True, help="Like --cite."),
    click.option("--note", "notes", help="For yourself: never printed, never exported."),
)
_LISTS = ("who", "issues", "cites", "response_cites")


def _with_parts(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_PARTS):
        command = option(command)
    return command


def _given(parts: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the fields of a fact; an empty word takes a part out again."""
    own, told = parts.pop("own"), parts.pop("told_by")
    if own and told:
        raise WrongUsage(
            problem="A fact is known to you or told by somebody, not both.",
            remedy="Where both are so, make two facts:  everyword fact add ...",
        )
    found = {key: value for key, value in parts.items() if value not in (None, ())}
    if own or told is not None:
        found["known_from"] = OWN if own else told
    for key in _LISTS:
        if key in found:
            values = tuple(value for value in found[key] if value)
            found[key] = tuple(map(parse_cite, values)) if "cites" in key else values
    for key in ("by", "place", "due", "response", "notes", "known_from"):
        if found.get(key) == "":
            found[key] = None
    return found


@click.group()
def fact() -> None:
    """What happened, one neutral sentence each, with the items it stands on."""


@fact.command()
@click.argument("sentence")
@_with_parts
@click.option("--dry-run", is_flag=True, help="Only check it.")
@pass_settings
def add(settings: Settings, /, sentence: str, dry_run: bool, **parts: Any) -> None:
    """Add a fact. Nothing is filled in for you: date and status are yours to say."""
    given = _given(parts)
    if "when" not in given or "status" not in given:
        raise WrongUsage(
            problem="A fact needs --when and --status.",
            remedy='For example:  --when "about 2024-03" --status alleged',
        )
    when, status, cites = given.pop("when"), given.pop("status"), given.pop("cites", ())
    with settings.open(write=not dry_run) as case:
        if dry_run:
            case.check_fact(when, cites, **given)
            remark("This fact would be added.")
            return
        made = case.add_fact(sentence, when, status, cites, **given)
        click.echo(fact_shown.one_line(made))
        if not made.cites:
            remark(f"It cites nothing yet:  everyword fact change {made.id} --cite ID")
        _remarks(case, made)


@fact.command()
@click.argument("id")
@click.option("--sentence")
@_with_parts
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@pass_settings
def change(
    settings: Settings, /, id: str, sentence: str | None, dry_run: bool, **parts: Any
) -> None:
    """Change a fact; what it was before is kept. "" takes a part out."""
    given = _given(parts) | ({"sentence": sentence} if sentence is not None else {})
    with settings.open(write=not dry_run) as case:
        if dry_run:
            facts.checked(case, facts.changed(case, id, **given))
            remark(f"Would change {', '.join(given) or 'nothing'} of {id}.")
            return
        changed = case.change_fact(id, **given)
        click.echo(fact_shown.one_line(changed))
        _remarks(case, changed)


def _remarks(case: Case, changed: Fact) -> None:
    """What a person should look at after a change: the date, and the order."""
    narrow = narrower(case, changed)
    if narrow:
        remark(f"{narrow}. If you know it from elsewhere, cite that too.")
    for clash in arranged(case.work.facts().values()).clashes:
        if changed.id in clash.facts:
            remark(clash.words)


@fact.command()
@click.argument("id")
@remove_dry
@pass_settings
def remove(settings: Settings, id: str, dry_run: bool) -> None:
    """Take a fact out; undo brings it back."""
    take_out(settings, "fact", id, dry_run)


@fact.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> None:
    """Undo the newest change of facts."""
    undo_newest(settings, "fact", dry_run)


@fact.command(name="list")
@click.option("--issue", help="Only the facts with this tag.")
@click.option("--person", "who", help="Only those about this person, or said by them.")
@click.option("--why", is_flag=True, help="Why each row stands where it stands.")
@click.option("--responses", is_flag=True, help="What the other side answers, beside.")
@click.option("--pattern", is_flag=True, help="By issue: period, some examples, their evidence.")
@click.option("--examples", type=click.IntRange(1), default=6, show_default=True)
@click.option("--csv", "as_csv", is_flag=True, help="In the columns of a court, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="Without the private notes.")
@pass_settings
def list_(
    settings: Settings,
    issue: str | None,
    who: str | None,
    why: bool,
    responses: bool,
    pattern: bool,
    examples: int,
    as_csv: bool,
    as_json: bool,
) -> None:
    """The chronology: all facts in order of time."""
    with settings.open() as case:
        found = arranged(case.work.facts().values())
        person = person_id(case, who) if who else None
        rows = [row for row in found.rows if _fits(row.fact, issue, person)]
        for clash in found.clashes:
            remark(clash.words)
        if as_json:
            for row in rows:
                click.echo(json.dumps(columns.as_json(row), ensure_ascii=False))
        elif as_csv:
            fact_shown.as_csv(case, rows)
        elif pattern:
            for line in fact_shown.pattern(case, rows, examples):
                click.echo(printable(line))
        elif why:
            cells = [(str(row.number), row.fact.id, row.fact.sentence, row.why) for row in rows]
            table(("no", "id", "what", "why it stands here"), cells)
        else:
            fact_shown.as_table(rows, case.work.people(), responses)


def _fits(one: Fact, issue: str | None, person: str | None) -> bool:
    people = (*one.who, one.by, one.known_from)
    return (issue is None or issue in one.issues) and (person is None or person in people)


@fact.command(name="issues")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def issues_(settings: Settings, as_json: bool) -> None:
    """The issues: each tag with the facts that belong to it."""
    with settings.open() as case:
        fact_shown.issues(arranged(case.work.facts().values()).rows, as_json)


@fact.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def show(settings: Settings, id: str, as_json: bool) -> None:
    """One fact with everything said of it; the private notes too: for your own eyes."""
    with settings.open() as case:
        fact_shown.show(case, id, as_json)


@fact.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def history(settings: Settings, id: str, as_json: bool) -> None:
    """Every change of a fact, and what was undone; the private notes too."""
    with settings.open() as case:
        fact_shown.history(case, id, as_json)
