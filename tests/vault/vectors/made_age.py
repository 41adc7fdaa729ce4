"""Age files in the form of the CCTV test kit: some lines about the case, an empty line, the file.

    expect       success, no match, HMAC failure, header failure, payload failure
    payload      SHA-256 of what comes out, or came out before the failure
    file key     hex; identity, passphrase: what to open it with; armored: yes; comment: words
    compressed   zlib: the file below is packed

`expect` is what the age format says. Where our readers refuse more on purpose, `stricter.json` has
the reason.
"""

import hashlib
import zlib
from collections.abc import Iterator

from tests.vault.vectors import age_parts as age
from tests.vault.vectors.age_parts import (
    ALEX,
    CHUNK,
    FILE_KEY,
    NONCE,
    SAM,
    SHARE,
    VERSION,
    header,
    payload,
    stanza,
    text64,
    x25519,
)
from tests.vault.vectors.made_age_scrypt import SLOT, locked, scrypt_cases
from tests.vault.vectors.seeds import Files, as_json, seeded

SMALL = b"03/04/2024, 21:07 - Alex: hello\n"
HEADER = header(x25519())
BODY = payload(SMALL)
UNKNOWN = stanza(b"unknown-kind of two", b"")
SHARE64 = text64(age.public(SHARE))
WRAPPED = age.wrapped(ALEX, SHARE)
BEGINNING = b"-> X25519 " + SHARE64 + b"\n"

STRICTER = {
    "age file": {
        "armoured": "text armour is not used here",
        "stanzas-17": "more than 16 stanzas",
        "header-long": "a header of more than 64 KiB",
    },
    "slot": {
        "scrypt-factor-10": "a work factor below 16",
        "scrypt-factor-15": "a work factor below 16",
        "scrypt-factor-21": "a work factor above 20: nothing is tried",
        "scrypt-armoured": "text armour is not used here",
        "scrypt-not-a-slot": "what is opened must be the keys of a case",
        "holder-and-unknown": "a stanza of another kind, not one that writers add as grease",
        "holder-two": "a slot is for one key",
        "holder-not-a-slot": "what is opened must be the keys of a case",
    },
}
"""What our readers refuse though the format allows it, and why."""

Case = tuple[str, str, bytes, bytes | None]
"""Name, what to expect, the file, and what comes out of it (None: nothing is said)."""


def make() -> Files:
    files = {"age/stricter.json": as_json(STRICTER)}
    opened_by = f"identity: {age.identity(ALEX)}"
    for name, expect, data, clear in x25519_cases():
        files[f"age/{name}"] = written(expect, data, clear, opened_by)
    for name, front, clear in holders():
        data = front + payload(clear)
        files[f"age/{name}"] = written("success", data, clear, opened_by)
    for name, expect, data, clear, words in scrypt_cases():
        files[f"age/{name}"] = written(expect, data, clear, f"passphrase: {words}")
    return files


def written(expect: str, data: bytes, clear: bytes | None, opened_by: str) -> bytes:
    lines = [f"expect: {expect}"]
    if clear is not None:
        lines.append(f"payload: {hashlib.sha256(clear).hexdigest()}")
    lines += [f"file key: {FILE_KEY.hex()}", opened_by]
    if data.startswith(b"-----"):
        lines.append("armored: yes")
    if len(data) > 8000:
        lines.append("compressed: zlib")
        data = zlib.compress(data, 9)
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + data


def x25519_cases() -> Iterator[Case]:
    for name, front in good_headers().items():
        yield name, "success", front + BODY, SMALL
    yield "armoured", "success", age.armour(HEADER + BODY), SMALL
    for name, front in unmatched_headers().items():
        yield name, "no match", front + BODY, None
    for name, front in bad_stanzas().items():
        yield name, "header failure", header(front) + BODY, None
    for name, front in bad_headers().items():
        yield name, "header failure", front + BODY, None
    for name, front in changed_headers().items():
        yield name, "HMAC failure", front + BODY, None
    yield from streams()
    yield from broken_streams()


