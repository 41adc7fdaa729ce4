"""The package: chosen sealed things in a folder that anybody can verify without everyword.

A BagIt folder (RFC 8493). Every file in `data/` has its leaf, every leaf is in a signed tree, and
one signature stands over the list of all files. `fresh` makes a tree of the chosen things only, so
that the number of things not shown is not shown either; `case` shows them in the case's own tree,
with what people and services outside said of its head. Given a reader's key, the same folder is a
tar inside an age file. Nothing appears under the chosen name before all of it is on the disk.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from everyword.errors import Damaged, WrongUsage
from everyword.model import Source, source_of_path
from everyword.vault import heads, package_proof, tree, words
from everyword.vault import package_names as names
from everyword.vault.leaf import BadLeaf, Leaf, decode, encode, leaf_hash
from everyword.vault.package_cover import Listed, cover, labels_text
from everyword.vault.package_folder import Folder, built_beside
from everyword.vault.package_outside import Outside, read_outside
from everyword.vault.package_reader import checked_recipient, file_name, sealed_beside
from everyword.vault.package_scan import sha256_of, shown
from everyword.vault.package_script import SCRIPT_TEXT
from everyword.vault.package_seal import Seal, case_seal, fresh_seal
from everyword.vault.package_text import how_to
from everyword.vault.package_verify import verify_package

__all__ = ["Entry", "Form", "Outside", "Written", "verify_package", "write"]

Form = Literal["fresh", "case"]


class Entry(Struct, frozen=True):
    """One thing to hand over: its leaf, its bytes, its place in the case's tree (from 0).

    `labels` are those of the exhibits it stands behind.
    """

    leaf_text: bytes
    source: Source
    index: int
    media: str
    labels: tuple[str, ...] = ()


class Written(Struct, frozen=True):
    """Where the package is, the names of its files, and the root it is sealed by."""

    path: Path
    files: tuple[str, ...]
    root: bytes


class _Signer(Struct, frozen=True):
    """Who seals the package, when, and in which form."""

    seed: bytes
    public: bytes
    made: str
    form: Form


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
    outside: Outside | None = None,
    bundle: Path | None = None,
    recipient: str | None = None,
    progress: Callable[[int], None] = lambda size: None,
) -> Written:
    """Write the package; `progress` is told the bytes written.

    `leaf_hashes`, `head_note` and `outside` are the case's own, for the form `case`; `fresh`
    ignores them. With `recipient` it is one file, sealed to that key.
    """
    chosen = list(entries)
    if bundle is not None:
        chosen.append(_bundle_entry(bundle, len(chosen), now, form))
    leaves = _read_leaves(chosen)
    marks = [leaf_hash(entry.leaf_text) for entry in chosen]
    if form == "fresh":
        seal, outside = fresh_seal(marks, seed), None
    else:
        places = [entry.index for entry in chosen]
        seal = case_seal(marks, places, leaf_hashes, head_note, public)
    signer = _Signer(seed, public, _utc(now), form)
    place = to if recipient is None else file_name(to)
    with _building(place, recipient, seal, now) as folder:
        listed = _write_data(folder, chosen, leaves, progress)
        _write_seal(folder, chosen, seal, public)
        _write_words(folder, listed, seal, signer, outside or Outside())
        _write_manifests(folder, seed)
        return Written(place, tuple(sorted(folder.hashes)), seal.root)


def fingerprint(public: bytes) -> str:
    """SHA-256 of the public key in DER: what people compare by telephone or on paper."""
    return hashlib.sha256(_der(public)).hexdigest()


def fingerprint_words(public: bytes) -> str:
    """The same as eight words."""
    return words.fingerprint(_der(public))


def _building(
    to: Path, recipient: str | None, seal: Seal, now: datetime
) -> AbstractContextManager[Folder]:
    if recipient is None:
        return built_beside(to)
    top, moment = f"package-{seal.root.hex()[:8]}", int(now.timestamp())
    return sealed_beside(to, checked_recipient(recipient), top, moment)


def _der(public: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _bundle_entry(bundle: Path, index: int, now: datetime, form: Form) -> Entry:
    if form == "case":
        raise WrongUsage(
            problem="The bundle is not in the case's tree, so the form 'case' cannot hold it.",
            remedy="Leave the bundle out, or use the form 'fresh'.",
        )
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
    return Entry(encode(leaf), source, index, "application/pdf", ("bundle",))


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


def _write_data(
    folder: Folder,
    entries: Sequence[Entry],
    leaves: Sequence[Leaf],
    progress: Callable[[int], None],
) -> list[Listed]:
    listed = []
    for number, (entry, leaf) in enumerate(zip(entries, leaves, strict=True), 1):
        original = leaf.name or leaf.kind
        name = names.data_name(number, len(entries), original, entry.media)
        digest, size = folder.copy(name, entry.source, progress)
        if digest != leaf.sha256 or size != leaf.size:
            raise Damaged(path=entry.source.name, reason="the bytes are not those of its leaf")
        listed.append(Listed(entry.labels, name, original))
    return listed


def _write_seal(folder: Folder, entries: Sequence[Entry], seal: Seal, public: bytes) -> None:
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
    folder: Folder, listed: Sequence[Listed], seal: Seal, signer: _Signer, outside: Outside
) -> None:
    payload = [size for name, size in folder.sizes.items() if name.startswith("data/")]
    info = (
        "Bag-Software-Agent: everyword\n"
        f"Bagging-Date: {signer.made[:10]}\n"
        f"Payload-Oxum: {sum(payload)}.{len(payload)}\n"
    )
    folder.put(names.BAGIT, names.BAGIT_TEXT)
    folder.put(names.BAG_INFO, info.encode())
    folder.put(names.SCRIPT, SCRIPT_TEXT.encode())
    told = read_outside(outside, seal.note)
    for name, data in told.files:
        folder.put(name, data)
    total = len(seal.hashes) if signer.form == "case" else None
    mark, spoken = fingerprint(signer.public), fingerprint_words(signer.public)
    page = how_to(
        count=len(listed),
        total=total,
        first=listed[0].path,
        original=shown(listed[0].name)[:90],
        fingerprint=mark,
        words=spoken,
        made=signer.made,
        stamps=told.stamps,
        has_ots=outside.ots is not None,
        has_witness=bool(told.witnesses),
    )
    folder.put(names.HOW_TO, page.encode())
    page, is_whole = cover(
        listed, made=signer.made, mark=mark, words=spoken, total=total, told=told.times
    )
    folder.put(names.COVER, page.encode())
    if not is_whole:
        folder.put(names.LABELS, labels_text(listed).encode())


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
