"""What a package folder holds, and what each file in it is called."""

import re
from typing import Final

BAGIT: Final = "bagit.txt"
BAGIT_TEXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAG_INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
SIGNATURE: Final = "seal/tagmanifest.sig"
CHECKPOINT: Final = "seal/checkpoint"
LEAF_HASHES: Final = "seal/leafhashes.txt"
SIGNER_PEM: Final = "seal/signer.pem"
SIGNER_VKEY: Final = "seal/signer.vkey"
HOW_TO: Final = "HOW-TO-VERIFY.txt"
SCRIPT: Final = "VERIFY.sh"
COVER: Final = "COVER.txt"
LABELS: Final = "seal/labels.txt"
WITNESSES: Final = "seal/witnesses.txt"
OTS: Final = "seal/checkpoint.ots"

ALWAYS: Final = frozenset(
    {
        BAGIT,
        BAG_INFO,
        MANIFEST,
        TAG_MANIFEST,
        SIGNATURE,
        CHECKPOINT,
        LEAF_HASHES,
        SIGNER_PEM,
        SIGNER_VKEY,
        HOW_TO,
        SCRIPT,
        COVER,
    }
)
SOMETIMES: Final = frozenset({LABELS, WITNESSES, OTS})
FOLDERS: Final = frozenset({"data", "seal", "seal/leaves", "seal/proofs"})
STRAY: Final = re.compile(r"(.*/)?(\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)")
"""Files that a computer puts into a folder by itself when somebody looks into it."""

MAX_ITEMS: Final = 100_000
MAX_HASHES: Final = 500_000
"""Leaves in a tree a package can list; also what keeps a hostile list from filling the memory."""
MAX_STAMPS: Final = 20

FRESH_ORIGIN: Final = "everyword/export/"

_NUMBERED: Final = (
    re.compile(r"data/([0-9]{4}|[0-9]{6})-[A-Za-z0-9][A-Za-z0-9._-]{0,80}"),
    re.compile(r"seal/leaves/([0-9]{6})\.leaf"),
    re.compile(r"seal/proofs/([0-9]{6})\.tlog-proof"),
)
_STAMP: Final = re.compile(r"seal/checkpoint\.([a-z0-9-]{1,20})\.(?:tsr|pem|time)")
_EXTENSIONS: Final = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
}


def data_name(number: int, count: int, name: str, media: str) -> str:
    """A name of ours for item `number` of `count`: ASCII, short, safe on every system.

    What it was called before stands in its leaf.
    """
    base = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    stem, dot, suffix = base.rpartition(".")
    if not dot or not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", suffix):
        stem, ending = base, _EXTENSIONS.get(media, "")
    else:
        ending = f".{suffix.lower()}"
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", stem)[:40].strip("-_")
    width = 4 if count < 10_000 else 6
    return f"data/{number:0{width}d}-{plain or 'item'}{ending}"


def leaf_name(number: int) -> str:
    return f"seal/leaves/{number:06d}.leaf"


def proof_name(number: int) -> str:
    return f"seal/proofs/{number:06d}.tlog-proof"


def stamp_name(label: str, ending: str) -> str:
    """A file of the time stamp with this label: tsr, pem or time."""
    return f"seal/checkpoint.{label}.{ending}"


def stamp_label(path: str) -> str | None:
    """The time stamp a file of the package belongs to; None where it belongs to none."""
    match = _STAMP.fullmatch(path)
    return match[1] if match else None


def number_of(path: str) -> int | None:
    """The item a file of the package belongs to; None where it belongs to none."""
    for pattern in _NUMBERED:
        if match := pattern.fullmatch(path):
            return int(match[1])
    return None


def belongs(path: str) -> bool:
    """May a package hold a file of this name?"""
    known = path in ALWAYS or path in SOMETIMES
    return known or number_of(path) is not None or stamp_label(path) is not None
