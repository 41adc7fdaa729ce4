"""A witness: a friend who keeps the size and root of the newest head seen, and none of the content.

She cosigns a head only if the one she keeps is its beginning, so a case whose past was changed, or
an older copy put back in its place, does not get her line. Here: her line, written and read (C2SP
tlog-cosignature, Ed25519). `witness_request` is what she is asked, `witness_state` what she keeps.

Whose key it is, no file can say: people compare eight words by telephone. Her times are those of
her own clock.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from everyword.errors import Refused, SourceUnreadable
from everyword.vault import grants, heads, layout, ledger
from everyword.vault.heads import COSIGNATURE, BadNote
from everyword.vault.ledger import Sealed

Now = Callable[[], datetime]

MAX_ANSWER: Final = heads.MAX_NOTE
THE_ANSWER: Final = "The answer"

_MARK = 4 + 8 + 64
_LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class Cosigned(Struct, frozen=True):
    """One further line of a head: `name` is the person's, or that in the line; `said` of it."""

    name: str
    time: datetime | None
    ok: bool
    said: str


class Taken(Struct, frozen=True):
    """A head and its note with the witness's line; not `is_new`: her line was there before."""

    size: int
    note: bytes
    line: Cosigned
    is_new: bool


def verifier_key(name: str, public: bytes) -> str:
    """The key of a witness, as other programs read it."""
    return heads.verifier_key(name, public, COSIGNATURE)


def read_key(text: str) -> tuple[str, bytes]:
    """Name and public key of a witness. Raises BadNote."""
    return heads.read_verifier_key(text, COSIGNATURE)


def key_name(typed: str) -> str:
    """A name that a key may have: plain small letters, figures and dashes."""
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9./_-]+", "-", plain).strip("-./_")[:60] or "witness"


def cosign(text: bytes, name: str, seed: bytes, moment: datetime) -> bytes:
    """The line of a witness over the signed lines of a head."""
    seconds = int(moment.timestamp())
    mark = heads.key_id(name, heads.public_key(seed), COSIGNATURE) + seconds.to_bytes(8, "big")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return heads.signature_line(name, mark + key.sign(_message(seconds, text)))


def cosigned(note: bytes, known: Mapping[str, str]) -> list[Cosigned]:
    """Every line of a head's note besides that of the case. Raises BadNote for what is no note.

    `known` are the names and keys of people: `vault.witnesses()`, or `ever_known`.
    """
    text, lines = heads.split(note)
    origin = heads.read_body(text).origin
    own = next((index for index, (name, _) in enumerate(lines) if name == origin), None)
    keys = list(_keys(known))
    return [_read_line(text, *line, keys) for index, line in enumerate(lines) if index != own]


def ever_known(records: Iterable[Sealed]) -> dict[str, str]:
    """Name and key of each witness there ever was: what a removed one has signed stays good."""
    found: dict[str, str] = {}
    for grant in grants.grants(records):
        if grant.role != grants.WITNESS or not grant.name or not grant.to:
            continue
        if found.get(grant.name, grant.to) != grant.to:
            before = found.pop(grant.name)
            found[f"{grant.name} (earlier key {before.split('+')[1]})"] = before
        found[grant.name] = grant.to
    return found


def newest_witnessed(
    source: Path | Iterable[tuple[int, bytes]], known: Mapping[str, str]
) -> tuple[int, Cosigned] | None:
    """The largest head that a known witness cosigned, and who did so first.

    `source` is the case folder, or heads as size and note.
    """
    for size, note in sorted(_notes(source), reverse=True):
        try:
            is_named = heads.read_body(heads.split(note)[0]).size == size
            good = [each for each in cosigned(note, known) if each.ok] if is_named else []
        except BadNote:
            continue
        if good:
            return size, min(good, key=lambda each: str(each.time))
    return None


def read_answer(answer: bytes, known: Mapping[str, str]) -> list[tuple[str, bytes, str]]:
    """Key name, mark and person of each line by a known witness. Raises SourceUnreadable, Refused.

    Lines by other keys are left out, as C2SP has it; with no other line the answer is refused.
    """
    try:
        lines = heads.read_lines(answer) if len(answer) <= MAX_ANSWER else []
    except BadNote as fault:
        raise unreadable(THE_ANSWER, str(fault)) from None
    found = []
    for name, mark in lines:
        person = _person(name, mark, list(_keys(known)))
        if person is not None:
            found.append((name, mark, person[0]))
    if not found:
        raise Refused(
            name=THE_ANSWER,
            reason="it is not by a witness this case knows",
            remedy="See who is known:  everyword witness list",
        )
    return found


