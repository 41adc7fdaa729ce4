"""Meta's downloads: letters put right only where they are certainly broken, nothing lost."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Call, source_of_bytes
from everyword.readers import chat_meta
from everyword.readers.meta.records import REPAIRED, repaired
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read


def export(*records: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"messages": list(records), **more}, indent=2).encode()


def record(content: str, **more: Any) -> dict[str, Any]:
    plain = {"sender_name": "Sam", "timestamp_ms": 1711972800000, "content": content}
    return plain | more


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_meta, 11) > 400


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_the_download_broke_is_put_right(words: str) -> None:
    broken = words.encode().decode("latin-1")
    (message,) = messages(read(chat_meta, "m", export(record(broken))))

    assert message.text == words
    assert (REPAIRED in message.when.basis) == (words != broken)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(words=st.text(st.characters(max_codepoint=0x17F)))
def test_a_text_changes_only_where_all_of_it_is_broken_utf8(words: str) -> None:
    told = repaired(words)

    assert told == words or told.encode().decode("latin-1") == words


@pytest.mark.parametrize("words", ["café", "Ã© and é", "Ã©\u0151", "plain", "", "\u00c3"])
def test_letters_that_are_whole_stay(words: str) -> None:
    assert repaired(words) == words


def test_the_newer_download_is_never_changed() -> None:
    one = {"senderName": "Ã©", "text": "Ã©", "timestamp": 1711972800000, "media": []}
    (message,) = messages(read(chat_meta, "m", export(one, threadName="Ã©_1")))

    assert (message.sender, message.text, message.thread) == ("Ã©", "Ã©", "Ã©_1")


def test_the_title_may_stand_after_a_million_messages() -> None:
    data = export(*[record(str(n)) for n in range(20_000)], title="Late", participants=[])
    found = messages(read(chat_meta, "m", data))

    assert [each.text for each in found] == [str(n) for n in range(20_000)]
    assert {each.thread for each in found} == {"Late"}


@pytest.mark.parametrize("uri", ["../x.jpg", "/x.jpg", "https://a.test/x.jpg"])
def test_files_from_elsewhere_are_not_there(uri: str) -> None:
    data = export(record("", photos=[{"uri": uri}]))
    (message,) = messages(read(chat_meta, "top/messages/inbox/s/m.json", data))

    assert [(file.present, file.path) for file in message.attachments] == [(False, None)]


def test_files_are_found_from_the_top_of_the_download() -> None:
    data = export(record("", photos=[{"uri": "act/messages/inbox/s/photos/1.jpg"}]))
    name = "fb.zip!/act/messages/inbox/s/message_1.json"
    (message,) = messages(read(chat_meta, name, data))

    assert message.attachments[0].path == "fb.zip!/act/messages/inbox/s/photos/1.jpg"


def test_a_call_keeps_its_words() -> None:
    data = export(record("Sam called you.", type="Call", call_duration=7))
    (call,) = read(chat_meta, "m", data)

    assert isinstance(call, Call)
    assert (call.seconds, call.answered) == (7, True)
    assert "Sam called you." in call.when.basis


@pytest.mark.parametrize("time", [None, "", "x", -1, 0, 10**18, "9" * 30], ids=str)
def test_what_is_no_time_is_none(time: Any) -> None:
    readings = read(chat_meta, "m", export(record("words", timestamp_ms=time)))

    assert messages(readings)[0].when.local is None
    assert messages(readings)[0].text == "words"
    assert len(problems(readings)) == 1
    accounted(readings)


@pytest.mark.parametrize(
    "data",
    [
        b'{"messages": [{"sender": "Sam", "timestamp": 1}]}',
        b'{"messages": [{"creator": {}, "created_date": "x"}]}',
        b'{"messages": []}',
        b"{",
    ],
    ids=["other", "google", "none", "cut"],
)
def test_other_documents_are_not_taken(data: bytes) -> None:
    assert not chat_meta.recognises(source_of_bytes("m.json", data))
