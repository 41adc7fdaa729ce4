"""Checking a package with our own code: nothing in it is run, nothing outside it is read.

What can be said in the end: every file is as it was when the owner of the key signed the list of
files, and each is the one its leaf in the signed tree names. Whose key it is, nothing inside the
package can say: the fingerprint has to be compared with one received by another way.
"""

import hashlib
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from everyword.vault import heads, package_proof, tree, words
from everyword.vault import package_names as names
from everyword.vault.checks import Check
from everyword.vault.leaf import MAX_LEAF, BadLeaf, Leaf, decode, leaf_hash
from everyword.vault.package_outside import check_outside
from everyword.vault.package_scan import MAX_FILES, MAX_LIST, NotRead, Scan, shown

SHOWN = 100
"""Of one sort of trouble, so many are named; the rest is counted."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f]{1,300})")
_HASH = re.compile(r"[0-9a-f]{64}")


def verify_package(folder: Path) -> list[Check]:
    """Everything that was checked. The package is as it was sealed when all of them are ok."""
    scan = Scan(folder)
    if names.CHECKPOINT not in scan.files and names.MANIFEST not in scan.files:
        return [Check(shown(str(folder)), False, "is not a package folder"), *scan.checks]
    digests, checks = _digests(scan)
    checks = [*scan.checks, *checks]
    if not checks:
        checks.append(Check("files", True, f"{len(digests)} plain files, none that is not ours"))
    checks += _check_bag(scan)
    checks += _check_manifest(scan, names.MANIFEST, digests)
    checks += _check_manifest(scan, names.TAG_MANIFEST, digests)
    public, found = _check_signer(scan)
    checks += found
    if public is None:
        return checks
    checks += _check_signature(scan, public)
    head, found = _check_head(scan, public)
    checks += found
    if head is not None:
        checks += _check_tree(scan, head)
        checks += _check_items(scan, digests, head)
        checks += check_outside(scan, scan.read(names.CHECKPOINT, heads.MAX_NOTE))
    return checks


def _digests(scan: Scan) -> tuple[dict[str, str], list[Check]]:
    digests, checks = {}, []
    for path in scan.files:
        try:
            digests[path] = scan.digest(path)
        except NotRead as fault:
            checks.append(Check(shown(path), False, str(fault)))
    missing = sorted(names.ALWAYS - scan.files.keys())
    return digests, checks + [Check(path, False, "is missing") for path in missing]


def _check_bag(scan: Scan) -> list[Check]:
    payload = [size for path, size in scan.files.items() if path.startswith("data/")]
    oxum = f"Payload-Oxum: {sum(payload)}.{len(payload)}"
    try:
        is_bag = scan.read(names.BAGIT, 200) == names.BAGIT_TEXT
        info = scan.read(names.BAG_INFO, 10_000).decode(errors="replace").split("\n")
    except NotRead as fault:
        return [Check(names.BAG_INFO, False, f"{names.BAGIT} or {names.BAG_INFO} {fault}")]
    return [
        Check(names.BAGIT, is_bag, "is a BagIt 1.0 folder" if is_bag else "is not as it must be"),
        Check(
            names.BAG_INFO,
            oxum in info,
            "number and size of the files fit"
            if oxum in info
            else "number or size of the files in data/ differs",
        ),
    ]


def _check_manifest(scan: Scan, manifest: str, digests: dict[str, str]) -> list[Check]:
    """Each line names a file that is there and unchanged; each file has its line."""
    unlisted = {path for path in digests if _manifest_of(path) == manifest}
    checks: list[Check] = []
    try:
        listed = _lines(scan.read(manifest, MAX_LIST))
    except (NotRead, ValueError) as fault:
        return [Check(manifest, False, str(fault))]
    for line in listed:
        match = _LINE.fullmatch(line)
        if match is None:
            checks.append(Check(manifest, False, f"has a line not in its form: {shown(line)}"))
        elif match[2] not in unlisted:
            # Also a path that leads outside, or a second line: looked up, never opened.
            checks.append(Check(shown(match[2]), False, f"is listed in {manifest}, but not there"))
        else:
            unlisted.discard(match[2])
            if digests[match[2]] != match[1]:
                checks.append(Check(match[2], False, "its bytes are not those listed"))
    checks += [Check(path, False, f"is not listed in {manifest}") for path in sorted(unlisted)]
    return _short(manifest, checks) or [
        Check(manifest, True, f"{len(listed)} of {len(listed)} files match their hash")
    ]


def _manifest_of(path: str) -> str | None:
    if path in (names.TAG_MANIFEST, names.SIGNATURE):
        return None
    return names.MANIFEST if path.startswith("data/") else names.TAG_MANIFEST


def _check_signer(scan: Scan) -> tuple[bytes | None, list[Check]]:
    try:
        pem = scan.read(names.SIGNER_PEM, 10_000)
        key = load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError
        if key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) != pem:
            raise ValueError
    except NotRead as fault:
        return None, [Check(names.SIGNER_PEM, False, str(fault))]
    except (ValueError, UnsupportedAlgorithm):
        return None, [Check(names.SIGNER_PEM, False, "is not an Ed25519 public key")]
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    mark = hashlib.sha256(der).hexdigest()
    spoken = words.fingerprint(der)
    said = f"compare this fingerprint with one you received by another way: {mark} ({spoken})"
    return key.public_bytes_raw(), [Check(names.SIGNER_PEM, True, said)]


def _check_signature(scan: Scan, public: bytes) -> list[Check]:
    try:
        listed = scan.read(names.TAG_MANIFEST, MAX_LIST)
        signature = scan.read(names.SIGNATURE, 64)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, listed)
    except NotRead as fault:
        return [Check(names.SIGNATURE, False, f"{names.TAG_MANIFEST} or its signature {fault}")]
    except InvalidSignature:
        said = f"the signature does not fit {names.TAG_MANIFEST}"
        return [Check(names.SIGNATURE, False, said)]
    return [Check(names.SIGNATURE, True, "the list of files carries the signature of this key")]


def _check_head(scan: Scan, public: bytes) -> tuple[heads.Head | None, list[Check]]:
    try:
        head = heads.verify(scan.read(names.CHECKPOINT, heads.MAX_NOTE), public)
        vkey = scan.read(names.SIGNER_VKEY, 1000)
    except (NotRead, heads.BadNote) as fault:
        return None, [Check(names.CHECKPOINT, False, str(fault))]
    checks = [Check(names.CHECKPOINT, True, f"a tree of {head.size} leaves, signed by this key")]
    if vkey != f"{heads.verifier_key(head.origin, public)}\n".encode():
        checks.append(Check(names.SIGNER_VKEY, False, "is not the key of the signer"))
    return head, checks


def _check_tree(scan: Scan, head: heads.Head) -> list[Check]:
    try:
        lines = _lines(scan.read(names.LEAF_HASHES, MAX_LIST))
    except (NotRead, ValueError) as fault:
        return [Check(names.LEAF_HASHES, False, str(fault))]
    if len(lines) > names.MAX_HASHES or not all(_HASH.fullmatch(line) for line in lines):
        return [Check(names.LEAF_HASHES, False, "is not a list of SHA-256 hashes")]
    hashes = [bytes.fromhex(line) for line in lines]
    if head.size != len(hashes) or head.root != tree.root(hashes):
        return [Check(names.LEAF_HASHES, False, "these leaves do not give the signed root")]
    return [Check(names.LEAF_HASHES, True, "these leaves give the signed root")]


def _check_items(scan: Scan, digests: dict[str, str], head: heads.Head) -> list[Check]:
    """File, leaf and proof with one number belong together, and no number lacks one of them."""
    items: dict[int, list[str]] = {}
    for path in scan.files:
        if (number := names.number_of(path)) is not None:
            items.setdefault(number, []).append(path)
    checks: list[Check] = []
    places: dict[int, int] = {}
    for number, paths in sorted(items.items()):
        data = [path for path in paths if path.startswith("data/")]
        try:
            if len(data) != 1 or len(paths) != 3:
                raise NotRead(f"item {number} is not one file, one leaf and one proof")
            place, leaf = _check_leaf(scan, number, head)
            if (leaf.sha256, leaf.size) != (digests.get(data[0]), scan.files[data[0]]):
                raise NotRead("is not the file its leaf names")
            if (other := places.setdefault(place, number)) != number:
                raise NotRead(f"stands at the same place of the tree as item {other}")
        except (NotRead, BadLeaf, package_proof.BadProof) as fault:
            checks.append(Check(shown((data or paths)[0]), False, str(fault)))
        else:
            checks.append(Check(data[0], True, f"is what leaf {place + 1} of {head.size} names"))
    if not items or sorted(items) != list(range(1, len(items) + 1)):
        said = "the numbers of the items do not run on from 1"
        checks.append(Check("seal/leaves", False, said))
    if head.origin.startswith(names.FRESH_ORIGIN) and len(items) != head.size:
        checks.append(Check(names.CHECKPOINT, False, "the tree has leaves without a file here"))
    return checks


def _check_leaf(scan: Scan, number: int, head: heads.Head) -> tuple[int, Leaf]:
    text = scan.read(names.leaf_name(number), MAX_LEAF)
    leaf, mark = decode(text), leaf_hash(text)
    proof = package_proof.decode(scan.read(names.proof_name(number), package_proof.MAX_PROOF))
    if proof.checkpoint != scan.read(names.CHECKPOINT, heads.MAX_NOTE):
        raise NotRead(f"{names.proof_name(number)} carries another head")
    if not tree.verify_inclusion(proof.index, head.size, mark, proof.hashes, head.root):
        raise NotRead(f"{names.proof_name(number)} does not lead from its leaf to the signed root")
    return proof.index, leaf


def _lines(data: bytes) -> list[str]:
    if not data.endswith(b"\n"):
        raise ValueError("is cut short or empty")
    if data.count(b"\n") > max(MAX_FILES, names.MAX_HASHES):
        raise ValueError("has more lines than any list of this kind")
    text = data.decode("ascii", errors="replace")
    return text[:-1].split("\n")


def _short(name: str, checks: list[Check]) -> list[Check]:
    if len(checks) <= SHOWN:
        return checks
    return [*checks[:SHOWN], Check(name, False, f"{len(checks) - SHOWN} more like these")]
