"""Words a machine read in pictures: found by search, gone with their item, never read twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.index import seen
from everyword.index.seen import Words
from everyword.index.store import Index, Query
from everyword.model import NO_TIME, Locator, Photo
from tests.index.test_store import KEY, fill, said, source

EMPTY = "SELECT count(*) FROM found WHERE found MATCH ?"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", KEY) as opened:
        yield opened


def add_photo(index: Index, letter: str, name: str) -> int:
    photo = Photo((Locator(name, 1, 100, "byte"),), NO_TIME, None, None, 10, 10)
    fill(index, source(index, letter, name), photo, reader="photo")
    return next(each.n for each, _ in seen.pictures(index.connection.execute) if each.path == name)


def words(*lines: str, languages: str = "eng", fault: str | None = None) -> Words:
    return Words("tesseract 5", languages, lines, fault)


def found(index: Index, text: str) -> list[str]:
    return [each.reading.where[0].path for each in index.find(Query(text))]


def check_search(index: Index) -> None:
    """The list of words is that of the items, exactly."""
    index.connection.execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")


def test_a_picture_is_found_by_its_words_and_its_name(index: Index) -> None:
    n = add_photo(index, "a", "beach.png")
    seen.put(index.connection, n, b"1", words("Where is the money", "привет"))

    assert found(index, "money where") == found(index, "ПРИВЕТ") == ["beach.png"]
    assert found(index, "beach") == ["beach.png"]
    assert seen.words(index.connection.execute, n) == words("Where is the money", "привет")
    check_search(index)


def test_read_anew_in_another_language_the_old_words_are_gone(index: Index) -> None:
    n = add_photo(index, "a", "a.png")
    seen.put(index.connection, n, b"1", words("rnoney"))
    seen.put(index.connection, n, b"1", words("money", languages="deu"))

    assert found(index, "money") == ["a.png"] and found(index, "rnoney") == []
    assert [said for _, said in seen.pictures(index.connection.execute)] == ["deu"]
    check_search(index)


@pytest.mark.parametrize("way", ["forget", "read again", "fail"])
def test_what_was_read_goes_with_its_picture(index: Index, way: str, tmp_path: Path) -> None:
    n = add_photo(index, "a", "a.png")
    seen.put(index.connection, n, b"1", words("Quittenkompott"))
    match way:
        case "forget":
            index.forget("a" * 32)
        case "read again":
            fill(index, index.row("a" * 32), said(1, "2024-01-01T10:00:00", "no picture"))
        case "fail":
            index.fail("a" * 32, "gone")

    run = index.connection.execute
    assert found(index, "Quittenkompott") == [] and seen.words(run, n) is None
    assert run(EMPTY, ("Quittenkompott",)).fetchone() == (0,)
    assert run("SELECT count(*) FROM seen").fetchone() == (0,)
    check_search(index)


def test_equal_bytes_read_in_the_same_way_are_known(index: Index) -> None:
    n = add_photo(index, "a", "a.png")
    seen.put(index.connection, n, b"1", words("here"))
    run = index.connection.execute

    assert seen.of_bytes(run, b"1", "tesseract 5", "eng") == words("here")
    assert seen.of_bytes(run, b"2", "tesseract 5", "eng") is None
    assert seen.of_bytes(run, b"1", "tesseract 6", "eng") is None
    assert seen.of_bytes(run, b"1", "tesseract 5", "rus") is None


def test_pictures_nobody_has_confirmed_are_not_named(index: Index) -> None:
    n = add_photo(index, "a", "a.png")
    seen.put(index.connection, n, b"1", words("one two three"))
    index.set_apart({"a" * 32})

    assert list(seen.pictures(index.connection.execute)) == []
    assert seen.with_lines(index.connection.execute) == []


def test_a_picture_that_went_meanwhile_is_passed_over(index: Index) -> None:
    seen.put(index.connection, 77, b"1", words("x"))

    assert index.connection.execute("SELECT count(*) FROM seen").fetchone() == (0,)


def test_messages_around_and_their_numbers(index: Index) -> None:
    chat = [said(n, f"2024-03-01T10:{n:02}:00", f"message number {n}") for n in range(1, 31)]
    fill(index, source(index, "c", "c.txt"), *chat)
    run = index.connection.execute
    (ninth,), (tenth,), (last,) = (seen.hits(run, ("number", word)) for word in ("9", "10", "30"))

    around = seen.around(run, ninth, ninth, 2, 5)

    texts = [each.message.text for each in around]
    assert texts == [f"message number {n}" for n in (7, 8, 9, 10, 11)]
    assert seen.number_of(run, ninth) == 9
    assert [seen.apart_by(run, ninth, each, 12) for each in (tenth, last)] == [0, 12]
