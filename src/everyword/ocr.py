"""Words in a picture, as the program tesseract reads them, when it is installed.

What it gives is a reading by a machine: whoever prints or searches it says so. The picture goes to
it through a pipe, as plain pixels this program decoded itself, and its answer comes back through
a pipe: nothing of the picture touches the disk.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator

from msgspec import Struct
from PIL import Image

SECONDS = 120
"""For one picture; a page of small print takes two to ten."""
MOST_PIXELS = 60_000_000
SMALLEST = 24
"""Pixels each way; in less there is no word, and tesseract complains."""
LEAST_SURE = 30
"""Of 100. Below, what tesseract reads is shapes of a picture, seldom words."""
NO_LANGUAGE = frozenset(("osd", "equ", "snum"))
COLUMNS = 12
MOST_LANGUAGES = 3


class NotRead(Exception):
    """Why a picture was not read, in plain words."""


class Passing(NotRead):
    """It says nothing about the picture: somebody stopped it, or the program does not work."""


class Program(Struct, frozen=True):
    """Tesseract as it is installed here. `languages`: its names for them, such as "eng", "rus".

    `turns`: it can find out which side of a picture is up.
    """

    path: str
    version: str
    languages: tuple[str, ...]
    turns: bool = False

    @property
    def name(self) -> str:
        return f"tesseract {self.version}"


class Seen(Struct, frozen=True):
    """A word in a picture: its box in pixels from the upper left corner, and how sure (0 to 100).

    `line` is the same for the words of one line; lines come in the order they are read.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    sure: int
    line: tuple[int, int, int]


def installed() -> Program | None:
    """None when there is no tesseract, or it has no language."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        said = _run([path, "--version"], b"", 10).decode("utf-8", "replace")
        listed = _run([path, "--list-langs"], b"", 10).decode("utf-8", "replace")
    except NotRead:
        return None
    found = re.search(r"tesseract v?(\S+)", said)
    names = [line.strip() for line in listed.splitlines()[1:]]
    languages = tuple(sorted(name for name in names if name and name not in NO_LANGUAGE))
    if not languages:
        return None
    return Program(path, found[1] if found else "?", languages, "osd" in names)


def languages(program: Program, wanted: str) -> str:
    """`wanted` ("eng+rus") as tesseract takes it; NotRead names what is not installed."""
    names = [name for name in re.split(r"[+, ]+", wanted) if name]
    missing = [name for name in names if name not in program.languages]
    if missing or not names:
        there = ", ".join(program.languages)
        raise NotRead(f"tesseract has no {', '.join(missing) or 'language'} here, only {there}")
    return "+".join(names)


def read(
    program: Program, image: Image.Image, spoken: str, dots: int = 300, turned: bool = False
) -> list[Seen]:
    """The words of a picture in reading order. `dots` is its resolution in dots an inch; `turned`:
    it may lie on its side or upside down.

    Raises NotRead when it is too large, or tesseract fails or takes too long.
    """
    if image.width * image.height > MOST_PIXELS:
        raise NotRead(f"the picture is too large ({image.width} x {image.height})")
    if min(image.size) < SMALLEST:
        return []
    grey = image.convert("L")
    pixels = b"P5 %d %d 255\n" % grey.size + grey.tobytes()
    way = "1" if turned and program.turns else "3"
    words = [program.path, "stdin", "stdout", "-l", spoken, "--dpi", str(dots), "--psm", way, "tsv"]
    return list(_seen(_run(words, pixels, SECONDS).decode("utf-8", "replace")))


def lines(seen: list[Seen]) -> list[str]:
    """The words of each line, joined by one space."""
    joined: dict[tuple[int, int, int], list[str]] = {}
    for word in seen:
        joined.setdefault(word.line, []).append(word.text)
    return [" ".join(words) for words in joined.values()]


def _seen(table: str) -> Iterator[Seen]:
    for row in table.split("\n")[1:]:
        cells = row.rstrip("\r").split("\t", COLUMNS - 1)
        if len(cells) != COLUMNS or cells[0] != "5" or not cells[11].strip():
            continue
        try:
            block, paragraph, line = (int(cell) for cell in cells[2:5])
            left, top, width, height = (int(cell) for cell in cells[6:10])
            sure = round(float(cells[10]))
        except ValueError:
            continue
        if sure >= LEAST_SURE:
            where = (block, paragraph, line)
            yield Seen(cells[11].strip(), left, top, width, height, sure, where)


def is_stop(code: int) -> bool:
    """Did a child end by a wish of the person: Ctrl-C, a closed terminal, a shutdown?"""
    return -code in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def default_languages(program: Program) -> str:
    """All there are, when they are few: each makes reading slower and "O" likelier for "0"."""
    if len(program.languages) <= MOST_LANGUAGES:
        return "+".join(program.languages)
    return "eng" if "eng" in program.languages else program.languages[0]


def _run(words: list[str], given: bytes, seconds: int) -> bytes:
    # One thread each: several pages are read side by side, and the result does not depend on it.
    around = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "OMP_THREAD_LIMIT": "1"}
    if "TESSDATA_PREFIX" in os.environ:
        around["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    try:
        done = subprocess.run(
            words,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=around,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRead(f"tesseract took longer than {seconds} seconds") from None
    except OSError as fault:
        raise Passing(f"tesseract could not be started ({fault.strerror})") from None
    if is_stop(done.returncode):
        raise Passing("it was stopped")
    if done.returncode > 0:
        raise Passing(f"tesseract stopped with a fault ({done.returncode})")
    if done.returncode:
        raise NotRead(f"tesseract stopped with a fault ({done.returncode})")
    return done.stdout
