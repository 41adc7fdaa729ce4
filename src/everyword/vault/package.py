"""The package: chosen sealed things in a folder that anybody can verify without everyword.

A BagIt folder (RFC 8493). Every file in `data/` has its leaf, every leaf is in a signed tree, and
one signature stands over the list of all files. `fresh` makes a tree of the chosen things only, so
that the number of things not shown is not shown either; `case` shows them in the case's own tree.
Nothing appears under the chosen name before all of it is written and on the disk.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from everyword.errors import Damaged, WrongUsage
from everyword.model import Source, source_of_path
from everyword.vault import heads, package_proof, tree
from everyword.vault import package_names as names
from everyword.vault.leaf import BadLeaf, Leaf, decode, encode, leaf_hash
from everyword.vault.package_folder import Folder, built_beside
from everyword.vault.package_scan import sha256_of
from everyword.vault.package_text import SCRIPT_TEXT, how_to
from everyword.vault.package_verify import verify_package

__all__ = ["Entry", "Form", "verify_package", "write"]

Form = Literal["fresh", "case"]


class Entry(Struct, frozen=True):
    """One thing to hand over: its leaf, its bytes, its place in the case's tree (from 0)."""

    leaf_text: bytes
    source: Source
    index: int
    media: str


class _Seal(Struct, frozen=True):
    """The tree the package is sealed by, and where each entry stands in it."""

    hashes: Sequence[bytes]
    note: bytes
    places: list[int]


def write(
    entries: Sequence[Entry],
    *,
    to: Path,
    leaf_hashes: Sequence[bytes] | None,
    head_note: bytes | None,
    seed: bytes,
    public: bytes,
    now: datetime,
    form: Form = "fresh",
    cover: str | None = None,
    bundle: Path | None = None,
    progress: Callable[[int], None] = lambda size: None,
) -> list[str]:
    """Write the package folder; returns the names of its files. `progress` is told bytes written.

    `leaf_hashes` and `head_note` are the case's own, for the form `case`; `fresh` ignores them.
    """
    chosen = list(entries)
    if bundle is not None:
        if form == "case":
            raise WrongUsage(
                problem="The bundle is not in the case's tree, so the form 'case' cannot hold it.",
                remedy="Leave the bundle out, or use the form 'fresh'.",
            )
        chosen.append(_bundle_entry(bundle, len(chosen), now))
    leaves = _read_leaves(chosen)
    if form == "fresh":
        seal = _fresh_seal(chosen, seed)
    else:
        seal = _case_seal(chosen, leaf_hashes, head_note, public)
    with built_beside(to) as folder:
        _write_data(folder, chosen, leaves, progress)
        _write_seal(folder, chosen, seal, public)
        _write_words(folder, seal, public, len(chosen), now, form, cover)
        _write_manifests(folder, seed)
        return sorted(folder.hashes)


def fingerprint(public: bytes) -> str:
    """SHA-256 of the public key in DER: what people compare by telephone or on paper."""
    key = Ed25519PublicKey.from_public_bytes(public)
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _bundle_entry(bundle: Path, index: int, now: datetime) -> Entry:
    try:
        source = source_of_path(bundle)
        with source.open() as stream:
            digest = sha256_of(stream)
    except OSError as fault:
        raise Damaged(path=bundle.name, reason=str(fault.strerror or fault)) from None
    leaf = Leaf(
        # The whole leaf is shown, so its salt hides nothing and may follow from the bytes.
        salt=hashlib.sha256(b"everyword bundle salt\n" + digest.encode()).hexdigest(),
        kind="derived",
        sha256=digest,
        size=source.size,
        name=bundle.name,
        seen=_utc(now),
        extra=(("what", "bundle"),),
    )
    return Entry(encode(leaf), source, index, "application/pdf")


def _read_leaves(entries: Sequence[Entry]) -> list[Leaf]:
    if not entries:
        raise WrongUsage(
            problem="Nothing was chosen for the package.",
            remedy="Choose something:  everyword export --to DIR --items ID",
        )
    if len(entries) > names.MAX_ITEMS:
        raise WrongUsage(
            problem=f"A package holds at most {names.MAX_ITEMS:,} items.",
            remedy="Make several packages.",
        )
    if len({entry.leaf_text for entry in entries}) != len(entries):
        raise WrongUsage(problem="The same item was chosen twice.", remedy="Choose it once.")
    leaves = []
    for entry in entries:
        try:
            leaf = decode(entry.leaf_text)
            if leaf.sha256 is None or leaf.size is None:
                raise BadLeaf("its leaf names no bytes")
        except BadLeaf as fault:
            raise Damaged(path=entry.source.name, reason=str(fault)) from None
        leaves.append(leaf)
    return leaves


