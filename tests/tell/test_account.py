"""An account becomes drafts: on accounts annotated by hand, and for any text whatever."""

import re
import time

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from everyword.tell.account import read_account
from everyword.tell.dates import MONTHS
from everyword.tell.drafts import Told
from everyword.tell.numbers import number_at
from everyword.tell.sentences import tokens
from tests.tell import scoring

NAMES = scoring.names()
PIECES = (
    "I", "he", "she", "my husband Tom", "Kate", "the judge", "said", "told me that", "left",
    "hit", "paid", "300", "£1,250.50", "two weeks later", "on 3/4/24", "in March 2021", "“", "”",
    '"', "'", "\u2019", "—", "-", ".", "?", "!", ",", ":", ";", "\n", "\r\n", "\n\n", "> ", "and",
    "if", "that", "when", "who", "'s", "would", "was going to", "every Friday", "K (Kevin)", "(",
    ")", "\ufeff", "3 Comments", "Home | About", "From: a@b", "On Monday he wrote:", "ordered",
    "a million times", "Мама", "قالت", "妈妈说", "\u202e", "\x00", "é", "🙂", "my mother in law",
    "called", "born in",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)


def anchored(told: Told) -> list[tuple[str, int, int]]:
    """Everything that has a place."""
    lists = (
        told.relations, told.facts, told.sayings, told.knowledge, told.evidence, told.money,
        told.orders, told.gaps, told.contradictions, told.skipped,
    )  # fmt: skip
    found = [(each.quote, each.start, each.end) for these in lists for each in these]
    return found + [(c.other.quote, c.other.start, c.other.end) for c in told.contradictions]


@pytest.mark.parametrize("name", NAMES)
def test_an_account_is_read_as_it_was_annotated(name: str) -> None:
    found = scoring.score(name)

    assert found.found >= 0.8 * found.wanted, (found.missed, found.wrong_kind)
    assert found.right >= 0.75 * found.drafted, found.extra
    assert found.as_happened == []
    assert found.speakers_wrong == []
    assert found.people_missed == []
    assert found.other == []


def test_contradictions_that_were_planted_are_found() -> None:
    found, planted, missed = scoring.contradictions_found("contradicts")

    assert planted == 8
    assert found >= 6, missed


def test_what_is_told_out_of_order_is_put_in_order_as_far_as_the_words_say() -> None:
    text, wanted = scoring.given("out_of_order")
    order = {fact.quote: fact.order for fact in read_account(text).facts}

    for one, two in wanted["order"]:
        place = {
            quote: next(n for said, n in order.items() if quote in said) for quote in (one, two)
        }
        assert place[one] < place[two], (one, two)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
@example("")
@example("wROTE\u201c")
@example("“0 0 sOLD 0")
@example("\ufeffHe left.\r\nShe said: “I")
def test_every_draft_of_any_text_stands_in_it_to_the_letter(text: str) -> None:
    told = read_account(text)

    for quote, start, end in anchored(told):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == quote
    known = {person.id for person in told.people}
    for fact in told.facts:
        assert set(fact.who) <= known
        assert fact.when.words is None or fact.when.words in fact.quote
    assert {saying.speaker for saying in told.sayings} <= known | {None}
    assert sorted(fact.order for fact in told.facts) == list(range(1, len(told.facts) + 1))


def figures(words: str) -> set[int]:
    """Every number that some words give, in figures, in words, or as the name of a month."""
    given_ = tuple(tokens(words))
    found = {int(each) for each in re.findall(r"[0-9]+", words)}
    found |= {int(each) for each in re.findall(r"[0-9]+", words.replace(",", ""))}
    spoken = (number_at(given_, at) for at in range(len(given_)))
    found |= {number[0] for number in spoken if number}
    found |= {MONTHS[token.low] for token in given_ if token.low in MONTHS}
    one = {"a", "an", "next", "following", "previous", "last", "yesterday", "tomorrow", "after"}
    two = {"few", "some", "several", "many", "couple"}
    low = {token.low for token in given_}
    return (
        found | ({1} if low & (one | {"before", "one"}) else set()) | ({2} if low & two else set())
    )


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_number_is_drafted_that_its_words_do_not_give(text: str) -> None:
    numbers_are_given(text)


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_an_account_is_made_up(name: str) -> None:
    numbers_are_given(scoring.given(name)[0])


def numbers_are_given(text: str) -> None:
    told = read_account(text)
    for sum_ in told.money:
        if sum_.amount is not None:
            assert {int(each) for each in sum_.amount.split(".")} <= figures(sum_.quote), sum_
    for fact in told.facts:
        for bound in (fact.when.lo, fact.when.hi):
            drafted = {int(each) for each in re.findall(r"[0-9]+", str(bound or ""))}
            assert drafted - {0} <= figures(fact.when.words or ""), fact.when


def test_two_readings_of_one_text_are_the_same() -> None:
    text = scoring.given("third_person")[0]

    assert read_account(text) == read_account(text)


@pytest.mark.parametrize(
    "piece",
    [
        "he said she left and ",
        "“",
        "'a' ",
        "Kate Tom ",
        "my son Tom's ",
        "I saw that ",
        "3/4/24 ",
        "(",
        "> On he wrote:\n",
        "Ann met Bo. ",
        "£1 and ",
        "two weeks before ",
        "- he left, he said\n",
        '"No." ',
    ],
    ids=range(14),
)
def test_a_longer_text_takes_no_more_than_its_share(piece: str) -> None:
    """Work is counted in the processor's time of this process, and only compared with itself."""

    def took(times: int) -> float:
        text = piece * times
        start = time.process_time()
        read_account(text)
        return time.process_time() - start

    took(50)
    short = min(took(150) for _ in range(3))
    assert took(600) < 12 * short + 0.2


def test_the_object_has_the_keys_others_build_on() -> None:
    text, _ = scoring.given("father_dates")
    told = msgspec.to_builtins(read_account(text))

    assert list(told)[:10] == [
        "people", "relations", "facts", "sayings", "knowledge", "evidence", "money", "orders",
        "gaps", "contradictions",
    ]  # fmt: skip
    assert list(told["people"][0]) == ["id", "names", "roles"]
    assert list(told["relations"][0])[:3] == ["a", "b", "type"]
    assert list(told["facts"][0]) == [
        "id", "text", "kind", "who", "quote", "start", "end", "when", "order",
    ]  # fmt: skip
    assert list(told["facts"][0]["when"]) == ["words", "lo", "hi", "unit", "anchor"]
    assert list(told["sayings"][0]) == ["quote", "start", "end", "speaker"]
    assert list(told["knowledge"][0])[:3] == ["who", "fact", "how"]
