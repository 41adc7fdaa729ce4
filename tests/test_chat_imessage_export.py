"""Text of imessage-exporter: words come back, notes are told apart, damage costs problems."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Message, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import chat_imessage_export, claiming
from tests.case_files import FOLDER, as_lines

CASES = sorted((FOLDER / "chat_imessage_export").iterdir())
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60).map(
    lambda text: text.strip("\n") or "x"
)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
AT = "May 17, 2022  5:29:42 PM"


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(chat_imessage_export.read(source_of_bytes("Sam.txt", data), answers))


def input_of(case: Path) -> bytes:
    return next(case.glob("*.txt")).read_bytes()


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=8))
def test_words_come_back(said: list[tuple[str, str]]) -> None:
    data = "".join(f"{AT}\n{name}\n{text}\n\n" for name, text in said).encode()
    assert chat_imessage_export.recognises(source_of_bytes("Sam.txt", data))
    found = [each for each in read(data) if isinstance(each, Message)]
    assert [(each.sender, each.text) for each in found] == said


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            (
                *(AT, f"    {AT}", "Me", "    Me", "words", "", "Tapbacks:", "Loved by Me"),
                *("This message responded to an earlier message.", "Sent with Slam", f"{AT} x y"),
            )
        ),
        max_size=14,
    )
)
def test_every_line_is_in_one_place(lines: list[str]) -> None:
    data = "\n".join([AT, "Sam", *lines]).encode()
    times: Counter[int] = Counter()
    for reading in read(data):
        for place in reading.where:
            times.update(range(place.first, place.last + 1))
    count = len((data.decode() + "\0").split("\n")) - (data.endswith(b"\n") or not data)
    assert times == Counter(range(1, count + 1))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cut_anywhere_words_stay_words(case: Path) -> None:
    data = input_of(case)
    for cut in range(len(data)):
        source = source_of_bytes("Sam.txt", data[:cut])
        if chat_imessage_export.recognises(source):
            for each in read(data[:cut]):
                assert not isinstance(each, Message) or each.text.encode() in data


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CASES), st.data())
def test_damage_costs_problems_only(case: Path, data: st.DataObject) -> None:
    raw = bytearray(input_of(case))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = source_of_bytes("Sam.txt", bytes(raw))
    if chat_imessage_export.recognises(source):
        assert as_lines(read(bytes(raw)))


def test_an_answer_is_one_message() -> None:
    body = f"{AT}\nMe\nfirst\n    {AT}\n    Sam\n    yes\n\n\n"
    again = f"{AT}\nSam\nyes\nThis message responded to an earlier message.\n\n"
    both = read((body + again).encode())
    assert [each.text for each in both if isinstance(each, Message)] == ["first", "yes"]
    alone = read(body.encode())
    assert [type(each) for each in alone] == [Message, Problem]
    changed = read((body + again.replace("yes", "no")).encode())
    assert any("yes" in each.what for each in changed if isinstance(each, Problem))


def test_direction_needs_an_owner() -> None:
    data = f"{AT}\nSam\na\n\n{AT}\nRowan\nb\n".encode()
    ways = [[each.direction for each in read(data, **answer)] for answer in ({}, {"me": "Sam"})]  # type: ignore[union-attr]  # both are messages
    assert ways == [[None, None], ["out", "in"]]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (f"{AT}\nSam\nhi\n", True),
        (f"\n{AT} (Read by them after 1 minute)\r\nSam\r\nhi\r\n", True),
        (f"{AT} You left the conversation.\n\n", True),
        (f"{AT} it rained.\nMore of the diary\n", False),
        (f"{AT}\n\nlater", False),
        (f"{AT}", False),
        ("May 17, 2022 diary\n", False),
        ("17/05/2022, 17:29 - Sam: hi\n", False),
    ],
)
def test_only_what_begins_as_it(text: str, ours: bool) -> None:
    taken = [each.NAME for each in claiming(source_of_bytes("x.txt", text.encode()))]
    assert ("chat_imessage_export" in taken) is ours
    assert len(taken) <= 1


def test_a_message_too_long_is_named() -> None:
    start = f"{AT}\nSam\n".encode()
    for long in (b"x" * 10_000_000, b"y\n" * 120_000):
        first, second = read(start + long + b"\n\n" + start + b"after\n")
        assert isinstance(first, Problem) and isinstance(second, Message)
        assert second.text == "after"


@pytest.mark.parametrize("hour", range(1, 13))
def test_hours(hour: int) -> None:
    for half, add in (("AM", 0), ("PM", 12)):
        (only,) = read(f"Jan 02, 2024 {hour:2}:05:06 {half}\nSam\nx\n".encode())
        assert isinstance(only, Message)
        assert only.when.local == f"2024-01-02T{hour % 12 + add:02}:05:06"


def test_notes_are_no_words() -> None:
    data = f"{AT}\nSam\nhi\nSent with Slam\nTapbacks:\nLoved by Me\n\n\n".encode()
    words, effect, reaction = read(data)
    assert isinstance(words, Message) and words.text == "hi"
    assert isinstance(effect, Skipped) and "Slam" in effect.what
    assert isinstance(reaction, Message) and reaction.system
    assert reaction.text == "Tapbacks:\nLoved by Me"
