"""BagIt folders (RFC 8493), small ones, and what each judge is to say of them.

`bagit` is what the RFC gives; where bagit.py says something else, `bagit.py` has it. `package` is
our own question: is it a package as docs/vault-format.md, section 10, has it, unchanged? Where a
folder is `made from` another one it holds only what differs, and `without` names what is not in it.
`finding` is a file that has to be named.
"""

from collections.abc import Callable, Mapping

from tests.vault.vectors.made_notes import ANN, STRANGER, log_line, vkey
from tests.vault.vectors.made_package import DATA, listing, package, package_of_case, pem, relisted
from tests.vault.vectors.seeds import Files, as_json

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
CHECKPOINT = "seal/checkpoint"
CHAT = b"03/04/2024, 21:07 - Alex: hello\n"
STRANGER_PEM = pem(STRANGER)
NOT_KEPT = ("plain-percent-line-end",)
"""Made in the tests only: not every system can have a file of that name."""

Bag = dict[str, bytes]
Case = tuple[Bag, dict[str, str]]
VALID, INVALID = {"bagit": "valid"}, {"bagit": "invalid"}
NONE = {"package": "refused"}


def make() -> Files:
    files: Files = {}
    index: dict[str, object] = {}
    bags = cases()
    for name, (bag, told) in bags.items():
        index[name] = told
        if name in NOT_KEPT:
            continue
        if "made from" in told:
            whole = bags[told["made from"]][0]
            index[name] = told | {"without": sorted(whole.keys() - bag.keys())}
            bag = {path: data for path, data in bag.items() if whole.get(path) != data}
        files |= {f"bags/{name}/{path}": data for path, data in bag.items()}
    files["bags/index.json"] = as_json(index)
    return files


def cases() -> dict[str, Case]:
    plain = {f"plain-{name}": (bag, told | NONE) for name, (bag, told) in plain_bags().items()}
    return {**plain, **packages()}


def bag_of(data: Mapping[str, bytes], names: Mapping[str, str] | None = None) -> Bag:
    """A whole bag; `names` are paths spelled in another way in the manifest."""
    spelled = {(names or {}).get(path, path): content for path, content in data.items()}
    size, count = sum(map(len, data.values())), len(data)
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": f"Bagging-Date: 2024-04-03\nPayload-Oxum: {size}.{count}\n".encode(),
        "manifest-sha256.txt": listing(spelled),
    }
    return {**data, **tags, "tagmanifest-sha256.txt": listing(tags)}


def without(bag: Bag, *paths: str) -> Bag:
    return {path: data for path, data in bag.items() if path not in paths}


def tags_listed(bag: Bag) -> Bag:
    """The list of tag files made again."""
    name = "tagmanifest-sha256.txt"
    tags = {p: d for p, d in bag.items() if not p.startswith("data/") and p != name}
    return {**bag, name: listing(tags)}


def with_manifest(bag: Bag, change: Callable[[bytes], bytes]) -> Bag:
    changed = change(bag["manifest-sha256.txt"])
    return tags_listed({**bag, "manifest-sha256.txt": changed})


def plain_bags() -> dict[str, Case]:
    """Bags that are not ours."""
    good = bag_of({"data/letter.txt": b"hello\n", "data/more/chat.txt": CHAT})
    listed = listing({"data/none.txt": b"x"})
    chat = "data/more/chat.txt"
    return {
        "valid": (good, VALID),
        "no-tag-manifest": (without(good, "tagmanifest-sha256.txt"), VALID),
        "no-bag-info": (tags_listed(without(good, "bag-info.txt")), VALID),
        "sha512": (sha512_bag(), VALID),
        "empty-file": (bag_of({"data/empty": b""}), VALID),
        "file-missing": (without(good, chat), INVALID),
        "file-added": ({**good, "data/added.txt": b"x"}, INVALID),
        "byte-changed": ({**good, chat: CHAT.replace(b"7", b"8", 1)}, INVALID),
        "file-emptied": ({**good, chat: b""}, INVALID),
        "listed-not-there": (with_manifest(good, lambda text: text + listed), INVALID),
        "not-listed": (with_manifest(good, lambda text: text.split(b"\n")[0] + b"\n"), INVALID),
        "hash-changed": (with_manifest(good, flipped_digit), INVALID),
        "tag-changed": ({**good, "bag-info.txt": good["bag-info.txt"] + b"More: x\n"}, INVALID),
        "oxum-wrong": (
            tags_listed({**good, "bag-info.txt": b"Payload-Oxum: 38.3\n"}),
            INVALID,
        ),
        "no-declaration": (tags_listed(without(good, "bagit.txt")), INVALID),
        "no-manifest": (tags_listed(without(good, "manifest-sha256.txt")), INVALID),
        **declarations(good),
        **named_bags(),
    }


