"""Bytes nobody wrote, a bounded share of what `make fuzz` feeds; and that a broken promise shows.

The starts are fixed: the same inputs each time, on every machine.
"""

import io
import random
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from everyword.errors import NeedsAnswer
from everyword.model import (
    NO_TIME,
    Document,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers import Reader
from tests.fuzz.changes import blocks, changed, changed_inside, cut_at, flipped, zipped
from tests.fuzz.loop import Fault, Loop, smaller
from tests.fuzz.promises import NotKept, check
from tests.fuzz.targets import TARGETS, Target

TURNS = 150
SLOW = {"calendar_ics": 50, "document_pdf": 50}
"""Readers that work out a year of repetitions, or hand a file to a library."""


@pytest.mark.parametrize("name", sorted(TARGETS))
@pytest.mark.filterwarnings("ignore::UserWarning")  # of the PDF library, about the file
def test_no_promise_is_broken_by_changed_bytes(name: str) -> None:
    loop = Loop(TARGETS[name])
    before = len(loop.kept)
    loop.feed(SLOW.get(name, TURNS))
    assert len(loop.kept) > before, "nothing new ever happened: nothing was tried"


@pytest.mark.parametrize("name", sorted(TARGETS))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_cases_themselves_keep_every_promise(name: str) -> None:
    target = TARGETS[name]
    assert target.seeds
    for seed in target.seeds:
        target.ask(seed)


def test_every_reader_and_every_parser_of_its_own_is_a_target() -> None:
    assert {"chat_whatsapp", "bank_mt940", "bank_qif", "typedstream"} < TARGETS.keys()
    assert {"mail_eml", "contacts_vcard", "calendar_ics", "bank_camt", "bank_ofx"} < TARGETS.keys()
    assert {"json_records", "html_words", "sms_backup_xml", "chat_imessage"} < TARGETS.keys()


def test_a_fault_is_found_again_and_made_small() -> None:
    def stumbles(data: bytes) -> frozenset[Any]:
        if data.count(b"a") != 3:
            raise ValueError("here")
        return frozenset()

    target = Target("stumbles", (b"xxaxxaxxaxx",), stumbles)
    found = []
    for _ in range(2):
        with pytest.raises(Fault) as fault:
            Loop(target).feed(500)
        found.append(fault.value.data)
    assert found[0] == found[1]
    assert smaller(target, found[0]) in (b"", b"aaaa")


def reader_of(read: Any, recognises: Any = lambda source: True, name: str = "chat_x") -> Reader:
    made = SimpleNamespace(NAME=name, TITLE="", VERSION=1, read=read, recognises=recognises)
    return cast(Reader, made)


def line(source: Source, first: int, last: int, text: str = "a") -> Message:
    where = (Locator(source.name, first, last, "line"),)
    return Message(where, NO_TIME, None, (), None, None, text)


def giving(*readings: Reading) -> Reader:
    return reader_of(lambda source, answers: iter(readings))


THREE = b"a\na\na\n"
HERE = Source("file", len(THREE), lambda: None)  # type: ignore[arg-type, return-value]  # a name only


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (giving(), "not a word"),
        (giving(line(HERE, 1, 2), line(HERE, 3, 4)), "line 4 of 3"),
        (giving(line(HERE, 1, 2)), "3 to 3 were not accounted for"),
        (giving(line(HERE, 1, 1), line(HERE, 3, 3)), "2 to 2 were not accounted for"),
        (giving(line(HERE, 1, 2), line(HERE, 2, 3)), "line 2 is named by 2"),
        (giving(line(HERE, 1, 3, "b")), "do not end with its words"),
        (giving(line(HERE, 0, 3)), "a place from 0"),
        (giving(Problem((Locator("other", 1, 1, "byte"),), "x")), "not of file"),
        (giving(Problem((Locator("file", 1, 7, "byte"),), "x")), "byte 7 of 6"),
        (giving(Document((Locator("file", 2, 2, "record"),), NO_TIME, None, None, None)), "1 to 1"),
        (giving(Skipped((), "x")), "nowhere"),
        (reader_of(giving().read, lambda source: 7), "recognises gave 7"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_broken_promise_is_noticed(reader: Reader, why: str) -> None:
    with pytest.raises(NotKept, match=why):
        check(reader, "file", THREE, {})


def test_a_second_reading_that_differs_is_noticed() -> None:
    turns = iter(range(9))

    def read(source: Source, answers: object) -> Iterator[Reading]:
        yield Problem(whole(source), f"turn {next(turns)}")

    with pytest.raises(NotKept, match="second"):
        check(reader_of(read), "file", THREE, {})


def test_an_answer_that_was_offered_has_to_do() -> None:
    def asks(source: Source, answers: dict[str, str]) -> Iterator[Reading]:
        raise NeedsAnswer(path="file", question="which?", key="zone", choices=("a", "b"))

    with pytest.raises(NotKept, match="asks again"):
        check(reader_of(asks), "file", THREE, {})


def test_a_file_the_reader_does_not_take_is_no_trouble() -> None:
    assert check(reader_of(giving().read, lambda source: False), "file", THREE, {}) is None


def test_changes_are_the_ones_that_are_named() -> None:
    assert list(cut_at(b"abc", 2)) == [b"", b"ab"]
    assert list(flipped(b"abc", 2, 1)) == [b"`bc", b"abb"]
    assert list(blocks(b"abcd", 2, 2)) == [b"cd", b"ababcd", b"ab", b"abcdcd"]


def test_a_zip_is_changed_inside() -> None:
    whole = zipped([("a.txt", b"1 2 3 4 5 6 7 8"), ("b.txt", b"x")])
    texts = set()
    for start in range(20):
        other = changed_inside(random.Random(start), whole, [])
        with zipfile.ZipFile(io.BytesIO(other)) as archive:
            assert archive.testzip() is None
            texts.add(tuple(archive.read(each) for each in archive.infolist()))
    assert len(texts) > 5
    assert changed(random.Random(1), [whole], []) != whole
