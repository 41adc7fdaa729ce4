"""Lines of a bank that look like payments: by name, or by sum and day; and those that do not."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from everyword.schedules.dues import Rhythm, Term, dues_of
from everyword.schedules.matching import BankLine, proposed

D = dt.date
MARCH = D(2024, 3, 7)
DUES = dues_of([Term("T1", Fraction(100), Rhythm("month"), D(2024, 1, 5))], D(2024, 12, 31))


def line(
    amount: str, words: str = "", day: dt.date = MARCH, currency: str | None = "GBP"
) -> BankLine:
    return BankLine("i", day, Decimal(amount), currency, words)


def why(*lines: BankLine) -> list[str]:
    found = proposed(lines, DUES, "GBP", ["Alex Quill", "AQ", "אלכס"], ["Sam Reed"])
    return ["; ".join(each.why) for each in found]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (line("60", "FP ALEX QUILL kids"), "comes from “alex quill”"),
        (line("-60", "to sam reed"), "goes to “sam reed”"),
        (line("60", "העברה אלכס"), "comes from “אלכס”"),
        (line("100.00", "card"), "is the sum due on 2024-03-05 (T1)"),
        (line("-100", "card", D(2024, 3, 1)), "is the sum due on 2024-03-05 (T1)"),
        (
            line("60", "alex quill", currency=None),
            "comes from “alex quill”; has no currency in the source",
        ),
    ],
)
def test_proposed_with_the_reason(one: BankLine, reason: str) -> None:
    assert why(one) == [reason]


@pytest.mark.parametrize(
    "one",
    [
        line("-60", "alex quill"),
        line("60", "sam reed"),
        line("60", "alexander quillon"),
        line("60", "aq shop"),
        line("100", "card", D(2024, 3, 20)),
        line("100.01", "card"),
        line("100", "alex quill", currency="EUR"),
        line("0", "alex quill"),
    ],
)
def test_not_proposed(one: BankLine) -> None:
    assert why(one) == []


def test_a_part_of_a_sum_is_known_by_the_words_of_the_others() -> None:
    whole, part = line("100", "S QUILL 0107 support"), line("60", "S Quill 0207 SUPPORT")
    out = line("-60", "S QUILL 0207 SUPPORT")
    same = "says the same as others that are proposed"

    assert why(part, whole, out) == [same, "is the sum due on 2024-03-05 (T1)"]
    assert why(part) == []
    assert why(line("100"), line("60")) == ["is the sum due on 2024-03-05 (T1)"]  # no words


def test_the_nearest_due_is_named() -> None:
    dues = dues_of([Term("T1", Fraction(100), Rhythm("week"), D(2024, 1, 5))], D(2024, 3, 1))
    (found,) = proposed([line("100", day=D(2024, 1, 16))], dues, "GBP", [], [])

    assert found.due is not None and found.due.day == D(2024, 1, 19)
