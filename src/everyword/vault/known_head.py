"""A head known from outside, compared with this folder: was an old copy put back?

Only somebody outside can show that: a witness who answered, a note kept on a stick, the line on the
recovery sheet. What they hold is a head's note, or its size and the eight words of its root.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.vault import heads, tree, words
from everyword.vault.checks_said import Check
from everyword.vault.heads import BadNote
from everyword.vault.storage import open_plain

NAME: Final = "known head"
"""What the check is called."""

_COSIGNATURE = 4 + 8 + 64
_NOTE = re.compile(
    r"^everyword/case/[0-9a-f]{32}\n[0-9]+\n[A-Za-z0-9+/]{43}=\n\n(?:— [^\n]+\n)+", re.MULTILINE
)
_WORDS = re.compile(r"([0-9]{1,3}(?:[ ,.]?[0-9]{3})*|[0-9]{1,18}) ((?:[a-z-]+ ){7}[a-z-]+)")
_REMEMBERED = re.compile(r"[0-9]{1,18} [0-9a-f]{64}")
_LATEST = 1 << 33
"""Seconds since 1970 up to which a witness's time is one that can be shown."""


class Signer(Struct, frozen=True):
    """Who says to have seen this head, and when; the name is as it stands in the note."""

    name: str
    at: datetime | None


class Known(Struct, frozen=True):
    """`root`, or the `words` of `words.fingerprint`; `note` is empty where words were typed."""

    size: int
    root: bytes | None
    words: str | None
    signers: tuple[Signer, ...]
    origin: str | None = None
    note: bytes = b""


def given(text: str) -> str:
    """What is in the file of this name, or the words themselves where there is none."""
    try:
        with open_plain(Path(text)) as stream:
            return stream.read(heads.MAX_NOTE + 1).decode()
    except UnicodeDecodeError:
        raise _not_a_head("The file is not a text.") from None
    except (OSError, ValueError):
        return text


def read(text: str) -> Known:
    """A head's note, by itself or in a witness's file or request; or "SIZE eight words".

    Raises WrongUsage.
    """
    plain = text.replace("\r\n", "\n").strip("\ufeff\n ")
    found = _NOTE.findall(f"{plain}\n") if len(plain) <= heads.MAX_NOTE else []
    if len(found) == 1:
        return _read_note(found[0].encode())
    if "\n\n" in plain:
        return _read_note(f"{plain}\n".encode())
    if " " not in plain and not plain.isdecimal():
        raise _not_a_head(f"There is no file {plain[:200]}.")
    match = _WORDS.fullmatch(" ".join(plain.lower().split()))
    if match is None:
        raise _not_a_head("It is neither a head's note nor a number and eight words.")
    known = set(words.word_list())
    strange = [word for word in match[2].split() if word not in known]
    if strange:
        raise _not_a_head(f"This word is not on the list: {strange[0]}")
    return Known(int(re.sub(r"[ ,.]", "", match[1])), None, match[2], ())


def compare(
    known: Known,
    hashes: Sequence[bytes],
    origin: str | None = None,
    public: bytes | None = None,
) -> Check:
    """Is the head that was known outside a beginning of these leaves?

    `origin` and `public` are the case's: with them a head of another case is told apart.
    """
    if known.origin and origin and known.origin != origin:
        return Check(NAME, False, "This head is of another case, so it says nothing of this one.")
    if known.note and public and not _is_signed(known.note, public):
        said = (
            "This head is not signed by the key of this case: it was changed, or this folder is "
            "not the case it was made for."
        )
        return Check(NAME, False, said)
    seen, here = _seen(known), _count(len(hashes))
    if known.size > len(hashes):
        said = (
            f"This folder is older than {seen}: {here} here, {known.size:,} there. "
            "Somebody may have put back an old copy."
        )
        return Check(NAME, False, said)
    if not _fits(known, tree.root(hashes[: known.size])):
        said = (
            f"The first {_count(known.size)} here are not {seen}. "
            "What was seen then is not what lies here now."
        )
        return Check(NAME, False, said)
    later = len(hashes) - known.size
    since = "nothing was added since" if not later else f"{_count(later)} came later"
    said = f"The first {_count(known.size)} here are {seen}; {since}."
    return Check(NAME, True, said)


def is_remembered(text: str) -> bool:
    """Is this a head as an index remembers it: how many records, and the root in hex?"""
    return _REMEMBERED.fullmatch(text) is not None


def older_than_index(remembered: str, hashes: Sequence[bytes]) -> str | None:
    """What to say where the head that the index remembers is no beginning of these leaves."""
    size, root = int(remembered.split()[0]), remembered.split()[1]
    if size <= len(hashes) and tree.root(hashes[:size]).hex() == root:
        return None
    return (
        f"the seals in this folder are older than its own index ({len(hashes):,} records here, "
        f"{size:,} then): somebody may have put back an older copy of them"
    )


def _read_note(note: bytes) -> Known:
    try:
        text, signatures = heads.split(note)
        head = heads.read_body(text)
    except BadNote as fault:
        raise _not_a_head(f"It is not a head's note: {fault}.") from None
    signers = tuple(Signer(name, _time(mark)) for name, mark in signatures if name != head.origin)
    return Known(head.size, head.root, None, signers, head.origin, note)


def _time(mark: bytes) -> datetime | None:
    """The time in a witness's line (C2SP tlog-cosignature)."""
    seconds = int.from_bytes(mark[4:12], "big")
    if len(mark) != _COSIGNATURE or seconds >= _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _is_signed(note: bytes, public: bytes) -> bool:
    try:
        heads.verify(note, public)
    except BadNote:
        return False
    return True


def _fits(known: Known, root: bytes) -> bool:
    return root == known.root if known.root else words.fingerprint(root) == known.words


def _seen(known: Known) -> str:
    """What the head is called in a sentence: who saw it, and when."""
    if not known.signers:
        return "what this head names" if known.root else "what these words name"
    who = " and ".join(signer.name for signer in known.signers[:3])
    times = [signer.at for signer in known.signers if signer.at is not None]
    day = f" on {max(times):%Y-%m-%d}" if times else ""
    return f"what {who} saw{day}"


def _count(number: int) -> str:
    return f"{number:,} record" + ("" if number == 1 else "s")


def _not_a_head(problem: str) -> WrongUsage:
    return WrongUsage(
        problem=f"This cannot be compared. {problem}",
        remedy="Give the witness's file or request, or the line from the recovery sheet: "
        "'12 and its eight words'",
    )
