"""The vectors are what their makers make, and the makers know nothing of everyword."""

import ast
import zlib

import pytest

from tests.vault.vectors.make import FOLDER, kept, made
from tests.vault.vectors.seeds import Files


@pytest.fixture(scope="module")
def files() -> Files:
    return made()


def unpacked(data: bytes) -> bytes:
    """Another zlib may pack the same bytes in another way."""
    head, gap, body = data.partition(b"\n\n")
    return head + gap + zlib.decompress(body) if b"\ncompressed: zlib" in head else data


def test_making_them_again_gives_the_same_bytes(files: Files) -> None:
    lying_here = kept()

    assert sorted(lying_here) == sorted(files)
    differing = [path for path in files if unpacked(files[path]) != unpacked(lying_here[path])]
    assert differing == []


@pytest.mark.parametrize("maker", sorted(path.name for path in FOLDER.glob("*.py")))
def test_no_maker_uses_our_code(maker: str) -> None:
    tree = ast.parse((FOLDER / maker).read_text())
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [
        each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names
    ]

    assert not [name for name in names if name.startswith(("everyword", "pyrage"))]
    assert not [n for n in names if n.startswith("tests.") and "tests.vault.vectors" not in n]


def test_every_kind_has_good_and_bad_ones(files: Files) -> None:
    for mark in (b'"wantErr": true', b'"wantErr": false'):
        for kind in ("inclusion", "consistency"):
            probes = [p for p in files if p.startswith(f"tree/{kind}/") and mark in files[p]]
            assert len(probes) >= 6
    for expect in ("success", "no match", "HMAC failure", "header failure", "payload failure"):
        words = f"expect: {expect}\n".encode()
        assert len([path for path in files if files[path].startswith(words)]) >= 5
