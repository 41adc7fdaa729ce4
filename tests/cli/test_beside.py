"""Files that are about the one beside them are read with it, in a folder, a zip and a case."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.imessage_log_made import made_in, newest
from tests.photo_words_made import jpeg, words


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    folder = tmp_path / "phone"
    made_in(folder, newest)
    (folder / "IMG_1.jpg").write_bytes(jpeg("2022:01:30 16:07:00"))
    (folder / "IMG_1.jpg.json").write_bytes(words("IMG_1.jpg"))
    return folder


def test_reading_a_folder_or_a_zip_gives_the_newest_messages(command: Run, phone: Path) -> None:
    zipped = phone.with_suffix(".zip")
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in phone.iterdir():
            archive.write(path, f"phone/{path.name}")
    for source in (phone, zipped):
        ran = command("read", source, "--json")
        lines = [json.loads(line) for line in ran.out.splitlines()]
        texts = {each["text"] for each in lines if each["kind"] == "message"}
        assert ran.code == 0
        assert {"Since Monday.", "I have one key.", "Is this Alex?"} <= texts
        (told,) = [each["remark"] for each in lines if each["kind"] == "document"]
        assert "2:00:00 ahead of UTC" in told


def test_a_case_reads_them_together_and_again_when_rebuilt(in_case: Run, phone: Path) -> None:
    assert in_case("add", phone, "--how", "own-device").code == 0
    for _ in range(2):
        listed = in_case("list", "--json").out
        assert "Is this Alex?" in listed
        assert "2:00:00 ahead of UTC" in listed or in_case("list", "--find", "IMG_1").code == 0
        assert in_case("rebuild").code in (0, 1)


def test_a_log_alone_says_so(command: Run, phone: Path) -> None:
    (phone / "chat.db").unlink()
    ran = command("read", phone / "chat.db-wal", "--json")

    assert ran.code == 1
    assert "not beside it" in ran.out
