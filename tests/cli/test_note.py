"""everyword note: sealed at once, an item like any other, its day as said."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

WORDS = "He did not come.\nสวัสดี 你好 I waited until eight."


def test_only_the_day_is_needed_and_the_note_can_be_cited(in_case: Run) -> None:
    ran = in_case("note", "--day", "2024-03-01", "--json")
    assert ran.code == 0, ran.err
    made = json.loads(ran.out)

    assert made["text"] == ["everyword-note/1\nday 2024-03-01\n"]
    assert made["when"]["local"] == "2024-03-01" and made["when"]["precision"] == "day"
    assert made["when"]["zone"] is None and made["sealed"].endswith("Z")
    cite = f"{made['id']}=day 2024-03-01"
    when = ("--when", "2024-03-01", "--status", "alleged")
    assert in_case("fact", "add", "Sam did not come.", *when, "--cite", cite).code == 0
    assert in_case("verify").code == 0


def test_everything_said_stands_in_the_note_and_survives_a_rebuild(in_case: Run) -> None:
    said = ("--time", "18:00", "--where", "Larkford", "--who", "Sam", "--said", "No.",
            "--harm", "a cup", "--witness", "Rowan", "--told", "police, ref. 7")  # fmt: skip
    assert in_case("note", WORDS, "--day", "2024-03-01", *said).code == 0
    assert in_case("note", "Another.", "--day", "2024-03-01").code == 0
    before = in_case("list", "--json").out
    assert in_case("rebuild").code == 0

    assert in_case("list", "--json").out == before
    one = next(row for row in map(json.loads, before.splitlines()) if "Larkford" in row["text"][0])
    assert one["when"]["local"] == "2024-03-01T18:00"
    assert one["text"][0].endswith(f"told police, ref. 7\n\n{WORDS}\n")
    assert in_case("list", "--find", "waited").out.count("\n") == 1


def test_a_note_goes_out_with_its_exhibit_and_can_be_deleted(in_case: Run, tmp_path: Path) -> None:
    item = json.loads(in_case("note", WORDS, "--day", "2024-03-01", "--json").out)["id"]
    assert in_case("exhibit", "add", "--prefix", "AB", "--title", "Note", item).code == 0
    assert in_case("export", "--to", tmp_path / "package").code == 0
    assert in_case("verify", tmp_path / "package").code == 0
    assert in_case("exhibit", "remove", "AB1").code == 0
    name = json.loads(in_case("list", "--sources", "--json").out)["name"]
    assert in_case("delete", name, "--yes").code == 0
    assert in_case("list", "--json").out == "" and in_case("verify").code == 0


def test_a_locked_case_takes_a_note_that_is_confirmed_later(
    in_case: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delenv("EVERYWORD_PASSPHRASE_FILE")
        assert in_case("note", "Quiet words.", "--day", "yesterday", "--locked").code == 0
    assert in_case("confirm", "--all", "--how", "own-device").code == 0

    (row,) = map(json.loads, in_case("list", "--json").out.splitlines())
    assert row["title"].startswith("Note on 20") and "Quiet words." in row["text"][0]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--day", "3/4/24"),
        ("--day", ""),
        ("--day", "about 2024-03"),
        ("--day", "2024-02-30"),
        ("--day", "2024-03-01", "--where", "two\nlines"),
    ],
    ids=["no day", "two readings", "empty", "about", "no such day", "two lines"],
)
def test_what_is_not_clear_is_not_sealed(in_case: Run, words: tuple[str, ...]) -> None:
    assert in_case("note", "Words.", *words).code == 2
    assert in_case("list", "--sources", "--json").out == ""


def test_a_dry_run_shows_the_note_and_seals_nothing(in_case: Run) -> None:
    ran = in_case("note", "Words.", "--day", "today", "--dry-run")

    assert ran.out.startswith("everyword-note/1\nday 20") and ran.out.endswith("\n\nWords.\n")
    assert in_case("list", "--sources", "--json").out == ""
