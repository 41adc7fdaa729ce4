"""Call logs: proposed and confirmed columns, kinds and lengths, other tables, damage."""

import contextlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Call, Problem, Reading, source_of_bytes
from everyword.readers import calls_csv, claiming
from everyword.readers.calls.words import kind_of, role_of, seconds_of
from tests.case_files import FOLDER, as_lines

CASES = sorted((FOLDER / "calls_csv").iterdir())
HEAD = "Date,Number,Call type,Duration\n"


def read(text: str | bytes, **answers: str) -> list[Reading]:
    data = text.encode() if isinstance(text, str) else text
    return list(calls_csv.read(source_of_bytes("calls.csv", data), {"columns": "yes"} | answers))


def asked(text: str, **answers: str) -> NeedsAnswer:
    with pytest.raises(NeedsAnswer) as found:
        list(calls_csv.read(source_of_bytes("calls.csv", text.encode()), answers))
    return found.value


def input_of(case: Path) -> bytes:
    names = ("case.toml", "expected.jsonl")
    return next(path for path in case.iterdir() if path.name not in names).read_bytes()


@pytest.mark.parametrize(
    ("cell", "role", "seconds"),
    [
        ("65", "seconds", 65),
        ("65", "minutes", 3900),
        ("65", "mmss", None),
        ("1:05", "mmss", 65),
        ("1:05", "hhmm", 3900),
        ("1:05", "seconds", None),
        ("75:10", "mmss", 4510),
        ("01:01:05", "hhmm", 3665),
        ("1:01:05", "seconds", 3665),
        ("1h 2m 3s", "seconds", 3723),
        ("2 min", "mmss", 120),
        ("12 secs", "minutes", 12),
        ("1:75", "mmss", None),
        ("-5", "seconds", None),
        ("1.5", "minutes", None),
        ("99999999", "seconds", None),
        ("\u0661", "seconds", None),
        ("a while", "seconds", None),
        ("", "seconds", None),
    ],
)
def test_lengths(cell: str, role: str, seconds: int | None) -> None:
    assert seconds_of(cell, role) == seconds


@pytest.mark.parametrize(
    ("cell", "direction", "answered"),
    [
        *(("Incoming", "in", True), ("OUTGOING CALL", "out", None), ("Missed", "in", False)),
        *(("Verpasst", "in", False), ("reçu", "in", True), ("Исходящий", "out", None)),
        *(("cevaps\u0131z", "in", False), ("Perdida", "in", False), ("4", "in", False)),
    ],
)
def test_kinds(cell: str, direction: str, answered: bool | None) -> None:
    known = kind_of(cell)
    assert known is not None and known[:2] == (direction, answered)


def test_figures_are_androids_or_the_routers_and_the_question_says_which() -> None:
    router = "Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n"
    router += "4;25.03.24 14:03;;0301234;;0305;0:12\n"
    assert "2 one that was missed, 4 one that went out" in asked(router).question
    assert "0:12 is 12 min 0 s" in asked(router).question
    android = "Type;Date;Number;Duration (s)\n2;25.03.2024 14:03;0301234;12\n"
    assert "2 one that went out, 3 one that was missed" in asked(android).question
    call, other = (
        next(each for each in read(text, date_order="dmy") if isinstance(each, Call))
        for text in (router, router.replace("\n4;", "\n3;"))
    )
    assert (call.direction, call.to, call.seconds) == ("out", ("0301234",), 720)
    assert other.direction is None  # a figure not known says nothing


@pytest.mark.parametrize(
    ("cell", "local"),
    [("11:59P", "23:59:00"), ("12:00A", "00:00:00"), ("12:30 p.m.", "12:30:00"), ("soon", None)],
)
def test_a_time_of_day_is_read_or_told(cell: str, local: str | None) -> None:
    got = read(f"Date,Time,Number,Min.\n03/25/2024,{cell},5551234567,2\n")
    call = next(each for each in got if isinstance(each, Call))
    assert call.when.local == ("2024-03-25" if local is None else f"2024-03-25T{local}")
    told = any(isinstance(each, Problem) and cell in each.what for each in got)
    assert told == (local is None)


def test_headings() -> None:
    told = {"Dauer (s)": "seconds", "Duration [mm:ss]": "mmss", "Duración": "length"}
    told |= {"Numéro appelé": "to", "Дата и время": "date", "Arama türü": "kind", "Cost": None}
    assert {name: role_of(name) for name in told} == told


