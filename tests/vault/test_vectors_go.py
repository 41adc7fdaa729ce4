"""The vectors judged by Go programs, which share no code with ours or with their makers."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.vault.test_vectors_bags import INDEX as BAGS
from tests.vault.test_vectors_bags import laid_out
from tests.vault.vectors.make import FOLDER

SOURCES = Path("/usr/share/gocode")
HAS_GO = shutil.which("go") and (SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir()
NEEDS_GO = pytest.mark.skipif(not HAS_GO, reason="needs go (golang-go, golang-golang-x-mod-dev)")
NOTES = json.loads((FOLDER / "notes/index.json").read_text())


def built(source: Path, folder: Path) -> Path:
    """From Debian's sources, without any network."""
    settings = {
        "GO111MODULE": "off",
        "GOPATH": str(SOURCES),
        "GOFLAGS": "-mod=",
        "GOCACHE": str(folder / "cache"),
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    command = ["go", "build", "-o", str(folder / "program"), str(source)]
    subprocess.run(command, env={**os.environ, **settings}, check=True)
    return folder / "program"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Path of each probe and note, and the outcome."""
    program = built(FOLDER / "judge.go", tmp_path_factory.mktemp("judge"))
    command = [str(program), str(FOLDER), NOTES["vkeys"][0]]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(line.split("\t") for line in done.stdout.splitlines())


@NEEDS_GO
def test_every_tree_probe(said: dict[str, str]) -> None:
    probes = sorted((FOLDER / "tree").rglob("*.json"))
    wrong = []
    for path in probes:
        short = path.relative_to(FOLDER).as_posix()
        expected = "refused" if json.loads(path.read_text())["wantErr"] else "good"
        if said[short] != expected:
            wrong.append(short)

    assert wrong == [] and len(probes) > 200


@NEEDS_GO
def test_every_note(said: dict[str, str]) -> None:
    """It knows the key of the case, and no lines of witnesses."""
    wrong = []
    for name, told in NOTES["notes"].items():
        expected = told["signed_note"]
        if "cosigned" in told:
            expected = "refused" if name == "cosigned-only" else "good"
        if expected not in (said[f"notes/{name}.note"], "either"):
            wrong.append(name)

    assert wrong == []


@NEEDS_GO
def test_every_bag(tmp_path: Path) -> None:
    """By the verifier that was written from docs/vault-format.md."""
    program = built(Path(__file__).parent / "verifier/main.go", tmp_path)
    wrong = []
    for name, told in BAGS.items():
        folder = laid_out(name, tmp_path / name)
        done = subprocess.run([program, folder], capture_output=True, check=False)
        if (done.returncode == 0) is not (told["package"] == "good"):
            wrong.append(name)

    assert wrong == []
