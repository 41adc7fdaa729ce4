"""The cases of the readers: a folder each, with the input, why it is there, and what it must give.

    python -m tests.case_files --write      (make cases: writes every expected.jsonl again)

Then read the difference line by line against the input, as if asked about it in court.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from everyword.errors import NeedsAnswer
from everyword.model import Answers, Reading, Source, source_of_path
from everyword.readers import READERS, Reader

FOLDER = Path(__file__).parent / "cases"
BY_NAME: dict[str, Reader] = {reader.NAME: reader for reader in READERS}


class Case(msgspec.Struct, frozen=True):
    """`needs_answer` is the key the reader must ask for, instead of giving anything."""

    reader: str
    name: str
    folder: Path
    why: str
    origin: str
    source_name: str
    answers: Answers
    needs_answer: str | None

    @property
    def id(self) -> str:
        return f"{self.reader}/{self.name}"

    @property
    def source(self) -> Source:
        return source_of_path(self.folder / self.source_name)

    @property
    def expected(self) -> Path:
        return self.folder / "expected.jsonl"

    def read(self) -> list[Reading]:
        return list(BY_NAME[self.reader].read(self.source, self.answers))


def all_cases() -> tuple[Case, ...]:
    return tuple(_load(path) for path in sorted(FOLDER.glob("*/*/case.toml")))


def _load(path: Path) -> Case:
    given = tomllib.loads(path.read_text("utf-8"))
    known = {"why", "origin", "source", "answers", "needs_answer"}
    assert set(given) <= known, f"{path}: unknown keys {sorted(set(given) - known)}"
    return Case(
        reader=path.parent.parent.name,
        name=path.parent.name,
        folder=path.parent,
        why=given["why"],
        origin=given["origin"],
        source_name=given["source"],
        answers=given.get("answers", {}),
        needs_answer=given.get("needs_answer"),
    )


def as_lines(readings: list[Reading]) -> bytes:
    """One JSON line for each reading, as expected.jsonl has them."""
    return b"".join(msgspec.json.encode(reading) + b"\n" for reading in readings)


def write_all(wanted: list[str]) -> Iterator[str]:
    """Writes expected.jsonl where it differs; `wanted` limits it to these readers."""
    for case in all_cases():
        if (wanted and case.reader not in wanted) or case.reader not in BY_NAME:
            continue
        try:
            lines = as_lines(case.read())
        except NeedsAnswer as asked:
            if asked.key != case.needs_answer:
                yield f"{case.id}: asks for {asked.key}; nothing written"
            continue
        if not case.expected.exists() or case.expected.read_bytes() != lines:
            case.expected.write_bytes(lines)
            yield f"{case.id}: written; read it against {case.source_name}"


if __name__ == "__main__":
    if "--write" not in sys.argv:
        sys.exit("usage: python -m tests.case_files --write [READER ...]")
    for told in write_all([each for each in sys.argv[1:] if not each.startswith("-")]):
        print(told)
