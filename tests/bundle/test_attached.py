"""Pictures that messages carry: searchable in print, without the words that are to go, and never
left out or left unread without a word."""

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from everyword import ocr
from everyword.bundle.build import build
from everyword.bundle.pages.copies import Tools
from everyword.bundle.pages.lettering import FONT_FOLDER
from everyword.bundle.plan import (
    Attached,
    Content,
    Document,
    Letter,
    Line,
    Manifest,
    Plan,
    Redaction,
    Section,
    Transcript,
)
from everyword.errors import Refused
from everyword.model import Source, source_of_bytes
from everyword.redact.marks import Word

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
ROWAN = Redaction((Word("Rowan Fox", "child"),))
WORDS = ("Collect Rowan Fox", "from school at 15:30", "on Thursday please")


def screenshot(*words: str, size: tuple[int, int] = (1080, 1900)) -> bytes:
    """As a phone makes them: high, and small once it is printed."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_FOLDER / "LiberationSans-Regular.ttf"), 52)
    for number, line in enumerate(words):
        pen.text((90, 500 + 150 * number), line, fill="black", font=font)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def attached(name: str, data: bytes) -> Attached:
    return Attached(name, None, True, source_of_bytes(name, data))


def chat(*files: Attached) -> Transcript:
    lines = tuple(
        Line(f"m{n}", n, "3 April 2024 21:07", "Sam", f"line {n}", attachments=(each,))
        for n, each in enumerate(files, 1)
    )
    return Transcript((("Conversation", "Sam"),), lines)


def plan(content: Content, redaction: Redaction | None = None, secret: str = "") -> Plan:
    document = Document("d1", "Messages", "", None, content, origin=("7" * 64,))
    confidential = (secret,) if secret else ()
    section = Section("A", "Papers", (document,))
    return Plan("T", (), (section,), redaction=redaction, confidential=confidential)


def reading() -> Tools:
    return Tools(reader=ocr.installed(), spoken="eng")


def pictures(path: Path) -> list[Image.Image]:
    """What is kept of each picture in the file, in its own points."""
    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            for each in page.get_objects(filter=(3,), max_depth=8):
                assert isinstance(each, pypdfium2.PdfImage)
                found.append(each.get_bitmap().to_pil().convert("RGB"))
    return found


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def made(plan: Plan, folder: Path, tools: Tools) -> tuple[Manifest, Path]:
    out = folder / "out.pdf"
    return build(plan, out, tools=tools), out


@needs_tesseract
def test_a_screenshot_in_a_conversation_can_be_searched(tmp_path: Path) -> None:
    files = (attached("a.png", screenshot(*WORDS)), attached("b.png", screenshot()))
    manifest, out = made(plan(chat(*files)), tmp_path, reading())
    (said,) = manifest.findings
    assert said.startswith("Messages: words of page 1 were read from the picture by tesseract ")
    assert "a machine read them, nobody checked them" in said
    assert "Collect Rowan Fox" in text_of(out)
    assert manifest.documents[0].copy == ""


@needs_tesseract
def test_the_words_lie_where_they_stand_in_the_print(tmp_path: Path) -> None:
    files = [attached(f"{n}.png", screenshot(f"Number {n} of four")) for n in "1234"]
    _, out = made(plan(chat(*files)), tmp_path, reading())
    with pypdfium2.PdfDocument(out) as pdf:
        found = 0
        for page in pdf:
            text = page.get_textpage()
            shown = page.render(scale=4).to_pil().convert("L")
            hits = text.search("of four")
            while place := hits.get_next():
                left, low, right, high = text.get_charbox(place[0])
                area = (left * 4, shown.height - high * 4, right * 4, shown.height - low * 4)
                darkest, _ = shown.crop(tuple(round(side) for side in area)).getextrema()
                assert darkest < 150, area
                found += 1
    assert found == 4


@needs_tesseract
@pytest.mark.parametrize("kind", ["chat", "letter"])
def test_words_that_are_to_go_are_painted_over_in_the_picture(tmp_path: Path, kind: str) -> None:
    file = attached("a.png", screenshot(*WORDS))
    content: Content = chat(file)
    if kind == "letter":
        content = Letter("E-mail", (("From", "Sam"),), ("See below.",), (file,), ())
    manifest, out = made(plan(content, ROWAN), tmp_path, reading())
    assert "Rowan" not in text_of(out) and "15:30" in text_of(out)
    assert manifest.documents[0].copy == "redacted copy"
    assert any("1 box on the picture a.png; the original is kept" in e for e in manifest.findings)
    assert any("a machine read them: look at them" in each for each in manifest.findings)
    (kept,) = pictures(out)
    program = ocr.installed()
    assert program
    large = kept.resize((kept.width * 4, kept.height * 4), Image.Resampling.LANCZOS)
    seen = " ".join(ocr.lines(ocr.read(program, large, "eng")))
    assert "Rowan" not in seen and "Fox" not in seen and "school" in seen
    whole = Image.open(io.BytesIO(screenshot(*WORDS))).resize(kept.size).convert("L")
    below = (0, round(620 / 1900 * kept.height), kept.width, kept.height)
    change = ImageChops.subtract(whole.crop(below), kept.convert("L").crop(below))
    assert change.getextrema()[1] < 90, "nothing below the name is painted over"


@needs_tesseract
def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    made_twice = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        asked = plan(chat(attached("a.png", screenshot(*WORDS))), ROWAN)
        made_twice.append(made(asked, tmp_path / name, reading())[1].read_bytes())
    assert made_twice[0] == made_twice[1]


@needs_tesseract
def test_a_confidential_address_in_a_screenshot_stops_the_bundle(tmp_path: Path) -> None:
    asked = plan(
        chat(attached("a.png", screenshot("Come to 14 Willow Lane"))), secret="14 Willow Lane"
    )
    with pytest.raises(Refused, match="14 Willow Lane"):
        made(asked, tmp_path, reading())
    assert not list(tmp_path.iterdir())


def test_without_a_program_a_picture_is_left_out_where_words_are_to_go(tmp_path: Path) -> None:
    asked = plan(chat(attached("a.png", screenshot(*WORDS))), ROWAN)
    manifest, out = made(asked, tmp_path, Tools(spoken="?"))
    (said,) = manifest.findings
    assert "left out of this copy" in said and "the picture a.png" in said
    assert "Install tesseract" in said and "--ocr none" in said
    assert pictures(out) == []
    assert "This picture is left out: words are taken out of this copy" in " ".join(
        text_of(out).split()
    )


def test_who_says_none_gets_the_pictures_as_they_are_and_is_told_which(tmp_path: Path) -> None:
    asked = plan(chat(*(attached(f"{n}.png", screenshot(n)) for n in "ab")), ROWAN)
    manifest, out = made(asked, tmp_path, Tools())
    (said,) = manifest.findings
    assert "no words were looked for in 2 pictures (a.png, b.png), printed as they are" in said
    assert len(pictures(out)) == 2


def test_without_a_program_and_without_words_the_pictures_are_named(tmp_path: Path) -> None:
    manifest, out = made(plan(chat(attached("a.png", screenshot()))), tmp_path, Tools(spoken="?"))
    (said,) = manifest.findings
    assert "cannot be searched: Messages, the picture a.png." in said and len(pictures(out)) == 1
    assert made(plan(chat(attached("a.png", screenshot()))), tmp_path, Tools())[0].findings == ()


@pytest.mark.parametrize("redaction", [None, ROWAN], ids=["plain", "redacted"])
def test_a_program_that_fails_is_told_and_nothing_unread_is_printed_in_a_redacted_copy(
    tmp_path: Path, redaction: Redaction | None
) -> None:
    broken = Tools(reader=ocr.Program("/nowhere/tesseract", "5", ("eng",)), spoken="eng")
    asked = plan(chat(attached("a.png", screenshot(*WORDS))), redaction)
    manifest, out = made(asked, tmp_path, broken)
    (said,) = manifest.findings
    assert "the picture a.png" in said and "was not read: tesseract could not be started" in said
    assert ("left out" in said) is (redaction is not None)
    assert len(pictures(out)) == (redaction is None)


def test_a_word_that_stays_readable_keeps_the_picture_back(tmp_path: Path) -> None:
    always = tmp_path / "always"
    row = "5\t1\t1\t1\t1\t1\t40\t40\t90\t30\t96\tRowan\n"
    both = row + row.replace("\t1\t40\t40\t90", "\t2\t150\t40\t90").replace("Rowan", "Fox")
    always.write_text(f"#!/bin/sh\ncat >/dev/null\nprintf 'level\\n'\nprintf '{both}'\n")
    always.chmod(0o755)
    tools = Tools(reader=ocr.Program(str(always), "5", ("eng",)), spoken="eng")
    manifest, out = made(plan(chat(attached("a.png", screenshot())), ROWAN), tmp_path, tools)
    assert "still read in it after it was painted over" in manifest.findings[0]
    assert pictures(out) == []


def test_a_damaged_picture_is_told_as_before(tmp_path: Path) -> None:
    broken = Tools(reader=ocr.Program("/nowhere/tesseract", "5", ("eng",)), spoken="eng")
    manifest, out = made(plan(chat(attached("a.png", b"\x89PNG not one"))), tmp_path, broken)
    assert any("a.png could not be shown" in each for each in manifest.findings)
    assert "This picture could not be shown" in " ".join(text_of(out).split())


def test_a_picture_sent_often_is_opened_once_for_reading(tmp_path: Path) -> None:
    opened = []

    def opener() -> io.BytesIO:
        opened.append(1)
        return io.BytesIO(screenshot())

    data = screenshot()
    same = Attached("a.png", "5" * 64, True, Source("a.png", len(data), opener))
    broken = Tools(reader=ocr.Program("/nowhere/tesseract", "5", ("eng",)), spoken="eng")
    manifest, _ = made(plan(chat(same, same, same)), tmp_path, broken)
    assert len(manifest.findings) == 3
    assert len(opened) <= 1 + 2 * 3, "once to be read, and as often as it is printed"
