"""Viber's CSV: rows are rows whatever their words hold; a day is never guessed."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Problem, source_of_bytes
from everyword.readers import chat_viber
from everyword.readers.viber import rows as viber_rows
from everyword.readers.viber.rows import LONGEST, Other, Row, rows
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

ROW = "13/04/2024,09:00:00,Sam,+447700900101,"


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_viber, 3, shows_end=False) > 300


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    st.sampled_from((ROW + "x", f'a\n{ROW}"b"', '"', '""\n', "a,b;c\td", "1")),
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(texts=st.lists(WORDS, min_size=1, max_size=5), size=st.sampled_from((64, 1 << 20)))
def test_quoted_words_are_those_of_the_source(texts: list[str], size: int) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for text in texts:
        writer.writerow(["13/04/2024", "09:00:00", "Sam", "+447700900101", text])
    kept = viber_rows.BLOCK
    viber_rows.BLOCK = size
    try:
        readings = read(chat_viber, "Sam.csv", out.getvalue().encode())
    finally:
        viber_rows.BLOCK = kept

    assert [each.text for each in messages(readings)] == texts
    assert problems(readings) == []


def test_day_or_month_first_is_asked_only_where_nothing_shows_it() -> None:
    unclear = ROW.replace("13/", "03/") + '"a"\n'
    with pytest.raises(NeedsAnswer) as asked:
        read(chat_viber, "Sam.csv", unclear.encode())
    assert asked.value.key == "date_order"
    for order, day in (("dmy", "2024-04-03"), ("mdy", "2024-03-04")):
        (message,) = messages(read(chat_viber, "Sam.csv", unclear.encode(), {"date_order": order}))
        assert message.when.local == f"{day}T09:00:00"
    (_, clear) = messages(read(chat_viber, "Sam.csv", (unclear + ROW + '"b"\n').encode()))
    assert clear.when.local == "2024-04-13T09:00:00"


@pytest.mark.parametrize("time", ["25:00:00", "09:61", "9:00 soon", "9:00 xm"])
def test_what_is_no_time_is_none(time: str) -> None:
    data = ROW.replace("09:00:00", time) + '"words"\n'
    readings = read(chat_viber, "Sam.csv", data.encode())

    assert messages(readings)[0].when.local is None
    assert messages(readings)[0].text == "words"
    assert len(problems(readings)) == 1


def test_a_row_in_words_that_never_end_is_not_told_as_certain() -> None:
    data = f'{ROW}"a"\n{ROW}"somebody quoted:\n{ROW.replace("Sam", "Alex")}I never said this'
    readings = read(chat_viber, "Sam.csv", data.encode())

    said = {each.where[0].first for each in readings if isinstance(each, Problem)}
    assert said == {2, 3}


def test_a_row_that_is_too_long_costs_itself_only() -> None:
    long = ROW + '"' + "x" * (3 * LONGEST)
    data = f'{ROW}"a"\n{long}\n{ROW}"b"\n{"y" * (3 * LONGEST)}\n{ROW}"c"\n'
    readings = read(chat_viber, "Sam.csv", data.encode())

    assert [each.text for each in messages(readings)] == ["a", "b", "c"]
    assert len(problems(readings)) == 2
    accounted(readings)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=200))
def test_whatever_the_bytes_are_each_is_in_one_row(data: bytes) -> None:
    for each in rows(io.BytesIO(ROW.encode() + data)):
        assert isinstance(each, Row | Other)
    with_answer = {"date_order": "dmy"}
    accounted(read(chat_viber, "Sam.csv", ROW.encode() + data, with_answer))


@pytest.mark.parametrize(
    "text",
    [
        "Date,Description,Amount\n13/04/2024,Shop,-5.00\n",
        '13/04/2024,09:00:00,Sam,+447700900101,65\n13/04/2024,09:00:00,Sam,+447700900101,"1:05"\n',
        "13/04/2024,09:00:00,Sam,,hello\n",
        "hello\n",
        "",
    ],
    ids=["bank", "calls", "no number", "words", "nothing"],
)
def test_other_tables_are_not_taken(text: str) -> None:
    assert not chat_viber.recognises(source_of_bytes("Sam.csv", text.encode()))
