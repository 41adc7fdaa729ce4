"""Checking a package: no change to any file of it stays unseen, and a hostile one gets nothing."""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyword.vault import heads, package, package_proof
from everyword.vault.leaf import Leaf, decode, encode
from tests.vault.packages import (
    ENTRIES,
    NOW,
    PUBLIC,
    SEED,
    failures,
    files_of,
    is_named,
    redo_manifests,
    write,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_changed_byte_anywhere_is_found_and_named(folder: Path, data: st.DataObject) -> None:
    files = {path: old for path, old in files_of(folder).items() if old}
    path = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[place] ^= data.draw(st.integers(1, 255))
    (folder / path).write_bytes(changed)
    found = failures(folder)
    (folder / path).write_bytes(files[path])

    assert is_named(path, found)


def test_the_first_middle_and_last_byte_of_every_file_count(folder: Path) -> None:
    for path, old in files_of(folder).items():
        for place in {0, len(old) // 2, len(old) - 1} if old else ():
            (folder / path).write_bytes(old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :])
            assert is_named(path, failures(folder))
        for cut in {0, len(old) // 2, len(old) - 1} if old else ():
            (folder / path).write_bytes(old[:cut])
            assert is_named(path, failures(folder))
        (folder / path).write_bytes(old + b"\n")
        assert is_named(path, failures(folder))
        (folder / path).unlink()
        assert is_named(path, failures(folder))
        (folder / path).write_bytes(old)
    assert failures(folder) == []


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_every_single_byte_of_every_small_file_counts(tmp_path: Path, form: package.Form) -> None:
    """All positions; of long files every 97th by the whole command (test_package_bytes: all)."""
    folder = tmp_path / "p"
    write(folder, form=form, entries=ENTRIES[4:])
    for path, old in files_of(folder).items():
        for place in range(0, len(old), 1 if len(old) < 1100 else 97):
            (folder / path).write_bytes(old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :])
            assert is_named(path, failures(folder)), f"{path}, byte {place}"
        (folder / path).write_bytes(old)
    assert failures(folder) == []


@pytest.mark.parametrize(
    "path",
    [
        "seal/labels.txt",
        "seal/witnesses.txt",
        "seal/checkpoint.ots",
        "seal/checkpoint.a.tsr",
        "seal/checkpoint.a.pem",
        "seal/checkpoint.a.time",
        "data/0006-added.txt",
        "seal/leaves/000006.leaf",
        "seal/proofs/000006.tlog-proof",
        "seal/more.txt",
        "README.txt",
    ],
)
def test_no_file_can_be_added_by_redoing_the_manifests(folder: Path, path: str) -> None:
    (folder / path).write_bytes(b"AB1\tdata/0005-letter.pdf\tadded\n")
    redo_manifests(folder)
    assert is_named("seal/tagmanifest.sig", failures(folder))

    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    listed = (folder / "tagmanifest-sha256.txt").read_bytes()
    (folder / "seal/tagmanifest.sig").write_bytes(other.sign(listed))
    assert is_named("seal/tagmanifest.sig", failures(folder))


def test_redone_manifests_do_not_help(folder: Path) -> None:
    originals = files_of(folder)
    rewritten = {"manifest-sha256.txt", "tagmanifest-sha256.txt"}  # by redoing them
    for path, old in originals.items():
        if path in rewritten:
            continue
        (folder / path).write_bytes(old + b"x")
        redo_manifests(folder)
        assert failures(folder) != [], path
        for name, data in originals.items():
            (folder / name).write_bytes(data)
    assert failures(folder) == []


def test_not_even_the_key_makes_room_for_a_file_without_a_leaf(folder: Path) -> None:
    (folder / "data/0006-added.txt").write_bytes(b"added")
    redo_manifests(folder, sign=True)

    assert is_named("data/0006-added.txt", failures(folder))


def test_files_exchanged_under_each_others_names_are_found(folder: Path) -> None:
    first, second = folder / "data/0001-WhatsApp-Chat-with-Sam.txt", folder / "data/0005-letter.pdf"
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    redo_manifests(folder, sign=True)

    assert is_named("data/0001", failures(folder))
    assert is_named("data/0005", failures(folder))


def test_a_leaf_made_to_fit_another_file_is_found(folder: Path) -> None:
    path = folder / "seal/leaves/000005.leaf"
    leaf = decode(path.read_bytes())
    (folder / "data/0005-letter.pdf").write_bytes(b"forged")
    digest = hashlib.sha256(b"forged").hexdigest()
    path.write_bytes(encode(Leaf(leaf.salt, "file", digest, 6, leaf.name, leaf.seen)))
    redo_manifests(folder, sign=True)

    assert is_named("data/0005", failures(folder))


def test_an_item_taken_out_whole_is_found_where_the_tree_is_of_the_chosen(tmp_path: Path) -> None:
    write(tmp_path / "p")
    for path in (tmp_path / "p").rglob("*0005*"):
        path.unlink()
    redo_manifests(tmp_path / "p", sign=True)

    assert is_named("leaves without a file", failures(tmp_path / "p"))


def test_an_item_shown_twice_is_found(folder: Path) -> None:
    shutil.copy(folder / "seal/leaves/000001.leaf", folder / "seal/leaves/000006.leaf")
    shutil.copy(folder / "seal/proofs/000001.tlog-proof", folder / "seal/proofs/000006.tlog-proof")
    shutil.copy(folder / "data/0001-WhatsApp-Chat-with-Sam.txt", folder / "data/0006-again.txt")
    redo_manifests(folder, sign=True)

    assert is_named("same place of the tree", failures(folder))


def without_a_line(folder: Path) -> str:
    path = folder / "tagmanifest-sha256.txt"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "COVER.txt" not in line))
    return "COVER.txt is not listed in tagmanifest-sha256.txt"


