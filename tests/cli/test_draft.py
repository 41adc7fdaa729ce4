"""everyword tell --keep and everyword draft: an account, and the person's word on each draft."""

import json
from pathlib import Path

import pytest

from everyword.cli.draft_shown import ids_of, ids_words
from everyword.errors import WrongUsage
from tests.cli.conftest import Run

TEXT = (
    "My husband Tom left on 3 March 2021. Two weeks later he took 300 from our account.\n"
    "My sister Kate told me that he had a flat. I think he was lying.\n"
)


@pytest.fixture
def told(in_case: Run, tmp_path: Path) -> Run:
    """A case that keeps the account: D1 to D4."""
    (tmp_path / "account.txt").write_text(TEXT)
    ran = in_case("tell", tmp_path / "account.txt", "--keep")
    assert ran.code == 0, ran.err
    return in_case


def answers(run: Run) -> dict[str, str]:
    rows = map(json.loads, run("draft", "list", "--all", "--json").out.splitlines())
    return {row["id"]: row["answer"] for row in rows}


def typing(run: Run, keys: str, *words: str | Path) -> str:
    """The command with these lines on standard input; what it said."""
    ran = run(*words, typed=keys)
    assert ran.code == 0, ran.err
    return ran.out + ran.err


def test_an_account_is_sealed_and_its_drafts_wait(told: Run, tmp_path: Path) -> None:
    assert answers(told) == dict.fromkeys(("D1", "D2", "D3", "D4"), "open")
    assert told("fact", "list", "--json").out == ""
    (source,) = map(json.loads, told("list", "--sources", "--json").out.splitlines())
    assert source["name"] == "account.txt"
    raw = json.loads(told("list", "--json").out)["id"]
    assert told("show", raw, "--raw").out == TEXT
    assert told("verify").code == 0


def test_yes_no_and_private_and_back(told: Run) -> None:
    ran = told("draft", "yes", "D1-D2", "--own")
    assert ran.out.splitlines() == [
        "F1  My husband Tom left on 3 March 2021.",
        "F2  Two weeks later he took 300 from our account.",
    ]
    assert 'person add "Tom"' in ran.err
    one, two = map(json.loads, told("fact", "list", "--json").out.splitlines())
    assert one["cites"][0]["quote"] in TEXT and one["cites"][0]["lines"] == [1, 1]
    assert one["date"] == "3 March 2021" and one["known_from"] == "own"
    assert two["when"] == "after F1" and two["status"] == "alleged"
    assert told("draft", "no", "4").out == "not a fact: D4\n"
    assert told("draft", "private", "D3").out == "private: D3\n"
    assert told("draft", "list").out == ""
    assert told("draft", "undo").out == "draft D3 is open again\n"
    assert "D3" in told("draft", "list").out
    assert told("draft", "yes", "D1").code == 2


def test_told_again_or_longer_only_what_is_new_is_asked(told: Run, tmp_path: Path) -> None:
    assert told("draft", "no", "D2").code == 0
    assert told("draft", "private", "D4").code == 0
    ran = told("tell", tmp_path / "account.txt", "--keep")
    assert "New drafts: 0." in ran.err
    assert "1 not a fact (D2)" in ran.err and "1 private (D4)" in ran.err

    (tmp_path / "more.txt").write_text(f"It begins here.\n{TEXT}On 5 May 2022 he hit me.\n")
    dry = told("tell", tmp_path / "more.txt", "--keep", "--dry-run")
    assert "drafts kept" in dry.err and "4 more have been told before" in dry.err
    ran = told("tell", tmp_path / "more.txt", "--keep", "--json")
    made = json.loads(ran.out)
    assert "he hit me" in [each["cite"]["quote"] for each in made["kept"]][-1]
    assert {each["id"] for each in made["before"]} == {"D1", "D2", "D3"}


def test_every_dry_run_keeps_nothing(told: Run, tmp_path: Path) -> None:
    before = answers(told)
    for words in (
        ("draft", "yes", "D1", "--own", "--dry-run"),
        ("draft", "no", "D1", "--dry-run"),
        ("draft", "private", "D1", "--dry-run"),
        ("draft", "remove", "D1-D4", "--dry-run"),
        ("draft", "undo", "--dry-run"),
    ):
        ran = told(*words)
        assert ran.code == 0 and "D1" in ran.out
    assert answers(told) == before and told("fact", "list", "--json").out == ""
    assert told("tell", tmp_path / "account.txt", "--dry-run").code == 2


def test_several_are_facts_together_or_not_at_all(told: Run) -> None:
    assert told("draft", "yes", "D1", "D9", "--own").code == 2
    assert told("draft", "yes", "D1", "D2", "--sentence", "S.").code == 2
    assert told("draft", "yes", "D1", "--when", "3/4/24").code == 2
    assert set(answers(told).values()) == {"open"}


def test_the_drafts_one_by_one_with_a_key_each(
    told: Run,
) -> None:
    said = typing(told, "y\n+\nx\nn\nu\nn\n\nq\n", "draft", "ask")
    assert "Who is “Tom”?" in said and "Still open: 2." in said
    assert answers(told) == {"D1": "yes", "D2": "no", "D3": "open", "D4": "open"}
    (fact,) = map(json.loads, told("fact", "list", "--json").out.splitlines())
    assert fact["known_from"] == "own" and fact["who"] == ["P1"]

    assert told("person", "add", "Kate").code == 0
    keys = "t\nKate\nc\nHe may have lied.\nabout 2021-03\nnonsense\n"
    assert "Still open: 0." in typing(told, keys, "draft", "ask")
    rows = list(map(json.loads, told("fact", "list", "--json").out.splitlines()))
    assert "He may have lied." in [row["sentence"] for row in rows]
    assert {row["known_from"] for row in rows} == {"own", "P2"}
    assert answers(told) == {"D1": "yes", "D2": "no", "D3": "yes", "D4": "changed"}


def test_asking_ends_with_the_input_and_loses_nothing(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "account.txt").write_text(TEXT)
    said = typing(in_case, "p\nc\nHalf", "tell", tmp_path / "account.txt", "--ask")

    assert "Still open: 3." in said
    assert answers(in_case) == {"D1": "private", "D2": "open", "D3": "open", "D4": "open"}


def test_an_account_that_is_stood_on_is_not_deleted(told: Run) -> None:
    assert told("draft", "yes", "D1").code == 0
    ran = told("delete", "account.txt", "--yes")
    assert ran.code == 7 and "D4" in ran.err and "F1" in ran.err
    assert told("draft", "undo").code == 0
    assert told("draft", "remove", "D1-D4").code == 0
    assert told("delete", "account.txt", "--yes").code == 0


def test_what_cannot_be_told_is_refused_in_three_lines(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "folder").mkdir()
    for name in ("picture.png", "folder", "none.txt"):
        ran = in_case("tell", tmp_path / name, "--keep")
        assert ran.code == 4 and len(ran.err.strip().splitlines()) == 3, ran.err


def test_ids_are_typed_short_and_written_short() -> None:
    assert ids_of(["D3", "7", "d9-D11"]) == ["D3", "D7", "D9", "D10", "D11"]
    assert ids_words(["D9", "D1", "D2", "D3", "D5", "D6"]) == "D1-D3, D5, D6, D9"
    for wrong in ("", "F3", "D9-D3", "D0", "D", "D1-D99999"):
        with pytest.raises(WrongUsage):
            ids_of([wrong])
