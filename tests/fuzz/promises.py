"""What every reader promises about any bytes at all, checked in one place.

`recognises` never raises; `read` raises nothing but NeedsAnswer, and is content with an answer it
offered; what it gives can be written down, stands at places the source has, and accounts for every
line and record once; the words of a chat's message are the end of its lines; all of it twice.
"""

import time
import zlib
from collections import Counter

from everyword.accounting import Tally
from everyword.errors import NeedsAnswer
from everyword.intake.reading import LineCounter
from everyword.model import (
    Answers,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    source_of_bytes,
)
from everyword.readers import Reader
from tests.case_files import as_lines

LONGEST = 10.0
"""Processor seconds for one damaged input: far more than any needs, far less than people wait."""
QUESTIONS = 6
"""More than any reader asks about one file."""

MANY = ("bank_camt", "chat_imessage_html", "chat_signal")
"""A record of these may be several items: a batch of payments, a message and its earlier words."""


class NotKept(AssertionError):
    """A promise that was not kept, in words."""


def check(reader: Reader, name: str, data: bytes, answers: Answers) -> list[Reading] | None:
    """What was read; None where the reader does not take the bytes. Raises NotKept.

    Any other exception is one a reader let out, and a broken promise as well.
    """
    source = source_of_bytes(name, data)
    start = time.process_time()
    claimed = reader.recognises(source)
    if claimed not in (True, False):
        raise NotKept(f"recognises gave {claimed!r}")
    if not claimed:
        return None
    readings, answers = _answered(reader, source, answers)
    took = time.process_time() - start
    if took > LONGEST:
        raise NotKept(f"it took {took:.1f} s for {len(data)} bytes")
    if readings is not None:
        check_readings(reader, source, data, readings)
        again = list(reader.read(source, answers))
        if as_lines(again) != as_lines(readings):
            raise NotKept("the second reading differs from the first")
    return readings


def _answered(
    reader: Reader, source: Source, answers: Answers
) -> tuple[list[Reading] | None, Answers]:
    """Reads on with one of the answers that are offered; which one depends on the bytes alone."""
    given = dict(answers)
    offered: set[str] = set()
    for _ in range(QUESTIONS):
        try:
            return list(reader.read(source, given)), given
        except NeedsAnswer as asked:
            if asked.key in offered:
                words = f"it offered {given[asked.key]!r} for {asked.key}, then asks again"
                raise NotKept(words) from asked
            if not asked.choices or not asked.question:
                raise NotKept(f"a question about {asked.key} without words or choices") from asked
            offered.add(asked.key)
            turn = zlib.crc32(source.head(4096)) % len(asked.choices)
            given[asked.key] = asked.choices[turn]
    raise NotKept(f"more than {QUESTIONS} questions about one file")


def check_readings(reader: Reader, source: Source, data: bytes, readings: list[Reading]) -> None:
    """Everything that can be said of one reading of one source."""
    if not readings:
        raise NotKept("not a word about the file")
    as_lines(readings)
    tally = Tally()
    for reading in readings:
        tally.see(reading)
        for place in reading.where:
            _check_place(source, place)
        if not reading.where:
            raise NotKept(f"a {type(reading).__name__} that stands nowhere")
    for lost in tally.close(source.name, _lines(data)):
        raise NotKept(lost.what)
    _check_once(reader, source, data, readings)
    if reader.NAME.startswith("chat_"):
        _check_words(source, data, readings)


def _check_place(source: Source, place: Locator) -> None:
    if not place.path.startswith(source.name):
        raise NotKept(f"it names {place.path}, which is not of {source.name}")
    if place.unit in ("line", "record", "byte", "page", "cell"):
        empty = source.size == 0 or place.path != source.name  # of a file in a zip nothing is known
        least = 0 if place.unit == "byte" and empty else 1
        if not least <= place.first <= place.last:
            raise NotKept(f"a place from {place.first} to {place.last} ({place.unit})")
    if place.path == source.name and place.unit == "byte" and place.last > source.size:
        raise NotKept(f"byte {place.last} of {source.size}")


def _lines(data: bytes) -> int | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    counter = LineCounter(len(data))
    counter.see(0, data)
    return counter.lines


def _check_once(reader: Reader, source: Source, data: bytes, readings: list[Reading]) -> None:
    """No line is named twice, nor one that is not there, where items are made of lines. Of a
    record parts may be left out apart: one reading of it is an item, others say what was."""
    times: dict[str, Counter[int]] = {"line": Counter(), "record": Counter()}
    items = [each.where[0] for each in readings if not isinstance(each, Skipped | Problem)]
    made_of = {place.unit for place in items if place.path == source.name}
    for reading in readings:
        for place in reading.where:
            part = place.unit == "record" and isinstance(reading, Skipped | Problem)
            if place.path == source.name and place.unit in times and not part:
                times[place.unit].update(range(place.first, place.last + 1))
    if times["record"]:
        if reader.NAME not in MANY:
            _no_twice("record", times["record"])
    elif "line" in made_of:
        _no_twice("line", times["line"])
        known = _lines(data)
        single = data.count(b"\r") + 1  # old Macs ended lines with it
        if known is not None and max(times["line"]) > max(known, 0 if known > 1 else single):
            raise NotKept(f"line {max(times['line'])} of {known}")


def _no_twice(unit: str, times: Counter[int]) -> None:
    number, many = times.most_common(1)[0]
    if many > 1:
        raise NotKept(f"{unit} {number} is named by {many} readings")


def _check_words(source: Source, data: bytes, readings: list[Reading]) -> None:
    """The words of a message are the end of its lines, byte for byte; UTF-8 files of lines only."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if "\0" in text[:4096]:
        return  # perhaps UTF-16
    lines = text.split("\n")
    if len(lines) == 1 and "\r" in text:
        return  # its lines are ended the old way, or not at all
    for item in readings:
        place = item.where[0]
        if isinstance(item, Message) and (place.path, place.unit) == (source.name, "line"):
            block = "\n".join(lines[place.first - 1 : place.last])
            if not (block.endswith(item.text) or block.removesuffix("\r").endswith(item.text)):
                raise NotKept(f"lines {place.first} to {place.last} do not end with its words")
