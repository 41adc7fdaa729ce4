"""Slices in their order, and read as one."""

import io
import random

from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.recordings import Joined, Slice, chain, measure


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


def test_measure() -> None:
    digest, size = measure(io.BytesIO(b"abc"))

    assert (digest[:8], size) == ("ba7816bf", 3)
