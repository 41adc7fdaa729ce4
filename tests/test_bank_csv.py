"""Tables of payments: read only as confirmed, every line once, no sign or date guessed."""

import csv
import datetime as dt
import io
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Payment, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import bank_csv
from everyword.readers.bank import letters as bank_letters
from everyword.readers.tables import table as csv_table
from everyword.readers.tables import words as csv_words

CASES = Path(__file__).parent / "cases" / "bank_csv"
WORDS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), st.sampled_from(' ,;"\n')
    ),
    min_size=1,
    max_size=20,
).filter(lambda words: words.strip() != "" and not words.startswith("\ufeff"))


def read(text: str | bytes, **answers: str) -> list[Reading]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(bank_csv.read(source_of_bytes("a.csv", data), {"columns": "yes", **answers}))


def payments(readings: list[Reading]) -> list[Payment]:
    return [each for each in readings if isinstance(each, Payment)]


def problems(readings: list[Reading]) -> list[str]:
    return [each.what for each in readings if isinstance(each, Problem)]


def asked(text: str | bytes, **answers: str) -> NeedsAnswer:
    with pytest.raises(NeedsAnswer) as question:
        data = text.encode() if isinstance(text, str) else text
        list(bank_csv.read(source_of_bytes("a.csv", data), answers))
    return question.value


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1980, 1, 1), dt.date(2069, 12, 31)),
            st.decimals(-(10**9), 10**9, places=2),
            WORDS,
            WORDS,
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([1, 7, 100_000]),
)
def test_rows_are_what_was_written(
    wanted: list[tuple[dt.date, Decimal, str, str]], mark: str, end: str, back: bool, block: int
) -> None:
    balance, rows = Decimal(5), []
    for day, amount, payee, words in wanted:
        balance += amount
        rows.append((day, amount, payee, words, balance))
    rows = rows[::-1] if back else rows
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator=end)
    writer.writerow(["Date", "Amount (EUR)", "Payee", "Description", "Balance"])
    writer.writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bank_letters, "BLOCK", block)
        got = read(out.getvalue())

    assert problems(got) == []
    assert [
        (each.when.local, each.amount, each.payee, each.reference, each.balance, each.currency)
        for each in payments(got)
    ] == [(f"{row[0]}", *row[1:], "EUR") for row in rows]
    lines = [n for each in got for p in each.where for n in range(p.first, p.last + 1)]
    assert lines == list(range(1, out.getvalue().count("\n") + 1))


UK = "Date,Description,Money Out,Money In\n13/04/2024,Rent,500.00,\n14/04/2024,Pay,,20.00\n"


def test_nothing_is_read_before_the_columns_are_confirmed() -> None:
    question = asked(UK)
    assert question.key == "columns"
    assert question.choices == ("date=1,out=3,in=4,reference=2", "yes")
    for words in ("column 1 (Date)", "money going out in column 3 (Money Out)", "4 Money In"):
        assert words in question.question
    assert [each.amount for each in payments(read(UK))] == [Decimal(-500), Decimal(20)]
    assert read(UK, columns=question.choices[0]) == read(UK)


