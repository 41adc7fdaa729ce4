"""Words in the points of a picture: which parts are painted over, whoever read them."""

import pytest
from PIL import Image

from everyword.ocr import Program, Seen
from everyword.redact import pictured
from everyword.redact.marks import Word
from everyword.redact.pictured import areas_of
from everyword.redact.profiles import profile

PLAIN = profile("plain")
SIZE = (1000, 1600)


def line(number: int, *words: str, left: int = 50, wide: int = 20) -> list[Seen]:
    """Words of one line, each letter 20 pixels wide."""
    seen = []
    for word in words:
        seen.append(Seen(word, left, 100 * number, wide * len(word), 40, 90, (1, 1, number)))
        left += wide * (len(word) + 1)
    return seen


def covers(area: tuple[int, int, int, int], seen: Seen) -> bool:
    left, top, right, below = area
    return (
        left <= seen.left
        and top <= seen.top
        and right >= seen.left + seen.width
        and below >= seen.top + seen.height
    )


def meets(area: tuple[int, int, int, int], seen: Seen) -> bool:
    left, top, right, below = area
    return (
        left < seen.left + seen.width
        and right > seen.left
        and top < seen.top + seen.height
        and below > seen.top
    )


def test_the_word_is_covered_and_its_neighbours_are_not() -> None:
    seen = line(1, "Collect", "Rowan", "Fox,", "please")
    (area,) = areas_of(seen, SIZE, [Word("Rowan Fox")], PLAIN)
    assert [covers(area, each) for each in seen] == [False, True, True, False]
    assert [meets(area, each) for each in seen] == [False, True, True, False]


def test_what_hangs_on_a_word_goes_with_it() -> None:
    (seen,) = line(1, "acc:12345678")
    (area,) = areas_of([seen], SIZE, [Word("12345678", "account")], PLAIN)
    assert covers(area, seen)


def test_a_name_over_two_lines_gets_a_box_on_each() -> None:
    seen = [*line(1, "Collect", "Rowan", left=500), *line(2, "Fox", "today")]
    areas = areas_of(seen, SIZE, [Word("Rowan Fox")], PLAIN)
    assert len(areas) == 2
    assert [any(covers(area, each) for area in areas) for each in seen] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("name", ["רוואן", "روان"], ids=["hebrew", "arabic"])
def test_lines_to_the_left(name: str) -> None:
    seen = [
        Seen("שלום", 800, 100, 100, 40, 90, (1, 1, 1)),
        Seen(name, 650, 100, 120, 40, 90, (1, 1, 1)),
        Seen("היום", 500, 100, 100, 40, 90, (1, 1, 1)),
    ]
    (area,) = areas_of(seen, SIZE, [Word(name)], PLAIN)
    assert [covers(area, each) for each in seen] == [False, True, False]
    assert [meets(area, each) for each in seen] == [False, True, False]


def test_shapes_of_a_profile_are_found() -> None:
    seen = line(1, "SSN", "078-05-1120", "of", "Sam")
    areas = areas_of(seen, SIZE, [], profile("us-federal"))
    assert areas and all(covers(areas[0], each) == (each.text == "078-05-1120") for each in seen)


def test_boxes_stay_inside_the_picture() -> None:
    seen = [Seen("Rowan", 0, 0, 1000, 1600, 90, (1, 1, 1))]
    assert areas_of(seen, SIZE, [Word("Rowan")], PLAIN) == [(0, 0, 1000, 1600)]


def test_small_pictures_are_read_large_and_places_are_in_their_own_pixels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = []

    def fake(program: Program, image: Image.Image, spoken: str) -> list[Seen]:
        sizes.append(image.size)
        return [Seen("Rowan", 41, 60, 81, 20, 90, (1, 1, 1))]

    monkeypatch.setattr(pictured.ocr, "read", fake)
    program = Program("", "5", ("eng",))
    (small,) = pictured.read(program, Image.new("RGB", (400, 300)), "eng")
    assert (small.left, small.top, small.width, small.height) == (20, 30, 41, 10)
    (large,) = pictured.read(program, Image.new("RGB", (1400, 300)), "eng")
    assert large.left == 41
    assert sizes == [(800, 600), (1400, 300)]
