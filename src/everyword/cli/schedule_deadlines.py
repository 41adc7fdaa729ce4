"""everyword schedule deadlines: hearings and deadlines as a table, and as a calendar file."""

from pathlib import Path

import click

from everyword.cli.files import check_free, write_new
from everyword.cli.schedule import put, shown_as
from everyword.cli.settings import Settings, pass_settings, remark
from everyword.schedules.calendar_out import NEUTRAL, calendar
from everyword.schedules.deadlines import Options, entries, make, today_of


@click.command(name="deadlines")
@click.option("--today", help="As seen on this day: 2026-05-01.")
@click.option("--open", "only_open", is_flag=True, help="Without those that are done.")
@click.option(
    "--ics", type=click.Path(path_type=Path), metavar="FILE", help="A new calendar file of them."
)
@click.option(
    "--titles", is_flag=True, help="The calendar says what each day is; without it, nothing."
)
@shown_as
@pass_settings
def command(
    settings: Settings,
    today: str | None,
    only_open: bool,
    ics: Path | None,
    titles: bool,
    as_json: bool,
    as_csv: bool,
    pdf: Path | None,
) -> None:
    """Hearings and deadlines, how each is counted, and what is next.

    In a calendar file every entry is called "appointment" unless you say --titles: a calendar on a
    shared telephone is seen by others.
    """
    with settings.open() as case:
        if ics is not None:
            check_free(ics)
            found, left_out = entries(case, today_of(case, today))
            write_new(ics, calendar(found, case.moment, titles))
            for words in left_out:
                remark(words)
            called = "with their titles" if titles else f"each called “{NEUTRAL}”"
            remark(f"{ics}: {len(found)} days, {called}. It is not encrypted.")
        put(case, make(case, Options(today, only_open)), as_json, as_csv, pdf)
