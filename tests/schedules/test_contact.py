"""The schedule of contact as a whole: equivalent care, time, several years, and its speed."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from everyword.case.decided import Person
from everyword.case.store import Case
from everyword.schedules import contact, contact_entry, kinds
from everyword.schedules.contact_forms import Said
from everyword.schedules.contact_terms import HolidayList, Term, Visit
from tests.cases_made import Ticking, make_case

EVERY = Said(every_other_weekend=True, begins="fri 18:00", ends="sun 18:00")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.open(tmp_path / "case", make_case(tmp_path / "case"), Ticking(), True) as opened:
        for name in ("Alex", "Sam"):
            opened.work.decide(opened.now, "person", f"P{len(opened.work.people()) + 1}",
                               Person(f"P{len(opened.work.people()) + 1}", name))  # fmt: skip
        contact_entry.add_terms(opened, Said(default=True), term("P1"))
        yield opened


def term(person: str, **more: str) -> Term:
    return Term("", "words", person, "default", "Europe/London", **more)  # type: ignore[arg-type]


def facts(case: Case, **options: str) -> dict[str, str]:
    return dict(kinds.make(case, "contact", options).facts)


def test_care_that_counts_like_a_night_counts_once_for_a_day(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2026-01-02"))
    for day in ("2026-01-02", "2026-01-05", "2026-01-05", "2026-01-06"):
        contact_entry.add(case, Visit("", day, "P2", ("used",), nights=0, equivalent=True))

    made = kinds.make(case, "contact", {"window": "2026", "rule": "us-wi"})

    sam = dict(made.facts)["By the terms, Sam (P2)"]
    assert sam.startswith("54 of 367 nights") and "2 of them care that counts like a night" in sam
    assert any(note.startswith("V1: that night is the same person's") for note in made.notes)


def test_time_is_counted_where_a_rule_counts_time(case: Case) -> None:
    """Every afternoon of the year, and no night: a third of the time is less than 40 percent."""
    contact_entry.add_terms(
        case,
        Said(rrule="FREQ=DAILY", begins="10:00", ends="18:00"),
        term("P2", anchor="2026-01-01"),
    )

    found = facts(case, window="2026", rule="ca-federal")["By the terms, Sam (P2)"]

    assert found.startswith("33.33 % of the time (0 of 365 nights): less than 40 %")


def test_years_are_drawn_one_by_one_and_months_where_they_are_few(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2025-01-03"))

    made = kinds.make(case, "contact", {"window": "2025-12-01..2026-02-28"})

    titles = [each.words.split(".")[0] for each in made.pictures]
    assert titles == [
        "Calendar of December 2025", "Calendar of January 2026", "Calendar of February 2026",
        "Calendar of 2025", "Calendar of 2026", "Nights with Sam (P2), by month",
    ]  # fmt: skip
    asked = kinds.make(case, "contact", {"window": "2026", "month": "2026-05"})
    assert asked.pictures[0].words.split(".")[0] == "Calendar of May 2026"
    assert kinds.make(case, "contact", {"window": "2026", "pictures": False}).pictures == ()


def test_a_later_order_takes_over_by_date(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2026-01-02", until="2026-06-30"))
    contact_entry.add_terms(
        case,
        Said(weekends="1,3", counting="fri", begins="fri 18:00", ends="sun 18:00"),
        term("P2", since="2026-07-01"),
    )

    counting = contact.count(case, contact.window_of("2026"), None)

    june = {night.term for night in counting.nights if night.day < dt.date(2026, 6, 20)}
    later = {night.term for night in counting.nights if night.day > dt.date(2026, 7, 2)}
    assert june == {"C1", "C2"} and later == {"C1", "C3"}


def test_people_who_are_one_are_one(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2026-01-02"))
    case.work.decide(case.now, "person", "P3", Person("P3", "Samuel", same_as="P2"))
    contact_entry.add(case, Visit("", "2026-01-16", "P3", ("used",), nights=2))

    found = kinds.make(case, "contact", {"window": "2026-01"}).figures["people"]

    assert list(found) == ["P1", "P2"] and found["P2"]["said"] == 2


def test_a_window_without_a_term_for_it_says_so(case: Case) -> None:
    contact_entry.change(case, "C1", until="2025-12-31")

    notes = kinds.make(case, "contact", {"window": "2026-01"}).notes

    assert any("No term gives 31 nights (2026-01-01 to 2026-01-31)" in note for note in notes)


def test_a_weekend_over_the_new_year_has_its_night_and_its_line_in_both_years(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2027-01-01"))
    contact_entry.add(case, Visit("", "2027-12-31", "P2", ("used",), as_ordered=True))

    one, two = (kinds.make(case, "contact", {"window": year}) for year in ("2027", "2028"))

    assert [each.figures["people"]["P2"]["said"] for each in (one, two)] == [1, 1]
    assert [row.cells[2:5:2] for row in two.rows if "V1" in row.said] == [("1", "1")]
    assert two.rows[0].cells[0] == "31 December 2027"


def test_as_ordered_on_a_day_without_a_night_is_said(case: Case) -> None:
    contact_entry.add(case, Visit("", "2026-01-05", "P2", ("used",), as_ordered=True))

    notes = kinds.make(case, "contact", {"window": "2026-01"}).notes

    assert any(
        note.startswith("V1: said to be as ordered, and the terms give no") for note in notes
    )


def test_days_are_counted_by_what_became_of_them_and_disputed_ones_apart(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2026-01-02"))
    for day, states, more in (
        ("2026-01-02", ("used",), {"good": True}),
        ("2026-01-16", ("offered", "declined"), {}),
        ("2026-01-30", ("used", "late"), {"minutes": 20}),
        ("2026-02-13", ("missed",), {"disputed": True}),
    ):
        contact_entry.add(case, Visit("", day, "P2", states, **more))  # type: ignore[arg-type]

    made = kinds.make(case, "contact", {"window": "2026-01-01..2026-02-28"})

    assert made.figures["people"]["P2"]["days"] == {
        "offered": 1, "used": 2, "missed": 0, "late": 1, "declined": 1, "good": 1, "disputed": 1
    }  # fmt: skip
    assert "5 times" in dict(made.facts)["Days, Sam (P2)"]
    assert any("20 minutes late" in row.cells[3] for row in made.rows)


def test_nights_left_open_say_which_band_they_could_lead_to(case: Case) -> None:
    contact_entry.add_terms(case, EVERY, term("P2", anchor="2026-01-02", until="2026-12-01"))
    days = HolidayList("", "Half term", ("2026-12-07/2026-12-11",))
    contact_entry.add(case, days)
    half = Said(holidays="H1")
    contact_entry.add_terms(case, half, msgspec.structs.replace(term("P2"), part="second"))

    made = kinds.make(case, "contact", {"window": "2026", "rule": "uk-cms"})
    words = dict(made.facts)["By the terms, Sam (P2)"]

    assert words.startswith("50 of 365") and words.endswith(
        "With all that is left open (1) it is the same band."
    )
    assert any("outside of that is not known" in note for note in made.notes)
