"""A schedule says of every item once that it was counted."""

from everyword.schedules.table import Row, Schedule, items_of


def test_items_of_nothing_are_none() -> None:
    assert list(items_of([Schedule("s", "S", (), (), "", ())])) == []


def test_a_total_may_name_items_too() -> None:
    rows = (Row(("1",), items=("b", "a")), Row(("2",), items=("a", "c"), total=True))

    assert list(items_of([Schedule("s", "S", (), ("n",), "r", rows)])) == ["b", "a", "c"]
