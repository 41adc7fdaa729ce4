"""Lines of an account and calls: amounts by their sign, fields in words, nothing left out."""

from decimal import Decimal

import pytest

from everyword.bundle.pages import printed_tables
from everyword.index.store import Entry
from everyword.model import NO_TIME, Call, Locator, Payment, When

WHERE = (Locator("a", 1, 1, "record"),)
DAY = When("20240303", "2024-03-03", "day", None, None, "as the file has it")


def entry(amount: str, reference: str | None = None, **more: object) -> Entry:
    given = {"currency": "GBP", "payee": "Shop", "balance": None, "reader": "bank_ofx"} | more
    reader = given.pop("reader")
    payment = Payment(
        WHERE, DAY, "123", Decimal(amount), given["currency"], given["payee"], reference,
        given["balance"],
    )  # type: ignore[arg-type]  # fmt: skip
    return Entry(1, f"i{amount}", "o", str(reader), payment)


@pytest.mark.parametrize(
    ("reader", "reference", "shown"),
    [
        (
            "bank_ofx",
            "CARD 4417 | TRNTYPE POS | FITID 2024 | SIC 5411",
            "CARD 4417; card payment\nbank no. 2024; code of the trade 5411",
        ),
        ("bank_ofx", "TRNTYPE NEWKIND", "NEWKIND"),
        ("bank_ofx", "a | b | CURRENCY CURRATE 1.1", "a | b | CURRENCY CURRATE 1.1"),
        ("bank_ofx", "a | FITID 1 | X Y", "a\nbank no. 1; X Y"),
        ("bank_qif", "rent | N 12 | L Home", "rent\nnumber 12; category Home"),
        ("bank_camt", "Schuhe | EndToEndId B-1", "Schuhe\nreference of the payer B-1"),
        ("bank_csv", "FITID 1 | Typ x", "FITID 1 | Typ x"),
        (None, "TRNTYPE POS", "TRNTYPE POS"),
    ],
)
def test_the_banks_names_are_put_into_words(reader: str | None, reference: str, shown: str) -> None:
    assert printed_tables.details(reference, reader) == shown


def test_no_value_of_a_reference_is_lost() -> None:
    for name in printed_tables.OFX_FIELDS:
        assert "value17" in printed_tables.details(f"memo | {name} value17 | ODD 9", "bank_ofx")
        assert "ODD 9" in printed_tables.details(f"memo | {name} value17 | ODD 9", "bank_ofx")


def test_amounts_stand_under_the_way_they_went_and_add_up() -> None:
    entries = [entry("-1200.50"), entry("3"), entry("0.00"), entry("-0.50")]
    table = printed_tables.payments(entries, (("Account", "123"),))

    assert [row.cells[3:] for row in table.rows] == [
        ("1,200.50", ""), ("", "3"), ("", "0.00"), ("0.50", ""),
    ]  # fmt: skip
    assert ("These lines, GBP", "1,201.00 paid out, 3.00 paid in") in table.facts
    assert table.facts[0] == ("Account", "123") and "Balance" not in table.columns


def test_two_currencies_are_never_added_and_each_amount_names_its_own() -> None:
    table = printed_tables.payments([entry("-1"), entry("-2", currency="EUR")], ())
    assert [row.cells[3] for row in table.rows] == ["1 GBP", "2 EUR"]
    assert dict(table.facts)["These lines, EUR"] == "2 paid out, 0 paid in"
    assert dict(table.facts)["These lines, GBP"] == "1 paid out, 0 paid in"


def test_a_balance_has_its_column_and_keeps_its_sign() -> None:
    table = printed_tables.payments([entry("-1", balance=Decimal("-7.20")), entry("2")], ())
    assert table.columns[-1] == "Balance" and table.align == "lllrrr"
    assert [row.cells[-1] for row in table.rows] == ["-7.20", ""]


def test_a_call_says_who_called_whom_and_what_is_not_stated() -> None:
    calls = [
        Call(WHERE, DAY, "+44 1", ("+44 2",), "in", 3725, True),
        Call(WHERE, NO_TIME, None, (), None, None, None),
    ]
    entries = [Entry(n, f"c{n}", "o", "calls_csv", call) for n, call in enumerate(calls)]
    table = printed_tables.calls(entries, lambda handle: handle or "this phone")
    assert table.rows[0].cells[1:] == ("+44 1", "+44 2", "answered", "1:02:05")
    assert table.rows[1].cells[1:] == ("this phone", "this phone", "not stated", "not stated")
