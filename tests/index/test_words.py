"""What is searched, what is sorted by, and what makes two readings one."""

from decimal import Decimal

import msgspec
import pytest

from everyword.index.words import handle_of, likeness, sort_of, thread_of, unsent, words_of
from everyword.model import (
    Attachment,
    Call,
    Contact,
    Email,
    Event,
    Locator,
    Message,
    Payment,
    Problem,
    When,
)

WHERE = (Locator("a", 1, 1, "line"),)
WHEN = When("t", "2024-03-01T10:00:30", "second", "UTC", "2024-03-01T10:00:30Z", "basis")
MESSAGE = Message(
    WHERE, WHEN, "Alex", (), "Sam", None, "words", attachments=(Attachment("a.jpg", None, False),)
)
EMAIL = Email(
    WHERE, WHEN, "a@home.test", ("b@home.test",), (), "School", "words", "<1@home.test>", None,
    "School", None, (Attachment("letter.pdf", "ab", True),),
)  # fmt: skip
EVENT = Event(WHERE, WHEN, WHEN, "Dentist", "bring the card", "Hill 3", ("mailto:a@home.test",))
CONTACT = Contact(WHERE, WHEN, "Mum", ("+44 7700 900123", "m@home.test"), "Organisation: none")


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


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (EMAIL, ("a@home.test", "b@home.test", "School", "words", "letter.pdf")),
        (EVENT, ("Dentist", "bring the card", "Hill 3", "mailto:a@home.test")),
        (CONTACT, ("Mum", "+44 7700 900123", "m@home.test", "Organisation: none")),
    ],
)
def test_letters_days_and_names_are_found_by_all_their_words(
    reading: Email | Event | Contact, words: tuple[str, ...]
) -> None:
    assert all(each in words_of(reading) for each in words)


def test_a_letter_in_two_mailboxes_is_one_and_one_that_was_changed_is_two() -> None:
    inbox, backup = likeness(EMAIL, "mail_eml"), likeness(EMAIL, "mail_mbox")

    assert inbox is not None and inbox == backup  # the same letter, whoever read it
    for change in ({"text": "other"}, {"subject": "Re"}, {"attachments": ()}, {"to": ()}):
        changed = msgspec.structs.replace(EMAIL, **change)
        assert likeness(changed, "mail_eml") != inbox
    assert likeness(msgspec.structs.replace(EMAIL, message_id=None), "mail_eml") is None
    assert (thread_of(EMAIL), handle_of(EMAIL)) == ("School", "a@home.test")


@pytest.mark.parametrize("change", [{"cancelled": True}, {"until": None}, {"place": "Hill 4"}])
def test_an_entry_that_was_moved_or_cancelled_is_another(change: dict[str, object]) -> None:
    assert likeness(EVENT, "r") is not None
    assert likeness(msgspec.structs.replace(EVENT, **change), "r") != likeness(EVENT, "r")


def test_a_contact_is_merged_by_all_it_says() -> None:
    assert likeness(CONTACT, "r") is not None
    assert likeness(msgspec.structs.replace(CONTACT, handles=()), "r") != likeness(CONTACT, "r")
    assert (thread_of(CONTACT), handle_of(CONTACT)) == (None, "Mum")


@pytest.mark.parametrize("is_counted", [True, False])
def test_likenesses_follow_each_other_as_the_minutes_do(is_counted: bool) -> None:
    """So what goes into their index lies together; of one minute any order is as good."""
    times = ("2023-12-31T23:59", "2024-01-01T00:00", "2024-01-01T00:01", "2024-02-01T00:00")
    made = []
    for at, time in enumerate(times):
        text = str(1_704_067_140_000 + at * 60_000) if is_counted else None
        when = msgspec.structs.replace(WHEN, text=text, local=f"{time}:30")
        made.append(likeness(msgspec.structs.replace(MESSAGE, when=when), "chat_whatsapp") or b"")

    assert made == sorted(made) and len(set(made)) == len(made)


@pytest.mark.parametrize("local", ["", "T", "0000", "99999999999", "9" * 40, "२०२४-०३", "x" * 99])
def test_a_time_of_any_letters_makes_a_likeness(local: str) -> None:
    when = msgspec.structs.replace(WHEN, text=None, local=local)
    alike = likeness(msgspec.structs.replace(MESSAGE, when=when), "chat_whatsapp")

    assert alike is not None and len(alike) == 22
