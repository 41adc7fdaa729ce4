"""Places that may not fit together, orders and sums: short texts of one thing each."""

import pytest

from everyword.tell.account import read_account


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Tom moved out in May 2020. I slept. He moved out in June 2021.", "when: moving out"),
        ("He gave me 50 a week. The 80 a week he gave me was little.", "how much a week"),
        ("I borrowed 2,000 from my dad. The loan from my dad was 3,000.", "the sum of the loan"),
        ("The 5000 was a gift from my mother. We must pay back the 5000 to her.",
         "a gift or a loan"),
        ("My daughter Mia (7) is at school. Mia is eight and likes cats.", "age"),
        ("Tom has been out of work since 2019. Tom works at a garage.", "work"),
        ("I told nobody about it. That night I rang my sister and told her everything.",
         "told nobody, and told somebody"),
        ("He pushed me in the kitchen. At the hospital I told the nurse that I fell.",
         "a fall, and a blow"),
        ("He cut my left hand. The scar on my right hand is there.", "which hand"),
        ("He claims I took the car. I did not take the car.", "said and denied"),
        ("He broke the kitchen window three times. He broke the kitchen window twice.",
         "two figures"),
    ],
    ids=range(11),
)  # fmt: skip
def test_two_tellings_of_one_thing_are_shown_side_by_side(text: str, what: str) -> None:
    assert [each.what for each in read_account(text).contradictions] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "He moved out in May 2020. She moved out in June 2021.",
        "He moved out in 2020. He moved out in May 2020.",
        "He gave me 50 a week. I gave my mother 80 a week.",
        "Mia (7) and Leo (9) live with me.",
        "He hit me on Monday. He did not hit the dog.",
        "I told nobody about it. I told him to leave.",
        "He cut my left hand. My right knee hurts.",
    ],
    ids=range(7),
)
def test_what_fits_together_is_left_alone(text: str) -> None:
    assert read_account(text).contradictions == []


def test_the_terms_of_an_order_are_followed() -> None:
    text = (
        "On 3 May 2021 Judge Hill signed an order. Tom shall have the children every second weekend"
        " from Friday 6 pm. Neither parent may speak badly of the other. Tom to pay 200 per week,"
        " first payment 1 June 2021. The passport is to be held by my lawyer. He came late. I went"
        " home every day."
    )
    found = [each.quote for each in read_account(text).orders]

    assert len(found) == 5 and found[-1].startswith("The passport")


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("My father gave Rs. 1,00,000 for the wedding.", [("100000", "Rs")]),
        ("He pays Rs 5,000 per month.", [("5000", "Rs")]),
        ("They asked for 5 lakh.", [(None, None)]),
        ("They paid five lakhs.", [("500000", None)]),
        ("It cost ₹2,50,000.", [("250000", "₹")]),
        ("He paid 10,00,00 for it.", [(None, None)]),
        ("Tom to pay 200 per week.", [("200", None)]),
        ("He paid in 2018, 2019 and 2021.", []),
        ("His car is AB 12 CDE and he paid.", []),
    ],
    ids=range(9),
)
def test_sums_as_they_are_written(text: str, sums: list[tuple[str | None, str | None]]) -> None:
    assert [(each.amount, each.currency) for each in read_account(text).money] == sums


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('My neighbour Rosa called out "Leave her alone right now!"', "Rosa"),
        ('Then Tom, who was drunk, shouted: "I will burn this house."', "Tom"),
        ('Tom left. Tom\'s answer was "I owe you nothing at all."', "Tom"),
        ('According to Tom, "she is crazy and a liar".', "Tom"),
        ('Tom came in. "Where is my dinner?" I told her to hide.', None),
    ],
    ids=range(5),
)
def test_who_spoke_only_where_it_is_said(text: str, who: str | None) -> None:
    told = read_account(text)
    names = {each.id: each.names[0] for each in told.people}

    assert [names.get(each.speaker or "") for each in told.sayings] == [who]
