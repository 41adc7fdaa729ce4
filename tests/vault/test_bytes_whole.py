"""One byte changed, and the whole of `verify` asked: what a person would run, at many places.

    make bytes    every place of every file of a small case and of small packages, and 10,000 places
                  of a file that is longer; here a share of them, spread evenly

The checks of the single parts are tried at every place in test_checks_bytes.py and
test_package_bytes.py; here nothing is left out of what `verify` does.
"""

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from everyword.vault import checks, layout, package
from everyword.vault.checks import Check
from everyword.vault.package import verify_package
from tests.vault.cases import NOON, keys_of
from tests.vault.packages import ENTRIES, write

EVERY = int(os.environ.get("EVERYWORD_BYTES", "29"))
"""Of all places, every so many."""
MOST = 10_000
"""A file that is longer than so many bytes is changed at so many places, drawn by chance."""


def places(size: int) -> Iterable[int]:
    if size <= MOST:
        return range(size)
    chance = random.Random(size)
    return (chance.randrange(size) for _ in range(MOST))


def changed_everywhere(folder: Path, is_found: Callable[[str], bool]) -> tuple[int, list[str]]:
    """How many places were tried, and those at which the change was not found and named."""
    count, unseen = 0, []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name, data = path.relative_to(folder).as_posix(), path.read_bytes()
        with path.open("r+b", buffering=0) as file:
            for place in places(len(data)):
                count += 1
                if count % EVERY:
                    continue
                os.pwrite(file.fileno(), bytes([data[place] ^ 1 << count % 8]), place)
                if not is_found(name):
                    unseen.append(f"{name}, byte {place}")
                os.pwrite(file.fileno(), data[place : place + 1], place)
    return count, unseen


def is_named(found: list[Check], *names: str) -> bool:
    wrong = [f"{each.name} {each.said}" for each in found if not each.ok]
    return any(name in line for name in names for line in wrong)


def test_of_a_case(case: Path, words: str) -> None:
    """FORMAT names the case only: another number in it shows at the heads."""
    keys, newest = keys_of(case, words), f"heads/{layout.head_sizes(case)[-1]}.note"

    def is_found(name: str) -> bool:
        found = checks.verify(case, keys, NOON)
        return is_named(found, name, *([newest] if name == "FORMAT" else []))

    count, unseen = changed_everywhere(case, is_found)
    assert unseen == []
    assert count > 3_000 + MOST
    assert [each for each in checks.verify(case, keys, NOON) if not each.ok] == []


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_of_a_package(tmp_path: Path, form: package.Form) -> None:
    folder = tmp_path / "p"
    write(folder, form=form, entries=ENTRIES[4:])

    count, unseen = changed_everywhere(folder, lambda name: is_named(verify_package(folder), name))
    assert unseen == []
    assert count > 15_000
    assert [each for each in verify_package(folder) if not each.ok] == []
