"""everyword record: a recording sealed slice by slice as it arrives, with no secret in memory."""

import os
import select
import sys
import time
from collections.abc import Iterator
from typing import Final

import click

from everyword.cli.locked import LATER, sealed_to
from everyword.cli.settings import Settings, now, pass_settings, remark
from everyword.errors import WrongUsage
from everyword.vault.deposit import Deposit, new_recording

SECONDS: Final = 1.0
"""A slice is sealed after so long, however little has come."""
MOST: Final = 1 << 20
"""Bytes after which a slice is sealed, however short the time."""


@click.command()
@click.option("--name", default="recording", show_default=True, help="What it is to be called.")
@pass_settings
def record(settings: Settings, name: str) -> None:
    """Keep what arrives on standard input, slice by slice, while the case stays locked.

    \b
    arecord -f cd | everyword --case DIR record --name talk.wav

    Each slice is safe as soon as it is counted. Whatever happens to this computer, at most the
    last second is lost. In many places you need everybody's agreement to record: ask first.
    """
    if sys.stdin.isatty():
        raise WrongUsage(
            problem="Nothing is being sent to record.",
            remedy="Send it a recording program's output:  arecord -f cd | everyword record",
        )
    rec, seq, size = new_recording(), 0, 0
    with Deposit.open(settings.folder(), now) as deposit:
        try:
            for data in slices(sys.stdin.buffer.fileno()):
                if not seq:
                    remark(sealed_to(deposit))
                deposit.slice(rec, seq, data, name)
                seq, size = seq + 1, size + len(data)
                _say(f"\rrecording: {size:,} bytes, all kept ")
        finally:
            if seq:
                deposit.stop(rec, seq, name)
    if not seq:
        raise WrongUsage(problem="Nothing arrived.", remedy="Check the recording program.")
    click.echo(f"\nkept, locked  {seq:,} slices, {size:,} bytes  {name}")
    remark(LATER.format(command="everyword confirm"))


def slices(file: int) -> Iterator[bytes]:
    """What can be read from this descriptor, in pieces of about a second, also when it pauses."""
    held, since = bytearray(), time.monotonic()
    is_open = True
    while is_open:
        rest = max(0.0, since + SECONDS - time.monotonic()) if held else None
        if select.select([file], [], [], rest)[0]:
            block = os.read(file, 1 << 16)
            is_open = bool(block)
            if not held:
                since = time.monotonic()
            held += block
        if held and (not is_open or len(held) >= MOST or time.monotonic() - since >= SECONDS):
            yield bytes(held)
            held.clear()


def _say(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(text, err=True, nl=False)
