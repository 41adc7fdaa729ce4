"""What is said of two conversations: kept, contradicted, given back."""

from pathlib import Path

import pytest

from everyword.case import joining
from everyword.case.store import Case
from everyword.errors import NotFound, NotOne, Refused, WrongUsage
from tests.case.conftest import add


@pytest.fixture
def names(case: Case, tmp_path: Path) -> tuple[tuple[str, str], ...]:
    """Three more conversations, the first two alike."""
    lines = [f"{day}/03/2024, 21:07 - Alex: line {day} of March\n" for day in range(13, 23)]
    for name in ("One", "Two"):
        path = tmp_path / f"WhatsApp Chat with {name}.txt"
        path.write_text("".join(lines).replace("Alex", name))
        add(case, path)
    path = tmp_path / "WhatsApp Chat with Three.txt"
    path.write_text("".join(lines).replace("of March", "of the year"))
    add(case, path)
    found = joining.joined.conversations(case.index.connection.execute)
    return tuple(
        next(each for each in found if name in each[1]) for name in ("One", "Two", "Three")
    )


def test_a_question_goes_with_its_answer(case: Case, names: tuple[tuple[str, str], ...]) -> None:
    one, two, three = names
    joining.look(case)
    (asked,) = joining.questions(case)
    assert {asked.one, asked.two} == {one, two} and (asked.same, asked.of) == (10, 10)

    joining.join(case, two, one)
    assert joining.questions(case) == [] and len(case.work.joined()) == 1
    with pytest.raises(Refused, match="0 of 10 messages"):
        joining.join(case, one, three)
    joining.undo(case)
    assert len(joining.questions(case)) == 1 and case.work.joined() == set()
    joining.keep_apart(case, one, two)
    assert joining.questions(case) == []


def test_two_words_that_contradict_each_other_are_not_kept(
    case: Case, names: tuple[tuple[str, str], ...]
) -> None:
    one, two, three = names
    joining.keep_apart(case, one, two)
    joining.join(case, one, three, anyway=True)
    with pytest.raises(WrongUsage, match="would be one then"):
        joining.join(case, two, three, anyway=True)
    joining.join(case, one, two)
    with pytest.raises(WrongUsage, match="already"):
        joining.join(case, one, one)
    joining.join(case, two, three, anyway=True)
    with pytest.raises(WrongUsage, match="by way of a third"):
        joining.keep_apart(case, one, two)


def test_a_name_that_two_kinds_of_source_have_is_asked_with_its_kind(
    case: Case, names: tuple[tuple[str, str], ...]
) -> None:
    reader, name = names[0]
    case.index.connection.execute(
        "INSERT INTO copy SELECT source, 'sms_backup_xml', thread, first, last FROM copy"
        " WHERE thread = ?", (name,),
    )  # fmt: skip
    with pytest.raises(NotOne):
        joining.named(case, name)
    assert joining.named(case, f"{reader}:{name}") == names[0]
    with pytest.raises(NotFound):
        joining.named(case, "Nobody")