def test_the_question_is_in_plain_words_and_can_be_copied() -> None:
    text = HEAD + "2024-04-03 21:07,07700900123,Incoming,1:05\n"
    question = asked(text)
    assert question.key == "columns"
    assert question.choices == ("date=1,number=2,kind=3,mmss=4", "yes")
    assert "1:05 is 1 min 5 s" in question.question
    confirmed = read(text, columns=question.choices[0])
    assert as_lines(confirmed) == as_lines(read(text))


@pytest.mark.parametrize(
    "answer",
    [
        *("no", "", "date=1", "date=1,number=9", "date=0,number=2", "date=1,date=1,number=2"),
        *("date=1,number=2,seconds=4,minutes=4", "number=2,seconds=4", "date=1,what=2", "date=-1"),
    ],
)
def test_an_answer_that_cannot_be_is_asked_again(answer: str) -> None:
    text = HEAD + "2024-04-03 21:07,07700900123,Incoming,65\n"
    assert asked(text, columns=answer).key == "columns"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (HEAD + "2024-04-03,07700900123,Incoming,65\n", True),
        ("Date,Number,Type\n2024-04-03,07700900123,Missed\n", True),
        ("Date,Number,Type\n2024-04-03,07700900123,Invoice\n", False),
        ("Date,Number,Type,Message\n2024-04-03,07700900123,Incoming,hi\n", False),
        ("Date,Number,Amount\n2024-04-03,07700900123,5.00\n", False),
        ("Date,Number,Duration,Amount\n2024-04-03,07700900123,65,0.10\n", False),
        ("Date,Name,Duration\n2024-04-03,Sam,65\n", False),
        ("Date,Number,Duration\nnever,07700900123,65\n", False),
        ("Number,Duration\n07700900123,65\n", False),
        (HEAD, False),
    ],
)
def test_only_tables_of_calls(text: str, ours: bool) -> None:
    taken = [each.NAME for each in claiming(source_of_bytes("a.csv", text.encode()))]
    assert ("calls_csv" in taken) is ours
    assert len(taken) <= 1


ROW = st.tuples(
    st.integers(1, 28),
    st.from_regex(r"\+44[0-9]{10}", fullmatch=True),
    st.sampled_from(("Incoming", "Outgoing", "Missed")),
    st.integers(0, 9999),
)


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_every_call_comes_back(rows: list[tuple[int, str, str, int]]) -> None:
    lines = [f"2024-04-{day:02} 21:07,{number},{kind},{s}" for day, number, kind, s in rows]
    found = [each for each in read(HEAD + "\n".join(lines)) if isinstance(each, Call)]
    assert len(found) == len(rows)
    for call, (day, number, kind, seconds) in zip(found, rows, strict=True):
        assert call.when.local == f"2024-04-{day:02}T21:07:00"[: len(call.when.local or "")]
        assert number in ((call.sender,) if kind != "Outgoing" else call.to)
        assert (call.seconds, call.direction) == (seconds, "out" if kind == "Outgoing" else "in")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(CASES), st.data())
def test_damage_costs_problems_only(case: Path, data: st.DataObject) -> None:
    raw = bytearray(input_of(case))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if calls_csv.recognises(source_of_bytes("calls.csv", bytes(raw))):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(read(bytes(raw), date_order="dmy"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cut_anywhere_lines_are_told_once(case: Path) -> None:
    data = input_of(case)
    for cut in range(0, len(data), 3):
        if not calls_csv.recognises(source_of_bytes("calls.csv", data[:cut])):
            continue
        times: Counter[int] = Counter()
        for each in read(data[:cut], date_order="dmy"):
            for place in each.where:
                if place.unit == "line":
                    times.update(range(place.first, place.last + 1))
        assert times and set(times) == set(range(1, max(times) + 1))


def test_a_row_of_ten_million_letters_costs_itself() -> None:
    rows = f"2024-04-03,07700900123,Incoming,{'9' * 10_000_000}\n2024-04-04,07700900123,Missed,0\n"
    good = "2024-04-02,07700900123,Incoming,5\n"
    found = read(HEAD + good + rows)
    assert [type(each) for each in found[1:]] == [Call, Problem, Call]


def test_words_not_known_are_counted_and_kept() -> None:
    row = "2024-04-03,07700900123,Conference,soon\n"
    first, second, *doubts = read(HEAD + "2024-04-03,07700900123,Missed,0\n" + row * 2)[1:]
    assert isinstance(second, Call) and "Conference; length: soon" in second.when.basis
    told = [each.what for each in doubts if isinstance(each, Problem)]
    assert len(told) == 2 and all("(2 rows, the first in line 3)" in what for what in told)
    assert isinstance(first, Call)
