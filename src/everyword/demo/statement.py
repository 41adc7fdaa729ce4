"""Alex's bank statement, OFX 1.0.2 (the SGML form), January 2024 to June 2025."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

NAME = "statement.ofx"
OPENING = Decimal("1052.64")
MONTHS = tuple((2024 + n // 12, n % 12 + 1) for n in range(18))
_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CLOSED = {dt.date(2024, 1, 1), dt.date(2024, 4, 1), dt.date(2025, 1, 1)}
"""Bank holidays of England that fall on a first of a month here."""
SUPPORT = (
    ("2024-04-02", "450.00", "ROWAN APR"),
    ("2024-05-01", "450.00", "ROWAN MAY"),
    ("2024-06-03", "450.00", "ROWAN JUN"),
    ("2024-07-01", "450.00", "ROWAN JUL"),
    ("2024-08-01", "450.00", "ROWAN AUG"),
    ("2024-09-02", "450.00", "ROWAN SEP"),
    ("2024-10-01", "450.00", "ROWAN OCT"),
    ("2024-11-01", "200.00", "ROWAN NOV"),
    ("2024-12-02", "200.00", "ROWAN DEC"),
    ("2025-01-02", "200.00", "ROWAN JAN"),
    ("2025-02-03", "200.00", "ROWAN FEB"),
)
"""What Sam paid for Rowan; nothing after February 2025."""
ONCE = (
    ("2024-01-02", "425.00", "CREDIT", "S CARTER", "RENT SHARE JAN"),
    ("2024-02-01", "425.00", "CREDIT", "S CARTER", "RENT SHARE FEB"),
    ("2024-03-01", "425.00", "CREDIT", "S CARTER", "RENT SHARE MAR"),
    ("2024-05-14", "-60.00", "POS", "TOWN HALL FAMILY MEDIATION", "CARD 4417"),
    ("2024-05-28", "-60.00", "POS", "TOWN HALL FAMILY MEDIATION", "CARD 4417"),
    ("2024-08-27", "-86.50", "POS", "HOPE STREET SCHOOLWEAR", "CARD 4417"),
    ("2024-08-05", "-190.00", "POS", "GREEN HOLIDAY CLUB", "CARD 4417"),
    ("2024-10-08", "-280.00", "POS", "QUILLBROOK CLINIC", "CARD 4417"),
    ("2024-11-29", "300.00", "CREDIT", "M MORGAN", "LOAN TO ALEX"),
    ("2024-12-18", "-64.90", "POS", "MARKET TOYS", "CARD 4417"),
    ("2025-02-22", "-48.00", "POS", "PATTER AND STOMP SHOES", "CARD 4417"),
    ("2025-05-02", "-58.00", "POS", "GREYLINE COACHES", "CARD 4417"),
)
_GROCERIES = ("197.32", "184.90", "211.07", "189.48", "203.75", "195.16", "206.22", "182.64")
_ENERGY = ("212.40", "176.15", "131.80", "138.26", "219.05", "171.70")


class Line(Struct, frozen=True, order=True):
    """One line of the account."""

    day: dt.date
    name: str
    memo: str
    kind: str
    amount: Decimal


def lines() -> tuple[Line, ...]:
    """Every line, by day."""
    found = [_line(day, amount, "CREDIT", "S CARTER", memo) for day, amount, memo in SUPPORT]
    found += [_line(*each) for each in ONCE]
    for place, (year, month) in enumerate(MONTHS):
        found += _monthly(place, year, month)
    return tuple(sorted(found))


def statement() -> bytes:
    """The file as a bank's web site would give it."""
    total = OPENING + sum((each.amount for each in lines()), Decimal())
    body = "".join(_transactions())
    closing = f"<LEDGERBAL>\n<BALAMT>{total}\n<DTASOF>20250630\n</LEDGERBAL>\n"
    text = _HEAD + body + "</BANKTRANLIST>\n" + closing + _TAIL
    return text.replace("\n", "\r\n").encode("ascii")


