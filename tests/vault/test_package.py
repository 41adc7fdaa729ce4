"""The package: what was sealed comes out, and what cannot be written leaves nothing behind."""

import hashlib
import io
import resource
from pathlib import Path

import bagit
import pytest

from everyword.errors import Damaged, EverywordError, StorageFailed, WrongUsage
from everyword.model import Source, source_of_bytes
from everyword.vault import package, package_proof, tree
from everyword.vault.leaf import Leaf, decode, encode
from tests.vault.packages import (
    CASE_HASHES,
    CASE_NOTE,
    CONTENTS,
    ENTRIES,
    PUBLIC,
    failures,
    files_of,
    is_named,
    write,
)


def test_a_package_holds_the_bytes_and_says_so(folder: Path) -> None:
    files = files_of(folder)
    checks = package.verify_package(folder)

    assert [check for check in checks if not check.ok] == []
    assert sorted(d for p, d in files.items() if p.startswith("data/")) == sorted(CONTENTS.values())
    names = [decode(files[f"seal/leaves/{n:06d}.leaf"]).name for n in range(1, 6)]
    assert names == list(CONTENTS)
    assert is_named(package.fingerprint(PUBLIC), checks)
    bagit.Bag(str(folder)).validate()


def test_names_on_disk_are_ours(folder: Path) -> None:
    assert [path for path in files_of(folder) if path.startswith("data/")] == [
        "data/0001-WhatsApp-Chat-with-Sam.txt",
        "data/0002-gnp.exe",
        "data/0003-2.jpeg",
        "data/0004-item",
        "data/0005-letter.pdf",
    ]


def test_the_list_returned_is_what_is_there(tmp_path: Path) -> None:
    assert list(write(tmp_path / "p").files) == sorted(files_of(tmp_path / "p"))


def test_the_same_things_give_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "bundle.pdf").write_bytes(b"%PDF-1.7")
    write(tmp_path / "a", bundle=tmp_path / "bundle.pdf")
    write(tmp_path / "b", bundle=tmp_path / "bundle.pdf")

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_fresh_shows_no_more_than_was_chosen(tmp_path: Path) -> None:
    write(tmp_path / "p", leaf_hashes=CASE_HASHES, head_note=CASE_NOTE)
    files = files_of(tmp_path / "p")

    assert files["seal/leafhashes.txt"].count(b"\n") == len(ENTRIES)
    assert files["seal/checkpoint"].split(b"\n")[1] == b"5"
    whole = b"".join(files.values())
    assert b"everyword/case" not in whole
    assert CASE_HASHES[1].hex().encode() not in whole


def test_case_shows_the_place_in_the_case_tree(tmp_path: Path) -> None:
    write(tmp_path / "p", form="case")
    files = files_of(tmp_path / "p")
    proof = package_proof.decode(files["seal/proofs/000003.tlog-proof"])

    assert files["seal/checkpoint"] == CASE_NOTE == proof.checkpoint
    assert proof.index == 4
    assert proof.hashes == tuple(tree.inclusion_proofs([4], CASE_HASHES)[0])
    assert files["seal/leafhashes.txt"].decode().split() == [h.hex() for h in CASE_HASHES]
    assert b"11 records are sealed, of\nwhich 5 are shown" in files["HOW-TO-VERIFY.txt"]


def test_a_witness_line_travels_with_the_head(tmp_path: Path) -> None:
    note = CASE_NOTE + "— witness.example/rowan +fCjSRaZAAAAAGZ5kVw=\n".encode()
    write(tmp_path / "p", form="case", head_note=note)

    assert failures(tmp_path / "p") == []
    assert (tmp_path / "p/seal/checkpoint").read_bytes() == note


def test_a_bundle_has_its_leaf_like_everything_else(tmp_path: Path) -> None:
    (tmp_path / "bundle.pdf").write_bytes(b"%PDF-1.7 bundle")
    write(tmp_path / "p", bundle=tmp_path / "bundle.pdf")
    leaf = decode((tmp_path / "p/seal/leaves/000006.leaf").read_bytes())

    assert (tmp_path / "p/data/0006-bundle.pdf").read_bytes() == b"%PDF-1.7 bundle"
    assert (leaf.kind, leaf.name, leaf.seen) == ("derived", "bundle.pdf", "2024-04-03T21:07:00Z")
    assert failures(tmp_path / "p") == []


