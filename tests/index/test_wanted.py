"""A picture in a folder export is tied to the message that names it, whichever comes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.accounting import Account, Read, Tally
from everyword.index.store import Index, Query, SourceRow
from everyword.index.wanted import paths_of
from everyword.model import NO_TIME, Attachment, Locator, Message, Photo, Reading, When

PATH = "ChatExport/photos/photo_1.jpg"
WHEN = When("t", "2024-03-01T10:00:00", "second", "UTC", "2024-03-01T10:00:00Z", "")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", bytes(range(32))) as opened:
        yield opened


def add(index: Index, letter: str, name: str, reading: Reading) -> None:
    row = SourceRow(letter * 32, ord(letter), letter * 64, 100, name, "", "waiting")
    index.know(row)
    tally = Tally()

    def readings() -> Iterator[Read | Account]:
        tally.see(reading)
        yield Read("r", reading)
        yield tally.account(name, "r", 1)

    index.fill(row, readings())


def chat(index: Index) -> None:
    files = (Attachment("photo_1.jpg", None, True, PATH), Attachment("gone", None, False))
    where = (Locator("ChatExport/result.json", 1, 1, "record"),)
    add(
        index, "a", "ChatExport/result.json",
        Message(where, WHEN, "Sam", (), "Alex", None, "look", attachments=files),
    )  # fmt: skip


def photo(index: Index, letter: str = "b") -> None:
    add(index, letter, PATH, Photo((Locator(PATH, 1, 100, "byte"),), NO_TIME, None, None, 1, 1))


def attached(index: Index) -> Attachment:
    (entry,) = index.find(Query(kind="message"))
    assert isinstance(entry.reading, Message)
    assert entry.reading.attachments[1] == Attachment("gone", None, False)
    return entry.reading.attachments[0]


FOUND = Attachment("photo_1.jpg", "b" * 64, True, PATH)
MISSING = Attachment("photo_1.jpg", None, False, PATH)


def test_the_chat_first(index: Index) -> None:
    chat(index)
    assert attached(index) == MISSING
    photo(index)

    assert attached(index) == FOUND
    (message,) = index.find(Query(kind="message"))
    assert [each.source for each in index.same_file(message)] == ["b" * 32]


def test_the_picture_first_and_the_chat_read_twice(index: Index) -> None:
    photo(index)
    for _ in range(2):
        chat(index)
        assert attached(index) == FOUND


def test_two_different_files_under_one_path_are_tied_to_nothing(index: Index) -> None:
    chat(index)
    photo(index)
    photo(index, "c")

    assert attached(index) == MISSING
    assert index.beside(PATH) is None


def test_when_the_picture_is_deleted_it_is_not_there(index: Index) -> None:
    chat(index)
    photo(index)
    index.forget("b" * 32)

    assert attached(index) == MISSING
    assert index.connection.execute("SELECT count(*) FROM file").fetchone() == (0,)


def test_what_its_own_zip_should_hold_is_not_looked_for_elsewhere() -> None:
    where = (Locator("chat.zip!/_chat.txt", 1, 1, "line"),)
    torn = (Attachment("IMG.jpg", None, True, "chat.zip!/IMG.jpg"),)
    message = Message(where, WHEN, "Sam", (), "Alex", None, "look", attachments=torn)

    assert paths_of(message, "chat.zip") == set()
    assert paths_of(message, "other") == {"chat.zip!/IMG.jpg"}
