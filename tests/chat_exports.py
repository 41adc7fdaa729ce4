"""Promises every reader of a chat export keeps, whatever becomes of the bytes."""

from everyword.model import Answers, Item, Message, Problem, Reading, Skipped, source_of_bytes
from everyword.readers import Reader
from tests.case_files import all_cases, as_lines


def read(reader: Reader, name: str, data: bytes, answers: Answers | None = None) -> list[Reading]:
    return list(reader.read(source_of_bytes(name, data), answers or {}))


def messages(readings: list[Reading]) -> list[Message]:
    return [each for each in readings if isinstance(each, Message)]


def problems(readings: list[Reading]) -> list[str]:
    return [each.what for each in readings if isinstance(each, Problem)]


def accounted(readings: list[Reading]) -> None:
    """Records follow each other from 1, and each has one item, or one word on why it has none."""
    assert readings
    assert as_lines(readings)
    last = 0
    for each in readings:
        place = each.where[0]
        if place.unit != "record":
            assert isinstance(each, Problem | Skipped)
            continue
        assert place.first == place.last
        if place.first == last and (isinstance(each, Problem) or getattr(each, "edited", False)):
            continue  # what is to be said about the item just before, or its earlier words
        assert place.first == last + 1
        last = place.first


def cut_everywhere(
    reader: Reader, step: int, *, shows_end: bool = True, told_twice: bool = False
) -> int:
    """Cuts each case of a reader: what was whole before the cut is read as it was.

    `shows_end`: the format shows that its last record is not whole; then a Problem is wanted.
    `told_twice`: a record may be skipped because it stands further down too; then it is read.
    """
    tried = 0
    for case in all_cases():
        if case.reader != reader.NAME or case.needs_answer:
            continue
        data = (case.folder / case.source_name).read_bytes()
        whole = _by_record(case.read())
        answers = {"date_order": "dmy", **case.answers}
        for cut in range(tried % step, len(data), step):
            readings = read(reader, case.source_name, data[:cut], answers)
            accounted(readings)
            said = {each.where[0].first for each in readings if isinstance(each, Problem)}
            found = _by_record(readings)
            if not shows_end and found:
                found.popitem()
            for number, kept in found.items():
                if told_twice and number not in whole:
                    continue
                assert number in said or kept == whole[number], f"{case.id} cut at {cut}"
            tried += 1
    return tried


def _by_record(readings: list[Reading]) -> dict[int, tuple[object, ...]]:
    return {each.where[0].first: _kept(each) for each in readings if isinstance(each, Item)}


def _kept(item: Item) -> tuple[object, ...]:
    """What a record says by itself, without what stands elsewhere in the file."""
    names = ("text", "sender", "seconds", "handles")
    return (type(item), item.when.local, *(getattr(item, name, None) for name in names))
