"""The account adds up, and a place nobody accounted for is said."""

import base64
import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.accounting import Names, Tally
from everyword.model import (
    NO_TIME,
    Document,
    Locator,
    Message,
    Payment,
    Problem,
    Reading,
    Skipped,
)


def message(first: int, last: int, path: str = "a.txt") -> Message:
    where = (Locator(path, first, last, "line"),)
    return Message(where, NO_TIME, "Alex", (), None, None, "x")


def tally_of(*readings: Reading) -> Tally:
    tally = Tally()
    for reading in readings:
        tally.see(reading)
    return tally


def test_items_skipped_and_problems_are_all_there_is() -> None:
    where = (Locator("a.txt", 3, 3, "line"),)
    tally = tally_of(
        message(1, 2), Skipped(where, "w"), Problem((Locator("a.txt", 4, 4, "line"),), "p")
    )

    assert list(tally.close("a.txt", 4)) == []
    account = tally.account("a.txt", "r", 1)
    assert (account.items, account.skipped, account.problems, account.total) == (1, 1, 1, 3)
    assert (account.units, account.unit) == (4, "line")


def test_a_hole_between_items_is_a_problem() -> None:
    tally = tally_of(message(1, 2), message(5, 6))

    (lost,) = tally.close("a.txt", 6)

    assert lost.where == (Locator("a.txt", 3, 4, "line"),)
    assert tally.account("a.txt", "r", 1).problems == 1


def test_lines_after_the_last_item_are_a_problem() -> None:
    (lost,) = tally_of(message(1, 2)).close("a.txt", 9)

    assert lost.where == (Locator("a.txt", 3, 9, "line"),)


def test_lines_that_only_name_what_was_skipped_open_no_holes() -> None:
    payment = Payment(
        (Locator("s.ofx", 1, 1, "record"),), NO_TIME, "1", Decimal("1.00"), "GBP", None, None, None
    )
    tally = tally_of(payment, Skipped((Locator("s.ofx", 40, 44, "line"),), "a balance"))

    assert list(tally.close("s.ofx", 60)) == []
    account = tally.account("s.ofx", "bank_ofx", 1)
    assert (account.units, account.unit, account.total) == (1, "record", 2)


def test_a_missing_record_is_a_problem() -> None:
    tally = tally_of(message(1, 1))
    later = Payment(
        (Locator("s.ofx", 3, 3, "record"),), NO_TIME, "1", Decimal("1"), "GBP", None, None, None
    )
    tally.see(later)

    (lost,) = tally.close("a.txt", 1)
    assert lost.where == (Locator("s.ofx", 1, 2, "record"),)


@given(st.lists(st.integers(1, 5), min_size=1), st.data())
def test_no_single_dropped_reading_goes_unnoticed(sizes: list[int], data: st.DataObject) -> None:
    readings, at = [], 1
    for size in sizes:
        readings.append(message(at, at + size - 1))
        at += size
    assert list(tally_of(*readings).close("a.txt", at - 1)) == []
    dropped = data.draw(st.integers(0, len(readings) - 1))
    if len(readings) > 1:
        del readings[dropped]
        assert len(list(tally_of(*readings).close("a.txt", at - 1))) == 1


def test_ids_do_not_depend_on_the_name_of_the_file() -> None:
    first, second = Names("ab" * 32, "a.txt"), Names("ab" * 32, "b/c.txt")

    assert first.id_of(message(3, 3)) == second.id_of(message(3, 3, "b/c.txt"))


def test_ids_differ_by_place_kind_source_and_turn() -> None:
    names = Names("ab" * 32, "a.txt")
    where = (Locator("a.txt", 1, 1, "line"),)
    ids = [
        names.id_of(message(1, 1)),
        names.id_of(message(2, 2)),
        names.id_of(Problem(where, "p")),
        names.id_of(Document(where, NO_TIME, None, None, None)),
        names.id_of(Document(where, NO_TIME, "a second one at the same place", None, None)),
        Names("cd" * 32, "a.txt").id_of(message(1, 1)),
    ]

    assert len(set(ids)) == len(ids)
    assert all(len(each) == 12 for each in ids)


