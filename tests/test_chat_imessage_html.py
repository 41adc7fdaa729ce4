"""Pages of imessage-exporter: a reading per message, words exact, no answer twice or lost."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Message, Problem, Skipped, source_of_bytes
from everyword.readers import chat_imessage_html, claiming
from everyword.readers.html import elements
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

HEAD = '<html>\n<meta charset="UTF-8"><style>\n</style>\n'
NOON = "Jul 04, 2024 12:00:00 PM"


def one(text: str, stamp: str = NOON, who: str = "Sam", more: str = "") -> str:
    return (
        '<div class="message">\n<div class="received">\n'
        f'<p><span class="timestamp">{stamp}</span>\n'
        f'<span class="sender">{who}</span></p>\n<hr><div class="message_part">\n'
        f'<span class="bubble">{text}</span>\n</div>\n{more}</div>\n</div>\n'
    )


def below(*answers: str) -> str:
    inside = "".join(f'<div class="reply">\n{each}</div>\n' for each in answers)
    return f'<div class="replies">\n{inside}</div>\n'


CONTEXT = '<span class="reply_context">This message responded to an earlier message.</span>\n'


def page(*inner: str) -> bytes:
    return (HEAD + "".join(inner) + "</html>").encode("utf-8", "surrogatepass")


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_imessage_html, 61, told_twice=True) > 100


LINES = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(text=LINES)
def test_the_words_are_those_of_the_page(text: str) -> None:
    (message,) = messages(read(chat_imessage_html, "m.html", page(one(escape(text)))))

    assert message.text == text


def test_words_that_look_like_a_message_are_words() -> None:
    (message,) = messages(read(chat_imessage_html, "m", page(one(escape(one("no"))))))

    assert message.text == one("no")


def test_an_answer_is_read_in_its_own_place_and_once() -> None:
    answer = one("yes", who="Alex", more=CONTEXT)
    readings = read(
        chat_imessage_html, "m", page(one("?", more=below(one("yes", who="Alex"))), answer)
    )

    assert [each.text for each in messages(readings)] == ["?", "yes"]
    assert [type(each) for each in readings] == [Message, Skipped, Message]
    accounted(readings)


def test_an_answer_with_other_words_is_not_taken_for_it() -> None:
    answer = one("yes", who="Alex", more=CONTEXT)
    readings = read(
        chat_imessage_html, "m", page(one("?", more=below(one("yes!", who="Alex"))), answer)
    )

    assert [each.text for each in messages(readings)] == ["?", "yes!", "yes"]
    assert "nowhere else" in messages(readings)[1].when.basis


def test_a_message_that_answers_nothing_hides_no_answer() -> None:
    readings = read(chat_imessage_html, "m", page(one("?", more=below(one("yes"))), one("yes")))

    assert [each.text for each in messages(readings)] == ["?", "yes", "yes"]


def test_an_answer_below_a_message_without_end_may_be_cut_too() -> None:
    whole = page(one("?", more=below(one("one two", who="Alex"))))
    cut = whole[: whole.index(b" two")]
    readings = read(chat_imessage_html, "m", cut)

    assert [each.text for each in messages(readings)] == ["?", "one"]
    assert [each.where[0].first for each in readings if isinstance(each, Problem)] == [1, 2]


def test_answers_below_answers_are_read() -> None:
    deep = one("?", more=below(one("a", more=below(one("b"))), one("c")))
    readings = read(chat_imessage_html, "m", page(deep, one("d")))

    assert sorted(each.text for each in messages(readings)) == ["?", "a", "b", "c", "d"]
    accounted(readings)


@pytest.mark.parametrize(
    "stamp", ["Feb 30, 2024 12:00:00 PM", "2024-02-01", "Feb 01, 2024 13:00:00 PM", "1. Feb", ""]
)
def test_what_is_no_time_is_none(stamp: str) -> None:
    readings = read(chat_imessage_html, "m", page(one("a", stamp)))

    assert messages(readings)[0].when.local is None
    assert len(problems(readings)) == 1


def test_the_page_says_who_sent_it() -> None:
    sent = one("a").replace("received", "sent iMessage")
    found = messages(read(chat_imessage_html, "m", page(sent, one("b"))))

    assert [each.direction for each in found] == ["out", "in"]


@pytest.mark.parametrize(
    ("place", "present"),
    [
        ("attachments/1/a.jpg", True),
        ("attachments\\1\\a.jpg", True),
        ("../a.jpg", False),
        ("/Users/alex/a.jpg", False),
        ("C:\\a.jpg", False),
        ("file:///x/a.jpg", False),
        ("https://a.test/a.jpg", False),
    ],
)
def test_only_files_below_the_page_are_there(place: str, present: bool) -> None:
    inner = one("").replace('<span class="bubble"></span>', f'<img src="{place}" loading="lazy">')
    (message,) = messages(read(chat_imessage_html, "x/m.html", page(inner)))

    (file,) = message.attachments
    assert (file.name, file.present) == ("a.jpg", present)
    assert (file.path or "").startswith("x/attachments/1/") is present


@pytest.mark.parametrize("size", [5, 64, 700])
def test_blocks_of_any_size_give_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = page(*[one(str(number), more=below(one("x"))) for number in range(12)])
    whole = read(chat_imessage_html, "m", data)
    monkeypatch.setattr(elements, "BLOCK", size)

    assert read(chat_imessage_html, "m", data) == whole
    assert len(whole) == 24


def test_a_message_that_is_too_long_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "LONGEST", 5000)
    monkeypatch.setattr(elements, "BLOCK", 2000)
    readings = read(chat_imessage_html, "m", page(one("a"), one("x" * 20_000), one("b")))

    assert [each.text for each in messages(readings)] == ["a", "b"]
    assert len(problems(readings)) == 1
    accounted(readings)


def test_words_between_messages_are_not_lost() -> None:
    readings = read(chat_imessage_html, "m", page(one("a"), "<i>put in</i> later", one("b")))

    assert [each.text for each in messages(readings)] == ["a", "b"]
    assert problems(readings) == ["words behind this message that belong to none: put in later"]


def test_other_pages_are_not_taken() -> None:
    for data in (b"<html><body>hello</body></html>", b'<div class="message">', b""):
        assert not chat_imessage_html.recognises(source_of_bytes("m.html", data))
    assert claiming(source_of_bytes("x", page(one("a")))) == [chat_imessage_html]
