"""everyword person: one handle is one person."""

from tests.cli.conftest import Run, ids


def test_a_handle_belongs_to_one_person(filled: Run) -> None:
    assert filled("person", "add", "Sam Carter", "--handle", "Sam").code == 0
    assert filled("person", "add", "Samuel", "--handle", "Sam").code == 2
    assert "Sam Carter" in filled("person", "list").out
    assert len(ids(filled, "--person", "Sam Carter")) == 2


def test_handles_that_would_be_missed_are_said(filled: Run) -> None:
    ran = filled("person", "add", "Sam Carter", "--handle", "Samm")

    assert ran.code == 0
    assert "No source has the handle “Samm” yet" in ran.err
    assert "Is this also Sam Carter? Nobody is said to be: “Sam” (2)" in ran.err

    again = filled("person", "add", "Sam Smith", "--handle", "Sam")
    assert "Is this also" not in again.err and "No source" not in again.err
