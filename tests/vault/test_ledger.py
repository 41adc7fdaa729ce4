"""The record as it stands on the disk, and what is wrong with it."""

import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault import journal, ledger, tree
from everyword.vault.keys import Keys
from everyword.vault.layout import head_path, read_case_id
from everyword.vault.leaf import leaf_hash
from tests.vault.cases import keys_of


@given(st.integers(0, 40), st.sets(st.integers(0, 45)))
def test_roots_of_all_sizes_at_once_are_those_of_the_tree(count: int, sizes: set[int]) -> None:
    hashes = [leaf_hash(bytes([n])) for n in range(count)]

    assert ledger.roots(sizes, hashes) == {
        size: tree.root(hashes[:size]) for size in sizes if size <= count
    }


@pytest.fixture
def keys(case: Path, words: str) -> Keys:
    return keys_of(case, words)


def read(case: Path, keys: Keys) -> ledger.Ledger:
    return ledger.read(case, keys, read_case_id(case))


def test_a_whole_record(case: Path, keys: Keys) -> None:
    record = read(case, keys)

    assert record.wrong == []
    assert [sealed.leaf.name for sealed in record.records] == [
        "Alex.txt",
        "empty",
        "long.bin",
        None,
    ]
    assert [sealed.index for sealed in record.records] == [0, 1, 2, 3]
    assert record.head_size == 4


def test_a_tail_beyond_the_head_is_not_wrong_but_below_it_is(case: Path, keys: Keys) -> None:
    path = case / "journal"
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(100))
    assert read(case, keys).wrong == []

    path.write_bytes(whole[:-1])
    (wrong,) = read(case, keys).wrong
    assert wrong.path == "journal"
    assert "3 good records, but 4 were signed for" in wrong.reason


def test_records_cannot_be_exchanged_put_in_or_taken_out(case: Path, keys: Keys) -> None:
    path = case / "journal"
    data = path.read_bytes()
    offsets = [*journal.scan(data).offsets, len(data)]
    frames = [data[a:b] for a, b in itertools.pairwise(offsets)]
    for order in ((1, 0, 2, 3), (0, 1, 2), (0, 1, 3), (0, 0, 1, 2, 3), (0, 1, 2, 2)):
        path.write_bytes(b"".join(frames[n] for n in order))
        assert [wrong.path for wrong in read(case, keys).wrong] == ["journal"]


def test_a_redacted_record_keeps_the_tree(case: Path, keys: Keys) -> None:
    path = case / "journal"
    found = journal.scan(path.read_bytes())
    gone = journal.open_entry(found.payloads[1], keys.identity)
    frames = [journal.frame(payload) for payload in found.payloads]
    frames[1] = journal.seal_redacted(keys.recipient, gone.leaf_hash)
    path.write_bytes(b"".join(frames))
    record = read(case, keys)

    assert record.wrong == []
    assert (record.records[1].leaf.kind, record.records[1].leaf_text) == ("deleted", b"")
    assert record.hashes[1] == gone.leaf_hash


def test_heads_that_are_wrong_are_named(case: Path, keys: Keys) -> None:
    newest, older = head_path(case, 4), head_path(case, 2)
    note = newest.read_bytes()
    newest.write_bytes(note.replace(b"\n4\n", b"\n5\n"))
    assert [wrong.path for wrong in read(case, keys).wrong] == ["heads/4.note"]

    shutil.copy(older, newest)
    assert "is the head of 2 records" in read(case, keys).wrong[0].reason

    newest.write_bytes(note)
    shutil.copy(newest, head_path(case, 9))
    assert [wrong.path for wrong in read(case, keys).wrong] == ["heads/9.note"]

    shutil.rmtree(case / "heads")
    assert [wrong.path for wrong in read(case, keys).wrong] == ["heads"]


def test_the_head_of_another_case_is_refused(case: Path, keys: Keys) -> None:
    assert "another case" in ledger.read(case, keys, "0" * 32).wrong[0].reason


def test_a_frame_somebody_else_made_is_damage(case: Path, keys: Keys) -> None:
    other = journal.frame(b"age-encryption.org/v1\nnot sealed to this case")
    path = case / "journal"
    path.write_bytes(path.read_bytes() + other)
    (wrong,) = read(case, keys).wrong

    assert "record 4" in wrong.reason


def test_no_journal_at_all_is_damage(case: Path, keys: Keys) -> None:
    (case / "journal").unlink()

    assert [wrong.path for wrong in read(case, keys).wrong] == ["journal"]
