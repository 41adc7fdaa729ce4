"""Which answers lock, for how long, and what opens them: from the list of decisions alone."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.case import gate
from everyword.case.decided import Obtained, Said, Unlocking
from everyword.case.work import Work
from everyword.index.database import SCHEMA

AT = "2025-06-01T10:00:00Z"


def empty() -> Work:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return Work(connection)


def answer(work: Work, *reasons: str) -> int:
    known = work.obtained().get("s", Obtained()).answers
    said = dict(each.split("=") for each in reasons)
    return work.decide(AT, "how", "s", Obtained({**known, **said}))


def advise(work: Work, *opens: str) -> int:
    return work.decide(AT, "unlock", "s", Unlocking(opens, "A. Marsh", "may be used", "2025-05-01"))


LOCKING = [
    f"{each.key}={value}"
    for each in gate.QUESTIONS
    for value in each.answers
    if value in each.locks
]
OPEN = [
    f"{each.key}={value}"
    for each in gate.QUESTIONS
    for value in each.answers
    if value not in each.locks
]


def test_the_answers_that_lock_are_these() -> None:
    assert [
        *("how=other-device", "how=not-sure", "device=other", "device=child", "device=not-sure"),
        *("account=other", "account=not-sure", "work=other", "took-part=no", "took-part=not-sure"),
        *("child=belongs", "child=from", "lawyer=theirs", "lawyer=not-sure"),
        *("intimate=yes", "intimate=not-sure", "medical=other"),
    ] == LOCKING


def test_what_is_not_answered_is_not_locked() -> None:
    work = empty()
    work.decide(AT, "said", "s", Said())

    assert gate.locks(work) == {}
    assert gate.unanswered({}, True) == tuple(each.key for each in gate.QUESTIONS)
    assert "took-part" not in gate.unanswered({}, False)


@pytest.mark.parametrize("reason", LOCKING)
def test_another_answer_opens_only_what_was_not_known(reason: str) -> None:
    key, _, value = reason.partition("=")
    question = gate.BY_KEY[key]
    good = next(each for each in question.answers if each not in question.locks)
    work = empty()
    answer(work, reason)
    (lock,) = gate.locks(work).values()
    assert lock.reasons == (reason,) and question.words in lock.words

    answer(work, f"{key}={good}")
    assert bool(gate.locks(work)) == (value != gate.NOT_SURE)


@given(st.lists(st.sampled_from([*LOCKING, *OPEN]), max_size=12))
def test_after_an_answer_that_locks_no_row_of_answers_opens(reasons: list[str]) -> None:
    work = empty()
    for reason in reasons:
        answer(work, reason)
    firm = {each for each in reasons if each in LOCKING and not each.endswith("not-sure")}
    now = {each.partition("=")[0]: each for each in reasons}
    unsure = {each for each in now.values() if each in LOCKING and each.endswith("not-sure")}

    found = gate.locks(work)
    assert set(found["s"].reasons if found else ()) == firm | unsure


@pytest.mark.parametrize("reason", [each for each in LOCKING if not gate.is_second(each)])
def test_an_advisers_word_opens_and_its_undoing_locks_again(reason: str) -> None:
    work = empty()
    answer(work, reason)
    number = advise(work, reason)
    assert gate.locks(work) == {}
    work.undo(AT, number)
    assert gate.locks(work)["s"].reasons == (reason,)


def test_an_advisers_word_opens_only_what_it_was_about() -> None:
    work = empty()
    answer(work, "device=other")
    advise(work, "device=other")
    answer(work, "device=other", "work=no")
    assert gate.locks(work) == {}
    answer(work, "lawyer=theirs")

    assert gate.locks(work)["s"].reasons == ("lawyer=theirs",)


@pytest.mark.parametrize("reason", [each for each in LOCKING if gate.is_second(each)])
def test_what_a_child_made_needs_a_second_yes(reason: str) -> None:
    work = empty()
    answer(work, reason)
    work.decide(AT, "unlock", "s", Unlocking((reason,), None, "early"))
    assert gate.locks(work)["s"].needs == gate.ADVISER
    advise(work, reason)
    assert gate.locks(work) == {}

    other = empty()
    answer(other, reason)
    advise(other, reason)
    assert gate.locks(other)["s"].needs == gate.SECOND
    other.decide(AT, "unlock", "s", Unlocking((reason,), None, "yes"))
    assert gate.locks(other) == {}


def test_what_is_said_at_add_locks_too() -> None:
    work = empty()
    work.decide(AT, "said", "s", Said("other-device"))
    work.decide(AT, "said", "s", Said("own-device"))

    assert gate.locks(work)["s"].reasons == ("how=other-device",)
    assert gate.is_locking(Said("other-device")) and not gate.is_locking(Said("shared"))


def test_cautions_are_of_what_is_open() -> None:
    assert list(gate.cautions({"lawyer": "mine", "device": "mine", "child": "not-sure"})) == [
        "Is it to or from a lawyer? between me and my lawyer",
        "Does it belong to a child, or come from one? I do not know",
    ]
    for question in gate.QUESTIONS:
        assert not question.locks & question.cautions and question.second <= question.locks
