"""everyword list: the timeline, narrowed; a message never moves the terminal."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids


def test_list_finds_and_narrows(filled: Run) -> None:
    assert len(ids(filled)) == 4
    assert len(ids(filled, "--find", "money")) == 2
    assert len(ids(filled, "--person", "Sam")) == 2
    assert len(ids(filled, "--from", "2024-03-14", "--to", "2024-03-14")) == 1
    assert len(ids(filled, "--thread", "Sam", "--limit", "3")) == 3
    assert filled("list", "--person", "Nobody").code == 2


def test_list_sources_says_the_account(filled: Run) -> None:
    assert "chat_whatsapp; 5 lines = 4 items" in filled("list", "--sources").out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs linux")
def test_a_terminal_cannot_be_moved_by_a_message(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Rowan.txt"
    path.write_text("13/03/2024, 21:07 - Rowan: \x1b[2J\x1b]0;owned\x07 hi\n" * 3)
    filled("add", path)

    assert "\x1b" not in filled("list").out


@pytest.mark.parametrize("day", ["1/4/24", "yesterday", "2024-02-30", "2024-3-1", ""])
@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_day_that_is_none_is_refused(filled: Run, option: str, day: str) -> None:
    assert filled("list", option, day).code == 2
    assert filled("exhibit", "add", "--title", "T", "--thread", "Sam", option, day).code == 2


def test_an_open_question_is_among_the_problems(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n")
    in_case("add", "chat.txt")

    assert "3rd of April" in in_case("list", "--problems").out


def second_export(tmp_path: Path) -> Path:
    """As the other phone has it: one message edited, one that is not there."""
    folder = tmp_path / "other phone"
    folder.mkdir()
    path = folder / "WhatsApp Chat with Sam.txt"
    path.write_text(
        "13/03/2024, 20:00 - Sam: are you there\n"
        "13/03/2024, 21:07 - Alex: I will send money on Monday\nand the rest next week"
        " <This message was edited>\n"
        "15/03/2024, 08:00 - Sam: money has not come\n"
    )
    return path


def test_copies_that_differ_are_said_when_added_and_listed(filled: Run, tmp_path: Path) -> None:
    said = filled("add", second_export(tmp_path))
    assert "Copies of one conversation differ: 1 edited; 1 text; 1 stand in one copy" in said.err
    assert len(ids(filled)) == 5  # and not six: the edited one is one message

    listed = filled("list", "--differences").out
    assert "has other words: “I will send money on Monday and the rest next week" in listed
    assert "does not have it, although it covers this time" in listed
    (changed, missing) = [
        json.loads(line) for line in filled("list", "--differences", "--json").out.splitlines()
    ]
    assert [told["what"] for told in changed["differences"]] == ["edited", "text"]
    assert changed["differences"][1]["reading"]["text"].startswith("I will send money on Monday")
    assert (missing["text"], missing["differences"][0]["reading"]) == ("ok 😀", None)
    assert "differs   " in filled("show", changed["id"]).out
    assert filled("add", tmp_path / "other phone").err == ""  # nothing new to say


def test_without_two_copies_nothing_differs(filled: Run) -> None:
    assert "No two copies" in filled("list", "--differences").err


QIF = "!Type:Bank\nD2024-03-01\nT-450.00\nPMill Road\n^\nD2024-03-03\nT300.00\nPSam Lee\n^\n"


def test_a_payment_in_two_sources_is_asked_about_and_not_merged(
    in_case: Run, tmp_path: Path
) -> None:
    rows = "Date,Description,Amount\n2024-03-01,RENT MILL RD,-450.00\n2024-03-02,Bus,-3.20\n"
    (tmp_path / "march.csv").write_text(rows)
    (tmp_path / "march.qif").write_text(QIF)
    said = in_case("add", "--answer", "columns=yes", "march.csv", "march.qif")
    assert "1 payment may stand in two sources, in other words: nothing was merged." in said.err

    listed = in_case("list", "--differences").out.splitlines()
    assert ("RENT MILL RD" in listed[0], "Mill Road" in listed[1]) == (True, True)
    assert listed[2].strip() == (
        "the same payment in two sources? march.csv line 2 and march.qif line 2-5;"
        " nothing was merged"
    )
    (line,) = map(json.loads, in_case("list", "--differences", "--json").out.splitlines())
    assert line["payee"] or line["reference"] == "RENT MILL RD"
    assert line["perhaps_same"]["payee"] == "Mill Road"
    assert len(ids(in_case, "--kind", "payment")) == 4

    (tmp_path / "chat.txt").write_text(
        "13/03/2024, 21:07 - Rowan: hi\n14/03/2024, 21:08 - Al: ho\n"
    )
    assert "may stand in two" not in in_case("add", "chat.txt").err
    assert "may stand in two" not in in_case("add", "march.csv").err


def test_an_account_that_has_no_name_is_one_for_each_source(in_case: Run, tmp_path: Path) -> None:
    rows = "Date,Description,Amount\n2024-03-01,Rent,-450.00\n2024-05-02,Rent,-450.00\n"
    (tmp_path / "one.csv").write_text(rows)
    (tmp_path / "two.csv").write_text(rows.replace("2024-05", "2024-04").replace("Rent", "Food"))
    in_case("add", "--answer", "columns=yes", "one.csv", "two.csv")

    words = "one.csv (it names no account), 2024-04: no line, though there are some before and"
    ran = in_case("list", "--differences")
    assert (
        ran.out.splitlines()[-1] == f"hole  {words} after"
        and "no account has an empty month" not in ran.err
    )
    assert f"hole              {words} after" in in_case("gaps").out


def test_marks_of_direction_around_a_name_are_not_spelt_out(in_case: Run, tmp_path: Path) -> None:
    name = "\u202a+44 7700 900123\u202c"
    for folder, text in (("one", "hi"), ("two", "ho")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"WhatsApp Chat with {name}.txt"
        lines = [
            f"{day}/03/2024, 21:07 - {name}: {text if day == 20 else 'same'} {day}\n"
            for day in range(13, 28)
        ]
        path.write_text("".join(lines), "utf-8")
        in_case("add", path)

    said = in_case("list", "--differences").out
    assert name in said and "\\" not in said
