"""Inclusion and consistency probes of tests/vault/vectors/tree: our tree, and a witness's word."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from everyword.errors import Damaged, Refused, SourceUnreadable
from everyword.vault import tree
from everyword.vault.heads import Head
from everyword.vault.witness_request import check, read_request
from tests.vault.vectors import made_trees
from tests.vault.vectors.made_notes import LOG, ORIGIN, log_line, vkey
from tests.vault.vectors.make import FOLDER

KEY = vkey(ORIGIN, LOG)


def paths(kind: str) -> list[str]:
    folder = FOLDER / "tree" / kind
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


def probe(path: Path) -> dict[str, Any]:
    """With bytes in place of base64."""
    told = json.loads(path.read_text())
    for key in ("root", "leafHash", "root1", "root2"):
        if key in told:
            told[key] = base64.b64decode(told[key])
    return told | {"proof": [base64.b64decode(each) for each in told["proof"] or []]}


@pytest.mark.parametrize("path", paths("inclusion"))
def test_inclusion(path: str) -> None:
    told = probe(FOLDER / "tree/inclusion" / path)
    given = told["leafIdx"], told["treeSize"], told["leafHash"], told["proof"], told["root"]

    assert tree.verify_inclusion(*given) is not told["wantErr"]
    assert made_trees.is_included(*given) is not told["wantErr"]


@pytest.mark.parametrize("path", paths("consistency"))
def test_consistency(path: str) -> None:
    told = probe(FOLDER / "tree/consistency" / path)
    given = told["size1"], told["size2"], told["proof"], told["root1"], told["root2"]

    assert tree.verify_consistency(*given) is not told["wantErr"]
    assert made_trees.is_beginning(*given) is not told["wantErr"]


@pytest.mark.parametrize("path", paths("consistency"))
def test_a_witness_signs_after_a_good_proof_only(path: str) -> None:
    """She has seen the older tree, and is asked to sign the newer."""
    told = probe(FOLDER / "tree/consistency" / path)
    held = Head(ORIGIN, told["size1"], told["root1"]) if told["size1"] else None
    proof = "".join(f"{base64.b64encode(each).decode()}\n" for each in told["proof"])
    text = f"{ORIGIN}\n{told['size2']}\n{base64.b64encode(told['root2']).decode()}\n".encode()
    data = f"old {told['size1']}\n{proof}\n".encode() + text + b"\n" + log_line(text)
    try:
        signs = check(read_request(data), KEY, held).size == told["size2"]
    except (Damaged, Refused, SourceUnreadable):
        signs = False

    assert signs is (not told["wantErr"] or (held is None and not told["proof"]))


@pytest.mark.parametrize("size", [1, 2, 7, 8, 64, 65, 300])
def test_our_proofs_are_those_of_the_definition(size: int) -> None:
    hashes = made_trees.LEAVES[:size]

    assert tree.root(hashes) == made_trees.head(hashes)
    for place in {0, size // 2, size - 1}:
        assert tree.inclusion_proofs([place], hashes)[0] == made_trees.path(place, hashes)
        proof = tree.consistency_proof(place + 1, hashes)
        assert proof == made_trees.between(place + 1, hashes)
