"""One byte changed anywhere is found, and the file is named."""

import hashlib
import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from everyword.model import source_of_bytes
from everyword.vault import checks, journal
from everyword.vault.keys import Keys
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.store import Vault, verify_case
from tests.vault import cases
from tests.vault.cases import NOON, keys_of, now, object_paths

NOON_TEXT = "2024-04-03T12:00:00Z"


@pytest.fixture
def keys(case: Path, words: str) -> Keys:
    return keys_of(case, words)


def wrong(case: Path, keys: Keys) -> list[str]:
    return [check.name for check in checks.verify(case, keys, NOON) if not check.ok]


def test_a_whole_case_is_said_part_by_part(case: Path, words: str) -> None:
    found = verify_case(case, words, now)

    assert [check.name for check in found if not check.ok] == []
    assert {check.name for check in found} == {
        *("FORMAT", "slots/owner.age", "slots/recovery.age", "recipient.txt", "lock"),
        *("journal", "heads", "objects", "folder", "clock", "case.db"),
    }
    assert {"3 of 3 objects open and their hashes match"} <= {check.said for check in found}


def test_the_vault_says_the_same(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=False) as vault:
        assert vault.verify() == verify_case(case, words, now)


def changed_places(size: int) -> list[int]:
    """A few; test_checks_bytes.py tries them all."""
    return sorted({0, size - 1, size // 2, random.Random(size).randrange(size)})


def test_every_changed_byte_is_found_and_its_file_named(case: Path, keys: Keys) -> None:
    paths = [
        case / "journal",
        *sorted((case / "heads").iterdir()),
        *sorted((case / "slots").iterdir()),
        *object_paths(case),
    ]
    for path in [*paths, case / "recipient.txt", case / "FORMAT"]:
        data = path.read_bytes()
        name = path.relative_to(case).as_posix()
        for place in changed_places(len(data)):
            changed = bytearray(data)
            changed[place] ^= 0x20
            path.write_bytes(changed)
            found = wrong(case, keys)
            assert name in found or (name == "FORMAT" and "heads/6.note" in found), place
        path.write_bytes(data)
    assert wrong(case, keys) == []


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("journal", Path.unlink),
        ("recipient.txt", Path.unlink),
        ("lock", Path.unlink),
        ("FORMAT", Path.unlink),
        ("heads", shutil.rmtree),
        ("journal", lambda path: path.write_bytes(b"")),
        ("journal", lambda path: path.write_bytes(path.read_bytes()[:-1])),
        ("journal", lambda path: path.write_bytes(path.read_bytes() * 2)),
        ("letter.pdf", lambda path: path.write_bytes(b"%PDF")),
        ("objects/letter.pdf", lambda path: path.write_bytes(b"%PDF")),
        ("heads/4.note", lambda path: shutil.copy(path.parent / "2.note", path)),
        ("slots/x.age", lambda path: path.write_bytes(b"age-encryption.org/v1\n")),
        ("slots/y", lambda path: path.mkdir()),
        ("case.db", lambda path: path.symlink_to("/etc/passwd")),
        ("work/1.age", os.mkfifo),
    ],
)
def test_other_harm_is_found(
    case: Path, keys: Keys, name: str, harm: Callable[[Path], object]
) -> None:
    harm(case / name)

    assert name in wrong(case, keys)


def test_objects_missing_exchanged_or_added_are_named(case: Path, keys: Keys) -> None:
    first, second, third = object_paths(case)
    names = [path.relative_to(case).as_posix() for path in (first, second, third)]
    kept = first.read_bytes()
    first.unlink()
    assert wrong(case, keys) == names[:1]

    shutil.copy(second, first)
    assert wrong(case, keys) == names[:1]

    first.write_bytes(kept)
    added = case / "objects/00" / f"00{'1' * 30}.age"
    added.parent.mkdir(exist_ok=True)
    shutil.copy(second, added)
    label = added.relative_to(case).as_posix()
    assert (label, True) in [(check.name, check.ok) for check in checks.verify(case, keys, NOON)]
    added.write_bytes(added.read_bytes()[:-1])
    assert wrong(case, keys) == [label]


def test_a_tail_that_a_kill_may_leave_is_told_and_is_no_harm(case: Path, keys: Keys) -> None:
    with (case / "journal").open("ab") as file:
        file.write(b"\0")

    assert wrong(case, keys) == []
    found = checks.verify(case, keys, NOON)
    assert any("unfinished record" in check.said for check in found)


def test_good_records_behind_a_damaged_place_are_a_finding(case: Path, keys: Keys) -> None:
    """Also after the last head, where no record is signed for yet."""
    with (case / "journal").open("rb") as file:
        data = file.read()
    offsets = cases.scan(io.BytesIO(data)).offsets
    (case / "journal").write_bytes(data + bytes(20) + data[offsets[-1] :])

    (found,) = [check for check in checks.verify(case, keys, NOON) if not check.ok]
    assert found.name == "journal" and "kept aside" in found.said


