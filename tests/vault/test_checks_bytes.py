"""One byte changed anywhere is found and named: all places of small files, many of a large one.

To try every place, each file is given to the check that is there for it; that `verify` asks all of
these checks is tested in test_checks.py with some places of every file.
"""

import io
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from everyword.errors import Damaged
from everyword.model import source_of_bytes
from everyword.vault import (
    agefile,
    beside,
    checks,
    journal,
    keys,
    layout,
    ledger,
    objects,
    tree,
)
from everyword.vault.checks_beside import check_beside, why_not
from everyword.vault.checks_journal import check_heads, check_journal
from everyword.vault.checks_objects import check_object, check_objects
from everyword.vault.checks_said import Nobody
from everyword.vault.journal import Entry, Opener
from everyword.vault.keys import Keys
from everyword.vault.store import Vault
from tests.cases_made import quick_stretch
from tests.vault import cases, full_case
from tests.vault.cases import NOON, copy, keys_of, now, object_paths

PLACES = 10_000
SEALED = agefile.CHUNK + agefile.TAG


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    folder = tmp_path_factory.mktemp("full") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        words = full_case.make(folder)
        return folder, keys_of(folder, words)


@pytest.fixture
def full(made: tuple[Path, Keys], tmp_path: Path) -> tuple[Path, Keys]:
    return copy(made[0], tmp_path / "case"), made[1]


def changed_notes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """One byte changed, at one place after the other."""
    assert data
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        yield place, bytes(changed)


def each_changed(path: Path) -> Iterator[int]:
    """The same for a file, which is whole again at the end."""
    data = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for place, changed in changed_notes(data):
            os.pwrite(file.fileno(), changed[place : place + 1], place)
            yield place
            os.pwrite(file.fileno(), data[place : place + 1], place)


def wrong(found: list[checks.Check]) -> set[str]:
    return {check.name for check in found if not check.ok}


def test_the_whole_case_has_nothing_wrong(full: tuple[Path, Keys]) -> None:
    found = checks.verify(*full, NOON)

    assert wrong(found) == set()
    assert {"deleted", "unconfirmed", "recordings", "work"} <= {check.name for check in found}


