"""Packages judged by others: a Go program written from docs/vault-format.md, and common tools."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from everyword.vault import package
from tests.vault.authority import Authority
from tests.vault.packages import NEEDS_OPENSSL, files_of, redo_manifests, told_note, write
from tests.vault.test_package_outside import (
    a_line_that_is_not_of_the_witness,
    a_proof_of_something_else,
    another_witness,
    no_root,
)
from tests.vault.test_package_text import TAMPERINGS, nothing

SOURCES = Path("/usr/share/gocode")
HAS_GO = shutil.which("go") and (SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir()
NEEDS_GO = pytest.mark.skipif(not HAS_GO, reason="needs go (golang-go, golang-golang-x-mod-dev)")


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built once from Debian's sources and without any network."""
    folder = tmp_path_factory.mktemp("go")
    settings = {
        "GO111MODULE": "off",
        "GOPATH": str(SOURCES),
        "GOFLAGS": "-mod=",
        "GOCACHE": str(folder / "cache"),
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    main = Path(__file__).parent / "verifier" / "main.go"
    command = ["go", "build", "-o", str(folder / "verifier"), str(main)]
    subprocess.run(command, env={**os.environ, **settings}, check=True)
    return folder / "verifier"


def judged(verifier: Path, folder: Path) -> tuple[int, str]:
    done = subprocess.run([verifier, folder], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@NEEDS_GO
def test_a_program_that_shares_no_code_accepts_either_form(verifier: Path, folder: Path) -> None:
    assert judged(verifier, folder) == (0, "ok\n")


@NEEDS_GO
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_it_refuses_what_we_refuse(
    verifier: Path, tmp_path: Path, tamper: Callable[[Path], None]
) -> None:
    for form in ("fresh", "case"):
        folder = tmp_path / form / "p"
        write(folder, form=form)
        tamper(folder)
        code, said = judged(verifier, folder)

        assert (code == 0) is (tamper is nothing), said


@NEEDS_GO
def test_it_finds_a_changed_byte_in_every_file(verifier: Path, folder: Path) -> None:
    for path, old in files_of(folder).items():
        if old:
            place = len(old) // 3
            (folder / path).write_bytes(old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :])
            code, said = judged(verifier, folder)
            (folder / path).write_bytes(old)
            assert code == 1 and path in said


@NEEDS_GO
@NEEDS_OPENSSL
def test_it_reads_what_was_told_outside(verifier: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    note, outside = told_note(authority)
    for change in (
        None,
        no_root,
        another_witness,
        a_line_that_is_not_of_the_witness,
        a_proof_of_something_else,
    ):
        folder = tmp_path / (change.__name__ if change else "whole")
        write(folder, form="case", head_note=note, outside=outside)
        if change:
            change(folder, authority)
            redo_manifests(folder, sign=True)
        code, said = judged(verifier, folder)
        assert (code == 0) is (change is None), said


def test_the_bag_tool_agrees(folder: Path) -> None:
    tool = Path(sys.executable).with_name("bagit.py")
    for code, name in ((0, None), (1, "data/0006-added.txt")):
        if name:
            (folder / name).write_bytes(b"added")
        done = subprocess.run(
            [sys.executable, tool, "--validate", folder], capture_output=True, check=False
        )
        assert done.returncode == code


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_the_lists_are_those_of_coreutils(folder: Path) -> None:
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", name], cwd=folder, check=True)
    (folder / "COVER.txt").write_text("another")
    done = subprocess.run(
        ["sha256sum", "-c", "tagmanifest-sha256.txt"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 1 and b"COVER.txt: FAILED" in done.stdout


@NEEDS_OPENSSL
def test_the_signature_is_one_of_openssl(folder: Path) -> None:
    words = ["-pubin", "-inkey", "seal/signer.pem", "-rawin", "-in", "tagmanifest-sha256.txt"]
    command = ["openssl", "pkeyutl", "-verify", *words, "-sigfile", "seal/tagmanifest.sig"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "tagmanifest-sha256.txt").write_text("another")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 1


def test_our_own_check_says_the_same(folder: Path) -> None:
    assert all(check.ok for check in package.verify_package(folder))
