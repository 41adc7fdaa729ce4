"""Typed dates: every form read one way, nothing narrower than it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.case.dates import EARLIEST, LATEST, day_words, read_span, read_when
from everyword.errors import WrongUsage


@pytest.mark.parametrize(
    ("typed", "first", "last", "words"),
    [
        ("2024-03-01", "2024-03-01", "2024-03-01", "1 March 2024"),
        ("2024-03-01T14:30", "2024-03-01", "2024-03-01", "1 March 2024, 14:30"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2023", "2023-01-01", "2023-12-31", "2023"),
        ("2024-03-01/2024-03-05", "2024-03-01", "2024-03-05", "1 March 2024 to 5 March 2024"),
        ("about 2024-06", "2024-06-01", "2024-06-30", "about June 2024"),
        ("2024-06~", "2024-06-01", "2024-06-30", "about June 2024"),
        ("before 2024-06-01", EARLIEST, "2024-05-31", "before 1 June 2024"),
        ("by 2024-06-01", EARLIEST, "2024-06-01", "by 1 June 2024"),
        ("../2024-06-01", EARLIEST, "2024-06-01", "by 1 June 2024"),
        ("after 2024-06", "2024-07-01", LATEST, "after June 2024"),
        ("2024-06/..", "2024-06-01", LATEST, "from June 2024"),
    ],
)
def test_each_form(typed: str, first: str, last: str, words: str) -> None:
    span = read_span(typed)

    assert (span.first, span.last, span.words) == (first, last, words)


@pytest.mark.parametrize(
    "typed",
    ["", "3/4/24", "2024-13", "2024-02-30", "03.04.2024", "tomorrow", "2024-06-05/2024-06-01",
     "0000-01-01", "2024-1-1", "about", "2024-03-01T25:00", "before 0001-01-01"],
)  # fmt: skip
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        read_span(typed)


@given(st.dates())
def test_a_day_is_that_day(day) -> None:  # type: ignore[no-untyped-def]  # hypothesis gives a date
    span = read_span(day.isoformat())

    assert span.first == span.last == day.isoformat()
    assert day_words(day.isoformat()).endswith(str(day.year))


@given(st.text(max_size=30))
def test_no_text_makes_it_crash(text: str) -> None:
    try:
        span = read_span(text)
    except WrongUsage:
        return
    assert span.first <= span.last


@pytest.mark.parametrize(
    ("typed", "words", "after", "before"),
    [
        ("after F3", "", ("F3",), ()),
        ("before F2, after F3, After F03", "", ("F3",), ("F2",)),
        ("2024-03, before F7", "March 2024", (), ("F7",)),
        ("after 2024-06, after F3", "after June 2024", ("F3",), ()),
        ("not known", "", (), ()),
    ],
)
def test_an_order_beside_a_date_or_alone(
    typed: str, words: str, after: tuple[str, ...], before: tuple[str, ...]
) -> None:
    placed = read_when(typed)

    assert (placed.span.words, placed.after, placed.before) == (words, after, before)


@pytest.mark.parametrize("typed", ["", ",", "2024, 2025", "after", "after F", "after Fx", "F3"])
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        read_when(typed)
