"""Words in pictures: what tesseract says comes through whole, and its faults have plain words."""

import shutil
import signal
import stat
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from everyword import ocr
from everyword.bundle.pages.lettering import FONT_FOLDER

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text\n"


def picture(*lines: str, size: tuple[int, int] = (1200, 400)) -> Image.Image:
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT_FOLDER / "LiberationSans-Regular.ttf"), 44)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 90 * number), line, fill=0, font=font)
    return image


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program of that name which does what `script` says."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def here(folder: Path) -> ocr.Program:
    return ocr.Program(str(folder / "tesseract"), "5", ("eng",))


@needs_tesseract
def test_the_words_and_where_they_stand() -> None:
    program = ocr.installed()
    assert program and "eng" in program.languages and program.version[0].isdigit()

    seen = ocr.read(program, picture("The money comes on Friday", "at 21:07, Sam"), "eng")

    assert ocr.lines(seen) == ["The money comes on Friday", "at 21:07, Sam"]
    first, last = seen[0], seen[-1]
    assert 35 <= first.left <= 50 and 40 <= first.top <= 60 and first.height < 60
    assert last.top > first.top + 60


@needs_tesseract
def test_a_paper_photographed_upside_down_is_read_where_it_may_be_turned() -> None:
    program = ocr.installed()
    assert program
    if not program.turns:
        pytest.skip("needs tesseract's data about turned pages (osd)")
    said = [f"The money for April comes on Friday, line {number}" for number in range(1, 9)]
    image = picture(*said, size=(1200, 800)).transpose(Image.Transpose.ROTATE_180)

    assert ocr.lines(ocr.read(program, image, "eng", turned=True)) == said
    assert ocr.lines(ocr.read(program, image, "eng")) != said


@needs_tesseract
def test_an_empty_picture_has_no_words() -> None:
    program = ocr.installed()
    assert program

    assert ocr.read(program, Image.new("RGB", (600, 600), "white"), "eng") == []
    assert ocr.read(program, Image.new("1", (8, 4000)), "eng") == []


def test_a_picture_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ocr.NotRead, match="too large"):
        ocr.read(here(tmp_path), Image.new("1", (10_000, 10_000)), "eng")


def test_no_program_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert ocr.installed() is None


def test_a_program_without_languages_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(tmp_path, monkeypatch, 'echo "List of available languages (1):"; echo osd')

    assert ocr.installed() is None


@pytest.mark.parametrize("wanted", ["xyz", "eng+xyz", "", "+"])
def test_a_language_that_is_not_there_is_named(wanted: str) -> None:
    program = ocr.Program("/bin/true", "5", ("eng", "rus"))

    with pytest.raises(ocr.NotRead, match="only eng, rus"):
        ocr.languages(program, wanted)


def test_languages_in_the_order_wanted() -> None:
    assert ocr.languages(ocr.Program("t", "5", ("eng", "rus")), "rus, eng") == "rus+eng"


def test_a_program_that_fails_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(tmp_path, monkeypatch, "exit 3")

    with pytest.raises(ocr.NotRead, match=r"stopped with a fault \(3\)"):
        ocr.read(here(tmp_path), picture("x"), "eng")


def test_a_program_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(ocr, "SECONDS", 0.2)

    with pytest.raises(ocr.NotRead, match="longer"):
        ocr.read(here(tmp_path), picture("x"), "eng")


def test_rows_that_are_no_words_are_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [
        "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tsure",
        "5\t1\t1\t1\t1\t2\t10\t20\t30\t40\t12\tguess",
        "5\t1\t1\t1\t1\t3\t10\t20\t30\t40\tx\tbroken",
        "5\t1\t1",
        "5\t1\t1\t1\t2\t1\t10\t70\t30\t40\t91\ta\tb",
    ]
    (tmp_path / "said").write_text(HEAD + "\n".join(rows) + "\n")
    pretend(tmp_path, monkeypatch, f"cat > /dev/null; cat {tmp_path}/said")

    seen = ocr.read(here(tmp_path), picture("x"), "eng")

    assert [(each.text, each.sure) for each in seen] == [("sure", 96), ("a\tb", 91)]
    assert ocr.lines(seen) == ["sure", "a\tb"]


def test_nothing_of_the_persons_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EVERYWORD_PASSPHRASE_FILE", "secret")
    pretend(tmp_path, monkeypatch, f"cat > /dev/null; env > {tmp_path}/env")

    ocr.read(here(tmp_path), picture("x"), "eng")

    names = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert names <= {"PATH", "LC_ALL", "OMP_THREAD_LIMIT", "TESSDATA_PREFIX", "PWD", "_", "SHLVL"}


@pytest.mark.parametrize(
    ("installed", "usual"),
    [
        (("eng",), "eng"),
        (("deu", "eng", "rus"), "deu+eng+rus"),
        (("deu", "eng", "fra", "rus"), "eng"),
        (("ara", "deu", "fra", "rus"), "ara"),
    ],
    ids=str,
)
def test_the_usual_languages(installed: tuple[str, ...], usual: str) -> None:
    assert ocr.default_languages(ocr.Program("t", "5", installed)) == usual


@pytest.mark.parametrize("script", ["kill -TERM $$", "exit 1"])
def test_being_stopped_says_nothing_about_the_picture(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(tmp_path, monkeypatch, script)

    with pytest.raises(ocr.Passing, match="stopped"):
        ocr.read(here(tmp_path), picture("x"), "eng")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM], ids=str)
def test_these_are_no_fault_of_a_program(number: signal.Signals) -> None:
    # Asked here and not by killing: where tests run in the background a child ignores some of them.
    assert ocr.is_stop(-number) and not ocr.is_stop(number)
    assert not ocr.is_stop(-signal.SIGSEGV) and not ocr.is_stop(0)


def test_a_crash_may_be_the_pictures_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(tmp_path, monkeypatch, "kill -SEGV $$")

    with pytest.raises(ocr.NotRead, match="fault") as caught:
        ocr.read(here(tmp_path), picture("x"), "eng")
    assert not isinstance(caught.value, ocr.Passing)
