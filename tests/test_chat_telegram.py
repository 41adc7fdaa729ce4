"""Telegram's result.json: each record once, words exactly, times never guessed."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Call, Contact, Message, Skipped, source_of_bytes
from everyword.readers import chat_telegram
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read


def record(number: int = 1, **more: Any) -> dict[str, Any]:
    plain = {"id": number, "type": "message", "date": "2024-04-01T13:00:00"}
    plain |= {"date_unixtime": "1711972800", "from": "Sam", "from_id": "user1002", "text": "x"}
    return plain | more


def export(*records: dict[str, Any], **more: Any) -> bytes:
    chat = {"name": "Sam", "type": "personal_chat", "id": 1002} | more
    return json.dumps(chat | {"messages": list(records)}, ensure_ascii=False, indent=1).encode()


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_telegram, 23) > 400


PIECES = st.lists(
    st.one_of(st.text(), st.builds(lambda words: {"type": "bold", "text": words}, st.text())),
    max_size=5,
)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(text=st.one_of(st.text(min_size=1), PIECES), indent=st.sampled_from((None, 1)))
def test_the_words_are_those_of_the_source(text: Any, indent: int | None) -> None:
    data = json.dumps({"type": "personal_chat", "messages": [record(text=text)]}, indent=indent)
    found = messages(read(chat_telegram, "result.json", data.encode()))

    parts = [text] if isinstance(text, str) else text
    words = "".join(part if isinstance(part, str) else part["text"] for part in parts)
    wanted = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert [each.text for each in found] == [wanted]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    moments=st.lists(st.integers(700_000_000, 4_000_000_000), min_size=1, max_size=6),
    quarters=st.integers(-56, 56),
)
def test_both_times_are_the_same_moment(moments: list[int], quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    records = []
    for number, moment in enumerate(moments, 1):
        local = datetime.fromtimestamp(moment, zone).replace(tzinfo=None).isoformat()
        records.append(record(number, date=local, date_unixtime=str(moment)))
    found = messages(read(chat_telegram, "result.json", export(*records)))

    assert len(found) == len(moments)
    for each, moment in zip(found, moments, strict=True):
        told = each.when
        assert told.utc and told.local and told.zone
        assert datetime.fromisoformat(told.utc) == datetime.fromtimestamp(moment, UTC)
        assert datetime.fromisoformat(told.local + told.zone).timestamp() == moment


@pytest.mark.parametrize(
    "more",
    [
        {"date": "2024-04-01T13:00:01"},
        {"date": "2024-04-02T13:00:00"},
        {"date": "2024-04-01T13:07:00"},
    ],
    ids=["second", "day", "minutes"],
)
def test_times_that_do_not_fit_are_said_and_the_server_is_believed(more: dict[str, Any]) -> None:
    readings = read(chat_telegram, "result.json", export(record(**more), record(2)))

    assert messages(readings)[0].when.utc == "2024-04-01T12:00:00Z"
    assert messages(readings)[0].when.zone == "UTC"
    assert "do not fit" in problems(readings)[0]
    assert len(problems(readings)) == 1


@pytest.mark.parametrize(
    ("local", "unix"),
    [("2024-13-01T00:00:00", None), ("yesterday", None), (None, "-5"), (None, None), ("", "١٢٣")],
    ids=["month", "word", "negative", "none", "digits"],
)
def test_what_is_no_time_is_none(local: str | None, unix: str | None) -> None:
    readings = read(chat_telegram, "r", export(record(date=local, date_unixtime=unix)))

    assert messages(readings)[0].when.local is None
    assert len(problems(readings)) == 1
    assert messages(readings)[0].text == "x"


def test_a_zone_nobody_knows_is_asked_for_again() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(chat_telegram, "r", export(record()), {"zone": "Mars/Olympus"})
    assert asked.value.key == "zone"


def test_the_owner_is_known_in_a_whole_account_and_by_answer() -> None:
    chats = [{"name": "G", "type": "private_group", "id": 5, "messages": [record()]}]
    whole = {"personal_information": {"user_id": 1002}, "chats": {"list": chats}}
    data = json.dumps(whole).encode()

    assert messages(read(chat_telegram, "r", data))[0].direction == "out"
    group = export(record(), type="private_group", id=5)
    assert messages(read(chat_telegram, "r", group))[0].direction is None
    assert messages(read(chat_telegram, "r", group, {"me": "Alex"}))[0].direction == "in"


def test_every_kind_of_record_has_its_place() -> None:
    readings = read(
        chat_telegram,
        "r",
        export(
            record(1, type="service", actor="Sam", actor_id="user1002", action="phone_call"),
            record(2, type="unsupported"),
            record(3, type="something_new"),
            {"id": 4},
        ),
    )

    kinds = [type(each) for each in readings if each.where[0].unit == "record"]
    assert kinds[:3] == [Call, Skipped, Message]
    accounted(readings)


def two_chats() -> str:
    chats = [
        {"name": name, "type": "personal_chat", "id": number}
        | {"messages": [record(n, text=f"{name} {n}") for n in range(1, 5)]}
        for number, name in enumerate(("Sam", "Rowan"), 1002)
    ]
    return json.dumps({"chats": {"list": chats}}, indent=1)


def test_messages_after_damage_belong_to_nobody_rather_than_to_the_wrong_one() -> None:
    text = two_chats()
    start, end = text.index('"Sam 4"') + 6, text.index('"messages"', text.index('"Rowan"'))
    for first, last in ((start, end + 14), (start, end), (start, start + 1), (start, end - 9)):
        found = messages(read(chat_telegram, "r", (text[:first] + text[last:]).encode()))
        assert [each.text for each in found][:3] == ["Sam 1", "Sam 2", "Sam 3"]
        assert len(found) >= 5, "some of the second conversation is read"
        for each in found:
            assert each.thread in (each.text.split(" ")[0], None), (first, last)


def test_a_conversation_that_says_nothing_of_itself_is_not_the_one_before() -> None:
    chats = [{"name": "Sam", "type": "personal_chat", "id": 1002, "messages": [record()]}]
    data = {"chats": {"list": [*chats, {"messages": [record()]}]}}
    found = messages(read(chat_telegram, "r", json.dumps(data).encode()))

    assert [(each.thread, each.direction) for each in found] == [("Sam", "in"), (None, None)]


def test_a_path_that_leads_out_of_the_export_is_not_followed() -> None:
    data = export(record(photo="../../secret.jpg"), record(2, photo="/etc/x.jpg"))
    for each in messages(read(chat_telegram, "a.zip!/x/result.json", data)):
        assert [(file.present, file.path) for file in each.attachments] == [(False, None)]
    data = export(record(photo="photos/1.jpg"))
    (each,) = messages(read(chat_telegram, "a.zip!/x/result.json", data))
    assert each.attachments[0].path == "a.zip!/x/photos/1.jpg"


def test_a_contact_is_what_the_owner_called_somebody() -> None:
    entry = {"user_id": 7, "first_name": "Sam", "last_name": "Lee", "phone_number": "+447700900101"}
    whole = {"personal_information": {"user_id": 1}, "contacts": {"list": [entry]}}
    readings = read(chat_telegram, "r", json.dumps(whole).encode())

    (contact,) = [each for each in readings if isinstance(each, Contact)]
    assert (contact.name, contact.handles) == ("Sam Lee", ("+447700900101", "7"))


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b'{"messages": [{"sender_name": "Sam", "timestamp_ms": 1}]}',
        b'{"messages": [{"id": 1, "type": "message", "text": "no date"}]}',
        b'{"type": "Feature"}',
        b"[1, 2]",
        b"\xff\xfe{",
        b"",
    ],
    ids=["empty", "meta", "no date", "other", "list", "utf16", "nothing"],
)
def test_other_documents_are_not_taken(data: bytes) -> None:
    assert not chat_telegram.recognises(source_of_bytes("result.json", data))
