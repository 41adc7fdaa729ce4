"""A fact that is dated more narrowly than its sources is said, and never changed."""

import msgspec
import pytest

from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.chronology.dated import narrower, span_of
from everyword.model import Message, Skipped, When
from tests.case.conftest import add, first
from tests.case.conftest import case as case
from tests.case.conftest import words as words


def message(local: str | None, precision: str) -> Message:
    when = When(local, local, precision, None, None, "")  # type: ignore[arg-type]
    return Message((), when, None, (), None, None, "words")


@pytest.mark.parametrize(
    ("local", "precision", "width"),
    [
        ("2024", "year", ("2024-01-01", "2024-12-31")),
        ("2024-02", "month", ("2024-02-01", "2024-02-29")),
        ("2024-03-13", "day", ("2024-03-13", "2024-03-13")),
        ("2024-03-13T21:07:09", "second", ("2024-03-13", "2024-03-13")),
    ],
)
def test_an_item_is_as_wide_as_its_source(
    local: str, precision: str, width: tuple[str, str]
) -> None:
    span = span_of(message(local, precision))

    assert span is not None and (span.first, span.last) == width


def test_what_has_no_time_has_no_width() -> None:
    assert span_of(message(None, "none")) is None
    assert span_of(Skipped((), "a line")) is None


def test_a_day_that_only_a_dateless_paper_stands_behind_is_said(case: Case) -> None:
    path = case.vault.folder.parent / "note.txt"
    path.write_text("He took the car.\n")
    add(case, path)
    note = case.index.only_in(case.index.source("note.txt").object)[0][0]
    fact = case.add_fact("Sam took the car.", "2024-03-13", "alleged", (CiteTo(note),))

    said = narrower(case, fact)
    assert said == "F1 is dated 13 March 2024; nothing it cites carries a date of its own"
    with_time = case.change_fact("F1", cites=(CiteTo(note), CiteTo(first(case))))
    assert narrower(case, with_time) is None
    open_end = msgspec.structs.replace(fact, when="after F2")
    assert narrower(case, open_end) is None


def test_a_paper_that_shows_the_year_is_not_judged(case: Case) -> None:
    path = case.vault.folder.parent / "letter.txt"
    path.write_text("Larkford, 13 March 2024\n")
    add(case, path)
    letter = case.index.only_in(case.index.source("letter.txt").object)[0][0]
    fact = case.add_fact("A letter came.", "2024-03-13", "alleged", (CiteTo(letter),))

    assert narrower(case, fact) is None
