"""Copies of one conversation: the exact known result of merging them, and what each lacks."""

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from everyword.accounting import Account, Read, Tally
from everyword.index.conversations import Conversations
from everyword.index.merging import undated_payments
from everyword.index.store import Index, Query, SourceRow
from everyword.model import Locator, Message, Payment, Reading, When

KEY = bytes(range(32))
MESSAGES = 3000


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", KEY) as opened:
        yield opened


def add(index: Index, letter: str, readings: list[Message], thread: str = "Sam") -> Account:
    name = f"{letter}.txt"
    row = SourceRow(letter * 32, ord(letter), letter * 64, 100, name, "", "waiting")
    index.know(row)
    tally = Tally()

    def all_of_it() -> Iterator[Read | Account]:
        for line, reading in enumerate(readings, 1):
            where = (Locator(name, line, line, "line"),)
            placed: Reading = msgspec.structs.replace(reading, where=where, thread=thread)
            tally.see(placed)
            yield Read("chat_whatsapp", placed)
        yield tally.account(name, "chat_whatsapp", 1)

    return index.fill(row, all_of_it())


def message(number: int, text: str | None = None, **more: object) -> Message:
    """One every seven minutes, in turn by two people."""
    day, minute = divmod(number * 7, 1440)
    local = f"2024-{1 + day // 28:02}-{1 + day % 28:02}T{minute // 60:02}:{minute % 60:02}:00"
    when = When(local, local, "minute", None, None, "zone not given")
    sender = "Alex" if number % 2 else "Sam"
    text = f"message {number}: we said so" if text is None else text
    return Message((), when, sender, (), "Sam", None, text, **more)  # type: ignore[arg-type]


def edited(number: int) -> Message:
    return message(number, f"message {number}: we never said so", edited=True)


