"""What gave no draft is listed, and a language that is not read is said."""

import re

import pytest
from hypothesis import given, settings

from everyword.tell.account import read_account
from everyword.tell.taken import EMPTY, STRANGE, UNREAD
from tests.tell import scoring
from tests.tell.test_account import TEXTS

RUSSIAN = "Мой муж ушёл в марте. Он взял деньги."


@pytest.mark.parametrize(
    "text",
    [
        "Mein Mann hat mich am Montag geschlagen und war weg, ich habe im Haus nichts gesehen.",
        RUSSIAN,
        "ترك زوجي البيت في مارس وأخذ المال",
        "我丈夫三月离开了。他拿走了钱。",
        "Mi marido se fue en marzo y se llevó todo el dinero. No ha vuelto desde entonces.",
        "Mój mąż mnie uderzył.",
    ],
    ids=["German", "Russian", "Arabic", "Chinese", "Spanish", "Polish"],
)
def test_a_language_that_is_not_read_is_said(text: str) -> None:
    told = read_account(text)

    assert told.note == UNREAD and told.facts == [] and told.people == []
    assert [each.why for each in told.skipped] == [STRANGE]
    assert told.skipped[0].quote == text


@pytest.mark.parametrize(
    "text",
    [
        "My husband left me in March and took the car.",
        "he come home drunk. police come. i was in room",
        "Took the car.",
        "Tom left.",
        "I cry.",
        "Tom late. Tom drunk. Hit door. Police came. Paid 200 Monday. Rent unpaid. Kids scared.",
    ],
    ids=range(6),
)
def test_english_of_any_level_is_read(text: str) -> None:
    assert read_account(text).note is None and read_account(text).skipped == []


def test_no_annotated_account_is_taken_for_another_language() -> None:
    for name in scoring.names():
        told = read_account(scoring.given(name)[0])
        assert told.note is None and STRANGE not in [each.why for each in told.skipped]


def test_one_paragraph_in_another_language_is_passed_over_alone() -> None:
    told = read_account(f"My husband left me in March.\n\n{RUSSIAN}\n")

    assert [fact.quote for fact in told.facts] == ["My husband left me in March."]
    assert [each.quote for each in told.skipped] == [RUSSIAN]


@pytest.mark.parametrize("text", ["", " \n\t", "...", "— * —"], ids=range(4))
def test_an_account_without_words_is_said(text: str) -> None:
    assert read_account(text).note == EMPTY


def test_what_gave_no_draft_is_counted() -> None:
    told = read_account("He took the car. The sky was grey over the hills. Kate left me.")

    assert [each.quote for each in told.left] == ["The sky was grey over the hills."]
    assert (told.counts.sentences, told.counts.drafted, told.counts.left) == (3, 2, 1)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_word_is_drafted_or_listed(text: str) -> None:
    every_word_is_somewhere(text)


@pytest.mark.parametrize("name", scoring.names())
def test_every_word_of_an_account_is_drafted_or_listed(name: str) -> None:
    every_word_is_somewhere(scoring.given(name)[0])


def every_word_is_somewhere(text: str) -> None:
    """Three words or more that follow one another in a sentence are in a draft or a list."""
    told = read_account(text)
    covered = [False] * len(text)
    lists = (
        told.facts, told.sayings, told.knowledge, told.evidence, told.orders, told.skipped,
        told.left,
    )  # fmt: skip
    for each in (each for these in lists for each in these):
        covered[each.start : each.end] = [True] * (each.end - each.start)
    free = "".join("\n" if known else letter for letter, known in zip(text, covered, strict=True))
    for stretch in re.split(r"[.!?…؟।\n]", free):
        assert len(re.findall(r"[^\W\d_]{2,}", stretch)) <= 6, stretch
