"""Whether two payments are one: asked, answered, and silent about what is locked."""

from pathlib import Path

import pytest

from everyword.case import doubling, obtained
from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage
from tests.case.conftest import add

QIF = "!Type:Bank\nD2024-03-01\nT-450.00\nP{}\n^\nD2024-03-03\nT300.00\nPSam Lee {}\n^\n"


@pytest.fixture
def asked(case: Case, tmp_path: Path) -> Case:
    """Two files that tell of two payments in other words."""
    for name, payee in (("one.qif", "Mill Road"), ("two.qif", "Rent")):
        (tmp_path / name).write_text(QIF.format(payee, payee))
        add(case, tmp_path / name)
    return case


def test_each_pair_is_answered_by_itself_and_the_newest_answer_stands(asked: Case) -> None:
    (kind, first), (_, second) = doubling.questions(asked)
    assert kind == "payment"

    doubling.say(asked, first.one, first.two, is_one=True)
    assert [each for _, each in doubling.questions(asked)] == [second]
    doubling.say(asked, first.two, first.one, is_one=False)

    ((one, two, is_one),) = doubling.answers(asked)
    assert ({one.id, two.id}, is_one) == ({first.one, first.two}, False)
    asked.undo("double")
    assert [is_one for _, _, is_one in doubling.answers(asked)] == [True]


def test_only_two_payments_of_two_sources_can_be_one(asked: Case) -> None:
    (_, first), (_, second) = doubling.questions(asked)
    for one, two in ((first.one, first.one), (first.one, second.one)):
        with pytest.raises(WrongUsage):
            doubling.say(asked, one, two, is_one=True)
    with pytest.raises(NotFound):
        doubling.check(asked, first.one, "nothing")


def test_what_is_locked_is_in_no_answer(asked: Case) -> None:
    (_, first), _ = doubling.questions(asked)
    doubling.say(asked, first.one, first.two, is_one=True)

    obtained.answer(asked, obtained.named(asked, first.two_source), {"account": "other"})

    assert doubling.answers(asked) == [] and doubling.questions(asked) == []
