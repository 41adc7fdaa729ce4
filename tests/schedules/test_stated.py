"""Balances that statements state beside their lines."""

from decimal import Decimal
from pathlib import Path

import pytest

from everyword.index.paying import Stand, Told
from everyword.schedules.stated import Balances, Stated
from tests.cli.conftest import Run
from tests.schedules.papers import ok, table


def told(*words: str, path: str = "a.xml") -> list[Told]:
    return [Told(f"s{n}", each, (Stand("o", path, n),)) for n, each in enumerate(words)]


JANUARY = (
    "opening balance 10.00 EUR on 2024-01-01",
    "closing balance -4.00 EUR on 2024-01-31; it fits the opening balance and the payments",
)
FEBRUARY = (
    "opening balance -4.00 EUR on 2024-01-31",
    "closing balance 5.00 EUR on 2024-02-29; not checked: a part of the statement is damaged",
)


def test_a_statement_reaches_from_its_opening_to_its_closing() -> None:
    balances = Balances(told(*JANUARY, *FEBRUARY), {("o", "a.xml"): {"A1"}})

    assert [(x.first, x.last, x.opening, x.closing, x.runs) for x in balances.spans()] == [
        ("2024-01-01", "2024-01-31", Decimal(10), Decimal(-4), True),
        ("2024-02-01", "2024-02-29", Decimal(-4), Decimal(5), False),
    ]
    assert balances.last() == {"A1": Stated("A1", Decimal("5.00"), "2024-02-29", "s3")}


@pytest.mark.parametrize(
    "words",
    [
        ("closing balance 5.00 EUR on 2024-02-29",),
        ("opening balance 5.00 EUR on 2024-02-29",),
        ("opening balance 5.00 on 2024-13-01", "closing balance 5.00 on 2024-14-01"),
        ("opening balance 5.00 EUR on 2024-03-01", "closing balance 5.00 EUR on 2024-02-01"),
        ("the heading: Date,Balance",),
        ("available balance 5.00 EUR on 2024-02-01",),
    ],
)
def test_what_is_no_pair_covers_nothing(words: tuple[str, ...]) -> None:
    assert list(Balances(told(*words), {("o", "a.xml"): {"A1"}}).spans()) == []


def test_of_a_file_with_two_accounts_nothing_is_taken() -> None:
    for accounts in ({"A1", "A2"}, set[str]()):
        balances = Balances(told(*JANUARY), {("o", "a.xml"): accounts})
        assert list(balances.spans()) == [] and balances.last() == {}


def test_the_balance_of_the_day_before_opens() -> None:
    words = (
        "closing balance of the day before 5.00 EUR on 2024-02-29",
        "closing balance 4 on 2024-03-05",
    )
    (span,) = Balances(told(*words), {("o", "a.xml"): {"A1"}}).spans()

    assert (span.first, span.last, span.opening) == ("2024-03-01", "2024-03-05", Decimal(5))


OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>GBP<BANKACCTFROM><BANKID>1<ACCTID>555
<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>OTHER<DTPOSTED>20240103
<TRNAMT>5.00<FITID>1<NAME>x</STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>100.50<DTASOF>20240131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
MT940 = """:20:S1
:25:NL01BANK0123456789
:28C:1/1
:60F:C240101EUR10,00
:61:2401050105D4,00NTRFNONREF
:86:shop
:62F:C240131EUR6,00
-
:20:S2
:25:NL01BANK0123456789
:28C:2/1
:60F:C240131EUR6,00
:61:2402100210C4,00NTRFNONREF
:86:pay
:62F:C240229EUR10,00
-
"""


def test_as_readers_say_them(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ofx").write_text(OFX)
    (tmp_path / "b.sta").write_text(MT940)
    ok(in_case, "add", tmp_path / "a.ofx", tmp_path / "b.sta")
    rows, _ = table(in_case, "form", "--layout", "ew-form-e")
    (ofx,) = [each for each in rows if "555 (31 January 2024)" in each[COLUMN]]
    (mt940,) = [each for each in rows if "(29 February 2024)" in each[COLUMN]]
    assert (ofx["Amount"], mt940["Amount"]) == ("100.50", "10.00")
    assert len(ofx["items"]) == len(mt940["items"]) == 1

    last = table(in_case, "statements", "--on", "2024-03-31", "--months", "3", "--within", "0")[1]
    states = last["figures"]["months"]["NL01BANK0123456789"]
    assert [*states.values()] == ["whole", "whole", "missing"]


COLUMN = "Heading, and what stands under it"
