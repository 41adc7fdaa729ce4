"""everyword read: any file without a case, as lines, table or page."""

import csv
import io
import json
import shlex
import zipfile
from pathlib import Path

from everyword.accounting import Names, Read
from everyword.intake.reading import ReadingRoom, read_accounted
from everyword.lines import to_json
from everyword.model import source_of_path
from everyword.streams import sha256_of
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


def long_chat(folder: Path) -> tuple[Path, Path]:
    """More messages than come from the child at once, with a picture: as a text, and in a zip."""
    text, zipped = folder / "WhatsApp Chat with Sam.txt", folder / "chat.zip"
    said = [
        f"{14 + at // 1440}/03/2024, {at // 60 % 24:02}:{at % 60:02} - Sam: "
        + ("a.jpg (file attached)" if at % 1000 == 7 else f'"{at}" ünd\nmore')
        for at in range(4500)
    ]
    text.write_text("\n".join(said) + "\n", encoding="utf-8")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(text, text.name)
        archive.writestr("a.jpg", b"\xff\xd8 not a picture")
    return text, zipped


def test_a_long_chat_is_read_as_one_message_at_a_time_would_be(
    command: Run, tmp_path: Path
) -> None:
    for path in long_chat(tmp_path):
        source = source_of_path(path)
        with ReadingRoom() as room:
            read = [r.reading for r in read_accounted(room, source, {}) if isinstance(r, Read)]
        names = Names(sha256_of(source), source.name)

        lines = command("read", path).out.splitlines(keepends=True)

        assert len(read) >= 4500 and json.loads(lines[-1])["kind"] == "account"
        assert "".join(lines[:-1]).encode() == b"".join(
            to_json(each, names.id_of(each)) + b"\n" for each in read
        )
        with_picture = [line for line in map(json.loads, lines) if line.get("attachments")]
        assert {bool(line["attachments"][0]["sha256"]) for line in with_picture} == {
            path.suffix == ".zip"
        }


def test_a_long_chat_with_its_pictures_is_in_the_case_as_it_is_read(
    in_case: Run, tmp_path: Path
) -> None:
    path = long_chat(tmp_path)[1]
    assert in_case("add", path).code in (0, 1)

    listed = [json.loads(each) for each in in_case("list", "--json").out.splitlines()]

    read = [json.loads(each) for each in in_case("read", path).out.splitlines()[:-1]]
    wanted = {each["id"]: each for each in read if each["kind"] == "message"}
    kept = {each["id"]: each for each in listed if each["kind"] == "message"}
    assert len(wanted) == 4500 and kept.keys() == wanted.keys()
    assert all(each.items() <= kept[id].items() for id, each in wanted.items())


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
