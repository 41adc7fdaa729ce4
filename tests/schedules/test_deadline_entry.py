"""What is kept of a deadline, and that its day follows what it is counted from."""

import datetime as dt

import pytest

from everyword.case.decided import CiteTo
from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from everyword.schedules import deadline_entry as entry
from everyword.schedules.days import Rule, by_name
from everyword.schedules.deadline_entry import Deadline
from everyword.schedules.holidays import own_list
from tests.case.conftest import case as case
from tests.case.conftest import first
from tests.case.conftest import words as words

H1 = Deadline("", "Hearing", hearing=True, on="2026-10-16")


def add(case: Case, made: Deadline) -> Deadline:
    return entry.add(case, made)


def day(case: Case, id: str) -> dt.date | None:
    known = entry.all_of(case)
    return entry.found(known[id], known).day


def test_a_deadline_follows_its_hearing(case: Case) -> None:
    assert add(case, H1).id == "H1"
    form = Deadline("", " Form E ", event="H1", rule=by_name("ew-family", 35, "days", "before"))
    assert add(case, form).title == "Form E"
    add(case, Deadline("", "Reply", event="D1", rule=Rule(2, "weeks", "after")))
    assert (day(case, "D1"), day(case, "D2")) == (dt.date(2026, 9, 10), dt.date(2026, 9, 24))
    assert entry.follow(entry.all_of(case), "H1") == ["D1", "D2"]

    entry.keep(case, entry.changed(case, "H1", on="2026-10-23"))
    assert (day(case, "D1"), day(case, "D2")) == (dt.date(2026, 9, 17), dt.date(2026, 10, 1))
    case.undo("deadline")
    assert day(case, "D1") == dt.date(2026, 9, 10)


def test_without_its_hearing_it_stays_and_says_so(case: Case) -> None:
    add(case, H1)
    add(case, Deadline("", "Form E", event="H1", rule=Rule(35)))
    case.remove("deadline", "H1")

    known = entry.all_of(case)
    found = entry.found(known["D1"], known)
    assert found.day is None and "H1, which it is counted from, was taken out." in str(
        found.problem
    )
    case.undo("deadline")
    assert day(case, "D1") == dt.date(2026, 9, 11)


def test_nothing_is_counted_from_itself(case: Case) -> None:
    add(case, H1)
    add(case, Deadline("", "One", event="H1", rule=Rule(5)))
    add(case, Deadline("", "Two", event="D1", rule=Rule(5)))

    with pytest.raises(WrongUsage, match="D1 from D2 from D1"):
        entry.keep(case, entry.changed(case, "D1", event="D2"))
    with pytest.raises(WrongUsage, match="counted from itself"):
        entry.keep(case, entry.changed(case, "D1", event="D1"))


def test_a_list_that_ends_is_said_and_one_of_ones_own_is_kept(case: Case) -> None:
    late = Deadline("", "Late", event="2029-10-16", rule=Rule(3, "business days", place="ontario"))
    with pytest.raises(WrongUsage, match="holiday list"):
        add(case, late)
    own = own_list("mine.toml", "first = 2029-01-01\nlast = 2029-12-31\nday = []").place
    rule = Rule(3, "business days")
    add(case, Deadline("", "Late", event="2029-10-16", rule=rule, own=own))

    assert day(case, "D1") == dt.date(2029, 10, 11)


REFUSED = {
    "no name": Deadline("", "  ", on="2026-05-01"),
    "a name of two lines": Deadline("", "a\nb", on="2026-05-01"),
    "a long name": Deadline("", "a" * 301, on="2026-05-01"),
    "no day": Deadline("", "Form E"),
    "two days": Deadline("", "Form E", on="2026-05-01", event="H1", rule=Rule(1)),
    "no rule": Deadline("", "Form E", event="2026-05-01"),
    "no such day": Deadline("", "Form E", on="2026-02-30"),
    "half a day": Deadline("", "Form E", on="2026-02"),
    "no such place": Deadline("", "x", event="2026-05-01", rule=Rule(1, roll="next", place="x")),
}


def test_what_does_not_hold_is_not_kept(case: Case) -> None:
    for name, made in REFUSED.items():
        with pytest.raises(WrongUsage):
            add(case, made)
        assert entry.all_of(case) == {}, name


def test_what_is_not_there_cannot_be_counted_from_or_cited(case: Case) -> None:
    with pytest.raises(NotFound):
        add(case, Deadline("", "Form E", event="H7", rule=Rule(1)))
    with pytest.raises(NotFound):
        add(case, Deadline("", "Form E", on="2026-05-01", cites=(CiteTo("zzzzzzzz"),)))
    made = add(case, Deadline("", "x", on="2026-05-01", cites=(CiteTo(first(case)[:6]),)))
    assert made.cites[0].item == first(case)


@pytest.mark.parametrize(
    ("typed", "event"),
    [("hearing H1", "H1"), ("h1", "H1"), ("deadline d12", "D12"), (" 2026-05-01 ", "2026-05-01")],
)
def test_what_a_count_starts_from_as_people_type_it(typed: str, event: str) -> None:
    assert entry.event_of(typed) == event


def test_a_number_is_not_given_again(case: Case) -> None:
    add(case, H1)
    case.remove("deadline", "H1")

    assert add(case, H1).id == "H2"
