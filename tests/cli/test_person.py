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
    asked = "“Sam” (2): nobody is said to be. Is it Sam Carter (P1)?"
    typed = "everyword person change P1 --handle Samm --handle Sam"
    assert f"{asked}  {typed}    if not:  everyword person apart P1 Sam\n" in ran.err
    assert filled("person", "ask").out in ran.err  # one question, in one way

    assert filled(*typed.split()[1:]).code == 0
    again = filled("person", "add", "Ann Smith", "--handle", "Alex")
    assert again.err == ""


def test_many_questions_are_counted(filled: Run) -> None:
    for letter in "abcdefghij":
        filled("person", "add", f"Ann L{letter}ng")
    ran = filled("person", "add", "Ann")
    assert ran.err.count("one person, or two?") == 8
    assert "2 more questions:  everyword person ask" in ran.err


def test_undo_and_remove_are_tried_first(filled: Run) -> None:
    assert filled("person", "undo", "--dry-run").code == 2
    filled("person", "add", "Sam Carter")
    assert "Would undo: person P1, as changed " in filled("person", "undo", "--dry-run").err
    assert "Would take out person P1." in filled("person", "remove", "P1", "--dry-run").err
    assert filled("person", "remove", "P9", "--dry-run").code == 2
    assert filled("person", "list").out.count("P1") == 1
    assert filled("person", "undo").out == "undone: person P1\n"


def test_two_of_a_name_are_asked_about_and_joined_only_when_said(filled: Run) -> None:
    filled("person", "add", "Robert Carter", "--handle", "Sam")
    ran = filled("person", "add", "Bob Carter", "--handle", "Alex", "--alias", "Bobby")
    assert "“Robert Carter” and “Bob Carter”: one person, or two?" in ran.err
    assert len(ids(filled, "--person", "bobby")) == 1
    assert '"other": "P2"' in filled("person", "ask", "--json").out

    assert filled("person", "join", "P1", "P2", "--dry-run").code == 0
    assert filled("person", "join", "P1", "P2").out == "P1  Robert Carter, also Bob Carter, Bobby\n"
    assert len(ids(filled, "--person", "bobby")) == 3
    assert "nothing to ask" in filled("person", "ask").err
    assert filled("person", "undo").code == 0
    assert filled("person", "apart", "P1", "P2").code == 0
    assert "nothing to ask" in filled("person", "ask").err


def test_what_is_said_of_a_person_is_listed(filled: Run) -> None:
    filled("person", "add", "Sam Carter", "--side", "other", "--born", "1980")
    tie = "spouse of P1 from 2010 to 2024-03"
    assert filled("person", "add", "Ann Lee", "--role", "neighbour", "--tie", tie).code == 0
    ran = filled("person", "change", "P2", "--hide", "--child")
    assert "P2 is shown as neighbour" in ran.err

    listed = filled("person", "list").out
    assert f"{tie}, a child, printed as neighbour" in listed
    assert "born 1980, side: other" in listed
    assert filled("person", "change", "P2", "--tie", "spouse of P9").code == 2
    filled("person", "change", "P2", "--tie", "", "--show-name", "--adult")
    listed = filled("person", "list").out
    assert listed.endswith("neighbour\n") and "printed as" not in listed and tie not in listed
