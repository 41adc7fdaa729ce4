"""QIF: every line once, one payment for each entry, no date or amount guessed."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Payment, Problem, Reading, source_of_bytes
from everyword.readers import bank_qif
from everyword.readers.bank import letters as bank_letters

CASES = Path(__file__).parent / "cases" / "bank_qif"
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30
).filter(lambda words: words.strip() != "")


def read(text: str | bytes, **answers: str) -> list[Reading]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(bank_qif.read(source_of_bytes("a.qif", data), answers))


def payments(readings: list[Reading]) -> list[Payment]:
    return [each for each in readings if isinstance(each, Payment)]


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)),
            st.decimals(-(10**9), 10**9, places=2),
            WORDS,
            WORDS,
        ),
        max_size=5,
    ),
    st.sampled_from(["%d/%m/%Y", "%m/%d'%y", "%Y-%m-%d"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_entries_are_what_was_written(
    wanted: list[tuple[dt.date, Decimal, str, str]], form: str, end: str
) -> None:
    text = "!Type:Bank\n" + "".join(
        f"D{day.strftime(form)}\nT{amount:,.2f}\nP{payee}\nM{memo}\n^\n"
        for day, amount, payee, memo in wanted
    )
    order = {"%d": "dmy", "%m": "mdy", "%Y": "ymd"}[form[:2]]
    got = payments(read(text.replace("\n", end), date_order=order))
    assert [(each.when.local, each.amount, each.payee, each.reference) for each in got] == [
        (day.isoformat(), amount, payee, memo) for day, amount, payee, memo in wanted
    ]


def test_a_split_is_one_payment_and_nothing_of_it_is_lost() -> None:
    got = payments(read("!Type:Bank\nD31/12/2023\nT-3.00\nSA\nEm\n$-1.00\nSB\n$-2.00\nPP\nPQ\n^\n"))
    assert [each.amount for each in got] == [Decimal("-3.00")]
    assert got[0].reference == "S A | E m | $ -1.00 | S B | $ -2.00 | P Q"


def test_an_account_stands_right_above_its_entries() -> None:
    entry = "D31/12/2023\nT1.00\n^\n"
    one = f"!Account\nNOne\n^\n!Type:Bank\n{entry}!Type:CCard\n{entry}"
    several = f"!Account\nNOne\n^\nNTwo\n^\n!Type:Bank\n{entry}"
    assert [each.account for each in payments(read(one + several))] == ["One", None, None]


@pytest.mark.parametrize(
    "kind", ["Invst", "Cat", "Class", "Memorized", "Security", "Prices", "Tag"]
)
def test_what_is_no_entry_is_skipped_and_asks_nothing(kind: str) -> None:
    got = read(f"!Type:Bank\nD31/12/2023\nT1.00\n^\n!Type:{kind}\nD1/2/2023\nT1,234\n^\n")
    assert len(payments(got)) == 1
    assert not any(isinstance(each, Problem) for each in got)


def test_the_questions() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read("!Type:Bank\nD1/2/2023\nT1.00\n^\n")
    assert asked.value.key == "date_order"
    with pytest.raises(NeedsAnswer) as asked:
        read("!Type:Bank\nD1/13/2023\nT1,234\n^\n")
    assert asked.value.key == "decimal"


@pytest.mark.parametrize("name", ["day_first_with_splits", "damaged"])
def test_cut_anywhere_no_payment_is_made_up(name: str) -> None:
    (path,) = (CASES / name).glob("*.qif")
    whole = path.read_bytes()
    answers = {"date_order": "dmy", "decimal": "comma"}
    known = payments(read(whole, **answers))
    start = 3 if whole.startswith(b"\xef\xbb\xbf") else 0
    for end in range(start, len(whole)):
        got = read(whole[:end], **answers)
        assert {each.where[0].first for each in payments(got)} <= {
            each.where[0].first for each in known
        }
        covered = [
            number
            for each in got
            for where in each.where
            if where.unit == "line"
            for number in range(where.first, where.last + 1)
        ]
        lines = whole[:end].count(b"\n") + (not whole[:end].endswith(b"\n") and end > start)
        assert covered == list(range(1, lines + 1))


DAMAGE = st.tuples(st.integers(0, 400), st.integers(0, 30), st.binary(max_size=8))


@settings(max_examples=60)
@given(st.lists(DAMAGE, min_size=1, max_size=4))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]]) -> None:
    data = (CASES / "day_first_with_splits" / "de.qif").read_bytes()
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]
    try:
        got = read(data)
    except NeedsAnswer as asked:
        assert asked.key in ("date_order", "decimal")
        return
    assert got == read(data)


def test_a_long_entry_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_letters, "MAX_LINE", 1000)
    entry = "D31/12/2023\nT1.00\n"
    text = f"!Type:Bank\n{entry}M{'x' * 5000}\n^\n{entry}" + "A\n" * 3000 + f"^\n{entry}^\n"
    got = read(text)
    assert len(payments(got)) == 1
    assert sum(isinstance(each, Problem) for each in got) == 2


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        ("!Type:Bank\n", True),
        ("\n\n!type:CCard \n", True),
        ("!Account\nNA\n^\n", True),
        ("!Option:AutoSwitch\n", True),
        ("!important\n", False),
        ("notes\n!Type:Bank\n", False),
        ("", False),
    ],
)
def test_recognises_by_the_first_line(text: str, whether: bool) -> None:
    assert bank_qif.recognises(source_of_bytes("x", text.encode())) is whether
