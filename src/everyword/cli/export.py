"""everyword export: the package that others verify with ordinary tools."""

from pathlib import Path

import click

from everyword.case.handover import also_disclosed, chosen_sources
from everyword.case.handover import export as hand_over
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark
from everyword.errors import WrongUsage
from everyword.vault.package import Form, fingerprint


@click.command()
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--items", "labels", multiple=True, metavar="LABEL", help="Only these exhibits.")
@click.option("--bundle", type=click.Path(path_type=Path), help="Put this PDF in, too.")
@click.option(
    "--form",
    type=click.Choice(["fresh", "case"]),
    default="fresh",
    show_default=True,
    help="fresh does not show how many things the case holds; case does.",
)
@click.option("--dry-run", is_flag=True, help="Only list the files that would be handed over.")
@pass_settings
def export(
    settings: Settings,
    to: Path,
    labels: tuple[str, ...],
    bundle: Path | None,
    form: Form,
    dry_run: bool,
) -> None:
    """Write a folder for the other side, the court or an expert: native files and their seals.

    The whole file behind each exhibit goes in, also what the exhibit does not show of it. Think of
    addresses and places in photos and letters first, and ask an adviser who may be shown what.
    """
    if bundle is not None and not _is_pdf(bundle):
        raise WrongUsage(problem=f"{bundle} is not a PDF file.", remedy="Check the name.")
    with settings.open(write=not dry_run) as case:
        if dry_run:
            for row in chosen_sources(case, labels):
                click.echo(printable(f"would hand over  {row.sha256[:16]}  {row.name}"))
            return
        with Bar() as bar:
            bar.begin(str(to), sum(row.size for row in chosen_sources(case, labels)))
            handed = hand_over(case, to, labels, form, bundle, bar.advance)
        for row in handed.sources:
            click.echo(printable(f"handed over  {row.sha256[:16]}  {row.name}"))
            for words in also_disclosed(case, row, labels):
                remark(f"             {words}")
        key = fingerprint(case.vault.public_key)
    remark(f"\nFingerprint of the key, to be told by another way (telephone, paper):\n{key}")
    remark(f"\n{to}: {len(handed.names)} files. Read HOW-TO-VERIFY.txt in it.")
    remark(f"Check it:  everyword verify {to}")


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return b"%PDF-" in stream.read(1024)
    except OSError:
        return False
