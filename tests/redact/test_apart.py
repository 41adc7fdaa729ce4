"""A PDF built to stop a program stops a child only; what the child says comes back whole."""

from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from everyword.errors import Refused, SourceUnreadable
from everyword.redact.apart import look_apart, redacted_apart
from everyword.redact.marks import Box, Word
from everyword.redact.redacting import redacted
from tests.redact.pages_made import LINE, SECRET, made

CHILD = (Word(SECRET, "child"),)


def nested(pdf: Pdf) -> None:
    """Each form draws the next one many times: a sentence to billions of drawings."""
    names = pdf.pages[0].obj.Resources.XObject
    for _ in range(11):
        form = pdf.make_stream(b"/Y Do 1 0 0 1 1 1 cm " * 20, Type=Name.XObject, Subtype=Name.Form)
        form.BBox, form.Resources = Array([0, 0, 595, 842]), Dictionary(XObject=names)
        names = Dictionary(Y=pdf.make_indirect(form))
    pdf.pages[0].obj.Resources.XObject = names


def test_the_same_as_here() -> None:
    source = made(LINE)

    assert redacted_apart(source, "a.pdf", (), CHILD) == redacted(source, (), CHILD, name="a.pdf")
    (place,) = look_apart(source, "a.pdf", (), CHILD).boxes
    assert place.words == SECRET and place.page == 1


@pytest.mark.parametrize(
    ("change", "seconds", "words"), [(nested, 1, "without end"), (None, 60, "beside page 1")]
)
def test_what_stops_it_is_said(
    change: Callable[[Pdf], None] | None, seconds: int, words: str
) -> None:
    """Without the limit the first would run for years."""
    source = made(f"{LINE} /Y Do", change)
    box = Box(1, 5 if change else 9000, 5, 20, 20)

    with pytest.raises((SourceUnreadable, Refused)) as stopped:
        redacted_apart(source, "a.pdf", (box,), CHILD, seconds=seconds)
    assert words in str(stopped.value) and "a.pdf" in str(stopped.value)
