"""The leaf: the few lines of text that stand for one sealed thing in the tree.

A leaf names the bytes (SHA-256 and size), what they were called, and the local clock when they
were taken in. The clock is what the computer said, not a fact. The salt keeps the hash of a leaf
that is not shown from being guessed. One leaf has one spelling: what `decode` accepts, `encode`
gives back byte for byte, on every version of Python (the characters written as themselves are
those of Unicode 3.2, which does not change). The grammar is in docs/vault-format.md.
"""

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Final

from msgspec import Struct

FIRST_LINE: Final = "everyword-leaf/1"
MAX_LEAF: Final = 64 * 1024
"""A leaf must fit a journal frame many times over."""

CONTENT_KINDS: Final = frozenset({"file", "chunk", "note", "derived"})
"""These always name bytes; the others may."""

EXTRA: Final[dict[str, tuple[str, ...]]] = {
    "file": ("source", "tool", "locked"),
    "chunk": ("rec", "seq", "of", "source", "tool", "locked"),
    "recording": ("rec", "chunks", "why", "source", "tool", "locked"),
    "note": ("of", "what", "tool", "locked"),
    "derived": ("of", "what", "tool", "locked"),
    "delete": ("of", "why", "tool"),
    "share": ("of", "root", "recipient", "what", "tool"),
    "export": ("root", "items", "recipient", "what", "tool"),
    "clock": ("wall", "monotonic", "boot", "tool"),
    "recover": ("of", "was", "rec", "seq", "locked", "why", "tool"),
    "confirm": ("of", "what", "tool"),
}
"""The keys a kind may have after `seen`, in the order they are written."""

REQUIRED: Final[dict[str, frozenset[str]]] = {
    "chunk": frozenset({"rec", "seq"}),
    "recording": frozenset({"rec"}),
    "delete": frozenset({"of"}),
    "recover": frozenset({"of"}),
    "confirm": frozenset({"of", "what"}),
}

_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,17}")
_SEEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    "of": _HEX64,
    "root": _HEX64,
    "rec": _HEX32,
    "seq": _COUNT,
    "chunks": _COUNT,
    "items": _COUNT,
    "monotonic": _COUNT,
    "locked": re.compile(r"1"),
    "was": re.compile(r"file|chunk|note|derived"),
}
_AS_IT_IS = re.compile(r"[!-$&-~](?:[ -$&-~]*[!-$&-~])?")
_ESCAPE = re.compile(r"%(?:u([0-9A-F]{4})|([0-9A-F]{2}))|%|[^%]+")
_OLD: Final = unicodedata.ucd_3_2_0
_BLANK: Final = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Letters and marks by their class that show nothing, or that later versions call controls."""


class BadLeaf(ValueError):
    """Why a text is not a leaf, or a leaf cannot be written."""


class Leaf(Struct, frozen=True):
    """One sealed thing. `extra` holds the keys of its kind, in the order of `EXTRA`.

    `name` is the original name exactly as the system gave it (`os.fsdecode`), never a path to use.
    """

    salt: str
    kind: str
    sha256: str | None
    size: int | None
    name: str | None
    seen: str
    extra: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str | None:
        """The value of one of the kind's own keys."""
        return dict(self.extra).get(key)


def encode(leaf: Leaf) -> bytes:
    """The one text of this leaf. Raises BadLeaf."""
    _check(leaf)
    lines = [FIRST_LINE, f"salt {leaf.salt}", f"kind {leaf.kind}"]
    if leaf.sha256 is not None:
        lines += [f"sha256 {leaf.sha256}", f"size {leaf.size}"]
    if leaf.name is not None:
        lines.append(f"name {_escape(leaf.name)}")
    lines.append(f"seen {leaf.seen}")
    lines += [f"{key} {_escape(value)}" for key, value in leaf.extra]
    text = "".join(line + "\n" for line in lines).encode()
    if len(text) > MAX_LEAF:
        raise BadLeaf(f"the leaf is longer than {MAX_LEAF:,} bytes")
    return text


def decode(text: bytes) -> Leaf:
    """Read a leaf; anything but its one spelling raises BadLeaf."""
    if len(text) > MAX_LEAF:
        raise BadLeaf(f"the leaf is longer than {MAX_LEAF:,} bytes")
    try:
        first, *lines = text.decode().split("\n")
    except UnicodeDecodeError:
        raise BadLeaf("the leaf is not UTF-8") from None
    if first != FIRST_LINE or not lines or lines.pop() != "":
        raise BadLeaf(f"the leaf does not begin with {FIRST_LINE} or does not end with a line end")
    pairs = []
    for line in lines:
        key, space, value = line.partition(" ")
        if not space or not value:
            raise BadLeaf("a line of the leaf is not 'key value'")
        pairs.append((key, value))
    leaf = _leaf_of(pairs)
    if encode(leaf) != text:
        raise BadLeaf("the leaf is not spelled in its one way")
    return leaf


def leaf_hash(text: bytes) -> bytes:
    """SHA-256 of a zero byte and the leaf text: what the tree is made of (RFC 6962)."""
    return hashlib.sha256(b"\x00" + text).digest()


