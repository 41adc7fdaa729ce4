"""The made-up household's files: their formats, their sizes, the same bytes every time."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from everyword.demo import make_data, pictures
from everyword.demo.chats import messages, shipped
from everyword.demo.facts import BANK, FIRST, LATER, MEMO, TEXTS
from everyword.model import Document, Message, Photo, Recording
from tests.household_reading import Read, item_day, item_words


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return Read(tmp_path_factory.mktemp("household"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_bytes_whatever_the_machine_says(read: Read, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from everyword.demo.household import write\n"
    subprocess.run(
        [sys.executable, "-c", code + "write(Path(sys.argv[1]))", str(tmp_path)],
        check=True,
        env={**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
    )

    assert contents(tmp_path) == contents(read.folder)
    assert set(contents(tmp_path)) == {each.file for each in read.household.sources}


def test_every_file_is_read_without_a_problem(read: Read) -> None:
    assert read.problems == []
    assert {name: len(items) for name, items in read.items.items()} == {
        FIRST: 361,
        LATER: 256,
        TEXTS: 30,
        BANK: 156,
        **{each.file: 1 for each in read.household.sources[4:]},
    }


def test_the_two_exports_say_the_same_but_for_two_messages(read: Read) -> None:
    first = [i for i in read.items[FIRST] if item_day(i) >= dt.date(2024, 10, 1)]
    later = [i for i in read.items[LATER] if item_day(i) <= dt.date(2025, 2, 19)]
    differ = [
        (item_words(a), item_words(b))
        for a, b in zip(first, later, strict=True)
        if item_words(a) != item_words(b)
    ]

    assert len(first) == 160
    assert [a.when for a in first] == [b.when for b in later]
    assert len(differ) == 2
    assert differ[0] == ("\u200ePTT-20241211-WA0001.opus (file attached)", "<Media omitted>")
    assert differ[1][0].startswith("I know what I said on Sunday.")
    assert differ[1][1] == "This message was deleted"
    assert len(read.items[FIRST]) + len(read.items[LATER]) - len(first) == 457


def test_media_of_the_zip_are_there_and_hashed(read: Read) -> None:
    there = [
        attachment.name
        for item in read.items[FIRST]
        if isinstance(item, Message)
        for attachment in item.attachments
        if attachment.present and attachment.sha256
    ]

    assert there == ["IMG-20240817-WA0003.jpg", "PTT-20241211-WA0001.opus"]


def test_telephone_numbers_are_those_kept_for_fiction(read: Read) -> None:
    everything = read.words() + "".join(
        (read.folder / name).read_text("utf-8") for name in (TEXTS, BANK)
    )
    everything += "".join(shipped(f"{name}.typ").decode() for name in ("landlord-letter",))
    everything += "".join(h for person in read.household.persons for h in person.handles)
    everything += Path(pictures.__file__).read_text("utf-8")
    found = re.findall(r"(?<![\d.])(?:\+44 ?|0)(?:\d ?){9,10}(?!\d)", everything)
    numbers = {re.sub(r"^(\+44|0)", "", re.sub(" ", "", number)) for number in found}

    assert len(numbers) == 7
    assert [n for n in numbers if not re.fullmatch(r"7700900\d{3}|2079460\d{3}", n)] == []


def test_text_messages_are_written_as_the_app_writes_them(read: Read) -> None:
    raw = (read.folder / TEXTS).read_bytes()
    sent = [i for i in read.items[TEXTS] if isinstance(i, Message)]
    pictures_sent = [i for i in sent if i.attachments]

    assert b'<smses count="30"' in raw
    assert b"&#55358;&#56724;" in raw  # a hedgehog, one reference for each half
    assert not any(ord(char) > 0xFFFF for char in raw.decode())
    assert [i.text for i in pictures_sent] == ["Hedgehog at the gate 🦔"]
    assert all(a.present and a.sha256 for i in pictures_sent for a in i.attachments)
    # A summer time is an hour behind in UTC: the school wrote at 14:05 by its own clock.
    (uniform,) = (i.when.local for i in sent if "summer uniform" in i.text)
    assert str(uniform)[:16] == "2025-05-06T13:05"


def test_many_scripts_are_in_the_chat(read: Read) -> None:
    words = "".join(item_words(item) for item in read.items[FIRST])

    for sample in ("dziękuję", "Привет", "مرحبا", "你好", "नमस्ते", "שלום", "🐣"):
        assert sample in words
    assert sum("\n" in item_words(item) for item in read.items[FIRST]) >= 4


def test_the_recording_is_forty_seconds_and_small(read: Read) -> None:
    (item,) = read.items[MEMO]

    assert isinstance(item, Recording)
    assert 38 <= Decimal(item.seconds or 0) <= 44
    assert (item.rate, item.channels) == (16000, 1)
    assert item.when.local == "2025-02-16T17:46:10"
    assert len(shipped(MEMO)) < 150_000


def test_photos_carry_their_time_and_one_its_place_in_the_sea(read: Read) -> None:
    photos = [i for items in read.items.values() for i in items if isinstance(i, Photo)]
    seen = {i.where[0].path: (i.when.local, i.gps) for i in photos}

    assert seen == {
        "front-door.jpg": ("2024-03-02T15:41:07", "52.933333,0.250000"),
        "playground.heic": ("2024-09-21T10:14:33", None),
        "shoe-receipt.jpg": ("2025-02-22T12:04:51", None),
        "rowan-drawing.png": (None, None),
    }


def test_the_letter_is_a_picture_and_the_papers_say_they_are_invented(read: Read) -> None:
    (letter,) = read.items["landlord-letter.pdf"]

    assert isinstance(letter, Document)
    assert (letter.pages, letter.text_pages) == (1, 0)
    for name, pages in (("court-order.pdf", 3), ("hospital-bill.pdf", 1)):
        (paper,) = read.items[name]
        assert isinstance(paper, Document)
        assert paper.pages == paper.text_pages == pages
        assert all("INVENTED DOCUMENT FOR DEMONSTRATION" in text for text in paper.text)


def test_the_shipped_files_are_small() -> None:
    folder = Path(make_data.HERE)

    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_500_000
    for name in ("front-door.jpg", "shoe-receipt.jpg", "rowan-drawing.png", "playground.heic"):
        assert (folder / name).stat().st_size < 250_000


@pytest.mark.parametrize("name", ["court-order", "hospital-bill"])
def test_the_shipped_paper_is_what_its_source_gives(name: str) -> None:
    def text(data: bytes) -> list[str]:
        with pypdfium2.PdfDocument(data) as document:
            return [page.get_textpage().get_text_bounded() for page in document]

    assert text(shipped(f"{name}.pdf")) == text(make_data.typeset(name))


@pytest.mark.parametrize(
    ("name", "draw"),
    [("front-door.jpg", pictures.front_door), ("shoe-receipt.jpg", pictures.receipt)],
)
def test_the_shipped_picture_is_what_is_drawn(name: str, draw: Callable[[], Image.Image]) -> None:
    with Image.open(make_data.HERE / name) as shown:
        difference = ImageChops.difference(shown.convert("RGB"), draw())

    assert max(ImageStat.Stat(difference).mean) < 3


@pytest.mark.parametrize(
    "wrong",
    [
        "2024-01-12 Sat\n07:52 A: hello\n",
        "2024-01-12 Fri\n07:52 A: hello\n07:51 S: hello\n",
        "07:52 A: hello\n",
        "2024-01-12 Fri\nhello\n",
    ],
)
def test_a_slip_in_a_script_is_named(wrong: str) -> None:
    with pytest.raises(ValueError):
        messages("script", wrong)
