"""camt: every entry once, no sum twice, signs as the marks say, hostile XML refused."""

import datetime as dt
import tracemalloc
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Payment, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import bank_camt
from everyword.readers.bank import camt_parse, camt_units

CASES = Path(__file__).parent / "cases" / "bank_camt"
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
).filter(lambda words: words == words.strip() and "\ufffd" not in words)
SUMS = st.decimals(0, 10**9, places=2)


def read(text: str | bytes) -> list[Reading]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(bank_camt.read(source_of_bytes("a.xml", data), {}))


def payments(readings: list[Reading]) -> list[Payment]:
    return [each for each in readings if isinstance(each, Payment)]


def problems(readings: list[Reading]) -> list[str]:
    return [each.what for each in readings if isinstance(each, Problem)]


def document(*entries: str, head: str = "") -> str:
    return (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        "<BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>OWN</IBAN></Id></Acct>"
        f"{head}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


def entry(amount: object, mark: str = "DBIT", inner: str = "", day: str = "2024-01-31") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{inner}</Ntry>\n"
    )


def details(*parts: str) -> str:
    return f"<NtryDtls>{''.join(f'<TxDtls>{part}</TxDtls>' for part in parts)}</NtryDtls>"


def balance(code: str, amount: Decimal) -> str:
    mark = "DBIT" if amount < 0 else "CRDT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{mark}</CdtDbtInd></Bal>'
    )


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1990, 1, 1)), SUMS, st.sampled_from(["DBIT", "CRDT"]), WORDS, WORDS
        ),
        max_size=5,
    ),
    st.decimals(-(10**6), 10**6, places=2),
    st.sampled_from(["utf-8", "utf-16"]),
    st.sampled_from([1, 5, 64, 100_000]),
)
def test_entries_are_what_was_written_and_balances_fit(
    wanted: list[tuple[dt.date, Decimal, str, str, str]], opening: Decimal, code: str, block: int
) -> None:
    entries, expected, total = [], [], opening
    for day, amount, mark, name, words in wanted:
        side = "Cdtr" if mark == "DBIT" else "Dbtr"
        inner = details(
            f"<RltdPties><{side}><Nm>{escape(name)}</Nm></{side}></RltdPties>"
            f"<RmtInf><Ustrd>{escape(words)}</Ustrd></RmtInf>"
        )
        entries.append(entry(amount, mark, inner, day.isoformat()))
        signed = -amount if mark == "DBIT" else amount
        total += signed
        expected.append((day.isoformat(), signed, name, words, "OWN", "EUR"))
    head = balance("OPBD", opening) + balance("CLBD", total)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camt_parse, "BLOCK", block)
        got = read(document(*entries, head=head).encode(code))

    assert problems(got) == []
    assert [
        (p.when.local, p.amount, p.payee, p.reference, p.account, p.currency) for p in payments(got)
    ] == expected
    assert any("it fits" in each.what for each in got if isinstance(each, Skipped))


@given(st.lists(SUMS, min_size=1, max_size=6), SUMS, st.sampled_from(["DBIT", "CRDT"]))
def test_no_sum_is_counted_twice(shares: list[Decimal], off: Decimal, mark: str) -> None:
    inner = details(*(f'<Amt Ccy="EUR">{share}</Amt>' for share in shares))
    total = sum(shares, Decimal(0)) + off
    got = payments(read(document(entry(total, mark, inner))))
    assert sum(each.amount for each in got) == (-total if mark == "DBIT" else total)
    assert len(got) == (len(shares) if len(shares) > 1 and off == 0 else 1)


@pytest.mark.parametrize(
    "share",
    [
        '<Amt Ccy="USD">1.00</Amt>',
        "<Amt>x</Amt>",
        "",
        '<Amt Ccy="EUR">1</Amt><Amt Ccy="EUR">1</Amt>',
    ],
)
def test_transactions_without_a_sure_share_are_one_payment(share: str) -> None:
    got = payments(
        read(document(entry("2.00", "DBIT", details(share, '<Amt Ccy="EUR">1.00</Amt>'))))
    )
    assert [each.amount for each in got] == [Decimal("-2.00")]


