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

    assert "Would undo: fact F1" in filled("fact", "undo", "--dry-run").err
    assert filled("fact", "undo").code == 0
    assert "First." in filled("fact", "list").out
    filled("fact", "remove", "F1")
    assert "First." not in filled("fact", "list").out
    assert filled("fact", "change", "F9", "--status", "agreed").code == 2


def test_all_parts_are_shown_and_the_notes_only_to_the_person(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    filled("person", "add", "Alex Morgan", "--handle", "Alex")
    ran = filled(
        "fact", "add", "Alex said so.", "--when", "2024-03-13", "--status", "disputed",
        "--kind", "said", "--by", "P1", "--who", "Alex Morgan", "--where", "Larkford",
        "--issue", "money", "--told-by", "P1", "--cite", f"{item}=on Friday",
        "--response", "=cmd", "--note", "Herbstnebel",
    )  # fmt: skip
    assert ran.code == 0, ran.err

    shown = filled("fact", "show", "F1").out
    for words in ("told by Alex Morgan (P1)", "Larkford", f"{item}: “on Friday”", "Herbstnebel"):
        assert words in shown
    for form in ((), ("--json",), ("--csv",), ("--why",), ("--pattern",), ("--responses",)):
        out = filled("fact", "list", *form).out
        assert "Alex said so." in out and "Herbstnebel" not in out
    assert "'=cmd" in filled("fact", "list", "--csv").out
    assert "money" in filled("fact", "issues").out
    assert filled("fact", "list", "--issue", "house").out.splitlines() == [
        "id  when  status  cites  what"
    ]

    filled("fact", "change", "F1", "--note", "", "--who", "", "--own")
    shown = filled("fact", "show", "F1").out
    assert "own knowledge" in shown and "Herbstnebel" not in shown and "who " not in shown
    assert "Herbstnebel" in filled("fact", "history", "F1").out


def test_a_dry_run_of_a_change_says_what_would_be_refused(filled: Run) -> None:
    when = ("--when", "2024-03", "--status", "alleged")
    filled("fact", "add", "First.", *when)

    assert filled("fact", "change", "F1", "--cite", "zzzz", "--dry-run").code == 2
    assert filled("fact", "change", "F1", "--own", "--told-by", "P1").code == 2
    assert filled("fact", "change", "F1", "--when", "2025", "--dry-run").code == 0
    assert "March 2024" in filled("fact", "list").out


def test_an_order_that_cannot_be_is_said_at_once_and_in_the_list(filled: Run) -> None:
    filled("fact", "add", "First.", "--when", "2024-03-01", "--status", "alleged")
    ran = filled("fact", "add", "Second.", "--when", "2024-02, after F1", "--status", "alleged")

    assert ran.code == 0 and "F2 is said to be after F1; but F1 is dated 1 March 2024" in ran.err
    assert "said to be after F1" in filled("fact", "list").err
    assert "its date: February 2024" in filled("fact", "list", "--why").out
