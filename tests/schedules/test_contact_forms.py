"""The ways to say a pattern: what can be read in two ways is asked for, never chosen."""

from typing import Any

import msgspec
import pytest

from everyword.errors import WrongUsage
from everyword.schedules.contact_forms import Said, terms
from everyword.schedules.contact_terms import Term
from everyword.schedules.contact_words import in_words

BASE = Term("", "words", "P2", "default", "Europe/London")
TIMES = {"begins": "fri 18:00", "ends": "sun 18:00"}


def made(anchor: str | None = None, **said: Any) -> Term:
    (found,) = terms(Said(**said), msgspec.structs.replace(BASE, anchor=anchor))
    return found


def test_every_other_weekend_is_a_rule_with_its_anchor() -> None:
    term = made("2026-01-02", every_other_weekend=True, **TIMES)

    assert (term.rrule, term.anchor) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-02")
    assert (term.before, term.begins, term.length, term.ends) == (0, "18:00", 2, "18:00")
    assert term.layer == "weekly"
    assert in_words(term) == (
        "P2: every other Friday, from 18:00 to 18:00 2 days later, counted from 2026-01-02"
    )


def test_weekends_by_their_saturday_begin_the_day_before() -> None:
    term = made(weekends="1,3,5", counting="sat", **TIMES)

    assert (term.rrule, term.before, term.length) == ("FREQ=MONTHLY;BYDAY=1SA,3SA,5SA", 1, 2)
    assert "first Saturday and third Saturday and fifth Saturday of the month" in in_words(term)


@pytest.mark.parametrize(
    ("begins", "ends", "before", "length"),
    [
        ("wed 16:00", "wed 20:00", 0, 0),
        ("wed 16:00", "thu 08:00", 0, 1),
        ("wed 18:00", "wed 18:00", 0, 7),
        ("16:00", "+1 8:30", 0, 1),
        ("-1 16:00", "+2 08:00", 1, 2),
        ("tue 16:00", "thu 08:00", 1, 2),
    ],
)
def test_an_end_is_so_many_days_later_at_a_time_on_the_wall(
    begins: str, ends: str, before: int, length: int
) -> None:
    term = made(every="wed", begins=begins, ends=ends)

    assert (term.before, term.length) == (before, length)


def test_a_cycle_is_a_term_for_each_part_of_it() -> None:
    base = msgspec.structs.replace(BASE, anchor="2026-01-05")
    found = terms(Said(cycle="P1:2, P2:2, P1:5, P2:5", begins="17:00"), base)

    assert [(each.person, each.anchor, each.length) for each in found] == [
        ("P1", "2026-01-05", 2), ("P2", "2026-01-07", 2),
        ("P1", "2026-01-09", 5), ("P2", "2026-01-14", 5),
    ]  # fmt: skip
    assert {each.rrule for each in found} == {"FREQ=DAILY;INTERVAL=14"}


@pytest.mark.parametrize(
    ("said", "layer"),
    [
        ({"default": True}, "default"),
        ({"on": ("2026-05-10",), "nights": 1}, "date"),
        ({"holidays": "H1"}, "school holiday"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "nights": 1}, "holiday"),
        ({"rrule": "RRULE:FREQ=WEEKLY;BYDAY=TH", "nights": 1}, "weekly"),
        ({"every": "thu", "nights": 1, "layer": "holiday"}, "holiday"),
    ],
)
def test_the_layer_follows_from_the_form_unless_it_is_said(
    said: dict[str, Any], layer: str
) -> None:
    assert made(**said).layer == layer


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ({}, "one way"),
        ({"every": "fri", "on": ("2026-01-02",), "nights": 1}, "one way"),
        ({"every_other_weekend": True, **TIMES}, "From which day it is counted"),
        ({"every_other_weekend": True, "ends": "18:00", "begins": "18:00"}, "begins is not said"),
        ({"weekends": "1,3", **TIMES}, "first Friday or of the first Saturday"),
        ({"weekends": "6", "counting": "fri", **TIMES}, "no weekends"),
        ({"every": "fri"}, "How long"),
        ({"every": "friyay,x", "nights": 1}, "no day of the week"),
        ({"every": "fri", "begins": "18:00"}, "one end only"),
        ({"every": "fri", "begins": "18:00", "ends": "17:00"}, "ends before"),
        ({"every": "fri", "nights": 2, **TIMES}, "nights follow"),
        ({"every": "fri", "begins": "25:00", "ends": "26:00"}, "no time of day"),
        ({"every": "fri", "begins": "soon", "ends": "later"}, "no day"),
        ({"every": "mon,thu", "begins": "mon 10:00", "ends": "12:00"}, "counts one"),
        ({"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "nights": 2}, "From which day"),
        ({"rrule": "FREQ=WEEKLY", "nights": 2}, "From which day"),
        ({"rrule": "FREQ=HOURLY", "nights": 2}, "says hours"),
        ({"rrule": "FREQ=DAILY;BYHOUR=9", "nights": 2}, "says hours"),
        ({"rrule": "every friday", "nights": 2}, "not understood"),
        ({"cycle": "P1,P2"}, "no part of a cycle"),
        ({"cycle": "P1:2,P2:2", "begins": "17:00"}, "From which day"),
        ({"on": ("2026-02-30",), "nights": 1}, "no day"),
        ({"on": ("2026-03-02/2026-03-01",)}, "no day"),
        ({"on": ("2026-W01-5",), "nights": 1}, "no day"),
        ({"on": ("20260102",), "nights": 1}, "no day"),
        ({"default": True, "nights": 1}, "no times of its own"),
        ({"every": "fri", "counting": "fri", "nights": 1}, "goes with --weekends"),
        ({"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "nights": 1}, "gives no day"),
    ],
    ids=range(28),
)
def test_what_is_not_said_or_not_readable_is_refused_in_words(
    said: dict[str, Any], asks: str
) -> None:
    with pytest.raises(WrongUsage, match=asks):
        made(**said)


def test_an_anchor_on_another_day_is_refused_with_the_next_that_fits() -> None:
    with pytest.raises(WrongUsage, match=r"2026-01-03 is a Saturday.*2026-01-16, a Friday"):
        made("2026-01-03", every_other_weekend=True, **TIMES)