def test_the_question_says_which_way_money_goes() -> None:
    card = "Date,Amount,Merchant\n31/01/2024,5.00,Shop\n"
    assert "write amount=-2" in asked(card).question
    assert "-5.00 is money going out" in asked(card.replace("5.00", "-5.00")).question
    got = payments(read(card, columns="date=1,amount=-2"))
    assert [(each.amount, each.reference) for each in got] == [(Decimal(-5), "Merchant Shop")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("no", "not of the form"), ("date=1", "no amount"), ("amount=3", "no date"),
        ("date=1,out=9", "columns 1 to 4"), ("date=0,out=3", "columns 1 to 4"),
        ("date=2,out=3", "no dates in column 2"), ("date=1,out=2", "no amounts"),
        ("date=1,amount=3,out=4", "does not go with"), ("date=1,date=1,out=3", "twice"),
        ("date=1,out=-3", "amount only"), ("day=1,out=3", "not one of"), ("date=1+2,out=3", "one"),
        ("date=1,out=3" + ",in=4" * 2000 + "x", "not of the form"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_asked_again(answer: str, why: str) -> None:
    question = asked(UK, columns=answer)
    assert question.key == "columns" and why in question.question


def test_what_was_offered_is_taken_though_its_rows_are_odd() -> None:
    table = "Buchungstag;Wertstellung;Betrag;Zweck\n?;01.02.2024;3,00;a\n?;02.02.2024;4,00;b\n"
    offered = asked(table).choices
    readings = [read(table, columns=answer) for answer in offered]
    assert readings[0] == readings[1]
    assert len(problems(readings[0])) == 2


def test_only_what_is_named_is_used_and_the_rest_is_kept() -> None:
    got = payments(read(UK, columns="date=1, out=3, in=4, payee=2"))
    assert [(each.payee, each.reference) for each in got] == [("Rent", None), ("Pay", None)]
    got = payments(read(UK, columns="date=1,out=3,in=4"))
    assert [each.reference for each in got] == ["Description Rent", "Description Pay"]


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("5.00,", "-5.00"), (",5.00", "5.00"), ("5.00,0.00", "-5.00"), ("0.00,5.00", "5.00"),
        ("0.00,", "0.00"), ("5.00,5.00", None), (",", None), ("x,", None), ("5.00,-", "-5.00"),
    ],
)  # fmt: skip
def test_out_and_in(row: str, amount: str | None) -> None:
    got = read(f"Date,Paid out,Paid in\n2024-01-30,1.00,\n2024-01-31,{row}\n")
    if amount is None:
        assert len(payments(got)) == 1
    else:
        assert str(payments(got)[1].amount) == amount


def test_a_minus_on_every_sum_going_out_is_no_second_minus() -> None:
    text = "Date,Debit,Credit\n2024-01-30,-1.00,\n2024-01-31,-2.00,\n"
    assert [each.amount for each in payments(read(text))] == [Decimal(-1), Decimal(-2)]
    got = read(text + "2024-02-01,3.00,\n")
    assert [each.amount for each in payments(got)] == [Decimal(-3)]
    assert len(problems(got)) == 2


@pytest.mark.parametrize(
    ("word", "amount", "read_as"),
    [
        ("Debit", "5", "-5"), ("CREDIT", "5", "5"), ("S", "5", "-5"), ("H", "5", "5"),
        ("D", "-5", "-5"), ("C", "-5", None), ("", "5", None), ("-", "5", "-5"), ("+", "5", "5"),
    ],
)  # fmt: skip
def test_a_column_that_says_out_or_in(word: str, amount: str, read_as: str | None) -> None:
    text = f"Date;D/C;Amount\n2024-01-30;D;1\n2024-01-31;{word};{amount}\n"
    assert [str(each.amount) for each in payments(read(text))][1:] == ([read_as] if read_as else [])


def test_turned_signs_are_noticed_by_the_balance() -> None:
    text = "Date,Amount,Balance\n2024-01-29,1,9\n2024-01-30,2,7\n2024-01-31,4,3\n"
    assert any("every sign is turned" in each for each in problems(read(text)))
    assert problems(read(text, columns="date=1,amount=-2,balance=3")) == []