def flipped_digit(text: bytes) -> bytes:
    return (b"1" if text[:1] != b"1" else b"2") + text[1:]


def sha512_bag() -> Bag:
    data = {"data/letter.txt": b"hello\n"}
    return {**data, "bagit.txt": DECLARATION, "manifest-sha512.txt": listing(data, "sha512")}


def declarations(good: Bag) -> dict[str, Case]:
    """What bagit.txt may not say."""
    texts = {
        "declaration-empty": b"",
        "declaration-other": b"hello\n",
        "declaration-no-version": b"Tag-File-Character-Encoding: UTF-8\n",
        "declaration-no-encoding": b"BagIt-Version: 1.0\n",
        "declaration-version-words": DECLARATION.replace(b"1.0", b"one"),
        "declaration-with-mark": b"\xef\xbb\xbf" + DECLARATION,
    }
    return {
        name: (tags_listed({**good, "bagit.txt": text}), INVALID) for name, text in texts.items()
    }


def named_bags() -> dict[str, Case]:
    """Names that are spelled with percent signs, and names that lead away."""
    line_end, percent = "data/one\ntwo.txt", "data/100%.txt"
    good = bag_of({"data/letter.txt": b"hello\n"})
    outside = "".join(f"{'0' * 64}  {path}\n" for path in ("../letter.txt",)).encode()
    absolute = f"{'0' * 64}  /letter.txt\n".encode()
    return {
        "name-with-space": (bag_of({"data/a letter.txt": b"x"}), VALID),
        "name-of-other-letters": (bag_of({"data/\u05d2\u05df.txt": b"x"}), VALID),
        "percent-line-end": (
            bag_of({line_end: b"x"}, {line_end: "data/one%0Atwo.txt"}),
            VALID,
        ),
        "percent-percent": (
            bag_of({percent: b"x"}, {percent: "data/100%25.txt"}),
            VALID | {"bagit.py": "invalid"},
        ),
        "percent-other": (
            bag_of({percent: b"x"}, {percent: "data/100%2E.txt"}),
            INVALID,
        ),
        "leads-outside": (with_manifest(good, lambda text: text + outside), INVALID),
        "leads-to-the-root": (with_manifest(good, lambda text: text + absolute), INVALID),
    }


