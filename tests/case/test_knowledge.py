"""Who knew what is decided like facts: checked, kept, undone."""

from pathlib import Path

import pytest

from everyword.case import knowledge
from everyword.case.decided import CiteTo, Knew
from everyword.case.store import Case
from everyword.errors import NotFound, Refused, WrongUsage
from tests.case.conftest import first


@pytest.fixture
def told(case: Case) -> Case:
    case.add_person("Sam Carter", None, ("Sam",))
    case.add_fact("Alex would send money.", "2024-03-13", "alleged", ())
    return case


def test_it_is_kept_with_whole_ids_and_undone(told: Case) -> None:
    cite = CiteTo(first(told)[:7], quote="send money")
    made = knowledge.add(told, Knew("", "sam carter", "F1", "2024-03-13", "read it", cites=(cite,)))

    assert (made.id, made.person, made.cites[0].item) == ("K1", "P1", first(told))
    told.undo("knew")
    assert told.work.knowledge() == {}
    assert knowledge.add(told, Knew("", "P1", "F1", "not known")).id == "K2"


@pytest.mark.parametrize(
    ("knew", "error"),
    [
        (Knew("", "P9", "F1", "2024"), NotFound),
        (Knew("", "P1", "F9", "2024"), NotFound),
        (Knew("", "P1", "F1", "3/4/24"), WrongUsage),
        (Knew("", "P1", "F1", "after F9"), NotFound),
        (Knew("", "P1", "F1", "2024", told_by="P9"), NotFound),
        (Knew("", "P1", "F1", "2024", knows=False), WrongUsage),
    ],
    ids=["person", "fact", "date", "order", "teller", "denied without words"],
)
def test_what_does_not_hold_is_refused(told: Case, knew: Knew, error: type[Exception]) -> None:
    with pytest.raises(error):
        knowledge.add(told, knew)
    assert told.work.knowledge() == {}


def test_what_it_stands_on_is_not_deleted_under_it(told: Case, tmp_path: Path) -> None:
    cite = CiteTo(first(told), quote="send money")
    knowledge.add(told, Knew("", "P1", "F1", "2024-03-13", cites=(cite,)))
    (row,) = told.index.sources()

    with pytest.raises(Refused, match="K1"):
        told.delete(row, None)
