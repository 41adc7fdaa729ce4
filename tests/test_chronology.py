"""Order of facts: by what is known of their dates, never narrower."""

from hypothesis import given
from hypothesis import strategies as st

from everyword import chronology
from everyword.case.work import Fact


def fact(when: str, id: str = "F1") -> Fact:
    return Fact(id, "s", when, "alleged")


def order(*whens: str) -> list[str]:
    return [row.fact.when for row in chronology.rows([fact(when) for when in whens])]


def test_dates_of_every_precision_in_order() -> None:
    assert order("2024-06", "2024-03-02", "2023", "about 2024-04", "2024-03-02T09:00") == [
        "2023", "2024-03-02", "2024-03-02T09:00", "about 2024-04", "2024-06",
    ]  # fmt: skip


def test_before_and_by_stand_at_the_last_day_they_can_have_been() -> None:
    assert order("before 2024-03-01", "2024-02-15", "2024-03-01") == [
        "2024-02-15", "before 2024-03-01", "2024-03-01",
    ]  # fmt: skip


def test_a_range_comes_after_its_first_day() -> None:
    assert order("2024-03-01/2024-03-05", "2024-03-01", "2024-03-02") == [
        "2024-03-01", "2024-03-01/2024-03-05", "2024-03-02",
    ]  # fmt: skip


@given(st.permutations(range(6)))
def test_numbers_run_on_and_equal_dates_keep_their_order(places: list[int]) -> None:
    facts = [fact("2024-03-01", f"F{place}") for place in places]
    rows = chronology.rows(facts)

    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.fact for row in rows] == facts
