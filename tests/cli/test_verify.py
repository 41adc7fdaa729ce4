"""everyword verify: one byte changed in the case's sealed files is found and named."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("part", ["objects/*/*.age", "journal", "heads/*.note"])
def test_a_changed_byte_anywhere_is_named(filled: Run, tmp_path: Path, part: str) -> None:
    for path in sorted((tmp_path / "case").glob(part)):
        whole = path.read_bytes()
        if not whole:
            continue
        for place in {0, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
            changed = bytearray(whole)
            changed[place] ^= 0x10
            path.write_bytes(changed)
            ran = filled("verify")

            assert ran.code == 6, (path, place)
            assert path.name in ran.out + ran.err, (path, place)
        path.write_bytes(whole)
    assert filled("verify").code == 0


def test_a_missing_object_is_named(filled: Run, tmp_path: Path) -> None:
    (path,) = (tmp_path / "case").glob("objects/*/*.age")
    path.unlink()

    ran = filled("verify")
    assert ran.code == 6 and path.name in ran.out


def test_json_says_each_check(filled: Run) -> None:
    lines = [json.loads(line) for line in filled("verify", "--json").out.splitlines()]

    assert len(lines) > 5 and all(line["ok"] for line in lines)


def test_a_folder_that_is_neither_is_said(command: Run, tmp_path: Path) -> None:
    assert command("verify", tmp_path).code == 2
