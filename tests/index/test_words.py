"""What is searched, what is sorted by, and what makes two readings one."""

from decimal import Decimal

import msgspec
import pytest

from everyword.index.words import handle_of, likeness, sort_of, thread_of, unsent, words_of
from everyword.model import Attachment, Call, Locator, Message, Payment, Problem, When

WHERE = (Locator("a", 1, 1, "line"),)
WHEN = When("t", "2024-03-01T10:00:30", "second", "UTC", "2024-03-01T10:00:30Z", "basis")
MESSAGE = Message(
    WHERE, WHEN, "Alex", (), "Sam", None, "words", attachments=(Attachment("a.jpg", None, False),)
)


def test_sender_text_and_names_of_files_are_found() -> None:
    assert words_of(MESSAGE).split("\n") == ["Alex", "words", "a.jpg"]
    assert words_of(Problem(WHERE, "torn")) == "torn"


def test_utc_sorts_before_local_and_nothing_for_the_undated() -> None:
    assert sort_of(MESSAGE) == "2024-03-01T10:00:30Z"
    local = msgspec.structs.replace(MESSAGE, when=msgspec.structs.replace(WHEN, utc=None))
    assert sort_of(local) == "2024-03-01T10:00:30"
    assert sort_of(Problem(WHERE, "torn")) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "other"), ("sender", "Sam"), ("thread", "Rowan"), ("system", True)],
)
def test_another_word_sender_or_thread_is_another_message(field: str, value: object) -> None:
    other = msgspec.structs.replace(MESSAGE, **{field: value})

    assert likeness(other, "r") != likeness(MESSAGE, "r")


def test_the_place_does_not_part_a_message_from_itself_but_seconds_and_reader_do() -> None:
    elsewhere = msgspec.structs.replace(MESSAGE, where=(Locator("b", 9, 9, "line"),))
    assert likeness(elsewhere, "r") == likeness(MESSAGE, "r")

    when = msgspec.structs.replace(WHEN, local="2024-03-01T10:00:31")
    assert likeness(msgspec.structs.replace(MESSAGE, when=when), "r") != likeness(MESSAGE, "r")
    assert likeness(MESSAGE, "r") != likeness(MESSAGE, "s")


def test_milliseconds_part_two_text_messages_of_one_second() -> None:
    one, two = (
        msgspec.structs.replace(MESSAGE, when=msgspec.structs.replace(WHEN, text=text))
        for text in ("1709286030001", "1709286030002")
    )

    assert likeness(one, "r") != likeness(two, "r")


def test_fields_cannot_run_into_each_other() -> None:
    one = msgspec.structs.replace(MESSAGE, sender="ab", text="c")
    two = msgspec.structs.replace(MESSAGE, sender="a", text="bc")

    assert likeness(one, "r") != likeness(two, "r")


def test_money_is_alike_to_the_penny() -> None:
    payment = Payment(WHERE, WHEN, "1", Decimal("450.00"), "GBP", "Sam", "ref", None)

    assert likeness(payment, "r") is not None
    other = msgspec.structs.replace(payment, amount=Decimal("450.01"))
    assert likeness(other, "r") != likeness(payment, "r")
    assert (thread_of(payment), handle_of(payment)) == ("1", "Sam")


def test_calls_are_merged_and_problems_never() -> None:
    call = Call(WHERE, WHEN, "a", (), None, 61, None)
    assert likeness(call, "r") is not None
    assert likeness(call, "r") != likeness(msgspec.structs.replace(call, seconds=62), "r")
    assert likeness(Problem(WHERE, "p"), "r") is None


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("by the phone; sending failed: not sent", "sending failed: not sent"),
        ("b; waiting: not known to have been sent", "waiting: not known to have been sent"),
        ("by the phone", ""),
    ],
)
def test_a_draft_never_looks_sent(basis: str, words: str) -> None:
    draft = msgspec.structs.replace(MESSAGE, when=msgspec.structs.replace(WHEN, basis=basis))

    assert unsent(draft) == words
    assert unsent(msgspec.structs.replace(draft, direction="out")) == ""
