"""OFX: every payment is read or named, and no amount or date is guessed."""

import datetime as dt
import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Payment, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import bank_ofx
from everyword.readers.bank import ofx_tokens, ofx_values

WORDS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]),
        st.sampled_from(" &<>'\"é£\U0001f600"),
    ),
    min_size=1,
    max_size=30,
).filter(lambda words: words == words.strip() and words != "\ufeff")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def field(name: str, value: str, closed: bool) -> str:
    return f"<{name}>{escaped(value)}" + (f"</{name}>" if closed else "\n")


def statement(*payments: str, closed: bool = False) -> str:
    account = f"<BANKACCTFROM>{field('ACCTID', '12345678', closed)}</BANKACCTFROM>"
    frame = f"{field('CURDEF', 'GBP', closed)}{account}<BANKTRANLIST>{''.join(payments)}"
    return (
        f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{frame}</BANKTRANLIST></STMTRS></STMTTRNRS></OFX>"
    )


def payment(closed: bool = False, **fields: str) -> str:
    return f"<STMTTRN>{''.join(field(k, v, closed) for k, v in fields.items())}</STMTTRN>\n"


def read(text: str | bytes, **answers: str) -> list[Reading]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(bank_ofx.read(source_of_bytes("a.ofx", data), answers))


def payments(readings: list[Reading]) -> list[Payment]:
    return [each for each in readings if isinstance(each, Payment)]


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
            st.decimals(-(10**9), 10**9, places=2),
            WORDS,
            WORDS,
        ),
        max_size=4,
    ),
    st.sampled_from([1, 5, 64, 100_000]),
    st.sampled_from(".,"),
)
def test_both_syntaxes_read_the_same(
    wanted: list[tuple[dt.date, Decimal, str, str]], block: int, point: str
) -> None:
    got = []
    for closed in (False, True):
        text = statement(
            *(
                payment(
                    closed,
                    DTPOSTED=f"{day:%Y%m%d}",
                    TRNAMT=str(amount).replace(".", point),
                    NAME=name,
                    MEMO=memo,
                )
                for day, amount, name, memo in wanted
            ),
            closed=closed,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ofx_tokens, "BLOCK", block)
            got.append(payments(read(text)))

    assert got[0] == got[1]
    assert [
        (each.when.local, each.amount, each.payee, each.reference, each.account, each.currency)
        for each in got[0]
    ] == [(f"{day}", amount, name, memo, "12345678", "GBP") for day, amount, name, memo in wanted]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("-12.50", "-12.50"),
        ("+12,5", "12.5"),
        ("1200", "1200"),
        (" -0.10 ", "-0.10"),
        (",75", "0.75"),
        ("5.", "5"),
        ("-1,234.56", "-1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1234,567", "1234.567"),
        ("0,123", "0.123"),
        ("100.00000", "100.00000"),
    ],
)
def test_amounts_that_have_one_reading(text: str, amount: str) -> None:
    assert str(ofx_values.amount(text)) == amount


@pytest.mark.parametrize(
    "text", ["1,234", "-12,345", "", "ten", "1e5", "1 234", "--1", "1,2,3", "١٢", "NaN", "9" * 99]
)
def test_amounts_that_have_two_readings_or_none(text: str) -> None:
    with pytest.raises(ofx_values.Unreadable):
        ofx_values.amount(text)


@pytest.mark.parametrize(
    ("text", "local", "precision", "zone", "utc"),
    [
        ("20240229", "2024-02-29", "day", None, None),
        ("202402291530", "2024-02-29T15:30:00", "minute", None, None),
        ("20240229153007", "2024-02-29T15:30:07", "second", None, None),
        ("20240229153007.125", "2024-02-29T15:30:07", "second", None, None),
        (
            *("20240229233000.000[-5:EST]", "2024-02-29T23:30:00", "second"),
            *("-05:00", "2024-03-01T04:30:00Z"),
        ),
        (
            "20240229120000[0:GMT]",
            "2024-02-29T12:00:00",
            "second",
            "+00:00",
            "2024-02-29T12:00:00Z",
        ),
        ("20240229120000[5.5]", "2024-02-29T12:00:00", "second", "+05:30", "2024-02-29T06:30:00Z"),
        ("20240229120000[-:EST]", "2024-02-29T12:00:00", "second", None, None),
        ("20240229120000[5.30:IST]", "2024-02-29T12:00:00", "second", None, None),
        ("20240229120000[99]", "2024-02-29T12:00:00", "second", None, None),
        ("20240229[-5:EST]", "2024-02-29", "day", None, None),
        ("00010101000000[14]", "0001-01-01T00:00:00", "second", "+14:00", None),
    ],
)
def test_dates_keep_their_precision_and_no_zone_is_made_up(
    text: str, local: str, precision: str, zone: str | None, utc: str | None
) -> None:
    when = ofx_values.when(text)

    assert (when.text, when.local, when.precision, when.zone, when.utc) == (
        *(text, local, precision, zone, utc),
    )


