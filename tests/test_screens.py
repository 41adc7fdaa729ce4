"""Screenshots beside messages: what is shown, what is not, and figures that differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.screens import Found, Message, letters, match

CHAT = [
    Message("m1", "Can you take her on Friday?"),
    Message("m2", "ok"),
    Message("m3", "I will send the 300 for the school trip tomorrow, promise. It was a long week."),
    Message("m4", "Привет, я забрал её из школы в 17:05"),
    Message("m5", "You always say that."),
]


def test_messages_over_several_lines_are_found_and_the_rest_is_told() -> None:
    lines = [
        "21:07",
        "Sam",
        "I will send the 300 for the school",
        "trip tomorrow, promise. It was a long",
        "week. 21:05",
        "Привет, я забрал её из школы в",
        "17:05",
        "Where is the money",
    ]

    shown = match(lines, CHAT)

    assert shown.found == (Found("m3", 1.0), Found("m4", 1.0))
    assert shown.missing == ("Sam", "Where is the money")


def test_reading_faults_are_forgiven_and_changed_figures_told() -> None:
    lines = ["l wi1l send the 800 for the schoo1", "trip tomorrow, promise. lt was a long week."]

    (found,) = match(lines, CHAT).found

    assert found.id == "m3" and 0.82 <= found.alike < 1 and found.figures == ("300",)


def test_other_words_are_no_match() -> None:
    shown = match(["I will never send you anything for that", "Good night to all of you"], CHAT)

    assert shown.found == ()
    assert len(shown.missing) == 2


def test_messages_are_found_in_order_only() -> None:
    shown = match(["You always say that.", "Can you take her on Friday?"], CHAT)

    assert [each.id for each in shown.found] == ["m1"]
    assert shown.missing == ("You always say that.",)


def test_two_equal_messages_need_two_lines() -> None:
    twice = [Message("a", "Where are you?"), Message("b", "Where are you?")]

    assert [each.id for each in match(["Where are you?"], twice).found] == ["a"]
    assert len(match(["Where are you?", "Where are you?"], twice).found) == 2


@pytest.mark.parametrize("line", ["21:07", "9:05 PM", "85%", "Yesterday", "21:05 ✓✓"])
def test_what_a_phone_prints_around_is_not_told(line: str) -> None:
    assert match([line], CHAT).missing == ()


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_line_of_letters_is_found_or_told(texts: list[str]) -> None:
    messages = [Message(str(number), text) for number, text in enumerate(texts)]

    shown = match(texts, messages)

    assert [each.id for each in shown.found] == [
        str(number) for number, text in enumerate(texts) if len(letters(text)) >= 3
    ]
    assert shown.missing == ()


@given(st.lists(st.text(max_size=60), max_size=10), st.lists(st.text(max_size=60), max_size=10))
def test_any_words_are_taken(lines: list[str], texts: list[str]) -> None:
    shown = match(lines, [Message(str(n), text) for n, text in enumerate(texts)])

    assert set(shown.missing) <= set(lines)
    assert len(shown.found) <= len(texts)


def chat_of(*texts: str) -> list[Message]:
    return [Message(f"m{number}", text) for number, text in enumerate(texts)]


def ids(lines: list[str], messages: list[Message]) -> list[str]:
    return [each.id for each in match(lines, messages).found]


def test_short_messages_elsewhere_do_not_take_the_place_of_those_shown() -> None:
    filler = [f"something else entirely, number {word}" for word in ("one", "two", "six")] * 20
    messages = chat_of("Yes", *filler, "Can you take her on Friday?", "Yes", "Good", *filler, "Yes")

    assert ids(["Can you take her on Friday?", "Yes", "Good 21:05"], messages) == [
        "m61",
        "m62",
        "m63",
    ]


def test_a_short_message_must_be_a_line_of_its_own() -> None:
    lines = ["I said yes to nobody", "Yes 21:05", "yesterday we were away"]

    assert match(lines, chat_of("Yes")).missing == (lines[0], lines[2])


def test_a_line_after_a_misread_message_is_still_told() -> None:
    lines = ["l wi1l send the 300 for the schoo1", "Never"]

    shown = match(lines, chat_of("I will send the 300 for the school", "You too"))

    assert [each.id for each in shown.found] == ["m0"] and shown.missing == ("Never",)


def test_what_stands_there_instead_is_said_but_not_the_clock() -> None:
    lines = ["I will send the 800 tomorrow 21:05"]

    (found,) = match(lines, chat_of("I will send the 300 tomorrow")).found

    assert found.figures == ("300",) and found.instead == ("800",)


def test_the_version_of_another_copy_is_found() -> None:
    before = Message("m", "This message was deleted", ("Bring him at nine on Sunday",))

    shown = match(["Bring him at nine on Sunday"], [before])

    assert shown.found == (Found("m", 1.0),) and shown.missing == ()


def test_names_of_those_taking_part_are_not_told_as_missing() -> None:
    assert match(["Sam", "Rowan"], CHAT, ["Sam"]).missing == ("Rowan",)


def test_a_stroke_read_for_an_i_is_one() -> None:
    assert match(["| will send it"], chat_of("I will send it")).found == (Found("m0", 1.0),)


def test_of_two_equal_messages_the_one_near_the_others_is_shown() -> None:
    filler = [f"something else entirely, number {number}" for number in range(60)]
    messages = chat_of("Where are you?", *filler, "Where are you?", "Can you take her on Friday?")

    assert ids(["Where are you?", "Can you take her on Friday?"], messages) == ["m61", "m62"]
