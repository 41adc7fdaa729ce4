"""Exports of Signal: each shape, what is near to them, damage."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Message, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import chat_signal, chat_whatsapp, claiming
from tests.case_files import FOLDER, as_lines

CASES = sorted((FOLDER / "chat_signal").iterdir())
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=80)


def read(data: bytes, **answers: str) -> list[Reading]:
    return list(chat_signal.read(source_of_bytes("chat", data), answers))


def messages(readings: list[Reading]) -> list[Message]:
    return [each for each in readings if isinstance(each, Message) and not each.system]


def input_of(case: Path) -> bytes:
    return next(
        p for p in case.iterdir() if p.name not in ("case.toml", "expected.jsonl")
    ).read_bytes()


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=8))
def test_json_gives_back_every_word(said: list[tuple[str, str]]) -> None:
    empty = {"quote": "", "sticker": None, "reactions": [], "attachments": []}
    lines = [
        json.dumps({"date": f"2024-04-03T21:0{at}:00", "sender": who, "body": body} | empty)
        for at, (who, body) in enumerate(said)
    ]
    data = ("\n".join(lines) + "\n").encode()

    assert chat_signal.recognises(source_of_bytes("data.json", data))
    assert [(each.sender, each.text) for each in messages(read(data))] == said


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, WORDS.filter(lambda text: "[" not in text)), min_size=1))
def test_text_gives_back_every_word(said: list[tuple[str, str]]) -> None:
    said = [(who, text.strip("\n") + "  ") for who, text in said]
    data = "".join(f"[2024-04-03 21:07:33] {who}: {text}\n\n" for who, text in said).encode()

    assert chat_signal.recognises(source_of_bytes("chat.md", data))
    assert [(each.sender, each.text) for each in messages(read(data))] == said


@settings(deadline=None)
@given(WORDS)
def test_own_export_gives_back_every_word(body: str) -> None:
    item = {"chatId": "1", "authorId": "2", "dateSent": "1712174820000", "incoming": {}}
    text = {"standardMessage": {"text": {"body": body}}}
    data = json.dumps({"chatItem": item | text}).encode()
    assert [each.text for each in messages(read(data))] == [body]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cut_anywhere_words_stay_words(case: Path) -> None:
    data = input_of(case)
    if case.name == "zone_unknown":
        return
    whole = "\0".join(each.text for each in messages(read(data))) + data.decode("utf-8", "replace")
    for cut in range(0, len(data), 3):
        source = source_of_bytes("chat", data[:cut])
        if chat_signal.recognises(source):
            for each in messages(read(data[:cut])):
                assert each.text in whole


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(CASES), st.data())
def test_damage_costs_problems_only(case: Path, data: st.DataObject) -> None:
    raw = bytearray(input_of(case))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = source_of_bytes("chat", bytes(raw))
    if chat_signal.recognises(source):
        with contextlib.suppress(NeedsAnswer):
            assert as_lines(read(bytes(raw)))


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("[2019-12-24, 12:23] Jane: Hello\n[2020-01-17, 21:49] John: Hi\n", "chat_signal"),
        ("[2024-04-03 21:07:33] Sam: a  \n\n[2024-04-03 21:08:00] Me: b  \n\n", "chat_signal"),
        ("[2024-04-03, 21:07:33] Sam: a  \n\n[2024-04-03, 21:08:00] Me: b  \n\n", "chat_signal"),
        ("[2024-04-03 21:07:33] Sam: only one  \n\n", "chat_signal"),
        ("[2024-04-03 21:07:33] Sam: a\n[2024-04-03 21:08:00] Me: b\n", "chat_whatsapp"),
        ("[2024-04-03, 21:07:33] Sam: a\n[2024-04-03, 21:08:00] Me: b\n", "chat_whatsapp"),
        (
            "[2024-04-03 21:07:33] Sam: a\n\n" + "[2024-04-03 21:08:00] Me: b\n" * 4,
            "chat_whatsapp",
        ),
        ("[2024-04-03, 21:07] Sam: \u200eimage omitted\n", "chat_whatsapp"),
        ("[24.04.03, 21:07:33] Sam: a\n[24.04.03, 21:08:00] Me: b\n", "chat_whatsapp"),
        ("2024-04-03, 21:07 - Sam: a\n2024-04-03, 21:08 - Me: b\n", "chat_whatsapp"),
    ],
)
def test_each_reader_takes_only_its_own(text: str, reader: str) -> None:
    found = claiming(source_of_bytes("chat.txt", text.encode()))
    assert [each.NAME for each in found] == [reader]


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b'{"date": 1}',
        b'{"messages": []}',
        b'{"chat": 1}\n',
        b"[2024-04-03] Sam: a\n",
        b"{" * 100_000,
        b'{"chatItem":' * 5000,
        b'{"a":' + b"[" * 60_000,
    ],
)
def test_other_files_are_not_ours(data: bytes) -> None:
    assert chat_signal.recognises(source_of_bytes("x", data)) in (
        False,
        data.startswith(b'{"chatItem":'),
    )
    assert not chat_whatsapp.recognises(source_of_bytes("x", data))


def test_a_line_of_ten_million_letters() -> None:
    start = b"[2024-04-03, 21:07] Sam: "
    data = start + b"x" * 10_000_000 + b"\n" + start + b"after\n"
    first, second = read(data)
    assert isinstance(first, Problem) and isinstance(second, Message)
    assert second.text == "after" and second.where[0].first == 2


def test_a_line_of_json_too_long_to_hold_is_named() -> None:
    item = b'{"chatItem":{"chatId":"1","authorId":"2","dateSent":"1712174820000","incoming":{}'
    after = item + b',"standardMessage":{"text":{"body":"after"}}}}\n'
    data = item + b',"x":"' + b"y" * (33 << 20) + b'"}}\n' + after
    first, *others = read(data)
    assert isinstance(first, Problem) and first.where[0].first == 1
    assert [each.text for each in messages(others)] == ["after"]


def test_nothing_of_another_shape_begins_a_message() -> None:
    data = b"[2019-12-24, 12:23] Jane: see\n[2019-12-24 12:20:00] John: quoted\n"
    (only,) = read(data)
    assert isinstance(only, Message) and only.text == "see\n[2019-12-24 12:20:00] John: quoted"


def test_a_bad_zone_is_asked_for() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(b"[2019-12-24, 12:23] Jane: Hello\n", zone="Mars/Base")
    assert asked.value.key == "zone"


def test_empty_lines_in_json_are_told() -> None:
    kinds = [type(each) for each in read(b'{"account":{}}\n\n')]
    assert kinds == [Skipped, Skipped]