class Endless(io.RawIOBase):
    """A stream that must be read in pieces."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1 << 20, "a large file was read at once"
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_a_large_file_streams_and_progress_is_told(tmp_path: Path) -> None:
    size = 20_000_001
    salt, digest = "00" * 32, hashlib.sha256(bytes(size)).hexdigest()
    leaf = Leaf(salt, "file", digest, size, "film.mp4", "2024-04-03T21:07:00Z")
    source = Source("film.mp4", size, lambda: Endless(size))  # type: ignore[arg-type,return-value]
    told: list[int] = []
    entries = [package.Entry(encode(leaf), source, 0, "video/mp4")]
    write(tmp_path / "p", entries=entries, progress=told.append)

    assert sum(told) == size
    assert failures(tmp_path / "p") == []


def refused(tmp_path: Path, kind: type[EverywordError], **words: object) -> str:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(kind) as caught:
        write(tmp_path / "p", **words)  # type: ignore[arg-type]
    assert sorted(tmp_path.iterdir()) == before
    return str(caught.value)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p/mine.txt").write_text("mine")

    assert "not empty" in refused(tmp_path, WrongUsage)
    assert files_of(tmp_path / "p") == {"mine.txt": b"mine"}
    with pytest.raises(WrongUsage):
        write(tmp_path / "p/mine.txt")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    write(tmp_path / "p")

    assert failures(tmp_path / "p") == []


def other_bytes(index: int, data: bytes) -> list[package.Entry]:
    changed = [*ENTRIES]
    old = changed[index]
    source = source_of_bytes("photo.jpg", data)
    changed[index] = package.Entry(old.leaf_text, source, old.index, old.media)
    return changed


def test_bytes_that_are_not_those_of_the_leaf_are_not_handed_over(tmp_path: Path) -> None:
    assert "photo.jpg" in refused(tmp_path, Damaged, entries=other_bytes(4, b"another"))
    assert "photo.jpg" in refused(tmp_path, Damaged, entries=other_bytes(0, b""))


def test_a_source_that_fails_is_named_and_is_not_the_disk(tmp_path: Path) -> None:
    def fail() -> io.BytesIO:
        raise OSError(5, "Input/output error")

    broken = Source("photo.jpg", 3, fail)
    entries = [ENTRIES[0], package.Entry(ENTRIES[1].leaf_text, broken, 1, "image/jpeg")]

    assert "photo.jpg: damaged: Input/output error" in refused(tmp_path, Damaged, entries=entries)


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        assert "did not accept" in refused(tmp_path, StorageFailed)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_an_interrupted_export_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "p", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    clock = encode(Leaf("00" * 32, "clock", None, None, None, "2024-04-03T21:07:00Z"))
    no_bytes = package.Entry(clock, source_of_bytes("x", b""), 0, "text/plain")
    moved = [package.Entry(e.leaf_text, e.source, e.index + 1, e.media) for e in ENTRIES]
    (tmp_path / "b.pdf").write_bytes(b"%PDF")

    refused(tmp_path, WrongUsage, entries=[])
    refused(tmp_path, WrongUsage, entries=[ENTRIES[0], ENTRIES[0]])
    refused(tmp_path, WrongUsage, form="case", head_note=None)
    refused(tmp_path, WrongUsage, form="case", bundle=tmp_path / "b.pdf")
    refused(tmp_path, Damaged, bundle=tmp_path / "missing.pdf")
    refused(tmp_path, Damaged, entries=[no_bytes])
    refused(tmp_path, Damaged, form="case", entries=moved)
    refused(tmp_path, Damaged, form="case", leaf_hashes=CASE_HASHES[:-1])
    refused(tmp_path, Damaged, form="case", head_note=CASE_NOTE.replace(b"\n11\n", b"\n12\n"))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx",
        b"c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        b"c2sp.org/tlog-proof@v1\nindex 1\n",
    ],
)
def test_a_proof_in_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(package_proof.BadProof):
        package_proof.decode(text)


def test_a_proof_reads_back() -> None:
    hashes = [hashlib.sha256(b"a").digest(), hashlib.sha256(b"b").digest()]
    proof = package_proof.decode(package_proof.encode(3, hashes, CASE_NOTE))

    assert proof == package_proof.Proof(3, tuple(hashes), CASE_NOTE)
