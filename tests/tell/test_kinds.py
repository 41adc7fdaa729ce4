"""What did not happen, or is only said to have, is never drafted as happened."""

import pytest

from everyword.tell.account import read_account

NOT_DONE = (
    "I heard he hit his first wife.",
    "Had he paid, I would not be here.",
    "He almost hit me.",
    "In my opinion he stole it.",
    "It is possible that he took the money.",
    "My fear was that he took the kids.",
    "I want he pay normal.",
    "The allegation that I hit him is not true.",
    "She asked me if he had paid.",
    "I am not sure he signed it.",
    "What if he sold the car?",
    "He may have sold the car.",
    "He was supposed to pay on Friday.",
    "He should have paid.",
    "Unless he pays, I leave the house.",
    "He threatened to take the kids and sell the house.",
    "I hoped he sold it.",
    "She imagined that he left her.",
    "The neighbour thinks he hit her.",
    "He would take the kids if I left.",
    "I dreamt he died.",
    'He said, "I hit her once."',
    "They planned to sell the flat and move to Spain.",
    "He claims to have paid 500.",
    "According to Peter, Anna spent all the money.",
    "He pretended he paid.",
    "I was told he moved out.",
    "Did he take it?",
    "Nobody believed that he beat me.",
    "He denied that he took it.",
    "He said he paid and he signed.",
    "I sat there as if he had slapped me.",
    "It was like he had hit me.",
    "Maybe he sold it himself.",
    "We agreed that he would pay 300 a month.",
    "My mother says that he sold it.",
    "He was going to take the car.",
    "If he took the car, I did not see it.",
    "Mrs Hill reckons he hit her.",
    "The lady downstairs reckons that he threw the phone and hit her.",
    "The kids reckon dad broke the telly and hit the dog.",
    "By all accounts he drank and hit her.",
    "Tom is said to have sold the car.",
    "In the dream he took the kids and I ran after the car.",
    "She used to dream that he came in and took the bag, and she ran.",
    "I had a nightmare that he came home, and he hit me and then he left.",
    "I want the flat sold.",
    "She is asking for half of the house.",
    "The hearing is set for 3 May 2024.",
    "We are back in court on 4 May.",
    "I cannot say which of them took it.",
    "What else could she do but leave?",
)


@pytest.mark.parametrize("text", NOT_DONE, ids=range(len(NOT_DONE)))
def test_it_is_not_drafted_as_happened(text: str) -> None:
    done = [fact.quote for fact in read_account(text).facts if fact.kind == "happened"]

    assert set(done) <= {"I did not see it.", "I sat there"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He hit me in March.", "happened"),
        ("Yesterday he come home drunk.", "happened"),
        ("He has not paid since May 2020.", "happened"),
        ("I found out that he had sold the car.", "happened"),
        ("Every Friday he picks up the kids.", "habitual"),
        ("He used to lock the door.", "habitual"),
        ("He promised to pay by June.", "said"),
        ("She told me that he sold it.", "said"),
        ("He accused me of lying.", "claimed by"),
        ("I will move to Leeds in May.", "planned"),
        ("He wanted to take the kids.", "planned"),
        ("I think he took the money.", "supposed"),
        ("He still owes me 300.", "happened"),
        ("He paid maybe 300 pounds.", "happened"),
        ("in march 2022 he moved out", "happened"),
        ("We bought our dream house in May.", "happened"),
        ("The car has not been returned.", "happened"),
        ("£300 went to his mother.", "happened"),
        ("12 May 2021: hit me on the arm.", "happened"),
        ("- Took the car and the keys.", "happened"),
        ("Mon 3 May - late again, drunk.", "happened"),
        ("In those years he would lock the door and take my phone.", "habitual"),
        ("After dinner he would lock the door.", "habitual"),
        ("He gave me 50 a week.", "habitual"),
        ("He never came back.", "habitual"),
        ("I am starting a new job next month.", "planned"),
        ("I am willing to share the school runs.", "planned"),
        ("Rumour has it that he sold the flat.", "supposed"),
    ],
)
def test_kinds_of_plain_sentences(text: str, kind: str) -> None:
    assert [fact.kind for fact in read_account(text).facts] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "It cost me an arm and a leg.",
        "I told him a million times.",
        "We ordered a pizza.",
        "Please do not judge me.",
        "I went there in order to talk.",
        "He plays at the tennis court.",
        "I pay by standing order.",
        "She is 24/7 at work.",
    ],
)
def test_figures_of_speech_are_no_sums_and_no_orders(text: str) -> None:
    told = read_account(text)

    assert told.money == [] and told.orders == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("He pushed me and I fell.", ["He pushed me", "I fell."]),
        ("The first time he hit me was on 3 May 2019.",
         ["The first time he hit me was on 3 May 2019."]),
        ("Left alone, she cried and called me.", ["Left alone, she cried and called me."]),
        ("tom took the telly and then kate rang me", ["tom took the telly", "kate rang me"]),
    ],
    ids=range(4),
)  # fmt: skip
def test_a_card_is_a_whole_thought(text: str, quotes: list[str]) -> None:
    found = [fact.quote for fact in read_account(text).facts]
    assert [quote for quote in quotes if quote not in found] == []
