"""Labels: no number twice, none left out, and nothing that was lodged moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle.numbering import Numbering, Part, labels_by_page, number, roman, spans

FRONT = [Part("cover", 1, 1), Part("index", 2, 1)]
BODY = [Part("a", 3, 1, "A"), Part("b", 2, 1, "A"), Part("c", 1, 1, "B")]


def labels(parts: list[Part], numbering: Numbering, used: tuple[str, ...] = ()) -> list[str]:
    return [label for spot in number(parts, numbering, used).values() for label in spot.labels]


def test_one_run_counts_the_front_matter_too() -> None:
    assert labels(FRONT + BODY, "run") == [str(n) for n in range(1, 10)]


def test_sections_begin_again_and_the_front_matter_is_its_own() -> None:
    front, first, second = ["i", "ii", "iii"], ["A1", "A2", "A3", "A4", "A5"], ["B1"]
    assert labels(FRONT + BODY, "sections") == front + first + second


def test_volumes_number_on_and_each_counts_its_own_pages() -> None:
    parts = [*FRONT, *BODY, Part("cover 2", 1, 2), Part("d", 2, 2, "B")]
    spots = number(parts, "sections")
    assert (spots["cover 2"].labels, spots["cover 2"].page) == (("iv",), 1)
    assert (spots["d"].labels, spots["d"].page) == (("B2", "B3"), 2)
    assert labels_by_page(spots)[2] == ["iv", "B2", "B3"]


@pytest.mark.parametrize(
    ("numbering", "used", "part", "wanted"),
    [
        ("run", ("1", "2", "27"), Part("x", 2, 1, "A"), ["28", "29"]),
        ("run", ("1", "10", "11"), Part("x", 2, 1, "A", "10"), ["10A", "10B"]),
        ("run", ("10", "10A", "10Z"), Part("x", 2, 1, "A", "10"), ["10AA", "10AB"]),
        ("run", ("10", "10A", "10B"), Part("x", 1, 1, "A", "10B"), ["10C"]),
        ("run", ("1", "2"), Part("index", 2, 1), ["i", "ii"]),
        ("run", ("1", "2", "i", "ii"), Part("index", 1, 1), ["iii"]),
        ("sections", ("i", "A1", "A9", "B2"), Part("x", 1, 1, "A"), ["A10"]),
        ("sections", ("i", "A1", "B2"), Part("x", 1, 1, "C"), ["C1"]),
        ("sections", ("A1", "A2"), Part("x", 2, 1, "A", "A1"), ["A1A", "A1B"]),
        ("sections", ("i", "ii", "iii", "A1"), Part("index", 1, 1), ["iv"]),
    ],
)
def test_late_pages_leave_lodged_ones_as_they_are(
    numbering: Numbering, used: tuple[str, ...], part: Part, wanted: list[str]
) -> None:
    assert labels([part], numbering, used) == wanted


PARTS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(1, 3), st.sampled_from(["", "A", "B", "AA"])),
    min_size=1,
    max_size=12,
)


@given(PARTS, st.sampled_from(["run", "sections"]), st.integers(1, 12), st.integers(0, 5))
def test_no_number_is_given_twice(
    said: list[tuple[int, int, str]], numbering: Numbering, late: int, behind: int
) -> None:
    """In a bundle and in two supplements to it, one inserted and one at the end."""
    ordered = sorted(said, key=lambda each: each[1])
    parts = [Part(str(n), pages, volume, run) for n, (pages, volume, run) in enumerate(ordered)]
    first = labels(parts, numbering)
    assert len(set(first)) == len(first) == sum(part.pages for part in parts)
    arabic = [label for label in first if label[-1].isdigit()]
    after = arabic[min(behind, len(arabic) - 1)] if arabic else ""
    second = labels([Part("index", 2, 1), Part("x", late, 1, "A", after)], numbering, tuple(first))
    used = (*first, *second)
    third = labels([Part("index", 1, 1), Part("y", late, 1, "A", after)], numbering, used)
    assert len({*used, *third}) == len(used) + len(third)


def test_roman() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 49, 90, 99, 148)] == (
        ["i", "iv", "ix", "xiv", "xl", "xlix", "xc", "xcix", "cxlviii"]
    )


def test_spans() -> None:
    assert spans(["i", "ii", "A1", "A2", "B1", "A3", "10A", "10B", "11A", "28"]) == [
        ("i", "ii"),
        ("A1", "A2"),
        ("B1", "B1"),
        ("A3", "A3"),
        ("10A", "10B"),
        ("11A", "11A"),
        ("28", "28"),
    ]
