"""The record as it stands on the disk, and what is wrong with it."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import Damaged
from everyword.vault import journal, ledger, storage, tree
from everyword.vault.keys import Keys
from everyword.vault.layout import head_path, read_case_id
from everyword.vault.leaf import Leaf, decode, encode, leaf_hash
from everyword.vault.ledger import Sealed
from everyword.vault.marks import mark_key, marked
from tests.vault.cases import SLOTS, keys_of

SIZE = SLOTS + 4
"""Leaves of the filled case: its slots, three files, a clock leaf; a head after each two."""


@given(st.integers(0, 40), st.sets(st.integers(0, 45)))
def test_roots_of_all_sizes_at_once_are_those_of_the_tree(count: int, sizes: set[int]) -> None:
    hashes = [leaf_hash(bytes([n])) for n in range(count)]

    assert ledger.roots(sizes, hashes) == {
        size: tree.root(hashes[:size]) for size in sizes if size <= count
    }


@pytest.fixture
def keys(case: Path, words: str) -> Keys:
    return keys_of(case, words)


def leaf_text(name: str) -> bytes:
    return encode(Leaf("5" * 64, "clock", None, None, name, "2024-04-03T21:07:00Z"))


def read(case: Path, keys: Keys) -> ledger.Ledger:
    return ledger.read(case, keys, read_case_id(case))


def test_a_whole_record(case: Path, keys: Keys) -> None:
    record = read(case, keys)

    assert record.wrong == []
    assert [sealed.leaf.name for sealed in record.records[SLOTS:]] == [
        "Alex.txt",
        "empty",
        "long.bin",
        None,
    ]
    assert [sealed.index for sealed in record.records] == list(range(SIZE))
    assert record.head_size == SIZE


def test_a_tail_beyond_the_head_is_not_wrong_but_below_it_is(case: Path, keys: Keys) -> None:
    path = case / "journal"
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(100))
    assert read(case, keys).wrong == []

    path.write_bytes(whole[:-1])
    (wrong,) = read(case, keys).wrong
    assert wrong.path == "journal"
    assert f"{SIZE - 1} good records, but {SIZE} were signed for" in wrong.reason


def test_records_cannot_be_exchanged_put_in_or_taken_out(case: Path, keys: Keys) -> None:
    path = case / "journal"
    data = path.read_bytes()
    frames = list(journal.walk(io.BytesIO(data), len(data)))
    whole = list(range(SIZE))
    for order in (
        [1, 0, *whole[2:]],
        whole[:-1],
        [*whole[:-2], SIZE - 1],
        [0, *whole],
        [*whole[:-1], SIZE - 2],
    ):
        path.write_bytes(b"".join(frames[n] for n in order))
        assert [wrong.path for wrong in read(case, keys).wrong] == ["journal"]


def test_a_redacted_record_keeps_the_tree(case: Path, keys: Keys) -> None:
    gone = read(case, keys).hashes[1]
    ledger.rewrite_redacted(case, keys.recipient, {1: gone})
    record = read(case, keys)

    assert record.wrong == []
    assert (record.records[1].leaf.kind, record.records[1].leaf_text) == ("deleted", b"")
    assert record.records[1].key == ""
    assert record.hashes[1] == gone


def test_the_other_frames_stay_as_they_are_when_one_is_redacted(case: Path, keys: Keys) -> None:
    path = case / "journal"
    before, record = path.read_bytes(), read(case, keys)
    ledger.rewrite_redacted(case, keys.recipient, {1: record.hashes[1], 3: record.hashes[3]})
    after = path.read_bytes()
    old, new = (list(journal.walk(io.BytesIO(data), len(data))) for data in (before, after))

    assert [n for n in range(SIZE) if old[n] != new[n]] == [1, 3]
    assert list((case / "tmp").iterdir()) == []


def test_a_journal_that_is_not_what_was_opened_is_not_written_anew(case: Path, keys: Keys) -> None:
    """Redacting must not make a change to another frame look like our own work."""
    path = case / "journal"
    whole, record = path.read_bytes(), read(case, keys)
    frames = list(journal.walk(io.BytesIO(whole), len(whole)))
    for changed in (
        b"".join([frames[1], frames[0], *frames[2:]]),
        b"".join(frames[:-1]),
        whole + b"torn",
        whole[:-1],
        whole[:20] + b"!" + whole[21:],
        b"",
    ):
        path.write_bytes(changed)
        with pytest.raises(Damaged):
            ledger.rewrite_redacted(case, keys.recipient, {0: record.hashes[0]}, record)
        assert path.read_bytes() == changed
    path.write_bytes(whole)
    for nowhere in (SIZE, -1):
        with pytest.raises(Damaged):
            ledger.rewrite_redacted(case, keys.recipient, {nowhere: record.hashes[0]}, record)
    path.unlink()
    with pytest.raises(Damaged):
        ledger.rewrite_redacted(case, keys.recipient, {0: record.hashes[0]}, record)

    assert list((case / "tmp").iterdir()) == []


def test_the_record_follows_what_is_redacted_and_added(case: Path, keys: Keys) -> None:
    """What is kept then is what the next opening reads, without a frame opened by itself."""
    record = read(case, keys)
    ledger.rewrite_redacted(case, keys.recipient, {2: record.hashes[2]}, record)
    leaf = record.records[3]
    added = leaf_text("added after that")
    frame = journal.seal_entry(keys.recipient, None, None, added)
    with (case / "journal").open("ab") as file:
        file.write(frame)
    record.records.append(Sealed(SIZE, None, decode(added), added, None))
    record.hashes.append(leaf_hash(added))
    record.wrote([frame])
    assert ledger.uncached(record) == SIZE + 1
    ledger.keep_opened(case, keys, record)
    again = read(case, keys)

    assert (again.records, again.hashes, again.wrong) == (record.records, record.hashes, [])
    assert again.records[3] == leaf
    assert (again.kept, ledger.uncached(again), ledger.uncached(record)) == (SIZE + 1, 0, 0)


def test_frames_nobody_told_of_are_not_kept(case: Path, keys: Keys) -> None:
    record = read(case, keys)
    written = Leaf("", "clock", None, None, "written elsewhere", "2024-04-03T21:07:00Z")
    leaf = encode(marked(mark_key(keys.seed), written))
    with (case / "journal").open("ab") as file:
        file.write(journal.seal_entry(keys.recipient, None, None, leaf))
    other = leaf_text("another")
    record.records.append(Sealed(SIZE, None, decode(other), other, None))
    record.hashes.append(leaf_hash(other))
    ledger.keep_opened(case, keys, record)
    again = read(case, keys)

    assert again.kept == SIZE
    assert again.records[SIZE].leaf_text == leaf


def test_redacting_forgets_what_was_kept_first(
    case: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut between the two may cost time, and must not leave the deleted leaf behind."""
    record = read(case, keys)
    ledger.keep_opened(case, keys, record)
    steps: list[str] = []
    for name in ("remove", "rename", "sync_folder"):
        step = getattr(storage, name)

        def logged(*paths: Path, name: str = name, step: Callable[..., None] = step) -> None:
            steps.append(f"{name} {paths[-1].name}")
            step(*paths)

        monkeypatch.setattr(storage, name, logged)
    ledger.rewrite_redacted(case, keys.recipient, {0: record.hashes[0]}, record)

    assert steps == ["remove journal.cache", "rename journal", "sync_folder case"]


