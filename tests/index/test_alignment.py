"""Which messages of two copies are one, and which must stay two."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.index.alignment import Pair, Seen, align

PHOTO = (("IMG-1.jpg", "aa" * 32, True),)
LEFT_OUT = (("<Media omitted>", None, False),)


def seen(n: int, at: str, text: str, sender: str = "Alex", **more: object) -> Seen:
    """`at` is "10:00" or "10:00:30" of one day."""
    second = at[6:] or None
    return Seen(n, f"2024-03-01T{at[:5]}", second, sender, text, **more)  # type: ignore[arg-type]


def test_a_copy_that_writes_seconds_and_one_that_does_not() -> None:
    left = [seen(1, "10:00:05", "ok"), seen(2, "10:00:40", "ok"), seen(3, "10:01:00", "ok")]
    right = [seen(11, "10:00", "ok"), seen(12, "10:00", "ok"), seen(13, "10:01", "ok")]

    assert align(left, right) == [
        Pair(1, 11, ("seconds",)),
        Pair(2, 12, ("seconds",)),
        Pair(3, 13, ("seconds",)),
    ]


def test_twins_a_second_apart_are_two_messages() -> None:
    assert align([seen(1, "10:00:05", "ok")], [seen(2, "10:00:06", "ok")]) == []


def test_a_picture_that_only_one_copy_has() -> None:
    left = [seen(1, "10:00", "IMG-1.jpg (file attached)", files=PHOTO)]
    right = [seen(2, "10:00", "<Media omitted>", files=LEFT_OUT)]

    assert align(left, right) == [Pair(1, 2, ("media",))]
    assert align(right, left) == [Pair(2, 1, ("media",))]


def test_which_of_three_pictures_was_left_out_is_not_guessed() -> None:
    left = [seen(n, "10:00", f"IMG-{n}.jpg", files=((f"IMG-{n}.jpg", "a", True),)) for n in (1, 2)]
    right = [seen(3, "10:00", "<Media omitted>", files=LEFT_OUT)]

    assert align(left, right) == []


@pytest.mark.parametrize("where", [0, 1])
def test_deleted_in_one(where: int) -> None:
    sides = [[seen(1, "10:00", "I will pay")], [seen(2, "10:00", "This message was deleted")]]
    sides[1] = [seen(2, "10:00", "This message was deleted", deleted=True)]
    left, right = sides if where else sides[::-1]

    assert [pair.what for pair in align(left, right)] == [("deleted",)]


def test_edited_in_one_and_alike() -> None:
    left = [seen(1, "10:00", "I'll bring her back at six"), seen(2, "10:00", "Ok")]
    right = [seen(4, "10:00", "I'll bring her back at seven", edited=True)]

    assert align(left, right) == [Pair(1, 4, ("edited", "text"))]


def test_other_words_in_the_same_second_are_one_message_and_in_the_same_minute_two() -> None:
    assert align([seen(1, "10:00:05", "yes")], [seen(2, "10:00:05", "never")]) == [
        Pair(1, 2, ("text",))
    ]
    assert align([seen(1, "10:00", "yes")], [seen(2, "10:00", "never in my life")]) == []


def test_a_sender_under_another_name_throughout() -> None:
    left = [seen(n, f"10:0{n}", f"words {n}", "Sam") for n in range(4)]
    right = [seen(n + 10, f"10:0{n}", f"words {n}", "Sam Carter") for n in range(4)]

    assert align(left, right) == [Pair(n, n + 10, ("sender",)) for n in range(4)]
    assert align(left[:2], right[:2]) == []  # twice is not throughout


@pytest.mark.parametrize(("hours", "words"), [(1, "+1:00"), (-2, "-2:00")])
def test_a_clock_that_is_off_by_whole_hours(hours: int, words: str) -> None:
    left = [seen(n, f"12:{n:02}", f"long enough {n}") for n in range(20)]
    right = [seen(n + 100, f"{12 - hours}:{n:02}", f"long enough {n}") for n in range(20)]
    short = (seen(50, "12:30", "ok"), seen(150, f"{12 - hours}:30", "ok"))

    found = align([*left, short[0]], [*right, short[1]])
    assert found == [Pair(n, n + 100, ("clock",), words) for n in [*range(20), 50]]


def test_the_same_words_each_hour_do_not_make_a_clock() -> None:
    left = [seen(n, f"{8 + n:02}:00", "Good morning dear") for n in range(8)]
    right = [seen(n + 20, f"{9 + n:02}:05", "Good morning dear") for n in range(8)]

    assert align(left, right) == []


def test_an_edit_in_a_copy_whose_clock_is_off() -> None:
    left = [seen(n, f"12:{n:02}:10", f"long enough {n}") for n in range(20)]
    right = [seen(n + 100, f"11:{n:02}:10", f"long enough {n}") for n in range(20)]
    right[7] = seen(107, "11:07:10", "changed", edited=True)

    assert align(left, right)[7] == Pair(7, 107, ("clock", "edited", "text"), "+1:00")


@st.composite
def chats(draw: st.DrawFn) -> list[Seen]:
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 40), st.sampled_from(["", ":05", ":40"]),
                st.sampled_from(["ok", "no", "at six then", "<Media omitted>"]),
                st.sampled_from(["Alex", "Sam"]), st.booleans(), st.booleans(),
            ),
            max_size=25,
        )
    )  # fmt: skip
    return [
        seen(n, f"10:{minute:02}{second}", text, sender, edited=edited, deleted=deleted)
        for n, (minute, second, text, sender, edited, deleted) in enumerate(rows)
    ]


@given(chats(), chats())
def test_each_message_is_in_one_pair_at_most_and_times_always_fit(
    left: list[Seen], right: list[Seen]
) -> None:
    pairs = align(left, right)
    assert len({pair.left for pair in pairs}) == len({pair.right for pair in pairs}) == len(pairs)
    for pair in pairs:
        one, two = left[pair.left], right[pair.right]
        if pair.clock is None:
            assert one.minute == two.minute
        assert None in (one.second, two.second) or one.second == two.second
    assert pairs == align(left, right)


@given(chats())
def test_a_copy_compared_with_itself_pairs_each_with_itself_or_a_twin(chat: list[Seen]) -> None:
    pairs = align(chat, chat)

    assert len(pairs) == len(chat)
    for pair in pairs:
        one, two = chat[pair.left], chat[pair.right]
        assert (one.minute, one.sender, one.text) == (two.minute, two.sender, two.text)
    assert all(one.left < two.left for one, two in pairwise(pairs))
