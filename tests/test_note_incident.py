"""Notes of a day: the day is what the note says, the text is the whole note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.model import Document, source_of_bytes
from everyword.readers import claiming, note_incident, text


def read(data: bytes) -> Document:
    source = source_of_bytes("n.txt", data)
    assert claiming(source) == [note_incident]
    (found,) = note_incident.read(source, {})
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("lines", "local", "precision"),
    [
        ("day 2024-03-01\n", "2024-03-01", "day"),
        ("day 2024-03-01\ntime 18:00\n", "2024-03-01T18:00", "minute"),
        ("day 2024-03-01\ntime about six\n", "2024-03-01", "day"),
        ("day 2024-03\ntime 18:00\n", "2024-03", "month"),
        ("day 2024\n", "2024", "year"),
        ("day soon\n", None, "none"),
        ("\nday 2024-03-01\n", None, "none"),
        ("day 2024-03-01\nday 2025-01-01\n", "2024-03-01", "day"),
    ],
)
def test_the_day_is_as_wide_as_it_is_said(lines: str, local: str | None, precision: str) -> None:
    found = read(b"everyword-note/1\n" + lines.encode())

    assert (found.when.local, found.when.precision, found.when.zone) == (local, precision, None)
    assert (found.remark is not None) == (local is None)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_crash_and_all_are_there(data: bytes) -> None:
    whole = b"everyword-note/1\n" + data
    (found,) = note_incident.read(source_of_bytes("n.txt", whole), {})

    assert isinstance(found, Document) and found.text == (whole.decode("utf-8", "replace"),)


def test_a_very_long_one_is_a_text_like_any_other() -> None:
    data = b"everyword-note/1\nday 2024-03-01\n" + b"word\n" * 60_000

    assert claiming(source_of_bytes("n.txt", data)) == [text]
