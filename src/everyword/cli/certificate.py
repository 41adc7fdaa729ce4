"""everyword certificate: drafts for a person to check and sign, from the records of the case."""

import os
from pathlib import Path
from typing import Literal

import click

from everyword.bundle.pages import papers
from everyword.case import hidden
from everyword.case.certificate import Certificate, chosen_files, locked_remarks
from everyword.case.certificate import certificate as gather
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark
from everyword.errors import StorageFailed, WrongUsage
from everyword.vault import storage

Form = Literal["us-902", "slip"]


@click.command()
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="A new PDF.")
@click.option("--items", "labels", multiple=True, metavar="LABEL", help="Only these exhibits.")
@click.option(
    "--form",
    type=click.Choice(["us-902", "slip"]),
    default="us-902",
    show_default=True,
    help="us-902 is for the United States; slip is a page for each exhibit, for elsewhere.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "us-letter"]),
    help="The size of the page; us-letter for us-902, a4 for slip.",
)
@click.option("--dry-run", is_flag=True, help="Only list the files it would name.")
@pass_settings
def certificate(
    settings: Settings,
    out: Path,
    labels: tuple[str, ...],
    form: Form,
    paper: papers.Paper | None,
    dry_run: bool,
) -> int:
    """Write a DRAFT about the exhibits' files, for a person to check, complete and sign.

    It says only what the records of the case hold; the rest are lines to fill in by hand. Every
    sealed copy is read back and hashed again first. This program signs nothing and gives no legal
    advice.
    """
    _check_out(out)
    with settings.open() as case:
        files = chosen_files(case, labels)
        left_out = locked_remarks(case, labels)
        for words in left_out:
            remark(words)
        for words in hidden.in_titles(case, labels, [file.name for file in files]):
            remark(words)
        if dry_run:
            for file in files:
                line = f"would name  {file.sha256[:16]}  {','.join(file.labels)}  {file.name}"
                click.echo(printable(line))
            return 1 if left_out else 0
        with Bar() as bar:
            bar.begin(str(out), sum(file.size for file in files))
            facts = gather(case, labels, bar.advance)
    _write(out, _printed(facts, form, paper))
    for file in facts.files:
        line = f"read back  {file.sha256[:16]}  {','.join(file.labels)}  {file.name}"
        click.echo(printable(line))
    remark(f"\n{out}: a draft. Check every line, fill in the empty ones, then sign it yourself.")
    remark("Ask an adviser whether your court takes it, and tell the other side in time.")
    return 1 if left_out else 0


def _printed(facts: Certificate, form: Form, paper: papers.Paper | None) -> bytes:
    if form == "slip":
        return papers.slips(facts, paper or "a4")
    return papers.certificate(facts, paper or "us-letter")


def _check_out(out: Path) -> None:
    """Nothing of the person's is written over: a draft may have been filled in."""
    if out.suffix.lower() != ".pdf":
        problem, remedy = f"{out} does not end in .pdf.", "Name the file:  -o certificate.pdf"
    elif not out.absolute().parent.is_dir():
        problem, remedy = f"There is no folder {out.parent}.", "Make it first, or name another."
    elif out.exists() or out.is_symlink():
        problem, remedy = f"{out} is there already.", "Name another:  -o certificate-2.pdf"
    else:
        return
    raise WrongUsage(problem=problem, remedy=remedy)


def _write(out: Path, pdf: bytes) -> None:
    """Under another name first: it has its own name only when it is whole."""
    # Not hidden: where the program is killed it stays, in plain, and the person must see it.
    part = out.with_name(f"{out.stem[:40]}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            stream.write(pdf)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
        storage.sync_folder(out.absolute().parent)
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from None
    finally:
        part.unlink(missing_ok=True)
