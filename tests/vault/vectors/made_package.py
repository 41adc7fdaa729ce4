"""A package written from docs/vault-format.md, section 10, without everyword's own writer."""

import hashlib
from collections.abc import Mapping

from tests.vault.vectors import made_notes as notes
from tests.vault.vectors import made_trees as trees
from tests.vault.vectors.seeds import b64, seeded

DATA = {
    "data/0001-chat.txt": b"03/04/2024, 21:07 - Alex: hello\n",
    "data/0002-empty.jpg": b"",
}
NAMES = ("WhatsApp Chat with Sam.txt", "Caf\u00e9%0A100%25.JPEG")
"""As they stand in the leaf: the second has a line end and a percent sign in it."""
SIGNER = seeded("signer")
PUBLIC_KEY = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410)."""
UNSIGNED = ("tagmanifest-sha256.txt", "seal/tagmanifest.sig")
PLACES = (4, 9)
"""Where the two leaves stand in the tree of the case."""

Bag = dict[str, bytes]


def leaf_text(number: int, data: bytes) -> bytes:
    return (
        "everyword-leaf/1\n"
        f"salt {seeded(f'salt {number}').hex()}\n"
        "kind file\n"
        f"sha256 {hashlib.sha256(data).hexdigest()}\n"
        f"size {len(data)}\n"
        f"name {NAMES[number]}\n"
        "seen 2024-04-03T21:07:00Z\n"
    ).encode()


def package() -> Bag:
    """In a tree of its own."""
    texts = [leaf_text(number, data) for number, data in enumerate(DATA.values())]
    hashes = [trees.leaf(text) for text in texts]
    origin = f"everyword/export/{trees.head(hashes).hex()[:32]}"
    return sealed(origin, texts, (0, 1), hashes)


def package_of_case() -> Bag:
    """In the tree of the case, under a head that a witness has signed."""
    texts = [leaf_text(number, data) for number, data in enumerate(DATA.values())]
    hashes = list(trees.LEAVES[:11])
    for place, text in zip(PLACES, texts, strict=True):
        hashes[place] = trees.leaf(text)
    return sealed(notes.ORIGIN, texts, PLACES, hashes, is_witnessed=True)


def sealed(
    origin: str,
    texts: list[bytes],
    places: tuple[int, ...],
    hashes: list[bytes],
    is_witnessed: bool = False,
) -> Bag:
    head = f"{origin}\n{len(hashes)}\n{b64(trees.head(hashes))}\n".encode()
    note = head + b"\n" + notes.log_line(head, origin, SIGNER)
    bag = dict(DATA)
    if is_witnessed:
        note += notes.witness_line(head)
        bag["seal/witnesses.txt"] = f"Ann\t{notes.vkey(notes.ANN, notes.WITNESS, 4)}\n".encode()
    for number, (place, text) in enumerate(zip(places, texts, strict=True), 1):
        lines = ["c2sp.org/tlog-proof@v1", f"index {place}", *map(b64, trees.path(place, hashes))]
        bag[f"seal/leaves/{number:06d}.leaf"] = text
        bag[f"seal/proofs/{number:06d}.tlog-proof"] = "\n".join(lines).encode() + b"\n\n" + note
    return relisted(
        bag
        | {
            "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": b"",
            "seal/checkpoint": note,
            "seal/leafhashes.txt": "".join(f"{each.hex()}\n" for each in hashes).encode(),
            "seal/signer.pem": pem(SIGNER),
            "seal/signer.vkey": f"{notes.vkey(origin, SIGNER)}\n".encode(),
            "HOW-TO-VERIFY.txt": b"Made for the tests: the pages for people are left out.\n",
            "VERIFY.sh": b"echo this script is never run; exit 1\n",
            "COVER.txt": b"Made for the tests.\n",
        }
    )


def pem(seed: bytes) -> bytes:
    key = b64(PUBLIC_KEY + notes.public(seed))
    return f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----\n".encode()


def relisted(bag: Bag, *, is_signed: bool = True, too_many: int = 0) -> Bag:
    """With the lists made again, as somebody does who knows BagIt; signed, who has the key too."""
    payload = {path: data for path, data in bag.items() if path.startswith("data/")}
    size, count = sum(map(len, payload.values())), len(payload)
    info = f"Bagging-Date: 2024-04-03\nPayload-Oxum: {size}.{count + too_many}\n".encode()
    bag = bag | {"bag-info.txt": info, "manifest-sha256.txt": listing(payload)}
    tags = {p: data for p, data in bag.items() if p not in payload and p not in UNSIGNED}
    listed = listing(tags)
    made = bag | {"tagmanifest-sha256.txt": listed}
    return made | {"seal/tagmanifest.sig": notes.signed(SIGNER, listed)} if is_signed else made


def listing(files: Mapping[str, bytes], kind: str = "sha256") -> bytes:
    lines = (f"{hashlib.new(kind, files[p]).hexdigest()}  {p}\n" for p in sorted(files))
    return "".join(lines).encode()
