"""A passphrase of one's own: asked for twice, and judged before it is taken."""

from pathlib import Path

import click

from everyword.cli.settings import words_in
from everyword.errors import Refused
from everyword.vault.making import check_passphrase
from everyword.vault.words import LEAST_BITS, bits, normalise


def own_passphrase(file: Path | None, is_weak_allowed: bool) -> str:
    """From the file, else typed twice. Raises Refused when it is too easy to guess."""
    if file is not None:
        typed = words_in(file)
    else:
        typed = str(click.prompt("New passphrase", hide_input=True, err=True))
        again = str(click.prompt("The same again", hide_input=True, err=True))
        if normalise(typed) != normalise(again):
            raise Refused(name="This passphrase", reason="the two differ", remedy="Type it again.")
    passphrase = normalise(typed)
    check_passphrase(passphrase)
    found = bits(passphrase)
    if found < LEAST_BITS and not is_weak_allowed:
        raise Refused(
            name="This passphrase",
            reason=f"it can be guessed (about {found:.0f} of {LEAST_BITS} bits), above all by "
            "somebody who knows you",
            remedy="Leave it to the program to draw six words; or, at your own risk:  --weak",
        )
    return passphrase
