"""everyword how: what a person reads, types and gets back."""

import json
from pathlib import Path

import pytest

from everyword.case import gate
from tests.cli.conftest import Run, ids

NAME = "WhatsApp Chat with Sam.txt"
ADVICE = ("--adviser", "A. Marsh, solicitor", "--said", "it may be used", "--date", "2025-05-01")


def one(run: Run, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("how", *words, "--json").out.splitlines()[0])
    return found


def test_a_source_is_answered_for_locked_and_opened(filled: Run) -> None:
    ran = filled("how", NAME, "--device", "other")
    assert ran.code == 0 and "locked because: Whose device" in ran.out
    assert "an adviser's word:  everyword how unlock" in ran.out
    assert filled("list").out == "" and "Friday" not in filled("list", "--sources").out
    assert "locked: kept, not read" in filled("list", "--sources").out

    ran = filled("how", "unlock", NAME, *ADVICE)
    assert ran.code == 0 and "A. Marsh, solicitor said on 2025-05-01" in ran.out
    assert len(ids(filled)) == 4


def test_the_short_form_and_the_long_one_are_the_same(filled: Run) -> None:
    assert filled("how", NAME).out == filled("how", "answer", NAME).out
    assert filled("how", "nothing").code == 2
    assert filled("how", NAME, "--device", "red").code == 2


def test_not_knowing_is_an_answer_and_shown_as_one(filled: Run) -> None:
    filled("how", NAME, "--took-part", "not-sure")
    assert "Did you take part in the talk? I do not know" in filled("how", "list").out
    assert one(filled, "list", "--locked")["reasons"] == ["took-part=not-sure"]
    assert filled("how", NAME, "--took-part", "yes").code == 0
    assert one(filled, "list")["locked"] is False
    filled("how", NAME, "--child", "not-sure")
    found = one(filled, "list")
    assert not found["locked"] and found["answers"] == {"took-part": "yes", "child": "not-sure"}


def test_what_is_not_answered_is_listed_and_said_before_a_bundle(filled: Run) -> None:
    assert set(one(filled, "list")["unanswered"]) == {each.key for each in gate.QUESTIONS}  # type: ignore[call-overload]
    (item,) = ids(filled, "--find", "Friday")
    filled("exhibit", "add", "--prefix", "AB", "--title", "T", item)
    for words in (("bundle", "-o", "o.pdf", "--dry-run"), ("export", "--to", "p", "--dry-run")):
        assert "1 source with questions not answered" in filled(*words).err
    filled("how", NAME, "--lawyer", "mine")
    assert "ask before it is used" in filled("export", "--to", "p", "--dry-run").err