def _monthly(place: int, year: int, month: int) -> Iterator[Line]:
    """What comes every month: rent, wages, child benefit, and the bills."""
    tag = f"{_NAMES[month - 1]} {year % 100}"
    rent = "-895.00" if (year, month) >= (2025, 2) else "-850.00"
    paid = dt.date(2024, 11, 12) if (year, month) == (2024, 11) else _open_day(year, month, 1)
    yield _line(paid, rent, "DEBIT", "TARN AND WELLS", f"RENT {tag}")
    wage = "1088.60" if (year, month) < (2025, 4) else "1162.10"
    yield _line(_open_day(year, month, 12), wage, "DIRECTDEP", "LARKFORD LIBRARIES", "SALARY")
    if (year, month) >= (2024, 12):
        extra = _open_day(year, month, 27)
        yield _line(extra, "268.00", "DIRECTDEP", "FERN STREET CAFE", "SATURDAY STAFF")
    benefit = dt.date(year, month, 20)
    while benefit.weekday() != 0:
        benefit += dt.timedelta(days=1)
    rate = "102.40" if (year, month) < (2025, 4) else "104.20"
    yield _line(benefit, rate, "DIRECTDEP", "CHILD BENEFIT", "FAMILY")
    yield from _bills(place, year, month, tag)


def _bills(place: int, year: int, month: int, tag: str) -> Iterator[Line]:
    for day, turn in ((9, 0), (23, 3)):
        amount = "-" + _GROCERIES[(2 * place + turn) % len(_GROCERIES)]
        yield _line(dt.date(year, month, day), amount, "POS", "GREENGATE FOODS", "CARD 4417")
    if (year, month) <= (2024, 7):
        yield _line(dt.date(year, month, 29), "-310.00", "DIRECTDEBIT", "COPPERBEECH NURSERY", tag)
    elif (year, month) >= (2024, 9):
        yield _line(
            _open_day(year, month, 5),
            "-96.00",
            "DIRECTDEBIT",
            "LARKFORD GREEN CLUB",
            f"AFTER SCHOOL {tag}",
        )
    if (year, month) >= (2024, 4) and month not in (2, 3):
        yield _line(
            _open_day(year, month, 18),
            "-118.00",
            "DIRECTDEBIT",
            "LARKFORD COUNCIL",
            f"COUNCIL TAX {tag}",
        )
    if month % 3 == 2:
        yield _line(
            _open_day(year, month, 15),
            "-" + _ENERGY[place // 3],
            "DIRECTDEBIT",
            "BRIGHTLOW ENERGY",
            tag,
        )


def _open_day(year: int, month: int, day: int) -> dt.date:
    """That day, or the next one on which banks are open."""
    date = dt.date(year, month, day)
    while date.weekday() >= 5 or date in _CLOSED:
        date += dt.timedelta(days=1)
    return date


def _line(day: dt.date | str, amount: str, kind: str, name: str, memo: str) -> Line:
    date = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Line(date, name, memo, kind, Decimal(amount))


def _transactions() -> Iterator[str]:
    for number, each in enumerate(lines(), 1):
        yield (
            f"<STMTTRN>\n<TRNTYPE>{each.kind}\n<DTPOSTED>{each.day:%Y%m%d}\n"
            f"<TRNAMT>{each.amount}\n<FITID>{each.day:%Y%m%d}{number:04}\n"
            f"<NAME>{each.name}\n<MEMO>{each.memo}\n</STMTTRN>\n"
        )


_HEAD = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1>
<SONRS>
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<DTSERVER>20250701093000[0:GMT]
<LANGUAGE>ENG
<FI>
<ORG>Penhallow Bank (invented)
<FID>0000
</FI>
</SONRS>
</SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>1
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<STMTRS>
<CURDEF>GBP
<BANKACCTFROM>
<BANKID>000000
<ACCTID>00000123
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20240101
<DTEND>20250630
"""
_TAIL = """</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
"""
