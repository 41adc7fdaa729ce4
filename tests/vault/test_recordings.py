"""Slices in their order, and read as one."""

import hashlib
import io
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import Damaged
from everyword.vault.leaf import Leaf, encode
from everyword.vault.ledger import Sealed
from everyword.vault.recordings import (
    Joined,
    Slice,
    chain,
    in_order,
    measure,
    only_parts,
    parts,
    slice_from,
)

REC = "ab" * 16
SEEN = "2024-04-03T12:00:00Z"


def sliced(count: int) -> list[Slice]:
    return [
        Slice(f"object{n}", n, f"own{n}", f"own{n - 1}" if n else None, 10) for n in range(count)
    ]


@given(st.integers(1, 12), st.randoms())
def test_any_order_on_the_disk_gives_the_one_order(count: int, chance: random.Random) -> None:
    slices = sliced(count)
    mixed = list(slices)
    chance.shuffle(mixed)

    assert chain(mixed) == slices


def test_a_slice_sent_twice_is_taken_once_and_the_one_the_next_names() -> None:
    first, second, third = sliced(3)
    twin = Slice("an earlier name", 1, "other", "own0", 10)

    assert chain([first, twin, second, third]) == [first, second, third]


def test_what_does_not_follow_is_left_out() -> None:
    first, second, third = sliced(3)
    forged = Slice("x", 3, "own3", "not the third", 10)

    assert chain([first, second, third, forged]) == [first, second, third]
    assert chain([second, third]) == []
    assert chain([first, third]) == [first]
    assert chain([]) == []


def test_nothing_comes_after_a_stop() -> None:
    first, second, _ = sliced(3)
    stop = Slice("stop", 1, "own1", "own0", 0)

    assert chain([first, stop, second, Slice("x", 2, "own2", "own1", 5)])[-1].seq <= 2
    assert chain([first, stop, Slice("x", 2, "own2", "own1", 5)]) == [first, stop]


def test_many_slices_without_a_word_on_what_came_before_do_not_double_the_work() -> None:
    slices = [Slice(f"{n}-{twin}", n, f"{n}-{twin}", None, 1) for n in range(300) for twin in "abc"]

    assert [each.seq for each in chain(slices)] == list(range(300))


@given(st.lists(st.binary(max_size=20), max_size=8), st.lists(st.integers(0, 180), max_size=6))
def test_joined_reads_as_the_bytes_put_together(pieces: list[bytes], places: list[int]) -> None:
    whole = b"".join(pieces)
    opened: list[io.BytesIO] = []

    def opener(number: int) -> io.BytesIO:
        opened.append(io.BytesIO(pieces[number]))
        return opened[-1]

    with Joined([len(piece) for piece in pieces], opener) as joined:
        assert joined.read() == whole
        for place in places:
            assert joined.seek(place) == place
            assert joined.read(7) == whole[place : place + 7] or joined.tell() < place + 7
        assert joined.seek(0, io.SEEK_END) == len(whole)
    assert all(stream.closed for stream in opened)


def record(place: int, data: bytes, seq: int, before: str | None = None) -> Sealed:
    """A slice with this place in the journal."""
    of = (("of", before),) if before else ()
    sha256, extra = hashlib.sha256(data).hexdigest(), (("rec", REC), ("seq", str(seq)), *of)
    leaf = Leaf(f"{place:064x}", "chunk", sha256, len(data), None, SEEN, extra)
    return Sealed(place, f"{hash((place, data)) % 10**12:032x}", leaf, encode(leaf), "0" * 64)


def recording_of(place: int, content: Sequence[bytes], chunks: int | None = None) -> Sealed:
    joined = b"".join(content)
    extra = (("rec", REC), ("chunks", str(len(content) if chunks is None else chunks)))
    sha256 = hashlib.sha256(joined).hexdigest()
    leaf = Leaf("0" * 64, "recording", sha256, len(joined), None, SEEN, extra)
    return Sealed(place, None, leaf, encode(leaf), None)


