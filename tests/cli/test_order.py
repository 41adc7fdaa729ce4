"""everyword order: entered with its cites, varied by date, and nothing of it lost."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.support_made import as_made, fill, listed


@pytest.fixture
def ordered(in_case: Run, tmp_path: Path) -> Run:
    as_made("ordered", tmp_path, lambda: fill(in_case, tmp_path))
    return in_case


def test_an_order_and_its_terms_are_listed_with_what_they_stand_on(ordered: Run) -> None:
    assert ordered("order", "list").out.splitlines() == [
        "O1  Order of 2024, Larkford, 20 April 2024",
        "  T1  P2 pays 100 GBP to P1, every week from 2024-05-03",
    ]
    kinds = [row["kind"] for row in listed(ordered, "order", "list")]
    shown = ordered("order", "show", "T1").out

    assert kinds == ["order", "term"]
    assert "pays 100.00 a week" in shown and "from         " in shown
    assert "T1" in ordered("order", "show", "O1").out


def test_terms_need_what_they_need(ordered: Run) -> None:
    term = ("order", "term", "O1", "--from", "P2")
    pay = ("--pay", "5", "GBP", "--to", "P1")
    first = ("--first", "2024-05-03")
    wrong = (
        (*pay,),
        (*first,),
        (*pay, *first, "--do", "x"),
        ("--pay", "1,50", "GBP", *first),
        ("--pay", "5", "pounds", *first),
        ("--pay", "0", "GBP", *first),
        ("--pay", "5", "GBP", "--to", "P2", *first),
        ("--pay", "5", "GBP", *first),
        (*pay, "--first", "3/5/24"),
        (*pay, *first, "--every", "fortnight"),
        (*pay, *first, "--every", "week", "--until", "2024-05-02"),
        (*pay, *first, "--until", "2025-05-02"),
        (*pay, *first, "--every", "week", "--until", "child P9 is 18"),
        (*pay, *first, "--cite", "zzzz"),
    )

    assert {ordered(*term, *words).code for words in wrong} == {2}
    assert ordered("order", "term", "O9", "--from", "P2", *pay, *first).code == 2
    assert ordered(*term, *pay, *first, "--dry-run").code == 0
    assert len(listed(ordered, "order", "list")) == 2


def test_a_variation_keeps_both_and_asks_about_a_part_of_a_period(ordered: Run) -> None:
    vary = ("order", "vary", "T1", "--from", "2024-06-01", "--pay", "120", "GBP")
    assert ordered(*vary).code == 2
    assert ordered(*vary, "--part", "due-day", "--dry-run").code == 0
    ran = ordered(*vary, "--part", "due-day")

    assert ran.code == 0 and "from 2024-06-07" in ran.out and "in place of T1" in ran.out
    assert "It cites nothing yet" in ran.err
    assert ordered("order", "show", "T1").out.startswith("T1  P2 pays 100 GBP")
    assert "pays 100.00 a week" not in ordered("order", "show", "T2").out
    assert ordered(*vary, "--part", "due-day").code == 2
    again = ("order", "vary", "T2", "--from", "2024-06-05", "--pay", "1", "GBP", "--part", "ahead")
    assert ordered(*again).code == 2


def test_on_a_due_day_nothing_has_to_be_shared(ordered: Run) -> None:
    ran = ordered("order", "vary", "T1", "--from", "2024-06-07", "--pay", "120", "GBP")

    assert ran.code == 0 and "every week from 2024-06-07" in ran.out
    assert ordered("order", "remove", "T1").code == 2
    assert ordered("order", "remove", "T2").code == 0
    assert ordered("order", "undo").out == "undone: term T2\n"


def test_what_is_said_of_a_term_stands_with_its_day(ordered: Run) -> None:
    item = str(listed(ordered, "list")[0]["id"])
    late = ("--day", "2024-05-10", "--words", "a day late", "--cite", item)
    assert ordered("order", "mark", "T1", "not-kept", *late).code == 0
    assert ordered("order", "mark", "T1", "kept", "--day", "2024-05-10").code == 0
    assert ordered("order", "mark", "T1", "not-known", "--dry-run").code == 0
    assert ordered("order", "mark", "T1", "kept", "--day", "2024-05-11").code == 2
    assert ordered("order", "mark", "T1", "broken").code == 2

    (term,) = (row for row in listed(ordered, "order", "list") if row["kind"] == "term")
    assert [(x["day"], x["state"]) for x in term["marks"]] == [("2024-05-10", "kept")]
    states = ordered("order", "history", "T1").out.splitlines()
    assert len(states) == 3 and "a day late" in states[1]


def test_corrections_are_kept_and_undone(ordered: Run) -> None:
    assert ordered("order", "change", "T1", "--pay", "110.50", "GBP", "--dry-run").code == 0
    assert ordered("order", "change", "T1", "--pay", "110.50", "GBP").code == 0
    assert ordered("order", "change", "O1", "--title", "Consent order").code == 0
    assert ordered("order", "change", "O1", "--pay", "1", "GBP").code == 2
    assert ordered("order", "change", "T1", "--title", "x").code == 2
    assert "110.50" in ordered("order", "list").out
    assert "Consent order" in ordered("order", "list").out
    ordered("order", "undo")
    ordered("order", "undo")

    assert "110.50" not in ordered("order", "list").out
    assert "(undone " in ordered("order", "history", "T1").out
    assert ordered("order", "history", "T7").code == 2


def test_something_to_do_has_no_sum(ordered: Run) -> None:
    what = (
        "--do",
        "hand over the passports",
        "--first",
        "2024-05-03",
        "--from",
        "P2",
        "--to",
        "P1",
    )
    ran = ordered("order", "term", "O1", *what, "--condition", "on a receipt")

    assert ran.out == "T2  P2 hand over the passports to P1, once, on 2024-05-03\n"
    assert ordered("order", "mark", "T2", "not-known").code == 0
    assert "on a receipt" in ordered("order", "show", "T2").out


def test_a_locked_letter_takes_its_words_with_it(ordered: Run) -> None:
    (letter,) = (x["id"] for x in listed(ordered, "list") if x["kind"] == "document")
    assert ordered("how", "answer", "letter.txt", "--lawyer", "theirs").code in (0, 1)
    (source,) = (x for x in listed(ordered, "list", "--sources") if x["name"] == "letter.txt")
    assert source["state"] == "locked"

    for words in (("show", "T1"), ("history", "T1"), ("list",)):
        for form in ((), ("--json",)):
            assert "100.00 a week" not in ordered("order", *words, *form).out
    assert ordered("order", "term", "O1", "--do", "x", "--first", "2024-05-03", "--from", "P2",
                   "--cite", letter).code == 7  # fmt: skip
    ran = ordered("schedule", "support", "--as-of", "2024-06-01")
    assert "T1 is not counted: what it was taken from is locked." in ran.err
    assert json.loads(ordered("schedule", "support", "--as-of", "2024-06-01", "--json").out
                      .splitlines()[-1])["figures"]["undisputed"]["due"] == "0.00"  # fmt: skip


def test_rules_are_chosen_and_listed(ordered: Run) -> None:
    assert ordered("order", "rules", "--list").code == 0
    ids = {row["id"] for row in listed(ordered, "order", "rules", "--list")}
    assert {"uk-ew", "us-tx", "us-ca", "hk", "ca-bc", "us-az", "us-il"} <= ids
    assert ordered("order", "rules", "O1", "--rules", "nowhere").code == 2
    assert ordered("order", "rules", "O1", "--rate", "2024=5").code == 2
    assert ordered("order", "rules", "O1", "--rate", "many").code == 2
    ran = ordered("order", "rules", "O1", "--rules", "ca-on", "--rate", "2024-01-01=5.25 %")
    assert ran.out == "O1  rules: ca-on, 5.25 % from 2024-01-01\n"
