"""A note is a leaf of its own kind, and durable before anything else is done."""

import pytest

from everyword.case import notes
from everyword.case.store import Case
from everyword.errors import WrongUsage
from everyword.vault import adopted


def test_a_note_is_sealed_as_a_note(case: Case) -> None:
    data = notes.text_of({"day": "2024-03-01", "who": "Sam"}, "Words.")
    entry = notes.write(case, data, "note.txt")

    sealed = case.sealed(case.index.row(entry.source))
    assert (sealed.leaf.kind, sealed.leaf.get("what")) == ("note", adopted.INCIDENT)
    assert case.vault.source(sealed).open().read() == data
    assert case.work.said(entry.source).how == "own-device"
    assert adopted.is_file(sealed)
    beside = [each for each in case.vault.records() if each.leaf.get("what") == "work"]
    assert not any(adopted.is_file(each) for each in beside)


def test_a_note_has_an_end_and_only_letters() -> None:
    with pytest.raises(WrongUsage, match="did not arrive"):
        notes.text_of({"day": "2024-03-01"}, "caf\udce9")
    with pytest.raises(WrongUsage, match="256 KiB"):
        notes.text_of({"day": "2024-03-01"}, "x" * notes.MOST)
