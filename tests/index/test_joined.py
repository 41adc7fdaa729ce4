"""Conversations under two names: found, joined, and what was before given back."""

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from everyword.index import joined, merging
from everyword.index.conversations import Conversations
from everyword.index.joined import Alike
from everyword.index.store import Index, Query
from everyword.model import Message
from tests.index.test_merging import KEY, add, index, message

__all__ = ["index"]
SAM, NEW = ("chat_whatsapp", "Sam"), ("chat_whatsapp", "Sam new")
TABLES = ("item", "place", "copy", "variant", "difference", "joined", "called")


def tables(index: Index) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(index.connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in TABLES
    }


def theirs(each: Message, hours: int = 0) -> Message:
    """The same message on the other phone: other names, and perhaps another clock."""
    sender = {"Alex": "Alex M", "Sam": "You"}[each.sender or ""]
    local = each.when.local or ""
    moved = f"{local[:11]}{int(local[11:13]) + hours:02}{local[13:]}"
    when = msgspec.structs.replace(each.when, text=moved, local=moved)
    return msgspec.structs.replace(each, sender=sender, when=when)


def at_noon(number: int) -> Message:
    """Never near midnight, so that a clock can be some hours off."""
    each = message(number)
    local = f"2024-01-{1 + number // 60:02}T12:{number % 60:02}:00"
    when = msgspec.structs.replace(each.when, text=local, local=local)
    return msgspec.structs.replace(each, when=when)


def look(index: Index) -> list[Alike]:
    joined.look(index.connection.execute)
    return joined.alike(index.connection.execute)


def join(index: Index, *pairs: joined.Joined) -> None:
    merging.set_joined(index.connection, pairs)


def test_two_names_of_one_conversation_are_found_and_never_merged_unasked(index: Index) -> None:
    add(index, "a", [message(n) for n in range(240)])
    changed = set(random.Random(4).sample(range(240), 10))
    add(index, "b", [theirs(message(n)) for n in range(240) if n not in changed]
        + [theirs(message(n, f"other {n}")) for n in sorted(changed)], "Sam new")  # fmt: skip

    assert look(index) == [Alike(SAM, NEW, 230, 240)]
    assert look(index) == [Alike(SAM, NEW, 230, 240)]  # looked at once
    assert index.count(Query()) == 480


@pytest.mark.parametrize("hours", [-3, 0, 2])
def test_a_clock_that_is_hours_off_is_no_other_conversation(index: Index, hours: int) -> None:
    add(index, "a", [at_noon(n) for n in range(30)])
    add(index, "b", [theirs(at_noon(n), hours) for n in range(30)], "Sam new")

    assert look(index) == [Alike(SAM, NEW, 30, 30)]
    join(index, (SAM, NEW))
    assert index.count(Query()) == 30
    assert index.difference_counts() == ({"clock": 30} if hours else {})


def test_others_are_not_asked_about(index: Index) -> None:
    add(index, "a", [message(n) for n in range(20)])
    add(index, "b", [message(n, f"about the school, {n}") for n in range(20)], "Rowan")
    add(index, "c", [message(n) for n in range(4)], "Four")  # too few
    late = [message(n, f"message {n - 900}: we said so") for n in range(900, 920)]
    add(index, "d", late, "Late")  # the same words on another day
    half = [message(n) if n < 9 else message(n, f"new words {n}") for n in range(20)]
    add(index, "e", half, "Less than half")
    add(index, "f", [message(n, "ok") for n in range(20)], "Short")

    assert look(index) == []


def test_two_conversations_of_one_source_are_never_asked_about(index: Index) -> None:
    add(index, "a", [message(n) for n in range(10)])
    both = [message(n) for n in range(10)]
    name = "UPDATE copy SET source = ? WHERE thread = 'Both'"
    add(index, "b", both, "Both")
    index.connection.execute(name, ("a" * 32,))

    assert look(index) == []


def test_a_question_is_made_anew_when_its_rows_change(index: Index) -> None:
    add(index, "a", [message(n) for n in range(10)])
    add(index, "b", [theirs(message(n)) for n in range(10)], "Sam new")
    assert look(index) == [Alike(SAM, NEW, 10, 10)]

    add(index, "b", [theirs(message(n)) for n in range(6)], "Sam new")
    assert look(index) == [Alike(SAM, NEW, 6, 6)]
    index.forget("a" * 32)
    assert look(index) == []


