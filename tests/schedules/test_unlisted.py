"""Accounts that payments name and nobody listed."""

import pytest

from everyword.schedules.unlisted import numbers, unlisted
from tests.schedules.ledgers import line

IBAN = "GB29 NWBK 6016 1331 9268 19"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"TO {IBAN} MAY RENT", ["gb29nwbk60161331926819"]),
        ("DE89370400440532013000 Miete", ["de89370400440532013000"]),
        ("DE89370400440532013001", []),
        ("TFR 20-11-22 87654321", ["20112287654321"]),
        ("TFR 201122 87654321", ["20112287654321"]),
        ("savings xxxx4321", ["4321"]),
        ("card ending in 1234 and ****9876", ["1234", "9876"]),
        ("call 020 7946 0000 on 2024-03-01", []),
        ("INV 123456789012", []),
        ("", []),
    ],
)
def test_numbers_of_accounts(text: str, found: list[str]) -> None:
    assert [number for _, number in numbers(text)] == found


def test_a_listed_account_is_not_told() -> None:
    lines = [line(1, "2024-01-01", -5, "TFR 20-11-22 87654321"), line(2, "2024-01-02", -5, "x4321")]

    assert [each.items for each in unlisted(lines, [])] == [["i1"]]
    assert unlisted(lines, ["20-11-22 87654321"]) == []
    assert unlisted(lines, ["87654321"]) == []
    assert unlisted(lines, ["xxxx4321"]) == []
    assert unlisted(lines, [], frozenset({"i1"})) == []


def test_whose_statements_name_it_is_said() -> None:
    lines = [
        line(1, "2024-01-01", -5, f"rent {IBAN}"),
        line(2, "2024-01-02", -5, None, "saver", reference=f"x {IBAN.replace(' ', '')}"),
        line(3, "2024-01-02", -5, "My SAVINGS pot"),
        line(4, "2024-01-02", -5, "my savings  pot", "saver"),
    ]
    account, words = unlisted(lines, ["current"])

    assert (account.items, [*account.seen_in]) == (["i1", "i2"], ["current", "saver"])
    assert (words.number, words.items, words.words) == (None, ["i3", "i4"], "My SAVINGS pot")


def test_long_rows_of_digits_are_looked_through_quickly() -> None:
    text = "GB" + "29 A1B2" * 20000

    assert list(numbers(text)) == []
