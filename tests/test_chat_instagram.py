"""Instagram's older download: a reading per message, nothing of a record left untold."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import source_of_bytes
from everyword.readers import chat_instagram, claiming
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

AT = "2018-04-03T20:07:00+00:00"


def file(*records: dict[str, Any], people: tuple[str, ...] = ("sam", "alex")) -> bytes:
    return json.dumps([{"participants": people, "conversation": records}]).encode()


def one(**more: Any) -> dict[str, Any]:
    return {"sender": "sam", "created_at": AT, **more}


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_instagram, 13) > 100


TEXTS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x100), min_size=1)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(text=TEXTS, other=TEXTS)
def test_the_words_are_those_of_the_file(text: str, other: str) -> None:
    (message,) = messages(read(chat_instagram, "m", file(one(text=text, some_thing=other))))

    assert message.text == f"{text}\n[some_thing: {other}]"


@pytest.mark.parametrize(
    ("at", "local", "zone", "utc"),
    [
        (AT, "2018-04-03T20:07:00", "UTC", "2018-04-03T20:07:00Z"),
        ("2018-04-03T20:07:00.5Z", "2018-04-03T20:07:00", "UTC", "2018-04-03T20:07:00Z"),
        ("2018-04-03T20:07:00-05:00", "2018-04-03T20:07:00", "-05:00", "2018-04-04T01:07:00Z"),
        ("2018-04-03T20:07:00", "2018-04-03T20:07:00", None, None),
    ],
)
def test_the_distance_from_utc_is_never_assumed(
    at: str, local: str, zone: str | None, utc: str | None
) -> None:
    (message,) = messages(read(chat_instagram, "m", file(one(created_at=at, text="a"))))

    assert (message.when.text, message.when.local) == (at, local)
    assert (message.when.zone, message.when.utc) == (zone, utc)


@pytest.mark.parametrize("at", ["2018-02-30T00:00:00Z", "1522786020", "", None, 5, "20180403"])
def test_what_is_no_time_is_none(at: object) -> None:
    readings = read(chat_instagram, "m", file(one(created_at=at, text="a")))

    assert messages(readings)[0].when.local is None
    assert len(problems(readings)) == 1


def test_a_zone_that_there_is_not_is_asked_again() -> None:
    with pytest.raises(NeedsAnswer):
        read(chat_instagram, "m", file(one(text="a")), {"zone": "Nowhere/None"})


def test_only_files_of_the_download_are_files() -> None:
    record = one(media="photos/201804/a.jpg", media_url="https://x.test/b.jpg", voice_media="gone")
    (message,) = messages(read(chat_instagram, "x/messages.json", file(record)))

    assert [each.path for each in message.attachments] == ["x/photos/201804/a.jpg"]
    assert message.text == "[media_url: https://x.test/b.jpg]\n[voice_media: gone]"


def test_nobody_is_named_after_damage() -> None:
    data = file(one(text="a")) + file(one(text="b"), people=("robin",))
    readings = read(chat_instagram, "m", data)

    assert messages(readings)[0].thread == "sam, alex"
    assert problems(readings)
    accounted([each for each in readings if each.where[0].unit == "record"])


def test_the_newer_download_is_not_taken() -> None:
    newer = b'{"participants":[{"name":"a"}],"messages":[{"sender_name":"a","timestamp_ms":1}]}'
    for data in (newer, b"[]", b'[{"conversation":[]}]', b"", b'"conversation"'):
        assert chat_instagram not in claiming(source_of_bytes("messages.json", data))
