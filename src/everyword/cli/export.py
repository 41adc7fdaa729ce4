"""everyword export: the package that others verify with ordinary tools."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from everyword.case import hidden, obtained
from everyword.case.handover import Handed, also_disclosed, chosen_sources, locked_remarks
from everyword.case.handover import export as hand_over
from everyword.case.store import Case
from everyword.cli.by_telephone import check_words
from everyword.cli.kept_back import refuse_confidential
from everyword.cli.settings import Bar, Settings, pass_settings, printable, remark
from everyword.errors import WrongUsage
from everyword.index.store import SourceRow
from everyword.redact.corpus import texts_of
from everyword.vault.package import Form, fingerprint, fingerprint_words
from everyword.vault.package_reader import checked_recipient

FORMS = """fresh: shows what you chose and nothing else; nobody learns whether there is more.
       It cannot carry a time told by somebody outside.
case:  shows also how many records the case holds, not what they are.
       It carries the case's time stamps and witnesses, if there are any."""
ASK_FIRST = """
This makes a file that only the holder of one key can open, and you choose the holder.
An advocate of a shelter or helpline who is not a lawyer is advised NOT to hold evidence: they can
be made to testify, and what you tell them may no longer stay between you.
Ask them first; a lawyer or legal-aid office is usually the right reader.
"""
OPENING = """
{path}: {count} files in one, sealed to the reader's key.
Nobody else can open it, you neither. The reader, with their key in key.txt, opens it with the
program age (age-encryption.org) and tar:

  age -d -i key.txt {name} | tar x

It can be verified only after that: as it is, nobody can see what is in it. Opening it makes a
folder package-..., and in there:

  sh VERIFY.sh        (or:  everyword verify package-...)
"""


@click.command()
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--items", "labels", multiple=True, metavar="LABEL", help="Only these exhibits.")
@click.option("--bundle", type=click.Path(path_type=Path), help="Put this PDF in, too.")
@click.option(
    "--form",
    type=click.Choice(["fresh", "case"]),
    help="fresh (usual): does not show whether there is more, carries no time from outside."
    " case: shows how many records the case holds, not what they are, and carries its time stamps"
    " and witnesses.",
)
@click.option(
    "--recipient",
    metavar="AGE1...",
    help="One file only this reader can open, instead of a folder.",
)
@click.option(
    "--words",
    "typed",
    metavar="WORDS",
    help="For scripts: the eight words of the reader's key, as the reader told them to you.",
)
@click.option(
    "--with-confidential",
    is_flag=True,
    help="Also files with words of the case's confidential list (bundle --confidential): for"
    " somebody who may have them.",
)
@click.option("--dry-run", is_flag=True, help="Only list the files that would be handed over.")
@pass_settings
def export(
    settings: Settings,
    to: Path,
    labels: tuple[str, ...],
    bundle: Path | None,
    form: Form | None,
    recipient: str | None,
    typed: str | None,
    with_confidential: bool,
    dry_run: bool,
) -> int:
    """Write a folder for the other side, the court or an expert: native files and their seals.

    The whole file behind each exhibit goes in, also what the exhibit does not show of it. Think of
    addresses and places in photos and letters first, and ask an adviser who may be shown what.
    """
    _check_options(bundle, recipient, typed)
    reader = checked_recipient(recipient) if recipient is not None else None
    with settings.open(write=not dry_run) as case:
        rows = chosen_sources(case, labels)
        for words in obtained.said_before(case, [row.object for row in rows]):
            remark(words)
        left_out = locked_remarks(case, labels)
        for words in _names(case, rows, bundle, to.name):
            remark(words)
        if dry_run:
            for words in left_out:
                remark(words)
            for row in rows:
                click.echo(printable(f"would hand over  {row.sha256[:16]}  {row.name}"))
                _say_also(case, row, labels)
            return 1 if left_out else 0
        if not with_confidential:
            refuse_confidential(case, rows, bundle)
        if reader is not None:
            remark(ASK_FIRST)
            check_words("the reader", reader, typed)
        chosen = form or _asked_form(bundle)
        with Bar() as bar:
            bar.begin(str(to), sum(row.size for row in rows))
            handed = hand_over(case, to, labels, chosen, bundle, bar.advance, reader)
        for row in handed.sources:
            click.echo(printable(f"handed over  {row.sha256[:16]}  {row.name}"))
            _say_also(case, row, labels)
        public = case.vault.public_key
    for words in handed.remarks:
        remark(words)
    remark("\nFingerprint of the key, to be told by another way (telephone, paper):")
    remark(f"{fingerprint(public)}\n{fingerprint_words(public)}")
    _say_where(handed, reader)
    return 1 if left_out else 0


def _names(case: Case, rows: Sequence[SourceRow], bundle: Path | None, to: str) -> list[str]:
    """Where names of hidden people stand in what is handed over; nothing in it is changed."""
    found, looked_for = hidden.in_sources(case, rows), hidden.sought(case.work.people())
    found += hidden.told([("The package", "its own name", to)], looked_for)
    if bundle is not None and looked_for:
        pages = (
            (bundle.name, where, text)
            for where, text in texts_of(bundle.read_bytes(), bundle.name)
            if where == "file name" or where.startswith("page ")
        )
        found += hidden.told(pages, looked_for)
    return found


def _check_options(bundle: Path | None, recipient: str | None, typed: str | None) -> None:
    if bundle is not None and not _is_pdf(bundle):
        raise WrongUsage(problem=f"{bundle} is not a PDF file.", remedy="Check the name.")
    if typed is not None and recipient is None:
        raise WrongUsage(
            problem="--words goes with --recipient.", remedy="Name the reader's key:  --recipient"
        )


def _asked_form(bundle: Path | None) -> Form:
    """Which form, from whoever sits there; `fresh` where nobody does."""
    if bundle is not None or not sys.stdin.isatty():
        return "fresh"
    remark(FORMS)
    choice = click.prompt(
        "Which form", type=click.Choice(["fresh", "case"]), default="fresh", err=True
    )
    return "case" if choice == "case" else "fresh"


def _say_also(case: Case, row: SourceRow, labels: tuple[str, ...]) -> None:
    for words in also_disclosed(case, row, labels):
        remark(f"             {words}")


def _say_where(handed: Handed, reader: str | None) -> None:
    if reader is None:
        remark(f"\n{handed.path}: {len(handed.names)} files. Read COVER.txt and HOW-TO-VERIFY.txt.")
        remark(f"Check it:  everyword verify {handed.path}")
        return
    remark(
        OPENING.format(
            path=handed.path, count=len(handed.names), name=shlex.quote(handed.path.name)
        )
    )


def _is_pdf(bundle: Path) -> bool:
    try:
        with bundle.open("rb") as stream:
            return b"%PDF-" in stream.read(1024)
    except OSError:
        return False