def look(each: Sealed) -> Slice:
    return slice_from(str(each.object), each.leaf, each.leaf_text)


def own(each: Sealed) -> str:
    return look(each).own


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([b"", b"a", b"bb", b"cc"])), max_size=14),
    st.lists(st.tuples(st.integers(0, 5), st.binary(min_size=1, max_size=2)), max_size=5),
    st.randoms(),
)
def test_what_is_read_is_what_was_hashed(
    sent: list[tuple[int, bytes]], late: list[tuple[int, bytes]], chance: random.Random
) -> None:
    """Whatever was sent twice, out of place or later; and both ways to find it agree."""
    records: list[Sealed] = []
    for seq, data in sent:
        named = [None, *(own(each) for each in records if each.leaf.get("seq") == str(seq - 1))]
        records.append(record(len(records), data, seq, chance.choice(named)))
    run, missing = in_order(records, look)
    content = [each for each in run if each.leaf.size]
    bytes_of = {own(each): data for each, (_, data) in zip(records, sent, strict=True)}
    recording = recording_of(len(records), [bytes_of[own(each)] for each in content])
    records.append(recording)
    records += [record(len(records) + n, data, seq) for n, (seq, data) in enumerate(late)]

    assert missing == 0
    assert parts(records, recording, look) == content
    only = only_parts(records, recording)
    hashes = [each.leaf.sha256 for each in content]
    assert only is None or [each.leaf.sha256 for each in only] == hashes


def test_two_with_other_bytes_are_not_decided_without_a_look() -> None:
    first = record(0, b"one", 0)
    second = record(1, b"two", 1, own(first))
    other = record(2, b"TWO", 1, own(first))
    third = record(3, b"three", 2, own(second))
    ended = recording_of(4, [b"one", b"two", b"three"])
    every = [first, second, other, third, ended]

    assert only_parts(every, ended) is None
    assert parts(every, ended, look) == [first, second, third]


def test_what_comes_after_the_recording_changes_nothing() -> None:
    first, second = record(0, b"one", 0), record(1, b"two", 1)
    ended = recording_of(2, [b"one", b"two"])
    late = record(3, b"ONE", 0)
    longer = [late, record(4, b"TWO", 1, own(late)), record(5, b"THREE", 2)]
    every = [first, second, ended, *longer]

    assert only_parts(every, ended) == [first, second]
    assert parts(every, ended, look) == [first, second]


def test_more_slices_than_there_are_is_damage_and_no_endless_count() -> None:
    first = record(0, b"one", 0)
    ended = recording_of(1, [b"one"], chunks=999_999_999_999_999_999)
    finders: list[Callable[[], object]] = [
        lambda: parts([first, ended], ended, look),
        lambda: only_parts([first, ended], ended),
    ]
    for find in finders:
        with pytest.raises(Damaged, match="1 of its 999,999,999,999,999,999 slices"):
            find()


def test_a_slice_that_names_another_than_the_one_before_does_not_follow() -> None:
    first, second = record(0, b"one", 0), record(1, b"two", 1, "e" * 64)
    ended = recording_of(2, [b"one", b"two"])

    with pytest.raises(Damaged, match="slice 1 does not follow"):
        parts([first, second, ended], ended, look)


def test_slices_of_another_size_than_the_whole_are_damage() -> None:
    first = record(0, b"one", 0)
    ended = recording_of(1, [b"longer"])

    with pytest.raises(Damaged, match="not of its size"):
        only_parts([first, ended], ended)


def test_the_run_ends_where_a_slice_is_missing() -> None:
    every = [record(n, b"%d" % n, n) for n in range(4)]

    def look_but(each: Sealed) -> Slice:
        if each is every[2]:
            raise Damaged(path="", reason="it is missing")
        return look(each)

    assert in_order(every, look_but) == (every[:2], 1)


def test_measure() -> None:
    digest, size = measure(io.BytesIO(b"abc"))

    assert (digest[:8], size) == ("ba7816bf", 3)
