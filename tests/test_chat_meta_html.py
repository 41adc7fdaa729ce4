"""Pages of Facebook and Instagram downloads: words exact, times certain or none."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Skipped, source_of_bytes
from everyword.readers import chat_meta_html, claiming, page_html
from everyword.readers.html import elements
from everyword.readers.meta.stamps import read_stamp
from tests.chat_exports import accounted, cut_everywhere, messages, problems, read

STAMP = "Jun 02, 2024 10:20:00 am"
HEAD = "<html><head><title>Sam</title></head><body><main>"


def one(text: str, stamp: str = STAMP, who: str = "Sam", more: str = "<div></div>") -> str:
    return (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">'
        f'<h2 class="_3-95 _2pim _a6-h _a6-i">{who}</h2><div class="_3-95 _a6-p">'
        f"<div><div></div><div>{text}</div>{more}</div></div>"
        f'<div class="_3-94 _a6-o">{stamp}</div></div>'
    )


def page(*inner: str) -> bytes:
    return (HEAD + "".join(inner) + "</main></body></html>").encode("utf-8", "surrogatepass")


def test_a_cut_costs_what_it_cuts() -> None:
    assert cut_everywhere(chat_meta_html, 61) > 100


LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(lines=st.lists(LINES, min_size=1, max_size=4))
def test_the_words_are_those_of_the_page(lines: list[str]) -> None:
    text = "<br />".join(escape(line) for line in lines)
    (message,) = messages(read(chat_meta_html, "message_1.html", page(one(text))))

    assert message.text == "\n".join(lines)


def test_words_that_look_like_a_message_are_words() -> None:
    (message,) = messages(read(chat_meta_html, "m", page(one(escape(one("no"))))))

    assert message.text == one("no")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("Jun 02, 2024 10:20:00 am", "2024-06-02T10:20:00"),
        ("Jun 02, 2024 12:20 am", "2024-06-02T00:20:00"),
        ("May 13, 2021, 12:11 PM", "2021-05-13T12:11:00"),
        ("May 13, 2021 9:11:41pm", "2021-05-13T21:11:41"),
        ("01 Jan 2020, 09:59", "2020-01-01T09:59:00"),
        ("jun. 07, 2024 5:44 am", "2024-06-07T05:44:00"),
        ("8월 10, 2026 6:32 오후", "2026-08-10T18:32:00"),
        ("2026년 8월 10일 오전 12:32", "2026-08-10T00:32:00"),
        ("2024年6月2日 18:32", "2024-06-02T18:32:00"),
        ("Tháng 10 01, 2025 10:21:24 ch", "2025-10-01T22:21:24"),
        ("abr 02, 2024 9:11 p. m.", "2024-04-02T21:11:00"),
        ("يونيو 02, 2024 6:32 م", "2024-06-02T18:32:00"),
        ("٠٢ يونيو ٢٠٢٤ ٦:٣٢ م", "2024-06-02T18:32:00"),
        ("Monday, June 3, 2024 at 9:11\u202fPM", "2024-06-03T21:11:00"),
    ],
)
def test_a_time_is_read_where_its_words_are_certain(text: str, local: str) -> None:
    found = read_stamp(text, None)

    assert found is not None
    assert found[0] == local


@pytest.mark.parametrize(
    "text",
    [
        "Feb 30, 2024 1:00 am",
        "Jun 02, 2024 13:20 pm",
        "Jun 02, 2024 0:20 am",
        "lis 02, 2024 10:20",
        "srp 02, 2024 10:20",
        "Tuesday, June 3, 2024 at 9:11 PM",
        "am 2. Juni 2024, 12:30",
        "Sa, 02.06.2024 12:30",
        "02/06/2024 9:11 foo",
        "Jun 02, 2567 10:20",
        "Jun 02, 1403 10:20",
        "05 Jun 2024",
        "Jun 02, 2024 10:20 11:20",
        "02.06.24, 12:30",
        "",
        "9" * 5000,
    ],
)
def test_no_time_is_better_than_a_wrong_one(text: str) -> None:
    for order in (None, "dmy", "mdy"):
        assert read_stamp(text, order) is None
    readings = read(chat_meta_html, "m", page(one("a", escape(text))), {"date_order": "dmy"})
    assert messages(readings)[0].when.local is None
    assert len(problems(readings)) == 1


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(text=st.text(st.sampled_from("0129:/.-, aAmMpP월月日Junlis\u00a0"), max_size=30))
def test_any_words_give_a_time_that_there_is_or_none(text: str) -> None:
    found = read_stamp(text, "dmy")

    assert found is None or len(found[0]) == 19


def test_the_order_is_asked_only_where_nothing_shows_it() -> None:
    assert read_stamp("03/04/2024, 21:07", None) is None
    assert read_stamp("04/04/2024, 21:07", None) == ("2024-04-04T21:07:00", "minute")
    with pytest.raises(NeedsAnswer) as asked:
        read(chat_meta_html, "m", page(one("a", "03/04/2024, 21:07")))
    assert asked.value.key == "date_order"

    data = page(one("a", "03/04/2024, 21:07"), one("b", "04/13/2024, 21:07"))
    shown = read(chat_meta_html, "m", data)
    assert shown == read(chat_meta_html, "m", data, {"date_order": "dmy"})
    assert [each.when.local for each in messages(shown)] == [
        "2024-03-04T21:07:00",
        "2024-04-13T21:07:00",
    ]


def test_a_page_that_shows_both_orders_is_asked_about() -> None:
    both = page(*[one("a", f"{day}/2024, 21:07") for day in ("13/04", "04/13", "03/04")])
    with pytest.raises(NeedsAnswer):
        read(chat_meta_html, "m", both)

    found = messages(read(chat_meta_html, "m", both, {"date_order": "dmy"}))
    assert [each.when.local for each in found] == [
        "2024-04-13T21:07:00",
        None,
        "2024-04-03T21:07:00",
    ]


def test_files_are_found_by_their_place_in_the_download() -> None:
    folder = "x.zip!/your_activity/messages/inbox/sam_1/"
    place = "your_activity/messages/inbox/sam_1/photos/1.jpg"
    inner = f'<div><a href="{place}"><img src="{place}"/></a></div>'
    (message,) = messages(read(chat_meta_html, f"{folder}m.html", page(one("", more=inner))))

    assert [(each.name, each.path) for each in message.attachments] == [
        ("1.jpg", f"x.zip!/{place}")
    ]
    outside = inner.replace("your_activity", "../your_activity")
    (message,) = messages(read(chat_meta_html, f"{folder}m.html", page(one("", more=outside))))
    assert [each.present for each in message.attachments] == [False]


def test_what_was_shared_is_told_once() -> None:
    more = "<div><div>see this</div><div>A &amp; B</div></div>"
    (message,) = messages(read(chat_meta_html, "m", page(one("see this", more=more))))

    assert message.text == "see this\n[A & B]"


def test_reactions_are_told_beside_the_time() -> None:
    more = '<div></div><div><ul class="_a6-q"><li><span>X Alex</span></li></ul></div>'
    (message,) = messages(read(chat_meta_html, "m", page(one("a", more=more))))

    assert message.text == "a"
    assert message.when.basis.endswith("reaction: X Alex")


@pytest.mark.parametrize("size", [5, 64, 700])
def test_blocks_of_any_size_give_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = page(*[one(str(number)) for number in range(12)])
    whole = read(chat_meta_html, "m", data)
    monkeypatch.setattr(elements, "BLOCK", size)

    assert read(chat_meta_html, "m", data) == whole
    assert len(whole) == 12


def test_a_message_that_is_too_long_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "LONGEST", 5000)
    monkeypatch.setattr(elements, "BLOCK", 2000)
    readings = read(chat_meta_html, "m", page(one("a"), one("x" * 20_000), one("b")))

    assert [each.text for each in messages(readings)] == ["a", "b"]
    assert len(problems(readings)) == 1
    accounted(readings)


def test_a_long_style_before_the_first_message_hides_it_not() -> None:
    style = "<style>._a6-g{}" + "/* */" * 30_000 + "</style>"
    source = source_of_bytes("m.html", page(style, one("a")))

    assert claiming(source) == [chat_meta_html]


LISTS = (
    '<h2 class="_a6-h">Robin shared a link.</h2><div class="_a6-p"><div><div class="_2pin">a</div>'
    '<div class="_2pin">b</div><div></div></div></div>'
    '<div class="_a6-o">Jun 02, 2024 1:00 am</div>',
    '<h2 class="_a6-h">name</h2><div class="_a6-p"><div><div></div><div></div></div></div>'
    '<div class="_a6-o">Jun 02, 2024 1:00 am</div>',
    '<div class="_a6-p"><div><div><a href="#">name</a></div><div>Mar 3, 2024</div></div></div>',
    '<div class="_a6-h">words below a picture</div><div class="_a6-p"><div><a href="media/1.jpg">'
    '<img src="media/1.jpg"/></a></div></div><div class="_a6-o">Jun 02, 2024 1:00 am</div>',
)


@pytest.mark.parametrize("inner", LISTS)
def test_other_lists_of_the_download_are_pages(inner: str) -> None:
    source = source_of_bytes("posts.html", page(f'<div class="pam _a6-g">{inner}</div>'))

    assert claiming(source) == [page_html]


def test_the_end_of_the_page_is_no_message() -> None:
    readings = read(chat_meta_html, "m", page(one("a"), "Generated by Sam"))

    assert not problems(readings)
    assert [each.what for each in readings if isinstance(each, Skipped)] == [
        "words of the page behind its messages: Generated by Sam"
    ]
