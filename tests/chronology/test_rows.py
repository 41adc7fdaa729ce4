"""Order of facts: by what is known of their dates, never narrower."""

from hypothesis import given
from hypothesis import strategies as st

from everyword.case.decided import Fact
from everyword.chronology.rows import NO_DATE, arranged
from everyword.chronology.rows import rows as all_rows


def fact(when: str, id: str = "F1") -> Fact:
    return Fact(id, "s", when, "alleged")


def order(*whens: str) -> list[str]:
    return [
        row.fact.when for row in all_rows([fact(when, f"F{n}") for n, when in enumerate(whens, 1)])
    ]


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
    rows = all_rows(facts)

    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.fact for row in rows] == facts


def test_the_words_name_rows_and_never_a_date_that_nobody_said() -> None:
    facts = [fact("2024-03-01", "F1"), fact("after F1", "F2"), fact("2024, before F1", "F3"),
             fact("not known", "F4")]  # fmt: skip

    assert [(row.number, row.fact.id, row.words) for row in arranged(facts).rows] == [
        (1, "F3", "2024; before no. 2"),
        (2, "F1", "1 March 2024"),
        (3, "F2", "after no. 2"),
        (4, "F4", NO_DATE),
    ]
