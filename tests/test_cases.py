"""Every reader over its cases: what it must give, and the promises all of them keep."""

import re
from collections import Counter, defaultdict

import pytest

from everyword.archive import is_zip, members
from everyword.errors import NeedsAnswer
from everyword.model import Message, Reading, Source
from everyword.readers import claiming
from tests.case_files import BY_NAME, Case, all_cases, as_lines

CASES = all_cases()
READ = tuple(case for case in CASES if case.needs_answer is None)
MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\ufeff"


def ids(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_gives_what_is_expected(case: Case) -> None:
    if case.needs_answer is not None:
        with pytest.raises(NeedsAnswer) as asked:
            case.read()
        assert asked.value.key == case.needs_answer
        return
    assert case.expected.exists(), "no expected.jsonl: make cases, then read it"
    # Line by line, so that a difference names the item.
    assert as_lines(case.read()).decode().split("\n") == case.expected.read_text("utf-8").split(
        "\n"
    )


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_is_recognised_by_its_reader_alone(case: Case) -> None:
    assert [reader.NAME for reader in claiming(case.source)] == [case.reader]


@pytest.mark.parametrize("reader", sorted(BY_NAME))
def test_every_reader_has_cases(reader: str) -> None:
    assert len([case for case in CASES if case.reader == reader]) >= 2


def test_every_case_says_why_and_whence() -> None:
    for case in CASES:
        assert case.reader in BY_NAME, f"{case.id}: no reader of this name"
        assert case.why, case.id
        assert case.origin, case.id
        assert (case.folder / case.source_name).is_file(), case.id


@pytest.mark.parametrize("case", READ, ids=ids)
def test_reading_twice_gives_the_same(case: Case) -> None:
    assert as_lines(case.read()) == as_lines(case.read())


@pytest.mark.parametrize("case", READ, ids=ids)
def test_every_line_and_record_is_accounted_for(case: Case) -> None:
    readings = case.read()
    assert readings, "a source gives at least one item, skipped or problem"
    records = covered(readings, "record")
    for path, times in covered(readings, "line").items():
        if path in records:
            continue  # counted in records; its lines only say where something was left out
        wanted = len(lines_of(text_of(case.source, path)))
        assert times == Counter(range(1, wanted + 1)), f"lines of {path}"
    for path, times in records.items():
        assert sorted(times) == list(range(1, max(times) + 1)), f"records of {path}"


@pytest.mark.parametrize(
    "case", [case for case in READ if case.reader.startswith("chat_")], ids=ids
)
def test_a_message_is_its_header_and_its_text(case: Case) -> None:
    for item in case.read():
        if not isinstance(item, Message) or item.where[0].unit != "line":
            continue
        place = item.where[0]
        lines = lines_of(text_of(case.source, place.path))[place.first - 1 : place.last]
        block = re.sub(r"(?:\r\n|\n|\r)\Z", "", "".join(lines))
        assert block.endswith(item.text), "the text is the end of its lines"
        header = block[: len(block) - len(item.text)].strip(MARKS)
        for part in (item.when.text, item.sender):
            assert part is None or part in header
            header = header.replace(part or "", "", 1)
        assert re.fullmatch(rf"[\s{MARKS}\[\]:\-–—]*", header), "and nothing stands between"  # noqa: RUF001 (dashes phones write)


def covered(readings: list[Reading], unit: str) -> dict[str, Counter[int]]:
    """How often each line or record of each path is named by a reading."""
    times: dict[str, Counter[int]] = defaultdict(Counter)
    for reading in readings:
        for place in reading.where:
            if place.unit == unit:
                times[place.path].update(range(place.first, place.last + 1))
    return times


def text_of(source: Source, path: str) -> str:
    """The text at a locator's path, decoded here and not by the reader."""
    inner = source
    if is_zip(source) and path != source.name:
        inner = next(member for member in members(source) if member.name == path)
    with inner.open() as stream:
        data = stream.read()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "surrogateescape")


def lines_of(text: str) -> list[str]:
    """Lines with their ends; a lone carriage return ends one only in a text without newlines."""
    end = "\n" if "\n" in text else "\r"
    lines = [line + end for line in text.split(end)]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