def good_headers() -> dict[str, bytes]:
    """Whole headers that open."""
    sam = x25519(SAM, seeded("share 2"))
    return {
        "small": HEADER,
        "recipients-two": header(sam, x25519()),
        "recipients-three": header(x25519(), sam, x25519(SAM, seeded("share 3"))),
        "recipient-twice": header(x25519(), x25519(ALEX, seeded("share 4"))),
        "unknown-before": header(UNKNOWN, x25519()),
        "unknown-after": header(x25519(), UNKNOWN),
        "unknown-long": header(stanza(b"x", seeded("long", 500)), x25519()),
        "unknown-full-line": header(stanza(b"x", seeded("line", 48)), x25519()),
        "unknown-60-columns": header(stanza(b"x", seeded("sixty", 45)), x25519()),
        "grease-like": header(stanza(b"!~-grease \"'", seeded("grease", 7)), x25519()),
        "stanzas-16": header(*[UNKNOWN] * 15, x25519()),
        "stanzas-17": header(*[UNKNOWN] * 16, x25519()),
        "header-long": header(stanza(b"x", bytes(70_000)), x25519()),
    }


def holders() -> Iterator[tuple[str, bytes, bytes]]:
    """Slots of a key holder: name, header, content."""
    grease = stanza(b"x-grease y", seeded("grease", 7))
    yield "holder", HEADER, SLOT
    yield "holder-and-grease", header(grease, x25519()), SLOT
    yield "holder-and-unknown", header(UNKNOWN, x25519()), SLOT
    yield "holder-two", header(x25519(), x25519(SAM, seeded("share 2"))), SLOT
    yield "holder-not-a-slot", HEADER, SLOT.replace(b"slot 1", b"slot 2")


def unmatched_headers() -> dict[str, bytes]:
    changed = bytes([WRAPPED[0] ^ 1]) + WRAPPED[1:]
    return {
        "recipient-other": header(x25519(SAM)),
        "unknown-only": header(UNKNOWN),
        "wrapped-changed": header(stanza(b"X25519 " + SHARE64, changed)),
        "wrapped-for-other-share": header(
            stanza(b"X25519 " + text64(age.public(seeded("share 5"))), WRAPPED)
        ),
        "kind-small-letters": header(stanza(b"x25519 " + SHARE64, WRAPPED)),
    }


def bad_stanzas() -> dict[str, bytes]:
    """One stanza each; the MAC is right."""
    share, body = age.public(SHARE), text64(WRAPPED)
    long_key = age.wrapped(ALEX, SHARE, FILE_KEY + b"\0")
    short_key = age.wrapped(ALEX, SHARE, FILE_KEY[:15])
    last = SHARE64[:-1] + bytes([SHARE64[-1] + 1])
    full = text64(seeded("line", 48))
    return {
        "share-missing": stanza(b"X25519", WRAPPED),
        "share-and-more": stanza(b"X25519 " + SHARE64 + b" more", WRAPPED),
        "share-short": stanza(b"X25519 " + text64(share[:31]), WRAPPED),
        "share-long": stanza(b"X25519 " + text64(share + b"\0"), WRAPPED),
        "share-of-low-order": stanza(b"X25519 " + text64(bytes(32)), WRAPPED),
        "share-other-spelling": stanza(b"X25519 " + last, WRAPPED),
        "share-padded": stanza(b"X25519 " + SHARE64 + b"=", WRAPPED),
        "wrapped-long": stanza(b"X25519 " + SHARE64, long_key),
        "wrapped-short": stanza(b"X25519 " + SHARE64, short_key),
        "wrapped-nothing": stanza(b"X25519 " + SHARE64, b""),
        "body-other-spelling": BEGINNING + body[:-1] + bytes([body[-1] + 1]) + b"\n",
        "body-padded": BEGINNING + body + b"=\n",
        "body-with-a-cr": BEGINNING + body + b"\r\n",
        "body-line-of-68": x25519() + b"-> x\n" + full + full[:4] + b"\n",
        "body-line-of-128": x25519() + b"-> x\n" + full + full + b"\n\n",
        "body-two-short-lines": BEGINNING + body[:20] + b"\n" + body[20:] + b"\n",
        "body-last-line-missing": b"-> x\n" + full + b"\n" + x25519(),
        "body-missing": b"-> x\n" + x25519(),
        "kind-missing": x25519() + b"->\n\n",
        "kind-empty": x25519() + b"-> \n\n",
        "argument-empty": x25519() + b"-> x  y\n\n",
        "argument-empty-last": x25519() + b"-> x \n\n",
        "argument-not-ascii": x25519() + b"-> \xc3\xa9\n\n",
        "arrow-other": x25519().replace(b"-> ", b"<- "),
        "scrypt-beside-it": x25519() + locked(b"16", seeded("junk", 32)),
        "nobody": b"",
    }


