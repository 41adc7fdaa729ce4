"""The owner's side of witnesses: who they are, what they are asked, what they answered.

A witness is a leaf in the journal; her lines are in the notes of the heads. Both only grow. Each
line taken in is a leaf as well, and is one before it stands in its note: so a line, or a whole head
with it, cannot be taken away without a trace.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from everyword.errors import Damaged, NotFound, WrongUsage
from everyword.vault import grants, heads, layout, witness, witness_request
from everyword.vault.grants import Cosignature
from everyword.vault.heads import BadNote
from everyword.vault.store import Vault
from everyword.vault.witness import Cosigned, Taken

LIST = "everyword witness list"
MAX_NAME = 200


class Seen(Struct, frozen=True):
    """A witness, and the newest head she signed, if any."""

    name: str
    key: str
    size: int | None
    time: datetime | None


class Asked(Struct, frozen=True):
    """A request for a head of `size`, to a witness who has seen `old`; `key` is the case's."""

    data: bytes
    size: int
    old: int
    key: str


def check_new(vault: Vault, name: str, vkey: str) -> None:
    """Raises WrongUsage where this person or key cannot become a witness."""
    try:
        own, _ = witness.read_key(vkey)
    except BadNote as fault:
        raise WrongUsage(
            problem=f"This is not a witness's key: {fault}.",
            remedy="It is what the witness sees with:  everyword witness key --state DIR",
        ) from None
    if not name.strip() or not name.isprintable() or len(name) > MAX_NAME:
        raise WrongUsage(problem="The name is empty or too long.", remedy='Try  --name "Ann"')
    if layout.is_beside(name):
        # A leaf of that name would speak of the file, and that of the key would be forgotten.
        raise WrongUsage(problem="That is the name of a file.", remedy='Try  --name "Ann"')
    known = vault.witnesses()
    if name in known or vkey in known.values() or own == vault.origin:
        raise WrongUsage(
            problem=f"{name} or this key is a witness already.", remedy=f"See who is:  {LIST}"
        )


def add(vault: Vault, name: str, vkey: str) -> None:
    """Write a witness down. The key was compared by telephone before."""
    check_new(vault, name, vkey)
    vault.note("share", name, (("recipient", vkey), ("what", grants.WITNESS)))
    vault.commit()


def check_known(vault: Vault, name: str) -> str:
    """The key of this witness. Raises NotFound."""
    try:
        return vault.witnesses()[name]
    except KeyError:
        raise NotFound(thing="witness", name=name, command=LIST) from None


def remove(vault: Vault, name: str) -> None:
    """No further lines of hers are taken; those there are stay."""
    vkey = check_known(vault, name)
    vault.note("share", name, (("recipient", vkey), ("what", grants.WITNESS + grants.REMOVED)))
    vault.commit()


def ask(vault: Vault, start: int | None = None, name: str | None = None) -> Asked:
    """The request over the newest head, from what a witness has seen last.

    `start` is her word for it; `name` means one of several witnesses. Raises WrongUsage, NotFound.
    """
    known = {name: check_known(vault, name)} if name else vault.witnesses()
    note = vault.head_note()
    head = _verified(vault, note)
    old = start
    if old is None:
        newest = witness.newest_witnessed(_notes(vault), known)
        old = newest[0] if newest else 0
    if not 0 <= old <= head.size:
        raise WrongUsage(
            problem=f"The newest head is of {head.size:,} records, not of {old:,} or more.",
            remedy="If a witness has seen more, an older copy of this folder was put back: keep "
            "the file she was sent and what she says, and look for the newer copy.",
        )
    data = witness_request.make_request(note, vault.public_key, vault.leaf_hashes(), old)
    return Asked(data, head.size, old, heads.verifier_key(vault.origin, vault.public_key))


def take(vault: Vault, answer: bytes, dry_run: bool = False) -> list[Taken]:
    """Add the lines of an answer to the heads they are of. Raises SourceUnreadable, Refused.

    The same answer may be taken again: what is missing of it is done, in the journal or in a head.
    """
    taken = witness.take(answer, _notes(vault), vault.witnesses())
    for each in taken:
        _verified(vault, each.note)
    if dry_run:
        return taken
    _log(vault, taken)
    for each in taken:
        if each.is_new:
            vault.replace_head(each.size, each.note)
    return taken


def seen(vault: Vault) -> list[Seen]:
    """Every witness there is, with the newest head each one signed."""
    notes = list(_notes(vault))
    found = []
    for name, vkey in vault.witnesses().items():
        newest = witness.newest_witnessed(notes, {name: vkey})
        size, time = (newest[0], newest[1].time) if newest else (None, None)
        found.append(Seen(name, vkey, size, time))
    return found


def strange_lines(vault: Vault) -> Iterator[tuple[int, Cosigned]]:
    """Lines of heads that say nothing: by unknown keys, or not fitting."""
    known = witness.ever_known(vault.records())
    for size, note in _notes(vault):
        try:
            yield from ((size, each) for each in witness.cosigned(note, known) if not each.ok)
        except BadNote:
            continue  # `verify` names it


def _log(vault: Vault, taken: list[Taken]) -> None:
    """A leaf for each line that has none; durable on return."""
    known, logged = vault.witnesses(), set(grants.cosignatures(vault.records()))
    for each in taken:
        line = _line(each.note, known[each.line.name])
        root = heads.verify(each.note, vault.public_key).root.hex()
        to, digest = known[each.line.name], hashlib.sha256(line).hexdigest()
        made = Cosignature(each.line.name, to, root, digest)
        if made in logged:
            continue
        logged.add(made)
        extra = (("root", root), ("recipient", to), ("what", grants.COSIGNATURE))
        vault.note("share", made.name, extra, digest, len(line))
    vault.commit()


def _line(note: bytes, vkey: str) -> bytes:
    """The line of this key, which is there, as it stands in the note."""
    name, public = witness.read_key(vkey)
    wanted = name, heads.key_id(name, public, heads.COSIGNATURE)
    lines = heads.split(note)[1]
    return heads.signature_line(*next(each for each in lines if (each[0], each[1][:4]) == wanted))


def _notes(vault: Vault) -> Iterator[tuple[int, bytes]]:
    return ((size, vault.head_note(size)) for size in vault.head_sizes())


def _verified(vault: Vault, note: bytes) -> heads.Head:
    try:
        return heads.verify(note, vault.public_key)
    except BadNote as fault:
        raise Damaged(path="heads", reason=str(fault)) from None
