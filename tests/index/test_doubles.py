"""Payments and calls that may stand in two sources: asked about, never merged."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.accounting import Account, Read, Tally
from everyword.index import doubles
from everyword.index.store import Index, Query, SourceRow
from everyword.model import Call, Locator, Payment, When

KEY = bytes(range(32))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", KEY) as opened:
        yield opened


def add(index: Index, letter: str, *readings: Payment | Call, reader: str = "bank_csv") -> None:
    row = SourceRow(letter * 32, ord(letter), letter * 64, 100, letter, "", "waiting")
    index.know(row)
    tally = Tally()

    def all_of_it() -> Iterator[Read | Account]:
        for line, reading in enumerate(readings, 1):
            placed = msgspec.structs.replace(reading, where=(Locator(letter, line, line, "line"),))
            tally.see(placed)
            yield Read(reader, placed)
        yield tally.account(letter, reader, 1)

    index.fill(row, all_of_it())


def paid(
    day: int, amount: str, payee: str, account: str | None = None, currency: str | None = "GBP"
) -> Payment:
    local = f"2024-03-{day:02}"
    when = When(local, local, "day", None, None, "the date in the file")
    return Payment((), when, account, Decimal(amount), currency, payee, None, None)


def called(
    local: str,
    number: str = "+447700900123",
    seconds: int | None = 61,
    direction: str | None = "in",
    utc: bool = True,
    precision: str = "second",
) -> Call:
    local = f"2024-03-{local}"
    when = When(local, local, precision, None, f"{local[:19]}Z" if utc else None, "")  # type: ignore[arg-type]
    ends = (None, (number,)) if direction == "out" else (number, ())
    return Call((), when, *ends, direction, seconds, True)  # type: ignore[arg-type]


def found(index: Index, kind: str = "payments") -> list[tuple[str, str]]:
    pairs = getattr(doubles, kind)(index.connection.execute)
    places = []
    for pair in pairs:
        one, two = (index.item(id).reading.where[0] for id in (pair.one, pair.two))
        assert (pair.one_source, pair.two_source) == (one.path * 32, two.path * 32)
        places.append((f"{one.path}{one.first}", f"{two.path}{two.first}"))
    return places


A, B = "12345678", "87654321"


def test_a_csv_and_an_ofx_of_one_account_are_asked_about_line_by_line(index: Index) -> None:
    add(
        index, "a", paid(1, "-450.00", "RENT MILL RD"), paid(2, "-9.99", "x"), paid(3, "300", "SAM")
    )
    ofx = (paid(1, "-450", "Mill Road", A), paid(3, "300.00", "Sam Lee", A), paid(3, "30", "S", A))
    add(index, "b", *ofx, reader="bank_ofx")

    assert found(index) == [("a1", "b1"), ("a3", "b2")]
    assert index.count(Query()) == 6, "nothing is merged"


def test_twins_in_one_source_stay_two_and_meet_one_each(index: Index) -> None:
    add(index, "a", paid(1, "-5", "Bus", A), paid(1, "-5", "Bus", A))
    assert found(index) == []

    add(index, "b", paid(1, "-5", "BUS 1", A), paid(1, "-5", "BUS 2", A), paid(1, "-5", "BUS 3", A))
    assert found(index) == [("a1", "b1"), ("a2", "b2")]


def test_what_is_merged_already_is_not_asked_about(index: Index) -> None:
    lines = [paid(day, "-5", f"Bus {day}", A) for day in (1, 2)]
    add(index, "a", *lines)
    add(index, "b", *lines)

    assert found(index) == [] and index.count(Query()) == 2


@pytest.mark.parametrize(
    ("one", "two", "may_be"),
    [
        (paid(1, "5", "x", A), paid(1, "5", "y", A), True),
        (paid(1, "5", "x", A), paid(1, "5", "y", None), True),
        (paid(1, "5", "x", None), paid(1, "5", "y", None), True),
        (paid(1, "5", "x", "GB33BANK 6016 1312 3456 78"), paid(1, "5", "y", A), True),
        (paid(1, "5", "x", "xxxx5678"), paid(1, "5", "y", A), True),
        (paid(1, "5", "x", "678"), paid(1, "5", "y", A), False),
        (paid(1, "5", "x", A), paid(1, "5", "y", B), False),
        (paid(1, "5", "x", A), paid(2, "5", "y", A), False),
        (paid(1, "5", "x", A), paid(1, "-5", "y", A), False),
        (paid(1, "5", "x", A), paid(1, "5.01", "y", A), False),
        (paid(1, "5", "x", A), paid(1, "5", "y", A, "EUR"), False),
        (paid(1, "5", "x", A), paid(1, "5", "y", A, None), True),
    ],
)
def test_the_same_day_amount_currency_and_account(
    index: Index, one: Payment, two: Payment, may_be: bool
) -> None:
    add(index, "a", one)
    add(index, "b", two, reader="bank_ofx")

    assert found(index) == ([("a1", "b1")] if may_be else [])


def test_two_accounts_without_a_number_that_have_little_in_common_are_two(index: Index) -> None:
    add(index, "a", *(paid(day, f"-{day}", "x") for day in range(1, 9)))
    other = (paid(day, f"-{day * 7}", "y") for day in range(2, 9))
    add(index, "b", paid(1, "-1", "y"), *other)
    assert found(index) == []

    add(index, "c", *(paid(day, f"-{day}", "z") for day in range(5, 20)))
    assert found(index) == [(f"a{n + 4}", f"c{n}") for n in range(1, 5)], "of the days of both"


def test_what_nobody_has_confirmed_is_not_asked_about(index: Index) -> None:
    add(index, "a", paid(1, "5", "x", A))
    add(index, "b", paid(1, "5", "y", A))
    index.set_apart({"b" * 32})

    assert found(index) == []


def test_a_call_list_and_a_backup_of_the_same_calls(index: Index) -> None:
    add(index, "a", called("01T10:00:05"), called("01T11:00:07", seconds=0, direction="out"))
    log = (
        called("01T10:00:00", "07700 900123", precision="minute"),
        called("01T11:00:07", seconds=3),
    )
    add(index, "b", *log, reader="calls_csv")

    assert found(index, "calls") == [("a1", "b1")]


@pytest.mark.parametrize(
    ("one", "two", "may_be"),
    [
        (called("01T10:00:05"), called("01T10:00:05", "+447700900999"), False),
        (called("01T10:00:05"), called("01T10:00:06"), False),
        (called("01T10:00:05"), called("01T10:00:05", direction="out"), False),
        (called("01T10:00:05"), called("01T10:00:05", direction=None), True),
        (called("01T10:00:05"), called("01T10:00:05", seconds=None), True),
        (called("01T10:00:05", "Sam"), called("01T10:00:05", "sam"), True),
        (called("01T10:00:05", utc=False), called("01T10:00:05", utc=False), True),
        (called("01T10:00:05", utc=False), called("01T11:00:05", utc=False), False),
        (called("01T10:00:05"), called("01T11:00:05", utc=False), True),
        (called("01T10:00:05"), called("01T11:02:05", utc=False), False),
        (called("01T10:00:05", seconds=0), called("01T11:00:05", seconds=0, utc=False), False),
        (called("01T10:00:05"), called("02T10:00:05", utc=False), False),
    ],
)
def test_the_same_time_number_way_and_length(
    index: Index, one: Call, two: Call, may_be: bool
) -> None:
    add(index, "a", one, reader="sms_backup_xml")
    add(index, "b", two, reader="calls_csv")

    assert found(index, "calls") == ([("a1", "b1")] if may_be else [])


def test_where_a_zone_is_missing_the_clock_most_agree_on_counts(index: Index) -> None:
    """Three are two hours off, one would be five; in winter it is one hour."""
    hours = (8, 10, 12, 14)
    add(index, "a", *(called(f"01T{hour:02}:00:05", seconds=hour) for hour in hours))
    others = [called(f"01T{hour + 2:02}:00:05", seconds=hour, utc=False) for hour in hours[:2]]
    others += [
        called("01T13:00:05", seconds=12, utc=False),
        called("01T19:00:05", seconds=14, utc=False),
    ]
    add(index, "b", *others, reader="calls_csv")

    assert found(index, "calls") == [("a1", "b1"), ("a2", "b2"), ("a3", "b3")]
    pairs = doubles.calls(index.connection.execute)
    assert [pair.clock for pair in pairs] == [timedelta(hours=-off) for off in (2, 2, 1)]


def test_one_call_meets_one_of_two_alike(index: Index) -> None:
    add(index, "a", called("01T10:00:05"), reader="sms_backup_xml")
    add(index, "b", called("01T10:00:05"), called("01T10:00:05"), reader="calls_csv")

    assert found(index, "calls") == [("a1", "b1")]


LINES = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from(["5", "-5", "7.00"]), st.sampled_from([A, B, None])
    ),
    max_size=8,
)


@given(LINES, LINES)
def test_none_is_asked_about_twice_in_two_files_and_each_pair_agrees(
    ones: list[tuple[int, str, str | None]], twos: list[tuple[int, str, str | None]]
) -> None:
    both: dict[str, Payment] = {}

    def rows(letter: str, lines: list[tuple[int, str, str | None]]) -> Iterator[doubles._Row]:
        for n, (day, amount, account) in enumerate(lines, 1):
            payment = both[f"{letter}{n}"] = paid(day, amount, letter, account)
            number = n if letter == "a" else n + 100
            yield doubles._Row(number, f"{letter}{n}", letter, frozenset(letter), payment)

    pairs = list(doubles._same_payments(list(rows("a", ones)), list(rows("b", twos))))

    used = [row.id for pair in pairs for row in pair]
    assert len(used) == len(set(used))
    for one, two in pairs:
        assert one.n < two.n and (one.source, two.source) == ("a", "b")
        assert both[one.id].amount == both[two.id].amount
        assert both[one.id].when == both[two.id].when
