"""everyword fact: nothing is filled in, everything can be undone."""

from tests.cli.conftest import Run, ids


def test_a_fact_needs_date_and_status_and_a_cite_that_is_there(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")

    assert filled("fact", "add", "Something happened.").code == 2
    assert filled("fact", "add", "S.", "--when", "3/4/24", "--status", "alleged").code == 2
    when = ("--when", "2024-03-13", "--status", "alleged")
    assert filled("fact", "add", "S.", *when, "--cite", "zzzz").code == 2
    assert filled("fact", "add", "S.", *when, "--cite", f"{item}=never said").code == 2
    ran = filled("fact", "add", "Alex said money would come.", *when, "--cite", f"{item}=on Friday")
    assert ran.code == 0 and ran.out.startswith("F1")
    assert "13 March 2024" in filled("fact", "list").out


def test_facts_change_and_undo(filled: Run) -> None:
    when = ("--when", "2024-03", "--status", "alleged")
    filled("fact", "add", "First.", *when)
    filled("fact", "change", "F1", "--sentence", "Second.", "--status", "disputed")
    assert "Second." in filled("fact", "list").out

    assert filled("fact", "undo").code == 0
    assert "First." in filled("fact", "list").out
    filled("fact", "remove", "F1")
    assert "First." not in filled("fact", "list").out
    assert filled("fact", "change", "F9", "--status", "agreed").code == 2
