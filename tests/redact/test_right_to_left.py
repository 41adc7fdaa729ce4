"""Hebrew, Arabic and their neighbours, on pages as this program sets them: a word is gone from the
text and from the points of the page, and the others are there."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageChops

from everyword.bundle.build import build
from everyword.bundle.plan import Document, Plan, Section, Text
from everyword.redact.marks import Word
from everyword.redact.redacting import redacted
from everyword.wording import is_in, spellings
from tests.redact.test_redacting import made

CASES = {
    "hebrew": ("אמא הלכה לרוואן ושם ורוואן היה, כשרוואן בא", "רוואן", 3, ("אמא", "הלכה")),
    "points": ("שלום לְרוֹוָאן שלי", "רוואן", 1, ("שלום", "שלי")),
    "arabic": ("ذهبت هنا علاء ومعها وعلاء ثم لعلاء فقط", "علاء", 3, ("ذهبت", "ومعها", "فقط")),
    "last sign": ("قال محمد إن ليلى هنا", "ليلى", 1, ("قال", "محمد", "هنا")),
    "article": ("كتب إسلام ثم والإسلام هنا", "إسلام", 2, ("كتب", "هنا")),
    "persian": ("گفت که پریسا اینجاست", "پریسا", 1, ("گفت", "اینجاست")),
    "urdu": ("اس نے کہا ٹیپو یہاں ہے", "ٹیپو", 1, ("یہاں",)),
    "mixed": ("Sam said רוואן was there at 17:05", "רוואן", 1, ("Sam said", "17:05")),
}
TEXT_TOOL = shutil.which("pdftotext")


def set_page(folder: Path, line: str) -> bytes:
    document = Document("d1", "T", "", None, Text((), (line, "another line, kept as it is")))
    path = folder / "page.pdf"
    build(Plan("T", (), (Section("A", "S", (document,)),)), path)
    return path.read_bytes()


def words_of(data: bytes, folder: Path) -> list[str]:
    """What a reader takes from the pages: pdfium, and poppler where it is there."""
    with pypdfium2.PdfDocument(data) as pdf:
        found = ["\n".join(page.get_textpage().get_text_range() for page in pdf)]
    if TEXT_TOOL:
        (folder / "copy.pdf").write_bytes(data)
        ran = subprocess.run([TEXT_TOOL, str(folder / "copy.pdf"), "-"], capture_output=True)
        found.append(ran.stdout.decode("utf-8"))
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_word_goes_and_its_neighbours_stay(tmp_path: Path, case: str) -> None:
    line, word, hits, neighbours = CASES[case]
    before = set_page(tmp_path, line)
    data, log = redacted(before, [], [Word(word)])
    assert log.hits == (hits,) and log.findings == () and log.pictured == ()
    assert len(log.boxes) == hits
    for text in words_of(data, tmp_path):
        assert not any(is_in(text, each) for each in spellings(word))
        assert all(any(is_in(text, e) for e in spellings(each)) for each in neighbours)
        assert "another line, kept as it is" in text
    with pypdfium2.PdfDocument(before) as one, pypdfium2.PdfDocument(data) as other:
        old, new = (pdf[len(pdf) - 1].render(scale=2).to_pil().convert("L") for pdf in (one, other))
    for box in log.boxes:
        area = tuple(
            round(2 * side) for side in (box.x, box.y, box.x + box.width, box.y + box.height)
        )
        inside = (area[0] + 1, area[1] + 1, area[2] - 1, area[3] - 1)
        assert new.crop(inside).histogram()[0] > 0.5 * new.crop(inside).width * 8, "a black box"
        for image in (old, new):
            image.paste(255, (area[0] - 6, area[1] - 6, area[2] + 6, area[3] + 6))
    assert ImageChops.difference(old, new).getextrema()[1] < 40, "nothing else changed"


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("ולרוואן אמרתי", "רוואן", True),
        ("כשברוואן", "רוואן", True),
        ("פרוואן", "רוואן", False),  # no prefix
        ("רוואנית", "רוואן", False),
        ("والمريم", "مريم", True),
        ("سمريم", "مريم", False),
        ("عالء", "علاء", True),
        ("اإلسالم", "إسلام", True),
        ("planning", "Ann", False),
    ],
)
def test_prefixes_and_joined_signs(text: str, word: str, there: bool) -> None:
    assert any(is_in(text, each) for each in spellings(word)) is there


def test_a_column_to_the_right_makes_no_word_of_others(tmp_path: Path) -> None:
    line = "ذهبت إلى علاء ومعها وعلاء ثم لعلاء والسلام"
    _, log = redacted(set_page(tmp_path, line), [], [Word("علاء")])
    assert log.hits == (3,) and sorted(box.width < 40 for box in log.boxes) == [True] * 3


PLEADING = {
    "beside": [(n, "words") for n in range(1, 29)],
    "numbers first": [*((n, "") for n in range(1, 29)), *((0, f"w{n}") for n in range(1, 29))],
}


@pytest.mark.parametrize("way", [*PLEADING, "moved"])
def test_the_numbers_of_pleading_paper_are_no_account(way: str) -> None:
    content, down = "", 760
    for number, words in PLEADING.get(way, PLEADING["beside"]):
        down = 736 if down < 100 else down - 24
        if number and way == "moved":
            content += f"q 1 0 0 1 40 {down} cm BT /F 12 Tf ({number}) Tj ET Q "
        elif number:
            content += f"BT /F 12 Tf 40 {down} Td ({number}) Tj ET "
        content += f"BT /F 12 Tf 72 {down} Td ({words} Rowan) Tj ET " if words else ""
    words_ = [Word("12345678", "account"), Word("1112131415", "account"), Word("Rowan")]
    data, log = redacted(made(content), [], words_)
    assert log.hits[:2] == (0, 0) and log.hits[2] >= 28 and log.elsewhere == ()
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert "28" in text and "17" in text and "Rowan" not in text
