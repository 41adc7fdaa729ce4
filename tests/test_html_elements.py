"""Pages cut into messages: nothing lost between, whatever the blocks; elements as they stand."""

import io
import re
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.readers.html import elements
from everyword.readers.html.elements import cut, element_of, elements_of, words_behind

MARK = re.compile(b"<m ")
WITHIN = re.compile(rb"<in>\s{0,100}\Z")


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(pieces=st.lists(st.sampled_from(["<m ", "<in>", " ", "x", "<", "m "]), max_size=60))
def test_a_page_is_cut_at_its_marks_and_nowhere_else(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    found = list(cut(io.BytesIO(data), MARK, WITHIN))

    assert b"".join(part or b"" for part in found) == data
    for part in found[1:]:
        assert part is not None
        assert part.startswith(b"<m ")
    at = len(found[0] or b"") if found else 0
    for part in found[1:]:
        assert not WITHIN.search(data, 0, at)
        at += len(part or b"")
    for part in found:
        for mark in MARK.finditer(part or b"", 1):
            assert WITHIN.search(part or b"", 0, mark.start())


def test_words_between_are_told() -> None:
    text = "<div>a</div> lost &amp; <b>found</b> <div>"
    root, end = elements_of(text)

    assert root.children[0].line == "a"
    assert words_behind(text, end) == "lost & found"
    assert words_behind("<div>a", elements_of("<div>a")[1]) == ""


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"])))
def test_words_come_back_as_they_were(words: str) -> None:
    root, whole = element_of(f"<p><b>{escape(words)}</b><br/>x</p>")

    assert whole
    assert root.words == words + "\nx"
    assert root.children[0].children[0].words == words


def test_the_nearest_of_a_class_is_found() -> None:
    root, _ = element_of('<a><b><i class="n">deep</i></b><i class="m n">near</i></a>')
    found = root.first("n")

    assert found is not None
    assert found.label == "near"
    assert [one.tag for one in root.below()] == ["a", "b", "i", "i"]
    assert root.pieces == ["deep", "near"]


def test_what_is_too_long_is_none_and_the_next_is_read() -> None:
    old = elements.LONGEST, elements.BLOCK
    try:
        elements.LONGEST, elements.BLOCK = 2000, 500
        data = b"head<m a>" + b"<m " + b"x" * 5000 + b"<m b>"
        assert list(cut(io.BytesIO(data), MARK)) == [b"head", b"<m a>", None, b"<m b>"]
    finally:
        elements.LONGEST, elements.BLOCK = old


def test_elements_without_end_are_no_trouble() -> None:
    for text in ("<div>" * 50_000, "<a " + '"' * 50_000, "<" * 50_000, "<a b='" * 9000):
        root, whole = element_of(text)
        assert not whole
        assert root.first("nothing") is None
