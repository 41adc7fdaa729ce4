"""everyword key: who can open the case, and who was given what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from everyword.case.grants import (
    add_holder,
    change_passphrase,
    new_recovery,
    remove_holder,
    unknown_slots,
    vault_slots,
)
from everyword.case.handover import BEGUN
from everyword.cli.by_telephone import check_words
from everyword.cli.files import check_free
from everyword.cli.new_words import own_passphrase
from everyword.cli.settings import Settings, pass_settings, printable, remark, table, words_in
from everyword.cli.sheet import write_sheet
from everyword.vault.grants import HOLDER as HELD
from everyword.vault.grants import Grant, grants, standing
from everyword.vault.keys import public_in
from everyword.vault.making import check_recipient
from everyword.vault.words import fingerprint

SLOT_BEGUN = "slot begun"
EXPORTS = ("package", "reader")
REVOKED = (
    "What this cannot undo: whoever copied the folder with that slot in it, or wrote the keys\n"
    "down, can still open that copy, and what is added later if they get hold of the folder\n"
    "again. What they have read or copied out stays with them. To shut somebody out for good,\n"
    "make a new case and add the files to it again."
)
HOLDER = (
    "A key holder can open the case with a copy of the folder; without one the key opens nothing.\n"
    "Give no copy of the folder to somebody who is only to hold the key."
)


@click.group()
def key() -> None:
    """Who can open the case, and everything that was ever given to anybody."""


@key.command("list")
@click.option("--json", "as_json", is_flag=True)
@pass_settings
def list_keys(settings: Settings, as_json: bool) -> None:
    """Every key, witness and package given, and what was taken back, oldest first."""
    with settings.open() as case:
        found = grants(case.vault.records())
        slots, unknown = vault_slots(case.vault), unknown_slots(case.vault)
        standing_keys = set(standing(case.vault.records(), HELD).values())
    if as_json:
        for grant in found:
            click.echo(json.dumps(msgspec.to_builtins(grant), ensure_ascii=False))
        return
    table(
        ("when (this computer's clock)", "what", "who", "to"),
        [
            (each.at, each.role, each.name or "", each.to or "")
            for each in _told(found, slots, standing_keys)
        ],
    )
    remark(f"Files that open the case now: {', '.join(sorted(slots)) or 'none'}")
    if unknown:
        remark(printable(f"Not in the journal, and may open it too: {', '.join(unknown)}"))
        remark("Take one away:  everyword key remove slots/NAME.age")


def _told(
    found: Sequence[Grant], slots: Mapping[str, str], standing_keys: set[str]
) -> Iterator[Grant]:
    """Not the slot of a holder who has a line; every slot that opens the case without one.

    That something was begun is told only where nothing says that it was done.
    """
    once_held = {each.to for each in found if each.role == HELD}
    keys = {each.name: each.to for each in found if each.to}
    for each, after in zip(found, [*found[1:], None], strict=True):
        name = each.name or ""
        if each.role == BEGUN and after and after.role in EXPORTS and after.to == each.to:
            continue
        if each.role == SLOT_BEGUN and (name in slots or name in keys):
            continue
        is_gone_with_holder = name not in slots and keys.get(name) in once_held
        is_of_holder = is_gone_with_holder or slots.get(name) in standing_keys
        if not (name.startswith("slots/key-") and is_of_holder):
            yield each


@key.command()
@click.argument("public")
def words(public: str) -> None:
    """The eight words of a public key (age1...), to be read out by telephone.

    PUBLIC may also be the key file that age-keygen made.
    """
    if Path(public).is_file():
        public = public_in(words_in(Path(public)))
    check_recipient(public.strip())
    click.echo(fingerprint(public.strip().encode()))


@key.command()
@click.argument("name")
@click.argument("public")
@click.option("--words", help="The eight words they read out to you, for scripts.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_settings
def add(settings: Settings, name: str, public: str, words: str | None, dry_run: bool) -> None:
    """Give NAME a key of their own to the case: PUBLIC is their age key (age1...).

    They make it with age-keygen and keep the secret half. No password changes hands.
    """
    check_recipient(public)
    if dry_run:
        remark(f"Would add a slot for {name}: {fingerprint(public.encode())}")
        return
    remark(HOLDER)
    check_words(name, public, words)
    with settings.open(write=True) as case:
        slot = add_holder(case.vault, name, public)
    click.echo(printable(f"{name} can open the case now ({slot})."))
    remark("They open it with:  everyword --key-file THEIR-KEY.txt --case DIR list")


@key.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_settings
def remove(settings: Settings, name: str, dry_run: bool) -> None:
    """Take every slot of NAME (or "recovery", or a slot of the list) out of the folder."""
    with settings.open(write=not dry_run) as case:
        removed = remove_holder(case.vault, name, dry_run)
    for slot in removed:
        click.echo(printable(f"{'would remove' if dry_run else 'removed'}  {slot}"))
    remark(REVOKED)


@key.command()
@click.option("--own", is_flag=True, help="Type a passphrase of your own, instead of six words.")
@click.option("--new-file", type=click.Path(path_type=Path), help="Your own, from a file.")
@click.option("--weak", is_flag=True, help="Take it even if it can be guessed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_settings
def passphrase(
    settings: Settings, own: bool, new_file: Path | None, weak: bool, dry_run: bool
) -> None:
    """Change the passphrase; also to have one again where there was none."""
    chosen = own_passphrase(new_file, weak) if own or new_file else None
    if dry_run:
        remark("Would change the passphrase.")
        return

    def show(words: str) -> None:
        if chosen is None:
            click.echo(f"Passphrase:  {words}")
            remark("This is shown once. Write it on paper, not on this computer.")

    with settings.open(write=True) as case:
        change_passphrase(case.vault, chosen, show)
    remark("The old passphrase still opens copies of the folder that were made before.")


@key.command()
@click.option("--sheet", type=click.Path(path_type=Path), help="Write a page to print (PDF).")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@pass_settings
def recovery(settings: Settings, sheet: Path | None, dry_run: bool) -> None:
    """Make a new recovery code; the one before opens no longer."""
    if sheet is not None:
        check_free(sheet)  # before the old code is gone
    if dry_run:
        remark("Would make a new recovery code.")
        return
    with settings.open(write=True) as case:
        code = new_recovery(case.vault, lambda code: click.echo(f"Recovery code:  {code}"))
        if sheet is not None:
            write_sheet(case.vault, code, sheet)
    remark("Whoever finds it can read everything. Keep it where the other person does not go,")
    remark("or leave it with somebody you trust, or do without one:  everyword key remove recovery")
