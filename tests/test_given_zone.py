"""The zone a person gives: UTC where there is one, and why where there is none."""

import zoneinfo
from datetime import datetime

import pytest

from everyword.errors import NeedsAnswer
from everyword.readers.times.zone import utc_in, zone_named

LONDON = zoneinfo.ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("local", "utc", "why"),
    [
        ("2024-01-15T12:00:00", "2024-01-15T12:00:00Z", ""),
        ("2024-07-15T12:00:00", "2024-07-15T11:00:00Z", ""),
        ("2024-03-31T01:30:00", None, "was not on that day (the clocks went forward)"),
        ("2024-10-27T01:30:00", None, "was twice on that day (the clocks went back)"),
    ],
)
def test_a_time_that_was_twice_or_never_has_no_utc(local: str, utc: str | None, why: str) -> None:
    found, remark = utc_in(datetime.fromisoformat(local), LONDON)

    assert found == utc
    assert remark.endswith(why) and bool(remark) is bool(why)


def test_a_time_at_the_end_of_all_days_is_said() -> None:
    found, remark = utc_in(datetime(1, 1, 1, 0, 0), zoneinfo.ZoneInfo("Asia/Tokyo"))  # noqa: DTZ001

    assert found is None and "outside of what can be counted" in remark


def test_a_zone_that_there_is_not_is_asked() -> None:
    assert zone_named(None, "a") is None
    assert zone_named("Europe/London", "a") == LONDON
    for name in ("Europe/Nowhere", "../etc/passwd", ""):
        with pytest.raises(NeedsAnswer) as asked:
            zone_named(name, "a")
        assert asked.value.key == "zone"