def test_a_head_with_a_leading_zero_does_not_belong_there(case: Path, keys: Keys) -> None:
    for name in ("heads/012.note", "heads/02.ots"):
        shutil.copy(case / "heads/2.note", case / name)

    assert wrong(case, keys) == ["heads/012.note", "heads/02.ots"]


def test_an_object_sealed_again_with_the_same_content_is_another_file(
    case: Path, words: str, keys: Keys
) -> None:
    """Anyone with recipient.txt can seal; the journal holds the hash of the file we wrote."""
    with Vault.open(case, words, now, write=True) as vault:
        vault.seal(source_of_bytes("Alex.txt", b"03/04/2024, 21:07 - Alex: hello\n"))
        vault.commit()
        first, *_, again = (each for each in vault.records() if each.object)
    paths = {path.stem: path for path in object_paths(case)}
    shutil.copy(paths[str(again.object)], paths[str(first.object)])

    assert wrong(case, keys) == [f"objects/{str(first.object)[:2]}/{first.object}.age"]


def test_the_same_object_sealed_anew_is_another_file(case: Path, keys: Keys) -> None:
    path = object_paths(case)[0]
    identity = pyrage.x25519.Identity.from_str(keys.identity)
    clear = pyrage.decrypt(path.read_bytes(), [identity])
    path.write_bytes(pyrage.encrypt(clear, [identity.to_public()]))

    assert wrong(case, keys) == [path.relative_to(case).as_posix()]


@pytest.mark.parametrize(
    ("kind", "sha256"),
    [
        ("file", "0" * 64),
        ("file", hashlib.sha256(b"planted").hexdigest()),
        ("recover", "0" * 64),
    ],
)
def test_a_record_that_somebody_added_must_fit_its_object(
    case: Path, keys: Keys, kind: str, sha256: str
) -> None:
    """Anyone with recipient.txt can make a frame; one after the last head is not yet signed."""
    name = "00" + "1" * 30
    path = case / "objects/00" / f"{name}.age"
    path.parent.mkdir(exist_ok=True)
    inside = Leaf("1" * 64, "file", hashlib.sha256(b"planted").hexdigest(), 7, "a", NOON_TEXT)
    to = pyrage.x25519.Recipient.from_str(keys.recipient)
    path.write_bytes(pyrage.encrypt(encode(inside) + b"\nplanted", [to]))
    cipher = hashlib.sha256(path.read_bytes()).hexdigest()
    of = (("of", leaf_hash(encode(inside)).hex()),) if kind == "recover" else ()
    said = encode(Leaf("2" * 64, kind, sha256, 7, "b", NOON_TEXT, of))
    with (case / "journal").open("ab") as file:
        file.write(journal.seal_entry(keys.recipient, name, cipher, said))

    assert wrong(case, keys) == ["journal", f"objects/00/{name}.age"]


@pytest.mark.parametrize("kind", ["file", "chunk", "derived", "note", "recover"])
def test_a_record_that_hides_its_object_is_named(case: Path, words: str, kind: str) -> None:
    """The tree is made of the leaves alone: the name of the object is not in the hash."""
    rec = (("rec", "a" * 32), ("seq", "0"))
    of = (("of", "b" * 64),)
    with Vault.open(case, words, now, write=True) as vault:
        extra = {"chunk": rec, "recover": of}.get(kind, ())
        made = vault.seal(source_of_bytes("slots of my diary", b"kept"), kind, extra)
        vault.put_beside("work/1.age", b"work", "note", (("what", "work"),))
        vault.commit()
        keys, path = vault.keys, case / "journal"
    with path.open("rb") as stream:
        frames = list(journal.walk(stream, path.stat().st_size))
    frames[made.index] = journal.seal_entry(keys.recipient, None, None, made.leaf_text)
    path.write_bytes(b"".join(frames))

    found = [each for each in checks.verify(case, keys, NOON) if not each.ok]
    assert [each.name for each in found] == ["journal"]
    assert f"record {made.index}" in found[0].said
    assert "names no object" in found[0].said


def test_a_crash_is_told_apart_from_harm(case: Path, words: str, keys: Keys) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        vault.seal(source_of_bytes("kept", b"kept"))
    (case / "tmp/left").write_bytes(b"over")
    found = checks.verify(case, keys, NOON)

    assert [check for check in found if not check.ok] == []
    assert any("not in the journal yet" in check.said for check in found)
    Vault.open(case, words, now, write=True).close()
    assert wrong(case, keys) == []


def test_progress_is_told_in_bytes(case: Path, keys: Keys) -> None:
    class Told:
        total = done = 0

        def begin(self, what: str, total: int) -> None:
            self.total += total

        def advance(self, by: int) -> None:
            self.done += by

    told = Told()
    checks.verify(case, keys, NOON, told)

    assert told.total == told.done == 32 + 256 * 600
