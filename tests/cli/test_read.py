"""everyword read: any file without a case, as lines, table or page."""

import csv
import io
import json
import shlex
from pathlib import Path

from tests.cli.conftest import Run


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


def test_a_table_that_asks_twice_shows_the_whole_command_each_time(
    command: Run, tmp_path: Path
) -> None:
    """What the last line says is typed as it stands, until nothing is asked any more."""
    (tmp_path / "bank.csv").write_text(
        "Date,Payee,Amount\n03/04/2024,Sam Carter,-450.00\n05/06/2024,Sam Carter,20.00\n"
    )
    words, asked = ["read", "--json", "bank.csv"], []
    for _ in range(4):
        ran = command(*words)
        if ran.code != 3:
            break
        line = ran.err.strip().splitlines()[-1]
        _, *words = shlex.split(line.partition("Answer it:  ")[2])
        asked.append(words[-2].partition("=")[0])

    assert asked == ["columns", "date_order"] and ran.code == 0
    amounts = [json.loads(line).get("amount") for line in ran.out.splitlines()]
    assert amounts[1:3] == ["-450.00", "20.00"]
