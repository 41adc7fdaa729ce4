"""Checking a key by another way: eight words that two people read to each other."""

import sys

import click

from everyword.cli.settings import printable
from everyword.errors import WrongUsage
from everyword.vault.words import fingerprint


def check_words(whose: str, key: str, words: str | None) -> None:
    """Shows the words of a key and goes on only if they were compared. Raises WrongUsage.

    `words` are those the other person read out, for scripts; without them the question is asked.
    """
    shown = fingerprint(key.encode())
    if words is not None:
        if words.lower().split() != shown.split():
            raise WrongUsage(
                problem=f"The words do not fit: the key in hand is {shown}",
                remedy="Ask for the key again; somebody may have put another one in its place.",
            )
        return
    click.echo(printable(f"The key of {whose} in eight words:\n\n  {shown}\n"), err=True)
    click.echo(
        "Telephone or meet, and let the other person read out the words of their own key:\n"
        f"  {_command(key)}\n"
        "An e-mail is not enough: whoever can change the key can change the words.",
        err=True,
    )
    if not sys.stdin.isatty():
        raise WrongUsage(
            problem="Nobody is here to say whether the words were compared.",
            remedy='Give the words that were read out:  --words "..."',
        )
    if not click.confirm(f"Did {whose} read out these words?", err=True):
        raise WrongUsage(
            problem="The words were not compared.", remedy="Do it when you can talk to each other."
        )


def _command(key: str) -> str:
    """What shows somebody the words of their own key."""
    if key.startswith("age1"):
        return "everyword key words KEY.txt       (their own key file)"
    return "everyword witness key --state DIR"
