"""everyword zone: a phone's zones are said once, and every file of it is read again with them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, ids

MOVE = "Europe/London until 2024-03-14, then Europe/Berlin"


def times(run: Run) -> list[tuple[str | None, str | None]]:
    found = [
        json.loads(line) for line in run("list", "--json", "--kind", "message").out.splitlines()
    ]
    return [(each["when"]["zone"], each["when"]["utc"]) for each in found]


NOT_SAID = [(None, None)] * 4
MOVED = [
    ("Europe/London", "2024-03-13T21:07:00Z"),
    ("Europe/London", "2024-03-13T21:07:00Z"),
    (None, None),  # when on that day the phone was set anew is not said
    ("Europe/Berlin", "2024-03-15T07:00:00Z"),
]


def seals(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in (folder / "case" / "objects").rglob("*.age")}


def test_zones_are_said_once_for_a_phone_and_taken_back(
    in_case: Run, chat: Path, tmp_path: Path
) -> None:
    added = in_case("add", chat, "--phone", "Pixel")
    assert added.code == 0 and "everyword zone set PHONE" in added.err
    assert times(in_case) == NOT_SAID
    before = seals(tmp_path)

    told = in_case("zone", "set", "pixel ", "Europe/London UNTIL 2024-03-14 then Europe/Berlin")

    assert (told.code, told.out) == (0, f"Pixel: {MOVE}\nread again  {chat.name}\n")
    assert sorted(times(in_case), key=repr) == sorted(MOVED, key=repr)
    basis = [
        json.loads(line)["when"]["basis"] for line in in_case("list", "--json").out.splitlines()
    ]
    assert all(each.startswith("zone given by the person for the phone Pixel") for each in basis)
    assert json.loads(in_case("zone", "list", "--json").out) == {
        "phone": "Pixel", "zones": MOVE, "files": [chat.name],
    }  # fmt: skip
    assert "Would undo: zones of" in in_case("zone", "undo", "--dry-run").err
    assert in_case("zone", "undo").code == 0
    assert times(in_case) == NOT_SAID
    assert in_case("zone", "set", "Pixel", "Asia/Tokyo").code == 0
    assert {zone for zone, _ in times(in_case)} == {"Asia/Tokyo"}
    assert in_case("rebuild").code == 0
    assert {zone for zone, _ in times(in_case)} == {"Asia/Tokyo"}
    assert in_case("zone", "remove", "Pixel").code == 0
    assert times(in_case) == NOT_SAID and seals(tmp_path) == before


def test_a_file_added_later_is_read_with_the_zones_of_its_phone(in_case: Run, chat: Path) -> None:
    told = in_case("zone", "set", "Pixel", MOVE)
    assert told.code == 0 and "No file is said to come from Pixel yet" in told.err
    added = in_case("add", chat, "--phone", "PIXEL")

    assert added.code == 0 and "zone set" not in added.err
    assert sorted(times(in_case), key=repr) == sorted(MOVED, key=repr)
    assert "Pixel" in in_case("zone", "list").out and "PIXEL" not in in_case("zone", "list").out


def test_what_was_said_of_one_file_counts_until_its_phone_is_named(
    in_case: Run, chat: Path
) -> None:
    in_case("add", chat, "--zone", "Asia/Tokyo", "--phone", "Pixel")
    told = in_case("zone", "set", "Pixel", MOVE)
    assert "keeps the zone given for it alone: Asia/Tokyo" in told.err
    assert {zone for zone, _ in times(in_case)} == {"Asia/Tokyo"}

    again = in_case("add", chat, "--phone", "Pixel")
    assert "zone was: Asia/Tokyo; now: that of the phone Pixel\n" in again.err
    assert "read again" in again.out
    assert sorted(times(in_case), key=repr) == sorted(MOVED, key=repr)


def test_another_zone_is_not_said_to_be_read_while_a_question_is_open(
    in_case: Run, tmp_path: Path
) -> None:
    (tmp_path / "c.txt").write_text("03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n")
    assert in_case("add", "c.txt", "--zone", "Asia/Tokyo").code == 3

    again = in_case("add", "c.txt", "--zone", "Europe/London")
    assert again.code == 3 and "read again" not in again.out + again.err
    assert "zone was: Asia/Tokyo; now: Europe/London\n" in again.err
    assert "The file is kept; it is not read yet." in again.err


def test_a_file_that_asks_anew_says_that_its_items_are_gone_until_it_is_answered(
    in_case: Run, tmp_path: Path
) -> None:
    rows = "2024-03-01,03/04/2024,Rent,-5.00\n2024-03-02,04/04/2024,Bus,-3.00\n"
    rows = f"Date,Value date,Description,Amount\n{rows}"
    (tmp_path / "b.csv").write_text(rows)
    first = in_case("add", "b.csv", "--answer", "columns=date=1,payee=3,amount=4")
    assert first.code == 0 and len(ids(in_case, "--kind", "payment")) == 2

    again = in_case("add", "b.csv", "--answer", "columns=date=2,payee=3,amount=4")
    assert again.code == 3 and ids(in_case, "--kind", "payment") == []
    assert "what was read of it before is out of the case until this is answered" in again.err


def test_a_schedule_can_be_said_of_one_file(in_case: Run, chat: Path) -> None:
    assert in_case("add", chat, "--zone", MOVE).code == 0

    assert sorted(times(in_case), key=repr) == sorted(MOVED, key=repr)


@pytest.mark.parametrize(
    "words", ["London", "Europe/London, Europe/Berlin", f"{MOVE} [phone: x]", ""]
)
def test_words_that_are_no_zones_change_nothing(in_case: Run, words: str) -> None:
    told = in_case("zone", "set", "Pixel", words)

    assert told.code == 2 and "Write it like:  Europe/London" in told.err
    assert in_case("zone", "list", "--json").out == ""
    assert in_case("zone", "undo").code != 0


def test_a_dry_run_only_says_what_would_be_read(in_case: Run, chat: Path) -> None:
    in_case("add", chat, "--phone", "Pixel")
    told = in_case("zone", "set", "Pixel", MOVE, "--dry-run")

    assert told.out == f"would read again  {chat.name}\n"
    assert in_case("zone", "list", "--json").out.count("null") == 1