def test_every_byte_of_the_journal(
    full: tuple[Path, Keys], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed byte always costs a frame; a lost frame is found and named, by the check itself.

    Opening a frame gives the same for the same bytes: it is done once for each frame.
    """
    folder, case_keys = full
    data = (folder / "journal").read_bytes()
    frames = len(cases.scan(io.BytesIO(data)).offsets)
    case_id = (folder / "FORMAT").read_text().split()[-1]
    monkeypatch.setattr(journal.Opener, "open", _once_each(journal.Opener.open))
    for place in each_changed(folder / "journal"):
        record, found = check_journal(folder, case_keys)
        if not wrong(found):  # a torn tail is no fault, unless a head was signed over it
            found = check_heads(folder, case_keys, case_id, record)
        assert "journal" in wrong(found), place
        assert len(record.records) < frames, place
    assert wrong(check_journal(folder, case_keys)[1]) == set()


def _once_each(real: Callable[[Opener, bytes], Entry]) -> Callable[[Opener, bytes], Entry]:
    known: dict[bytes, Entry] = {}

    def opened(opener: Opener, payload: bytes) -> Entry:
        if payload not in known:
            known[payload] = real(opener, payload)
        return known[payload]

    return opened


def test_every_byte_of_every_head(full: tuple[Path, Keys]) -> None:
    folder, case_keys = full
    case_id = (folder / "FORMAT").read_text().split()[-1]
    hashes = check_journal(folder, case_keys)[0].hashes
    paths = sorted((folder / "heads").glob("*.note"))
    assert len(paths) > 5
    for path in paths:
        size = int(path.stem)
        root = tree.root(hashes[:size])
        of = (size, case_keys.public, case_id, len(hashes), root)
        assert ledger.why_not(path.read_bytes(), *of) is None
        for place, changed in changed_notes(path.read_bytes()):
            found = ledger.why_not(changed, *of)
            assert found is not None and found.path == f"heads/{path.name}", place


def test_every_byte_of_every_file_beside_the_objects(full: tuple[Path, Keys]) -> None:
    folder, case_keys = full
    logged = beside.logged(check_journal(folder, case_keys)[0].vouched)
    names = layout.beside_files(folder)
    assert len(names) >= 5 and set(names) == set(logged)
    for name in names:
        assert why_not(folder, name, logged[name]) is None
        for place in each_changed(folder / name):
            assert why_not(folder, name, logged[name]), (name, place)
    record = check_journal(folder, case_keys)[0]
    for name in names:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        assert wrong(check_beside(folder, record)) == {name}
        (folder / name).write_bytes(data)


def test_every_byte_of_every_small_object(full: tuple[Path, Keys]) -> None:
    folder, case_keys = full
    records = check_journal(folder, case_keys)[0].records
    by_name = {each.object: each for each in records if each.object}
    assert len(by_name) == len(object_paths(folder)) == 6
    for path in object_paths(folder):
        for place in each_changed(path):
            with pytest.raises(Damaged) as raised:
                check_object(folder, case_keys, by_name[path.stem], path.stem, Nobody())
            assert raised.value.words["path"] == objects.label(path.stem), place


def test_every_byte_of_what_is_not_sealed(case: Path, words: str) -> None:
    case_keys = keys_of(case, words)
    head = f"heads/{layout.head_sizes(case)[-1]}.note"
    for name, also in (("FORMAT", head), ("recipient.txt", "recipient.txt")):
        for place in each_changed(case / name):
            assert {name, also} & wrong(checks.verify(case, case_keys, NOON)), place
    (case / "lock").write_bytes(b"x")
    assert wrong(checks.verify(case, case_keys, NOON)) == {"lock"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys, str]:
    folder = tmp_path_factory.mktemp("large") / "case"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_stretch", quick_stretch)
        vault, secrets = Vault.create(folder, now, work_factor=16)
        with vault:
            data = random.Random(4).randbytes(4 << 20)
            sealed = vault.seal(source_of_bytes("long.bin", data))
            vault.commit()
        return folder, keys_of(folder, str(secrets.passphrase)), str(sealed.object)


def test_many_places_of_a_large_object_where_they_are_read(
    large: tuple[Path, Keys, str],
) -> None:
    """Each part is sealed by itself: a change is found when that part is read.

    So places in different parts are tried in one opening; a change in the header, the first
    two parts or the last one is found by opening alone.
    """
    folder, case_keys, name = large
    path = objects.path_of(folder, name)
    data, chance = path.read_bytes(), random.Random(PLACES)
    start = agefile.read_header(io.BytesIO(data)).size + 16
    last = (len(data) - start - 1) // SEALED
    before = len(objects.open_object(folder, name, case_keys.secret).leaf_text) + 1
    places = [chance.randrange(len(data)) for _ in range(PLACES)]
    tried = 0
    with path.open("r+b", buffering=0) as file:
        for by_part in _in_rounds(places, lambda place: (place - start) // SEALED, last):
            for place in by_part.values():
                os.pwrite(file.fileno(), bytes([data[place] ^ 1 << chance.randrange(8)]), place)
            tried += _read_changed(folder, name, case_keys, by_part, before, last)
            for place in by_part.values():
                os.pwrite(file.fileno(), data[place : place + 1], place)
    assert path.read_bytes() == data and tried == PLACES


def _in_rounds(
    places: list[int], part_of: Callable[[int], int], last: int
) -> Iterator[dict[int, int]]:
    """Places by their part: those that stop the opening alone, the others one of each part."""
    waiting: dict[int, list[int]] = {}
    for place in places:
        waiting.setdefault(part_of(place), []).append(place)
    for part in (-1, 0, 1, last):
        for place in waiting.pop(part, []):
            yield {part: place}
    while waiting:
        yield {part: left.pop() for part, left in waiting.items()}
        waiting = {part: left for part, left in waiting.items() if left}


def _read_changed(
    folder: Path, name: str, case_keys: Keys, by_part: dict[int, int], before: int, last: int
) -> int:
    if by_part.keys() & {-1, 0, 1, last}:
        with pytest.raises(Damaged, match=name):
            objects.open_object(folder, name, case_keys.secret)
        return len(by_part)
    with objects.open_object(folder, name, case_keys.secret).stream as stream:
        for part in by_part:
            stream.seek(part * agefile.CHUNK - before)
            with pytest.raises(Damaged, match=name):
                stream.read(1)
    return len(by_part)


def test_some_places_of_a_large_object_by_the_check_itself(large: tuple[Path, Keys, str]) -> None:
    folder, case_keys, name = large
    record, _ = check_journal(folder, case_keys)
    path = objects.path_of(folder, name)
    data = path.read_bytes()
    chance = random.Random(4)
    for place in [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(100))]:
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        found = check_objects(folder, case_keys, record, Nobody())
        assert wrong(found) == {objects.label(name)}, place
    path.write_bytes(data)
