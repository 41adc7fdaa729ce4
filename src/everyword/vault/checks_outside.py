"""What came from outside, checked: the lines of witnesses, the stamps and proofs of the heads."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from everyword.vault import grants, heads, layout, ledger, ots, stamps, witness
from everyword.vault.checks_said import Check, remark
from everyword.vault.grants import Cosignature
from everyword.vault.heads import BadNote
from everyword.vault.ledger import Sealed
from everyword.vault.stamps import BadStamp, Token
from everyword.vault.storage import open_plain

NO_LINE: Final = (
    "the line of {name}, who signed this head, is not there: taken away by somebody, or a program "
    "was stopped before it stood there; take the answer again: everyword witness take"
)
_NAME: Final = re.compile(r"heads/(0|[1-9][0-9]{0,17})\.(?:([a-z0-9-]{1,20})\.)?(tsr|ots)")


def check_witnesses(
    notes: Mapping[int, bytes], records: Sequence[Sealed], hashes: Sequence[bytes] = ()
) -> list[Check]:
    """Every line in a head that is not ours; one that was taken away stays a witness's.

    And every line that was taken in, whether it is there. `hashes` are those of all leaves.
    """
    known = witness.ever_known(records)
    found: list[Check] = []
    for size, note in notes.items():
        try:
            for line in witness.cosigned(note, known):
                name = f"heads/{size}.note (witness {line.name})"
                found.append(Check(name, line.ok, line.said))
        except BadNote as fault:
            found.append(Check(f"heads/{size}.note", False, str(fault)))
    return found + _check_taken(notes, records, hashes)


def _check_taken(
    notes: Mapping[int, bytes], records: Iterable[Sealed], hashes: Sequence[bytes]
) -> list[Check]:
    """Of the lines of one key over one head that were taken in, one must be there."""
    logged = grants.cosignatures(records)
    there = {place for note in notes.values() for place in _lines(note)}
    kept = {(each.root, each.to) for each in logged if (each.root, each.sha256) in there}
    gone: dict[tuple[str, str], Cosignature] = {}
    for each in logged:
        if (each.root, each.to) not in kept:
            gone.setdefault((each.root, each.to), each)
    if not gone:
        return []
    sizes = {root.hex(): size for size, root in ledger.roots(range(len(hashes)), hashes).items()}
    found = []
    for each in gone.values():
        path = f"heads/{sizes[each.root]}.note" if each.root in sizes else "heads"
        said = NO_LINE.format(name=each.name)
        found.append(Check(f"{path} (witness {each.name})", False, said))
    return found


def _lines(note: bytes) -> Iterable[tuple[str, str]]:
    """The root of a head, and the hash of each line below it."""
    try:
        text, lines = heads.split(note)
        root = heads.read_body(text).root.hex()
    except BadNote:
        return []  # it was named before
    return [(root, hashlib.sha256(heads.signature_line(*each)).hexdigest()) for each in lines]


def check_stamps(folder: Path, notes: Mapping[int, bytes], logged: Collection[str]) -> list[Check]:
    """Each stamp over its head, by each program that can be asked; `notes` are the good heads.

    Only files that are `logged` are used; `check_beside` names the others.
    """
    found: list[Check] = []
    for name in layout.beside_files(folder):
        match = _NAME.fullmatch(name)
        if match is None or name not in logged:
            continue
        note = notes.get(int(match[1]))
        if note is None:
            said = f"there is no good head heads/{match[1]}.note that it could be over"
            found.append(Check(name, False, said))
            continue
        text, _ = heads.split(note)
        try:
            if match[3] == "ots":
                found.append(_check_proof(name, _read(folder, name), text))
            else:
                found += _check_stamp(folder, name, match[2] or "", text, logged)
        except (OSError, ValueError) as fault:
            found.append(Check(name, False, getattr(fault, "strerror", None) or str(fault)))
    return found


def _check_stamp(
    folder: Path, name: str, label: str, text: bytes, logged: Collection[str]
) -> list[Check]:
    root = name.removesuffix("tsr") + "pem"
    asked = name.removesuffix("tsr") + "tsq"
    missing = [Check(name, False, f"it cannot be checked: {root} is missing")]
    if root not in logged:
        return missing
    try:
        token = Token(label, _read(folder, name), _read(folder, root))
    except FileNotFoundError:
        return missing
    try:
        stamped = stamps.read(token.tsr, token.root)
        said = f"{stamped.time:%Y-%m-%d %H:%M} UTC, by {stamped.authority}"
    except BadStamp as fault:
        return [Check(name, False, str(fault))]
    is_asked = asked in logged and (folder / asked).is_file()
    request = _read(folder, asked) if is_asked else None
    found: list[Check] = []
    for each in stamps.check(text, token, request):
        by = f"{name} ({each.by})"
        if each.ok is None:
            found.append(remark(by, f"not asked: {each.said}"))
        else:
            found.append(Check(by, each.ok, f"{said}: {each.said}" if each.ok else each.said))
    return found


def _check_proof(name: str, data: bytes, text: bytes) -> Check:
    if not ots.is_over(data, text):
        return Check(name, False, "it is not over this head")
    said = "it is over this head; when that was, `ots verify` says, with a connection"
    return Check(name, True, said)


def _read(folder: Path, name: str) -> bytes:
    with open_plain(folder / name) as stream:
        return stream.read(stamps.MAX_RESPONSE + 1)
