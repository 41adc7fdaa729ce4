"""person, fact, exhibit, list, show, read, rebuild: the work on a case, as a person does it."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CHAT, Run


@pytest.fixture
def filled(in_case: Run, chat: Path) -> Run:
    assert in_case("add", chat).code == 0
    return in_case


def ids(run: Run, *words: str) -> list[str]:
    return [json.loads(line)["id"] for line in run("list", "--json", *words).out.splitlines()]


def test_list_finds_and_narrows(filled: Run) -> None:
    assert len(ids(filled)) == 4
    assert len(ids(filled, "--find", "money")) == 2
    assert len(ids(filled, "--person", "Sam")) == 2
    assert len(ids(filled, "--from", "2024-03-14", "--to", "2024-03-14")) == 1
    assert len(ids(filled, "--thread", "Sam", "--limit", "3")) == 3
    assert filled("list", "--person", "Nobody").code == 2


def test_list_sources_says_the_account(filled: Run) -> None:
    assert "chat_whatsapp; 5 lines = 4 items" in filled("list", "--sources").out


def test_show_says_words_place_and_hash(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")
    ran = filled("show", item[:6])

    assert "I will send money on Friday\nand the rest next week" in ran.out
    assert "line 2 to 3" in ran.out and "sha256" in ran.out


def test_show_raw_gives_the_bytes_of_the_source(filled: Run) -> None:
    (item,) = ids(filled, "--find", "Friday")

    assert filled("show", "--raw", item).out == CHAT


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


def test_a_handle_belongs_to_one_person(filled: Run) -> None:
    assert filled("person", "add", "Sam Carter", "--handle", "Sam").code == 0
    assert filled("person", "add", "Samuel", "--handle", "Sam").code == 2
    assert "Sam Carter" in filled("person", "list").out
    assert len(ids(filled, "--person", "Sam Carter")) == 2


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


def test_rebuild_gives_the_same_items_and_keeps_the_work(filled: Run, tmp_path: Path) -> None:
    filled("fact", "add", "Kept.", "--when", "2024", "--status", "agreed", "--cite", ids(filled)[0])
    before = filled("list", "--json").out
    (tmp_path / "case" / "case.db").write_bytes(b"not a database at all" * 100)
    assert filled("list").code == 6

    assert filled("rebuild").code == 0

    assert filled("list", "--json").out == before
    assert "Kept." in filled("fact", "list").out


def test_read_prints_the_lines_scripts_build_on(command: Run, chat: Path) -> None:
    ran = command("read", chat)
    lines = [json.loads(line) for line in ran.out.splitlines()]

    assert ran.code == 0
    assert [line["kind"] for line in lines] == ["message"] * 4 + ["account"]
    assert lines[1]["when"]["local"] == "2024-03-13T21:07:00"
    assert lines[1]["where"] == [
        {"path": "WhatsApp Chat with Sam.txt", "first": 2, "last": 3, "unit": "line"}
    ]
    account = lines[-1]
    assert (account["units"], account["unit"], account["items"]) == (5, "line", 4)


def test_read_csv_disarms_formulas_and_html_is_text(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("=HYPERLINK(1) <script>alert(1)</script>\n")

    rows = list(csv.DictReader(io.StringIO(command("read", "--csv", path).out)))
    assert rows[0]["words"].startswith("note.txt") or rows[0]["words"].startswith("'=")
    assert "<script>" not in command("read", "--html", path).out


def test_read_asks_and_says_how_to_answer(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/04/2024, 21:07 - Alex: hi\n04/04/2024, 21:07 - Sam: yes\n")

    ran = command("read", path)
    assert ran.code == 3 and "everyword read --answer date_order=dmy chat.txt" in ran.err
    assert "Nothing was changed." in ran.err
    assert command("read", path, "--answer", "date_order=mdy").code == 0


def test_unreadable_files_are_findings(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "thing.bin"
    path.write_bytes(bytes(range(256)))

    assert command("read", path).code == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs linux")
def test_a_terminal_cannot_be_moved_by_a_message(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Rowan.txt"
    path.write_text("13/03/2024, 21:07 - Rowan: \x1b[2J\x1b]0;owned\x07 hi\n" * 3)
    filled("add", path)

    assert "\x1b" not in filled("list").out
