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
