"""everyword check: any PDF, whoever made it, against the rules of a court."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
import msgspec

from everyword.cli.settings import Bar, now, printable, remark, words_in
from everyword.errors import SourceUnreadable, StorageFailed, WrongUsage
from everyword.rules.apart import check_apart
from everyword.rules.records import CONFIDENCE, Profile, profile, profiles
from everyword.rules.report import Report, grouped, headline, lines


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--court", default="plain", show_default=True, help="The court's profile.")
@click.option("--courts", is_flag=True, help="List the profiles; with --court, the rules of one.")
@click.option("--on", metavar="DAY", help="The rules of that day (2026-03-02), not of today.")
@click.option(
    "--order",
    "orders",
    multiple=True,
    metavar="RULE=WORDS",
    help='A rule a court set aside:  --order page-cap="order of 3 May 2026, para 4"',
)
@click.option("--html", type=click.Path(path_type=Path), help="A report with pictures of pages.")
@click.option("--pdf-password-file", type=click.Path(path_type=Path), help="For a locked PDF.")
@click.option("--json", "as_json", is_flag=True, help="The report to standard output.")
def check(
    files: tuple[Path, ...],
    court: str,
    courts: bool,
    on: str | None,
    orders: tuple[str, ...],
    html: Path | None,
    pdf_password_file: Path | None,
    as_json: bool,
) -> int:
    """Check PDFs against a court's rules, as a stranger would read them. Nothing is changed.

    The findings say what was looked at and what was not; they are no promise that a court takes
    the file. Rules that are not sure only warn.
    """
    found = profile(court)
    day = _day(on)
    if courts:
        _list(found if court != "plain" else None, day)
        return 0
    if not files:
        raise WrongUsage(problem="No PDF was named.", remedy="everyword check FILE.pdf --court ID")
    overrides = _orders(orders, found)
    for file in files:
        _check_there(file)
    if html is not None:
        _check_place(html, files)
    password = words_in(pdf_password_file).partition("\n")[0] if pdf_password_file else ""
    look = partial(_one, court=found, day=day, orders=overrides, password=password, html=html)
    return max(_code(file, look, as_json, len(files) == 1) for file in files)


def _code(file: Path, look: Callable[[Path], Report], as_json: bool, is_only: bool) -> int:
    """Says what was found in one file. Raises SourceUnreadable where it is the only one."""
    try:
        report = look(file)
    except SourceUnreadable as fault:
        if is_only:
            raise
        for line in fault.lines():
            remark(line)
        return fault.code
    _print(report, as_json)
    return 1 if report.is_failing else 0


def _one(
    file: Path,
    court: Profile,
    day: dt.date,
    orders: dict[str, str],
    password: str,
    html: Path | None,
) -> Report:
    with Bar() as bar:
        told = partial(bar.at, f"Reading {file.name}")
        report, page = check_apart(file, court, day, orders, password, html is not None, told)
    if html is not None:
        _write(html, page)
    return report


def _check_there(file: Path) -> None:
    if file.is_dir():
        problem, remedy = f"{file} is a folder.", f"Name its PDFs:  everyword check {file}/*.pdf"
    elif not file.exists():
        problem, remedy = f"There is no file {file}.", "Check its name and the folder you are in."
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _day(text: str | None) -> dt.date:
    if text is None:
        return now().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            problem=f"This is not a day: {text}", remedy="Write it like 2026-03-02."
        ) from None


def _orders(given: tuple[str, ...], court: Profile) -> dict[str, str]:
    known = {rule.id for rule in court.rules}
    orders: dict[str, str] = {}
    for each in given:
        rule, equals, words = each.partition("=")
        if not equals or not words.strip():
            raise WrongUsage(
                problem=f"This does not say which order: --order {each}",
                remedy='Write it like  --order page-cap="order of 3 May 2026, para 4"',
            )
        if rule not in known:
            raise WrongUsage(
                problem=f"The profile {court.id} has no rule {rule}.",
                remedy=f"Its rules are: {', '.join(sorted(known))}.",
            )
        orders[rule] = words.strip()
    return orders


def _check_place(html: Path, files: Sequence[Path]) -> None:
    """A new file in a folder that is there; a report made before may be written over."""
    file = files[0]
    if len(files) > 1:
        problem, remedy = "A report with pictures is of one PDF.", "Name one PDF with --html."
    elif html.suffix.lower() not in (".html", ".htm"):
        problem, remedy = f"{html} does not end in .html.", "Name it:  --html report.html"
    elif not html.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {html.parent}.", "Make it first, or name another."
    elif html.is_dir() or (html.exists() and html.samefile(file)):
        problem, remedy = f"{html} cannot be written over.", "Name another file."
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _write(html: Path, page: str) -> None:
    try:
        html.write_text(page, "utf-8", errors="backslashreplace")
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from None


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        said = msgspec.structs.asdict(report) | {"groups": grouped(report.findings)}
        click.echo(msgspec.json.encode(said))
        return
    for line in lines(report):
        click.echo(printable(line))
    for line in report.not_checked:
        remark(f"Not checked here: {line}")
    click.echo(printable(f"{report.file}  {report.pages} pages  SHA-256 {report.sha256}"))
    click.echo(printable(headline(report)))


def _list(court: Profile | None, day: dt.date) -> None:
    """The profiles, or what one of them asks on a day."""
    if court is None:
        for each in profiles():
            click.echo(f"{each.id:<22}  {each.title} (seen {each.seen})")
        return
    for rule in court.in_force(day):
        since = f" since {rule.since}" if rule.since else ""
        click.echo(f"{rule.weight:<7}  {rule.id:<16}  {rule.words}")
        click.echo(f"{'':27}{CONFIDENCE[rule.confidence]}{since}; seen {rule.seen}; {rule.source}")