def test_three_overlapping_exports_with_edits_give_the_exact_known_result(index: Index) -> None:
    pick = random.Random(4)
    changed = set(pick.sample(range(600, 2400), MESSAGES // 50))
    first = [message(n) for n in range(1800)]
    second = [edited(n) if n in changed else message(n) for n in range(600, 2400)]
    third = [message(n) for n in range(1200, MESSAGES)]

    accounts = [
        add(index, letter, each) for letter, each in zip("abc", (first, second, third), strict=True)
    ]
    in_one_and_two = sum(600 <= n < 1800 for n in changed)
    only_second_first = sum(n >= 1800 for n in changed)

    assert index.count(Query()) == MESSAGES
    # Kept, doubled: every row is one or the other, and a version that differs is kept as well.
    assert [each.items for each in accounts] == [1800, 1800, 1800]
    assert accounts[0].doubled == 0
    assert accounts[1].doubled == 1200 - in_one_and_two
    assert accounts[2].doubled == 1200 - only_second_first
    assert index.difference_counts() == {"edited": len(changed), "text": len(changed)}
    assert index.holes() == []
    for entry in index.differing("edited"):
        number = int(entry.reading.text.split()[1].rstrip(":"))  # type: ignore[union-attr]
        versions = {entry.reading.text} | {  # type: ignore[union-attr]
            each.reading.text  # type: ignore[union-attr]
            for each in index.differences(entry)
            if each.reading is not None
        }
        assert number in changed
        assert versions == {message(number).text, edited(number).text}


def test_the_order_of_reading_does_not_matter(tmp_path: Path) -> None:
    copies = {
        "a": [message(n) for n in range(0, 60)],
        "b": [edited(n) if n % 10 == 0 else message(n) for n in range(30, 90)],
        "c": [message(n) for n in range(20, 80) if n % 7],
    }
    results = []
    for order in ("abc", "cba", "bac"):
        with Index(tmp_path / f"{order}.db", KEY) as index:
            for letter in order:
                add(index, letter, copies[letter])
            results.append(
                [
                    (entry.reading.text, told.what, told.source, told.reading and told.reading.text)  # type: ignore[union-attr]
                    for entry in index.differing()
                    for told in index.differences(entry)
                ]
            )

    assert results[0] == results[1] == results[2] != []


def test_what_one_copy_lacks_is_named_and_three_in_a_row_are_a_hole(index: Index) -> None:
    add(index, "a", [message(n) for n in range(100)])
    add(index, "b", [message(n) for n in range(20, 80) if n != 30 and not 40 <= n < 50])

    missing = [
        (entry.reading.text.split(":")[0], told.what, told.source)  # type: ignore[union-attr]
        for entry in index.differing("missing")
        for told in index.differences(entry)
    ]
    lacks = [30, *range(40, 50)]
    assert missing == [(f"message {n}", "missing", "b.txt") for n in lacks]
    (hole,) = index.holes()
    assert (hole.source, hole.thread, hole.count) == ("b" * 32, "Sam", 10)
    assert (hole.since, hole.until) == (message(40).when.local, message(49).when.local)


def test_before_and_after_an_export_nothing_is_missing_in_it(index: Index) -> None:
    add(index, "a", [message(n) for n in range(50)])
    add(index, "b", [message(n) for n in range(50, 99)])

    assert index.difference_counts() == {} and index.count(Query()) == 99


def test_system_lines_are_not_missed(index: Index) -> None:
    notice = msgspec.structs.replace(
        message(5), sender=None, system=True, text="Sam changed the picture"
    )
    add(index, "a", [message(4), notice, message(6)])
    add(index, "b", [message(4), message(6)])

    assert index.difference_counts() == {}


def test_a_version_is_found_by_its_words_its_id_and_its_source(index: Index) -> None:
    add(index, "a", [message(n) for n in range(3)])
    add(index, "b", [message(0), edited(1), message(2)])

    (entry,) = index.find(Query(words="never"))
    assert entry.reading.text == "message 1: we said so"  # type: ignore[union-attr]
    assert [place.path for place in entry.reading.where] == ["a.txt", "b.txt"]
    assert len(list(index.find(Query(source="b" * 32)))) == 3
    assert index.objects_of([entry.id]) == {"a" * 32, "b" * 32}
    ids = [
        row[0]
        for row in index.connection.execute(
            "SELECT coalesce(nullif(p.id, ''), i.id) FROM place p JOIN item i ON i.n = p.item"
            " WHERE p.source LIKE 'b%'"
        )
    ]
    assert {index.item(id).reading.text for id in ids} == {  # type: ignore[union-attr]
        f"message {n}: we said so" for n in range(3)
    }
    assert len(Conversations(index).of(entry)) == 3


def test_a_renamed_sender_is_found_under_both_names(index: Index) -> None:
    def renamed(n: int) -> Message:
        each = message(n)
        return msgspec.structs.replace(each, sender="Dad" if each.sender == "Sam" else "Alex")

    add(index, "a", [message(n) for n in range(10)])
    add(index, "b", [renamed(n) for n in range(10)])

    assert index.count(Query()) == 10
    assert index.count(Query(handles=("Dad",))) == index.count(Query(handles=("Sam",))) == 5
    assert index.difference_counts() == {"sender": 5}


def test_when_the_first_copy_is_deleted_the_other_version_stands_alone(index: Index) -> None:
    add(index, "a", [message(n) for n in range(5)])
    add(index, "b", [message(0), edited(1), *(message(n) for n in range(2, 5))])
    assert index.forget("a" * 32)  # what both had was written down as "a" had it
    assert index.row("b" * 32).state == "waiting"
    assert index.count(Query(source="b" * 32)) == 1
    add(index, "b", [message(0), edited(1), *(message(n) for n in range(2, 5))])

    assert Counter(entry.reading.text.split()[2] for entry in index.find(Query())) == {"we": 5}  # type: ignore[union-attr]
    assert index.count(Query(words="never")) == 1
    assert index.difference_counts() == {}
    for table in ("copy", "variant", "difference"):
        rows = index.connection.execute(f"SELECT * FROM {table}").fetchall()
        assert [row for row in rows if "a" * 32 in row] == []


def test_read_again_gives_the_same(index: Index) -> None:
    copies = {"a": [message(n) for n in range(30)], "b": [edited(n) for n in range(10, 40)]}
    for letter, each in copies.items():
        add(index, letter, each)
    before = index.difference_counts(), index.count(Query())
    for letter in "ab":
        add(index, letter, copies[letter])

    assert (index.difference_counts(), index.count(Query())) == before
    assert before == ({"edited": 20, "text": 20}, 40)


def test_another_conversation_is_left_alone(index: Index) -> None:
    add(index, "a", [message(n) for n in range(5)])
    add(index, "b", [edited(n) for n in range(5)], thread="Rowan")

    assert index.count(Query()) == 10 and index.difference_counts() == {}


def test_months_without_a_line_are_named_between_the_first_and_the_last(index: Index) -> None:
    row = SourceRow("a" * 32, 1, "a" * 64, 100, "a.ofx", "", "waiting")
    index.know(row)
    tally = Tally()

    def lines() -> Iterator[Read | Account]:
        days = [("1", "2023-11-02"), ("1", "2024-02-01"), ("1", "2024-02-09"), ("2", "2024-01-05"),
                (None, "2024-02-29"), (None, "2024-04-01"), ("2", "2024")]  # fmt: skip
        for number, (account, day) in enumerate(days, 1):
            when = When(day, day, "day", None, None, "")
            where = (Locator("a.ofx", number, number, "record"),)
            paid = Payment(where, when, account, Decimal(number), "GBP", "Sam", None, None)
            tally.see(paid)
            yield Read("bank_ofx", paid)
        yield tally.account("a.ofx", "bank_ofx", 1)

    index.fill(row, lines())

    assert [(each.account, each.source, each.month) for each in index.empty_months()] == [
        ("", row.object, "2024-03"), ("1", "", "2023-12"), ("1", "", "2024-01"),
    ]  # fmt: skip
    assert undated_payments(index.connection.execute) == {row.object: 1}


def test_a_copy_that_nobody_has_said_is_theirs_is_compared_with_nothing(index: Index) -> None:
    """It was sealed first: else its words would take the place of the person's own."""
    forged = [message(0), edited(1), message(2), message(3)]
    own = [message(0), message(1), message(3)]
    index.set_apart({"a" * 32})
    add(index, "a", forged)
    add(index, "b", own)

    assert index.difference_counts() == {} and index.count(Query()) == 7
    mine = [entry for entry in index.find(Query()) if entry.source == "b" * 32]
    assert [entry.reading for entry in mine] != []
    assert (
        len(Conversations(index).of(mine[0])) == 3
    )  # no line of the other stands in the conversation
    assert index.objects_of([each.id for each in mine]) == {"b" * 32}

    assert index.set_apart(set())  # it is mine after all: read again, and compared
    add(index, "a", forged)
    assert index.difference_counts() == {"edited": 1, "missing": 1, "text": 1}
    assert index.count(Query()) == 4


def test_nothing_of_a_deleted_copy_stays_in_what_both_had(index: Index, tmp_path: Path) -> None:
    add(index, "a", [message(n) for n in range(3)])
    add(index, "b", [message(n) for n in range(3)])
    index.forget("a" * 32)
    add(index, "b", [message(n) for n in range(3)])

    assert index.count(Query()) == 3
    for (table,) in index.connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        for row in index.connection.execute(f"SELECT * FROM {table}"):
            assert not any("a.txt" in str(each) or "aaaa" in str(each) for each in row), table


@pytest.mark.parametrize("flag", ["deleted", "edited"])
def test_a_mark_that_only_one_copy_has_is_a_difference(index: Index, flag: str) -> None:
    add(index, "a", [message(n) for n in range(3)])
    add(index, "b", [message(0), message(1, **{flag: True}), message(2)])

    assert index.difference_counts() == {flag: 1} and index.count(Query()) == 3


def test_what_would_go_with_a_copy_is_told_with_every_id_that_leads_to_it(index: Index) -> None:
    add(index, "a", [message(n) for n in range(3)])
    add(index, "b", [message(0), edited(1), message(2)])
    (entry,) = index.find(Query(words="never"))

    for letter in "ab":
        items, ids = index.only_in(letter * 32)
        assert len(items) == 1 and entry.id in ids
