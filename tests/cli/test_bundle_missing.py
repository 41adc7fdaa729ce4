"""What a court's bundle still needs: all of it at once, each with the command that answers it."""

import json
import shlex
import tomllib
from pathlib import Path

import pytest

from everyword.cli.bundle_missing import BLANK, basis_of, typed
from everyword.errors import WrongUsage
from tests.bundle_papers import pages, picture, saved
from tests.cli.conftest import Run

COURT = ("--court", "ew-family-children", "--made", "2026-11-21")
TWO_WAYS = "03/04/2024, 21:07 - Alex: hello\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "my papers"
    (folder / "photos").mkdir(parents=True)
    (folder / "letter.pdf").write_bytes(saved(pages(1)))
    (folder / "photos" / "door.jpg").write_bytes(picture())
    (folder / "photos" / "it's red.jpg").write_bytes(picture())
    (folder / "WhatsApp Chat with Sam.txt").write_text(TWO_WAYS)
    return folder


def commands(out: str) -> list[list[str]]:
    found = (line.strip() for line in out.splitlines())
    return [shlex.split(line) for line in found if line.startswith("everyword ")]


def test_a_list_has_all_of_it_with_a_command_for_each(command: Run, papers: Path) -> None:
    asked = ("bundle", "--folder", "my papers", "-o", "out.pdf", *COURT)
    ran = command(*asked, "--dry-run")
    assert ran.code == 3
    assert "To be said before this court's bundle is made: 4" in ran.out
    assert "WhatsApp Chat with Sam.txt: the file does not say:" in ran.out
    assert "door: no recorded basis, and this court keeps out photographs" in ran.out
    assert "it's red: no recorded basis" in ran.out
    assert "Note: Nobody has said of which kind these are" in ran.err
    made = commands(ran.out)
    assert len(made) == 4 and all(each[:2] == ["everyword", "bundle"] for each in made)

    words: list[str] = []
    for each in made:
        words += each[-2:]
    words = [word.replace(BLANK, "order of 3 May 2026, para 4") for word in words]
    assert command(*asked, *words, "--dry-run").code == 0
    assert command(*asked, *words).code in (0, 1)
    listed = json.loads(Path("out.json").read_text())["documents"]
    assert {each["basis"] for each in listed if each["title"] != "letter"} == {
        "order of 3 May 2026, para 4"
    }


def test_each_command_can_be_typed_as_it_stands(command: Run, papers: Path) -> None:
    asked = ("bundle", "--folder", "my papers", "-o", "out.pdf", *COURT)
    made = commands(command(*asked, "--dry-run").out)
    for words in made:
        given = [word.replace(BLANK, "direction of 4 May 2026") for word in words[1:]]
        left = commands(command(*given, "--dry-run").out)
        assert words not in left and len(left) == 3


def test_without_a_list_one_message_names_all_of_it(command: Run, papers: Path) -> None:
    asked = ("bundle", "--folder", "my papers", "-o", "out.pdf", *COURT)
    ran = command(*asked)
    assert ran.code == 3 and not Path("out.pdf").exists()
    words = " ".join(ran.err.split())
    assert "WhatsApp Chat with Sam.txt" in words and "door: no recorded basis" in words
    assert "it's red: no recorded basis" in words and "--dry-run" in words

    ran = command(*asked, "--answer", "date_order=dmy")
    assert ran.code == 7 and not Path("out.pdf").exists()
    words = " ".join(ran.err.split())
    assert "WhatsApp Chat with Sam" in words and "door, it's red" in words


def test_the_list_as_json(command: Run, papers: Path) -> None:
    ran = command("bundle", "--folder", "my papers", *COURT, "--dry-run", "--json")
    said = json.loads(ran.out)
    assert ran.code == 3 and len(said["missing"]) == 4
    assert [each["title"] for each in said["sections"]] == ["Documents", "photos"]
    assert said["sections"][1]["documents"][0]["kind"] == "photographs"
    assert said["missing"][0]["command"].endswith("-o bundle.pdf --answer date_order=dmy")


def test_a_court_that_asks_for_nothing_has_no_list(command: Run, papers: Path) -> None:
    ran = command("bundle", "--folder", "my papers", "--dry-run")
    assert ran.code == 0 and "To be said" not in ran.out and "door" in ran.out
    left = ("--leave-out", "door", "--leave-out", "it's red")
    left += ("--leave-out", "WhatsApp Chat with Sam")
    assert command("bundle", "--folder", "my papers", *COURT, *left, "--dry-run").code == 0


@pytest.mark.parametrize("words", ["door", "door=", "=order", f"door={BLANK}", "door=  "])
def test_what_only_holds_the_place_is_no_basis(words: str) -> None:
    with pytest.raises(WrongUsage):
        basis_of(words)


def test_the_command_is_given_back_as_it_was() -> None:
    words = {"folder": Path("a b"), "retitle": ("x=y",), "move": (("a", "b"),), "court": "plain"}
    said = "everyword --case my/case bundle --folder 'a b' --court plain --retitle x=y --move a b"
    assert shlex.join(typed(Path("my/case"), words)) == said + " -o bundle.pdf"


def test_the_description_has_the_answers_that_were_given(command: Run, papers: Path) -> None:
    given = ("--answer", "date_order=dmy", "--zone", "Europe/London", "--ocr", "none", *COURT)
    given += ("--basis", "door=order of 3 May 2026", "--retitle", "letter=Letter of 2 May")
    said = command("bundle", "--spec-from", "my papers", *given)
    spec = tomllib.loads(said.out)
    assert spec["answers"] == {"date_order": "dmy", "zone": "Europe/London"}
    assert (spec["court"], spec["made"], spec["ocr"]) == (COURT[1], COURT[3], "none")
    papers_said = {e["file"]: e for part in spec["sections"] for e in part["documents"]}
    assert papers_said["photos/door.jpg"]["basis"] == "order of 3 May 2026"
    assert papers_said["letter.pdf"]["title"] == "Letter of 2 May"
    Path("mine.toml").write_text(said.out)
    ran = command("bundle", "mine.toml", "--dry-run")
    assert "does not say" not in ran.out and "door: no" not in ran.out and "it's red" in ran.out