def with_a_wrong_count(folder: Path) -> str:
    path = folder / "bag-info.txt"
    path.write_text(path.read_text().replace(".5\n", ".6\n"))
    return "bag-info.txt number or size"


def with_another_name_for_the_key(folder: Path) -> str:
    (folder / "seal/signer.vkey").write_text(heads.verifier_key("x", heads.public_key(SEED)) + "\n")
    return "seal/signer.vkey is not the key"


def with_a_proof_of_nothing(folder: Path) -> str:
    path = folder / "seal/proofs/000002.tlog-proof"
    proof = package_proof.decode(path.read_bytes())
    path.write_bytes(package_proof.encode(proof.index, proof.hashes[1:], proof.checkpoint))
    return "seal/proofs/000002.tlog-proof does not lead"


def with_a_proof_of_another_head(folder: Path) -> str:
    path = folder / "seal/proofs/000002.tlog-proof"
    path.write_bytes(path.read_bytes() + "— witness.example AAAAAAAA\n".encode())
    return "seal/proofs/000002.tlog-proof carries another head"


def with_a_number_left_out(folder: Path) -> str:
    for path in list(folder.rglob("*0005*")):
        path.rename(path.with_name(path.name.replace("0005", "0007")))
    return "seal/leaves the numbers of the items do not run on"


@pytest.mark.parametrize(
    "change",
    [
        without_a_line,
        with_a_wrong_count,
        with_another_name_for_the_key,
        with_a_proof_of_nothing,
        with_a_proof_of_another_head,
        with_a_number_left_out,
    ],
)
def test_parts_that_do_not_fit_are_found_though_signed(
    folder: Path, change: Callable[[Path], str]
) -> None:
    said = change(folder)
    if change not in (without_a_line, with_a_wrong_count):  # redoing would mend these
        redo_manifests(folder, sign=True)

    assert is_named(said, failures(folder))


def test_another_key_over_everything_shows_as_another_fingerprint(folder: Path) -> None:
    other = bytes(range(1, 33))
    public = heads.public_key(other)
    package.write(
        ENTRIES,
        to=folder.parent / "forged",
        leaf_hashes=None,
        head_note=None,
        seed=other,
        public=public,
        now=NOW,
    )
    checks = package.verify_package(folder.parent / "forged")

    assert all(check.ok for check in checks)
    assert is_named(package.fingerprint(public), checks)
    assert not is_named(package.fingerprint(PUBLIC), checks)


def test_links_are_not_followed(folder: Path) -> None:
    secret = folder.parent / "secret"
    secret.write_bytes((folder / "data/0005-letter.pdf").read_bytes())
    (folder / "data/0005-letter.pdf").unlink()
    (folder / "data/0005-letter.pdf").symlink_to(secret)
    (folder / "data/loop").symlink_to(folder)

    found = failures(folder)
    assert is_named("data/0005-letter.pdf is a link", found)
    assert is_named("data/loop is a link", found)


def test_a_linked_folder_is_not_entered(folder: Path) -> None:
    (folder / "seal/leaves").rename(folder.parent / "leaves")
    (folder / "seal/leaves").symlink_to(folder.parent / "leaves")

    assert is_named("seal/leaves is a link", failures(folder))


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "data/../../secret", "seal/leaves"])
def test_a_path_that_leads_elsewhere_is_not_opened(folder: Path, path: str) -> None:
    os.mkfifo(folder.parent / "secret")  # opening it would hang
    line = f"{hashlib.sha256(b'x').hexdigest()}  {path}\n"
    with (folder / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(line)

    assert is_named(f"{path} is listed in manifest-sha256.txt, but not there", failures(folder))


def test_special_files_and_odd_names_do_not_hang_or_draw(folder: Path) -> None:
    os.mkfifo(folder / "data/0006-pipe")
    (folder / "data/0007-\x1b[2J\u202e.txt").write_bytes(b"")
    (folder / "extra").mkdir()

    found = failures(folder)
    assert is_named("data/0006-pipe is not a plain file", found)
    assert is_named(r"data/0007-\x1b[2J\x202e.txt", found)
    assert is_named("extra is a folder that does not belong", found)
    assert all(check.said.isprintable() and check.name.isprintable() for check in found)


def test_a_huge_list_is_not_read(folder: Path) -> None:
    for name in ("manifest-sha256.txt", "seal/leafhashes.txt", "seal/checkpoint"):
        os.truncate(folder / name, 1 << 40)  # sparse

    found = failures(folder)
    assert is_named("manifest-sha256.txt is longer than", found)
    assert is_named("seal/leafhashes.txt is longer than", found)


def test_a_list_of_many_lines_costs_no_more_than_a_word(folder: Path) -> None:
    (folder / "manifest-sha256.txt").write_bytes(b"\n" * 3_000_000)

    assert is_named("manifest-sha256.txt has more lines", failures(folder))


def test_what_is_not_a_package_is_called_so(tmp_path: Path) -> None:
    assert is_named("is not a package", failures(tmp_path))
    assert is_named("is not a package", failures(tmp_path / "missing"))
