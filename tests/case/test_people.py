"""People: one handle is one person."""

import pytest

from everyword.case.store import Case
from everyword.errors import NotFound, WrongUsage


def test_a_handle_is_one_persons(case: Case) -> None:
    sam = case.add_person("Sam Carter", "father", ("Sam",))
    with pytest.raises(WrongUsage, match="already a handle of Sam Carter"):
        case.add_person("Samuel", None, ("Sam",))

    assert case.change_person(sam.id, handles=("Sam", "Sammy")).handles == ("Sam", "Sammy")
    assert case.person_of("Sammy") == case.work.people()[sam.id]
    with pytest.raises(NotFound, match="everyword person list"):
        case.change_person("P9", name="Nobody")