def test_balances_of_two_accounts_are_not_mixed() -> None:
    rows = "2024-01-29,1,1,A\n2024-01-29,5,5,B\n2024-01-30,1,2,A\n2024-01-30,5,10,B\n"
    text = "Date,Amount,Balance,Account\n" + rows
    assert any("does not follow" in each for each in problems(read(text)))
    got = read(text, columns="date=1,amount=2,balance=3,account=4")
    assert problems(got) == []
    assert [each.account for each in payments(got)] == ["A", "B", "A", "B"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("2024-01-31;5,00", "it has 2 cells"), ("2024-01-31;5,00;a;b", "it has 4 cells"),
        ("2024-01-32;5,00;a", "not a date"), ("2024-01-31;;a", "no amount"),
        ("2024-01-31;fünf;a", "not a sum"), ('2024-01-31;5,00;"a', "quote"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_costs_itself(row: str, what: str) -> None:
    good = "2024-01-30;1,00;a\n"
    got = read(f"Datum;Betrag;Text\n{good}{row}\n{good * 3}")
    assert len(payments(got)) == 4
    assert [what in each for each in problems(got)] == [True]
    assert [each.where[0].first for each in got if isinstance(each, Problem)] == [3]


def test_totals_and_words_are_no_payments() -> None:
    got = read("Datum;Betrag;Text\n2024-01-30;1,00;a\n\nEnde der Liste\n;;\n;;nur Text\n")
    assert len(payments(got)) == 1 and problems(got) == []
    assert [each.what for each in got if isinstance(each, Skipped)][1:] == [
        *("blank", "neither a date nor an amount: Ende der Liste", "blank"),
        "neither a date nor an amount: ;;nur Text",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Transaction Date,Amount", "Buchungstag;Betrag", "Date opération;Débit;Crédit",
        "Fecha;Importe;Saldo", "Data contabile;Importo", "Datum;Bedrag (EUR)",
        "Data operacji;Kwota",
        "Data Mov.;Montante", "Bokföringsdag;Belopp", "Dato;Beløb", "Дата операции;Сумма",
        "Tarih;İşlem Tutar\u0131", "\"Date\",\"Amount in GBP\"", "DATE\tAMOUNT",
        "Date|Paid out|Paid in", "取引日,お引出金額,お預入金額,残高",
        "交易日期,金额,余额", "거래일시,출금,입금,잔액",
        "Datum provedení;Objem;Měna", "Könyvelés dátuma;Összeg", "Ημερομηνία;Ποσό",
        "תאריך,חובה,זכות,יתרה",
        "Kirjauspäivä;Määrä;Saaja / Maksaja", "Дата операції;Сума", "Date,Gross,Fee,Net",
        "Transaction Date,CAD$,USD$", "Date;Débit euros;Crédit euros",
        "dateOp;amount;accountbalance",
    ],
)  # fmt: skip
def test_headings_of_many_languages(heading: str) -> None:
    mark = next(each for each in csv_table.MARKS if each in heading)
    row = mark.join(["31.12.2024", *["-5.00"] * heading.count(mark)])
    assert bank_csv.recognises(source_of_bytes("x", f"words\n\n{heading}\n{row}\n".encode()))


@pytest.mark.parametrize(
    "text",
    [
        "", "Date,Amount\n", "Name,Phone\nSam,1\n", "Date,From,Text\n2024-01-01,Sam,5.00\n",
        "Date,Amount\nno,date\n", "Date;Duration;Number\n2024-01-01;5;7\n",
        "<p>Date,Amount\n2024-01-31,5\n", "2024-01-31,5.00,Sam\n", "Date: today, amount: five\n",
        "Dear Sam,\nthe date, the amount, and so on\n2024-01-31,5.00\n", '{"Date,Amount":1}\n1,2\n',
    ],
)  # fmt: skip
def test_other_tables_and_letters_are_not_claimed(text: str) -> None:
    assert not bank_csv.recognises(source_of_bytes("x", text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31,72.50,18.20\n2024-02-01,72.10,18.10\n",  # no words, no minus: weights
        "2024-01-31,-5.00,Sam\n",  # one row shows too little
        "2024-01-31,-5.00,Sam\n2024-02-01,hello,Ana\n",
        "2024-01-31,-5.00,Sam\nSam,-5.00,2024-01-31\n",
        "2024-01-31,-5.00,Sam\n2024-02-01,5.00,Sam,more\n",
        "2024-01-31,10:00,Sam,-5.00 is what you owe\n2024-01-31,10:01,Ana,5.00 paid\n",
        "2024-01-31,-5.00,1\n2024-02-01,-6.00,2\n",
    ],
    ids=[str(number) for number in range(7)],
)
def test_rows_without_a_heading_that_are_no_payments(text: str) -> None:
    assert not bank_csv.recognises(source_of_bytes("x", text.encode()))


def test_a_letter_that_cannot_be_read_leaves_its_heading_known() -> None:
    assert csv_words.role_of("Bokf\ufffdrt saldo") == "balance"
    assert csv_words.role_of("\ufffd\ufffd\ufffd\ufffd") is None
    assert csv_words.role_of("d\ufffdt\ufffd") is None  # too few letters are left
    table = "Buchungstag;W\xe4hrung;Betrag\n31.01.2024;EUR;-5,00\n".encode("latin-1")
    assert "the currency in column 2" in asked(table).question


@pytest.mark.parametrize(
    ("heading", "alphabet"),
    [
        ("Дата операции;Сумма операции", "cp1251"), ("Дата операции;Сумма операции", "koi8-r"),
        ("取引日;お支払金額", "cp932"), ("交易日期;金额", "gb18030"), ("Ημερομηνία;Ποσό", "cp1253"),
        ("תאריך;סכום", "cp1255"),
    ],
)  # fmt: skip
def test_an_alphabet_that_is_not_named_is_asked_for(heading: str, alphabet: str) -> None:
    data = f"{heading}\n2024/01/31;-5,00\n".encode(alphabet)
    assert bank_csv.recognises(source_of_bytes("x", data))
    question = asked(data)
    assert question.key == "encoding" and alphabet in question.choices
    assert [each.amount for each in payments(read(data, encoding=alphabet))] == [Decimal(-5)]


def test_no_heading_means_two_things() -> None:
    assert csv_words.role_of("Betrag (EUR)") == csv_words.role_of("Betrag in EUR") == "amount"
    assert csv_words.code_of("Betrag (€)") == "EUR" and csv_words.code_of("Amount (ABC)") is None
    assert (
        csv_words.role_of("Wertstellung") == "value" and csv_words.role_of("IBAN der Bank") is None
    )


def test_cut_anywhere_no_payment_is_made_up() -> None:
    whole = (CASES / "russian_damaged" / "ru.csv").read_bytes()
    known = {(each.where, each.when.local) for each in payments(read(whole))}
    for end in range(0, len(whole)):
        try:
            got = read(whole[:end])
        except NeedsAnswer:
            continue
        full = whole[:end].count(b"\n")
        made = {(p.where, p.when.local) for p in payments(got) if p.where[0].last <= full}
        assert made <= known


def test_a_last_amount_without_a_line_end_is_doubted() -> None:
    text = "Date,Payee,Amount\n2024-01-31,Sam,-500.00"
    assert problems(read(text + "\n")) == []
    for end in range(len(text) - 5, len(text)):
        (doubt,) = problems(read(text[:end]))
        assert "may be cut too" in doubt


DAMAGE = st.tuples(st.integers(0, 500), st.integers(0, 30), st.binary(max_size=8))


@settings(max_examples=60)
@given(st.lists(DAMAGE, min_size=1, max_size=4))
def test_damage_never_stops_the_reading(damage: list[tuple[int, int, bytes]]) -> None:
    data = (CASES / "russian_damaged" / "ru.csv").read_bytes()
    for at, cut, put in damage:
        data = data[:at] + put + data[at + cut :]
    source = source_of_bytes("a", data)
    assert bank_csv.recognises(source) in (True, False)
    try:
        got = read(data)
    except NeedsAnswer as question:
        assert question.key in ("columns", "date_order", "decimal")
        return
    assert got == read(data)


@pytest.mark.parametrize("fill", ['"', '"\n', "x", ",", "\n", '"a\n', "2024-01-31,1,\n"])
def test_nothing_long_is_held(fill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_letters, "MAX_LINE", 1 << 13)
    monkeypatch.setattr(bank_letters, "BLOCK", 1 << 12)
    good = "2024-01-31,1,a\n"
    text = f"Date,Amount,Text\n{good}" + fill * ((1 << 15) // len(fill)) + f"\n{good}"
    source = source_of_bytes("a", text.encode())
    tracemalloc.start()
    count = sum(isinstance(r, Payment) for r in bank_csv.read(source, {"columns": "yes"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count >= 2
    assert peak < 1 << 20


@given(st.binary(max_size=200))
def test_recognises_never_raises(data: bytes) -> None:
    assert bank_csv.recognises(source_of_bytes("x", b"Date,Amount\n" + data)) in (True, False)
