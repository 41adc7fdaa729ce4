"""The tools of a stranger: the script and the commands that travel with a package."""

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from everyword.vault import heads, package
from everyword.vault.leaf import leaf_hash
from tests.vault.packages import (
    CONTENTS,
    ENTRIES,
    NEEDS_OPENSSL,
    PUBLIC,
    SHELLS,
    entry,
    failures,
    files_of,
    redo_manifests,
    witness_key,
    write,
)


def shell(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """VERIFY.sh under this shell; for busybox with nothing but busybox and openssl to call."""
    words, path = [shutil.which(name) or name], os.environ["PATH"]
    if name == "busybox":
        tools = folder.parent / "tools"
        tools.mkdir(exist_ok=True)
        subprocess.run([words[0], "--install", "-s", tools], check=True)
        (tools / "openssl").symlink_to(shutil.which("openssl") or "openssl")
        words, path = [words[0], "sh"], str(tools)
    return subprocess.run(
        [*words, folder / "VERIFY.sh"], capture_output=True, text=True, env={"PATH": path}
    )


def add_file(folder: Path) -> None:
    (folder / "data/0006-added.txt").write_bytes(b"added")


def add_file_and_redo(folder: Path) -> None:
    add_file(folder)
    redo_manifests(folder)


def add_file_and_sign(folder: Path) -> None:
    add_file(folder)
    redo_manifests(folder, sign=True)


def change_file(folder: Path) -> None:
    (folder / "data/0005-letter.pdf").write_bytes(b"changed")


def change_file_and_sign(folder: Path) -> None:
    change_file(folder)
    redo_manifests(folder, sign=True)


def rename_file(folder: Path) -> None:
    (folder / "data/0005-letter.pdf").rename(folder / "data/0005-other.pdf")


def remove_file(folder: Path) -> None:
    (folder / "data/0002-gnp.exe").unlink()


def link_file(folder: Path) -> None:
    rename_file(folder)
    (folder / "data/0005-letter.pdf").symlink_to("0005-other.pdf")


def add_link(folder: Path) -> None:
    (folder / "data/0006-link").symlink_to("0005-letter.pdf")


def change_head_signature(folder: Path) -> None:
    path = folder / "seal/checkpoint"
    head = heads.verify(path.read_bytes(), PUBLIC)
    text, gap, _ = path.read_bytes().partition(b"\n\n")
    mark = base64.b64encode(heads.key_id(head.origin, PUBLIC) + bytes(64)).decode()
    path.write_bytes(text + gap + f"— {head.origin} {mark}\n".encode())
    redo_manifests(folder, sign=True)


def swap_leaves(folder: Path) -> None:
    leaves = folder / "seal/leaves"
    (leaves / "000001.leaf").rename(leaves / "x")
    (leaves / "000002.leaf").rename(leaves / "000001.leaf")
    (leaves / "x").rename(leaves / "000002.leaf")
    redo_manifests(folder, sign=True)


def change_root(folder: Path) -> None:
    path = folder / "seal/checkpoint"
    text, gap, below = path.read_bytes().partition(b"\n\n")
    origin, size, _ = text.split(b"\n")
    path.write_bytes(b"\n".join([origin, size, base64.b64encode(bytes(32))]) + gap + below)
    redo_manifests(folder, sign=True)


def change_hashes(folder: Path) -> None:
    path = folder / "seal/leafhashes.txt"
    path.write_text(path.read_text() + "ab" * 32 + "\n")
    redo_manifests(folder, sign=True)


def list_elsewhere(folder: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    (folder.parent / "secret").write_bytes(b"x")
    with (folder / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(f"{digest}  ../secret\n")


def change_words(folder: Path) -> None:
    (folder / "HOW-TO-VERIFY.txt").write_text("All is well.\n")
    redo_manifests(folder)


def drop_a_stray_file(folder: Path) -> None:
    (folder / "data/.DS_Store").write_bytes(b"\0\0\0\1Bud1")


def add_a_list_of_labels(folder: Path) -> None:
    (folder / "seal/labels.txt").write_text("AB1\tdata/0005-letter.pdf\tanother name\n")
    redo_manifests(folder)


def add_a_witness(folder: Path) -> None:
    (folder / "seal/witnesses.txt").write_text(f"Rowan\t{witness_key()}\n")
    redo_manifests(folder)


def sign_with_another_key(folder: Path) -> None:
    """Somebody without the key signs the redone list with one of their own."""
    add_file_and_redo(folder)
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    listed = (folder / "tagmanifest-sha256.txt").read_bytes()
    (folder / "seal/tagmanifest.sig").write_bytes(other.sign(listed))


def put_another_key_in(folder: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    pem = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "seal/signer.pem").write_bytes(pem)
    origin = (folder / "seal/checkpoint").read_text().split("\n")[0]
    vkey = heads.verifier_key(origin, other.public_key().public_bytes_raw())
    (folder / "seal/signer.vkey").write_text(f"{vkey}\n")
    sign_with_another_key(folder)


def add_folder(folder: Path) -> None:
    (folder / "data/empty").mkdir()


def nothing(folder: Path) -> None:
    """The package as it was written."""


TAMPERINGS: list[Callable[[Path], None]] = [
    nothing,
    add_file,
    add_file_and_redo,
    add_file_and_sign,
    change_file,
    change_file_and_sign,
    rename_file,
    remove_file,
    link_file,
    add_link,
    change_head_signature,
    swap_leaves,
    change_root,
    change_hashes,
    list_elsewhere,
    change_words,
    add_folder,
    drop_a_stray_file,
    add_a_list_of_labels,
    add_a_witness,
    sign_with_another_key,
    put_another_key_in,
]


@NEEDS_OPENSSL
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_the_script_agrees_with_our_own_check(
    tmp_path: Path, tamper: Callable[[Path], None]
) -> None:
    folder = tmp_path / "p"
    write(folder)
    tamper(folder)
    is_well = tamper is nothing

    assert (failures(folder) == []) is is_well
    turn = TAMPERINGS.index(tamper) % len(SHELLS)
    for name in SHELLS if is_well else SHELLS[turn : turn + 1]:
        done = shell(name, folder)
        assert (done.returncode == 0) is is_well, f"{name}: {done.stdout}{done.stderr}"
        assert ("NOT OK" in done.stdout) is not is_well
        assert done.stderr == ""


@NEEDS_OPENSSL
@pytest.mark.parametrize("name", ["data/.DS_Store", "seal/leaves/Thumbs.db", "desktop.ini"])
def test_a_file_the_computer_dropped_is_named_and_the_rest_is_checked(
    folder: Path, name: str
) -> None:
    (folder / name).write_bytes(b"x")
    found = failures(folder)

    assert [check.name for check in found] == [name]
    assert "a computer may have put it there by itself" in found[0].said
    for tool in SHELLS:
        done = shell(tool, folder)
        assert (done.returncode, done.stderr) == (1, "")
        assert name in done.stdout and "may have put these there by" in done.stdout
        assert done.stdout.count("NOT OK") == 1
        assert "ok      seal/checkpoint is signed" in done.stdout
        assert "See HOW-TO-VERIFY.txt" in done.stdout
    page = (folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    why = page[page.index("IF IT SAYS NOT OK") : page.index("WHAT IT SHOWS")]
    assert Path(name).name in why and "it was added" in why
    (folder / name).unlink()  # as the page says
    assert shell(SHELLS[0], folder).returncode == 0


@NEEDS_OPENSSL
def test_a_hostile_name_does_not_reach_the_terminal(folder: Path) -> None:
    (folder / "data/x\x1b[2J\nok  all is well").write_bytes(b"")
    for tool in SHELLS:
        done = shell(tool, folder)
        assert done.returncode == 1 and "\x1b" not in done.stdout


@NEEDS_OPENSSL
@pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "data/../../secret"])
def test_the_script_opens_nothing_outside(folder: Path, path: str) -> None:
    os.mkfifo(folder.parent / "secret")  # opening it would hang
    with (folder / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(f"{'0' * 64}  {path}\n")
    for tool in SHELLS:
        assert shell(tool, folder).returncode == 1


@NEEDS_OPENSSL
def test_the_script_passes_a_package_of_either_form(folder: Path) -> None:
    done = shell("sh", folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert package.fingerprint(PUBLIC) in done.stdout


def commands(folder: Path) -> str:
    """The lines a reader of HOW-TO-VERIFY.txt types, in their order."""
    text = (folder / "HOW-TO-VERIFY.txt").read_text()
    steps = text.split("STEP BY STEP")[1].split("WHAT THE FILES ARE")[0]
    lines = [line[4:] for line in steps.split("\n") if line.startswith("    ")]
    assert len(lines) > 20
    return "\n".join(lines)


def type_in(folder: Path, script: str) -> list[str]:
    done = subprocess.run(
        ["sh"], input=script, cwd=folder, capture_output=True, text=True, check=True
    )
    remarks = ("Using configuration from ", "Warning: certificate from ")
    assert [line for line in done.stderr.splitlines() if not line.startswith(remarks)] == []
    return done.stdout.split("\n")


@NEEDS_OPENSSL
def test_the_commands_on_the_page_do_what_the_page_says(folder: Path) -> None:
    said = type_in(folder, commands(folder))
    root = (folder / "seal/checkpoint").read_text().split("\n")[2]
    digest = hashlib.sha256(next(iter(CONTENTS.values()))).hexdigest()

    assert said[0] == "data/0001-WhatsApp-Chat-with-Sam.txt: OK"
    assert sum(line.endswith(": OK") for line in said) == len(files_of(folder)) - 2
    assert said.count("Signature Verified Successfully") == 2
    assert f"{package.fingerprint(PUBLIC)}  -" in said
    assert f"{digest}  data/0001-WhatsApp-Chat-with-Sam.txt" in said
    assert f"sha256 {digest}" in said
    assert f"1:{leaf_hash(ENTRIES[0].leaf_text).hex()}" in said
    assert said.count(root) == 2
    assert package.fingerprint(PUBLIC) in (folder / "HOW-TO-VERIFY.txt").read_text()


@NEEDS_OPENSSL
def test_the_commands_on_the_page_show_an_added_file(folder: Path) -> None:
    script = commands(folder).split("sha256sum -c")[0]
    add_file(folder)

    assert any("data/0006-added.txt" in line for line in type_in(folder, script))


@NEEDS_OPENSSL
@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_the_script_builds_trees_of_every_shape(tmp_path: Path, count: int) -> None:
    entries = [entry(f"{n}.txt", b"%d" % n, n) for n in range(count)]
    write(tmp_path / "p", entries=entries)

    assert failures(tmp_path / "p") == []
    for name in SHELLS:
        assert shell(name, tmp_path / "p").returncode == 0


def test_the_words_claim_no_more_than_is_so(folder: Path) -> None:
    text = (folder / "HOW-TO-VERIFY.txt").read_text()

    for word in ("prove", "authentic", "complian", "genuine", "fake", "tamper-proof", "forensic"):
        assert word not in text.lower()
    for line in text.split("\n"):
        assert len(line) <= 100
