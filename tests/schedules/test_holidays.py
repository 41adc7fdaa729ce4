"""The lists of closed days against published ones; the western Easter a second way."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.holidays import Closed, closed, easter, of_days, own_list, places

PUBLISHED = {
    ("england-wales", 2022): "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    ("england-wales", 2023): "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    ("england-wales", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    ("england-wales", 2027): "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    ("scotland", 2022): "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
    ("scotland", 2026): "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
    ("northern-ireland", 2026): "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
    ("california", 2025): "01-01 01-20 02-12 02-17 03-31 05-26 06-19 07-04 09-01 09-26 11-11"
    " 11-27 11-28 12-25",
    ("california", 2026): "01-01 01-19 02-12 02-16 03-31 05-25 06-19 07-03 09-07 09-25 11-11"
    " 11-26 11-27 12-25",
    ("us-federal", 2022): "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    ("us-federal", 2027): "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    ("new-york", 2024): "01-01 01-15 02-12 02-19 05-27 06-19 07-04 09-02 10-14 11-05 11-11 11-28"
    " 12-25",
    ("hong-kong", 2026): "01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01"
    " 10-19 12-25",
    ("british-columbia", 2024): "01-01 02-19 03-29 04-01 05-20 07-01 08-05 09-02 09-30 10-14"
    " 11-11 12-25 12-26",
    ("ontario", 2026): "01-01 02-16 04-03 04-06 05-18 07-01 08-03 09-07 09-30 10-12 11-11 12-25"
    " 12-28",
    ("ireland", 2024): "01-01 02-05 03-18 04-01 05-06 06-03 08-05 10-28 12-25 12-26",
}
"""As printed by the offices; days at a weekend do not close anything and are left away."""


@pytest.mark.parametrize(("place", "year"), PUBLISHED)
def test_a_year_as_it_was_published(place: str, year: int) -> None:
    list_ = closed(place)
    days = [dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(365)]

    shut = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and list_.why(day)]
    assert " ".join(shut) == PUBLISHED[place, year]


@pytest.mark.parametrize("place", sorted(places()))
def test_outside_the_time_of_a_list_nothing_is_said(place: str) -> None:
    list_ = closed(place)
    after = list_.place.last + dt.timedelta(days=1)
    while after.weekday() > 4:
        after += dt.timedelta(days=1)

    with pytest.raises(WrongUsage, match="ends on"):
        list_.why(after)
    assert list_.place.source and list_.place.seen > dt.date(2026, 1, 1)


def test_an_unknown_place_names_those_there_are() -> None:
    with pytest.raises(WrongUsage, match="england-wales"):
        closed("atlantis")


@given(st.integers(1583, 4099))
def test_easter_a_second_way(year: int) -> None:
    """Lilius and Clavius: the epact, and the Sunday after the paschal moon."""
    golden, century = year % 19 + 1, year // 100 + 1
    moons = 3 * century // 4 - 12
    drift = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + drift - moons) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact + (30 if 44 - epact < 21 else 0)
    day = dt.date(year, 3, 1) + dt.timedelta(days=full - 1)
    expected = day + dt.timedelta(days=7 - (day.weekday() + 1) % 7)

    assert easter(year) == expected


def own(text: str) -> Closed:
    return own_list("mine.toml", f"first = 2026-01-01\nlast = 2026-12-31\n{text}")


def test_a_list_of_ones_own() -> None:
    list_ = own(
        'weekend = ["friday", "saturday"]\n'
        'day = [{name = "Feast", date = 2026-05-05}, {name = "Day", month = 1, day = 7}]'
    )

    assert list_.why(dt.date(2026, 5, 5)) == "Feast"
    assert list_.why(dt.date(2026, 1, 7)) == "Day"
    assert list_.why(dt.date(2026, 5, 8)) == "Friday" and list_.why(dt.date(2026, 5, 10)) is None


@pytest.mark.parametrize(
    "text",
    [
        "day = [",
        'day = [{name = "x", mont = 1}]',
        'day = [{name = "x"}]',
        'day = [{name = "x", month = 2, day = 30}]',
        'day = [{name = "x", month = 13, weekday = "monday"}]',
        'day = [{name = "x", month = 2, weekday = "monday", nth = 9}]',
        'weekend = "sunday"\nday = []\nfirst = 2025-01-01',
    ],
)
def test_a_list_that_says_no_days_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        own(text)
    assert len(refused.value.lines()) == 3


def test_a_list_of_single_days_covers_their_years() -> None:
    list_ = of_days("mine", [(dt.date(2026, 5, 5), "Feast")])

    assert list_.why(dt.date(2026, 5, 5)) == "Feast" and list_.why(dt.date(2026, 12, 31)) is None
    with pytest.raises(WrongUsage):
        list_.why(dt.date(2027, 1, 1))
    with pytest.raises(WrongUsage, match="no day"):
        of_days("mine", [])


def test_the_list_in_the_documentation_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs/schedules.md").read_text("utf-8")
    block = page[page.index("    first = 2026-01-01") : page.index("    ]\n") + 6]
    list_ = own_list("docs", "\n".join(line[4:] for line in block.splitlines()))

    assert list_.why(dt.date(2026, 5, 29)) == "Court holiday"
    assert list_.why(dt.date(2026, 8, 31)) == "August holiday"
    assert list_.why(dt.date(2026, 4, 6)) == "Easter Monday"


def test_a_sunday_may_move_where_a_saturday_does_not() -> None:
    list_ = closed("new-york")

    assert list_.why(dt.date(2027, 7, 5)) == "Independence Day (for 2027-07-04)"
    assert list_.why(dt.date(2026, 7, 3)) is None and list_.why(dt.date(2026, 7, 6)) is None
