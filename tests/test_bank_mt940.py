"""MT940 and MT942: every line once, signs and days as the marks say, nothing cut or guessed."""

import datetime as dt
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Payment, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import bank_mt940
from everyword.readers.bank import letters as bank_letters
from everyword.readers.bank import mt940_values
from everyword.readers.bank.ofx_values import Unreadable

CASES = Path(__file__).parent / "cases" / "bank_mt940"
HEAD = ":20:A\n:25:ACC\n:28C:1\n"
MARKS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30
).filter(lambda words: words.strip() and words[0] not in ":-{/" and not words[:3].isdigit())


def read(text: str | bytes, **answers: str) -> list[Reading]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(bank_mt940.read(source_of_bytes("a.sta", data), answers))


def payments(readings: list[Reading]) -> list[Payment]:
    return [each for each in readings if isinstance(each, Payment)]


def problems(readings: list[Reading]) -> list[str]:
    return [each.what for each in readings if isinstance(each, Problem)]


def money(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")


def balance(tag: str, amount: Decimal, day: str = "240131") -> str:
    return f":{tag}:{'D' if amount < 0 else 'C'}{day}EUR{money(amount)}\n"


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1980, 1, 1), dt.date(2079, 12, 31)),
            st.integers(-20, 20),
            st.sampled_from(sorted(MARKS)),
            st.sampled_from(["", "R", "N"]),
            st.decimals(0, 10**9, places=2),
            WORDS,
        ),
        max_size=5,
    ),
    st.decimals(-(10**6), 10**6, places=2),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([1, 7, 100_000]),
)
def test_payments_are_what_was_written_and_balances_fit(
    wanted: list[tuple[dt.date, int, str, str, Decimal, str]],
    opening: Decimal,
    end: str,
    block: int,
) -> None:
    text, total, expected = HEAD + balance("60F", opening), opening, []
    for day, apart, mark, funds, amount, words in wanted:
        booked = day + dt.timedelta(days=apart)
        text += f":61:{day:%y%m%d}{booked:%m%d}{mark}{funds}{money(amount)}NTRFNONREF//1\n"
        text += f":86:{words}\n"
        total += MARKS[mark] * amount
        expected.append((booked.isoformat(), MARKS[mark] * amount, words))
    text += balance("62F", total) + "-\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank_letters, "BLOCK", block)
        got = read(text.replace("\n", end))

    assert problems(got) == []
    found = payments(got)
    assert [(each.when.local, each.amount) for each in found] == [each[:2] for each in expected]
    for payment, (_, _, words) in zip(found, expected, strict=True):
        assert payment.reference is not None and payment.reference.startswith(words)
        assert (payment.account, payment.currency) == ("ACC", "EUR")
    assert any("it fits" in each.what for each in got if isinstance(each, Skipped))


@pytest.mark.parametrize(
    ("text", "local", "amount", "rest"),
    [
        ("2412310102C1,", "2025-01-02", "1", ""),
        ("2501021231D1,5NTRF", "2024-12-31", "-1.5", "NTRF"),
        ("240312    DD212,39NMSCX//", "2024-03-12", "-212.39", "NMSCX//"),
        ("1602300301DR6,00N024", "2016-03-01", "-6.00", "N024"),
        ("160230D1,00N024", "2016-02", "-1.00", "N024"),
        ("1811261126CR\n30,00N062X", "2018-11-26", "30.00", "N062X"),
        ("2404080409C1,0NTRFX\nmore words", "2024-04-09", "1.0", "NTRFX\nmore words"),
        ("2402280229C1,0N", "2024-02-29", "1.0", "N"),
    ],
)
def test_statement_lines(text: str, local: str, amount: str, rest: str) -> None:
    entry = mt940_values.entry(text, False)
    assert (entry.when.local, str(entry.amount), entry.rest) == (local, amount, rest)


@pytest.mark.parametrize(
    "text",
    ["", "240101C", "240101C1NTRF", "240101X1,0NTRF", "241301C1,0N", "2401010230C1,0N",
     "240101C1.50NTRF", "240101C1,234.5N", "240101C1,2345678N", "240230", "2401C1,0N",
     "240101C-1,0N",],
)  # fmt: skip
def test_what_is_no_statement_line_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        mt940_values.entry(text, False)