def bad_headers() -> dict[str, bytes]:
    """Whole headers; what is wrong is not in a stanza."""
    above, mac64 = HEADER[:-44], HEADER[-44:-1]
    return {
        "version-2": HEADER.replace(b"org/v1", b"org/v2"),
        "version-missing": HEADER.removeprefix(VERSION),
        "line-ends-crlf": HEADER.replace(b"\n", b"\r\n"),
        "mac-missing": above[:-1] + b"\n",
        "mac-short": above + text64(bytes(31)) + b"\n",
        "mac-two-spaces": above + b" " + mac64 + b"\n",
        "mac-padded": above + mac64 + b"=\n",
        "mac-other-spelling": above + mac64[:-1] + bytes([mac64[-1] + 1]) + b"\n",
        "mac-and-more": above + mac64 + b" more\n",
        "mac-line-missing": above[:-4],
    }


def changed_headers() -> dict[str, bytes]:
    front = header(UNKNOWN, x25519())
    return {
        "mac-changed": HEADER[:-44] + text64(bytes(32)) + b"\n",
        "mac-of-another-key": header(x25519(), file_key=seeded("file key 2", 16)),
        "argument-changed": front.replace(b"of two", b"of ten"),
        "stanza-taken-out": front.replace(UNKNOWN, b""),
        "stanza-added": HEADER.replace(VERSION, VERSION + UNKNOWN),
    }


def streams() -> Iterator[Case]:
    """Contents of every size at the borders of chunks; the longest makes the number carry over."""
    sizes = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1)
    for size in sizes:
        clear = age.plain(size)
        yield f"stream-{size}", "success", HEADER + payload(clear), clear
    clear = age.plain(256 * CHUNK + 5)
    yield "stream-257-chunks", "success", HEADER + payload(clear), clear


def broken_streams() -> Iterator[Case]:
    three = age.plain(2 * CHUNK + 5)
    first, second, third = age.chunks(three)
    one, two = three[:CHUNK], three[CHUNK : 2 * CHUNK]
    yield "nonce-missing", "header failure", HEADER, None
    yield "nonce-short", "header failure", HEADER + NONCE[:15], None
    cases: dict[str, tuple[list[bytes], bytes]] = {
        "chunks-none": ([], b""),
        "tag-cut": ([age.chunk(0, SMALL, True)[:-1]], b""),
        "tag-only-part": ([age.chunk(0, b"", True)[:15]], b""),
        "tag-changed": ([age.chunk(0, SMALL, True)[:-1] + b"\0"], b""),
        "byte-after": ([age.chunk(0, SMALL, True), b"\0"], b""),
        "tag-after": ([age.chunk(0, SMALL, True), bytes(16)], b""),
        "last-mark-missing": ([age.chunk(0, SMALL, False)], b""),
        "number-from-one": ([age.chunk(1, SMALL, True)], b""),
        "empty-last-chunk": ([first, age.chunk(1, b"", True)], one),
        "empty-last-chunk-of-three": ([first, second, age.chunk(2, b"", True)], one + two),
        "last-mark-missing-of-three": ([first, second, age.chunk(2, b"12345", False)], one + two),
        "last-chunk-missing": ([first, second], one),
        "last-chunk-cut": ([first, second, third[:-1]], one + two),
        "last-mark-too-early": ([first, age.chunk(1, two, True), third], one),
        "last-chunk-twice": ([age.chunk(0, SMALL, True), age.chunk(1, SMALL, True)], b""),
        "byte-after-full-chunk": ([age.chunk(0, one, True), b"\0"], b""),
        "first-chunk-changed": ([flip(first), second, third], b""),
        "second-chunk-changed": ([first, flip(second), third], one),
        "chunks-exchanged": ([second, first, third], b""),
        "chunk-taken-out": ([first, third], one),
        "chunk-twice": ([first, first, second, third], one),
        "chunk-of-65537": ([age.chunk(0, one + b"\0", True)], b""),
        "short-chunk-before-last": ([age.chunk(0, SMALL, False), age.chunk(1, SMALL, True)], b""),
    }
    for name, (parts, before) in cases.items():
        yield name, "payload failure", HEADER + NONCE + b"".join(parts), before


def flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]
