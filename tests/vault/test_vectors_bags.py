"""The BagIt folders of tests/vault/vectors/bags: bagit.py, our check of a package, the command."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest

from everyword.cli import run
from everyword.vault import package
from tests.vault.packages import failures, files_of, is_named
from tests.vault.vectors import made_bags
from tests.vault.vectors.make import FOLDER

BAGS = FOLDER / "bags"
INDEX: dict[str, dict[str, Any]] = json.loads((BAGS / "index.json").read_text())
NAMES = sorted(INDEX)
PACKAGES = [name for name in NAMES if name.startswith("package")]


@pytest.fixture
def no_log() -> Iterator[None]:
    """bagit.py logs each finding."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def laid_out(name: str, to: Path) -> Path:
    """A copy of the folder, whole."""
    if name in made_bags.NOT_KEPT:
        files = made_bags.cases()[name][0]
    else:
        told = INDEX[name]
        files = files_of(BAGS / told["made from"]) if "made from" in told else {}
        files = {path: data for path, data in files.items() if path not in told["without"]}
        files |= files_of(BAGS / name)
    for path, data in files.items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(data)
    return to


@pytest.mark.parametrize("name", NAMES)
def test_bagit_says_what_the_rfc_gives(name: str, tmp_path: Path, no_log: None) -> None:
    folder = laid_out(name, tmp_path / "bag")
    try:
        bagit.Bag(str(folder)).validate()
        said = "valid"
    except bagit.BagError:
        said = "invalid"

    assert said == INDEX[name].get("bagit.py", INDEX[name]["bagit"])


@pytest.mark.parametrize("name", NAMES)
def test_our_check_takes_whole_packages_only(name: str, tmp_path: Path) -> None:
    folder = laid_out(name, tmp_path / "bag")
    before = files_of(folder)
    found = failures(folder)

    assert ("refused" if found else "good") == INDEX[name]["package"]
    assert is_named(INDEX[name].get("finding", ""), found) or not found
    assert files_of(folder) == before


@pytest.mark.parametrize("name", PACKAGES)
def test_what_we_take_is_a_valid_bag_too(name: str) -> None:
    told = INDEX[name]

    assert told["bagit"] == "valid" or told["package"] == "refused"
    assert told["package"] == "good" or told["finding"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("package-fresh", 0),
        ("package-of-case", 0),
        ("package-file-added-signed", 6),
        ("plain-valid", 6),
        ("plain-leads-outside", 6),
    ],
)
def test_the_command_says_it_with_its_code(
    name: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = laid_out(name, tmp_path / "bag")

    assert run(["verify", str(folder)]) == code
    assert ("do not match" in capsys.readouterr().err) is (code != 0)


def test_every_file_of_a_made_package_counts(tmp_path: Path) -> None:
    """Written by a second program: no part of it is let pass unseen."""
    folder = laid_out("package-of-case", tmp_path / "bag")
    for path, data in files_of(folder).items():
        (folder / path).write_bytes(data[:-1] if data else b"x")
        assert is_named(path, failures(folder)), path
        (folder / path).write_bytes(data)
    assert [check for check in package.verify_package(folder) if not check.ok] == []