@pytest.mark.parametrize(
    ("text", "payee", "reference"),
    [
        ("166?00A?20one?21 two?32Sam?33 Lee", "Sam Lee", "one two | 166 | ?00 A"),
        ("166>20one\n>21two>32Sam", "Sam", "onetwo | 166"),
        ("166?20EREF+1?21SVWZ+a?22b", None, "EREF+1 | SVWZ+ab | 166"),
        ("/NAME/Sam/Lee/REMI/x", "Sam/Lee", "/NAME/Sam/Lee/REMI/x"),
        ("/CNTP/I/B/Sam///REMI/x", "Sam", "/CNTP/I/B/Sam///REMI/x"),
        ("/CNTP/I/B////REMI/x", None, "/CNTP/I/B////REMI/x"),
        ("166 free words ?20", None, "166 free words ?20"),
        ("166: 20 words", None, "166: 20 words"),
        ("2024-01-31 paid", None, "2024-01-31 paid"),
    ],
)
def test_words_to_the_owner(text: str, payee: str | None, reference: str) -> None:
    said = mt940_values.words(text)
    assert (said.payee, said.text) == (payee, reference)


@pytest.mark.parametrize("name", ["german_year_wrap", "dutch_labels_and_a_gap", "interim_report"])
def test_cut_anywhere_no_payment_is_made_up(name: str) -> None:
    (path,) = [each for each in (CASES / name).iterdir() if each.suffix in (".sta", ".940", ".txt")]
    whole = path.read_bytes()
    known = {(each.when.local, each.amount) for each in payments(read(whole))}
    for end in range(len(whole)):
        got = read(whole[:end])
        assert {(each.when.local, each.amount) for each in payments(got)} <= known
        covered = [
            number
            for each in got
            for where in each.where
            if where.unit == "line"
            for number in range(where.first, where.last + 1)
        ]
        lines = whole[:end].count(b"\n") + (not whole[:end].endswith(b"\n") and end > 0)
        assert covered == list(range(1, lines + 1))


DAMAGE = st.tuples(st.integers(0, 500), st.integers(0, 30), st.binary(max_size=8))


@settings(max_examples=60)
@given(st.lists(DAMAGE, min_size=1, max_size=4))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]]) -> None:
    data = (CASES / "german_year_wrap" / "umsatz.sta").read_bytes()
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]
    got = read(data)
    assert got == read(data)
    lines = [
        number
        for each in got
        for where in each.where
        if where.unit == "line"
        for number in range(where.first, where.last + 1)
    ]
    assert lines == list(range(1, len(lines) + 1))


def test_a_gap_a_second_account_and_an_open_end_are_said() -> None:
    one = HEAD + balance("60F", Decimal(1)) + balance("62F", Decimal(1))
    two = HEAD + balance("60F", Decimal(2), "240201") + ":25:OTHER\n"
    (gap, second, end) = problems(read(one + two))
    assert "1.00 EUR" in gap and "2.00 EUR" in gap
    assert "OTHER" in second
    assert "before the closing balance" in end


def test_an_unread_payment_is_no_reason_to_doubt_the_balance() -> None:
    text = HEAD + balance("60F", Decimal(1)) + ":61:bad\n" + balance("62F", Decimal(9))
    got = read(text)
    assert len(problems(got)) == 1
    assert any("not checked: a payment" in each.what for each in got if isinstance(each, Skipped))


@pytest.mark.parametrize("fill", ["x" * 60 + "\n", "x" * 1000, "\n", ":86:x\n", ":99:x\n", "{1:"])
def test_nothing_long_is_held(fill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_letters, "MAX_LINE", 1 << 14)
    monkeypatch.setattr(bank_letters, "BLOCK", 1 << 12)
    line = ":61:2401010101C1,00NTRFX\n"
    text = (HEAD + line + ":86:" + fill * ((1 << 18) // len(fill)) + "\n" + line).encode()
    source = source_of_bytes("a", text)
    tracemalloc.start()
    count = sum(isinstance(each, Payment) for each in bank_mt940.read(source, {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count >= 1
    assert peak < 1 << 20


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        (":20:A\n:25:B\n:60F:C240101EUR1,00\n", True),
        ("BANK\n940\nBANK\n:20:A\n:61:240101C1,0N\n", True),
        ("{1:F01X}{2:O940}{4:\n:20:A\n:60M:C240101EUR1,00\n", True),
        (":61:2401010101C1,0N", True),
        (":20:A\n:25:B\n", False),
        ("From: Sam\nSubject: x\n\n:20:A\n:60F:C240101EUR1,00\n", False),
        ('{"a": 1}\n:60F:C240101EUR1,00\n', False),
        ("<p>\n:60F:C240101EUR1,00\n", False),
        ("notes\n" * 20 + ":60F:C240101EUR1,00\n", False),
        ("at :20: we met", False),
        ("", False),
    ],
)
def test_recognises_by_fields(text: str, whether: bool) -> None:
    assert bank_mt940.recognises(source_of_bytes("x", text.encode())) is whether
