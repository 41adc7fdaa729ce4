"""What came from outside, checked: the lines of witnesses, the stamps and proofs of the heads."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from everyword.vault import heads, layout, ots, stamps, witness
from everyword.vault.checks_said import Check, remark
from everyword.vault.heads import BadNote
from everyword.vault.ledger import Sealed
from everyword.vault.stamps import BadStamp, Token
from everyword.vault.storage import open_plain

_NAME: Final = re.compile(r"heads/([0-9]{1,18})\.(?:([a-z0-9-]{1,20})\.)?(tsr|ots)")


def check_witnesses(notes: Mapping[int, bytes], records: Iterable[Sealed]) -> list[Check]:
    """Every line in a head that is not ours; one that was taken away stays a witness's."""
    known = witness.ever_known(records)
    found: list[Check] = []
    for size, note in notes.items():
        try:
            for line in witness.cosigned(note, known):
                name = f"heads/{size}.note (witness {line.name})"
                found.append(Check(name, line.ok, line.said))
        except BadNote as fault:
            found.append(Check(f"heads/{size}.note", False, str(fault)))
    return found


def check_stamps(folder: Path, notes: Mapping[int, bytes]) -> list[Check]:
    """Each stamp over its head, by each program that can be asked; `notes` are the good heads."""
    found: list[Check] = []
    for name in layout.beside_files(folder):
        match = _NAME.fullmatch(name)
        if match is None:
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
                found += _check_stamp(folder, name, match[2] or "", text)
        except (OSError, ValueError) as fault:
            found.append(Check(name, False, getattr(fault, "strerror", None) or str(fault)))
    return found


def _check_stamp(folder: Path, name: str, label: str, text: bytes) -> list[Check]:
    root = name.removesuffix("tsr") + "pem"
    asked = name.removesuffix("tsr") + "tsq"
    try:
        token = Token(label, _read(folder, name), _read(folder, root))
    except FileNotFoundError:
        return [Check(name, False, f"it cannot be checked: {root} is missing")]
    try:
        stamped = stamps.read(token.tsr, token.root)
        said = f"{stamped.time:%Y-%m-%d %H:%M} UTC, by {stamped.authority}"
    except BadStamp as fault:
        return [Check(name, False, str(fault))]
    request = _read(folder, asked) if (folder / asked).is_file() else None
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