@pytest.mark.parametrize(
    ("mark", "reversal", "own", "payee"),
    [
        ("DBIT", "", "", "Cred"),
        ("CRDT", "", "", "Debt"),
        ("CRDT", "<RvslInd>true</RvslInd>", "", "Cred"),
        ("DBIT", "<RvslInd>1</RvslInd>", "", "Debt"),
        ("CRDT", "", "<DbtrAcct><Id><IBAN>OWN</IBAN></Id></DbtrAcct>", "Cred"),
        ("DBIT", "", "<CdtrAcct><Id><IBAN>OWN</IBAN></Id></CdtrAcct>", "Debt"),
    ],
)
def test_the_payee_is_the_other_side(mark: str, reversal: str, own: str, payee: str) -> None:
    creditor = "<Cdtr><Pty><Nm>Cred</Nm></Pty></Cdtr>"
    parties = f"<RltdPties><Dbtr><Nm>Debt</Nm></Dbtr>{own}{creditor}</RltdPties>"
    (got,) = payments(read(document(entry("1.00", mark, reversal + details(parties)))))
    assert got.payee == payee
    assert got.amount == (-1 if mark == "DBIT" else 1)
    other = "Nm Debt" if payee == "Cred" else "Nm Cred"
    assert got.reference is not None and other in got.reference
    assert ("RvslInd" in got.reference) is bool(reversal)


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_no_payment(status: str) -> None:
    for form in (f"<Sts>{status}</Sts>", f"<Sts><Cd>{status}</Cd></Sts>"):
        got = read(document(entry("1.00").replace("<Sts>BOOK</Sts>", form)))
        assert payments(got) == [] and problems(got) == []
        assert any("not booked" in each.what for each in got if isinstance(each, Skipped))


@pytest.mark.parametrize(
    ("text", "local", "zone", "utc"),
    [
        ("<Dt>2024-01-31</Dt>", "2024-01-31", None, None),
        ("<Dt>2024-01-31+01:00</Dt>", "2024-01-31", None, None),
        ("<DtTm>2024-01-31T23:30:00</DtTm>", "2024-01-31T23:30:00", None, None),
        (
            *("<DtTm>2024-01-31T23:30:00.5-02:00</DtTm>", "2024-01-31T23:30:00"),
            *("-02:00", "2024-02-01T01:30:00Z"),
        ),
        (
            "<DtTm>2024-01-31T23:30:00Z</DtTm>",
            "2024-01-31T23:30:00",
            "+00:00",
            "2024-01-31T23:30:00Z",
        ),
    ],
)
def test_times(text: str, local: str, zone: str | None, utc: str | None) -> None:
    (got,) = payments(read(document(entry("1.00").replace("<Dt>2024-01-31</Dt>", text))))
    assert (got.when.local, got.when.zone, got.when.utc) == (local, zone, utc)


def test_a_gap_a_copy_and_a_wrong_number_are_said() -> None:
    one = document(entry("1.00"), head=balance("OPBD", Decimal(5)) + balance("CLBD", Decimal(4)))
    statement = one[one.index("<Stmt>") : one.index("</BkTo")]
    summary = "<TxsSummry><TtlNtries><NbOfNtries>7</NbOfNtries></TtlNtries></TxsSummry><Ntry>"
    text = one.replace("</Stmt>", "</Stmt>" + statement.replace("<Ntry>", summary))
    copy, gap, number = problems(read(text))
    assert "more than once" in copy
    assert "4 EUR" in gap and "5 EUR" in gap
    assert "7 entries; 1" in number


def test_definitions_are_never_used() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY x '" + "y" * 1000 + "'>" + "".join(
        f"<!ENTITY x{n} '&x{n - 1 if n else ''};&x{n - 1 if n else ''};'>" for n in range(40)
    ) + "]>"  # fmt: skip
    inner = details("<RmtInf><Ustrd>&x39;</Ustrd></RmtInf>")
    text = document(entry("1.00", inner=inner), entry("2.00")).replace(
        "<Document", bomb + "<Document"
    )
    got = read(text)
    assert any("DTD" in each for each in problems(got))
    assert [each.amount for each in payments(got)] == [Decimal("-2.00")]