def test_nothing_is_kept_of_a_damaged_case(case: Path, keys: Keys) -> None:
    path = case / "journal"
    path.write_bytes(path.read_bytes()[:-1])
    ledger.keep_opened(case, keys, read(case, keys))

    assert not (case / "journal.cache").exists()


def test_verification_opens_every_frame_itself(
    case: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.keep_opened(case, keys, read(case, keys))
    opened_ones = []
    real = journal.Opener.open

    def counted(self: journal.Opener, payload: bytes) -> journal.Entry:
        opened_ones.append(payload)
        return real(self, payload)

    monkeypatch.setattr(journal.Opener, "open", counted)
    read(case, keys)
    assert opened_ones == []

    wrong: list[ledger.Wrong] = []
    entries, scan = ledger.read_journal(case, keys, wrong)
    assert len(opened_ones) == len(entries) == len(scan.offsets) == SIZE
    assert wrong == []


def test_the_key_of_a_record_is_its_object_or_its_recording() -> None:
    salt, seen, rec = "0" * 64, "2024-04-03T21:07:00Z", "ab" * 16
    recording = Leaf(salt, "recording", "1" * 64, 1, None, seen, (("rec", rec),))
    chunk = Leaf(salt, "chunk", "1" * 64, 1, None, seen, (("rec", rec), ("seq", "0")))
    note = Leaf(salt, "clock", None, None, None, seen)

    assert Sealed(0, None, recording, b"", None).key == rec
    assert Sealed(0, "cd" * 16, chunk, b"", None).key == "cd" * 16
    assert Sealed(0, None, note, b"", None).key == ""


def test_heads_that_are_wrong_are_named(case: Path, keys: Keys) -> None:
    newest, older = head_path(case, SIZE), head_path(case, SIZE - 2)
    note = newest.read_bytes()
    newest.write_bytes(note.replace(f"\n{SIZE}\n".encode(), f"\n{SIZE + 1}\n".encode()))
    assert [wrong.path for wrong in read(case, keys).wrong] == [f"heads/{SIZE}.note"]

    shutil.copy(older, newest)
    assert f"is the head of {SIZE - 2} records" in read(case, keys).wrong[0].reason

    newest.write_bytes(note)
    shutil.copy(newest, head_path(case, SIZE + 5))
    assert [wrong.path for wrong in read(case, keys).wrong] == [f"heads/{SIZE + 5}.note"]

    shutil.rmtree(case / "heads")
    assert [wrong.path for wrong in read(case, keys).wrong] == ["heads"]


def test_the_head_of_another_case_is_refused(case: Path, keys: Keys) -> None:
    assert "another case" in ledger.read(case, keys, "0" * 32).wrong[0].reason


def test_a_frame_somebody_else_made_is_damage(case: Path, keys: Keys) -> None:
    other = journal.frame(b"age-encryption.org/v1\nnot sealed to this case")
    path = case / "journal"
    path.write_bytes(path.read_bytes() + other)
    (wrong,) = read(case, keys).wrong

    assert f"record {SIZE} " in wrong.reason


def test_the_record_ends_at_the_first_frame_that_does_not_open(case: Path, keys: Keys) -> None:
    """What follows is not taken in under wrong numbers, and the journal is wrong once."""
    path = case / "journal"
    data = path.read_bytes()
    frames = list(journal.walk(io.BytesIO(data), len(data)))
    frames[3] = journal.frame(b"age-encryption.org/v1\nnot sealed to this case")
    path.write_bytes(b"".join(frames))
    record = read(case, keys)

    assert [sealed.index for sealed in record.records] == [0, 1, 2]
    assert len(record.hashes) == len(record.prefix.lengths) == 3
    assert len(record.scan.offsets) == SIZE
    assert [wrong.reason.split(":")[0] for wrong in record.wrong] == [
        f"record 3 (byte {sum(map(len, frames[:3]))})"
    ]


def test_no_journal_at_all_is_damage(case: Path, keys: Keys) -> None:
    (case / "journal").unlink()

    assert [wrong.path for wrong in read(case, keys).wrong] == ["journal"]
