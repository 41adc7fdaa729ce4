"""everyword person: one handle is one person."""

from tests.cli.conftest import Run, ids


def test_a_handle_belongs_to_one_person(filled: Run) -> None:
    assert filled("person", "add", "Sam Carter", "--handle", "Sam").code == 0
    assert filled("person", "add", "Samuel", "--handle", "Sam").code == 2
    assert "Sam Carter" in filled("person", "list").out
    assert len(ids(filled, "--person", "Sam Carter")) == 2
