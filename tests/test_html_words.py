"""HTML to words: the lines a person sees, the addresses of links, nothing loaded, nothing slow."""

import html as html_library

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.readers.html.words import charset_of, html_page, html_words

PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=40
)


def together(words: str) -> str:
    return " ".join(words.split())


@given(st.lists(PLAIN, max_size=5))
def test_every_word_comes_back(paragraphs: list[str]) -> None:
    page = "".join(f"<p class='a b'>{html_library.escape(each)}</p>" for each in paragraphs)

    assert together(html_words(page)) == together(" ".join(paragraphs))


@given(PLAIN)
def test_kept_blanks_stay(words: str) -> None:
    text = f"a\n  {words}\n\n\n b"

    assert html_words(f"<pre>{html_library.escape(text)}</pre>") == text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a<p>b", "a\n\nb"),
        ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
        ("<table><tr><td>a<td>b<tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("a <b>b</b><i> c</i>d", "a b cd"),
        ("one\n   two\t three", "one two three"),
        ("x&nbsp;y &amp; z &#8364; &bogus; &#1234567890123;", "x\xa0y & z € &bogus; \ufffd"),
        ("5 < 6 and <3 and <Sam> said", "5 < 6 and <3 and said"),
        ("<!DOCTYPE html><?x?><!-- no -->yes", "yes"),
        ("<script>if (a<b) {}</script><style>p{}</style>yes", "yes"),
        ("<ScRiPt>no</sCrIpT >yes", "yes"),
        ('<a title="a>b" href=x.html>y</a>', "y <x.html>"),
        ('<a href="https://a.test/">a.test</a>', "a.test"),
        ('<a href="mailto:a@b.test">a@b.test</a>', "a@b.test"),
        ('<a href="#top">up</a>', "up"),
        ('<a href="https://other.test">https://bank.test</a>', None),
        ('<img alt="the door" src=cid:1>', "[the door]"),
        ("<title>no</title>yes", "yes"),
        ("<blockquote>a</blockquote>b", "a\n\nb"),
        ("<textarea>  a\n b</textarea>", "  a\n b"),
    ],
)
def test_lines_and_links(page: str, words: str | None) -> None:
    expected = "https://bank.test <https://other.test>" if words is None else words

    assert html_words(page) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>x</div>",
        '<p style="color:red; DISPLAY : none !important">x<p>',
        "<span hidden>x</span>",
        "<div style='visibility: hidden'><div><b>x</b></div></div>",
        "<div style='max-height:0px;overflow:hidden'>x</div>",
        "<li style='display:none'>x<li>",
        "<template>x</template>",
    ],
)
def test_what_is_not_shown_is_given_apart(hidden: str) -> None:
    page = html_page(f"<body>a{hidden}b</body>")

    assert together(page.words).replace(" ", "") == "ab"
    assert page.hidden == "x"


def test_what_an_end_tag_does_not_close_stays_hidden_or_shown() -> None:
    assert html_words("<div hidden>x</b>y</div>z") == "z"
    assert html_words("<b>a</div>b</p>c") == "ab\n\nc"


def test_pictures_are_counted_not_loaded() -> None:
    page = html_page(
        '<body background="http://a.test/b.png"><img src="https://a.test/1.gif">'
        '<img src="cid:2"><img src="data:image/gif;base64,AA"><img src="//a.test/3">'
        '<link rel=stylesheet href="https://a.test/s.css"><img src="local.png">'
    )

    assert (page.remote, page.inline, page.words) == (4, 2, "")


@pytest.mark.parametrize("cut", ["<a href='x", "<!-- words", "<p class=", "<!doctype"])
def test_a_page_cut_in_a_mark_shows_the_rest_as_written(cut: str) -> None:
    page = html_page("yes " + cut)

    assert page.cut and page.words == "yes " + cut


@given(st.lists(st.sampled_from(["<", ">", "</", "<p>", "</p>", "<a href=", '"', "'", "=", "<!--",
                                 "-->", "<script>", "</script>", "&", "&#", ";", "9", "x", " ",
                                 "<div hidden>", "</div>", "<td>", "<li>", "\n", "<pre>", "</a>"]),
                max_size=60))  # fmt: skip
def test_any_heap_of_marks_is_read(pieces: list[str]) -> None:
    page = "".join(pieces)
    got = html_page(page)

    assert got == html_page(page)
    assert len(got.words) + len(got.hidden) <= 3 * len(page)


@pytest.mark.parametrize(
    "piece", ["<", "<a ", '<a href="', "<!--", "</", "&#", "<div>", "<b></i>", "<a href=x>y", "="]
)
def test_long_pages_take_no_longer_than_their_length(piece: str) -> None:
    # A million signs: what took the square of its length would never end.
    assert len(html_words("<a x=1 " + piece * (1_000_000 // len(piece)))) <= 1_100_000
    assert len(html_words(piece * (200_000 // len(piece)))) <= 220_000


def test_a_page_names_its_letters() -> None:
    assert charset_of(b"<html><META charset=koi8-r>") == "koi8-r"
    named = b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'
    assert charset_of(named) == "iso-8859-2"
    assert charset_of(b"<p>charset=utf-8") is None
