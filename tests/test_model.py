"""The values: one union that survives the wire, names without their archives."""

from decimal import Decimal

import msgspec
import pytest

from everyword.model import (
    NO_TIME,
    Call,
    Document,
    Locator,
    Message,
    Payment,
    Photo,
    Problem,
    Reading,
    Recording,
    Skipped,
    source_of_bytes,
    whole,
)

WHERE = (Locator("a.zip!/b/c.txt", 3, 4, "line"),)
READINGS = (
    Message(WHERE, NO_TIME, "Alex", ("Sam",), "Sam", "in", "words 😀\u200e\n"),
    Call(WHERE, NO_TIME, "Alex", ("Sam",), "out", 61, True),
    Payment(WHERE, NO_TIME, "1", Decimal("-0.10"), "GBP", "Sam", None, Decimal("12345678901.23")),
    Photo(WHERE, NO_TIME, None, "1.5,-2.5", 3, 4),
    Recording(WHERE, NO_TIME, "41.600", 1, 16000),
    Document(WHERE, NO_TIME, "t", 2, 1, ("one", ""), None),
    Skipped(WHERE, "why"),
    Problem(WHERE, "why"),
)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: type(reading).__name__)
@pytest.mark.parametrize("form", [msgspec.json, msgspec.msgpack])
def test_every_kind_comes_back_the_same(reading: Reading, form: object) -> None:
    data = form.encode(reading)  # type: ignore[attr-defined]

    assert form.decode(data, type=Reading) == reading  # type: ignore[attr-defined]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: type(reading).__name__)
def test_values_do_not_change(reading: Reading) -> None:
    with pytest.raises(AttributeError):
        reading.where = ()  # type: ignore[misc]


def test_a_name_without_its_archive_and_folder() -> None:
    source = source_of_bytes("a.zip!/in/THE Scan.PDF", b"123")

    assert (source.base, source.suffix, source.head(2)) == ("THE Scan.PDF", ".pdf", b"12")
    assert whole(source) == (Locator("a.zip!/in/THE Scan.PDF", 1, 3, "byte"),)
    assert whole(source_of_bytes("e", b""))[0].last == 0