def take(
    answer: bytes, notes: Iterable[tuple[int, bytes]], known: Mapping[str, str]
) -> list[Taken]:
    """The heads an answer is of, each with its new line. Raises SourceUnreadable, Refused."""
    heads_left = dict(notes)
    taken = []
    for name, mark, person in read_answer(answer, known):
        newest_first = sorted(heads_left, reverse=True)
        fit = (each for each in newest_first if _fits(heads_left[each], name, mark, known))
        size = next(fit, None)
        if size is None:
            raise Refused(
                name=THE_ANSWER,
                reason=f"the line of {person} fits no head of this case: it was changed, or this "
                "folder is older than what was signed",
                remedy="Ask for the file again, as an attachment: some programs change text.",
            )
        taken.append(_add_line(size, heads_left[size], name, mark, known))
        heads_left[size] = taken[-1].note
    return taken


def unreadable(what: str, reason: str) -> SourceUnreadable:
    return SourceUnreadable(
        path=what,
        reason=reason,
        remedy="Ask for the file again, as an attachment: some programs change text.",
    )


def _message(seconds: int, text: bytes) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + text


def _keys(known: Mapping[str, str]) -> Iterator[tuple[str, str, bytes]]:
    """Person, name of the key, public key; a key in no known form fits nothing."""
    for person, vkey in known.items():
        try:
            yield person, *read_key(vkey)
        except BadNote:
            continue


def _person(
    name: str, mark: bytes, keys: Sequence[tuple[str, str, bytes]]
) -> tuple[str, bytes] | None:
    for person, own, public in keys:
        if own == name and mark[:4] == heads.key_id(own, public, COSIGNATURE):
            return person, public
    return None


def _read_line(
    text: bytes, name: str, mark: bytes, keys: Sequence[tuple[str, str, bytes]]
) -> Cosigned:
    found = _person(name, mark, keys)
    if found is None:
        return Cosigned(name, None, False, f"by a key this case does not know ({name})")
    person, public = found
    seconds = int.from_bytes(mark[4:12], "big")
    try:
        if len(mark) != _MARK:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(public).verify(mark[12:], _message(seconds, text))
    except (InvalidSignature, ValueError):
        said = f"it has the mark of {person}'s key, but does not fit this head"
        return Cosigned(person, None, False, said)
    if not 0 < seconds < _LATEST:
        return Cosigned(person, None, False, f"{person} signed it with a time that cannot be")
    moment = datetime.fromtimestamp(seconds, UTC)
    said = f"{person} saw it at {moment:%Y-%m-%d %H:%M:%S} UTC by the clock of {person}"
    return Cosigned(person, moment, True, said)


def _fits(note: bytes, name: str, mark: bytes, known: Mapping[str, str]) -> bool:
    try:
        return _read_line(heads.split(note)[0], name, mark, list(_keys(known))).ok
    except BadNote:
        return False


def _add_line(size: int, note: bytes, name: str, mark: bytes, known: Mapping[str, str]) -> Taken:
    """With the first good line of this key; one that does not fit gives way."""
    text, lines = heads.split(note)
    keys = list(_keys(known))
    kept = []
    for own, other in lines:
        if (own, other[:4]) == (name, mark[:4]):
            before = _read_line(text, own, other, keys)
            if before.ok:
                return Taken(size, note, before, False)
            continue
        kept.append((own, other))
    below = b"".join(heads.signature_line(*line) for line in [*kept, (name, mark)])
    made = text + b"\n" + below
    try:
        heads.split(made)
    except BadNote:
        raise Refused(
            name=THE_ANSWER, reason="this head has no room for one more line", remedy="Ask anew."
        ) from None
    return Taken(size, made, _read_line(text, name, mark, keys), True)


def _notes(source: Path | Iterable[tuple[int, bytes]]) -> Iterable[tuple[int, bytes]]:
    if not isinstance(source, Path):
        yield from source
        return
    for size in layout.head_sizes(source):
        try:
            yield size, ledger.read_head(source, size)
        except OSError:
            continue  # `verify` names it
