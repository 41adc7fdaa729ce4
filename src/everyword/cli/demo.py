"""everyword demo: a made-up household from phone, bank and drawer to bundle and package."""

from pathlib import Path

import click

from everyword.cli.settings import Bar, now, remark
from everyword.demo.build import Made, make
from everyword.errors import CaseExists


@click.command()
@click.argument(
    "folder", type=click.Path(path_type=Path), required=False, default=Path("everyword-demo")
)
def demo(folder: Path) -> None:
    """Make the demonstration in FOLDER (default: everyword-demo): nobody in it lives."""
    folder = _free(folder)
    with Bar() as bar:
        made = make(folder, now, bar, remark)
    click.echo(_report(made))


def _free(folder: Path) -> Path:
    """The folder, or everyword-demo-2, -3 ... where the default is there already."""
    if folder != Path("everyword-demo"):
        return folder
    for number in range(1, 1000):
        each = folder if number == 1 else Path(f"{folder}-{number}")
        if not each.exists():
            return each
    raise CaseExists(path=folder)


def _report(made: Made) -> str:
    of_case, of_package = made.checks
    where = made.folder
    command = f".venv/bin/everyword --case {where}/case --passphrase-file {where}/passphrase.txt"
    lines = [
        "",
        f"{where}/household/   {made.sources} files: what Alex Morgan has",
        f"{where}/case/        the same, sealed and encrypted: {made.items:,} items,"
        f" {made.doubled:,} of them in two sources",
        f"{where}/bundle.pdf   {made.pages} pages: {made.facts} facts, {made.exhibits} exhibits,"
        f" {len(made.findings)} findings",
        f"{where}/package/     for the other side: read HOW-TO-VERIFY.txt in it",
        f"Verified: {of_case} checks of the case and {of_package} of the package match.",
        "",
        "Try next:",
        f"  {command} list --find 'half term'",
        f"  {command} fact list",
        f"  .venv/bin/everyword verify {where}/package",
        "  .venv/bin/everyword new mycase      # your own",
    ]
    return "\n".join([*(f"  finding: {each}" for each in made.findings), *lines])
