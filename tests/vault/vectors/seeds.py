"""What the makers of the vectors share: bytes from fixed seeds, and how files are spelled.

Nothing here or in the other makers comes from everyword itself: the files are worked out a second
time, from the published descriptions, so that they can disagree with our code.
"""

import base64
import hashlib
import json

Files = dict[str, bytes]
"""Path below this folder (posix form), and the bytes of the file."""


def seeded(label: str, size: int = 32) -> bytes:
    """The same bytes for the same label, for ever."""
    blocks = -(-size // 32)
    stream = (hashlib.sha256(f"everyword vectors {label} {n}".encode()) for n in range(blocks))
    return b"".join(block.digest() for block in stream)[:size]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def as_json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