def _leaf_of(pairs: list[tuple[str, str]]) -> Leaf:
    fixed: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for key, value in pairs:
        if key not in ("salt", "kind", "sha256", "size", "name", "seen"):
            extra.append((key, _unescape(value)))
        elif key in fixed:
            raise BadLeaf(f"the leaf has two lines {key}")
        else:
            fixed[key] = value
    if missing := {"salt", "kind", "seen"} - fixed.keys():
        raise BadLeaf(f"the leaf has no line {min(missing)}")
    size, name = fixed.get("size"), fixed.get("name")
    if size is not None and not _COUNT.fullmatch(size):
        raise BadLeaf("the leaf's size is not a number")
    return Leaf(
        salt=fixed["salt"],
        kind=fixed["kind"],
        sha256=fixed.get("sha256"),
        size=None if size is None else int(size),
        name=None if name is None else _unescape(name),
        seen=fixed["seen"],
        extra=tuple(extra),
    )


def _check(leaf: Leaf) -> None:
    if leaf.kind not in EXTRA:
        raise BadLeaf("the leaf is of an unknown kind")
    if not _HEX64.fullmatch(leaf.salt):
        raise BadLeaf("the leaf's salt is not 64 hex digits")
    if (leaf.sha256 is None) != (leaf.size is None):
        raise BadLeaf("the leaf has one of sha256 and size without the other")
    if leaf.sha256 is None and leaf.kind in CONTENT_KINDS:
        raise BadLeaf(f"a leaf of kind {leaf.kind} must name its bytes")
    if leaf.sha256 is not None and not _HEX64.fullmatch(leaf.sha256):
        raise BadLeaf("the leaf's sha256 is not 64 hex digits")
    if leaf.size is not None and not 0 <= leaf.size < 10**18:
        raise BadLeaf("the leaf's size is not possible")
    if leaf.name == "":
        raise BadLeaf("the leaf's name is empty")
    _check_seen(leaf.seen)
    _check_extra(leaf.kind, leaf.extra)


def _check_seen(seen: str) -> None:
    try:
        if not _SEEN.fullmatch(seen):
            raise ValueError
        datetime.fromisoformat(seen[:19])
    except ValueError:
        raise BadLeaf("the leaf's seen is not a time like 2024-04-03T21:07:00Z") from None


def _check_extra(kind: str, extra: tuple[tuple[str, str], ...]) -> None:
    keys = [key for key, _ in extra]
    if unknown := set(keys) - set(EXTRA[kind]):
        raise BadLeaf(f"a leaf of kind {kind} has no key {_escape(min(unknown))[:40]}")
    if keys != [key for key in EXTRA[kind] if key in keys]:
        raise BadLeaf("the leaf's keys are doubled or out of order")
    if missing := REQUIRED.get(kind, frozenset()) - set(keys):
        raise BadLeaf(f"a leaf of kind {kind} needs the key {min(missing)}")
    for key, value in extra:
        form = _FORMS.get(key)
        if not value or (form and not form.fullmatch(value)):
            raise BadLeaf(f"the leaf's {key} does not have its form")


def _escape(value: str) -> str:
    """Percent-encode the bytes of everything that could be misread, mislaid or normalised away."""
    if _AS_IT_IS.fullmatch(value):
        return value
    written = _spell(value, wide=False)
    # Surrogates that together spell valid UTF-8 would read back as another text.
    return written if _unescape(written) == value else _spell(value, wide=True)


def _spell(value: str, *, wide: bool) -> str:
    out: list[str] = []
    last = " "
    position, end = 0, len(value)
    while position < end:
        stop = position
        while stop < end and value[stop] > "\x7f" and _is_plain(value[stop]):
            stop += 1
        if stop == position:
            edge = value[position] == " " and position in (0, end - 1)
            out.append(_spell_one(value[position], edge=edge, wide=wide))
            stop += 1
        else:
            run = value[position:stop]
            # A run that normalising would touch (also together with what stands before it).
            is_nfc = unicodedata.is_normalized("NFC", last + run)
            out.append(run if is_nfc else _percent(run.encode()))
        last = out[-1][-1]
        position = stop
    return "".join(out)


def _spell_one(c: str, *, edge: bool, wide: bool) -> str:
    if " " <= c <= "~" and c != "%" and not edge:
        return c
    if "\ud800" <= c <= "\udfff":
        if wide or not "\udc80" <= c <= "\udcff":
            return f"%u{ord(c):04X}"
        return _percent(c.encode(errors="surrogateescape"))
    return _percent(c.encode())


def _is_plain(c: str) -> bool:
    """Letters, marks, figures, signs; not spaces, controls, direction marks, unassigned."""
    return _OLD.category(c)[0] in "LMNPS" and c not in _BLANK


def _percent(data: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in data)


def _unescape(value: str) -> str:
    out: list[str] = []
    run = bytearray()
    for match in _ESCAPE.finditer(value):
        wide, narrow = match.groups()
        if wide:
            out.append(run.decode(errors="surrogateescape"))
            run.clear()
            out.append(chr(int(wide, 16)))
        elif narrow:
            run.append(int(narrow, 16))
        elif match[0] == "%":
            raise BadLeaf("a value of the leaf has a % that begins nothing")
        else:
            run += match[0].encode()
    out.append(run.decode(errors="surrogateescape"))
    return "".join(out)