def test_joined_ones_are_compared_as_copies(index: Index) -> None:
    add(index, "a", [message(n) for n in range(40) if n != 8])
    other = [theirs(message(n)) for n in range(40) if not 20 <= n < 25]
    other[5] = msgspec.structs.replace(other[5], text="we never said so", edited=True)
    add(index, "b", other, "Sam new")
    ids = {entry.id for entry in index.find(Query())}

    join(index, (SAM, NEW))

    assert index.count(Query()) == 40
    assert index.difference_counts() == {"edited": 1, "missing": 6, "text": 1}
    assert [(each.thread, each.count) for each in index.holes()] == [("Sam", 5)]
    calls = {
        (each.source, each.theirs, each.ours) for each in merging.called(index.connection.execute)
    }
    assert calls == {("b" * 32, "Alex M", "Alex"), ("b" * 32, "You", "Sam")}
    (entry,) = index.find(Query(words="never"))
    assert [place.path for place in entry.reading.where] == ["a.txt", "b.txt"]
    assert len(Conversations(index).of(entry)) == 40
    assert index.count(Query(thread="Sam new")) == index.count(Query(thread="Sam")) == 40
    assert {index.item(id).id for id in ids} <= ids  # every id still leads to its message
    assert index.objects_of([entry.id]) == {"a" * 32, "b" * 32}


def test_a_third_export_added_later_is_compared_too(index: Index) -> None:
    add(index, "a", [message(n) for n in range(20)])
    add(index, "b", [theirs(message(n)) for n in range(20)], "Sam new")
    join(index, (SAM, NEW))
    add(index, "c", [theirs(message(n)) for n in range(10, 30)], "Sam new")

    assert index.count(Query()) == 30 and index.difference_counts() == {}
    index.forget("a" * 32)
    add(index, "b", [theirs(message(n)) for n in range(20)], "Sam new")
    assert index.count(Query()) == 30 and index.difference_counts() == {}


def test_zones_that_were_given_explain_a_clock(index: Index) -> None:
    def zoned(each: Message, zone: str, utc_hour: str) -> Message:
        utc = f"{(each.when.local or '')[:11]}{utc_hour}{(each.when.local or '')[13:]}Z"
        return msgspec.structs.replace(
            each, when=msgspec.structs.replace(each.when, zone=zone, utc=utc)
        )

    add(index, "a", [zoned(at_noon(n), "Europe/London", "12") for n in range(10)])
    other = [zoned(theirs(at_noon(n), 1), "Europe/Berlin", "12") for n in range(10)]
    add(index, "b", other, "Sam new")
    join(index, (SAM, NEW))

    assert index.count(Query()) == 10 and index.difference_counts() == {}


@settings(max_examples=8, deadline=None)
@given(
    own=some.sets(some.integers(0, 40), min_size=1),
    other=some.sets(some.integers(0, 40), min_size=1),
    changed=some.sets(some.integers(0, 40)),
    third=some.booleans(),
)
def test_join_then_undo_gives_the_former_tables(
    tmp_path_factory: pytest.TempPathFactory,
    own: set[int],
    other: set[int],
    changed: set[int],
    third: bool,
) -> None:
    folder: Path = tmp_path_factory.mktemp("joined")
    with Index(folder / "case.db", KEY) as index:
        add(index, "a", [message(n) for n in sorted(own)])
        add(index, "b", [theirs(message(n, "changed" if n in changed else None))
                         for n in sorted(other)], "Sam new")  # fmt: skip
        if third:
            add(
                index, "c", [message(n, "changed" if n in changed else None) for n in sorted(other)]
            )
        before = tables(index)
        join(index, (SAM, NEW))
        count = index.count(Query())
        assert count <= len(before["item"])
        after = tables(index)
        assert after["item"] == before["item"] and after["place"] == before["place"]
        join(index)

        assert tables(index) == before


def test_three_names_are_one_by_two_words() -> None:
    a, b, c, d = (("chat_whatsapp", name) for name in "abcd")

    assert joined.are_one([(a, b), (b, c)], a, c)
    assert not joined.are_one([(a, b), (c, d)], a, c)
