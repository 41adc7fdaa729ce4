"""The schedule of deadlines: order, how each stands on a day, and what goes into a calendar."""

import datetime as dt

import pytest

from everyword.case.decided import CiteTo
from everyword.case.renewals import Renewal
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.schedules import deadline_entry, deadlines
from everyword.schedules import entering as money
from everyword.schedules.days import Rule
from everyword.schedules.deadline_entry import Deadline
from everyword.schedules.deadlines import Line, Options, entries, make, standing
from everyword.schedules.household import Cost
from tests.case.conftest import case as case
from tests.case.conftest import first
from tests.case.conftest import words as words

TODAY = dt.date(2026, 9, 4)


@pytest.fixture
def filled(case: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    renewal = Renewal(dt.date(2026, 6, 30), 4, "head", "Time stamp 4.head: renew", False)
    monkeypatch.setattr(deadlines, "renewals", lambda case, now: [renewal])
    for each in (
        Deadline("", "First", hearing=True, on="2026-10-16", clock="10:00", where="Court 3"),
        Deadline("", "Form E", event="H1", rule=Rule(35, clear=True)),
        Deadline("", "Letter", on="2026-05-01", cites=(CiteTo(first(case)),)),
    ):
        deadline_entry.add(case, each)
    letter = deadline_entry.changed(case, "D2", done="2026-04-30")
    deadline_entry.keep(case, letter)
    return case


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-04-30", "open: in 8 days"),
        ("2026-05-01", "next 7 days: in 7 days"),
        ("2026-05-07", "next 7 days: in 1 day"),
        ("2026-05-08", "today"),
        ("2026-05-09", "past by 1 day"),
        ("2027-05-08", "past by 365 days"),
    ],
)
def test_how_a_day_stands(today: str, words: str) -> None:
    line = Line("D1", "x", dt.date(2026, 5, 8), (), "")

    assert standing(line, dt.date.fromisoformat(today)) == words


def test_every_line_in_order_with_its_count_and_what_it_stands_on(filled: Case) -> None:
    made = make(filled, Options("2026-09-04"))

    assert [row.said for row in made.rows] == [("D2",), ("stamp 4.head",), ("D1",), ("H1",)]
    assert [row.cells[2] for row in made.rows] == [
        "done 2026-04-30",
        "past by 66 days",
        "next 7 days: in 6 days",
        "open: in 42 days",
    ]
    assert made.rows[0].items == (first(filled),)
    assert made.rows[2].cells[0] == "Thursday 10 September 2026"
    assert made.rows[2].cells[3] == "from H1, Friday 16 October 2026: 35 clear days before"
    assert made.rows[3].cells[1] == "Hearing: First, 10:00"
    assert made.facts[0] == ("Seen on", "Friday 4 September 2026")


def test_what_is_done_can_be_left_away_and_that_is_said(filled: Case) -> None:
    made = make(filled, Options("2026-09-04", open=True))

    assert len(made.rows) == 3 and "Done and not shown: 1." in made.notes
    assert [each["id"] for each in made.figures["lines"]] == ["stamp 4.head", "D1", "H1"]


def test_the_day_is_the_clocks_when_none_is_given(filled: Case) -> None:
    assert make(filled, Options()).facts[0][1] == "Sunday 1 June 2025, by this computer's clock"
    with pytest.raises(WrongUsage):
        make(filled, Options("tomorrow"))


def test_what_has_no_day_stands_at_the_end_with_its_reason(filled: Case) -> None:
    filled.remove("deadline", "H1")

    last = make(filled, Options("2026-09-04")).rows[-1]
    assert last.cells[0] == "not known" and last.cells[2] == "not counted"
    assert "was taken out" in last.cells[3]
    made, left_out = entries(filled, TODAY)
    assert [each.day for each in made] == [dt.date(2026, 6, 30)]
    assert left_out == ["D2: done, not in the calendar.", "D1: has no day, not in the calendar."]


def test_the_calendar_has_what_is_open(filled: Case) -> None:
    made, left_out = entries(filled, TODAY)

    assert [each.title for each in made] == [
        "Renew the time stamp",
        "Form E",
        "Hearing: First, 10:00",
    ]
    assert made[2].place == "Court 3" and "35 clear days" in made[1].note
    assert len({each.key for each in made}) == 3 and left_out == ["D2: done, not in the calendar."]


def test_an_empty_calendar_is_not_written(case: Case) -> None:
    with pytest.raises(WrongUsage, match="no open day"):
        entries(case, TODAY)


def test_what_is_locked_is_not_named_and_that_is_said(filled: Case) -> None:
    filled.work.is_withheld = lambda item: True

    made = make(filled, Options("2026-09-04"))
    assert made.rows[0].items == () and "D2: something it stands on is locked" in made.notes[-1]
    moved = deadline_entry.changed(filled, "D2", on="2026-05-02")
    assert deadline_entry.keep(filled, moved).cites[0].item == first(filled)


def test_weekends_left_out_are_numbered_and_holidays_named(case: Case) -> None:
    rule = Rule(10, "business days", "before", roll="previous", place="england-wales")
    deadline_entry.add(case, Deadline("", "x", event="2026-04-15", rule=rule))

    assert make(case, Options("2026-01-01")).rows[0].cells[3] == (
        "from Wednesday 15 April 2026: 10 business days before, a closed last day moves to the"
        " previous open day; not counted: 2 Saturdays, 2 Sundays, Friday 3 April 2026 (Good"
        " Friday), Monday 6 April 2026 (Easter Monday)"
    )


def test_the_last_days_of_shared_costs_are_in_it(case: Case) -> None:
    glasses = Cost("", "glasses", None, "EUR", "2026-08-20", "1/2", notice_days=30)
    money.add(case, "cost", glasses)
    shoes = Cost("", "shoes", None, "EUR", "2026-08-20", "1/2", pay_days=14, asked="2026-09-01")
    money.add(case, "cost", shoes)
    money.add(case, "cost", Cost("", "no days", None, "EUR", "2026-08-20", "1/2"))

    assert [row.cells for row in make(case, Options("2026-09-04")).rows] == [
        ("Tuesday 15 September 2026", "To be paid back: shoes (asked)", "open: in 11 days",
         "14 days from 2026-09-01, when it was asked"),
        ("Saturday 19 September 2026", "Ask back: glasses", "open: in 15 days",
         "30 days from 2026-08-20"),
    ]  # fmt: skip
    before = make(case, Options("2026-08-31")).rows
    assert [row.cells[1] for row in before] == ["Ask back: glasses"]
    assert len(entries(case, TODAY)[0]) == 2
