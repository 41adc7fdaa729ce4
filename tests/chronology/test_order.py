"""Order from dates and relations: bounds go through every fact in a row, circles are named."""

import random

import pytest

from everyword.case.dates import EARLIEST, LATEST
from everyword.case.decided import Fact
from everyword.chronology.order import Ordered, in_order


def ordered(*whens: str) -> Ordered:
    return in_order(Fact(f"F{n}", "s", when, "alleged") for n, when in enumerate(whens, 1))


def test_bounds_are_pushed_through_every_fact_in_a_row() -> None:
    found = ordered("after F2", "after F3", "2024-03-05", "2024-03-04", "before F4")

    assert found.ids == ("F5", "F4", "F3", "F2", "F1")
    assert found.clashes == ()
    assert found.why["F1"] == "not before 5 March 2024: after F2, which is after F3"
    assert found.why["F5"] == "not later than 4 March 2024: before F4"
    assert found.why["F3"] == "its date: 5 March 2024"


def test_a_wide_date_waits_for_what_it_is_after() -> None:
    found = ordered("2024-03, after F2", "2024-03-20", "2024-03-10")

    assert found.ids == ("F3", "F2", "F1")
    assert "its date: March 2024; not before 20 March 2024: after F2" in found.why["F1"]


def test_a_wide_date_comes_before_what_it_is_said_to_come_before() -> None:
    assert ordered("2024-03-01/2024-03-31, before F2", "2024-03-01").ids == ("F1", "F2")
    assert ordered("2024-03-01", "before F1").ids == ("F2", "F1")
    assert ordered("2024-03", "before F1", "2024-02-15").ids == ("F3", "F2", "F1")


def test_a_circle_is_named_with_all_its_facts_and_the_dates_stand() -> None:
    found = ordered("2024-03-01, after F2", "2024-04-01, after F3", "2024-02-01, after F1", "2023")

    (clash,) = found.clashes
    assert set(clash.facts) == {"F1", "F2", "F3"}
    assert clash.words.startswith("These cannot all be so: F")
    assert "F1 after F2" in clash.words and "F2 after F3" in clash.words
    assert found.ids == ("F4", "F3", "F1", "F2")


def test_two_circles_are_two() -> None:
    found = ordered("after F2", "after F1", "after F4", "after F3, after F2")

    assert [set(each.facts) for each in found.clashes] == [{"F1", "F2"}, {"F3", "F4"}]


def test_an_order_that_does_not_fit_the_dates_is_named_with_both_and_not_followed() -> None:
    found = ordered("2024-04-05", "after F1", "2024-03-01, after F2")

    assert found.ids == ("F3", "F1", "F2")
    (clash,) = found.clashes
    assert clash.facts == ("F3", "F2", "F1")
    assert clash.words == (
        "F3 is said to be after F2, which is after F1; but F1 is dated 5 April 2024"
        " and F3 is dated 1 March 2024."
    )


def test_the_time_of_day_decides_within_a_day() -> None:
    assert ordered("2024-03-01T15:00", "2024-03-01T14:00").ids == ("F2", "F1")
    assert ordered("2024-03-01, after F2", "2024-03-01T14:00", "2024-03-01T09:00").ids == (
        "F3", "F2", "F1",
    )  # fmt: skip
    assert len(ordered("2024-03-01T13:00, after F2", "2024-03-01T14:00").clashes) == 1


def test_what_was_taken_out_is_named() -> None:
    (clash,) = ordered("after F9").clashes

    assert clash.words == "F1 is said to be after F9, which was taken out."


@pytest.mark.parametrize("seed", range(40))
def test_every_relation_is_followed_or_named(seed: int) -> None:
    chance = random.Random(seed)
    count = 12
    dates = [f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for _ in range(count)]
    whens = []
    for n, date in enumerate(dates, 1):
        parts = [chance.choice([date, date[:7], "2024", f"before {date}", f"after {date}", ""])]
        parts += [
            f"{chance.choice(('after', 'before'))} F{other}"
            for other in chance.sample(range(1, count + 1), 2)
            if other != n and chance.random() < 0.5
        ]
        whens.append(", ".join(part for part in parts if part) or "not known")
    found = ordered(*whens)
    place = {id: number for number, id in enumerate(found.ids)}
    named = [set(clash.facts) for clash in found.clashes]

    assert sorted(found.ids) == sorted(f"F{n}" for n in range(1, count + 1))
    for id, placed in found.placed.items():
        pairs = [(other, id) for other in placed.after] + [(id, other) for other in placed.before]
        for first, second in pairs:
            is_named = any({first, second} <= each for each in named)
            assert place[first] < place[second] or is_named


def test_a_long_row_of_facts_costs_no_depth() -> None:
    found = ordered("2024-01-01", *[f"after F{n}" for n in range(1, 3000)])

    assert found.ids == tuple(f"F{n}" for n in range(1, 3001))
    assert found.why["F3000"] == "not before 1 January 2024: after F2999, and so on to F1"


def test_bounds_that_are_open_on_both_sides_stand_at_the_end() -> None:
    found = ordered("not known", "2024")

    assert found.ids == ("F2", "F1")
    assert (found.placed["F1"].span.first, found.placed["F1"].span.last) == (EARLIEST, LATEST)
    assert "no date bounds it" in found.why["F1"]