def _fresh_seal(entries: Sequence[Entry], seed: bytes) -> _Seal:
    hashes = [leaf_hash(entry.leaf_text) for entry in entries]
    root = tree.root(hashes)
    head = heads.Head(names.FRESH_ORIGIN + root.hex()[:32], len(hashes), root)
    return _Seal(hashes, heads.sign(head, seed), list(range(len(hashes))))


def _case_seal(
    entries: Sequence[Entry],
    leaf_hashes: Sequence[bytes] | None,
    head_note: bytes | None,
    public: bytes,
) -> _Seal:
    if leaf_hashes is None or head_note is None or len(leaf_hashes) > names.MAX_HASHES:
        raise WrongUsage(
            problem="The form 'case' needs the case's head and a list of hashes of its size.",
            remedy="Use the form 'fresh'.",
        )
    try:
        head = heads.verify(head_note, public)
    except heads.BadNote as fault:
        raise Damaged(path="heads", reason=str(fault)) from None
    if head.size != len(leaf_hashes) or head.root != tree.root(leaf_hashes):
        raise Damaged(path="heads", reason="the head is not that of these leaf hashes")
    for entry in entries:
        is_known = 0 <= entry.index < len(leaf_hashes)
        if not is_known or leaf_hashes[entry.index] != leaf_hash(entry.leaf_text):
            raise Damaged(path=entry.source.name, reason="its leaf is not where the tree has it")
    return _Seal(leaf_hashes, head_note, [entry.index for entry in entries])


def _write_data(
    folder: Folder,
    entries: Sequence[Entry],
    leaves: Sequence[Leaf],
    progress: Callable[[int], None],
) -> None:
    for number, (entry, leaf) in enumerate(zip(entries, leaves, strict=True), 1):
        name = names.data_name(number, len(entries), leaf.name or leaf.kind, entry.media)
        digest, size = folder.copy(name, entry.source, progress)
        if digest != leaf.sha256 or size != leaf.size:
            raise Damaged(path=entry.source.name, reason="the bytes are not those of its leaf")


def _write_seal(folder: Folder, entries: Sequence[Entry], seal: _Seal, public: bytes) -> None:
    key = Ed25519PublicKey.from_public_bytes(public)
    origin = heads.verify(seal.note, public).origin
    folder.put(names.CHECKPOINT, seal.note)
    folder.put(names.LEAF_HASHES, "".join(f"{h.hex()}\n" for h in seal.hashes).encode())
    folder.put(names.SIGNER_PEM, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    folder.put(names.SIGNER_VKEY, f"{heads.verifier_key(origin, public)}\n".encode())
    proofs = tree.inclusion_proofs(seal.places, seal.hashes)
    rows = zip(entries, seal.places, proofs, strict=True)
    for number, (entry, place, proof) in enumerate(rows, 1):
        folder.put(names.leaf_name(number), entry.leaf_text)
        folder.put(names.proof_name(number), package_proof.encode(place, proof, seal.note))


def _write_words(
    folder: Folder,
    seal: _Seal,
    public: bytes,
    count: int,
    now: datetime,
    form: Form,
    cover: str | None,
) -> None:
    payload = [size for name, size in folder.sizes.items() if name.startswith("data/")]
    info = (
        "Bag-Software-Agent: everyword\n"
        f"Bagging-Date: {_utc(now)[:10]}\n"
        f"Payload-Oxum: {sum(payload)}.{len(payload)}\n"
    )
    folder.put(names.BAGIT, names.BAGIT_TEXT)
    folder.put(names.BAG_INFO, info.encode())
    folder.put(names.SCRIPT, SCRIPT_TEXT.encode())
    first = min(name for name in folder.hashes if name.startswith("data/"))
    words = how_to(
        count=count,
        size=len(seal.hashes),
        form=form,
        first=first,
        fingerprint=fingerprint(public),
        made=_utc(now),
    )
    folder.put(names.HOW_TO, words.encode())
    if cover is not None:
        folder.put(names.COVER, cover.encode(errors="backslashreplace"))


def _write_manifests(folder: Folder, seed: bytes) -> None:
    def lines(is_payload: bool) -> bytes:
        rows = sorted(folder.hashes.items())
        chosen = [row for row in rows if row[0].startswith("data/") == is_payload]
        return "".join(f"{digest}  {name}\n" for name, digest in chosen).encode()

    folder.put(names.MANIFEST, lines(True))
    listed = lines(False)
    folder.put(names.TAG_MANIFEST, listed)
    folder.put(names.SIGNATURE, Ed25519PrivateKey.from_private_bytes(seed).sign(listed))


def _utc(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
