"""Whose account a line is of, and which payees a rule fits."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from everyword.index.paying import Paid, Stand
from everyword.model import Payment as Pay
from everyword.model import When
from everyword.schedules.household import AccountSaid
from everyword.schedules.ledger import Books, fits, plain

FILES = {"o1": ("a" * 64, "bank.csv"), "o2": ("b" * 64, "bank.csv"), "o3": ("c" * 64, "x.ofx")}


def paid(id: str, account: str | None, *sources: str, currency: str | None = None) -> Paid:
    when = When("x", "2024-03-01", "day", None, None, "")
    payment = Pay((), when, account, Decimal(1), currency, "shop", None, None)
    return Paid(id, payment, tuple(Stand(each, "p", 1) for each in sources))


def test_signs_and_blanks_make_no_other_account() -> None:
    books = Books([], FILES)
    found = list(
        books.lines([paid("a", "12-34-56 12345678", "o3"), paid("b", "12345612345678", "o3")])
    )

    assert {each.account for each in found} == {"12345612345678"}
    assert books.title("12345612345678") == "12-34-56 12345678"


def test_a_table_without_an_account_is_one_of_its_own() -> None:
    books = Books([], FILES)
    one, two = books.lines([paid("a", None, "o1"), paid("b", " ", "o2")])

    assert one.account != two.account
    assert books.title(one.account) == "unnamed account of bank.csv"


def test_what_a_person_names_is_one_account_with_their_currency() -> None:
    unnamed = f"file {'a' * 16}"
    said = AccountSaid("A1", ("1234-5678", unnamed), title="Ours", currency="GBP")
    books = Books([said], FILES)
    found = list(books.lines([paid("a", "12345678", "o3", currency="EUR"), paid("b", None, "o1")]))

    assert [(each.account, each.currency) for each in found] == [("A1", "EUR"), ("A1", "GBP")]
    assert books.shown("A1") == "A1 Ours" and books.resolved("12 34 56 78") == "A1"
    assert books.seen["A1"].count == 2 and books.all() == ["A1"]


def test_what_nobody_confirmed_is_no_line() -> None:
    books = Books([], FILES)

    assert list(books.lines([paid("a", "1")])) == [] and books.seen == {}


@pytest.mark.parametrize(
    ("pattern", "payee", "is_one"),
    [
        ("TESCO*", "Tesco Stores 3311", True),
        ("TESCO*", "The Tesco", False),
        ("*tesco*", "The  TESCO  shop", True),
        ("tesco stores", "TESCO   STORES", True),
        ("tesco", "TESCO STORES", False),
        ("*stores", "Tesco Stores", True),
        ("a*a", "a", False),
        ("a*b*c", "a b c", True),
        ("a*b*c", "a c b", False),
        ("rent [1]*", "RENT [1] May", True),
        ("überweisung*", "ÜBERWEISUNG Miete", True),
        ("*אברהם*", "תשלום אברהם 3", True),
        ("*", "", True),
    ],
)
def test_rules_fit_payees(pattern: str, payee: str, is_one: bool) -> None:
    assert fits(pattern, payee) is is_one


@given(st.text("ab* ", max_size=8), st.text("ab ", max_size=10))
@example("a*a", "aa")
def test_a_star_is_any_words(pattern: str, payee: str) -> None:
    text = " ".join(payee.split())
    parts = [" ".join(part.split()) for part in pattern.split("*")]
    if any(part != part.strip() for part in pattern.split("*")):
        return  # blanks beside a star are looked at by name above
    assert fits(pattern, payee) is bool(re.fullmatch(".*".join(map(re.escape, parts)), text))


def test_plain_keeps_the_mark_of_an_unnamed_account() -> None:
    assert plain("file " + "a" * 16) == "file " + "a" * 16
    assert plain("GB29 NWBK 6016-1331") == "gb29nwbk60161331"