def test_one_item_is_answered_for_instead_of_its_source(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    filled("how", NAME, "--lawyer", "no", "--medical", "mine")
    found = one(filled, item, "--lawyer", "theirs")
    assert found["locked"] and found["answers"] == {"lawyer": "theirs"}
    assert found["of_source"] == {"lawyer": "no", "medical": "mine"}
    assert len(ids(filled)) == 3 and filled("show", item).code == 7
    assert "1 locked (everyword how list)" in filled("list", "--sources").out
    other = ids(filled)[-1]
    assert filled("show", other).code == 0 and filled("show", other, "--raw").code == 7
    filled("how", "unlock", item, *ADVICE)
    assert filled("show", item).code == 0 and filled("show", other, "--raw").code == 0


def test_a_dry_run_says_what_would_be_locked_and_changes_nothing(filled: Run) -> None:
    ran = filled("how", NAME, "--device", "child", "--dry-run")
    assert ran.code == 0 and "Would lock" in ran.err and len(ids(filled)) == 4
    assert "nothing" in filled("how", NAME, "--device", "mine", "--dry-run").err
    filled("how", NAME, "--device", "child")
    assert filled("how", "unlock", NAME, *ADVICE, "--dry-run").code == 0
    assert filled("how", "yes", NAME, "--dry-run").code == 7
    filled("how", "unlock", NAME, *ADVICE)
    assert one(filled, "list")["needs"] == gate.SECOND
    assert filled("how", "yes", NAME, "--dry-run").code == 0 and ids(filled) == []
    assert filled("how", "yes", NAME, "--said", "she gave it to me").code == 0
    assert len(ids(filled)) == 4
    assert [each["adviser"] for each in one(filled, "list")["words"]][1] is None  # type: ignore[attr-defined]


def test_an_answer_is_not_undone_into_openness(filled: Run) -> None:
    filled("how", NAME, "--intimate", "yes")
    assert filled("how", NAME, "--intimate", "no").code == 0 and ids(filled) == []
    assert filled("how", "undo").code == 0
    assert filled("how", "undo").code == 7
    assert filled("how", "unlock", "nothing", *ADVICE).code == 2


def test_a_file_added_as_anothers_is_locked_at_once(in_case: Run, chat: Path) -> None:
    ran = in_case("add", chat, "--how", "other-device")
    assert ran.code == 0 and "locked: kept, not read" in ran.err and "items" not in ran.out
    assert in_case("add", chat, "--how", "own-device", "--json").code == 0
    assert ids(in_case) == []
    assert "locked" in in_case("rebuild").out and ids(in_case) == []


@pytest.mark.parametrize("words", [("--adviser", " "), ("--said", ""), ("--date", "soon"),
                                   ("--date", "2999-01-01"), ("--date", "2024")])  # fmt: skip
def test_half_a_word_opens_nothing(filled: Run, words: tuple[str, str]) -> None:
    filled("how", NAME, "--account", "other")
    assert filled("how", "unlock", NAME, *ADVICE, *words).code == 2
    assert ids(filled) == []


def test_the_notes_are_those_of_the_place_and_say_ask(filled: Run) -> None:
    assert "does not say its place" in filled("how", "notes").err
    ran = filled("how", "notes", "--place", "Delaware", "--about", "recording")
    assert "Sources disagree." in ran.out and "Ask an adviser." in ran.out
    assert "18 USC 2511" in ran.out and "seen 2026-11-21" in ran.out
    line = json.loads(filled("how", "notes", "--place", "ew", "--json").out.splitlines()[0])
    assert line["jurisdiction"] == "England and Wales" and line["confidence"]
    assert "There are no notes for" in filled("how", "notes", "--place", "Atlantis").err
    assert "us-ca" in filled("how", "notes", "--places").out
    assert "Ask an adviser there" in filled("how", NAME, "--device", "other").err


def test_the_listing_of_a_locked_file_has_hash_size_and_name_only(filled: Run) -> None:
    filled("how", NAME, "--device", "other")
    found = one(filled, "list")
    assert (found["name"], found["size"]) == (NAME, 219) and len(str(found["sha256"])) == 64
    out = filled("how", "list").out + filled("how", NAME).out
    assert "Friday" not in out and "Sam: " not in out


def test_an_answer_that_ended_a_lock_is_said(filled: Run) -> None:
    filled("how", NAME, "--took-part", "not-sure", "--child", "not-sure")
    assert one(filled, "list")["ended_by_answer"] == []
    filled("how", NAME, "--took-part", "yes", "--child", "no")
    ran = filled("how", "list").out
    words = "Did you take part in the talk? I do not know: that lock ended with the answer of "
    assert words in ran and ran.count("that lock ended") == 1  # of a child it locks nothing
    (ended,) = one(filled, "list")["ended_by_answer"]  # type: ignore[misc]
    assert (ended["question"], ended["answer"]) == ("took-part", "yes")  # type: ignore[has-type]


def test_undo_names_a_source_or_takes_the_newest(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("one\n")
    filled("add", tmp_path / "other.txt")
    filled("how", NAME, "--medical", "mine")
    filled("how", "other.txt", "--medical", "mine")
    ran = filled("how", "undo", NAME, "--dry-run")
    assert "Would undo: answers for" in ran.err and one(filled, NAME)["answers"]
    assert filled("how", "undo", NAME).code == 0
    assert one(filled, NAME)["answers"] == {} and one(filled, "other.txt")["answers"]
    assert filled("how", "undo", NAME).code == 2
    assert filled("how", "undo").code == 0 and one(filled, "other.txt")["answers"] == {}


def test_an_export_counts_what_is_locked_and_names_the_file(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("one\n")
    filled("add", tmp_path / "other.txt")
    items = ids(filled)
    filled("exhibit", "add", "--prefix", "AB", "--title", "T", *items[:3], "--context", "0")
    filled("exhibit", "add", "--title", "U", items[-1])
    filled("how", items[1], "--lawyer", "theirs")
    said = filled("export", "--to", tmp_path / "p", "--dry-run").err
    assert "AB1: 1 of 3 items left out: locked because of how obtained" in said
    assert f"AB1: 2 of its 3 items stay here though not locked (2 in {NAME}): a file is" in said
    filled("exhibit", "add", "--title", "V", items[2])
    ran = filled("export", "--to", tmp_path / "p", "--items", "AB3")
    assert ran.code == 7 and f"(1 in {NAME})" in ran.err
