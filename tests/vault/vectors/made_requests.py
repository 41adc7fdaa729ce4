"""What a witness is asked: bodies of add-checkpoint (C2SP tlog-witness), and the answer due.

`held` is how many leaves she has seen of this log (null: none yet), `root` which root she saw then;
`status` is the one of C2SP: 200 signed, 400 not in the form, 403 no line by the known key, 404 not
a log she knows, 409 not from what she has seen, 422 the proof does not lead from there.
"""

from collections.abc import Sequence

from tests.vault.vectors.made_notes import LOG, ORIGIN, STRANGER, line, log_line, vkey, witness_line
from tests.vault.vectors.made_trees import LEAVES, between, flipped, head, leaf
from tests.vault.vectors.seeds import Files, as_json, b64, seeded

HASHES = LEAVES[:20]
FORKED = [leaf(b"another first record"), *HASHES[1:]]
SEEN, NEW = 7, 20

Asked = tuple[bytes, int | None, int]
"""The request, how many leaves she has seen, the status."""


def make() -> Files:
    files: Files = {}
    index: dict[str, object] = {}
    for name, (data, held, status) in {**figures(), **keys(), **forms()}.items():
        files[f"requests/{name}.txt"] = data
        root = None if held is None else b64(head(HASHES[:held]))
        index[name] = {"held": held, "root": root, "status": status}
    told = {"vkey": vkey(ORIGIN, LOG), "requests": index}
    files["requests/index.json"] = as_json(told)
    return files


def text(hashes: Sequence[bytes], size: int | None = None, origin: str = ORIGIN) -> bytes:
    count = len(hashes) if size is None else size
    return f"{origin}\n{count}\n{b64(head(hashes))}\n".encode()


def note(hashes: Sequence[bytes]) -> bytes:
    return text(hashes) + b"\n" + log_line(text(hashes))


def body(old: object, proof: Sequence[bytes], signed: bytes) -> bytes:
    above = "".join(f"{word}\n" for word in [f"old {old}", *map(b64, proof)])
    return above.encode() + b"\n" + signed


def figures() -> dict[str, Asked]:
    """In their form and signed; the figures and hashes decide."""
    proof, new, old = between(SEEN, HASHES), note(HASHES), note(HASHES[:SEEN])
    good = body(SEEN, proof, new)
    forked = body(SEEN, between(SEEN, FORKED), note(FORKED))
    rewritten = body(SEEN, [], note(FORKED[:SEEN]))
    return {
        "good": (good, SEEN, 200),
        "good-first": (body(0, [], new), None, 200),
        "good-first-seen-none": (body(0, [], new), 0, 200),
        "good-again": (body(SEEN, [], old), SEEN, 200),
        "good-one-more": (
            body(SEEN, between(SEEN, HASHES[:8]), note(HASHES[:8])),
            SEEN,
            200,
        ),
        "empty-tree": (body(0, [], note([])), None, 200),
        "empty-tree-other-root": (
            body(0, [], wrongly_empty() + b"\n" + log_line(wrongly_empty())),
            None,
            422,
        ),
        "proof-for-a-first": (body(0, proof, new), None, 422),
        "proof-changed": (body(SEEN, [flipped(proof[0], 7), *proof[1:]], new), SEEN, 422),
        "proof-cut": (body(SEEN, proof[:-1], new), SEEN, 422),
        "proof-missing": (body(SEEN, [], new), SEEN, 422),
        "proof-longer": (body(SEEN, [*proof, seeded("a hash")], new), SEEN, 422),
        "proof-of-another-start": (body(SEEN, between(6, HASHES), new), SEEN, 422),
        "proof-for-the-same": (body(SEEN, proof, old), SEEN, 422),
        "past-rewritten": (forked, SEEN, 422),
        "past-rewritten-same-size": (rewritten, SEEN, 409),
        "older": (body(5, between(5, HASHES[:6]), note(HASHES[:6])), SEEN, 409),
        "from-less": (body(5, between(5, HASHES), new), SEEN, 409),
        "from-more": (body(8, between(8, HASHES), new), SEEN, 409),
        "from-none": (body(0, [], new), SEEN, 409),
        "from-some-for-a-first": (good, None, 409),
        "seen-already": (good, NEW, 409),
    }


def wrongly_empty() -> bytes:
    return text([HASHES[0]], size=0)


def keys() -> dict[str, Asked]:
    """Who signed it."""
    proof, signed = between(SEEN, HASHES), text(HASHES)
    other = text(HASHES, origin="log.example/other")
    mark = log_line(signed)
    stranger = log_line(signed, seed=STRANGER)
    bodies: dict[str, tuple[bytes, int]] = {
        "signed-by-a-stranger": (signed + b"\n" + stranger, 403),
        "signed-by-a-witness-only": (signed + b"\n" + witness_line(signed), 403),
        "signature-of-another": (signed + b"\n" + log_line(text(HASHES[:8])), 403),
        "signature-of-zeros": (signed + b"\n" + line(ORIGIN, seeded("x", 4) + bytes(64)), 403),
        "signed-beside-others": (signed + b"\n" + stranger + mark + witness_line(signed), 200),
        "another-log": (other + b"\n" + log_line(other, "log.example/other"), 404),
        "another-log-same-name-inside": (other + b"\n" + log_line(other), 404),
    }
    return {name: (body(SEEN, proof, each), SEEN, code) for name, (each, code) in bodies.items()}


def forms() -> dict[str, Asked]:
    """Spellings that are not the one there is."""
    proof, new = between(SEEN, HASHES), note(HASHES)
    good = body(SEEN, proof, new)
    first = b64(proof[0]).encode()
    bodies = {
        "nothing": b"",
        "only-the-note": new,
        "old-missing": good.removeprefix(b"old 7\n"),
        "old-words": good.replace(b"old 7", b"old seven"),
        "old-negative": good.replace(b"old 7", b"old -7"),
        "old-with-zero": good.replace(b"old 7", b"old 07"),
        "old-plus": good.replace(b"old 7", b"old +7"),
        "old-two-spaces": good.replace(b"old 7", b"old  7"),
        "old-capital": good.replace(b"old 7", b"Old 7"),
        "old-beyond": body(2**70, proof, new),
        "old-more-than-size": body(21, [], new),
        "hash-short": body(SEEN, [proof[0][:31], *proof[1:]], new),
        "hash-no-base64": good.replace(first, b"%" + first[1:]),
        "hash-no-padding": good.replace(first, first.rstrip(b"=")),
        "hash-other-spelling": good.replace(first, first[:-2] + flip(first[-2:-1]) + b"="),
        "hashes-64": body(SEEN, [seeded("a hash")] * 64, new),
        "blank-line-missing": good.replace(b"\n\n", b"\n", 1),
        "line-ends-crlf": good.replace(b"\n", b"\r\n"),
        "note-cut": good[:-1],
        "note-without-lines": body(SEEN, proof, text(HASHES)),
        "not-ascii": good.replace(b"old 7", b"old \xd9\xa7"),
    }
    return {name: (data, SEEN, 400) for name, data in bodies.items()}


def flip(letter: bytes) -> bytes:
    """The next letter of base64: the same bytes, with a bit set that belongs to none."""
    return bytes([letter[0] + 1])
