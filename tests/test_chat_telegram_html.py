"""Telegram's pages: one reading per message, the words exactly, names only where they are known."""

import io
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Call, source_of_bytes
from everyword.readers import chat_telegram_html
from everyword.readers.html import elements
from everyword.readers.html.elements import LONGEST, element_of
from everyword.readers.telegram.html import parts
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

HEAD = (
    '<div class="page_wrap"><div class="page_header"><div class="text bold">\nSam\n</div></div>\n'
)


def one(inner: str, title: str = "31.03.2024 02:00:00 UTC+01:00", joined: str = "") -> str:
    name = "" if joined else '<div class="from_name">\nSam\n</div>'
    date = f'<div class="pull_right date details" title="{title}">\n02:00\n</div>'
    body = f'<div class="body">{date}{name}{inner}</div>'
    return f'<div class="message default clearfix{joined}" id="message1">{body}</div>\n'


def words(text: str) -> str:
    return f'<div class="text">\n{text}\n       </div>'


def page(*inner: str) -> bytes:
    return (HEAD + "".join(inner) + "</div>").encode("utf-8", "surrogatepass")


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_telegram_html, 41) > 300


LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(lines=st.lists(LINES, min_size=1, max_size=4))
def test_the_words_are_those_of_the_page(lines: list[str]) -> None:
    text = "<br>".join(escape(line) for line in lines)
    readings = read(chat_telegram_html, "messages.html", page(one(words(text))))

    (message,) = messages(readings)
    assert message.text == "\n".join(lines)


def test_words_that_look_like_a_message_are_words() -> None:
    text = escape(one(words("no")))
    readings = read(chat_telegram_html, "m", page(one(words(text)), one(words("second"))))

    assert [each.text for each in messages(readings)] == [one(words("no")), "second"]


def test_nobody_is_put_in_the_place_of_a_name_that_was_lost() -> None:
    broken = '<div class="message default clearfix" id="message2">\n</div>\n'
    readings = read(
        chat_telegram_html,
        "m",
        page(one(words("a")), broken, one(words("b"), joined=" joined")),
    )

    assert [each.sender for each in messages(readings)] == ["Sam", None]
    assert len(problems(readings)) == 1


def test_a_message_of_its_own_without_a_name_is_nobodys() -> None:
    nameless = one(words("b"), joined=" joined").replace(" joined", "")
    readings = read(chat_telegram_html, "m", page(one(words("a")), nameless))

    assert [each.sender for each in messages(readings)] == ["Sam", None]


@pytest.mark.parametrize(
    ("title", "utc"),
    [
        ("31.03.2024 02:00:00 UTC+01:00", "2024-03-31T01:00:00Z"),
        ("01.01.2024 00:00:00 UTC-03:30", "2024-01-01T03:30:00Z"),
        ("31.03.2024 02:00:00", None),
    ],
)
def test_the_day_comes_first_and_the_zone_is_never_assumed(title: str, utc: str | None) -> None:
    (message,) = messages(read(chat_telegram_html, "m", page(one(words("a"), title))))

    assert (message.when.text, message.when.utc) == (title, utc)


@pytest.mark.parametrize(
    "title", ["2024-03-31", "31.13.2024 02:00:00", "31.03.2024 02:00:00 UTC+99:00", "x", ""]
)
def test_what_is_no_time_is_none(title: str) -> None:
    readings = read(chat_telegram_html, "m", page(one(words("a"), title)))

    assert messages(readings)[0].when.local is None
    assert len(problems(readings)) == 1


@pytest.mark.parametrize(
    ("status", "direction", "seconds", "answered"),
    [
        ("Outgoing (65 seconds)", "out", 65, True),
        ("Incoming (1 second)", "in", 1, True),
        ("Missed", "in", None, False),
        ("Cancelled", "out", None, False),
        ("Eingehend (5 Sekunden)", None, None, None),
    ],
)
def test_a_call_says_only_what_the_page_says(
    status: str, direction: str | None, seconds: int | None, answered: bool | None
) -> None:
    call = f'<div class="media media_call"><div class="status details">\n{status}\n</div></div>'
    (found,) = read(chat_telegram_html, "m", page(one(call)))

    assert isinstance(found, Call)
    assert (found.direction, found.seconds, found.answered) == (direction, seconds, answered)
    assert status in found.when.basis


@pytest.mark.parametrize("href", ["../x.jpg", "/x.jpg", "https://a.test/x.jpg"])
def test_files_from_elsewhere_are_not_there(href: str) -> None:
    inner = f'<a class="photo_wrap" href="{href}"></a>'
    (message,) = messages(read(chat_telegram_html, "m", page(one(inner))))

    assert [(file.present, file.path) for file in message.attachments] == [(False, None)]


@pytest.mark.parametrize("size", [5, 64, 1 << 20])
def test_blocks_of_any_size_give_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "BLOCK", size)
    data = page(*[one(words(str(number))) for number in range(40)])
    found = list(parts(io.BytesIO(data)))

    assert b"".join(part or b"" for part in found) == data
    assert len(found) == 41


def test_a_message_that_is_too_long_costs_itself_only() -> None:
    data = page(one(words("a")), one(words("x" * (LONGEST + 10))), one(words("b")))
    readings = read(chat_telegram_html, "m", data)

    assert [each.text for each in messages(readings)] == ["a", "b"]
    assert len(problems(readings)) == 1
    accounted(readings)


def test_elements_without_end_are_no_trouble() -> None:
    root, whole = element_of("<div>" * 50_000 + "<a " + '"' * 50_000)

    assert not whole
    assert root.first("nothing") is None
    assert root.text == "" or root.text


def test_other_pages_are_not_taken() -> None:
    for data in (b"<html><body>hello</body></html>", b'class="page_wrap"', b""):
        assert not chat_telegram_html.recognises(source_of_bytes("messages.html", data))
