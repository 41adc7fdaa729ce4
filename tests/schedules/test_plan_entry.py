"""The private plan: what a line must say, and that it is kept, changed and taken back."""

from decimal import Decimal

import pytest

from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from everyword.schedules import plan_entry
from everyword.schedules.kinds import KINDS
from everyword.schedules.plan_entry import PlanEntry, amount_of, months_of
from tests.case.conftest import case as case
from tests.case.conftest import words as words

CASH = PlanEntry("", "cash", "sewing", month="2026-11/2027-02", way="in", currency="EUR")


def test_a_line_is_kept_changed_and_taken_back(case: Case) -> None:
    made = plan_entry.add(case, PlanEntry("", "papers", " copy of birth certificate "))
    assert (made.id, made.words) == ("L1", "copy of birth certificate")
    plan_entry.change(case, "L1", done="2026-05-01")
    assert plan_entry.all_of(case)["L1"].done == "2026-05-01"
    case.undo("plan")
    assert plan_entry.all_of(case)["L1"].done is None
    case.remove("plan", "L1")
    assert plan_entry.all_of(case) == {}
    assert plan_entry.add(case, PlanEntry("", "take", "x")).id == "L2"
    with pytest.raises(NotFound):
        plan_entry.change(case, "L1", words="y")


def test_months_go_over_the_year() -> None:
    assert months_of(CASH) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_of(PlanEntry("", "take", "x")) == []


REFUSED = {
    "no words": PlanEntry("", "take", " "),
    "two lines": PlanEntry("", "take", "a\nb"),
    "too long": PlanEntry("", "take", "a" * 501),
    "no day": PlanEntry("", "take", "a", by="soon"),
    "a month of things": PlanEntry("", "take", "a", month="2026-05"),
    "no month of money": PlanEntry("", "cash", "a", way="in", currency="EUR"),
    "no way of money": PlanEntry("", "cash", "a", month="2026-05", currency="EUR"),
    "no currency": PlanEntry("", "cash", "a", month="2026-05", way="in"),
    "no currency's letters": PlanEntry("", "cash", "a", month="2026-05", way="in", currency="€"),
    "no month": PlanEntry("", "cash", "a", month="May", way="in", currency="EUR"),
    "month 13": PlanEntry("", "cash", "a", month="2026-13", way="in", currency="EUR"),
    "backwards": PlanEntry("", "cash", "a", month="2026-05/2026-04", way="in", currency="EUR"),
    "too many": PlanEntry("", "cash", "a", month="2026-05/2046-04", way="in", currency="EUR"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_line_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        plan_entry.checked(REFUSED[name])
    assert len(refused.value.lines()) == 3


@pytest.mark.parametrize("typed", ["1,200", "1.200,50", "-5", "", "ten", "\u0665", "1e3"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        amount_of(typed)


def test_an_amount_may_be_not_known() -> None:
    assert amount_of("Not known") is None and amount_of(" 1200.50 ") == Decimal("1200.50")


def test_the_plan_is_no_schedule_that_a_bundle_could_print() -> None:
    assert not any("plan" in kind.module or "cash" in kind.module for kind in KINDS)
