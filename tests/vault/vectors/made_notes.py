"""Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature), and an index of them.

`signed_note` is what the published rules give for a reader that knows the keys in `vkeys`: good, or
refused. `head` is the same question asked of us: a head of exactly three lines that carries the
line of the first key once. Where the two differ, `stricter` says why. `cosigned` is what is found
of the other lines.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vault.vectors.made_trees import LEAVES, flipped, head
from tests.vault.vectors.seeds import Files, as_json, b64, seeded

ORIGIN = "everyword/case/" + seeded("origin", 16).hex()
TIME = 1712178429  # 2024-04-03 21:07:09 UTC
LOG, WITNESS, SECOND, STRANGER = (seeded(f"key {n}") for n in ("log", "ann", "bo", "stranger"))
ANN, BO = "ann.example/witness", "bo.example/witness"

Case = dict[str, object]


def public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def signed(seed: bytes, text: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(text)


def key_hash(name: str, seed: bytes, kind: int) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public(seed)).digest()[:4]


def vkey(name: str, seed: bytes, kind: int = 1) -> str:
    key = b64(bytes([kind]) + public(seed))
    return f"{name}+{key_hash(name, seed, kind).hex()}+{key}"


def line(name: str, mark: bytes) -> bytes:
    return f"\u2014 {name} {b64(mark)}\n".encode()


def log_line(text: bytes, name: str = ORIGIN, seed: bytes = LOG) -> bytes:
    return line(name, key_hash(name, seed, 1) + signed(seed, text))


def witness_line(text: bytes, name: str = ANN, seed: bytes = WITNESS, time: int = TIME) -> bytes:
    return line(name, key_hash(name, seed, 4) + stamped(text, seed, time))


def stamped(text: bytes, seed: bytes, time: int, said: int | None = None) -> bytes:
    """The time and the signature with it; `said` is another time than the signed one."""
    message = b"cosignature/v1\ntime %d\n" % time + text
    return (time if said is None else said).to_bytes(8, "big") + signed(seed, message)


def checkpoint(size: int = 7) -> bytes:
    return f"{ORIGIN}\n{size}\n{b64(head(LEAVES[:size]))}\n".encode()


TEXT = checkpoint()
NOTE = TEXT + b"\n" + log_line(TEXT)
GOOD: Case = {"signed_note": "good", "head": "good"}
BAD: Case = {"signed_note": "refused", "head": "refused"}


def stricter(why: str) -> Case:
    return {"signed_note": "good", "head": "refused", "stricter": why}


def make() -> Files:
    files: Files = {}
    index: dict[str, object] = {}
    size, root = 7, b64(head(LEAVES[:7]))
    keys = [vkey(ORIGIN, LOG), vkey(ANN, WITNESS, 4), vkey(BO, SECOND, 4)]
    for name, (note, told) in cases().items():
        files[f"notes/{name}.note"] = note
        index[name] = told
    known = {"origin": ORIGIN, "size": size, "root": root, "vkeys": keys, "notes": index}
    files["notes/index.json"] = as_json(known)
    return files


def cases() -> dict[str, tuple[bytes, Case]]:
    return {**plain_notes(), **edited_notes(), **misspelled_notes(), **cosigned_notes()}


def plain_notes() -> dict[str, tuple[bytes, Case]]:
    """Texts of other forms, each well signed."""
    dots = f"{ORIGIN}\n7\n{b64(head(LEAVES[:7]))}\n".encode()
    texts: dict[str, tuple[bytes, Case]] = {
        "text-that-is-no-head": (b"A letter.\n", stricter("not the three lines of a head")),
        "text-of-paragraphs": (b"One.\n\nTwo.\n", stricter("not the three lines of a head")),
        "head-with-extension": (dots + b"more\n", stricter("a line after the root")),
        "head-size-with-zero": (dots.replace(b"\n7\n", b"\n07\n"), stricter("size spelled 07")),
        "head-size-negative": (dots.replace(b"\n7\n", b"\n-7\n"), stricter("no size")),
        "head-root-short": (f"{ORIGIN}\n7\nAAAA\n".encode(), stricter("a root of 3 bytes")),
        "head-root-other-base64": (dots[:-2] + b"\n", stricter("the root without padding")),
        "head-of-another-origin": (dots.replace(b"case/", b"c/"), stricter("another origin")),
    }
    return {name: (text + b"\n" + log_line(text), told) for name, (text, told) in texts.items()}


def edited_notes() -> dict[str, tuple[bytes, Case]]:
    """The head itself, and what may be wrong with it."""
    ours = log_line(TEXT)
    mark = key_hash(ORIGIN, LOG, 1) + signed(LOG, TEXT)
    other = log_line(checkpoint(6))
    stranger = log_line(TEXT, seed=STRANGER)
    swapped = line(ORIGIN, mark[:4] + mark[36:] + mark[4:36])
    return {
        "good": (NOTE, GOOD),
        "good-and-unknown-line": (NOTE + log_line(TEXT, "x.example", STRANGER), GOOD),
        "good-and-same-name-other-key": (NOTE + stranger, GOOD),
        "unknown-key": (TEXT + b"\n" + stranger, BAD),
        "unknown-name": (TEXT + b"\n" + log_line(TEXT, "x.example"), BAD),
        "name-changed": (TEXT + b"\n" + line("x.example", mark), BAD),
        "text-changed": (NOTE.replace(b"\n7\n", b"\n8\n"), BAD),
        "root-changed": (checkpoint(6).replace(b"\n6\n", b"\n7\n") + b"\n" + ours, BAD),
        "signature-of-another-head": (TEXT + b"\n" + other, BAD),
        "signature-bit": (TEXT + b"\n" + line(ORIGIN, flipped(mark, 8 * 40)), BAD),
        "signature-halves-exchanged": (TEXT + b"\n" + swapped, BAD),
        "signature-short": (TEXT + b"\n" + line(ORIGIN, mark[:-1]), BAD),
        "signature-long": (TEXT + b"\n" + line(ORIGIN, mark + b"\0"), BAD),
        "signature-empty": (TEXT + b"\n" + line(ORIGIN, mark[:4]), BAD),
        "key-id-changed": (TEXT + b"\n" + line(ORIGIN, flipped(mark, 0)), BAD),
        "signed-twice-same": (NOTE + ours, stricter("the line of the case stands twice")),
        "signed-twice-second-bad": (
            NOTE + line(ORIGIN, flipped(mark, 100)),
            {**BAD, "signed_note": "either"},
        ),
    }


def misspelled_notes() -> dict[str, tuple[bytes, Case]]:
    """The head as it was signed, in a note that does not have its form."""
    ours = log_line(TEXT)
    return {
        "no-signature": (TEXT + b"\n", BAD),
        "no-blank-line": (TEXT + ours, BAD),
        "only-text": (TEXT, BAD),
        "no-last-line-end": (NOTE[:-1], BAD),
        "blank-line-at-end": (NOTE + b"\n", BAD),
        "hyphen-for-dash": (NOTE.replace("\u2014".encode(), b"-"), BAD),
        "two-spaces": (NOTE.replace(b" everyword", b"  everyword"), BAD),
        "space-at-end": (NOTE[:-1] + b" \n", BAD),
        "crlf": (NOTE.replace(b"\n", b"\r\n"), BAD),
        "base64-with-a-blank": (NOTE[:-9] + b" " + NOTE[-9:], BAD),
        "not-utf-8": (NOTE.replace(b"everyword/case", b"everyword\xff/case"), BAD),
        "nothing": (b"", BAD),
    }


def cosigned_notes() -> dict[str, tuple[bytes, Case]]:
    """`cosigned`: for each further line the name of the key, whether it is good, its time."""
    ann, bo = witness_line(TEXT), witness_line(TEXT, BO, SECOND, TIME + 60)
    ours, two = log_line(TEXT), ((ANN, True, TIME), (BO, True, TIME + 60))
    by_stranger = witness_line(TEXT, "x.example", STRANGER)
    no_head = stricter("the line of the case is missing")
    early, late = witness_line(TEXT, time=0), witness_line(TEXT, time=2**64 - 1)
    failed = (ANN, False, None)
    other_id = line(ANN, bytes(4) + stamped(TEXT, WITNESS, TIME))
    renamed = line("x.example", key_hash(ANN, WITNESS, 4) + stamped(TEXT, WITNESS, TIME))
    return {
        "cosigned": (NOTE + ann, cosigned(GOOD, two[0])),
        "cosigned-above-ours": (TEXT + b"\n" + ann + ours, cosigned(GOOD, two[0])),
        "cosigned-by-two": (NOTE + ann + bo, cosigned(GOOD, *two)),
        "cosigned-only": (TEXT + b"\n" + ann, cosigned(no_head, two[0])),
        "cosigned-unknown": (NOTE + by_stranger, cosigned(GOOD, ("x.example", False, None))),
        "cosigned-known-name-other-key": (
            NOTE + witness_line(TEXT, ANN, STRANGER),
            cosigned(GOOD, failed),
        ),
        "cosigned-name-changed": (NOTE + renamed, cosigned(GOOD, ("x.example", False, None))),
        "cosigned-key-id-changed": (NOTE + other_id, cosigned(GOOD, failed)),
        "cosigned-with-plain-key": (NOTE + log_line(TEXT, ANN, WITNESS), cosigned(GOOD, failed)),
        "cosigned-time-nothing": (
            NOTE + early,
            cosigned(GOOD, failed) | {"stricter": "a time of 1970"},
        ),
        "cosigned-time-beyond": (
            NOTE + late,
            cosigned(GOOD, failed) | {"stricter": "a time no calendar has"},
        ),
        **badly_cosigned_notes(),
    }


def badly_cosigned_notes() -> dict[str, tuple[bytes, Case]]:
    """The witness is known, and her line does not fit."""
    start = key_hash(ANN, WITNESS, 4)
    later = start + stamped(TEXT, WITNESS, TIME, said=TIME + 86400)
    plain = start + TIME.to_bytes(8, "big") + signed(WITNESS, TEXT)
    longer = start + stamped(TEXT, WITNESS, TIME) + b"\0"
    lines = {
        "time-changed": line(ANN, later),
        "another-head": witness_line(checkpoint(6)),
        "text-without-time": line(ANN, plain),
        "no-time": line(ANN, start + signed(WITNESS, TEXT)),
        "byte-more": line(ANN, longer),
        "mark-cut": line(ANN, later[:11]),
        "text-with-line-ends": witness_line(TEXT.replace(b"\n", b"\r\n")),
    }
    told = cosigned({"signed_note": "refused", "head": "good"}, (ANN, False, None))
    return {f"cosigned-{name}": (NOTE + each, told) for name, each in lines.items()}


def cosigned(told: Case, *lines: tuple[str, bool, int | None]) -> Case:
    return told | {"cosigned": [{"key": k, "ok": ok, "time": time} for k, ok, time in lines]}
