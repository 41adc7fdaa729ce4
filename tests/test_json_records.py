"""JSON documents walked in pieces: the same as loading them whole, and damage costs one record."""

import io
import json
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.readers.json import records as json_records
from everyword.readers.json import window as json_window
from everyword.readers.json.records import (
    HALF,
    LONGEST,
    Batch,
    Broken,
    Damage,
    Event,
    Value,
    mended,
    walk,
)

ANY = msgspec.json.Decoder(list[Any])
TOP = {("messages",): ANY}
CHATS = {("chats", "list", "*", "messages"): ANY}
FORMS: list[dict[str, Any]] = [
    {"indent": 1},
    {"indent": 2, "ensure_ascii": False},
    {"separators": (",", ":")},
    {},
]


def events(data: bytes, wanted: dict[tuple[str, ...], Any] = TOP) -> list[Event]:
    return list(walk(io.BytesIO(data), wanted))


def items(found: list[Event]) -> list[Any]:
    """All elements in order, counting that their numbers follow each other."""
    made = []
    for event in found:
        if isinstance(event, Batch):
            assert event.first == len(made)
            made += event.items
        elif isinstance(event, Broken):
            assert event.index == len(made)
            made.append(event.item)
    return made


@pytest.fixture(params=[7, 64, 1 << 20], ids=lambda size: f"block{size}")
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(json_window, "BLOCK", request.param)
    monkeypatch.setattr(json_window, "_TAIL", 400)
    return int(request.param)


KEYS = st.sampled_from(("id", "text", "messages", "name", "x"))
WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(('},{"id":', '"messages": [', "\\", '\\"', "\n  },\n  {", "é😀", "]}")),
)
LEAF = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS)
VALUES = st.recursive(
    LEAF,
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(KEYS, part, max_size=3)),
    max_leaves=8,
)
RECORDS = st.lists(
    st.one_of(st.fixed_dictionaries({"id": st.integers(), "text": VALUES}), VALUES), max_size=12
)


@pytest.mark.parametrize("form", range(len(FORMS)))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(records=RECORDS, before=VALUES, after=VALUES, size=st.sampled_from((5, 40, 1 << 20)))
def test_is_the_same_as_loading_it_whole(
    form: int, records: list[Any], before: Any, after: Any, size: int
) -> None:
    document = {"a": before, "messages": records, "b": after}
    data = json.dumps(document, **FORMS[form]).encode("utf-8", "surrogatepass")
    kept = json_window.BLOCK
    json_window.BLOCK = size
    try:
        found = events(data)
    finally:
        json_window.BLOCK = kept

    assert items(found) == records
    values = {each.path: json.loads(each.raw) for each in found if isinstance(each, Value)}
    assert values == {("a",): before, ("b",): after}
    assert not [each for each in found if isinstance(each, Broken | Damage)]


def chats(form: dict[str, Any]) -> bytes:
    two = [
        {"name": "Sam", "messages": [{"id": n, "text": f"to Sam {n}"} for n in range(1, 5)]},
        {"name": "Rowan", "messages": [{"id": n, "text": f"to Rowan {n}"} for n in range(1, 4)]},
    ]
    return json.dumps({"chats": {"list": two}}, **form).encode()


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_arrays_in_arrays_say_whose_they_are(form: int, block: int) -> None:
    found = events(chats(FORMS[form]), CHATS)

    owner: dict[int, str] = {}
    told = []
    for event in found:
        match event:
            case Value(path=("chats", "list", int(number), "name")):
                owner[number] = json.loads(event.raw)
            case Batch():
                told += [(owner[int(event.path[2])], item["text"]) for item in event.items]
    assert told == [("Sam", f"to Sam {n}") for n in range(1, 5)] + [
        ("Rowan", f"to Rowan {n}") for n in range(1, 4)
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_json_is_read(encoding: str, block: int) -> None:
    records = [{"id": n, "text": "שלום é 😀"} for n in range(20)]
    data = json.dumps({"messages": records}, ensure_ascii=False, indent=1)

    assert items(events(data.encode(encoding))) == records


FIVE = [{"id": n, "text": f"number {n}"} for n in range(1, 6)]


@pytest.mark.parametrize("form", range(len(FORMS)))
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number 3"', '"number 3'),
        ('"number 3"', 'number 3"'),
        ('"number 3"', '"number "3"'),
        ('"number 3"', '"number 3\n"'),
        ('"number 3"', '"number 3", {'),
        ('"number 3"', '"number 3"]'),
        ('"number 3"', '"number 3"}}'),
        ('"id": 3', '"id": 3 4'),
        ('"id": 3', '"id" 3'),
        ('"id": 3', "\0\0\0"),
        ('"id": 3', '"id": 0003'),
    ],
    ids=[str(number) for number in range(11)],
)
def test_one_broken_record_costs_no_other(form: int, old: str, new: str, block: int) -> None:
    text = json.dumps({"messages": FIVE, "title": "T"}, **FORMS[form])
    if FORMS[form].get("separators"):
        old = old.replace(": ", ":")
    assert old in text
    found = events(text.replace(old, new).encode())

    read = [item["id"] for item in items(found) if item]
    assert [number for number in read if number != 3] == [1, 2, 4, 5]
    told = [each for each in found if isinstance(each, Broken | Damage)]
    assert 1 <= len(told) <= 2, "the record, and where it closed too much, the rest of it"


