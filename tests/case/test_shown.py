"""Which messages of a whole case a picture shows: the right stretch, of the right conversation."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.case.shown import Showing, showing, showings, shown_in
from everyword.index import seen
from everyword.index.seen import Words
from everyword.index.store import Entry, Index, Query
from everyword.model import NO_TIME, Locator, Message, Photo
from tests.index.test_store import KEY, fill, said, source

LETTERS = (
    "the a to you me we they can will not have is was kids school money Friday Monday week later "
    "home car please never always sorry pick up bring doctor rent bill pay late early morning"
)
WORDS = tuple(LETTERS.split())
TALK = (
    "Can you take her on Friday?",
    "Yes",
    "I will send the 300 for the school trip tomorrow, promise. It was a long week.",
    "You always say that.",
    "Okay then",
)
LINES = (
    *("21:07", "Sam", "Can you take her on Friday?", "21:01", "Yes", "21:01"),
    *("I will send the 300 for the school trip", "tomorrow, promise. It was a long week.", "21:02"),
    *("You always say that.", "21:03", "Okay then", "21:04"),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "case.db", KEY) as opened:
        yield opened


def chatter(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 12))) for _ in range(count)]


def add_chat(index: Index, letter: str, texts: list[str], thread: str | None = "Sam") -> None:
    chat = [
        said(n, f"2024-03-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}:00", text, thread)
        for n, text in enumerate(texts, 1)
    ]
    fill(index, source(index, letter, f"{letter}.txt"), *chat)


def add_picture(index: Index, *lines: str, letter: str = "f") -> Entry:
    photo = Photo((Locator(f"{letter}.png", 1, 9, "byte"),), NO_TIME, None, None, 9, 9)
    fill(index, source(index, letter, f"{letter}.png"), photo, reader="photo")
    n = max(each.n for each, _ in seen.pictures(index.connection.execute))
    seen.put(index.connection, n, letter.encode(), Words("tesseract 5", "eng", lines))
    return next(each for each in index.find(Query(kind="photo")) if each.n == n)


def texts(found: Showing | None) -> list[str]:
    return [each.message.text for each in found.messages] if found else []


def test_a_stretch_of_a_long_chat_is_found_by_its_place(index: Index) -> None:
    add_chat(index, "a", [*chatter(1500, 1), *TALK, *chatter(1500, 2)])
    add_chat(index, "b", chatter(1500, 3), thread="Rowan")

    found = showing(index, add_picture(index, *LINES))

    assert found and texts(found) == list(TALK)
    assert (found.first, found.last, found.missing) == (1501, 1505, ())
    assert [each.alike for each in found.found.values()] == [1.0] * 5 and not found.is_different


def test_a_chat_added_after_the_picture_is_found(index: Index) -> None:
    picture = add_picture(index, *LINES)
    assert showing(index, picture) is None

    add_chat(index, "a", list(TALK))

    assert texts(showing(index, picture)) == list(TALK)


def test_figures_that_differ_and_lines_with_no_message(index: Index) -> None:
    add_chat(index, "a", [*chatter(99, 1), *TALK, *chatter(99, 2)])
    other = [line.replace("300", "800") for line in LINES]
    add_picture(index, *other, "Where is the money you owe", "21:09")
    add_picture(index, *LINES, letter="e")

    first, second = showings(index)

    assert first.is_different and not second.is_different
    assert first.missing == ("Where is the money you owe",)
    (found,) = (each for each in first.found.values() if each.figures)
    assert (found.figures, found.instead) == (("300",), ("800",))


def test_a_message_left_out_of_the_picture_is_among_those_named(index: Index) -> None:
    add_chat(index, "a", list(TALK))
    lines = [line for line in LINES if "school" not in line and "promise" not in line]

    found = showing(index, add_picture(index, *lines))

    assert found and texts(found) == list(TALK)
    assert [each.message.text for each in found.messages if each.id not in found.found] == [TALK[2]]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("21:07", "Sam"),
        ("Dear parents,", "the school will be closed on Friday", "because of the storm."),
        ("Yes",),
    ],
)
def test_other_papers_look_like_no_messages(index: Index, lines: tuple[str, ...]) -> None:
    add_chat(index, "a", [*chatter(300, 1), *TALK])

    assert showing(index, add_picture(index, *lines)) is None


def test_a_message_says_which_pictures_show_it_a_short_one_too(index: Index) -> None:
    add_chat(index, "a", ["Yes", *chatter(15, 1), *TALK, *chatter(15, 2), "Yes"])
    picture = add_picture(index, *LINES)
    add_picture(index, "Nothing of the sort at all", letter="e")
    messages = list(index.find(Query(kind="message")))

    shown = [each for each in messages if shown_in(index, each)]

    assert [each.reading.text for each in shown if isinstance(each.reading, Message)] == list(TALK)
    assert [each.picture.id for each in shown_in(index, shown[1])] == [picture.id]
    assert shown_in(index, picture) == []


def test_without_a_name_a_conversation_is_its_source(index: Index) -> None:
    add_chat(index, "a", list(TALK), thread=None)
    add_chat(index, "b", chatter(20, 1), thread=None)

    found = showing(index, add_picture(index, *LINES))

    assert found and (found.first, found.last) == (1, 5) and found.messages[0].source == "a" * 32


def test_what_nobody_has_confirmed_is_not_looked_at(index: Index) -> None:
    add_chat(index, "a", list(TALK))
    picture = add_picture(index, *LINES)
    index.set_apart({"a" * 32})
    assert showing(index, picture) is None

    index.set_apart({"f" * 32})
    assert list(showings(index)) == []


def test_the_version_of_another_copy_counts(index: Index) -> None:
    """One copy has the message as it was edited; the picture was taken before."""
    edited = [TALK[2].replace("300", "100") if text == TALK[2] else text for text in TALK]
    add_chat(index, "a", edited)
    add_chat(index, "b", list(TALK))
    picture = add_picture(index, *LINES)

    found = showing(index, picture)

    assert found and len(found.messages) == 5 and not found.is_different
