"""everyword add: every file gets an answer, and one bad file costs nothing but itself."""

import json
import os
import shlex
import warnings
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from PIL import Image

from tests.cases_made import damage
from tests.cli.conftest import Run
from tests.intake.test_raster import saved


def test_a_chat_is_kept_and_accounted_for(in_case: Run, chat: Path) -> None:
    ran = in_case("add", chat, "--how", "own-device")

    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("kept ")
    assert "chat_whatsapp; 5 lines = 4 items" in ran.out


def test_the_same_bytes_again_change_nothing(in_case: Run, chat: Path, tmp_path: Path) -> None:
    in_case("add", chat)
    before = sorted(path.name for path in (tmp_path / "case" / "objects").rglob("*.age"))
    copy = tmp_path / "copy of it.txt"
    copy.write_bytes(chat.read_bytes())

    ran = in_case("add", copy)

    assert ran.code == 0 and ran.out.startswith("already kept")
    assert sorted(p.name for p in (tmp_path / "case" / "objects").rglob("*.age")) == before


def test_a_question_comes_after_keeping_and_its_answer_is_used(
    in_case: Run, tmp_path: Path
) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/04/2024, 21:07 - Alex: hi\n04/04/2024, 21:07 - Sam: yes\n")

    asked = in_case("add", path)
    assert asked.code == 3
    assert "3rd of April" in asked.err and "kept; it is not read yet" in asked.err
    assert in_case("list").out == ""
    again = in_case("add", path)
    assert again.code == 3 and "3rd of April" in again.err

    answered = in_case("add", "--answer", "date_order=dmy", path)
    assert answered.code == 0
    account = "chat_whatsapp; 2 lines = 2 items"
    assert answered.out.splitlines()[1] == f"              read now with date_order=dmy: {account}"
    assert "2024-04-03 21:07" in in_case("list").out

    once_more = in_case("add", "--answer", "date_order=dmy", path)
    assert f"read before with date_order=dmy: {account}" in once_more.out
    assert "lines" not in in_case("add", path).out
    changed = in_case("add", "--answer", "date_order=mdy", path)
    assert changed.code == 0 and changed.out.startswith("already kept")
    assert f"read again with date_order=mdy: {account}" in changed.out
    assert "2024-03-04 21:07" in in_case("list").out
    as_json = [
        json.loads(in_case("add", "--json", "--answer", f"date_order={order}", path).out)
        for order in ("dmy", "dmy")
    ]
    assert [line["read_again"] for line in as_json] == [True, False]


def test_a_zone_said_later_is_used(in_case: Run, chat: Path) -> None:
    in_case("add", chat)
    assert "zone not given" in in_case("show", in_case("list").out.split()[0]).out

    in_case("add", chat, "--zone", "Europe/London")

    assert "Europe/London" in in_case("list").out
    assert len(in_case("list").out.splitlines()) == 4


def test_bad_files_are_named_and_the_others_still_taken_in(
    in_case: Run, chat: Path, tmp_path: Path
) -> None:
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    (drawer / "empty.pdf").write_bytes(b"")
    (drawer / "cut.zip").write_bytes(_zip(tmp_path)[:-30])
    (drawer / "link").symlink_to(chat)
    os.mkfifo(drawer / "pipe")
    (drawer / "..name..").write_text("dots\n")
    (drawer / "new\nline \u202e.txt").write_text("odd name\n")
    (drawer / os.fsdecode(b"latin \xe9.txt")).write_text("bytes that are not UTF-8\n")
    (drawer / "z.txt").write_text("last\n")

    ran = in_case("add", drawer, tmp_path / "not there", chat)

    assert ran.code == 4
    assert len([line for line in ran.out.splitlines() if line.startswith("kept ")]) == 7
    assert "link: cannot be taken in" in ran.err and "pipe: cannot be taken in" in ran.err
    assert "not there: cannot be taken in: there is no such file" in ran.err
    assert "\u202e" not in ran.out and "WhatsApp Chat with Sam.txt" in ran.out
    problems = in_case("list", "--problems").out
    assert "empty" in problems and "cut" in problems
    assert in_case("verify").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(in_case: Run, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)

    ran = in_case("add", closed)

    assert ran.code == 4 and "may not read" in ran.err


def test_json_says_one_line_for_each(in_case: Run, chat: Path, tmp_path: Path) -> None:
    ran = in_case("add", "--json", chat, tmp_path / "gone")

    first, second = [json.loads(line) for line in ran.out.splitlines()]
    assert first["fresh"] is True and first["account"]["items"] == 4
    assert second["error"][0].endswith("there is no such file")


def test_dry_run_keeps_nothing(in_case: Run, chat: Path, tmp_path: Path) -> None:
    ran = in_case("add", "--dry-run", chat)

    assert "would keep" in ran.out
    assert list((tmp_path / "case" / "objects").rglob("*.age")) == []


@pytest.mark.parametrize("answer", ["x", "=x", "date_order="])
def test_an_answer_needs_a_name_and_a_value(in_case: Run, chat: Path, answer: str) -> None:
    ran = in_case("add", "--answer", answer, chat)

    assert ran.code == 2 and len(ran.err.splitlines()) == 3


def test_what_was_said_of_a_source_is_kept(in_case: Run, chat: Path) -> None:
    in_case("add", chat, "--how", "own-device", "--custodian", "Alex")
    item = in_case("list").out.split()[0]

    assert "from my own phone" in in_case("show", item).out


