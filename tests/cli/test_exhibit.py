"""everyword exhibit: letters are chosen once, numbers run on."""

from tests.cli.conftest import Run, ids


def test_exhibit_letters_are_chosen_and_numbers_run_on(filled: Run) -> None:
    items = ids(filled, "--find", "money")

    assert filled("exhibit", "add", "--title", "T", *items).code == 2
    one = filled("exhibit", "add", "--prefix", "AM", "--title", "Money", *items)
    assert one.out.startswith("AM1")
    filled("exhibit", "remove", "AM1")
    two = filled("exhibit", "add", "--title", "All of March", "--thread", "Sam", "--to", "2024-03")
    assert two.out.startswith("AM2") and "(4 items)" in two.out
    assert filled("exhibit", "add", "--prefix", "A1", "--title", "T", *items).code == 2
    assert filled("exhibit", "add", "--title", "T", "--thread", "Nobody").code == 2


def test_a_conversation_that_is_not_there_is_answered_with_those_that_are(filled: Run) -> None:
    ran = filled("exhibit", "add", "--prefix", "A", "--title", "T", "--thread", "sa")

    assert ran.code == 2
    assert "No conversation or account is called “sa”." in ran.err
    assert "There are “Sam”. All of them:  everyword thread list" in ran.err


def test_days_without_messages_are_said(filled: Run) -> None:
    ran = filled(
        "exhibit", "add", "--prefix", "A", "--title", "T", "--thread", "Sam", "--from", "2031-01-01"
    )

    assert ran.code == 2 and "“Sam” has nothing between these days" in ran.err