@pytest.mark.parametrize("text", ["", "20240230", "2024", "20240229250000", "20240229120061", "x"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ofx_values.Unreadable):
        ofx_values.when(text)


DAMAGE = st.tuples(st.integers(0, 700), st.integers(0, 60), st.binary(max_size=10))


@given(st.lists(DAMAGE, min_size=1, max_size=4), st.sampled_from([1, 16, 100_000]))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]], block: int) -> None:
    data = statement(*(payment(DTPOSTED="20240301", TRNAMT="-1.00", NAME="Sam"),) * 5).encode()
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ofx_tokens, "BLOCK", block)
        got = read(data)

        assert got and got == read(data)
    numbers = [where.first for each in got for where in each.where if where.unit == "record"]
    found = list(dict.fromkeys(numbers))
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= data.decode("latin-1").upper().count("<STMTTRN>") or b"<!" in data


@given(st.integers(60, 400))
def test_a_file_cut_short_never_gives_half_an_amount(end: int) -> None:
    text = statement(payment(DTPOSTED="20240301", NAME="Sam", TRNAMT="-1234.56"))
    got = read(text[: min(end, len(text) - 2)])

    assert [each.amount for each in payments(got)] in ([], [Decimal("-1234.56")])
    assert any(isinstance(each, Problem) and "</OFX>" in each.what for each in got)


def test_an_unclosed_payment_ends_where_the_next_begins() -> None:
    open_one = payment(DTPOSTED="20240301", TRNAMT="-1.00").replace("</STMTTRN>", "")
    got = read(statement(open_one, payment(DTPOSTED="20240302", TRNAMT="-2.00")))

    assert [each.amount for each in payments(got)] == [Decimal("-1.00"), Decimal("-2.00")]


def test_every_field_of_a_payment_is_kept_somewhere() -> None:
    fields = {"TRNTYPE": "ATM", "DTUSER": "20240229", "FITID": "f1", "CHECKNUM": "7", "SIC": "99"}
    got = read(statement(payment(DTPOSTED="20240301", TRNAMT="-1.00", **fields)))

    reference = payments(got)[0].reference
    assert reference == " | ".join(f"{name} {value}" for name, value in fields.items())


def test_a_balance_is_skipped_with_its_words_and_line() -> None:
    text = "\n\n" + statement(payment(DTPOSTED="20240301", TRNAMT="-1.00"))
    balance = "<LEDGERBAL><BALAMT>382.34<DTASOF>20240301</LEDGERBAL>"
    got = read(text.replace("</STMTRS>", f"{balance}</STMTRS>"))

    skipped = [each for each in got if isinstance(each, Skipped)]
    assert [each.what for each in skipped] == [
        "ledger balance: BALAMT 382.34, DTASOF 20240301 (account 12345678, GBP)"
    ]
    line = text[: text.index("</STMTRS>")].count("\n") + 1
    assert (skipped[0].where[0].first, skipped[0].where[0].unit) == (line, "line")


def test_an_unknown_answer_is_asked_again() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(statement(), encoding="rot13")

    assert asked.value.key == "encoding" and asked.value.choices[0] == "cp1252"


@pytest.mark.parametrize(
    ("begin", "fill", "end"),
    [
        ("<MEMO>", "words " * 4096, "\n"),
        ("", "<A>" + "b" * 200, ""),
        ("<", "a" * 16384, ">"),
        ("<!-- ", "<b>" + "w" * 500, "-->"),
        ("<MEMO>", " " * 16384, "x\n"),
        ("<MEMO>", "\n" * 16384, "x\n"),
    ],
)
def test_nothing_long_is_held(
    begin: str, fill: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ofx_tokens, "MAX_VALUE", 1 << 14)
    monkeypatch.setattr(ofx_tokens, "BLOCK", 1 << 12)
    monkeypatch.setattr(bank_ofx, "MAX_FIELDS", 100)
    long = begin + fill * ((1 << 20) // len(fill)) + end
    text = statement(
        payment(DTPOSTED="20240301", TRNAMT="-1.00").replace("</STMTTRN>", f"{long}</STMTTRN>"),
        payment(DTPOSTED="20240302", TRNAMT="-2.00"),
    ).encode()
    tracemalloc.start()
    got = read(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert Decimal("-2.00") in [each.amount for each in payments(got)]
    assert peak < 1 << 20


@pytest.mark.parametrize(
    ("data", "whether"),
    [
        (b"OFXHEADER:100\r\nDATA:OFXSGML\r\n", True),
        (b"\n\n \xef\xbb\xbf", False),
        (b"\xef\xbb\xbf\n<OFX>", True),
        (b"<?xml version='1.0'?><?OFX OFXHEADER='200'?><!-- x --><OFX>", True),
        ("<OFX>".encode("utf-16"), True),
        (b"<html>OFXHEADER:100", False),
        (b"My <OFX> notes", False),
        (b"", False),
    ],
)
def test_recognises_by_the_header_or_the_first_tag(data: bytes, whether: bool) -> None:
    assert bank_ofx.recognises(source_of_bytes("x", data)) is whether


@given(st.binary(max_size=200))
def test_recognises_never_raises(data: bytes) -> None:
    bank_ofx.recognises(source_of_bytes("x", data))

    assert bank_ofx.recognises(source_of_bytes("x", b"OFXHEADER:" + data)) is True
