"""A volume or a supplement goes on with the numbers of another file: said, and no error."""

from pathlib import Path
from typing import Any

import pytest

from everyword.rules.checks_numbers import check_numbering
from everyword.rules.facts import File, Page
from everyword.rules.partial import is_late, part_of
from everyword.rules.records import profile
from everyword.rules.report import Found

SCHEMES = {"run": "us-ca", "sections": "ew-family-children"}


def file(labels: str, **about: Any) -> File:
    words = about.pop("words", "")
    pages = tuple(Page(n, label) for n, label in enumerate(labels.split(), 1))
    pages[0].text = words
    return File(Path("x.pdf"), 1, "00", about=about, pages=pages)


def found(scheme: str, labels: str, **about: Any) -> list[Found]:
    court = profile(SCHEMES[scheme])
    rule = next(each for each in court.rules if each.check == "numbering")
    return list(check_numbering(file(labels, **about), rule))


@pytest.mark.parametrize(
    ("scheme", "labels", "subject"),
    [
        ("run", "18 19 20", "Volume 2 of 4"),
        ("run", "i ii 18 19 20", "Supplement"),
        ("run", "i 7A 7B 12A 30 31", "Supplement"),
        ("sections", "iv v E33 E34 F1 F2", "Volume 3 of 3"),
        ("sections", "x C8 C9 D4", "Supplement, Volume 1 of 2"),
        ("sections", "x C3A C3B C8", "Supplement"),
    ],
)
def test_a_part_that_says_so_goes_on(scheme: str, labels: str, subject: str) -> None:
    (said,) = found(scheme, labels, Subject=subject)

    assert said.severity == "info"
    assert "The numbers begin at " in said.words

    assert any(each.severity is None for each in found(scheme, labels)), "nothing says it is a part"


@pytest.mark.parametrize(
    ("scheme", "labels", "subject"),
    [
        ("run", "18 19 21", "Volume 2 of 4"),
        ("run", "18 19 19", "Volume 2 of 4"),
        ("run", "C8 C9", "Volume 2 of 4"),
        ("run", "i ii 18 18", "Supplement"),
        ("sections", "iv E33 E35", "Volume 3 of 3"),
        ("sections", "iv 18 19", "Volume 3 of 3"),
        ("sections", "iv E33 F2", "Volume 3 of 3"),
        ("run", "18 19 20", "Volume 1 of 4"),
    ],
)
def test_gaps_and_doubles_stay_errors(scheme: str, labels: str, subject: str) -> None:
    assert any(each.severity is None for each in found(scheme, labels, Subject=subject))


def test_sections_that_begin_in_a_volume_are_as_they_should_be() -> None:
    assert found("sections", "iv D1 D2 E1", Subject="Volume 2 of 4") == []


def test_the_first_page_says_it_too() -> None:
    said = found("run", "18 19", words="Morgan and Carter\nVolume 2 of 4\nPages 18 to 19.")

    assert [each.severity for each in said] == ["info"]
    assert part_of(file("18", words="Volume 2 of 4")) == "volume 2 of 4"
    assert is_late(file("18", words="Index of the supplement and of what was lodged"))
    assert not part_of(file("18", words="Child benefit supplement\nVolume 1 of 4"))