@pytest.mark.parametrize(
    "broken",
    ["<Ntry><Amt></Ntry>", "<Ntry><a b=></Ntry>", "<Ntry>&nbsp;</Ntry>", "<Ntry>" + "<a>" * 80,
     "<Ntry><Amt Ccy=\"EUR\">1</Amt>", "<Ntry>\x00<</Ntry>"],
)  # fmt: skip
@pytest.mark.parametrize("block", [1, 100_000])
def test_a_broken_entry_costs_one_record(
    broken: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camt_parse, "BLOCK", block)
    got = read(document(entry("1.00"), broken, entry("2.00"), entry("3.00")))
    assert [each.amount for each in payments(got)] == [Decimal(-1), Decimal(-2), Decimal(-3)]
    records = [p.first for each in got for p in each.where if p.unit == "record"]
    assert sorted(set(records)) == [1, 2, 3, 4]
    assert problems(got)


def test_cut_anywhere_no_payment_is_made_up() -> None:
    whole = (CASES / "batches" / "batch.xml").read_bytes()
    known = {(each.where, each.amount) for each in payments(read(whole))}
    for end in range(len(whole)):
        got = read(whole[:end])
        assert {(each.where, each.amount) for each in payments(got)} <= known
        assert problems(got)


DAMAGE = st.tuples(st.integers(0, 2500), st.integers(0, 60), st.binary(max_size=8))


@settings(max_examples=60)
@given(st.lists(DAMAGE, min_size=1, max_size=4), st.sampled_from([1, 64, 100_000]))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]], block: int) -> None:
    data = (CASES / "batches" / "batch.xml").read_bytes()
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camt_parse, "BLOCK", block)
        got = read(data)
        assert got and got == read(data)
    records = [p.first for each in got for p in each.where if p.unit == "record"]
    found = list(dict.fromkeys(records))
    assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize(
    ("begin", "fill", "end"),
    [
        ("<Ustrd>", "words " * 1000, "</Ustrd>"),
        ("<Ustrd a='", "words " * 1000, "'></Ustrd>"),
        ("<!--", "words " * 1000, "-->"),
        ("", "<Ustrd>word</Ustrd>" * 100, ""),
        ("", "<TxDtls></TxDtls>" * 100, ""),
        ("", " \n" * 1000, ""),
    ],
)
def test_nothing_long_is_held(
    begin: str, fill: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("MAX_WORDS", 1 << 14), ("MAX_HELD", 1 << 16), ("BLOCK", 1 << 12)):
        monkeypatch.setattr(camt_parse, name, most)
    monkeypatch.setattr(camt_units, "MAX_LEAVES", 500)
    inner = begin + fill * ((1 << 18) // len(fill)) + end
    data = document(entry("1.00", inner=f"<NtryDtls>{inner}</NtryDtls>"), entry("2.00")).encode()
    source = source_of_bytes("a", data)
    tracemalloc.start()
    got = list(bank_camt.read(source, {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Decimal(-2) in [each.amount for each in payments(got)]
    assert peak < 1 << 20


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        ("<Document><BkToCstmrStmt>", True),
        ("\ufeff<?xml version='1.0'?><!-- x --><n:Document><n:BkToCstmrAcctRpt>", True),
        ("<BkToCstmrAcctRptV01>", True),
        ("<a><BkToCstmrDbtCdtNtfctn>", True),
        ("<html><BkToCstmrStmt>", False),
        ("BkToCstmrStmt", False),
        ("notes <BkToCstmrStmt>", False),
        ("<Document><CstmrCdtTrfInitn>", False),
        ("", False),
    ],
)
def test_recognises_by_the_root(text: str, whether: bool) -> None:
    assert bank_camt.recognises(source_of_bytes("x", text.encode())) is whether