def test_two_of_one_place_may_have_another_kind_between_them() -> None:
    """A statement on one line: balances, the payments, more balances."""
    names, line = Names("ab" * 32, "a.ofx"), (Locator("a.ofx", 11, 11, "line"),)
    skipped = [Skipped(line, f"balance {each}") for each in range(4)]
    in_order = [
        skipped[0],
        skipped[1],
        message(1, 1, "a.ofx"),
        message(2, 2, "a.ofx"),
        *skipped[2:],
    ]
    ids = [*names.ids_of(in_order[:2]), *names.ids_of(in_order[2:4]), *names.ids_of(in_order[4:])]

    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["a.txt", "\u202egnp.txt", "für.txt"])
def test_ids_take_any_name(name: str) -> None:
    assert Names("ab" * 32, name).id_of(message(1, 1, name))


PLACES = st.tuples(
    st.sampled_from(("a.txt", "a.txt!/b")),
    st.sampled_from(("line", "line", "record")),
    st.integers(1, 9),
    st.integers(0, 3),
)


@st.composite
def several(draw: st.DrawFn) -> list[Reading]:
    """Mostly what a chat gives: line after line; sometimes a jump, or anything else."""
    others = draw(st.booleans())
    found: list[Reading] = []
    line = 1
    for _ in range(draw(st.integers(1, 12))):
        if not others or draw(st.integers(0, 3)):
            more = draw(st.integers(0, 2))
            line = max(1, line + draw(st.sampled_from((0, 0, 0, 0, 1, -1, -3))))
            found.append(message(line, line + more))
            line += more + 1
            continue
        path, unit, first, more = draw(PLACES)
        where = (Locator(path, first, first + more, unit),)  # type: ignore[arg-type]  # drawn
        made: list[Reading] = [
            Problem(where, "p"),
            Skipped(where, "s"),
            Document(where, NO_TIME, None, None, None),
            Message(where * 2, NO_TIME, None, (), None, None, ""),
        ]
        found.append(draw(st.sampled_from(made)))
    return found


@given(several(), st.integers(1, 12))
def test_many_at_once_are_counted_and_named_as_one_by_one(found: list[Reading], cut: int) -> None:
    by_one, at_once = tally_of(*found), Tally()
    parts = [part for part in (found[:cut], found[cut:]) if part]
    for part in parts:
        at_once.see_all(part)
    assert list(at_once.close("a.txt", 12)) == list(by_one.close("a.txt", 12))
    assert at_once.account("a.txt", "r", 1) == by_one.account("a.txt", "r", 1)

    one, many = Names("ab" * 32, "a.txt"), Names("ab" * 32, "a.txt")
    assert [id for part in parts for id in many.ids_of(part)] == [one.id_of(each) for each in found]


def test_an_id_is_sixty_bits_of_the_hash_of_file_and_place() -> None:
    where = b"\0\0line\0" + b"7\0Message"
    digest = hashlib.sha256(bytes.fromhex("ab" * 32) + where).digest()
    wanted = base64.b32encode(digest[:8]).decode().lower()[:12]
    assert Names("ab" * 32, "a.txt").id_of(message(7, 7)) == wanted


def test_the_second_reading_of_a_place_is_told_apart_across_batches() -> None:
    one, many = Names("ab" * 32, "a.txt"), Names("ab" * 32, "a.txt")
    parts = [[message(1, 1)], [message(1, 1), message(2, 2)], [message(2, 2), message(3, 3)]]
    wanted = [one.id_of(each) for part in parts for each in part]
    assert [id for part in parts for id in many.ids_of(part)] == wanted
    assert len(set(wanted)) == 5
