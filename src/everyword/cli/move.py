"""everyword move and everyword remove: the case elsewhere, and nothing of it here."""

import sys
from pathlib import Path

import click

from everyword.cli.settings import Bar, Settings, now, pass_settings, printable, remark
from everyword.errors import Damaged, WrongUsage
from everyword.vault import moving
from everyword.vault.limited import verify_case
from everyword.vault.store import Vault
from everyword.vault.tree import root
from everyword.vault.words import fingerprint

WARNING = (
    "Papers that matter to a case before a court must not be destroyed. Old encrypted bytes\n"
    "may stay on the disk for a while; without the keys nobody can read them."
)


@click.command()
@click.option("--to", required=True, type=click.Path(path_type=Path), help="A new folder.")
@click.option("--dry-run", is_flag=True, help="Only say how much would be copied.")
@pass_settings
def move(settings: Settings, to: Path, dry_run: bool) -> None:
    """Copy the case to another place and check the copy there. Nothing is removed here.

    When somebody else keeps the copy, let them check it on their computer and read you the eight
    words at the end; then everyword remove takes it away here.
    """
    folder = settings.folder()
    words = settings.words(folder)
    if dry_run:
        size = sum((folder / name).stat().st_size for name in moving.known_files(folder))
        remark(f"Would copy {size:,} bytes to {to} and check them there.")
        return
    with Bar() as bar:
        with Vault.open(folder, words, now, write=True) as vault:
            moving.check_target(folder, to)
            vault.note("share", to.name or None, (("what", "copy"),))
            vault.commit()
            line = head_line(vault)
            moving.copy(folder, to, bar)
        wrong = [check for check in verify_case(to, words, now, bar) if not check.ok]
    if wrong:
        raise Damaged(path=f"{to}: {wrong[0].name}", reason=wrong[0].said)
    click.echo(printable(f"copied and checked  {to}"))
    click.echo(f"newest head: {line}")
    remark("The same words must come out where the copy is checked:  everyword verify DIR")
    remark(f'To take the case away here:  everyword remove --words "{line.split(" ", 1)[1]}"')


@click.command()
@click.option("--words", help="The eight words of the copy's newest head, read out to you.")
@click.option("--no-copy", is_flag=True, help="There is no copy: the case is gone for good.")
@click.option("--yes", is_flag=True, help="The warning was read; do not ask again.")
@click.option("--dry-run", is_flag=True, help="Only list what would be removed.")
@pass_settings
def remove(settings: Settings, words: str | None, no_copy: bool, yes: bool, dry_run: bool) -> None:
    """Remove the whole case from this computer, its keys first."""
    folder = settings.folder()
    if dry_run:
        for name in moving.known_files(folder):
            click.echo(name)
        return
    # Open for writing: what was kept while locked is in no copy, and changes the newest head.
    with Vault.open(folder, settings.words(folder), now, write=True) as vault:
        if not no_copy:
            _check_copy(head_line(vault), words)
        remark(WARNING)
        if not yes and not sys.stdin.isatty():
            raise WrongUsage(
                problem="Nobody is here to be asked.", remedy="After reading the warning:  --yes"
            )
        if not yes and not click.confirm(f"Remove {folder} from this computer?", err=True):
            raise WrongUsage(problem="It was not removed.", remedy="Nothing more to do.")
        left = moving.remove(folder)
    click.echo(printable(f"removed  {folder}"))
    for name in left:
        remark(f"left there, it is not part of the case: {name}")


def _check_copy(line: str, words: str | None) -> None:
    """The words of the copy, as somebody reads them out, are those of the case as it is now."""
    if words is None and sys.stdin.isatty():
        words = str(click.prompt("The eight words of the copy's newest head", err=True))
    if words is None:
        raise WrongUsage(
            problem="The words of the copy's newest head are needed.",
            remedy='Check the copy (everyword verify DIR), then give them:  --words "..."',
        )
    if words.lower().split() != line.split()[1:]:
        raise WrongUsage(
            problem="These are not the words of the newest head here: something is here that the "
            "copy does not have, or they were read out wrongly.",
            remedy="Copy and check again:  everyword move --to DIR",
        )


def head_line(vault: Vault) -> str:
    """Size and eight words of the newest head: what two people compare."""
    hashes = vault.leaf_hashes()
    return f"{len(hashes)} {fingerprint(root(hashes))}"