@pytest.mark.parametrize("form", range(len(FORMS)))
@pytest.mark.parametrize("lost", ["}", "]", "[", "{", "last }"])
def test_a_lost_bracket_costs_no_record_but_its_own(
    form: int, lost: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It has to be noticed before the record seems too long, else all behind it is passed over.
    monkeypatch.setattr(json_records, "LONGEST", 300)
    records = [{"id": n, "parts": [{"b": n}, n], "end": {"c": n}} for n in range(1, 30)]
    text = json.dumps({"messages": records}, **FORMS[form])
    third = text.index('"id"', text.index('"id"', text.index('"id"') + 1) + 1)
    at = text.rindex("{", 0, third) if lost == "{" else text.index(lost[-1], third)
    if lost == "last }":
        at = text.rindex("}", 0, text.index('"id"', third + 1))
    found = events((text[:at] + text[at + 1 :]).encode())

    read = [item["id"] for item in items(found) if isinstance(item, dict) and "id" in item]
    assert [number for number in read if number != 3] == [n for n in range(1, 30) if n != 3]
    assert [each for each in found if isinstance(each, Broken | Damage)]


def test_what_is_made_to_be_read_again_and_again_is_read_in_little_time() -> None:
    """A thousand beginnings in each other: the work is counted in steps, not on a clock."""
    steps = 0
    real = json_window._end

    def counted(pattern: Any, data: bytes, at: int) -> int:
        nonlocal steps
        steps += 1
        return real(pattern, data, at)

    data = b'{"messages": [' + b'{"id":[1,' * 100_000
    json_window._end = counted
    try:
        events(data)
    finally:
        json_window._end = real
    assert steps < 10 * 100_000


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_a_file_cut_short_gives_what_was_whole_and_one_word(form: int) -> None:
    text = json.dumps({"messages": FIVE}, **FORMS[form])
    decoder = json.JSONDecoder()
    ends, at = [], text.index("[") + 1
    for _ in FIVE:
        at = text.index("{", at)
        at = decoder.raw_decode(text, at)[1]
        ends.append(at)
    for cut in range(len(text)):
        found = events(text[:cut].encode())
        whole = sum(end <= cut for end in ends)
        assert [item for item in items(found) if item] == FIVE[:whole], cut
        assert len([each for each in found if isinstance(each, Broken | Damage)]) == 1, cut


def test_a_record_of_another_chat_is_never_taken_into_the_one_before() -> None:
    data = chats({"indent": 1}).replace(b'"to Sam 4"', b'"to Sam 4')
    found = events(data, CHATS)

    paths = [
        (event.path[2], [item["text"] for item in event.items])
        for event in found
        if isinstance(event, Batch)
    ]
    assert ("to Rowan 1", -1) in [(text, path) for path, texts in paths for text in texts]
    assert not [text for path, texts in paths for text in texts if path == 0 and "Rowan" in text]


@pytest.mark.parametrize("half", ["\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\\\\\ud83dx"])
def test_half_a_character_is_shown_and_said(half: str) -> None:
    text = '{"messages": [{"id": 1}, {"id": 2, "text": "b' + half + '"}, {"id": 3}]}'
    found = events(text.encode())

    wanted = json.loads(f'"b{half}"').encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert items(found)[1]["text"] == wanted
    assert [each.why for each in found if isinstance(each, Broken)] == [HALF]
    assert len(items(found)) == 3


def test_a_whole_pair_beside_a_backslash_is_left_alone() -> None:
    text = r'{"id": 1, "text": "\\ud83d \ud83d\ude00 \\\ud83d\ude00 \ud7ff \uDBFF\uDFFF \ue000"}'

    assert items(events(b'{"messages": [' + text.encode() + b"]}")) == [json.loads(text)]
    assert json.loads(mended(text.encode())) == json.loads(text)


def test_bytes_that_are_no_utf8_are_shown_and_said() -> None:
    found = events(b'{"messages": [{"id": 1, "text": "caf\xe9"}, {"id": 2}]}')

    assert items(found) == [{"id": 1, "text": "caf\ufffd"}, {"id": 2}]
    assert [each.why for each in found if isinstance(each, Broken)] == [HALF]


def test_what_is_too_long_or_too_deep_costs_itself_only(block: int) -> None:
    if block < 1 << 20:
        pytest.skip("the window has to grow anyway")
    long = b'{"id": 2, "text": "' + b"x" * (LONGEST + 10) + b'"}'
    deep = b'{"id": 3, "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    data = b'{"messages": [{"id": 1}, ' + long + b", " + deep + b', {"id": 4}]}'
    found = events(data)

    assert [item["id"] for item in items(found) if item] == [1, 4]
    whys = [each.why for each in found if isinstance(each, Broken)]
    assert len(whys) == 2
    assert "longer than" in whys[0]
    assert "nested deeper" in whys[1]


def test_memory_does_not_grow_with_the_document() -> None:
    class Endless(io.RawIOBase):
        """40 MB of records, of skipped values, and of one text that never ends."""

        def __init__(self) -> None:
            self.parts = [b'{"x": [', b'{"y": "0123456789"},' * 1000, b'0], "messages": [']
            self.parts += [b'{"id": 1, "text": "0123456789"},\n' * 1000] * 300
            self.parts += [b'{"id": 2, "text": "', *[b"x" * (1 << 20)] * 30]
            self.parts.reverse()

        def read(self, size: int = -1) -> bytes:
            return self.parts.pop() if self.parts else b""

    tracemalloc.start()
    count = sum(len(e.items) for e in walk(Endless(), TOP) if isinstance(e, Batch))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300_000
    assert peak < 40 << 20


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=60), at=st.integers(0, 200), cut=st.integers(0, 6))
def test_whatever_the_bytes_are_it_ends_and_says_so(data: bytes, at: int, cut: int) -> None:
    text = json.dumps({"messages": FIVE}, indent=1).encode()
    found = events(text[:at] + data + text[at + cut :])

    assert found
    items(found)
