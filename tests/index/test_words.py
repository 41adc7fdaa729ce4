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


def test_seconds_and_place_do_not_part_a_message_from_itself_but_the_reader_does() -> None:
    when = msgspec.structs.replace(WHEN, local="2024-03-01T10:00:00")
    other = msgspec.structs.replace(MESSAGE, when=when, where=(Locator("b", 9, 9, "line"),))

    assert likeness(other, "r") == likeness(MESSAGE, "r")
    assert likeness(MESSAGE, "r") != likeness(MESSAGE, "s")


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


def test_calls_and_problems_are_never_merged() -> None:
    assert likeness(Call(WHERE, WHEN, "a", (), None, None, None), "r") is None
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