def packages() -> dict[str, Case]:
    """Packages of ours, put together by `made_package`, whole and not.

    With the lists made again BagIt has nothing to say; with `-signed` even the key was used.
    """
    good, (first, second) = package(), DATA
    whole = VALID | {"package": "good"}
    refused = NONE | {"made from": "package-fresh"}
    found, missed = INVALID | refused, VALID | refused
    renamed = {**without(good, first), "data/0001-%41.txt": good[first]}
    leafless = without(good, *(path for path in good if "000002" in path or path == second))
    labels = {**good, "seal/labels.txt": f"-\t{first}\tchat\n".encode()}
    twice, counted = relisted(same_place_twice()), relisted(good, too_many=1)
    readme = relisted({**good, "README.txt": b"x"})
    of_case = {"made from": "package-of-case", "finding": "witnesses"}
    made: dict[str, Case] = {
        "package-fresh": (good, whole),
        "package-of-case": (package_of_case(), whole),
        "package-witness-of-another": (other_witness(), missed | of_case),
        "package-tag-added-signed": (readme, missed | {"finding": "README.txt"}),
        "package-tag-not-listed": (labels, missed | {"finding": "labels.txt"}),
        "package-oxum-wrong-signed": (counted, found | {"finding": "bag-info.txt"}),
        "package-place-twice-signed": (twice, missed | {"finding": "0002"}),
        "package-name-percent-signed": (relisted(renamed), missed | {"finding": "%41"}),
        "package-item-taken-out-signed": (relisted(leafless), missed | {"finding": CHECKPOINT}),
    }
    for name, (bag, finding) in broken_packages(good).items():
        redone, resigned = relisted(bag, is_signed=False), relisted(bag)
        made[f"package-{name}"] = (bag, found | {"finding": finding})
        made[f"package-{name}-redone"] = (redone, missed | {"finding": "seal/tagmanifest.sig"})
        made[f"package-{name}-signed"] = (resigned, missed | {"finding": finding})
    return made


def broken_packages(good: Bag) -> dict[str, tuple[Bag, str]]:
    """And the file that has to be named."""
    first, second = DATA
    older = DECLARATION.replace(b"1.0", b"0.97")
    larger = good[CHECKPOINT].replace(b"\n2\n", b"\n3\n")
    exchanged = {**good, first: good[second], second: good[first]}
    return {
        "file-changed": ({**good, first: good[first] + b"x"}, first),
        "file-missing": (without(good, second), "000002"),
        "file-added": ({**good, "data/0003-more.txt": b"x"}, "0003-more.txt"),
        "files-exchanged": (exchanged, second),
        "declaration-older": ({**good, "bagit.txt": older}, "bagit.txt"),
        "head-changed": ({**good, CHECKPOINT: larger}, CHECKPOINT),
        **broken_seals(good),
    }


def broken_seals(good: Bag) -> dict[str, tuple[Bag, str]]:
    """Of the second item, which comes last."""
    leaf, proof = "seal/leaves/000002.leaf", "seal/proofs/000002.tlog-proof"
    hashes, key = "seal/leafhashes.txt", "seal/signer.vkey"
    changes = {
        "leaf-changed": (leaf, good[leaf].replace(b"name ", b"name x"), "0002"),
        "leaf-cut": (leaf, good[leaf][:-1], "0002"),
        "leaf-of-the-first": (leaf, good["seal/leaves/000001.leaf"], "0002"),
        "proof-changed": (proof, good[proof].replace(b"index 1", b"index 0"), "000002"),
        "proof-of-another-head": (proof, good[proof] + log_line(b"x", "x.example"), "0002"),
        "proof-version": (proof, good[proof].replace(b"@v1", b"@v2"), "0002"),
        "leaf-hashes-changed": (hashes, flipped_digit(good[hashes]), hashes),
        "leaf-hashes-cut": (hashes, good[hashes][:65], hashes),
        "key-of-another": (key, f"{vkey(ANN, STRANGER)}\n".encode(), key),
        "key-in-pem-changed": ("seal/signer.pem", STRANGER_PEM, "tagmanifest.sig"),
    }
    return {name: ({**good, path: new}, finding) for name, (path, new, finding) in changes.items()}


def same_place_twice() -> Bag:
    """The first item a second time, with its leaf and proof."""
    bag, (first, second) = package(), DATA
    copies = {
        second: bag[first],
        "seal/leaves/000002.leaf": bag["seal/leaves/000001.leaf"],
        "seal/proofs/000002.tlog-proof": bag["seal/proofs/000001.tlog-proof"],
    }
    return {**bag, **copies}


def other_witness() -> Bag:
    """The name of the witness, with a key that has signed nothing."""
    bag = package_of_case()
    line = f"Ann\t{vkey(ANN, STRANGER, 4)}\n".encode()
    return relisted({**bag, "seal/witnesses.txt": line})
