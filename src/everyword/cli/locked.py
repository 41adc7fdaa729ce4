"""Keeping files while the case is locked: sealed with its public key, and nothing read."""

import json
from pathlib import Path

import click

from everyword.cli.settings import Bar, now, printable, remark
from everyword.errors import SourceUnreadable
from everyword.intake.receive import files_below, regular_source
from everyword.vault.deposit import Deposit
from everyword.vault.sealing import Object
from everyword.vault.words import fingerprint

LATER = "They are read when the case is next opened; then say that they are yours:\n  {command}"


def keep_locked(folder: Path, paths: list[Path], as_json: bool) -> int:
    """Seal each file; the exit code. No passphrase is asked for: none is needed."""
    code, kept = 0, 0
    with Deposit.open(folder, now) as deposit, Bar() as bar:
        remark(sealed_to(deposit))
        for found in files_below(paths):
            try:
                if isinstance(found, SourceUnreadable):
                    raise found
                source = regular_source(*found)
                bar.begin(found[1], 2 * source.size)
                say_kept(deposit.seal(source, bar.advance), as_json)
                kept += 1
            except SourceUnreadable as error:
                remark(str(error))
                code = error.code
    if kept:
        remark(LATER.format(command="everyword confirm"))
    return code


def sealed_to(deposit: Deposit) -> str:
    """Somebody could have put another key in the folder; only who knows the words can tell."""
    return f"sealed to the key with these eight words: {fingerprint(deposit.recipient.encode())}"


def say_kept(made: Object, as_json: bool) -> None:
    """One line for one thing that is durable now."""
    if as_json:
        leaf = made.leaf
        line = {"path": leaf.name, "object": made.name, "sha256": leaf.sha256, "locked": True}
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        name = printable(made.leaf.name or made.name)
        click.echo(f"kept, locked  {str(made.leaf.sha256)[:16]}  {name}")