def _zip(tmp_path: Path) -> bytes:
    path = tmp_path / "whole.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello " * 100)
    return path.read_bytes()


@pytest.mark.parametrize("answer", ["date_order=foo", "dateorder=dmy", "zone=Londonish"])
def test_an_answer_nobody_asks_for_is_refused(in_case: Run, chat: Path, answer: str) -> None:
    assert in_case("add", chat, "--answer", answer).code == 2


def test_a_corrected_answer_is_said_and_read_at_once(in_case: Run, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n")
    in_case("add", path, "--answer", "date_order=mdy")
    assert "2024-03-04" in in_case("list").out

    ran = in_case("add", path, "--answer", "date_order=dmy")

    assert "date_order was: mdy; now: dmy" in ran.err
    assert "2024-04-03" in in_case("list").out


def test_another_word_on_how_it_came_is_said(in_case: Run, chat: Path) -> None:
    in_case("add", chat, "--how", "sent-to-me", "--custodian", "Sam")
    ran = in_case("add", chat, "--how", "own-device", "--custodian", "Alex")

    assert "how it came was: it was sent or given to me" in ran.err
    assert "from was: Sam; now: Alex" in ran.err


def test_the_command_in_a_question_can_be_copied(in_case: Run, tmp_path: Path) -> None:
    path = tmp_path / "a chat; rm x.txt"
    path.write_text("03/04/2024, 21:07 - A: a\n04/04/2024, 21:07 - B: b\n")
    words = shlex.split(in_case("add", path).err.splitlines()[-1].split(":", 1)[1])

    assert words == ["everyword", "add", "--answer", "date_order=dmy", str(path)]
    assert in_case(*words[1:]).code == 0


def test_one_damaged_object_does_not_stop_the_others(in_case: Run, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"note {name}\n")
        in_case("add", f"{name}.txt")
    damaged = sorted((tmp_path / "case").rglob("objects/*/*.age"))[1]
    damage(damaged)

    assert in_case("rebuild").code == 6
    assert len(in_case("list").out.splitlines()) == 2
    assert "damaged" in in_case("list", "--problems").out
    (tmp_path / "d.txt").write_text("note d\n")
    assert in_case("add", "d.txt").code == 0


def test_a_file_whose_sealed_copy_was_lost_is_kept_again(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("note\n")
    in_case("add", "a.txt")
    (path,) = (tmp_path / "case").rglob("objects/*/*.age")
    path.unlink()

    assert in_case("add", "a.txt").out.startswith("kept ")


def test_a_case_is_not_taken_in_by_itself(in_case: Run, tmp_path: Path) -> None:
    ran = in_case("add", tmp_path / "case")

    assert ran.code == 4 and "case folder itself" in ran.err


def test_two_files_of_one_name_in_a_zip_are_two(in_case: Run, tmp_path: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        warnings.simplefilter("ignore")
        for name in ("x.txt", "y.txt", "x.txt"):
            archive.writestr(name, f"{name}\n")

    assert in_case("add", "a.zip").code in (0, 1)
    assert len(in_case("list").out.splitlines()) == 3


def test_each_account_of_several_files_says_whose_it_is(in_case: Run, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("a note\n")
    (tmp_path / "two.bin").write_bytes(bytes(range(256)) * 9)

    out = in_case("add", tmp_path / "one.txt", tmp_path / "two.bin").out

    assert "one.txt: text; 1 line" in out
    assert "two.bin: no reader; 2,304 bytes" in out
    assert ": text" not in in_case("add", tmp_path / "one.txt").out


def mms(minute: int, *pictures: bytes) -> str:
    parts = "".join(
        f'<part seq="0" ct="image/png" cl="a.png" text="null" data="{b64encode(each).decode()}" />'
        for each in pictures
    )
    head = f'<mms date="{1_709_640_000_000 + minute * 60_000}" msg_box="1" address="+447700900123"'
    return f'{head} contact_name="Sam"><parts>{parts}</parts></mms>'


def test_a_picture_in_two_overlapping_backups_is_one_with_both_places(
    in_case: Run, tmp_path: Path
) -> None:
    one, two = (saved(Image.new("L", (size, 5), 255)) for size in (7, 8))
    sms = '<sms address="1" date="1709640000000" type="1" body="hello" contact_name="Sam" />'
    first = (sms, mms(1, one), mms(2, two, two), mms(3, one))
    second = (mms(1, one), mms(2, two, two), mms(3, one), mms(4, one))
    for name, records in (("old.xml", first), ("new.xml", second)):
        text = f'<smses count="4">{"".join(records)}</smses>'
        (tmp_path / name).write_text(text)
        assert in_case("add", name).code == 0

    def photos() -> list[list[str]]:
        lines = in_case("list", "--kind", "photo", "--json").out.splitlines()
        return [[place["path"] for place in json.loads(line)["where"]] for line in lines]

    def path(name: str, record: int, part: int) -> str:
        return f"{name}.xml!/mms-{record}-{part}-a.png"

    both = ((2, 1), (3, 1), (3, 2), (4, 1))  # two alike in one message are two
    assert sorted(photos()) == sorted(
        [[path("old", n, m), path("new", n - 1, m)] for n, m in both] + [[path("new", 4, 1)]]
    )
    rows = in_case("list", "--sources").out.splitlines()
    old = next(row.split()[0] for row in rows if "old.xml" in row)
    assert in_case("delete", old, "--yes").code == 0
    left = [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]
    assert sorted(photos()) == [[path("new", n, m)] for n, m in left]
