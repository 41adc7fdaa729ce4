"""Values are read as written; nothing is read that the words do not give."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.chronology import values


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Rowan, 7 years old, came.", [("7", 7, 7)]),
        ("a 7-year-old and a six-year-old", [("7", 7, 7), ("six", 6, 6)]),
        ("the twenty-one year old", [("twenty-one", 21, 21)]),
        ("aged seven.", [("seven", 7, 7)]),
        ("Rowan turned 8.", [("8", 8, 8)]),
        ("Rowan turned eight in May", [("eight", 8, 8)]),
        ("at the age of nine", [("nine", 9, 9)]),
        ("Rowan was seven when it began", [("seven", 7, 7)]),
        ("ROWAN, 7, and Rowan (8)", [("7", 7, 7), ("8", 8, 8)]),
        ("He was almost seven.", [("seven", 6, 7)]),
        ("He is 18 months old", [("18 months", 1, 1)]),
        ("children under 7 years old", []),
        ("She turned two pages", []),
        ("The rent was 450. He was 5 minutes late.", []),
        ("He was 7 times there, aged 300", []),
        ("Sam was seven", []),
        ("", []),
    ],
    ids=lambda value: str(value)[:24],
)
def test_ages(sentence: str, found: list[tuple[str, int, int]]) -> None:
    read = values.ages(sentence, ["Rowan"])
    assert [(each.words, each.least, each.most) for each in read] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Sam worked as a night nurse at Leeds.", {"job": "night nurse"}),
        ("Sam is a taxi driver.", {"job": "taxi driver"}),
        ("Sam works for Acme & Sons in town", {"employer": "Acme & Sons"}),
        ("Sam wasn't working", {"job": "no work", "employer": "no work"}),
        ("Sam has no job", {"job": "no work", "employer": "no work"}),
        ("Sam is a good father who works hard", {}),
    ],
    ids=lambda value: str(value)[:20],
)
def test_jobs(sentence: str, found: dict[str, str]) -> None:
    assert values.jobs(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("On 3 March 2024 Sam came.", ["2024-03-03"]),
        ("Sam came on the 3rd of March 2024.", ["2024-03-03"]),
        ("March 13th, 2024: Sam came.", ["2024-03-13"]),
        ("Sam came on 2024-03-03.", ["2024-03-03"]),
        ("The order of 3 March 2023 was served.", []),
        ("Sam came on 3/4/2024, on 35 March 2024, on 3 March.", []),
    ],
    ids=lambda value: str(value)[:20],
)
def test_days_of_a_sentence(sentence: str, found: list[str]) -> None:
    assert values.days(sentence) == found


def test_a_sentence_apart_from_its_values() -> None:
    names = ("Sam Carter", "Ann")
    read = values.read("Sam didn't pay Ann £1,250.00 at Leeds Station in March.", names)
    assert read == values.Reading(("sam", "pay", "ann"), ("£1,250.00",), ("Leeds Station",), True)
    assert values.read("Sam never did not pay.").negated is False
    assert values.read("One of them gave it to Sam.", names).sums == ()
    assert values.read("").words == ()


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("£250.00", Decimal(250)), ("1,250", Decimal(1250)), ("5:30", "5:30"),
        ("two hundred and fifty", Decimal(250)), ("a thousand", Decimal(1000)),
    ],
)  # fmt: skip
def test_what_a_sum_is_worth(written: str, worth: object) -> None:
    assert values.worth(written) == worth


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Sam paid the rent.", "Sam paid the March rent in cash.", True),
        ("Sam paid.", "Sam paid Ann.", False),
        ("Sam paid Ann.", "Ann paid Sam.", False),
        ("Sam paid 5.", "Sam pays six.", True),
        ("", "", False),
    ],
)
def test_two_that_read_as_one(one: str, two: str, same: bool) -> None:
    assert values.are_one(values.read(one), values.read(two)) is same


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    values.read(text), values.ages(text, ["Ro"]), values.jobs(text), values.once(text)
    for day in values.days(text):
        assert len(day) == 10
