"""Nights counted by published rules: their own figures, and one night around each threshold."""

import datetime as dt
from fractions import Fraction

import pytest

from everyword.errors import NotFound
from everyword.schedules.contact_count import (
    CONFIDENCE,
    count,
    count_time,
    effects,
    night_rule,
    night_rules,
    percent,
    reach,
    rounded,
)

DAY = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("rule", "least"),
    [*(("uk-cms", n) for n in (52, 104, 156, 175)), ("us-wi", 92)]
    + [("au", n) for n in (52, 128, 238, 314)],
)
def test_one_night_around_a_threshold_is_said(rule: str, least: int) -> None:
    found = night_rule(rule, DAY)
    below, at = count(found, least - 1, 365), count(found, least, 365)

    assert below.band != at.band
    assert below.more == at.band and at.less == below.band and below.next == (1, at.band)
    assert f"One night more is another band: {at.band.words}." in effects(below)
    assert f"One night less is another band: {below.band.words}." in effects(at)


def test_inside_of_a_band_one_night_changes_nothing_and_the_next_one_is_said() -> None:
    found = count(night_rule("uk-cms", DAY), 60, 365)

    assert effects(found)[:2] == [
        "One night less is the same band.",
        "One night more is the same band.",
    ]
    assert effects(found)[2].startswith("The next band is 44 nights away: 104 to 155")


@pytest.mark.parametrize(("nights", "shown"), [(52, "14.25 %"), (48, "13.15 %"), (365, "100.00 %")])
def test_shares_of_a_year_are_those_that_were_published(nights: int, shown: str) -> None:
    """Alternate weekends and two weekends a month, as a table of time shares has them."""
    assert percent(Fraction(nights, 365)) == shown


def test_equivalent_care_is_added_to_the_nights_and_to_the_whole() -> None:
    """The example of Wisconsin: 271 and 94 nights and 92 days of equivalent care are 457."""
    rule = night_rule("us-wi", DAY)
    one, two = count(rule, 271, 365, 0, 92), count(rule, 94, 365, 92, 92)

    assert (one.nights, two.nights, one.of, two.of) == (271, 186, 457, 457)
    assert [round(100 * each.value) for each in (one, two)] == [59, 41]


@pytest.mark.parametrize(
    ("nights", "points"), [(51, 13), (52, 14), (127, 34), (128, 35), (182, 49), (183, 51),
                           (237, 65), (238, 66), (313, 86), (314, 87)],
)  # fmt: skip
def test_care_is_rounded_down_below_half_and_up_above(nights: int, points: int) -> None:
    assert rounded(nights, 365) == points


def test_half_of_the_nights_is_half() -> None:
    assert rounded(183, 366) == 50


def test_forty_percent_of_the_time_is_compared_exactly() -> None:
    rule = night_rule("ca-federal", DAY)

    assert count_time(rule, Fraction(2, 5))[0].least == 40
    assert count_time(rule, Fraction(2, 5) - Fraction(1, 10**9))[0].least == 0


def test_nights_that_are_not_known_leave_every_band_open_that_they_reach() -> None:
    rule = night_rule("uk-cms", DAY)

    assert [each.least for each in reach(rule, 40, 110, 365)] == [0, 52, 104]
    assert [each.least for each in reach(rule, 60, 60, 365)] == [52]


def test_every_rule_has_a_source_and_a_band_for_no_night() -> None:
    for name, versions in night_rules().items():
        for each in versions:
            assert each.id == name and each.source.startswith("https://")
            assert each.confidence in CONFIDENCE and each.title and each.window
            assert each.bands[0].least == 0
            assert [b.least for b in each.bands] == sorted({b.least for b in each.bands})


def test_a_rule_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="uk-cms"):
        night_rule("uk", DAY)
