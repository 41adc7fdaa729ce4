"""A small case with one of everything: files, recording, deletion, slots, snapshots, stamp."""

import shutil
from pathlib import Path

import pyrage

from everyword.model import source_of_bytes
from everyword.vault import keys as case_keys
from everyword.vault import stamps
from everyword.vault.deposit import Deposit
from everyword.vault.store import Vault
from tests.vault.authority import Authority
from tests.vault.cases import NOON, make_vault, now

REC = "ab" * 16


def make(folder: Path) -> str:
    """Returns the passphrase. The stamp is left out where there is no openssl to make one."""
    vault, words, _ = make_vault(folder)
    with vault:
        vault.seal(source_of_bytes("Alex.txt", b"03/04/2024, 21:07 - Alex: hello\n"))
        vault.seal(source_of_bytes("empty", b""))
        gone = vault.seal(source_of_bytes("gone.txt", b"to be deleted"))
        vault.commit()
        vault.delete(gone.key, None)
    with Deposit.open(folder, now) as deposit:
        for number, data in enumerate((b"one ", b"two ", b"three")):
            deposit.slice(REC, number, data, "voice.webm")
        deposit.stop(REC, 3, "voice.webm")
    with Vault.open(folder, words, now, write=True) as vault:
        holder = str(pyrage.x25519.Identity.generate().to_public())
        slot = case_keys.lock_slot_to(vault.keys, holder)
        extra = (("recipient", holder), ("what", "slot"))
        vault.put_beside("slots/key-00112233.age", slot, "share", extra)
        vault.commit()
        for number in (1, 2):
            vault.write_private(f"work/{number:08}-20240403T120000Z.age", b'{"row": 1}\n')
        if shutil.which("openssl"):
            stamp(vault, folder.parent / "authority")
    return words


def stamp(vault: Vault, folder: Path) -> None:
    """A request, an answer and its root beside the newest head."""
    size = vault.head_sizes()[-1]
    text = b"".join(vault.head_note().splitlines(keepends=True)[:3])
    authority = Authority(folder)
    request = stamps.request(text)
    answer = authority.answer(request, NOON)
    for part, data, what in (
        ("tsq", request, "time-stamp request"),
        ("tsr", answer, "time stamp"),
        ("pem", stamps.chosen_root(answer, authority.chain), "time-stamp root"),
    ):
        vault.put_beside(f"heads/{size}.a.{part}", data, "note", (("what", what),))
    vault.commit()
