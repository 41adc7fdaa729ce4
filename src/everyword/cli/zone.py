"""everyword zone: the time zones a phone was set to, said once for all its files."""

import json
from collections.abc import Iterable

import click

from everyword.case.deciding import named
from everyword.case.phones import (
    checked_zones,
    files_of,
    newest_zones,
    of_their_own,
    remove_zones,
    set_zones,
    undo_zones,
)
from everyword.case.store import Case
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark, table
from everyword.cli.undone import remove_dry, undo_dry
from everyword.index.store import SourceRow
from everyword.intake.receive import Received


@click.group()
def zone() -> None:
    """The time zones each phone was set to, over time.

    Files of a phone are those added with  --phone NAME.
    """


@zone.command(name="set")
@click.argument("phone")
@click.argument("zones")
@click.option("--dry-run", is_flag=True, help="Only say which files would be read again.")
@pass_settings
def set_(settings: Settings, phone: str, zones: str, dry_run: bool) -> int:
    """Say it once: "Europe/London until 2023-05-05 14:30, then Europe/Berlin".

    The time is what the phone showed just before it changed. Without a time, the messages of that
    day get no UTC: when on that day is not said. Files of the phone are read again; what is sealed
    is not touched.
    """
    zones = checked_zones(zones)
    with settings.open(write=not dry_run) as case, Bar() as bar:
        phone = case.work.phone(phone)
        own = of_their_own(case, phone)
        rows = files_of(case, phone)
        if dry_run:
            follow = {row.object for row in rows} - {row.object for row, _ in own}
            for row in rows:
                if row.object in follow:
                    click.echo(printable(f"would read again  {row.name}"))
            return 0
        click.echo(printable(f"{phone}: {zones}"))
        code = _report(set_zones(case, phone, zones, bar))
    if not rows:
        remark(f"No file is said to come from {phone} yet:  everyword add --phone NAME FILE")
    for row, of_it in own:
        remark(f"{row.name} keeps the zone given for it alone: {of_it}. To use the phone's:")
        remark("  everyword add --phone NAME FILE")
    return code


@zone.command()
@click.argument("phone")
@remove_dry
@pass_settings
def remove(settings: Settings, phone: str, dry_run: bool) -> int:
    """Take a phone's zones back; its files are read again."""
    with settings.open(write=not dry_run) as case, Bar() as bar:
        phone = case.work.phone(phone)
        if dry_run:
            named(case.work.zones(), "zone", phone)
            remark(printable(f"Would take out the zones of {phone}."))
            return 0
        code = _report(remove_zones(case, phone, bar))
        click.echo(printable(f"removed: zones of {phone}"))
    return code


@zone.command()
@undo_dry
@pass_settings
def undo(settings: Settings, dry_run: bool) -> int:
    """Undo the newest change of zones."""
    with settings.open(write=not dry_run) as case, Bar() as bar:
        if dry_run:
            remark(printable(f"Would undo: zones of {newest_zones(case).subject}."))
            return 0
        newest = case.work.newest("zone")
        code = _report(undo_zones(case, bar))
        if newest is not None:
            click.echo(printable(f"undone: zones of {newest.subject}"))
    return code


def _report(read: Iterable[Received]) -> int:
    code = 0
    for received in read:
        if received.question is not None:
            code = 3
            remark(str(received.question.for_command("add", received.path)))
        elif received.error is not None:
            code = received.error.code
            remark(str(received.error))
        else:
            click.echo(printable(f"read again  {received.path}"))
    return code


@zone.command(name="list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    """All phones, their zones and their files."""
    with settings.open() as case:
        said, files = case.work.zones(), _files(case)
        for phone in [*said, *(each for each in files if each not in said)]:
            if as_json:
                found = {"phone": phone, "zones": said.get(phone), "files": files.get(phone, [])}
                click.echo(json.dumps(found, ensure_ascii=False))
        if not as_json:
            rows = [
                (phone, zones, ", ".join(files.get(phone, []))) for phone, zones in said.items()
            ]
            rows += [
                (each, "not said", ", ".join(files[each])) for each in files if each not in said
            ]
            table(("phone", "zones", "files"), rows)


def _files(case: Case) -> dict[str, list[str]]:
    """The names of the files of each phone somebody named."""
    found: dict[str, list[str]] = {}
    for row in case.index.sources():
        phone = case.work.said(row.object).phone
        if phone is not None:
            found.setdefault(phone, []).append(row.name)
    return found


def unzoned(case: Case, rows: Iterable[SourceRow]) -> list[str]:
    """The question for after an `add`, once for a file: whose clock wrote its times?"""
    names = [
        row.name
        for row in rows
        if "zone" not in case.work.answers(row.object) and case.index.is_unzoned(row.object)
    ]
    if not names:
        return []
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return [
        f"{names[0]}{more}: the times are those of a phone whose time zone is not said; they stay"
        " as written.",
        'Say it once for the phone:  everyword zone set PHONE "Europe/London until 2023-05-05, then'
        ' Europe/Berlin"',
        "and which files are of it:  everyword add --phone PHONE FILE",
    ]
