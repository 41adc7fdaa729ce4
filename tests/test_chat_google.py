"""Google Chat and Hangouts: a date in words is read with certainty or not at all."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Contact, source_of_bytes
from everyword.readers import chat_google
from everyword.readers.google.dates import read_date
from everyword.readers.google.records import talk_of
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

# ruff: noqa: RUF001 (letters of other alphabets are what is tested)
RIGHT = "2024-04-02T18:07:03"


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_google, 17) > 400


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday, 2 April 2024 at 18:07:03 UTC",
        "Tuesday, April 2, 2024 at 6:07:03\u202fPM UTC",
        "mardi 2 avril 2024 à 18:07:03 UTC",
        "Dienstag, 2. April 2024 um 18:07:03 UTC",
        "martes, 2 de abril de 2024, 18:07:03 UTC",
        "terça-feira, 2 de abril de 2024 às 18:07:03 UTC",
        "martedì 2 aprile 2024 alle ore 18:07:03 UTC",
        "dinsdag 2 april 2024 om 18:07:03 UTC",
        "tisdag 2 april 2024 kl. 18:07:03 UTC",
        "tiistaina 2. huhtikuuta 2024 klo 18.07.03 UTC",
        "вторник, 2 апреля 2024 г. в 18:07:03 UTC",
        "wtorek, 2 kwietnia 2024 18:07:03 UTC",
        "2 Nisan 2024 Salı 18:07:03 UTC",
        "2024年4月2日火曜日 18:07:03 UTC",
        "2024년 4월 2일 화요일 오후 6시 7분 3초 UTC",
        "יום שלישי, 2 באפריל 2024 בשעה 18:07:03 UTC",
        "الثلاثاء، 2 أبريل 2024 في 6:07:03 م UTC",
        "mardi 2 avril 2024 à 18 h 07 min 03 s UTC",
        "2024. április 2., kedd 18:07:03 UTC",
        "úterý 2. dubna 2024 v 18:07:03 UTC",
        "tiistai 2. huhtikuuta 2024 klo 18.07.03 UTC",
        "Τρίτη 2 Απριλίου 2024 στις 6:07:03 μ.μ. UTC",
        "dimarts, 2 d’abril del 2024, 18:07:03 UTC",
        "вторник, 2 април 2024 г., 18:07:03 ч. UTC",
        "уторак, 2. април 2024. 18:07:03 UTC",
        "2024 m. balandžio 2 d., antradienis 18:07:03 UTC",
        "2024年4月2日星期二 UTC 18:07:03",
        "2024年4月2日 星期二 下午6:07:03 [UTC]",
        "2024年4月2日火曜日 18時07分03秒 UTC",
        "2024년 4월 2일 화요일 PM 6시 7분 3초 UTC",
    ],
)
def test_words_of_many_languages_are_read(text: str) -> None:
    assert read_date(text) == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday, 2 April 2024 at 18:07:03 UTC",
        "Tuesday, 2 April 2024 at 18:07:03 GMT+1",
        "Tuesday, 2 April 2024 at 18:07:03",
        "Tuesday, 2 April 2024 at 6:07:03 soon UTC",
        "Tuesday, 2 April 2024 at 13:07:03 PM UTC",
        "Tuesday, 2 April 2024 at 18:67:03 UTC",
        "31 February 2024 at 18:07:03 UTC",
        "2 April 3 2024 at 18:07:03 UTC",
        "2 April May 2024 at 18:07:03 UTC",
        "4/2/2024 18:07:03 UTC",
        "5 listopada 2024 18:07:03 UTC",
        "2 Aprilo 2024 18:07:03 UTC",
        "2 April ٢٠٢٤ 18:07:03 UTC",
        "",
        "April " * 10_000,
        "2024年4月2日星期二 18:07:03",
        "2024年4月2日星期二 UTC 18:07:03 UTC",
        "2024年4月2日 星期二 中午6:07:03 [UTC]",
        "2024年4月2日 星期二 晚上12:07:03 [UTC]",
        "mardi 2 avril 2024 à 18 h 67 min 03 s UTC",
    ],
    ids=[str(number) for number in range(20)],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert read_date(text) is None


def test_a_month_of_two_languages_is_decided_by_its_weekday() -> None:
    assert read_date("wtorek, 5 listopada 2024 18:07:03 UTC") == "2024-11-05T18:07:03"
    assert read_date("subota, 5. listopada 2024. u 18:07:03 UTC") == "2024-10-05T18:07:03"


PIECES = ("2", "April", "2024", "at", "18:07:03", "UTC", "PM", "Tuesday", "mai", "x")


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(words=st.lists(st.sampled_from(PIECES)))
def test_no_order_of_words_gives_another_day(words: list[str]) -> None:
    told = read_date(" ".join(words))

    assert told is None or told[8:10] == "02"


def test_a_date_that_is_not_read_keeps_its_words_and_its_message() -> None:
    record = {"creator": {"name": "Sam"}, "created_date": "when the sun rose", "text": "hello"}
    readings = read(chat_google, "m", json.dumps({"messages": [record]}).encode())

    (message,) = messages(readings)
    assert (message.text, message.when.text) == ("hello", "when the sun rose")
    assert message.when.local is None
    assert len(problems(readings)) == 1


def test_the_folder_names_the_conversation() -> None:
    record = {"creator": {"name": "Sam"}, "created_date": None, "text": "hello"}
    data = json.dumps({"messages": [record]}).encode()

    for name in ("t.zip!/Takeout/Google Chat/Groups/DM abc/messages.json", "DM abc/messages.json"):
        assert messages(read(chat_google, name, data))[0].thread == "DM abc"
    assert messages(read(chat_google, "messages.json", data))[0].thread is None


def test_members_are_contacts() -> None:
    data = json.dumps({"members": [{"name": "Sam", "email": "sam@home.test", "user_type": "H"}]})
    (contact,) = read(chat_google, "group_info.json", data.encode())

    assert isinstance(contact, Contact)
    assert contact.handles == ("sam@home.test",)


def test_a_conversation_that_says_nothing_of_itself_is_not_the_one_before() -> None:
    event = {"sender_id": {"gaia_id": "2"}, "timestamp": "1424278812345678", "chat_message": {}}
    people = [{"id": {"gaia_id": "2"}, "fallback_name": "Sam"}]
    first = {"conversation": {"conversation": {"participant_data": people}}, "events": [event]}
    data = json.dumps({"conversations": [first, {"events": [event]}]}).encode()
    found = messages(read(chat_google, "Hangouts.json", data))

    assert [(each.sender, each.thread) for each in found] == [("Sam", "Sam"), ("2", None)]


NAMES = ("id", "name", "participant_data", "gaia_id", "segment", "text", "embed_item", "type")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            part,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(value=JSON, message=JSON, event=JSON)
def test_anything_in_the_place_of_anything_is_no_trouble(
    value: Any, message: Any, event: Any
) -> None:
    talk_of({"conversation": value})
    one = {
        "sender_id": {"gaia_id": "1"},
        "timestamp": "1424278812345678",
        "chat_message": {"message_content": message},
        "hangout_event": event,
    }
    whole = {"conversations": [{"conversation": value, "events": [one, event]}]}
    accounted(read(chat_google, "Hangouts.json", json.dumps(whole).encode()))


@pytest.mark.parametrize(
    "data",
    [b'{"messages": [{"creator": {}}]}', b'{"members": [{"name": "x"}]}', b"[]", b'{"user_type"'],
    ids=["no date", "other members", "list", "cut"],
)
def test_other_documents_are_not_taken(data: bytes) -> None:
    assert not chat_google.recognises(source_of_bytes("messages.json", data))
